"""Warnings that were released and published, and a folder of public files that vanishes."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django.fixtures import Settings

from anlan_center.alerts.bulletins import actions
from anlan_center.alerts.bulletins.models import Publication
from anlan_center.alerts.release import actions as release
from anlan_center.alerts.release.message.addresses import slug_of
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.release.conftest import People, city, people, released, reviewed

__all__ = ["city", "people", "released", "reviewed"]


def end_of(row: Publication) -> datetime:
    """Return until when a published warning holds."""
    assert row.alert.expires is not None
    return row.alert.expires


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let errors speak English, whatever the installation's language is."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Give the installation a folder of its own for its files."""
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, data=tmp_path, origin="https://warn.example.org")
    return tmp_path / "public"


@pytest.fixture
def published(released: Callable[..., Alert]) -> Callable[..., Publication]:
    """Make a warning that stands on the public pages: `published(colour="red")`."""

    def make(**changes: Any) -> Publication:
        return actions.publish_warning(released(**changes))

    return make


def many(row: Publication, count: int) -> list[Publication]:
    """Let others warn of the same at the same time: rows beside a published one, which alone is signed."""
    alert = Alert.objects.get(pk=row.alert_id)
    names = [f"{alert.identifier}-{number}" for number in range(count)]
    copies = [copy(alert) for _ in names]
    for one, name in zip(copies, names, strict=True):
        one.pk, one.identifier = None, name
    made = Alert.objects.bulk_create(copies)
    return Publication.objects.bulk_create(
        Publication(
            alert=one, slug=slug_of(one.identifier), exercise=row.exercise, jurisdiction=row.jurisdiction,
            published=row.published, digest=f"{number:064x}",
        )
        for number, one in enumerate(made)
    )  # fmt: skip


@pytest.fixture
def followed(people: People) -> Callable[..., Publication]:
    """Update or cancel a published warning and publish that: `followed(row, "cancel")`."""

    def make(row: Publication, kind: str) -> Publication:
        prepare = release.prepare_cancel if kind == "cancel" else release.prepare_update
        alert = prepare(people.author, Alert.objects.get(pk=row.alert_id))
        alert = release.submit(people.author, alert, revision=alert.revision)
        alert = release.review(people.reviewer, alert, revision=alert.revision)
        return actions.publish_warning(release.approve(people.approver, alert, revision=alert.revision))

    return make
