"""A city with a source that hands messages in, a sender whose certificate is pinned, and somebody who manages both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from anlan_center.accounts.models import Area, User
from anlan_center.alerts.ingest import actions
from anlan_center.alerts.ingest.actions import SourceContent, fetching
from anlan_center.alerts.ingest.models import Pin, Source
from tests.center.alerts.ingest.messages import SENDER, own_certificate
from tests.center.alerts.ingest.webs import Web

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


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that compiles the engine's loops at the first message takes as long as it takes."""
    for name in ("TAKING_S", "LINKED_S", "TIMEOUT_S"):
        monkeypatch.setattr(fetching, name, 600.0)


@pytest.fixture
def web(settings: Settings) -> Iterator[Web]:
    """A server that the installation may reach."""
    settings.ANLAN_INNER_HOSTS = ("127.0.0.1",)
    made = Web()
    thread = Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def feed(web: Web, operator: User) -> Source:
    """A feed of the server that is due."""
    content = SourceContent(name="Feed", way="feed", jurisdiction="3207", address=f"{web.root}/feed")
    return actions.add_source(operator, content)
