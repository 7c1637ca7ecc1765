"""Public channels: published once, read back, written whole, told to the hub."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.client import BadStatusLine
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from anlan.alerts.signatures.signing import verify
from anlan.alerts.signatures.trust import Pin, Register
from anlan_center.alerts.bulletins import actions, publishing
from anlan_center.alerts.bulletins.models import Ping, Publication
from anlan_center.alerts.bulletins.pages import files
from anlan_center.alerts.bulletins.pages.rendering import TooLargeError
from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.deliverer import contents
from anlan_center.alerts.deliveries.models import Result
from anlan_center.alerts.deliveries.separation import Cleared, Facts, Outlet, clear
from anlan_center.alerts.release import actions as release
from anlan_center.alerts.release.models import Alert
from anlan_center.audit.models import Record
from anlan_center.outbox.models import Entry
from tests.center.alerts.bulletins.conftest import end_of
from tests.center.alerts.release.conftest import People


@pytest.mark.parametrize("kind", publishing.KINDS)
def test_a_warning_is_confirmed_once_it_was_read_back(released: Callable[..., Alert], folder: Path, kind: str) -> None:
    """Each public channel writes its files and names the address at which the warning stands."""
    outcome = publishing.publish_now(kind, released())
    assert outcome.result is Result.CONFIRMED
    assert outcome.receipt.startswith("https://warn.example.org/public/")
    place = folder / outcome.receipt.removeprefix("https://warn.example.org/public/")
    assert place.is_file()


@pytest.mark.parametrize(("language", "lang"), [("zh-Hans", "zh"), ("en", "en")])
def test_the_address_in_a_message_is_that_of_the_page(
    client: Client, released: Callable[..., Alert], folder: Path, language: str, lang: str
) -> None:
    """Whoever follows it reads the warning in the language of the message, from the centre and from its files."""
    alert = released()
    publishing.publish_now("web", alert)
    web = contents.content_of(alert, language).web
    answer = client.get(web.removeprefix("https://warn.example.org"))
    assert answer.status_code == 200
    assert alert.identifier.encode() in answer.content
    place = folder / web.removeprefix("https://warn.example.org/public/")
    assert place.is_file()
    assert place.parent.parent.name == lang


def test_a_restricted_message_names_no_page(released: Callable[..., Alert]) -> None:
    """What is not for everybody stands on no public page, so its message leads to none."""
    alert = released(scope="Restricted", restriction="hospitals")
    assert contents.content_of(alert, "en").web == ""


def test_publishing_again_changes_nothing(released: Callable[..., Alert]) -> None:
    """After a fault a channel tries again: one publication, one record, one event."""
    alert = released()
    first = [publishing.publish_now(kind, alert) for kind in publishing.KINDS]
    assert [publishing.publish_now(kind, alert) for kind in publishing.KINDS] == first
    assert Publication.objects.count() == 1
    assert Record.objects.filter(action="bulletin.warning").count() == 1
    assert Entry.objects.filter(topic=actions.CHANGED).count() == 1


def test_what_was_not_released_or_is_not_for_everybody_is_refused(
    people: People, reviewed: Callable[..., Alert], released: Callable[..., Alert]
) -> None:
    """A draft, an approved warning that waits, and a restricted one never reach the public pages."""
    waiting = reviewed(release_at=timezone.now() + timedelta(hours=2))
    approved = release.approve(people.approver, waiting, revision=waiting.revision)
    restricted = released(scope="Restricted", restriction="hospitals")
    for alert in (reviewed(), approved, restricted):
        assert publishing.publish_now("web", alert).result is Result.REFUSED
    assert not Publication.objects.exists()


def test_a_folder_that_cannot_be_written_is_a_failure_to_be_tried_again(
    released: Callable[..., Alert], folder: Path
) -> None:
    """The channel says so; once the folder is there, the same call succeeds."""
    alert = released()
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way", encoding="utf-8")
    outcome = publishing.publish_now("web", alert)
    assert outcome.result is Result.FAILED
    assert "Error" in outcome.reason
    folder.unlink()
    assert publishing.publish_now("web", alert).result is Result.CONFIRMED


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """While a file is written a thousand times, a reader sees only whole contents, and no leftovers stay."""
    place, contents = tmp_path / "a" / "page.html", [bytes([letter]) * 50_000 for letter in b"ab"]
    files.replace_file(place, contents[0])
    done = threading.Event()
    seen: set[bytes] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(place.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(200):
        files.replace_file(place, contents[turn % 2])
    done.set()
    reader.join()
    assert seen <= set(contents)
    assert [one.name for one in place.parent.iterdir()] == ["page.html"]


def test_files_follow_from_a_warning_and_from_its_end(
    published: Callable[..., Publication], followed: Callable[..., Publication], folder: Path
) -> None:
    """The handler writes the warning, what it replaces, first pages, lists and feeds, and bears being called again."""
    first = published()
    files.follow(Entry.objects.get(key=f"{actions.CHANGED}:warning:{first.pk}"))
    assert first.slug in (folder / "en/index.html").read_text(encoding="utf-8")
    last = followed(first, "cancel")
    entry = Entry.objects.get(key=f"{actions.CHANGED}:warning:{last.pk}")
    files.follow(entry)
    files.follow(entry)
    assert "it was lifted" in (folder / f"en/warnings/{first.slug}.html").read_text(encoding="utf-8")
    assert "No warning is in force" in (folder / "en/index.html").read_text(encoding="utf-8")
    assert first.alert.identifier in (folder / "zh/real.html").read_text(encoding="utf-8")


def test_files_follow_the_clock(published: Callable[..., Publication], folder: Path) -> None:
    """When a warning's time is over, the tick writes pages that say so."""
    row = published()
    files.export(folder)
    assert "In force" in (folder / f"en/warnings/{row.slug}.html").read_text(encoding="utf-8")
    files.refresh(end_of(row) + timedelta(seconds=1))
    assert "No longer in force" in (folder / f"en/warnings/{row.slug}.html").read_text(encoding="utf-8")
    assert "No warning is in force" in (folder / "en/index.html").read_text(encoding="utf-8")


def test_pages_of_exercises_do_not_touch_those_of_the_real_world(
    published: Callable[..., Publication], folder: Path
) -> None:
    """Exporting writes an exercise below its own folder and nowhere else."""
    row = published(exercise=True)
    files.export(folder)
    holding = [
        place for place in folder.rglob("*") if place.is_file() and row.slug in place.read_text(encoding="utf-8")
    ]
    assert holding
    assert all(place.relative_to(folder).parts[0] == "exercise" for place in holding)


def test_one_page_that_is_too_large_keeps_no_other_away(
    published: Callable[..., Publication], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All others are written; the fault is told all the same."""
    row = published()
    monkeypatch.setattr("anlan_center.alerts.bulletins.pages.rendering.MOST_BYTES", 2_000)
    with pytest.raises(TooLargeError):
        files.export(folder)
    assert (folder / "cap.xml").exists()
    assert (folder / f"cap/{row.slug}.xml").exists()
    assert (folder / "en/rss.xml").exists()


def test_full_pages_of_the_list_are_not_written_again_and_again(
    published: Callable[..., Publication], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new message writes the pages of the list that it can change; an export writes all of them."""
    for module in ("rendering", "files"):
        monkeypatch.setattr(f"anlan_center.alerts.bulletins.pages.{module}.PER_PAGE", 1)
    for _ in range(3):
        published()
    files.refresh()
    assert sorted(place.name for place in (folder / "en").glob("real*")) == ["real-2.html", "real-3.html", "real.html"]
    files.export(folder)
    assert (folder / "en/real-1.html").exists()


def test_the_list_of_genuine_messages_has_pages_that_stay(
    published: Callable[..., Publication], monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """Every message stands on a numbered page that does not change any more once it is full."""
    monkeypatch.setattr("anlan_center.alerts.bulletins.pages.rendering.PER_PAGE", 2)
    rows = [published() for _ in range(5)]
    for number, part in ((1, rows[:2]), (2, rows[2:4]), (3, rows[4:])):
        text = client.get(f"/public/en/real-{number}.html").content.decode()
        assert [row.alert.identifier in text for row in rows] == [row in part for row in rows]
    assert rows[4].alert.identifier in client.get("/public/en/real.html").content.decode()
    assert client.get("/public/en/real-4.html").status_code == 404


def test_the_list_leads_to_every_signed_file_and_to_what_verifies_it(
    published: Callable[..., Publication], folder: Path
) -> None:
    """From the folder of files alone, without the centre: each message verifies with the certificates beside it."""
    rows = [published(), published(colour="red")]
    files.export(folder)
    page = (folder / "en" / "real.html").read_text(encoding="utf-8")
    pem = (folder / "certificates.pem").read_text(encoding="utf-8")
    ends = "-----END CERTIFICATE-----\n"
    pins = [f"{one}{ends}" for one in pem.split(ends) if one.strip()]
    assert 'href="../certificates.pem"' in page
    assert len(page.encode()) < 20_000
    for row in rows:
        assert f'href="../cap/{row.slug}.xml"' in page
        signed = (folder / "cap" / f"{row.slug}.xml").read_bytes()
        register = Register(tuple(Pin(row.alert.sender, one) for one in pins))
        assert verify(signed, register).valid
        assert not verify(signed.replace(b"Actual", b"Test", 1), register).valid


def cleared(alert: Alert) -> Cleared:
    """Let a message through as the deliverer does."""
    texts = alert.texts["en"]
    content = Content(
        alert=alert.pk, identifier=alert.identifier, sender=alert.sender, sent=alert.sent or timezone.now(),
        status=alert.status, cap_status=alert.status, msg_type=alert.msg_type, event=alert.event_type,
        colour=alert.colour, severity=alert.severity, language="en", area="", onset=alert.onset,
        expires=alert.expires or timezone.now(), web="", sender_name="", geometry=None, references=(),
        cap=bytes(alert.cap or b""),
        **{name: texts[name] for name in ("headline", "description", "instruction", "short")},
    )  # fmt: skip
    facts = Facts(alert.status, alert.scope, alert.msg_type, alert.exercise, alert.state, content.expires)
    return clear(content, facts, Outlet(exercise=alert.exercise, public=True), timezone.now())


class Hub(BaseHTTPRequestHandler):
    """A hub that remembers what it was told, and refuses the first time."""

    told: list[dict[str, list[str]]]
    refusals: int

    def do_POST(self) -> None:
        """Take a notice."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        type(self).told.append(parse_qs(body))
        refused = len(type(self).told) <= type(self).refusals
        self.send_response(503 if refused else 202)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_hub_is_told_of_changed_feeds_until_it_has_heard(
    released: Callable[..., Alert], settings: Settings
) -> None:
    """A hub that is down gets its notice later; a warning waits for no hub; an exercise is never announced."""
    Hub.told, Hub.refusals = [], 1
    server = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.ANLAN_WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/"
    try:
        assert publishing.publish_now("cap-feed", released()).result is Result.CONFIRMED
        publishing.publish_now("cap-feed", released(exercise=True))
        assert Ping.objects.count() == 1
        teller = publishing.HubTeller("teller")
        assert teller.once() == 1
        assert Ping.objects.get().state == "waiting"
        Ping.objects.update(due=timezone.now())
        teller.once()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert Ping.objects.get().state == "done"
    feed = "https://warn.example.org/public/cap.xml"
    assert Hub.told[1] == {"hub.mode": ["publish"], "hub.topic": [feed], "hub.url": [feed]}


@pytest.mark.parametrize("hub", ["http://[", "ftp://hub.example/", "http://127.0.0.1:1/"])
def test_a_hub_that_cannot_be_told_keeps_nothing_else_away(settings: Settings, db: None, hub: str) -> None:
    """Whatever is wrong with its address or its answer, the notice is put back and counted."""
    settings.ANLAN_WEBSUB_HUB = hub
    actions.ping(["https://warn.example.org/public/cap.xml"])
    assert publishing.HubTeller("teller").once() == 1
    ping = Ping.objects.get()
    assert (ping.state, ping.attempts) == ("waiting", 1)
    assert ping.error


def test_a_hub_that_speaks_no_http_is_told_again(db: None) -> None:
    """An answer that is none of HTTP is no error of the network, and must not end the round."""

    def odd(_feed: str) -> None:
        raise BadStatusLine("?")

    actions.ping(["https://warn.example.org/public/cap.xml"])
    assert publishing.HubTeller("teller", odd).once() == 1
    assert Ping.objects.get().state == "waiting"


def test_pages_come_from_their_files_when_the_database_is_gone(
    published: Callable[..., Publication], client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The centre's own pages survive it, as a plain server's do."""
    row = published()
    files.export(folder)

    def broken(*_: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("anlan_center.alerts.bulletins.views.render", broken)
    for path, kind in (("en/index.html", "text/html"), (f"cap/{row.slug}.xml", "application/cap+xml")):
        answer = client.get(f"/public/{path}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
        assert answer.content == (folder / path).read_bytes()


@pytest.mark.django_db(transaction=True)
def test_the_channels_publish_what_was_cleared(released: Callable[..., Alert]) -> None:
    """The deliverer's call, from its loop, with messages that may leave: each comes to pages of its own kind."""
    for exercise, start in ((False, "zh/"), (True, "exercise/zh/")):
        outcome = async_to_sync(publishing.publish)("web", cleared(released(exercise=exercise)))
        assert outcome.result is Result.CONFIRMED, outcome
        assert outcome.receipt.startswith(f"https://warn.example.org/public/{start}warnings/")


@pytest.mark.django_db(transaction=True)
def test_a_message_cleared_for_another_kind_of_page_is_refused(released: Callable[..., Alert]) -> None:
    """Should a live message name a warning of an exercise after all, nothing is published."""
    live, exercise = released(), released(exercise=True)
    message = cleared(live)
    crossed = replace(message, content=replace(message.content, alert=exercise.pk))
    assert async_to_sync(publishing.publish)("web", crossed).result is Result.REFUSED
    assert not Publication.objects.exists()
