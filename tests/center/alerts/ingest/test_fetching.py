"""Feeds: looked at when due, by one process, politely, within what the installation allows; each message once."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django.fixtures import Settings

from anlan.alerts import write_alert
from anlan.alerts.documents.feeds import Feed, read_feed
from anlan_center.accounts.models import Area, User
from anlan_center.alerts.ingest import actions
from anlan_center.alerts.ingest.actions import IngestError, SourceContent, fetch_due, fetch_until, fetching, receive
from anlan_center.alerts.ingest.models import Pin, Received, Source
from tests.center.alerts.ingest.messages import message, signed


class Web:
    """A server on this machine: what it has at each path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.status: dict[str, int] = {}
        self.asked: list[tuple[str, str]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            """Answers with an ETag, and 304 to who knows it."""

            def do_GET(self) -> None:
                """Answer."""
                known = self.headers.get("If-None-Match", "")
                web.asked.append((self.path, known))
                body = web.pages.get(self.path, b"")
                etag = f'"{hash(body)}"'
                status = web.status.get(self.path, 200 if self.path in web.pages else 404)
                status = 304 if status == 200 and known == etag else status
                self.send_response(status)
                self.send_header("ETag", etag)
                if status in (301, 302):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(0 if status == 304 else len(body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_address[1]}"


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


def due() -> int:
    """Look as if an hour had passed."""
    Source.objects.update(due=timezone.now() - timedelta(hours=1))
    return fetch_due()


def atom(*entries: str) -> bytes:
    """Return a feed."""
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>t</title><updated>2026-07-01T00:00:00Z</updated>'
    return (head + "".join(entries) + "</feed>").encode()


def entry(content: str, updated: str = "2026-07-01T00:00:00Z") -> str:
    """Return an entry."""
    return f"<entry><id>{hash(content)}</id><title>t</title><updated>{updated}</updated>{content}</entry>"


def whole(content: bytes) -> str:
    """Return a message as the content of an entry."""
    return f'<content type="application/cap+xml">{content.partition(b"?>")[2].decode()}</content>'


def link(address: str) -> str:
    """Return where a message is."""
    return f'<link type="application/cap+xml" href="{address}"/>'


def test_a_signed_message_in_a_feed_is_verified(web: Web, feed: Source, pinned: Pin) -> None:
    """Taken out of the feed its signature holds."""
    web.pages["/feed"] = atom(entry(whole(signed(message("A")))), entry(whole(write_alert(message("B")))))
    assert fetch_due() == 1
    assert dict(Received.objects.values_list("identifier", "signature")) == {"A": "valid", "B": "unsigned"}
    feed.refresh_from_db()
    assert (feed.error, feed.failures) == ("", 0)
    assert feed.changed is not None


def test_what_has_not_changed_is_not_sent_again(web: Web, feed: Source) -> None:
    """The server is told what is known."""
    web.pages["/feed"] = atom(entry(whole(write_alert(message("A")))))
    fetch_due()
    due()
    assert [known != "" for _path, known in web.asked] == [False, True]
    assert Received.objects.get().copies == 0


def test_a_feed_that_points_to_messages_is_followed_once(web: Web, feed: Source) -> None:
    """What is new or was changed is fetched, the rest is not."""
    for name in ("A", "B"):
        web.pages[f"/{name}"] = signed(message(name))
    web.pages["/feed"] = atom(entry(link(f"{web.root}/A")))
    fetch_due()
    web.pages["/feed"] = atom(entry(link(f"{web.root}/A")), entry(link(f"{web.root}/B")))
    due()
    due()
    assert [path for path, _known in web.asked if path != "/feed"] == ["/A", "/B"]
    web.pages["/feed"] = atom(entry(link(f"{web.root}/A"), "2026-07-01T01:00:00Z"))
    due()
    assert [path for path, _known in web.asked].count("/A") == 2
    assert Received.objects.count() == 2


def test_a_message_that_could_not_be_fetched_is_fetched_later(web: Web, feed: Source) -> None:
    """Though the feed itself has not changed; meanwhile the fault is shown."""
    web.pages["/feed"] = atom(entry(link(f"{web.root}/A")))
    fetch_due()
    feed.refresh_from_db()
    assert "404" in feed.error
    web.pages["/A"] = write_alert(message("A"))
    due()
    feed.refresh_from_db()
    assert Received.objects.count() == 1
    assert feed.error == ""


def test_a_dead_source_is_asked_less_and_less_and_holds_nobody_up(web: Web, feed: Source, operator: User) -> None:
    """Its fault is shown; the others are read at the same look."""
    web.status["/feed"] = 500
    web.pages["/good"] = write_alert(message("A"))
    actions.add_source(
        operator, SourceContent(name="Good", way="feed", jurisdiction="3207", address=f"{web.root}/good")
    )
    assert fetch_due() == 2
    assert Received.objects.count() == 1
    waits = []
    for _ in range(8):
        due()
        feed.refresh_from_db()
        waits.append(round((feed.due - timezone.now()).total_seconds()))
    assert "500" in feed.error
    assert waits == sorted(waits)
    assert 3_000 < waits[-1] <= 3_600


def test_only_one_process_looks(web: Web, feed: Source) -> None:
    """Whoever moves the clock on first; right after there is nothing due."""
    web.pages["/feed"] = atom()
    assert (fetch_due(), fetch_due()) == (1, 0)
    assert len(web.asked) == 1


def test_what_is_no_message_is_told_and_the_rest_is_taken(web: Web, feed: Source) -> None:
    """A nameless message among good ones."""
    web.pages["/feed"] = atom(entry(whole(write_alert(message("")))), entry(whole(write_alert(message("A")))))
    fetch_due()
    feed.refresh_from_db()
    assert Received.objects.get().identifier == "A"
    assert feed.error != ""


@pytest.mark.parametrize("content", [b"no xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_hostile_feed_is_refused(web: Web, feed: Source, content: bytes) -> None:
    """Without a trace but its fault."""
    web.pages["/feed"] = content
    fetch_due()
    feed.refresh_from_db()
    assert feed.error != ""
    assert not Received.objects.exists()


def test_nothing_leads_out_of_what_is_allowed(web: Web, feed: Source, settings: Settings) -> None:
    """Neither a redirection, nor a link to an address in the house, nor a name that leads to one."""
    web.status["/feed"] = 302
    web.pages["/elsewhere"] = write_alert(message("A"))
    fetch_due()
    feed.refresh_from_db()
    assert "302" in feed.error
    web.status.clear()
    web.pages["/feed"] = atom(entry(link("http://10.0.0.1/A")), entry(link("file:///etc/passwd")))
    due()
    settings.ANLAN_INNER_HOSTS = ()
    due()
    assert not Received.objects.exists()
    assert {path for path, _known in web.asked} == {"/feed"}


def test_a_source_that_could_not_be_read_is_not_taken(operator: User, areas: dict[str, Area]) -> None:
    """Everything that is wrong is told at once."""
    with pytest.raises(IngestError) as refused:
        actions.add_source(
            operator, SourceContent(name="", way="feed", jurisdiction="3207", address="ftp://x", every_s=1)
        )
    assert "name" in str(refused.value)
    assert "seconds" in str(refused.value)
    assert "ftp" in str(refused.value)
    content = SourceContent(name="A", way="push", jurisdiction="3207")
    actions.add_source(operator, content)
    with pytest.raises(IngestError, match="another name"):
        actions.add_source(operator, content)


def test_the_loop_looks_until_it_is_told_to_stop(web: Web, feed: Source) -> None:
    """Once more after what came before."""

    class Twice(Event):
        """Is set at the second wait."""

        waits = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.waits += 1
            Source.objects.update(due=timezone.now() - timedelta(hours=1))
            if self.waits == 2:
                self.set()
            return super().wait(0.0)

    web.pages["/feed"] = atom(entry(whole(write_alert(message("A")))))
    fetch_until(Twice())
    assert len(web.asked) == 2
    assert Received.objects.count() == 1


def test_a_fault_that_nobody_has_foreseen_keeps_nobody_else_away(
    web: Web, feed: Source, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while a source is looked at, nor while what it brought is kept; the fault is shown at the source."""
    web.pages["/feed"] = b"<first/>"
    web.pages["/good"] = write_alert(message("A"))
    web.pages["/other"] = write_alert(message("B"))
    for name in ("good", "other"):
        content = SourceContent(name=name, way="feed", jurisdiction="3207", address=f"{web.root}/{name}")
        actions.add_source(operator, content)

    def broken(content: bytes) -> Feed:
        if content == b"<first/>":
            raise RuntimeError("read")
        return read_feed(content)

    def full(source: Source, content: bytes) -> Received:
        if source.name == "other":
            raise RuntimeError("kept")
        return receive(source, content)

    monkeypatch.setattr(fetching, "feed_of", broken)
    monkeypatch.setattr(fetching, "receive", full)
    assert fetch_due() == 3
    assert Received.objects.get().identifier == "A"
    errors = dict(Source.objects.values_list("name", "error"))
    assert ("read" in errors["Feed"], "kept" in errors["other"], errors["good"]) == (True, True, "")


def test_a_message_that_cannot_be_kept_keeps_no_later_one_away_and_is_tried_again(
    web: Web, feed: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole or linked; though the feed has not changed, and until it can be kept."""
    web.pages["/C"] = write_alert(message("C"))
    web.pages["/D"] = write_alert(message("D"))
    wholes = [entry(whole(write_alert(message(name)))) for name in ("A", "B")]
    web.pages["/feed"] = atom(*wholes, entry(link(f"{web.root}/C")), entry(link(f"{web.root}/D")))

    def full(source: Source, content: bytes) -> Received:
        if b"<identifier>A<" in content or b"<identifier>C<" in content:
            raise ValueError("kept\0")
        return receive(source, content)

    monkeypatch.setattr(fetching, "receive", full)
    fetch_due()
    feed.refresh_from_db()
    assert set(Received.objects.values_list("identifier", flat=True)) == {"B", "D"}
    assert (feed.error.count("ValueError: kept"), feed.failures) == (2, 0)
    monkeypatch.setattr(fetching, "receive", receive)
    due()
    feed.refresh_from_db()
    assert set(Received.objects.values_list("identifier", flat=True)) == {"A", "B", "C", "D"}
    assert feed.error == ""
    assert [path for path, _known in web.asked].count("/D") == 1


def test_a_database_that_is_away_is_no_fault_of_a_message(
    web: Web, feed: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop begins anew, and nothing is marked as read."""
    web.pages["/feed"] = atom(entry(whole(write_alert(message("A")))))

    def away(source: Source, content: bytes) -> Received:
        raise OperationalError("away")

    monkeypatch.setattr(fetching, "receive", away)
    with pytest.raises(OperationalError):
        fetch_due()
    monkeypatch.setattr(fetching, "receive", receive)
    due()
    assert Received.objects.get().identifier == "A"


def test_what_is_wrong_with_a_feed_is_shown_as_long_as_it_has_not_changed(web: Web, feed: Source) -> None:
    """Also where the server says that there is nothing new, and after a time in which it did not answer."""
    web.pages["/feed"] = atom(entry(whole(write_alert(message("")))))
    fetch_due()
    feed.refresh_from_db()
    wrong = feed.error
    assert wrong != ""
    due()
    feed.refresh_from_db()
    assert feed.error == wrong
    web.status["/feed"] = 500
    due()
    web.status.clear()
    due()
    feed.refresh_from_db()
    assert (feed.error, feed.failures) == (wrong, 0)
    web.pages["/feed"] = atom()
    due()
    feed.refresh_from_db()
    assert feed.error == ""


def test_dead_links_at_the_top_of_a_feed_keep_nothing_below_from_being_fetched(web: Web, feed: Source) -> None:
    """Part of each look goes to what stands further down."""
    web.pages["/A"] = write_alert(message("A"))
    dead = [entry(link(f"{web.root}/dead-{number}")) for number in range(fetching.MOST_MESSAGES + 5)]
    web.pages["/feed"] = atom(*dead, entry(link(f"{web.root}/A")))
    for _look in range(60):  # a chance of one in 10^15 that it is never its turn
        due()
        if Received.objects.exists():
            break
    assert Received.objects.get().identifier == "A"


def test_what_takes_too_long_is_left_for_later_looks_and_comes_then(
    web: Web, feed: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed of very many messages holds nobody up: each look takes some, whole or linked, and none is forgotten."""
    monkeypatch.setattr(fetching, "TAKING_S", 0.0)
    for name in ("C", "D"):
        web.pages[f"/{name}"] = write_alert(message(name))
    whole_ones = [entry(whole(write_alert(message(name)))) for name in ("A", "B")]
    web.pages["/feed"] = atom(*whole_ones, *(entry(link(f"{web.root}/{name}")) for name in ("C", "D")))
    fetch_due()
    feed.refresh_from_db()
    assert Received.objects.count() == 1
    assert "3 of 4" in feed.error
    assert (feed.etag, feed.failures) == ("", 0)
    monkeypatch.setattr(fetching, "TAKING_S", 10.0)
    due()
    feed.refresh_from_db()
    assert set(Received.objects.values_list("identifier", flat=True)) == {"A", "B", "C", "D"}
    assert feed.error == ""


def test_linked_messages_share_the_bytes_and_the_time_of_a_look(
    web: Web, feed: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is too long is told; what finds no room any more comes with a later look."""
    monkeypatch.setattr(fetching, "LINKS_AT_ONCE", 1)
    monkeypatch.setattr(fetching, "MOST_BYTES", 4_000)
    monkeypatch.setattr(fetching, "LONGEST_MESSAGE", 3_000)
    web.pages["/long"] = b" " * 3_001
    for name in ("A", "B", "C", "D"):
        web.pages[f"/{name}"] = write_alert(message(name)).ljust(2_900)
    web.pages["/feed"] = atom(*(entry(link(f"{web.root}/{name}")) for name in ("long", "A", "B", "C", "D")))
    monkeypatch.setattr(fetching._Web.get, "__kwdefaults__", {"etag": "", "modified": "", "most": 100_000})
    fetch_due()
    feed.refresh_from_db()
    assert set(Received.objects.values_list("identifier", flat=True)) == {"A", "B"}
    assert "more than 3,000 bytes" in feed.error
    assert "left for the next look" in feed.error
    due()
    assert Received.objects.count() == 4
