"""What every made scenario has: a name, a moment, footprints on the city's cells, and what is taken as given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from anlan import __version__
from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.errors import SettingError
from anlan.hazards.industrial.weather import DAY_HOURS
from anlan.language import LANGUAGES, Message, mark, translator
from anlan.scenarios.saved import TIDES, Assumption, Footprint, Moment, SavedScenario, people_in
from anlan.scenarios.saved.writing import plain_values

ASSUMPTION = "assumption"
"""Source of an assumption that nothing supports but judgement."""

FIVE_DAY_WEEK = 1996
"""First full year of the five-day working week in China (State Council decree 174 of 1995, in force from May 1995);
of days before, it is not said whether they were working days."""


@dataclass(frozen=True)
class Details:
    """What the maker of a scenario says of it; what is None follows from the source.

    Parameters
    ----------
    id
        Short name.
    name_zh, name_en
        What it is called.
    month, workday, hour, tide
        When it happens; see `anlan.scenarios.saved.Moment`.
    """

    id: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    month: int | None = None
    workday: bool | None = None
    hour: int | None = None
    tide: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where a scenario comes from and what follows from that.

    Parameters
    ----------
    kind
        Key of `anlan.scenarios.saved.ORIGINS`.
    id
        Short name where none is given.
    name, story
        By language.
    detail
        What it was made from.
    moment
        When it happens, as far as the source says.
    assumptions
        What is taken as given.
    synthetic
        Whether the source itself is made up.
    """

    kind: str
    id: str
    name: Mapping[str, str]
    story: Mapping[str, str]
    detail: Mapping[str, Any]
    moment: Moment = field(default_factory=Moment)
    assumptions: tuple[Assumption, ...] = ()
    synthetic: bool = False


def assembled(
    city: City,
    origin: Origin,
    footprints: Sequence[Footprint],
    details: Details,
    *,
    frequency: float | None = None,
    provenance: Mapping[str, str | int] | None = None,
) -> SavedScenario:
    """Put a scenario together; the number of its residents in the footprints is noted in its origin.

    Parameters
    ----------
    city
        The city.
    origin
        Where it comes from.
    footprints
        The leading hazard first; those without a cell are left out.
    details
        What the maker says; it goes before what the source says.
    frequency
        1/year, or None.
    provenance
        More that is needed to make it again.

    Raises
    ------
    SettingError
        If nothing of it lies in the city, or a detail is out of range.
    """
    there = tuple(one for one in footprints if one.cells.size)
    if not there:
        text = mark(
            "{what} does nothing in {city}: no cell has an intensity above zero; give something that reaches it"
        )
        raise SettingError(Message(text, what=origin.id, city=city.info["id"]))
    touched = np.unique(np.concatenate([one.cells for one in there]))
    names = {"en": details.name_en, "zh-Hans": details.name_zh}
    return SavedScenario(
        id=details.id or origin.id,
        version=1,
        name={**origin.name, **{language: name for language, name in names.items() if name}},
        story=origin.story,
        origin=origin.kind,
        origin_detail={**plain_values(origin.detail), "people_in_footprint": round(people_in(city, touched))},
        city=str(city.info["id"]),
        city_checksum=city.checksum,
        moment=moment_of(origin.moment, details),
        footprints=there,
        frequency=frequency,
        assumptions=origin.assumptions,
        synthetic=origin.synthetic or is_synthetic(city),
        provenance={"version": __version__, "checksum": city.checksum, **(provenance or {})},
    )


def moment_of(given: Moment, details: Details) -> Moment:
    """Return a moment with the details before it; people are at work by day on what may be a working day.

    Where nobody knows the hour, people stay where the source has them, unless it is no working day.

    Parameters
    ----------
    given
        The moment as the source says.
    details
        What goes before it.

    Raises
    ------
    SettingError
        If a detail is out of range.
    """
    problems = []
    if details.month is not None and not 1 <= details.month <= 12:
        problems.append(Message(mark("the month is {value}; give 1 to 12"), value=details.month))
    if details.hour is not None and not 0 <= details.hour <= 23:
        problems.append(Message(mark("the hour is {value}; give 0 to 23"), value=details.hour))
    if details.tide is not None and details.tide not in TIDES:
        problems.append(
            Message(mark("the tide is '{value}'; give one of {known}"), value=details.tide, known=", ".join(TIDES))
        )
    if problems:
        raise SettingError(Message("; ".join(f"{{p{n}}}" for n in range(len(problems))), **_numbered(problems)))
    fixed = {name: getattr(details, name) for name in ("month", "workday", "hour", "tide")}
    moment = replace(given, **{name: value for name, value in fixed.items() if value is not None})
    if details.hour is None and details.workday is None:
        return moment
    if moment.hour is None:
        return replace(moment, by_day=given.by_day and moment.workday is not False)
    return replace(moment, by_day=at_work(moment.hour, moment.workday))


def _numbered(problems: Sequence[Message]) -> dict[str, Message]:
    return {f"p{number}": problem for number, problem in enumerate(problems)}


def at_work(hour: int | None, workday: bool | None) -> bool:
    """Say whether people are where they are on a working day; a day of which nothing is known may be one."""
    return hour is not None and workday is not False and DAY_HOURS[0] <= hour < DAY_HOURS[1]


def moment_at(city: City, day: date | None, time: datetime | None) -> Moment:
    """Return the moment of something that happened or is told by the clock.

    Parameters
    ----------
    city
        City whose time zone is taken.
    day
        Day in the city, where the time is not known.
    time
        Time in UTC.
    """
    local = None if time is None else time.replace(tzinfo=UTC).astimezone(ZoneInfo(str(city.info["timezone"])))
    on = local.date() if local is not None else day
    if on is None:
        return Moment()
    workday = on.weekday() < 5 if on.year >= FIVE_DAY_WEEK else None
    hour = None if local is None else local.hour
    return Moment(month=on.month, workday=workday, hour=hour, by_day=at_work(hour, workday))


def utc(time: datetime | None) -> str | None:
    """Write a time of UTC as ISO 8601 with a trailing Z, to the minute."""
    return None if time is None else f"{time.replace(tzinfo=None).isoformat(timespec='minutes')}Z"


def footprint_on(
    city: City, kind: str, unit: str, intensity: NDArray[np.floating], parameters: Mapping[str, Any], event: str = ""
) -> Footprint:
    """Return a footprint from the intensity on every cell of the city.

    Parameters
    ----------
    city
        The city.
    kind, unit
        Hazard and unit.
    intensity
        (c,), zero where nothing happens.
    parameters
        What the event is.
    event
        Its identifier.
    """
    single = np.asarray(intensity, dtype=np.float32)
    hit = np.flatnonzero(single > 0.0)
    return Footprint(kind, unit, 0.0, city.cells.h3[hit], single[hit], event, plain_values(parameters))


def bilingual(message: Message) -> dict[str, str]:
    """Say a sentence in every language."""
    return {language: message.render(translator(language)) for language in LANGUAGES}


def assumed(message: Message, source: str = ASSUMPTION) -> Assumption:
    """Return an assumption in every language.

    Parameters
    ----------
    message
        What is assumed.
    source
        What supports it.
    """
    return Assumption(bilingual(message), source)


def titled(kind: str, what: Message) -> dict[str, str]:
    """Return ``hazard: what`` in every language."""
    return bilingual(Message(mark("{hazard}: {what}"), hazard=Message(HAZARD_KINDS[kind]), what=what))


def is_synthetic(city: City) -> bool:
    """Say whether any row of the city's package is made up."""
    return any(bool(table["synthetic"].any()) for table in city.tables.values())
