"""Words of a warning: proposals from templates, and the marks of exercises and tests that nobody can forget."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from anlan.alerts.texts import EVENTS, LANGUAGES, Blanks, Colour, Kind, Status, Wording, compose, lookup, pattern
from anlan.alerts.texts.tables import colour_name
from anlan.alerts.texts.wording import capital, marked, sentences, spoken_times
from anlan.errors import SettingError
from anlan_center.accounts.models import Organisation
from anlan_center.alerts.release.engine import zone
from anlan_center.alerts.release.models import Alert, TextTemplate

PARTS = ("headline", "description", "instruction", "short")
"""Parts of a text in one language."""

MOST_CHARACTERS = {"headline": 500, "description": 20_000, "instruction": 20_000, "short": 2_000}
"""Characters that a part may have (assumption); channels set narrower limits."""

BLANKS = (
    "source", "place", "issued", "period", "Period", "onset", "expires", "hazard", "Hazard", "colour", "Colour",
    "detail",
)  # fmt: skip
"""Blanks that a template of an organisation may have, as ``{source}``; with a capital as a sentence begins."""

_BLANK = re.compile(r"\{(" + "|".join(BLANKS) + r")\}")
KINDS = {"Alert": Kind.ALERT, "Update": Kind.UPDATE, "Cancel": Kind.CANCEL}
"""What a template's kind of message is to the engine. Corrections, and what was sent by mistake, are always said in the
program's words: those of an update or a lifting do not tell that something was wrong."""

_MSG_TYPES = {kind: msg_type for msg_type, kind in KINDS.items()}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a text is proposed from.

    Parameters
    ----------
    event_type, colour
        Kind of event, and level.
    organisation
        Who warns.
    jurisdiction
        Prefix of the area, for templates that hold there.
    places
        Name of the area by language.
    onset, expires
        From when until when.
    detail
        Sentences on what is expected, such as measured values.
    """

    event_type: str
    colour: str
    organisation: Organisation
    jurisdiction: str
    places: Mapping[str, str]
    onset: datetime | None = None
    expires: datetime | None = None
    detail: str = ""


def spoken(alert: Alert, languages: Sequence[str] | None = None) -> dict[str, dict[str, str]]:
    """Return the texts of a warning as they go out: each marked where it is an exercise or a test.

    Parameters
    ----------
    alert
        The warning.
    languages
        Which; None for those that were approved, or all that it has before.
    """
    chosen = languages if languages is not None else (alert.languages or in_order(alert.texts))
    return {language: _marked(alert.texts[language], language, alert.status) for language in chosen}


def in_order(languages: Iterable[str]) -> list[str]:
    """Put languages into the order of messages: those of the engine's sentences first; a database keeps no order."""
    kin = {language: lookup([language], LANGUAGES, "") for language in languages}
    return sorted(kin, key=lambda one: (LANGUAGES.index(kin[one]) if kin[one] else len(LANGUAGES), one))


def _marked(text: Mapping[str, str], language: str, status: str) -> dict[str, str]:
    known = lookup([language], LANGUAGES, "en")
    wording = marked(Wording(known, **{part: text.get(part, "") for part in PARTS}), Status(status))
    return {part: getattr(wording, part) for part in PARTS}


def event_name(event_type: str, language: str) -> str:
    """Return the name of a kind of event; in English where the language has none."""
    return sentences(event_type, lookup([language], LANGUAGES, "en")).name


def place_name(places: Mapping[str, str], language: str) -> str:
    """Return the name of an area in the language nearest to the one that is asked for."""
    return places.get(language) or places.get(lookup([language], list(places), "en"), "") or next(iter(places.values()))


def organisation_name(organisation: Organisation, language: str) -> str:
    """Return the name of who warns."""
    return organisation.name_zh if language.lower().startswith("zh") else organisation.name_en


def propose(facts: Facts, language: str, *, kind: Kind = Kind.ALERT, now: datetime | None = None) -> dict[str, str]:
    """Propose a text from the template of the nearest area above that has one, or from the engine's sentences.

    Parameters
    ----------
    facts
        What is known.
    language
        Tag; empty texts where there are neither templates nor sentences for it.
    kind
        Whether it is new, or what it does to an earlier one.
    now
        When it is issued; None for now.

    Raises
    ------
    SettingError
        If the kind of event has no warning of the colour, or the times do not fit.
    """
    at = (now or timezone.now()).astimezone(zone())
    if kind in _MSG_TYPES:
        case = (facts.event_type, facts.colour, _MSG_TYPES[kind], language, facts.jurisdiction)
        for template in templates_above(*case)[:1]:
            return fill({part: getattr(template, part) for part in PARTS}, facts, language, at, kind=kind)
    known = lookup([language], LANGUAGES, "")
    if not known:
        return dict.fromkeys(PARTS, "")
    wording = compose(facts.event_type, Colour(facts.colour), known, _blanks(facts, language, at, kind), kind=kind)
    return {part: getattr(wording, part) for part in PARTS}


def _blanks(facts: Facts, language: str, issued: datetime, kind: Kind) -> Blanks:
    """Return what fills the blanks; what is over has neither beginning nor end."""
    ended = kind in (Kind.CANCEL, Kind.MISTAKE)
    return Blanks(
        source=organisation_name(facts.organisation, language),
        place=place_name(facts.places, language),
        issued=issued,
        onset=None if ended else facts.onset,
        expires=None if ended else facts.expires,
        detail=facts.detail,
    )


def following_texts(alert: Alert, kind: Kind) -> dict[str, dict[str, str]]:
    """Propose the texts of a message that follows another, in all of its languages.

    Parameters
    ----------
    alert
        The earlier message. An update keeps what it tells people to do.
    kind
        What the new message does to it.
    """
    facts = Facts(
        event_type=alert.event_type,
        colour=alert.colour,
        organisation=alert.organisation,
        jurisdiction=alert.jurisdiction,
        places=alert.area["description"],
        onset=alert.onset,
        expires=alert.expires,
    )
    texts = {}
    for language, text in alert.texts.items():
        try:
            texts[language] = propose(facts, language, kind=kind)
        except SettingError:  # the times of the earlier message are over: the author gives new ones, and the words
            texts[language] = dict(text)
        if kind in (Kind.UPDATE, Kind.CORRECTION):
            texts[language] = {**texts[language], "instruction": text.get("instruction", "")}
    return texts


def templates_above(
    event_type: str, colour: str, msg_type: str, language: str, jurisdiction: str
) -> list[TextTemplate]:
    """List the templates in force for a case: of the smallest area first, and one for the colour before one for all.

    Parameters
    ----------
    event_type, colour, msg_type, language, jurisdiction
        See `TextTemplate`.
    """
    above = [jurisdiction[:length] for length in range(1, len(jurisdiction) + 1)]
    found = TextTemplate.objects.filter(
        state=TextTemplate.State.IN_FORCE, own=True, event_type=event_type, msg_type=msg_type,
        language=language, jurisdiction__in=above, colour__in={"", colour},
    )  # fmt: skip
    return sorted(found, key=lambda one: (len(one.jurisdiction), bool(one.colour)), reverse=True)


def programs_words(event_type: str, colour: str, msg_type: str, language: str) -> dict[str, str]:
    """Return the program's wording of a case with its blanks; empty texts where the program lacks the language.

    Parameters
    ----------
    event_type, colour, msg_type, language
        The case; an empty colour gives the words of the lowest level that the kind of event has.
    """
    known = lookup([language], LANGUAGES, "")
    if not known:
        return dict.fromkeys(PARTS, "")
    level = Colour(colour) if colour else EVENTS[event_type].colours[-1]
    wording = pattern(event_type, level, known, kind=KINDS[msg_type])
    return {part: getattr(wording, part) for part in PARTS}


def fill(
    texts: Mapping[str, str], facts: Facts, language: str, issued: datetime, *, kind: Kind = Kind.ALERT
) -> dict[str, str]:
    """Fill the blanks of a template by name; braces around anything else stay as they are.

    Parameters
    ----------
    texts
        Words with blanks, by part.
    facts, language, kind
        See `propose`.
    issued
        When it is issued.

    Raises
    ------
    SettingError
        If the times do not fit.
    """
    known = lookup([language], LANGUAGES, "en")
    blanks = _blanks(facts, language, issued.astimezone(zone()), kind)
    hazard = event_name(facts.event_type, language)
    colour = colour_name(Colour(facts.colour), known)
    filled = {
        **{name: getattr(blanks, name) for name in ("source", "place", "detail")},
        **spoken_times(blanks, known),
        "hazard": hazard, "Hazard": capital(hazard), "colour": colour, "Colour": capital(colour),
    }  # fmt: skip
    return {part: _BLANK.sub(lambda found: filled[found[1]], texts[part]).strip() for part in PARTS}
