"""Warnings in words: the sentences of a kind of event and a colour in a language, with the author's facts filled in."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from anlan.alerts.texts.events import EVENTS, Colour
from anlan.errors import SettingError
from anlan.language import Message, mark

LANGUAGES = ("zh-Hans", "en")
"""Languages that there are sentences in; another one is a table in ``wordings`` and a line here."""


class Kind(StrEnum):
    """What a warning does to an earlier one."""

    ALERT = "alert"
    UPDATE = "update"
    CORRECTION = "correction"
    CANCEL = "cancel"
    MISTAKE = "mistake"


class Status(StrEnum):
    """How a warning is meant; all but the first are marked in each of its texts."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


@dataclass(frozen=True)
class Blanks:
    """What the author fills in.

    Parameters
    ----------
    source
        Who warns, in the language of the text.
    place
        Where, in the language of the text.
    issued
        When the warning is issued, in the zone in which it is to be read.
    onset, expires
        From when and until when it holds; None for now, and for until further notice.
    hazard
        What comes, such as a typhoon with its name; empty for the name of the kind of event.
    detail
        Sentences on what is expected, such as measured values; may be empty.
    action
        What to do first; it goes before the actions of the table; may be empty.

    Raises
    ------
    SettingError
        With everything that is wrong: no source, no place, a time without a zone, an end not after the beginning.
    """

    source: str
    place: str
    issued: datetime
    onset: datetime | None = None
    expires: datetime | None = None
    hazard: str = ""
    detail: str = ""
    action: str = ""

    def __post_init__(self) -> None:
        wrong = []
        for name, text in (("source", self.source), ("place", self.place)):
            if not text.strip():
                wrong.append(Message("'{name}' is empty; fill it in", name=name))
        times = {"issued": self.issued, "onset": self.onset, "expires": self.expires}
        for name, time in times.items():
            if time is not None and time.tzinfo is None:
                wrong.append(Message("'{name}' is {time} without a time zone; give one", name=name, time=time))
        if not wrong and self.expires is not None and self.expires <= (self.onset or self.issued):
            what = mark("the warning ends at {expires}, not after {begin}; correct one of them")
            wrong.append(Message(what, expires=self.expires, begin=self.onset or self.issued))
        if wrong:
            raise SettingError.of(wrong)


@dataclass(frozen=True)
class Wording:
    """A warning in one language.

    Parameters
    ----------
    language
        Tag of the language.
    headline, description
        In one line, and in sentences.
    instruction
        What to do, a line for each action, the most urgent first.
    short
        All of it in the fewest words: who, what, where, when, and the first action.
    """

    language: str
    headline: str
    description: str
    instruction: str
    short: str


@dataclass(frozen=True)
class Sentences:
    """The sentences of a kind of event in a language.

    Parameters
    ----------
    name, aliases
        What the event is called.
    expect
        By colour: what comes, with the blank ``{place}``.
    actions
        By colour: what to do, the most urgent first.
    after
        Advice when the warning is lifted.
    """

    name: str
    aliases: tuple[str, ...]
    expect: dict[Colour, str]
    actions: dict[Colour, tuple[str, ...]]
    after: str


def compose(
    event: str,
    colour: Colour,
    language: str,
    blanks: Blanks,
    *,
    kind: Kind = Kind.ALERT,
    status: Status = Status.ACTUAL,
) -> Wording:
    """Return a warning in words.

    Parameters
    ----------
    event
        Code of the kind of event.
    colour
        Colour of the warning.
    language
        One of `LANGUAGES`.
    blanks
        What the author fills in.
    kind
        Whether it is new, or what it does to an earlier one.
    status
        Whether it is meant, an exercise or a test: the latter are marked in every text.

    Raises
    ------
    SettingError
        If the kind of event is not known, or has no warning of the colour.
    """
    said = sentences(event, language)
    if colour not in said.expect:
        colours = ", ".join(said.expect)
        what = mark("'{event}' has no warning of the colour {colour}; {colours} are there")
        raise SettingError(Message(what, event=event, colour=str(colour), colours=colours))
    frame = _table(language)["frame"][kind]
    ended = kind in (Kind.CANCEL, Kind.MISTAKE)
    actions = (frame.get("first") or said.after,) if ended else said.actions[colour]
    if blanks.action.strip():
        actions = (blanks.action.strip(), *actions)
    colour_name = _table(language)["colours"][colour]
    period = _period(blanks, language)
    place = blanks.place.strip()
    filled = {
        "source": blanks.source.strip(),
        "place": place,
        "hazard": blanks.hazard.strip() or said.name,
        "colour": colour_name,
        "Colour": _capital(colour_name),
        "issued": _moment(blanks.issued, language, "moment"),
        "period": period,
        "Period": _capital(period),
        "expect": said.expect[colour].format(place=place),
        "detail": blanks.detail.strip(),
        "first": actions[0],
    }
    texts = {name: frame[name].format(**filled).strip() for name in ("headline", "description", "short")}
    return marked(Wording(language, **texts, instruction="\n".join(actions)), status)


def marked(wording: Wording, status: Status) -> Wording:
    """Return a warning with the mark of an exercise or a test at the head of each text, once.

    Parameters
    ----------
    wording
        The warning; marked or not.
    status
        Whether it is meant; a warning that is meant stays as it is.

    Raises
    ------
    SettingError
        If there are no sentences in its language.
    """
    prefix = _table(wording.language)["prefix"].get(status)
    if prefix is None:
        return wording
    head, said = prefix["mark"], prefix["mark"] + prefix["sentence"]
    return replace(
        wording,
        headline=_once(head, wording.headline),
        description=_once(said, wording.description),
        instruction=_once(said, wording.instruction),
        short=_once(said, wording.short),
    )


def sentences(event: str, language: str) -> Sentences:
    """Return the sentences of a kind of event.

    Parameters
    ----------
    event
        Its code.
    language
        One of `LANGUAGES`.

    Raises
    ------
    SettingError
        If either is not known.
    """
    table = _table(language)
    if event not in EVENTS:
        what = mark("'{event}' is no kind of event; use one of {known}")
        raise SettingError(Message(what, event=event, known=", ".join(EVENTS)))
    row = table[event]
    colours = EVENTS[event].colours
    return Sentences(
        name=row["name"],
        aliases=tuple(row["aliases"]),
        expect={colour: row[colour]["expect"] for colour in colours},
        actions={colour: tuple(row[colour]["actions"]) for colour in colours},
        after=row["after"],
    )


@cache
def _table(language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        what = mark("there are no sentences in '{language}'; use one of {known}")
        raise SettingError(Message(what, language=language, known=", ".join(LANGUAGES)))
    content = (files("anlan.alerts.texts") / "wordings" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


def _once(prefix: str, text: str) -> str:
    return text if text.startswith(prefix) else prefix + text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _moment(time: datetime, language: str, form: str) -> str:
    """Say a time; the form is ``moment`` with the day, or ``clock`` without."""
    table = _table(language)["time"]
    pattern: str = table[form if time.minute else f"{form}_full"]
    month = table["months"][time.month - 1]
    return pattern.format(month=month, day=time.day, hour=time.hour, minute=time.minute)


def _period(blanks: Blanks, language: str) -> str:
    """Say from when until when, in the zone of `issued`."""
    zone = blanks.issued.tzinfo
    given: dict[str, datetime] = {
        name: time.astimezone(zone)
        for name, time in (("onset", blanks.onset), ("expires", blanks.expires))
        if time is not None
    }
    form = " ".join(given) or "now"
    if len({time.date() for time in given.values()}) < len(given):
        form = "same day"
    filled = {name: _moment(time, language, "moment") for name, time in given.items()}
    filled |= {f"{name}_clock": _moment(time, language, "clock") for name, time in given.items()}
    pattern: str = _table(language)["period"][form]
    return pattern.format(**filled)


@dataclass(frozen=True)
class PlainWords:
    """What the hints of a language look for.

    Parameters
    ----------
    times, acts
        Patterns of a time, and of something to do.
    longest
        Characters of a sentence in Chinese, words in other languages, beyond which it is long (assumption).
    """

    times: tuple[str, ...]
    acts: tuple[str, ...]
    longest: int


def plain_words(language: str) -> PlainWords:
    """Return what the hints of a language look for.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    """
    row = _table(language)["plain"]
    return PlainWords(tuple(row["times"]), tuple(row["acts"]), row["longest"])


def prefix_of(status: Status, language: str) -> str:
    """Return the mark at the head of the texts of an exercise or a test; empty where the warning is meant.

    Parameters
    ----------
    status
        Whether it is meant.
    language
        One of `LANGUAGES`.
    """
    row = _table(language)["prefix"].get(status)
    return row["mark"] if row is not None else ""


def colour_name(colour: Colour, language: str) -> str:
    """Return the name of a colour.

    Parameters
    ----------
    colour
        The colour.
    language
        One of `LANGUAGES`.
    """
    name: str = _table(language)["colours"][colour]
    return name
