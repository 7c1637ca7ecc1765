"""Events whose parameters are known: from a signal or from the record to footprints, story and assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np

from anlan.city import City
from anlan.language import Message, mark
from anlan.scenarios.made.details import footprint_on
from anlan.scenarios.made.physics import (
    EARTHQUAKE,
    EXPLOSION,
    RAIN,
    SURGE,
    UNITS,
    WIND,
    Position,
    Quake,
    blasted,
    blown,
    has_sea,
    level_of,
    rained,
    shaken,
    storm_of,
    surged,
)
from anlan.scenarios.saved import Footprint


@dataclass(frozen=True)
class Storm:
    """A storm: its name and two or more positions in order of time."""

    name: str
    positions: tuple[Position, ...]


@dataclass(frozen=True)
class Rain:
    """Rain of `rain_mm` (mm) in `hours` (h), the same over the whole city."""

    rain_mm: float
    hours: float


@dataclass(frozen=True)
class SeaLevel:
    """Highest level of the sea above the zero of the city's heights, `level_m` (m)."""

    level_m: float


@dataclass(frozen=True)
class Blast:
    """Explosion on the ground at `lon`, `lat` (degrees) with the blast of `tnt_t` tonnes of TNT."""

    lon: float
    lat: float
    tnt_t: float


Given = Quake | Storm | Rain | SeaLevel | Blast


@dataclass(frozen=True)
class Laid:
    """A given event on a city.

    Parameters
    ----------
    kind
        Leading hazard.
    footprints
        The leading hazard first.
    story
        What happens, in one sentence.
    assumptions
        What the physics takes as given.
    """

    kind: str
    footprints: tuple[Footprint, ...]
    story: Message
    assumptions: tuple[Message, ...]


@singledispatch
def laid(what: Given, city: City, event: str = "") -> Laid:
    """Lay an event on a city by the physics of its hazard; see `anlan.scenarios.made.physics`.

    Parameters
    ----------
    what
        The event.
    city
        The city.
    event
        Its identifier.
    """
    raise TypeError(f"{type(what).__name__} cannot be laid on {city.info['id']}{event}")


def _one(city: City, kind: str, intensity: Any, parameters: Mapping[str, Any], event: str) -> Footprint:
    return footprint_on(city, kind, UNITS[kind], intensity, parameters, event)


@laid.register
def _(what: Quake, city: City, event: str = "") -> Laid:
    assumptions = [
        Message(mark("The shaking is the weighted mean of the medians of the models; no place departs from it.")),
    ]
    if what.strike_deg is None:
        assumptions.append(
            Message(mark("The direction of the rupture is not known; the mean of four directions is taken."))
        )
    if what.length_km is None:
        text = mark("The length of the rupture follows from the magnitude (Wells and Coppersmith 1994).")
        assumptions.append(Message(text))
    story = Message(
        mark("Earthquake of magnitude {magnitude:.1f} at {lat:.2f} N {lon:.2f} E, {depth_km:.0f} km deep"),
        magnitude=what.magnitude,
        lat=what.lat,
        lon=what.lon,
        depth_km=what.depth_km,
    )
    footprint = _one(city, EARTHQUAKE, shaken(city, what), vars(what), event)
    return Laid(EARTHQUAKE, (footprint,), story, tuple(assumptions))


@laid.register
def _(what: Storm, city: City, event: str = "") -> Laid:
    wind = blown(city, storm_of(city, what.name, what.positions, for_surge=False))
    lowest = min(one.pressure_hpa for one in what.positions)
    first, last = (f"{what.positions[end].time:%Y-%m-%dT%H:%MZ}" for end in (0, -1))
    parameters = {"name": what.name, "first": first, "last": last, "lowest_hpa": lowest}
    prints = [_one(city, WIND, wind, parameters, event)]
    assumptions = [Message(mark("The wind follows from positions and central pressure alone; gusts are not counted."))]
    if has_sea(city):
        level = level_of(city, storm_of(city, what.name, what.positions, for_surge=True))
        if np.isfinite(level):
            prints.append(_one(city, SURGE, surged(city, level), {**parameters, "level_m": level}, event))
            text = mark("The sea rises to {level:.2f} m above the zero of the heights, with the tide of those days.")
            assumptions += [Message(text, level=level), _dykes()]
    story = Message(
        mark("Storm {name} from {first} to {last}, {pressure:.0f} hPa at its lowest"),
        name=what.name,
        first=first,
        last=last,
        pressure=lowest,
    )
    return Laid(WIND, tuple(prints), story, tuple(assumptions))


@laid.register
def _(what: Rain, city: City, event: str = "") -> Laid:
    footprint = _one(city, RAIN, rained(city, what.rain_mm, what.hours), vars(what), event)
    story = Message(mark("Rain of {rain_mm:.0f} mm in {hours:g} hours over the whole city"), **vars(what))
    assumption = Message(mark("The rain is the same over the whole city, which is the most that it can be."))
    return Laid(RAIN, (footprint,), story, (assumption,))


@laid.register
def _(what: SeaLevel, city: City, event: str = "") -> Laid:
    footprint = _one(city, SURGE, surged(city, what.level_m), vars(what), event)
    story = Message(mark("The sea rises to {level_m:.2f} m above the zero of the heights"), level_m=what.level_m)
    return Laid(SURGE, (footprint,), story, (_dykes(),))


@laid.register
def _(what: Blast, city: City, event: str = "") -> Laid:
    footprint = _one(city, EXPLOSION, blasted(city, what.lon, what.lat, what.tnt_t), vars(what), event)
    story = Message(
        mark("Explosion at {lat:.3f} N {lon:.3f} E with the blast of {tnt_t:g} t of TNT"),
        lat=what.lat,
        lon=what.lon,
        tnt_t=what.tnt_t,
    )
    assumption = Message(mark("The explosion is a burst on the ground; debris and fire are not counted."))
    return Laid(EXPLOSION, (footprint,), story, (assumption,))


def _dykes() -> Message:
    text = mark("The dykes are those of today; each reach breaches where the sea rises above its expected level.")
    return Message(text)
