"""Feeds of warnings: Atom (RFC 4287) and RSS 2.0 for people, Atom with the signed messages inside for machines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from anlan_center.alerts.bulletins.pages.paths import Spot
from anlan_center.alerts.bulletins.pages.wording import Warned

MOST = 50
"""Entries of a feed for people at least; see `queries.for_feeds`."""

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""Time of a feed without entries."""

ATOM = "http://www.w3.org/2005/Atom"


def address(spot: Spot) -> str:
    """Return the whole address of a public page.

    Parameters
    ----------
    spot
        Where it lies.
    """
    return f"{settings.ANLAN_INSTALLATION.origin}/public/{spot.path}"


def hub() -> str:
    """Return the address of the WebSub hub that is told of changes; empty where there is none."""
    return str(getattr(settings, "ANLAN_WEBSUB_HUB", ""))


def atom(spot: Spot, rows: Sequence[Warned], changed: datetime) -> bytes:
    """Write an Atom feed for people.

    Parameters
    ----------
    spot
        Where it lies.
    rows
        Warnings, newest first.
    changed
        When something was published last.
    """
    root = _atom_head(spot, _title(spot), changed)
    _add(root, "link", rel="alternate", type="text/html", href=address(Spot("home", spot.lang, exercise=spot.exercise)))
    for row in rows:
        entry = _entry(root, spot, row)
        _add(entry, "summary", "\n".join([*row.paragraphs, *row.steps]))
    return _written(root)


def cap(spot: Spot, rows: Sequence[Warned], changed: datetime) -> bytes:
    """Write an Atom feed that holds the signed messages in force, and those that lifted others lately.

    Parameters
    ----------
    spot, rows, changed
        See `atom`.
    """
    root = _atom_head(spot, _title(spot), changed)
    for row in rows:
        entry = _entry(root, Spot("cap-feed", "zh", exercise=spot.exercise), row)
        content = _add(entry, "content", type="application/cap+xml")
        content.append(etree.fromstring(bytes(row.alert.cap), etree.XMLParser(resolve_entities=False, no_network=True)))
    return _written(root)


def rss(spot: Spot, rows: Sequence[Warned], changed: datetime) -> bytes:
    """Write an RSS feed.

    Parameters
    ----------
    spot, rows, changed
        See `atom`.
    """
    root = etree.Element("rss", {"version": "2.0"}, {"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    for tag, text in (
        ("title", _title(spot)),
        ("link", address(Spot("home", spot.lang, exercise=spot.exercise))),
        ("description", _("Every warning of the city, each update and each end.")),
        ("language", "zh-cn" if spot.lang == "zh" else "en"),
        ("lastBuildDate", format_datetime(changed)),
        ("ttl", "1"),
    ):
        etree.SubElement(channel, tag).text = text
    etree.SubElement(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=address(spot))
    if hub():
        etree.SubElement(channel, f"{{{ATOM}}}link", rel="hub", href=hub())
    for row in rows:
        item = etree.SubElement(channel, "item")
        etree.SubElement(item, "title").text = _headline(row)
        etree.SubElement(item, "link").text = _page(spot, row)
        etree.SubElement(item, "description").text = "\n".join([*row.paragraphs, *row.steps])
        etree.SubElement(item, "guid", isPermaLink="false").text = row.alert.identifier
        etree.SubElement(item, "pubDate").text = format_datetime(row.row.published)
        etree.SubElement(item, "category").text = row.event
    return _written(root)


def _atom_head(spot: Spot, title: str, changed: datetime) -> etree._Element:
    names: dict[str | None, str] = {None: ATOM}  # what the stubs of lxml do not know
    root = etree.Element(f"{{{ATOM}}}feed", None, names)  # type: ignore[arg-type]
    if spot.language:
        root.set("{http://www.w3.org/XML/1998/namespace}lang", spot.language)
    _add(root, "id", address(spot))
    _add(root, "title", title)
    _add(root, "updated", _time(changed))
    _add(root, "link", rel="self", type="application/atom+xml", href=address(spot))
    if hub():
        _add(root, "link", rel="hub", href=hub())
    return root


def _entry(root: etree._Element, spot: Spot, row: Warned) -> etree._Element:
    entry = _add(root, "entry")
    _add(entry, "id", _page(spot, row))
    _add(entry, "title", _headline(row))
    _add(entry, "updated", _time(row.row.published))
    _add(_add(entry, "author"), "name", row.issuer)
    _add(entry, "category", term=row.alert.event_type, label=row.event)
    _add(entry, "link", rel="alternate", type="text/html", href=_page(spot, row))
    signed = Spot("cap", slug=row.row.slug, exercise=spot.exercise)
    _add(entry, "link", rel="enclosure", type="application/cap+xml", href=address(signed))
    return entry


def _page(spot: Spot, row: Warned) -> str:
    return address(Spot("warning", spot.lang or "zh", row.row.slug, exercise=spot.exercise))


def _headline(row: Warned) -> str:
    words = row.texts.get("headline", "")
    return f"{_('[EXERCISE]')} {words}" if row.row.exercise else words


def _title(spot: Spot) -> str:
    return _("[EXERCISE] Warnings of an exercise: nothing here is real") if spot.exercise else _("Warnings of the city")


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    child.text = text
    return child


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
