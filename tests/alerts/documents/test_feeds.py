"""Feeds and envelopes: every message in them is read, and of thin ones where the messages are."""

from pathlib import Path

import pytest

from anlan.alerts import Entry, parse_feed, read_feed, validate
from tests.alerts.test_reading import MESSAGE

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>t</title><updated>u</updated>{inside}</feed>"""
ENTRY = """<entry><id>{name}</id><title>T</title><updated>U</updated>{inside}</entry>"""
BARE = MESSAGE[MESSAGE.index("<alert") :]


def test_a_fat_feed_gives_its_messages() -> None:
    """In their order, with paths and lines in the feed."""
    inside = "".join(
        ENTRY.format(name=name, inside=f"<content>{BARE.replace('A-1', name)}</content>") for name in ("A-1", "A-2")
    )
    feed = read_feed(ATOM.format(inside=inside).encode())
    assert [one.alert.identifier for one in feed.messages if one.alert] == ["A-1", "A-2"]
    assert feed.messages[1].xpath == "/feed[1]/entry[2]/content[1]/alert[1]"
    assert feed.findings == ()
    assert [one.whole for one in feed.entries] == [True, True]
    broken = ATOM.format(inside=inside.replace("<event>Rainstorm", "<event> "))
    finding = next(one for one in validate(parse_feed(broken.encode())[1]) if one.severity == "error")
    assert finding.xpath == "/feed[1]/entry[2]/content[1]/alert[1]/info[1]/event[1]"


def test_a_feed_of_many_messages_is_counted_once() -> None:
    """A path counts the entries before it: counted anew for each, 4,000 messages took more than a minute."""
    empty = BARE.replace("<event>Rainstorm", "<event> ")
    inside = "".join(ENTRY.format(name=number, inside=f"<content>{empty}</content>") for number in range(50))
    messages = parse_feed(ATOM.format(inside=inside).encode())
    assert [len(messages), len({id(one.places) for one in messages})] == [50, 1]
    assert messages[-1].xpath == "/feed[1]/entry[50]/content[1]/alert[1]"
    counted = messages[0].places.counted
    assert all(validate(one)[0].xpath.startswith(one.xpath) for one in messages)
    assert messages[-1].root in counted, "the check uses the same count"


def test_a_thin_feed_gives_the_addresses() -> None:
    """The link of the type of messages goes before others; addresses stay as written."""
    links = '<link href="page.html"/><link type="application/cap+xml; charset=utf-8" href="../a.xml"/>'
    feed = read_feed(ATOM.format(inside=ENTRY.format(name="e", inside=links)).encode())
    assert feed.entries == (Entry("e", "T", "U", "../a.xml", whole=False),)
    assert feed.messages == ()
    assert feed.findings == ()


def test_rss_gives_the_addresses() -> None:
    """Items with their link, guid and date."""
    text = (
        "<rss version='2.0'><channel><title>t</title><item><title>T</title><link> https://a/b.xml </link>"
        "<guid>g</guid><pubDate>d</pubDate></item></channel></rss>"
    )
    assert read_feed(text.encode()).entries == (Entry("g", "T", "d", "https://a/b.xml", whole=False),)


def test_a_message_alone_is_a_feed_of_one() -> None:
    """And what is neither is said to be neither."""
    (parsed,) = parse_feed(MESSAGE.encode())
    assert parsed.alert is not None
    feed = read_feed(b"<html/>")
    assert [one.code for one in feed.findings] == ["not-a-feed", "no-messages"]
    (refused,) = parse_feed(b"<html>")
    assert refused.alert is None
    assert [one.code for one in refused.findings] == ["unreadable"]


def test_a_message_inside_a_message_is_no_message() -> None:
    """Nobody can hide a warning of his own in the words of another house."""
    inner = BARE.replace("A-1", "A-2")
    feed = read_feed(
        ATOM.format(inside=ENTRY.format(name="e", inside=BARE.replace("<info>", f"{inner}<info>"))).encode()
    )
    (outer,) = feed.messages
    assert outer.alert is not None
    assert outer.alert.identifier == "A-1"
    assert [one.code for one in outer.findings] == ["unknown-element"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("no-id.atom.xml", ["missing-element", "missing-element", "no-messages"]),
        ("invalid-element.atom.xml", ["unknown-element", "no-messages"]),
        ("no-entries.atom.xml", ["stray-message"]),
        ("empty-weather-index.atom.xml", ["no-messages"]),
        ("us-nws-ibm.atom.xml", []),
    ],
)
def test_faults_of_real_feeds_are_told(shared_data: Path, name: str, codes: list[str]) -> None:
    """An empty feed is no error: nothing is in force."""
    feed = read_feed((shared_data / "cap" / "feeds" / name).read_bytes())
    assert [one.code for one in feed.findings] == codes
    assert all(entry.address.startswith("https://") for entry in feed.entries) or codes
