"""What a person writes into a warning, and the columns that follow from it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.alerts.texts import Colour as Level
from anlan_center.alerts.release.engine import EVENT_TYPES, make_area
from anlan_center.alerts.release.errors import FieldFinding, NotReadyError
from anlan_center.alerts.release.message.lasting import wrong_times
from anlan_center.alerts.release.message.wording import MOST_CHARACTERS, PARTS
from anlan_center.alerts.release.models import Alert, Certainty, Colour, Scope, Severity, Urgency

Texts = Mapping[str, Mapping[str, str]]
"""``{language: {"headline", "description", "instruction", "short"}}``"""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a person writes into a warning; the rest follows from it.

    Parameters
    ----------
    event_type
        Key of a kind of event of `anlan.alerts.texts`.
    colour
        red, orange, yellow or blue.
    severity, urgency, certainty
        As CAP has them; an empty severity follows from the colour.
    texts
        See `Texts`.
    area
        What was drawn and named, any of ``{"drawn": GeoJSON, "codes": [...], "circles": [[longitude, latitude, km],
        ...], "cells": [...]}``, and ``"description": {language: text}``.
    onset, expires
        When the event is expected to begin, and until when the warning holds.
    scope, restriction, addresses
        For whom it is, as CAP has them.
    source
        Where it comes from, such as another sender's message that is passed on.
    note
        For those who handle messages; the public does not see it.
    release_at
        Not before; None for at once when approved.
    """

    event_type: str
    colour: str
    severity: str = ""
    urgency: str = "Expected"
    certainty: str = "Likely"
    texts: Texts = field(default_factory=dict)
    area: Mapping[str, Any] = field(default_factory=dict)
    onset: datetime | None = None
    expires: datetime | None = None
    scope: str = "Public"
    restriction: str = ""
    addresses: str = ""
    source: str = ""
    note: str = ""
    release_at: datetime | None = None


MOST_PLACE = 500
"""Characters of the name of an area (assumption)."""

NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold, NUL among them, which no database keeps either."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


def is_tag(text: str) -> bool:
    """Say whether a text may be the tag of a language."""
    return _TAG.fullmatch(text) is not None


_CHOICES: Mapping[str, Sequence[str]] = {
    "colour": Colour.values,
    "severity": Severity.values,
    "urgency": Urgency.values,
    "certainty": Certainty.values,
    "scope": Scope.values,
}
_LENGTHS = {"restriction": 300, "addresses": 2_000, "source": 300, "note": 5_000}


def columns(content: Content) -> tuple[dict[str, Any], str]:
    """Return the columns that a content fills, and the prefix of the smallest area that holds all of its area.

    Parameters
    ----------
    content
        What a person wrote; may be incomplete, but not wrong.

    Raises
    ------
    NotReadyError
        With everything that is wrong: no such choice, too long, a time without a zone, an area that cannot be.
    """
    values = {name: getattr(content, name) for name in Content.__dataclass_fields__ if name not in {"texts", "area"}}
    values["severity"] = content.severity or _severity(content.colour)
    times = {name: getattr(content, name) for name in ("onset", "expires", "release_at")}
    wrong = [*_wrong_values(values), *wrong_times(times)]
    values["texts"] = _texts(content.texts, wrong)
    wrong += _wrong_words(values, content.area.get("description") or {})
    area, jurisdiction = make_area(content.area, wrong)
    if wrong:
        raise NotReadyError(_("The warning cannot be kept as it is."), wrong)
    return {**values, "area": area}, jurisdiction


def content_of(alert: Alert) -> Content:
    """Return what stands in a warning as a person would write it."""
    values = {name: getattr(alert, name) for name in Content.__dataclass_fields__}
    asked = {key: alert.area[key] for key in ("drawn", "codes", "circles", "cells", "description") if key in alert.area}
    return Content(**{**values, "area": asked})


def _severity(colour: str) -> str:
    return Level(colour).severity if colour in Colour.values else ""


def _wrong_values(values: Mapping[str, Any]) -> list[FieldFinding]:
    wrong = []
    for name, known in _CHOICES.items():
        if values[name] not in known:
            reason = _("'%(value)s' cannot be chosen.") % {"value": values[name]}
            wrong.append(_error(name, "no-such-choice", reason, _("Choose one of: %s.") % ", ".join(known)))
    if values["event_type"] not in EVENT_TYPES:
        reason = _("'%(value)s' is no kind of event.") % {"value": values["event_type"]}
        wrong.append(_error("event_type", "no-such-choice", reason, _("Choose one of: %s.") % ", ".join(EVENT_TYPES)))
    for name, most in _LENGTHS.items():
        if len(values[name]) > most:
            reason = _("It has %(length)s characters; %(most)s are the most.") % {
                "length": len(values[name]),
                "most": most,
            }
            wrong.append(_error(name, "too-long", reason, _("Shorten it.")))
    return wrong


def _wrong_words(values: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[FieldFinding]:
    """Find what no XML document can hold, and names of areas that are none."""
    words = {name: values[name] for name in _LENGTHS}
    words |= {f"texts.{tag}.{part}": text for tag, parts in values["texts"].items() for part, text in parts.items()}
    words |= {"area": "".join([*places, *places.values()])}
    for name, text in words.items():
        strange = NO_XML.search(text)
        if strange is not None:
            reason = _("It holds the character U+%(code)04X, which no message can hold.") % {"code": ord(strange[0])}
            yield _error(name, "no-xml-character", reason, _("Remove it."))
    for tag, text in places.items():
        if not is_tag(tag) or len(text) > MOST_PLACE:
            reason = _("The name of the area in '%(tag)s' cannot be used.") % {"tag": tag[:40]}
            yield _error("area", "wrong-name", reason, _("Give a short name, and the tag of its language."))


def _texts(texts: Texts, wrong: list[FieldFinding]) -> dict[str, dict[str, str]]:
    """Return texts without blanks around them; what is no text in a language is wrong."""
    kept: dict[str, dict[str, str]] = {}
    for language, parts in texts.items():
        if not is_tag(language):
            reason = _("'%(value)s' is no tag of a language.") % {"value": language[:40]}
            wrong.append(_error(f"texts.{language[:40]}", "no-language", reason, _("Write it like zh-CN or en.")))
            continue
        kept[language] = parts_of(parts)
        for name, most in MOST_CHARACTERS.items():
            length = len(kept[language][name])
            if length > most:
                reason = _("It has %(length)s characters; %(most)s are the most.") % {"length": length, "most": most}
                wrong.append(_error(f"texts.{language}.{name}", "too-long", reason, _("Shorten it.")))
        for name in set(parts) - set(PARTS):
            reason = _("A text has no part '%(value)s'.") % {"value": name[:40]}
            wrong.append(_error(f"texts.{language}", "no-such-part", reason, _("Remove it.")))
    return kept


def parts_of(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of a text as they are kept: all of them, without space around.

    Parameters
    ----------
    parts
        Of one language, some of them perhaps.
    """
    return {name: str(parts.get(name, "")).strip() for name in PARTS}


def _error(field_name: str, code: str, reason: str, remedy: str) -> FieldFinding:
    return FieldFinding(field_name, "error", code, reason, remedy)
