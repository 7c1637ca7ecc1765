"""Messages in what carries them: Atom and RSS feeds, EDXL-DE envelopes, or a message alone.

A fat feed holds whole messages, a thin one says where they are. Whatever the envelope is, every ``alert`` of a version
of the protocol in it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from anlan.alerts.documents.findings import Finding
from anlan.alerts.documents.notes import Notes
from anlan.alerts.documents.parsing import Parsed, parsed, refused
from anlan.alerts.documents.trees import Refusal, said, tree
from anlan.alerts.messages.grammar import GRAMMARS
from anlan.language import Message, mark

MOST_BYTES = 32 * 2**20
"""Bytes of a feed; feeds of whole countries have some millions."""

MOST_ELEMENTS = 1_000_000
"""Elements of a feed."""

ATOM = "{http://www.w3.org/2005/Atom}"
EDXL = "{urn:oasis:names:tc:emergency:EDXL:DE:1.0}EDXLDistribution"
CAP_TYPE = "application/cap+xml"
"""Type of the content of a message, as feeds have it (Internet-Draft draft-barnes-atoca-cap-mime-01, 2011)."""

FEED = frozenset({
    "author", "category", "contributor", "entry", "generator", "icon", "id", "link", "logo", "rights", "subtitle",
    "title", "updated",
})  # fmt: skip
ENTRY = frozenset({
    "author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary", "title",
    "updated",
})  # fmt: skip
"""Elements of Atom (RFC 4287, 4.1)."""

REQUIRED = ("id", "title", "updated")
"""Elements that a feed and an entry of Atom must have (RFC 4287, 4.1.1 and 4.1.2)."""


@dataclass(frozen=True)
class Entry:
    """An entry of a feed.

    Parameters
    ----------
    identifier, title, updated
        As written; empty where not given.
    address
        Where the message is, as written: the link of the type of messages, else the first; empty for none.
    whole
        Whether the message itself stands in the entry.
    """

    identifier: str
    title: str
    updated: str
    address: str
    whole: bool


@dataclass(frozen=True)
class Feed:
    """What a feed carries.

    Parameters
    ----------
    messages
        Whole messages, in their order.
    entries
        Entries, in their order; empty for an envelope that has none.
    findings
        What is wrong with the envelope.
    """

    messages: tuple[Parsed, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def parse_feed(content: bytes, file: str = "feed.xml") -> tuple[Parsed, ...]:
    """Read the whole messages in a feed, an envelope, or a message alone.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name, for messages.

    Returns
    -------
    tuple of Parsed
        In their order; for a document that cannot be read one without a message, which says why.
    """
    return read_feed(content, file).messages


def read_feed(content: bytes, file: str = "feed.xml") -> Feed:
    """Read what a feed, an envelope, or a message alone carries.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name, for messages.
    """
    root = tree(content, most_bytes=MOST_BYTES, most_elements=MOST_ELEMENTS)
    if isinstance(root, Refusal):
        nothing = refused(file, root)
        return Feed((nothing,), (), nothing.findings)
    notes = Notes()
    messages = tuple(parsed(one, file, notes.places) for one in root.iter(*GRAMMARS) if not _inside_another(one))
    if root.tag == f"{ATOM}feed":
        entries = tuple(_atom(root, notes))
    elif root.tag == "rss":
        entries = tuple(_rss(one) for one in root.iterfind("channel/item"))
    elif root.tag == EDXL or root.tag in GRAMMARS:
        entries = ()
    else:
        notes.add(root, "not-a-feed", said(root), mark("give Atom, RSS, EDXL-DE or a message of CAP"))
        entries = ()
    if not messages and not any(one.address for one in entries):
        what = Message("it has no message and no address of one")
        notes.add(root, "no-messages", what, mark("this is right where nothing is in force"), "warning")
    return Feed(messages, entries, tuple(notes.findings))


def _inside_another(alert: etree._Element) -> bool:
    """Say whether a message stands inside another one, of which it is then a part and no message."""
    return any(above.tag in GRAMMARS for above in alert.iterancestors())


def _atom(root: etree._Element, notes: Notes) -> Iterator[Entry]:
    _check(root, FEED, notes)
    for child in root:
        if child.tag in GRAMMARS:
            what = Message("a message stands outside the entries")
            notes.add(child, "stray-message", what, mark("put it into the 'content' of an 'entry'"), "warning")
    for entry in root.iterfind(f"{ATOM}entry"):
        _check(entry, ENTRY, notes)
        links = entry.findall(f"{ATOM}link")
        typed = [one for one in links if one.get("type", "").partition(";")[0].strip() == CAP_TYPE]
        address = next((one.get("href", "").strip() for one in [*typed, *links]), "")
        identifier, title, updated = (entry.findtext(f"{ATOM}{tag}", "").strip() for tag in REQUIRED)
        yield Entry(identifier, title, updated, address, _whole(entry))


def _rss(item: etree._Element) -> Entry:
    identifier, title, updated, address = (
        item.findtext(tag, "").strip() for tag in ("guid", "title", "pubDate", "link")
    )
    return Entry(identifier, title, updated, address, _whole(item))


def _whole(entry: etree._Element) -> bool:
    return next(entry.iter(*GRAMMARS), None) is not None


def _check(element: etree._Element, known: frozenset[str], notes: Notes) -> None:
    name = etree.QName(element).localname
    for child in element.iterchildren(f"{ATOM}*"):
        tag = etree.QName(child).localname
        if tag not in known:
            what = Message("'{tag}' is not an element of '{parent}'", tag=tag, parent=name)
            notes.add(child, "unknown-element", what, mark("remove it, or correct its name"))
    for tag in REQUIRED:
        if element.find(f"{ATOM}{tag}") is None:
            what = Message("'{parent}' has no '{tag}'", parent=name, tag=tag)
            notes.add(element, "missing-element", what, mark("add it; Atom asks for it"))
