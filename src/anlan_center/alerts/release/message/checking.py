"""What is wrong with a warning, or could be better: by the field in which its author can mend it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.alerts.documents.findings import Finding
from anlan.alerts.texts import (
    CELL_BROADCAST,
    COLOURS,
    EVENTS,
    LANGUAGES,
    SMS,
    Status,
    Wording,
    hints,
    lookup,
    measure,
)
from anlan.alerts.texts.tables import colour_name
from anlan.alerts.validation import validate
from anlan_center.alerts.release.engine import SPILL, said
from anlan_center.alerts.release.errors import FieldFinding
from anlan_center.alerts.release.message.composing import message_of, time_of_sending
from anlan_center.alerts.release.message.wording import (
    MOST_CHARACTERS,
    PARTS,
    in_order,
    organisation_name,
    place_name,
    spoken,
)
from anlan_center.alerts.release.models import Alert, Colour, MsgType

PROFILE = "china"
"""Profile of CAP that is checked besides the protocol where `settings.ANLAN_CAP_PROFILE` names none."""

GRADES = ("error", "warning", "recommendation")
"""How much a finding matters, the most first."""

_PLACE = re.compile(r"/alert\[1\](?:/info\[(\d+)\])?(?:/(\w+)\[\d+\])?")
_FIELDS = {
    "headline": "headline", "description": "description", "instruction": "instruction", "short": "short",
    "parameter": "short", "event": "event_type", "category": "event_type",
    "severity": "severity", "urgency": "urgency", "certainty": "certainty", "expires": "expires", "onset": "onset",
    "effective": "onset", "area": "area", "areaDesc": "area", "polygon": "area", "geocode": "area",
    "restriction": "restriction", "addresses": "addresses", "scope": "scope", "note": "note", "source": "source",
}  # fmt: skip
_OUT_OF_HAND = {"identifier", "sent", "sender", "eventCode"}
"""Elements that the centre fills, or leaves out; a recommendation on them is of no use to an author."""

_SAID_BY_OURS = {
    f"{head}-{tag}"
    for head in ("no", "profile", "empty")
    for tag in ("headline", "description", "instruction", "expires", "area")
} | {"expired", "expires-too-early", "empty"}


def findings(
    alert: Alert, *, now: datetime | None = None, languages: Sequence[str] | None = None
) -> tuple[FieldFinding, ...]:
    """Check a warning as it would go out now.

    Parameters
    ----------
    alert
        The warning.
    now
        The time; None for now.
    languages
        Languages that would go out; None for all.

    Returns
    -------
    tuple of FieldFinding
        Errors first; each once.
    """
    at = now or timezone.now()
    chosen = in_order(alert.texts if languages is None else languages)
    found = [*_contents(alert, chosen), *_times(alert, at), *_level(alert), *_area(alert)]
    if chosen and alert.area and alert.event_type in EVENTS:
        message = message_of(alert, chosen, time_of_sending(alert, at))
        profile = getattr(settings, "ANLAN_CAP_PROFILE", PROFILE)
        found += [_placed(one, chosen) for one in _relevant(validate(message, profile=profile), alert)]
        found += _plainness(alert, chosen)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda one: GRADES.index(one.severity)))


def text_findings(alert: Alert, languages: Sequence[str]) -> tuple[FieldFinding, ...]:
    """Check the texts alone: what is empty or too long, and what could be said more plainly.

    Parameters
    ----------
    alert
        A warning, saved or not, with texts, a kind of event, an organisation and a named area.
    languages
        Languages whose texts are checked.
    """
    return (*_contents(alert, languages), *_plainness(alert, languages))


def _plainness(alert: Alert, languages: Sequence[str]) -> Iterator[FieldFinding]:
    yield from (_placed(one, languages) for one in _hints(alert, languages) if one.code not in _SAID_BY_OURS)
    yield from _stale(alert, languages)


def _stale(alert: Alert, languages: Sequence[str]) -> Iterator[FieldFinding]:
    """Find what was written before colour or area were changed: another colour, and districts that are not named."""
    for language, text in spoken(alert, languages).items():
        known = lookup([language], LANGUAGES, "")
        if not known:
            continue
        field = f"texts.{language}.description"
        whole = "\n".join(text[part] for part in ("headline", "description", "short")).casefold()
        said_colours = [one for one in COLOURS if colour_name(one, known).casefold() in whole]
        if said_colours and alert.colour in Colour.values and alert.colour not in said_colours:
            reason = _("The text names another colour than the one that is chosen.")
            yield FieldFinding(field, "warning", "other-colour", reason, _("Propose the text anew, or correct it."))
        named = [one for one in _places(alert, language) if alert.area.get("codes")]
        missing = [one for one in named if one.casefold() not in whole]
        if missing and len(missing) < len(named):
            reason = _("The text does not name: %(places)s.") % {"places": _(", ").join(missing)}
            yield FieldFinding(field, "warning", "place-left-out", reason, _("Propose the text anew, or correct it."))


def _places(alert: Alert, language: str) -> list[str]:
    return re.split(r"[、，,]\s*", place_name(alert.area["description"], language))


def errors(found: Iterable[FieldFinding]) -> list[FieldFinding]:
    """Return those that keep a warning from being submitted."""
    return [one for one in found if one.severity == "error"]


def _contents(alert: Alert, languages: Sequence[str]) -> Iterator[FieldFinding]:
    if not languages:
        yield _error("texts", "no-text", _("The warning has no text."), _("Write it in one language or more."))
    for language in languages:
        for part, most in MOST_CHARACTERS.items():
            length = len(alert.texts[language].get(part, ""))
            if not length:
                yield _error(f"texts.{language}.{part}", "empty", _("It is empty."), _("Write it."))
            elif length > most:  # as proposed for a follower: the names of its area fill it
                reason = _("It has %(length)s characters; %(most)s are the most.") % {"length": length, "most": most}
                yield _error(f"texts.{language}.{part}", "too-long", reason, _("Shorten it."))
    for language, text in spoken(alert, languages).items():
        for medium, name in ((SMS, _("a short message")), (CELL_BROADCAST, _("cell broadcast"))):
            room = measure(text["short"], medium)
            if not room.fits:
                reason = _("It is too long for %(medium)s: %(units)s units, %(most)s are the most.") % {
                    "medium": name, "units": room.units, "most": room.most,
                }  # fmt: skip
                remedy = _("Shorten it, or this channel leaves it out.")
                yield FieldFinding(f"texts.{language}.short", "warning", f"too-long-{medium.name}", reason, remedy)


def _times(alert: Alert, now: datetime) -> Iterator[FieldFinding]:
    begins = max(now, alert.release_at or now)
    if alert.expires is None:
        yield _error("expires", "no-end", _("It has no end."), _("Say until when it holds."))
    elif alert.expires <= begins:
        reason = _("It ends before it goes out.")
        yield _error("expires", "ends-too-early", reason, _("Give a later end."))
    elif alert.onset is not None and alert.expires <= alert.onset and alert.msg_type != MsgType.CANCEL:
        reason = _("It ends before the event begins.")
        yield _error("expires", "ends-before-onset", reason, _("Correct one of the times."))


def _level(alert: Alert) -> Iterator[FieldFinding]:
    event = EVENTS.get(alert.event_type)
    if event is not None and alert.colour not in event.colours:
        reason = _("There is no warning of this colour for this kind of event.")
        remedy = _("Choose one of: %s.") % _(", ").join(str(Colour(one).label) for one in event.colours)
        yield _error("colour", "no-such-level", reason, remedy)


def _area(alert: Alert) -> Iterator[FieldFinding]:
    if not alert.area:
        yield _error("area", "no-area", _("The warning has no area."), _("Draw it, or name administrative areas."))
        return
    for one in alert.area["findings"]:
        yield FieldFinding(**one)
    about = alert.area["estimate"]
    if about["people"] < 1:
        reason = _("Nobody is known to live in the area.")
        yield FieldFinding("area", "warning", "nobody", reason, _("Look at it on the map."))
    if about["outside_km2"] > SPILL * about["km2"]:
        reason = _("%(outside)s of %(km2)s km² lie outside the city; people there are not counted.") % {
            "outside": about["outside_km2"], "km2": about["km2"],
        }  # fmt: skip
        yield FieldFinding("area", "warning", "outside", reason, _("Agree with those whose area it is."))


def _relevant(found: Iterable[Finding], alert: Alert) -> Iterator[Finding]:
    """Leave out what our own checks say better, and what no author can change."""
    for one in found:
        place = _PLACE.match(one.xpath)
        tag = place[2] if place and place[2] else one.code.partition("-")[2]
        if one.code in _SAID_BY_OURS or (tag in _OUT_OF_HAND and one.severity == "recommendation"):
            continue
        drawn = one.code == "profile-geocode" and not alert.area.get("codes")
        yield replace(one, severity="warning") if drawn else one  # a code added to a drawing would widen the area


def _hints(alert: Alert, languages: Sequence[str]) -> Iterator[Finding]:
    said_texts = spoken(alert, languages)
    for number, language in enumerate(languages, start=1):
        known = lookup([language], LANGUAGES, "")
        if not known:
            continue
        yield from hints(
            Wording(known, **said_texts[language]),
            alert.event_type,
            source=organisation_name(alert.organisation, language),
            places=_places(alert, language),
            status=Status(alert.status),
            number=number,
        )


def _placed(finding: Finding, languages: Sequence[str]) -> FieldFinding:
    """Return a finding of the engine at the field that its author knows."""
    place = _PLACE.match(finding.xpath)
    number, tag = (place[1], place[2]) if place else (None, None)
    field = _FIELDS.get(tag or finding.code.partition("-")[2], "alert")
    if field in PARTS and number is not None and int(number) <= len(languages):
        field = f"texts.{languages[int(number) - 1]}.{field}"
    return FieldFinding(field, finding.severity, finding.code, said(finding.reason), said(finding.remedy))


def _error(field: str, code: str, reason: str, remedy: str) -> FieldFinding:
    return FieldFinding(field, "error", code, reason, remedy)
