"""A city with a source that hands messages in, a sender whose certificate is pinned, and somebody who manages both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from anlan_center.accounts.models import Area, User
from anlan_center.alerts.ingest import actions
from anlan_center.alerts.ingest.models import Pin, Source
from tests.center.alerts.ingest.messages import SENDER, own_certificate

CITY = Path(__file__).parents[4] / "cities" / "lianyungang"


@pytest.fixture(autouse=True)
def city(settings: Settings) -> None:
    """Let the installation have the demo city."""
    settings.ANLAN_CITY = str(CITY)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let refusals be said in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def source(areas: dict[str, Area]) -> Source:
    """The weather station, which hands its messages in."""
    return Source.objects.create(name="Weather", way="push", jurisdiction="3207", due=timezone.now())


@pytest.fixture
def operator(person: Callable[..., User], confirmed: Callable[[User], User]) -> User:
    """Somebody who manages sources and pins, and drafts."""
    return confirmed(person("operator", operator="3207", author="3207"))


@pytest.fixture
def pinned(operator: User) -> Pin:
    """The certificate of the sender."""
    return actions.pin(operator, sender=SENDER, certificate=own_certificate(), jurisdiction="3207")
