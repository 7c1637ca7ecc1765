"""Feeds, read by programs that others wrote."""

from collections.abc import Callable
from datetime import timedelta

import capparser
import feedparser
import pytest
from django.test import Client
from django.utils.http import http_date, parse_http_date
from lxml import etree
from pytest_django.fixtures import Settings

from anlan.alerts.documents.feeds import parse_feed
from anlan.alerts.signatures.signing import verify
from anlan.alerts.signatures.trust import Pin, Register
from anlan_center.alerts.bulletins.models import Publication
from anlan_center.alerts.bulletins.pages.paths import Spot
from anlan_center.alerts.bulletins.pages.rendering import render
from anlan_center.alerts.release.message.keys import certificates
from tests.center.alerts.bulletins.conftest import end_of, many

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}alert"
FEEDS = ("zh/atom.xml", "en/atom.xml", "zh/rss.xml", "en/rss.xml", "cap.xml")


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_reader_finds_every_warning(published: Callable[..., Publication], client: Client, path: str) -> None:
    """Newest first, with title, link to the page and time; without complaint of the reader."""
    rows = [published(), published(colour="red")]
    answer = client.get(f"/public/{path}")
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version in {"atom10", "rss20"}
    assert {entry.link.rsplit("/", 1)[1] for entry in feed.entries} == {f"{row.slug}.html" for row in rows}
    for entry in feed.entries:
        assert entry.link.startswith("https://warn.example.org/public/")
        assert "台风" in entry.title or "typhoon" in entry.title


def test_no_feed_drops_a_warning_in_force_because_many_warn_at_once(
    published: Callable[..., Publication], client: Client
) -> None:
    """Two hundred warnings of one minute stand in the feeds until nobody needs them; then the latest fifty."""
    row = published()
    many(row, 200)
    for path in ("zh/atom.xml", "en/rss.xml"):
        assert len(feedparser.parse(client.get(f"/public/{path}").content).entries) == 201
    later = end_of(row) + timedelta(days=1)
    page = render(Spot("atom", "en"), later)
    assert page is not None
    assert len(feedparser.parse(page.content).entries) == 50


def test_the_cap_feed_holds_signed_messages_that_verify(published: Callable[..., Publication], client: Client) -> None:
    """Taken out of the feed by us and by a program of others, each message is what was signed."""
    row = published()
    content = client.get("/public/cap.xml").content
    (parsed,) = parse_feed(content)
    assert parsed.alert is not None
    assert parsed.alert.identifier == row.alert.identifier
    (element,) = etree.fromstring(content).iter(CAP)
    message = etree.tostring(element, with_tail=False)
    assert verify(message, Register(tuple(Pin(row.alert.sender, one) for one in certificates()))).valid
    for signature in element.findall("{*}Signature"):  # of which that program knows nothing
        element.remove(signature)
    other = capparser.parse(stringXML=etree.tostring(element, encoding="unicode", with_tail=False))
    assert other.getIdentifier() == row.alert.identifier


def test_the_cap_feed_holds_what_is_in_force_and_what_lifted_it(
    published: Callable[..., Publication], followed: Callable[..., Publication], client: Client
) -> None:
    """An update replaces the first message; after the end only the cancellation is there."""
    first = published()
    assert [one.alert.msg_type for one in parse_feed(client.get("/public/cap.xml").content) if one.alert] == ["Alert"]
    second = followed(first, "update")
    assert [one.alert.msg_type for one in parse_feed(client.get("/public/cap.xml").content) if one.alert] == ["Update"]
    followed(second, "cancel")
    assert [one.alert.msg_type for one in parse_feed(client.get("/public/cap.xml").content) if one.alert] == ["Cancel"]


@pytest.mark.parametrize("path", [*FEEDS, "zh/index.html", "en/real.html", "style.css"])
def test_what_has_not_changed_is_not_sent_again(
    published: Callable[..., Publication], client: Client, path: str
) -> None:
    """A reader that names the tag or the time it has gets 304 and no bytes, until something is published."""
    published()
    answer = client.get(f"/public/{path}")
    by_tag = {"If-None-Match": answer["ETag"]}
    by_time = {"If-Modified-Since": answer["Last-Modified"]}
    for headers in (by_tag, by_time):
        again = client.get(f"/public/{path}", headers=headers)
        assert again.status_code == 304
        assert not again.content
    if path != "style.css":
        published(colour="red")
        assert client.get(f"/public/{path}", headers=by_tag).status_code == 200
        earlier = http_date(parse_http_date(answer["Last-Modified"]) - 5)
        assert client.get(f"/public/{path}", HTTP_IF_MODIFIED_SINCE=earlier).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*FEEDS, "zh/index.html", "en/real.html"])
def test_a_browser_asks_each_time_and_a_shared_cache_soon(client: Client, path: str) -> None:
    """Who comes back from a letter never finds the first page of before it; a cache for many may be 15 s behind."""
    assert client.get(f"/public/{path}")["Cache-Control"] == "public, max-age=0, s-maxage=15"


def test_a_feed_names_its_hub_and_itself(
    settings: Settings, published: Callable[..., Publication], client: Client
) -> None:
    """In the header and in the feed, as WebSub asks for (section 4)."""
    settings.ANLAN_WEBSUB_HUB = "https://hub.example.org/"
    published()
    answer = client.get("/public/en/atom.xml")
    assert answer["Link"] == (
        '<https://hub.example.org/>; rel="hub", <https://warn.example.org/public/en/atom.xml>; rel="self"'
    )
    links = {link["rel"]: link["href"] for link in feedparser.parse(answer.content).feed.links}
    assert links["hub"] == "https://hub.example.org/"
    assert links["self"] == "https://warn.example.org/public/en/atom.xml"


def test_feeds_without_entries_are_feeds(client: Client, db: None) -> None:
    """Before the first warning a reader can subscribe already."""
    for path in FEEDS:
        feed = feedparser.parse(client.get(f"/public/{path}").content)
        assert not feed.bozo
        assert feed.entries == []


def test_an_old_warning_leaves_the_cap_feed_by_itself(
    published: Callable[..., Publication], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is over: machines do not get it any more, people still read in their feed that it was."""
    row = published()
    later = end_of(row) + timedelta(minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert parse_feed(client.get("/public/cap.xml").content) == ()
    assert len(feedparser.parse(client.get("/public/en/atom.xml").content).entries) == 1
