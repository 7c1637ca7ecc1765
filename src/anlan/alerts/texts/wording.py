"""Warnings in words: the sentences of a kind of event and a colour in a language, with the author's facts filled in."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from anlan.alerts.texts.events import EVENTS, Colour
from anlan.alerts.texts.tables import Status, colour_name, table
from anlan.errors import SettingError
from anlan.language import Message, mark


class Kind(StrEnum):
    """What a warning does to an earlier one."""

    ALERT = "alert"
    UPDATE = "update"
    CORRECTION = "correction"
    CANCEL = "cancel"
    MISTAKE = "mistake"


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
    said = _of_colour(event, colour, language)
    frame = table(language)["frame"][kind]
    actions = _actions(said, frame, kind, colour)
    if blanks.action.strip():
        actions = (blanks.action.strip(), *actions)
    place = blanks.place.strip()
    filled = {
        "source": blanks.source.strip(),
        "place": place,
        "hazard": blanks.hazard.strip() or said.name,
        **spoken_times(blanks, language),
        "expect": said.expect[colour].format(place=place),
        "detail": blanks.detail.strip(),
        "first": actions[0],
    }
    return marked(_framed(frame, filled, colour, actions, language), status)


def pattern(event: str, colour: Colour, language: str, *, kind: Kind = Kind.ALERT) -> Wording:
    """Return the sentences of a warning with the blanks that an author's facts fill.

    Parameters
    ----------
    event, colour, language, kind
        See `compose`.

    Returns
    -------
    Wording
        With ``{source}``, ``{place}``, ``{issued}``, ``{period}``, ``{Period}`` and ``{detail}``.

    Raises
    ------
    SettingError
        See `compose`.
    """
    said = _of_colour(event, colour, language)
    frame = table(language)["frame"][kind]
    actions = _actions(said, frame, kind, colour)
    left = {name: f"{{{name}}}" for name in ("source", "place", "issued", "period", "Period", "detail")}
    filled = {**left, "hazard": said.name, "expect": said.expect[colour], "first": actions[0]}
    return _framed(frame, filled, colour, actions, language)


def _of_colour(event: str, colour: Colour, language: str) -> Sentences:
    said = sentences(event, language)
    if colour not in said.expect:
        colours = ", ".join(said.expect)
        what = mark("'{event}' has no warning of the colour {colour}; {colours} are there")
        raise SettingError(Message(what, event=event, colour=str(colour), colours=colours))
    return said


def _actions(said: Sentences, frame: dict[str, str], kind: Kind, colour: Colour) -> tuple[str, ...]:
    ended = kind in (Kind.CANCEL, Kind.MISTAKE)
    return (frame.get("first") or said.after,) if ended else said.actions[colour]


def _framed(
    frame: dict[str, str], filled: dict[str, str], colour: Colour, actions: tuple[str, ...], language: str
) -> Wording:
    named = colour_name(colour, language)
    known = {**filled, "colour": named, "Colour": capital(named)}
    texts = {name: frame[name].format(**known).strip() for name in ("headline", "description", "short")}
    return Wording(language, **texts, instruction="\n".join(actions))


def spoken_times(blanks: Blanks, language: str) -> dict[str, str]:
    """Say the times of a warning.

    Parameters
    ----------
    blanks
        With the times; all are said in the zone of `Blanks.issued`.
    language
        One of `LANGUAGES`.

    Returns
    -------
    dict
        ``issued``, ``onset`` and ``expires`` (empty where there is none), and from when until when as ``period``, and
        as ``Period`` at the beginning of a sentence.
    """
    zone = blanks.issued.tzinfo
    times = {"issued": blanks.issued, "onset": blanks.onset, "expires": blanks.expires}
    told = {
        name: _moment(time.astimezone(zone), language, "moment") if time is not None else ""
        for name, time in times.items()
    }
    period = _period(blanks, language)
    return {**told, "period": period, "Period": capital(period)}


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
    prefix = table(wording.language)["prefix"].get(status)
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
    known = table(language)
    if event not in EVENTS:
        what = mark("'{event}' is no kind of event; use one of {known}")
        raise SettingError(Message(what, event=event, known=", ".join(EVENTS)))
    row = known[event]
    colours = EVENTS[event].colours
    return Sentences(
        name=row["name"],
        aliases=tuple(row["aliases"]),
        expect={colour: row[colour]["expect"] for colour in colours},
        actions={colour: tuple(row[colour]["actions"]) for colour in colours},
        after=row["after"],
    )


def _once(prefix: str, text: str) -> str:
    return text if text.startswith(prefix) else prefix + text


def capital(text: str) -> str:
    """Return a text as it begins a sentence.

    Parameters
    ----------
    text
        The text.
    """
    return text[:1].upper() + text[1:]


def _moment(time: datetime, language: str, form: str) -> str:
    """Say a time; the form is ``moment`` with the day, or ``clock`` without."""
    times = table(language)["time"]
    said: str = times[form if time.minute else f"{form}_full"]
    month = times["months"][time.month - 1]
    return said.format(month=month, day=time.day, hour=time.hour, minute=time.minute)


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
    said: str = table(language)["period"][form]
    return said.format(**filled)
