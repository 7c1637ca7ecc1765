"""Read public warnings of the Common Alerting Protocol (OASIS, CAP 1.2, 2010): strictly, with every problem by line.

Nothing is fetched, no entity is expanded, a signature is noted and not verified. A shape that is not valid is refused:
it is never mended, and never widened.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import shapely
from shapely import Polygon

from anlan.alerts.message import Alert, Area, Circle, Info
from anlan.city.xml_tree import Element, xml_tree
from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"

MOST_BYTES = 8 * 2**20
"""Bytes of a message; messages with the outlines of a country's districts have some hundred thousand."""

MOST_DEPTH, MOST_ELEMENTS = 20, 200_000
"""Most elements of a message in one another, and in all; the protocol itself goes five deep."""

MOST_POINTS = 200_000
"""Points of a polygon."""

ALERT = (
    "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note",
    "references", "incidents", "info",
)  # fmt: skip
INFO = (
    "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode",
    "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact",
    "parameter", "resource", "area",
)  # fmt: skip
AREA = ("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling")
"""Elements in the order that the protocol asks for."""

REPEATED = frozenset({
    "code", "info", "category", "responseType", "eventCode", "parameter", "resource", "area", "polygon", "circle",
    "geocode",
})  # fmt: skip
"""Elements that may stand more than once."""

REQUIRED = {
    "alert": ("identifier", "sender", "sent", "status", "msgType", "scope"),
    "info": ("category", "event", "urgency", "severity", "certainty"),
    "area": ("areaDesc",),
}
CHOICES = {
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
    "category": (
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
    ),
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}  # fmt: skip

Shape = TypeVar("Shape", Polygon, Circle)

_TIME = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)  # other years leave the calendar
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_PAIR = re.compile(rf"({_NUMBER}),({_NUMBER})", re.ASCII)
_CIRCLE = re.compile(rf"({_NUMBER}),({_NUMBER})\s+({_NUMBER})", re.ASCII)
_UNUSABLE = re.compile(r"[\s,<&]")


@dataclass
class _Notes:
    """What is wrong with a message."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, element: Element, what: Message, remedy: str, code: str) -> None:
        self.problems.append(Problem(self.file, what, Message(remedy), line=element.line, code=code))


def read_alert(path: Path | str) -> Alert:
    """Read a message of CAP 1.2.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ImportDataError
        With every problem: what is not XML, not CAP 1.2, missing, out of order, not known, or no valid shape.
    """
    place = Path(path)
    notes = _Notes(place.name)
    root = _root(place, notes)
    alert = _alert(root, notes) if root is not None else None
    if alert is None or notes.problems:
        raise ImportDataError(sorted(notes.problems, key=lambda problem: problem.line or 0))
    return alert


def _root(path: Path, notes: _Notes) -> Element | None:
    try:
        content = path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        what = Message("it cannot be read: {reason}", reason=error.strerror or str(error))
        notes.problems.append(Problem(path.name, what, Message("give a file that you may read"), code="no-file"))
        return None
    if content is None:
        what = Message("it is no file of at most {most:,} bytes", most=MOST_BYTES)
        notes.problems.append(Problem(path.name, what, Message("give one message"), code="no-file"))
        return None
    root = xml_tree(path.name, content, notes.problems, depth=MOST_DEPTH, elements=MOST_ELEMENTS)
    if root is None:
        return None
    if root.tag != "alert" or root.namespace != NAMESPACE:
        what = Message("it is '{tag}' of '{namespace}'", tag=root.tag, namespace=root.namespace)
        notes.add(root, what, mark("give one 'alert' of CAP 1.2; take it out of a feed or an envelope"), "not-cap")
        return None
    return root


def _alert(root: Element, notes: _Notes) -> Alert:
    _structure(root, ALERT, notes)
    identifier, sender = (_text(root, tag) for tag in ("identifier", "sender"))
    for tag, value in (("identifier", identifier), ("sender", sender)):
        if _UNUSABLE.search(value):
            what = Message("{tag} is '{value}', with a space, comma, '<' or '&'", tag=tag, value=value)
            notes.add(root.first(tag) or root, what, mark("correct it"), "wrong-identifier")
    sent = _time(root, "sent", notes)
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=sent or datetime(2000, 1, 1, tzinfo=UTC),
        status=_text(root, "status"),
        message_type=_text(root, "msgType"),
        scope=_text(root, "scope"),
        references=tuple(_text(root, "references").split()),
        infos=tuple(_info(one, notes) for one in root.all("info")),
        signed=any(child.namespace == SIGNATURES for child in root.children),
    )


def _info(element: Element, notes: _Notes) -> Info:
    _structure(element, INFO, notes)
    parameters: dict[str, str] = {}
    for one in element.all("parameter"):
        parameters.setdefault(_text(one, "valueName"), _text(one, "value"))
    return Info(
        language=_text(element, "language") or "en-US",
        categories=tuple(one.text.strip() for one in element.all("category")),
        event=_text(element, "event"),
        urgency=_text(element, "urgency"),
        severity=_text(element, "severity"),
        certainty=_text(element, "certainty"),
        onset=_time(element, "onset", notes) or _time(element, "effective", notes),
        expires=_time(element, "expires", notes),
        sender_name=_text(element, "senderName"),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        parameters=parameters,
        areas=tuple(_area(one, notes) for one in element.all("area")),
    )


def _area(element: Element, notes: _Notes) -> Area:
    _structure(element, AREA, notes)
    if element.first("ceiling") is not None and element.first("altitude") is None:
        notes.add(
            element, Message("the area has a ceiling and no altitude"), mark("give the altitude"), "missing-element"
        )
    return Area(
        description=_text(element, "areaDesc"),
        polygons=tuple(_shapes(element.all("polygon"), _polygon, notes)),
        circles=tuple(_shapes(element.all("circle"), _circle, notes)),
        geocodes=tuple((_text(one, "valueName"), _text(one, "value")) for one in element.all("geocode")),
    )


def _shapes(elements: Sequence[Element], read: Callable[[str], Shape | Message], notes: _Notes) -> Iterator[Shape]:
    for element in elements:
        found = read(element.text.strip())
        if isinstance(found, Message):
            notes.add(element, found, mark("correct the shape at its source; it is not mended here"), "invalid-shape")
        else:
            yield found


def _polygon(text: str) -> Polygon | Message:
    pairs = text.split()
    if not 4 <= len(pairs) <= MOST_POINTS:
        return Message("the polygon has {count} points; 4 or more are needed", count=len(pairs))
    points = []
    for pair in pairs:
        found = _PAIR.fullmatch(pair)
        if found is None or not _on_earth(float(found[1]), float(found[2])):
            return Message("the polygon has the point '{pair}'; a latitude,longitude is needed", pair=pair[:40])
        points.append((float(found[2]), float(found[1])))
    if points[0] != points[-1]:
        return Message("the polygon does not end where it begins")
    polygon = Polygon(points)
    if not polygon.is_valid:
        return Message("the polygon is not valid: {reason}", reason=shapely.is_valid_reason(polygon))
    return polygon if polygon.area > 0.0 else Message("the polygon has no area")


def _circle(text: str) -> Circle | Message:
    found = _CIRCLE.fullmatch(text)
    if found is None or not _on_earth(float(found[1]), float(found[2])) or not 0.0 <= float(found[3]) <= 20_000.0:
        return Message("the circle is '{text}'; 'latitude,longitude radius' is needed", text=text[:60])
    return Circle(lon=float(found[2]), lat=float(found[1]), radius_km=float(found[3]))


def _on_earth(lat: float, lon: float) -> bool:
    return -90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0


def _structure(element: Element, order: Sequence[str], notes: _Notes) -> None:
    """Note what is missing, not known, out of order, empty or not one of its choices."""
    last, seen = 0, set[str]()
    for child in element.children:
        if child.namespace != NAMESPACE:
            continue
        if child.tag not in order:
            what = Message("'{tag}' is not an element of '{parent}'", tag=child.tag, parent=element.tag)
            notes.add(child, what, mark("remove it, or correct its name"), "unknown-element")
            continue
        place = order.index(child.tag)
        if place < last:
            what = Message("'{tag}' stands after '{after}'", tag=child.tag, after=order[last])
            notes.add(child, what, mark("bring the elements into the order of the protocol"), "wrong-order")
        if child.tag in seen - REPEATED:
            what = Message("'{tag}' stands more than once in '{parent}'", tag=child.tag, parent=element.tag)
            notes.add(child, what, mark("leave one of them"), "repeated-element")
        seen.add(child.tag)
        last = max(last, place)
        _known(child, notes)
    for tag in REQUIRED[element.tag]:
        found = element.first(tag)
        if found is None or not found.text.strip():
            what = Message("'{parent}' has no '{tag}'", parent=element.tag, tag=tag)
            notes.add(found or element, what, mark("add it; the protocol asks for it"), "missing-element")


def _known(element: Element, notes: _Notes) -> None:
    choices, value = CHOICES.get(element.tag), element.text.strip()
    if choices is not None and value and value not in choices:
        what = Message(
            "{tag} is '{value}'; {choices} are allowed", tag=element.tag, value=value, choices=", ".join(choices)
        )
        notes.add(element, what, mark("correct it"), "not-a-choice")


def _time(element: Element, tag: str, notes: _Notes) -> datetime | None:
    found = element.first(tag)
    text = found.text.strip() if found is not None else ""
    if found is None or not text:
        return None
    try:
        return datetime.fromisoformat(_TIME.fullmatch(text)[0]).astimezone(UTC)  # type: ignore[index]
    except (TypeError, ValueError):
        what = Message("{tag} is '{value}'", tag=tag, value=text[:40])
        notes.add(found, what, mark("write it as 2026-01-31T08:00:00+08:00, with the offset in numbers"), "wrong-time")
        return None


def _text(element: Element, tag: str) -> str:
    found = element.first(tag)
    return found.text.strip() if found is not None else ""
