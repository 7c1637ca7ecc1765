"""Somebody who wants to be warned, in a city whose areas can be warned."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils.translation import override
from pytest_django.fixtures import Settings

from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.actions import Wish
from anlan_center.alerts.subscriptions.audience import HELD
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.private.links import token_for
from anlan_center.alerts.subscriptions.private.sealing import BLIND
from anlan_center.alerts.subscriptions.ways import Carrier
from tests.center.alerts.release.conftest import city, people, released, reviewed

__all__ = ["city", "people", "released", "reviewed"]

HARBOUR = (119.3735, 34.7377)
"""A point in Lianyun District (320703)."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let errors speak English, whatever the installation's language is."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Give the installation a folder of its own for its keys, and forget the audience."""
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, data=tmp_path, origin="https://warn.example.org")
    HELD.forget()
    yield tmp_path / "keys"
    HELD.forget()


ALL_WAYS = tuple(Carrier(way, "3207") for way in ("email", "sms", "webpush"))
"""Live sinks of every way, for the whole city."""

CARRIED: list[Carrier] = []
"""The live sinks of a test of subscriptions alone; with real sinks see the tests of deliveries."""


def carried() -> list[Carrier]:
    """List them, as deliveries do."""
    return list(CARRIED)


@pytest.fixture(autouse=True)
def sinks(settings: Settings) -> list[Carrier]:
    """Let every way have a live sink: `sinks[:] = [...]` says otherwise."""
    settings.ANLAN_CARRIERS = f"{__name__}.carried"
    CARRIED[:] = ALL_WAYS
    caches["process"].clear()
    return CARRIED


def wish(**changes: Any) -> Wish:
    """Return a wish for warnings of a district by e-mail, but for some changes."""
    plain = Wish("email", "wang@example.org", "zh-Hans", 0, None, ("320703",), 0)
    return replace(plain, **changes)


def row_of(address: str, way: str = "email") -> Subscriber:
    """Return the subscriber of an address."""
    return Subscriber.objects.get(address_index=BLIND.index(way, address))


@pytest.fixture
def confirmed_subscriber(db: None) -> Callable[..., Subscriber]:
    """Make a confirmed subscriber: `confirmed_subscriber(address="li@example.org", threshold=4)`."""

    def make(**changes: Any) -> Subscriber:
        asked = wish(**changes)
        actions.subscribe(asked)
        return actions.confirm(token_for(row_of(asked.address, asked.way), "confirm"))

    return make
