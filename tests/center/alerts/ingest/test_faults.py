"""What goes wrong with a source: it is shown, it is tried again, and it keeps nothing else away."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from anlan.alerts import write_alert
from anlan.alerts.documents.feeds import Feed, read_feed
from anlan_center.accounts.models import User
from anlan_center.alerts.ingest import actions
from anlan_center.alerts.ingest.actions import IngestError, SourceContent, fetch_due, fetching, receive
from anlan_center.alerts.ingest.models import Received, Source
from tests.center.alerts.ingest.messages import message
from tests.center.alerts.ingest.webs import Web, atom, due, entry, link, whole


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


def test_what_went_wrong_is_told_in_the_readers_language(
    web: Web, feed: Source, operator: User, signed_in: Callable[..., Client]
) -> None:
    """Whether the address did not answer, may not be asked, gave no message, or is refused from the start."""
    browser = signed_in(operator)

    def told(language: str) -> str:
        return browser.get("/ingest/sources", headers={"accept-language": language}).content.decode()

    web.status["/feed"] = 500
    due()
    assert f"{web.root}/feed 返回 HTTP 500" in told("zh-hans")
    assert f"{web.root}/feed answered with HTTP 500" in told("en")
    web.status.clear()
    web.pages["/feed"] = atom(entry(whole(write_alert(message("")))))
    due()
    assert "it lacks a sender" in told("en")
    assert "it lacks a sender" not in told("zh-hans")
    Source.objects.update(address="ftp://x")
    due()
    assert "is no address of the web" in told("en")
    assert "is no address of the web" not in told("zh-hans")
    with translation.override("zh-hans"), pytest.raises(IngestError) as refused:
        actions.add_source(operator, SourceContent(name="B", way="feed", jurisdiction="3207", address="ftp://x"))
    assert "web" not in str(refused.value)
