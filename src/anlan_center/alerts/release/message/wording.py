"""Words of a warning: proposals from templates, and the marks of exercises and tests that nobody can forget."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from anlan.alerts.texts import LANGUAGES, Blanks, Colour, Kind, Status, Wording, compose, lookup
from anlan.alerts.texts.wording import marked, sentences
from anlan.errors import SettingError
from anlan_center.accounts.models import Organisation
from anlan_center.alerts.release.engine import zone
from anlan_center.alerts.release.models import Alert, TextTemplate

PARTS = ("headline", "description", "instruction", "short")
"""Parts of a text in one language."""

BLANKS = ("source", "place", "issued", "onset", "expires", "hazard", "colour", "detail")
"""Blanks that a template of an organisation may have, as ``{source}``."""

_BLANK = re.compile(r"\{(" + "|".join(BLANKS) + r")\}")
_MSG_TYPES = {Kind.ALERT: "Alert", Kind.UPDATE: "Update", Kind.CORRECTION: "Update"}


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
    template = _template(facts, language, _MSG_TYPES.get(kind, "Cancel"))
    if template is not None:
        return _filled(template, facts, language, at)
    known = lookup([language], LANGUAGES, "")
    if not known:
        return dict.fromkeys(PARTS, "")
    ended = kind in (Kind.CANCEL, Kind.MISTAKE)
    blanks = Blanks(
        source=organisation_name(facts.organisation, language),
        place=place_name(facts.places, language),
        issued=at,
        onset=None if ended else facts.onset,
        expires=None if ended else facts.expires,
        detail=facts.detail,
    )
    wording = compose(facts.event_type, Colour(facts.colour), known, blanks, kind=kind)
    return {part: getattr(wording, part) for part in PARTS}


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


def _template(facts: Facts, language: str, msg_type: str) -> TextTemplate | None:
    """Return the template of the smallest area above, one for this colour before one for all."""
    above = [facts.jurisdiction[:length] for length in range(1, len(facts.jurisdiction) + 1)]
    found = TextTemplate.objects.filter(
        active=True, event_type=facts.event_type, msg_type=msg_type, language=language, jurisdiction__in=above,
        colour__in=["", facts.colour],
    )  # fmt: skip
    return max(found, key=lambda one: (len(one.jurisdiction), bool(one.colour)), default=None)


def _filled(template: TextTemplate, facts: Facts, language: str, issued: datetime) -> dict[str, str]:
    """Fill the blanks of a template by name; braces around anything else stay as they are."""
    filled = {
        "source": organisation_name(facts.organisation, language),
        "place": place_name(facts.places, language),
        "issued": _clock(issued),
        "onset": _clock(facts.onset),
        "expires": _clock(facts.expires),
        "hazard": event_name(facts.event_type, language),
        "colour": str(Colour(facts.colour)),
        "detail": facts.detail,
    }
    return {part: _BLANK.sub(lambda found: filled[found[1]], getattr(template, part)) for part in PARTS}


def _clock(time: datetime | None) -> str:
    return f"{time.astimezone(zone()):%Y-%m-%d %H:%M}" if time is not None else ""
