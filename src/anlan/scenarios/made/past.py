"""A scenario of a disaster of the past: what is recorded of it, laid on the city of today by its physics."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from anlan.city import City
from anlan.errors import PackageError, Problem, SettingError
from anlan.language import Message, mark
from anlan.scenarios.made.details import ASSUMPTION, Details, Origin, assembled, assumed, bilingual, moment_at, utc
from anlan.scenarios.made.given import Blast, Given, Rain, SeaLevel, Storm, laid
from anlan.scenarios.made.live import USUAL_DEPTH_KM
from anlan.scenarios.made.physics import EARTHQUAKE, EXPLOSION, RAIN, SURGE, WIND, Position, Quake
from anlan.scenarios.saved import Assumption, SavedScenario

FILE = "past_events.csv"


def from_past(city: City, event: str, details: Details | None = None) -> SavedScenario:
    """Lay a disaster of the past on the city of today.

    Its numbers are those of ``past_events``. What people suffered then is told in the story and is no result: the
    city of today is another one.

    Parameters
    ----------
    city
        The city.
    event
        Identifier of the event.
    details
        What goes before that which is recorded.

    Raises
    ------
    SettingError
        If there is no such event, it reaches no cell of the city, or a detail is out of range.
    PackageError
        If a number that its hazard needs is missing.
    """
    table = city.table("past_events")
    found = table.filter(pl.col("id") == event)
    if found.is_empty():
        text = mark("{city} has no past event '{event}'; it has: {known}")
        known = ", ".join(table["id"]) or "-"
        raise SettingError(Message(text, city=city.info["id"], event=event, known=known))
    row = found.row(0, named=True)
    what = _given(city, row)
    on_city = laid(what, city, event)
    history = city.table("hazard_history").filter(pl.col("id") == (row["history"] or ""))
    recorded = str(history["description"][0] or "") if history.height else ""
    story = bilingual(on_city.story)
    if recorded:
        heading = bilingual(Message(mark("{story}. Recorded then: {recorded}"), story=on_city.story, recorded=recorded))
        story = heading
    names = {"zh-Hans": row["name_zh"], "en": row["name_en"]}
    origin = Origin(
        kind="past",
        id=f"{city.info['id']}-{event}",
        name={language: name for language, name in names.items() if name},
        story=story,
        detail={
            "event": event,
            "history": row["history"],
            "day": None if row["day"] is None else str(row["day"]),
            "time_utc": utc(row["time"]),
            "source": row["source"],
            "recorded_deaths_then": history["deaths"][0] if history.height else None,
        },
        moment=moment_at(city, row["day"], row["time"]),
        assumptions=(*_assumptions(row), *(assumed(one) for one in on_city.assumptions)),
        synthetic=bool(row["synthetic"]),
    )
    return assembled(city, origin, on_city.footprints, details or Details())


def past_ids(city: City) -> tuple[str, ...]:
    """Return the identifiers of the past events that a city can lay on itself."""
    return tuple(city.table("past_events")["id"])


def _assumptions(row: Mapping[str, Any]) -> tuple[Assumption, ...]:
    own = {"en": row["assumption_en"], "zh-Hans": row["assumption_zh"]}
    texts = {language: text for language, text in own.items() if text}
    today = assumed(Message(mark("The city, its people and its works are those of today, not those of then.")))
    return (*((Assumption(texts, ASSUMPTION),) if texts else ()), today)


def _given(city: City, row: Mapping[str, Any]) -> Given:
    if row["hazard"] not in READERS:
        what = Message("'{event}' is of the hazard {hazard}", event=row["id"], hazard=row["hazard"])
        remedy = Message("give one of {known}", known=", ".join(READERS))
        raise PackageError([Problem(FILE, what, remedy, feature=row["id"], code="no-physics")])
    needed, read = READERS[row["hazard"]]
    lacking = [name for name in needed if row[name] is None]
    if lacking:
        what = Message("'{event}' has no {columns}", event=row["id"], columns=", ".join(lacking))
        remedy = Message("fill what its hazard needs: {columns}", columns=", ".join(needed))
        raise PackageError([Problem(FILE, what, remedy, feature=row["id"], code="missing-number")])
    return read(city, row)


def _storm(city: City, row: Mapping[str, Any]) -> Given:
    track = city.table("typhoon_tracks").filter(pl.col("storm") == row["storm"]).sort("time")
    if track.height < 2:
        what = Message("storm '{storm}' has no track in typhoon_tracks.csv", storm=row["storm"])
        remedy = Message("add two positions or more, or correct the storm")
        raise PackageError([Problem(FILE, what, remedy, feature=row["id"], code="no-track")])
    positions = tuple(
        Position(one["time"], one["lon"], one["lat"], one["pressure_hpa"]) for one in track.iter_rows(named=True)
    )
    return Storm(str(track["name"][0] or row["storm"]), positions)


def _quake(_city: City, row: Mapping[str, Any]) -> Given:
    depth = USUAL_DEPTH_KM if row["depth_km"] is None else row["depth_km"]
    return Quake(row["lon"], row["lat"], row["magnitude"], depth, row["strike_deg"], row["length_km"])


READERS: Mapping[str, tuple[tuple[str, ...], Callable[[City, Mapping[str, Any]], Given]]] = {
    EARTHQUAKE: (("lon", "lat", "magnitude"), _quake),
    WIND: (("storm",), _storm),
    SURGE: (("water_level_m",), lambda _city, row: SeaLevel(row["water_level_m"])),
    RAIN: (("rain_mm", "rain_h"), lambda _city, row: Rain(row["rain_mm"], row["rain_h"])),
    EXPLOSION: (("lon", "lat", "tnt_t"), lambda _city, row: Blast(row["lon"], row["lat"], row["tnt_t"])),
}
"""Columns that an event of each hazard needs, and how it is read."""
