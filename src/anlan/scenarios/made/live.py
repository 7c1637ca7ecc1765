"""A scenario from a live signal: a small JSON file of what instruments report, laid on the city by its physics."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anlan.city import City
from anlan.language import Message, mark
from anlan.scenarios.made.details import Details, Origin, assembled, assumed, bilingual, moment_at, titled, utc
from anlan.scenarios.made.given import Blast, Given, Rain, SeaLevel, Storm, laid
from anlan.scenarios.made.physics import Position, Quake
from anlan.scenarios.saved import SavedScenario
from anlan.scenarios.saved.checked_json import Document, Place, read_document

MOST_SIGNAL_BYTES = 4 * 2**20
"""Bytes of a signal; positions of a storm by the minute for two weeks have about 2 MB."""

USUAL_DEPTH_KM = 15.0
"""Depth of an earthquake where the signal has none, km; an assumption, that of the sources of the demo city."""

MAGNITUDES = 3.0, 9.5
"""Magnitudes of earthquakes that can be given, from weaker than does harm to as strong as any on record."""

FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years that a signal can be of; beyond them a time is taken for a slip."""

LONGEST_STORM_D = 60
"""Days that a storm can last, d; the longest on record lasted five weeks. It is followed hour by hour."""

SHORTEST_H, LONGEST_H = 1.0, 240.0
"""Durations of rain that can be given, h."""


def from_signal(city: City, path: Path, details: Details | None = None) -> SavedScenario:
    """Make a scenario of a live signal.

    Parameters
    ----------
    city
        The city.
    path
        JSON file: ``hazard``, ``time`` (UTC), optional ``id`` and ``source``, and the hazard's own values; see
        ``docs/methods/scenario-files.md``.
    details
        What goes before it.

    Raises
    ------
    ImportDataError
        With every problem of the file.
    SettingError
        If it reaches no cell of the city, or a detail is out of range.
    """
    document = read_document(path, MOST_SIGNAL_BYTES)
    root = document.mapping(document.root, ())
    kind = document.choice(root.get("hazard"), ("hazard",), READERS)
    document.finish()
    needed, more, read = READERS[kind]
    given = document.members(root, (), ("hazard", "time", *needed), ("id", "source", *more))
    time = instant(document, given.get("time"), ("time",))
    name = document.text(given.get("id", path.name.split(".")[0]), ("id",))
    what = read(document, given)
    source = document.text(given.get("source", ""), ("source",), empty=True)
    document.finish()
    on_city = laid(what, city, name)
    assumptions = [assumed(one) for one in on_city.assumptions]
    if isinstance(what, Quake) and "depth_km" not in given:
        text = mark("The depth is not known; {depth:g} km are taken.")
        assumptions.append(assumed(Message(text, depth=USUAL_DEPTH_KM)))
    origin = Origin(
        kind="signal",
        id=name,
        name=titled(on_city.kind, on_city.story),
        story=bilingual(on_city.story),
        detail={"file": path.name, "time_utc": utc(time), "source": source or None},
        moment=moment_at(city, None, time),
        assumptions=tuple(assumptions),
    )
    return assembled(city, origin, on_city.footprints, details or Details())


def instant(document: Document, value: Any, place: Place) -> datetime:
    """Return a time in UTC, ISO 8601 with its offset; a time without one is refused."""
    text = document.text(value, place)
    try:
        time = datetime.fromisoformat(text)
        told = None if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):  # the last: a year outside 1 to 9999 in UTC
        told = None
    if told is None or not FIRST_YEAR <= told.year <= LAST_YEAR:
        document.refuse(place, value, Message("write a time as 2012-08-02T12:00Z"), "wrong-time")
        return datetime(2000, 1, 1, tzinfo=UTC)
    return told


def _quake(document: Document, given: Mapping[str, Any]) -> Given:
    def optional(name: str, low: float, high: float) -> float | None:
        return None if given.get(name) is None else document.number(given[name], (name,), low, high)

    depth = optional("depth_km", 0.0, 700.0)
    return Quake(
        lon=document.number(given.get("lon"), ("lon",), -180.0, 180.0),
        lat=document.number(given.get("lat"), ("lat",), -90.0, 90.0),
        magnitude=document.number(given.get("magnitude"), ("magnitude",), *MAGNITUDES),
        depth_km=USUAL_DEPTH_KM if depth is None else depth,
        strike_deg=optional("strike_deg", 0.0, 360.0),
        length_km=optional("length_km", 0.0, 1500.0),
    )


def _storm(document: Document, given: Mapping[str, Any]) -> Given:
    found: list[Position] = []
    for number, item in enumerate(document.items(given.get("positions"), ("positions",))):
        place: Place = ("positions", number)
        one = document.members(item, place, ("time", "lon", "lat", "pressure_hpa"))
        time = instant(document, one.get("time"), (*place, "time"))
        if found and time <= found[-1].time:
            document.refuse((*place, "time"), one.get("time"), Message("give the positions in order of time"))
        if found and time - found[0].time > timedelta(days=LONGEST_STORM_D):
            remedy = Message("give positions within {most} days", most=LONGEST_STORM_D)
            document.refuse((*place, "time"), one.get("time"), remedy, "too-long")
        found.append(
            Position(
                time,
                document.number(one.get("lon"), (*place, "lon"), -180.0, 180.0),
                document.number(one.get("lat"), (*place, "lat"), -90.0, 90.0),
                document.number(one.get("pressure_hpa"), (*place, "pressure_hpa"), 850.0, 1030.0),
            )
        )
    if len(found) < 2:
        remedy = Message("give two positions or more")
        document.wrong(("positions",), Message("there are {count} positions", count=len(found)), remedy, "too-few")
    return Storm(document.text(given.get("name"), ("name",)), tuple(found))


def _rain(document: Document, given: Mapping[str, Any]) -> Given:
    return Rain(
        document.number(given.get("rain_mm"), ("rain_mm",), 0.0, 2500.0),
        document.number(given.get("hours"), ("hours",), SHORTEST_H, LONGEST_H),
    )


def _sea(document: Document, given: Mapping[str, Any]) -> Given:
    return SeaLevel(document.number(given.get("level_m"), ("level_m",), -10.0, 30.0))


def _blast(document: Document, given: Mapping[str, Any]) -> Given:
    return Blast(
        document.number(given.get("lon"), ("lon",), -180.0, 180.0),
        document.number(given.get("lat"), ("lat",), -90.0, 90.0),
        document.number(given.get("tnt_t"), ("tnt_t",), 0.001, 100_000.0),
    )


Reader = Callable[[Document, Mapping[str, Any]], Given]

READERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Reader]] = {
    "earthquake": (("lon", "lat", "magnitude"), ("depth_km", "strike_deg", "length_km"), _quake),
    "typhoon_wind": (("name", "positions"), (), _storm),
    "rain_flood": (("rain_mm", "hours"), (), _rain),
    "storm_surge": (("level_m",), (), _sea),
    "explosion": (("lon", "lat", "tnt_t"), (), _blast),
}
"""Keys that a signal of each hazard must and may have, and how they are read."""
