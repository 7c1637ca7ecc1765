"""The structure of CAP 1.0, 1.1 and 1.2 as tables: which elements, in which order, how often, with which values.

What the tables allow is what the schemas of the versions allow (OASIS, CAP-V1.1, 2005, and CAP-V1.2, 2010; for 1.0 the
schema of CAP-V1.0, 2004): the tests hold both against each other on real and on mutated messages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from anlan.alerts.messages.message import NAMESPACES, SIGNATURES, Version
from anlan.alerts.messages.values import (
    is_decimal,
    is_integer,
    is_language,
    is_moment_of_12,
    is_time,
    is_uri,
)

Kind = Literal["text", "token", "references", "pair", "node"]
"""``text`` is kept with its blanks, ``token`` without those around it, ``pair`` has a name and a value."""


@dataclass(frozen=True)
class Slot:
    """An element that may stand in another.

    Parameters
    ----------
    tag
        Its name.
    field
        Field of the model that holds it.
    place
        Its place in the order.
    kind
        How it is read.
    many, required
        How often it stands: more than once, at least once.
    choices
        The only values allowed; empty for all.
    allowed
        Says whether a value is allowed; None where any is.
    expected
        What is allowed, for messages; empty where anything is.
    tells_empty
        Whether its field tells an element without text from one that is missing.
    """

    tag: str
    field: str
    place: int
    kind: Kind = "text"
    many: bool = False
    required: bool = False
    choices: frozenset[str] = frozenset()
    allowed: Callable[[str], bool] | None = None
    expected: str = ""
    tells_empty: bool = True


@dataclass(frozen=True)
class Table:
    """What may stand in an element.

    Parameters
    ----------
    name
        Name of the element.
    namespace
        Namespace of the version.
    slots
        Elements by name in Clark's notation, in their order.
    open_to_signatures
        Whether signatures may follow.
    """

    name: str
    namespace: str
    slots: Mapping[str, Slot]
    open_to_signatures: bool = False
    required: tuple[Slot, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Set apart what must be there."""
        object.__setattr__(self, "required", tuple(one for one in self.slots.values() if one.required))


@dataclass(frozen=True)
class Grammar:
    """The structure of a version.

    Parameters
    ----------
    version
        The version.
    namespace
        Its namespace.
    tables
        What may stand in ``alert``, ``info``, ``resource`` and ``area``.
    plain_pairs
        Whether pairs are written as ``name=value`` (1.0).
    """

    version: Version
    namespace: str
    tables: Mapping[str, Table]
    plain_pairs: bool


STATUS = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
"""Values of CAP 1.2, 3.2."""

FIELDS: Mapping[str, str] = {
    "msgType": "msg_type", "code": "codes", "info": "infos", "category": "categories",
    "responseType": "response_types", "eventCode": "event_codes", "senderName": "sender_name",
    "parameter": "parameters", "resource": "resources", "area": "areas", "resourceDesc": "description",
    "mimeType": "mime_type", "derefUri": "deref_uri", "areaDesc": "description", "polygon": "polygons",
    "circle": "circles", "geocode": "geocodes",
}  # fmt: skip
"""Fields of the model whose name is not that of the element."""

ALERT = (
    "identifier!", "sender!", "sent!", "status!", "msgType!", "source", "scope!", "restriction", "addresses", "code*",
    "note", "references", "incidents", "info*",
)  # fmt: skip
INFO = (
    "language", "category*!", "event!", "responseType*", "urgency!", "severity!", "certainty!", "audience",
    "eventCode*", "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web",
    "contact", "parameter*", "resource*", "area*",
)  # fmt: skip
RESOURCE = ("resourceDesc!", "mimeType!", "size", "uri", "derefUri", "digest")
AREA = ("areaDesc!", "polygon*", "circle*", "geocode*", "altitude", "ceiling")
"""Elements of CAP 1.2 in their order; ``!`` for those that must be there, ``*`` for those that may be repeated."""

TOKENS = frozenset({
    "identifier", "sender", "sent", "effective", "onset", "expires", "language", "web", "size", "uri", "altitude",
    "ceiling", "mimeType", "digest",
})  # fmt: skip
NEVER_NONE = frozenset({
    "identifier", "sender", "sent", "status", "msgType", "scope", "references", "event", "urgency", "severity",
    "certainty", "resourceDesc", "areaDesc",
})  # fmt: skip
"""Elements whose field is empty, and not None, where they are missing."""

NODES, PAIRS = frozenset({"info", "resource", "area"}), frozenset({"eventCode", "parameter", "geocode"})

_CHOICES = {
    "status": STATUS, "msgType": MESSAGE_TYPES, "scope": SCOPES, "category": CATEGORIES, "responseType": RESPONSES,
    "urgency": URGENCIES, "severity": SEVERITIES, "certainty": CERTAINTIES,
}  # fmt: skip
_OLD_CHOICES: Mapping[Version, Mapping[str, tuple[str, ...]]] = {
    "1.2": {},
    "1.1": {"responseType": ("Shelter", "Evacuate", "Prepare", "Execute", "Monitor", "Assess", "None")},
    "1.0": {
        "status": STATUS[:4],
        "category": tuple(one for one in CATEGORIES if one != "CBRNE"),
        "certainty": ("Very Likely", "Likely", "Possible", "Unlikely", "Unknown"),
    },
}
_TIME_12 = (is_moment_of_12, "2026-01-31T08:00:00+08:00")
_TIME = (is_time, "2026-01-31T08:00:00+08:00")
_TYPES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "language": (is_language, "zh-CN"), "web": (is_uri, "https://example.org/page"), "size": (is_integer, "1024"),
    "uri": (is_uri, "https://example.org/map.png"), "altitude": (is_decimal, "120"), "ceiling": (is_decimal, "300"),
    "sent": _TIME_12, "effective": _TIME_12, "onset": _TIME_12, "expires": _TIME_12,
}  # fmt: skip


def _kind(tag: str) -> Kind:
    if tag == "references":
        return "references"
    if tag in NODES:
        return "node"
    if tag in PAIRS:
        return "pair"
    return "token" if tag in TOKENS or tag in _CHOICES else "text"


def _type(tag: str, version: Version) -> tuple[Callable[[str], bool] | None, str]:
    if version != "1.2" and tag in {"sent", "effective", "onset", "expires"}:
        return _TIME
    if version != "1.2" and tag in {"altitude", "ceiling"}:
        return None, ""
    return _TYPES.get(tag, (None, ""))


def _table(name: str, rows: tuple[str, ...], version: Version) -> Table:
    namespace, slots = NAMESPACES[version], {}
    for place, row in enumerate(rows):
        tag = row.rstrip("*!")
        choices = _OLD_CHOICES[version].get(tag, _CHOICES.get(tag, ()))
        allowed, expected = _type(tag, version)
        slots[f"{{{namespace}}}{tag}"] = Slot(
            tag=tag,
            field=FIELDS.get(tag, tag),
            place=place,
            kind=_kind(tag),
            many="*" in row,
            required="!" in row,
            choices=frozenset(choices),
            allowed=allowed,
            expected=", ".join(choices) or expected,
            tells_empty=tag not in NEVER_NONE,
        )
    return Table(name, namespace, slots, open_to_signatures=name == "alert" and version == "1.2")


def _grammar(version: Version, changes: Mapping[str, str]) -> Grammar:
    """Make the grammar of a version from that of 1.2; rows that change to the empty text are left out."""
    rows = {"alert": ALERT, "info": INFO, "resource": RESOURCE, "area": AREA}
    tables = {}
    for name, own in rows.items():
        changed = tuple(changes.get(row, row) for row in own)
        tables[name] = _table(name, tuple(part for row in changed for part in row.split()), version)
    return Grammar(version, NAMESPACES[version], tables, plain_pairs=version == "1.0")


GRAMMARS: Mapping[str, Grammar] = {
    f"{{{one.namespace}}}alert": one
    for one in (
        _grammar("1.2", {}),
        _grammar("1.1", {"mimeType!": "mimeType"}),
        _grammar(
            "1.0",
            {
                "source": "password source",
                "scope!": "scope",
                "category*!": "category*",
                "responseType*": "",
                "mimeType!": "mimeType",
                "derefUri": "",
            },
        ),
    )
}
"""Grammars by the name of the root element in Clark's notation."""

BY_VERSION: Mapping[Version, Grammar] = {one.version: one for one in GRAMMARS.values()}

SIGNATURE_PLACE = len(ALERT) + 1
"""Place of signatures in an alert: behind everything."""

SIGNATURE_PREFIX = f"{{{SIGNATURES}}}"
