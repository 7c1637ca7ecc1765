"""Natech: releases and explosions that earthquakes and floods cause at plants; see ``docs/methods/natech.md``.

A hazard's own events are those without a natural cause. What a natural hazard adds is made here from its event set, by
whoever wants it: nothing is computed behind a hazard's back, and every event names its cause.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet
from anlan.hazards.explosion import Explosion
from anlan.hazards.industrial.natural_causes import release_chance
from anlan.hazards.industrial.plants import Plants, plants_of
from anlan.hazards.industrial.releases import SCENARIOS, rates_of
from anlan.hazards.industrial.scenarios import Drawn
from anlan.hazards.industrial.weather import CausedWeather
from anlan.hazards.parameters import values_of
from anlan.hazards.protocol import require
from anlan.hazards.seismology.intensity import pga_of
from anlan.hazards.toxic_release import ToxicRelease
from anlan.language import Message, mark

CAUSES = {"earthquake": "1", "rain_flood": "m", "river_flood": "m", "dam_failure": "m", "storm_surge": "m"}
"""Hazards that can make a plant lose its contents, and the unit that their intensity must have."""

BATCH = 256
"""Events of the cause whose footprints are computed at once."""


@dataclass(frozen=True)
class ReleaseChances:
    """Chance that plants lose their contents in events of a natural hazard.

    Parameters
    ----------
    plants
        The p simulated plants.
    chance
        Chance of each loss of containment in each of the n events, in the order of
        `anlan.hazards.industrial.releases.SCENARIOS`, 1, float64 (n, p, 3).
    """

    plants: Plants
    chance: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StormWeather:
    """Weather that a storm or its rain brings to the plants: an overcast sky, the month of the cause, and its wind.

    An overcast sky makes the air neutral (class D) by day and night, whatever the wind; see
    `anlan.hazards.industrial.weather.CausedWeather`.

    Parameters
    ----------
    wind
        Ten-minute winds (m/s) of the same storms as the cause, event i of the same storm in both; None where the wind
        is not known, so that it is drawn.
    """

    wind: EventSet | None = None

    def at(self, cell: NDArray[np.int64], cause: EventSet, event: NDArray[np.int64]) -> CausedWeather:
        """Return what it fixes of the weather of some releases.

        Parameters
        ----------
        cell
            Cell of the plant of each of n releases, int64 (n,).
        cause
            Events of the natural cause; the month is their parameter ``month`` where they have one.
        event
            Event of the cause of each release, int64 (n,).

        Returns
        -------
        The wind is that of the storm on the plant's cell, 0 where the wind hazard leaves it out as too weak.
        """
        month = np.zeros(len(cause), dtype=np.int64)
        if "month" in cause.parameters.columns:
            month = cause.parameters["month"].fill_null(0).to_numpy().astype(np.int64)
        wind = np.zeros(event.size)
        if self.wind is not None:
            wind = _wind_at(self.wind, event, cell)
        return CausedWeather(month[event], wind, np.ones(event.size, dtype=np.bool_))


def natech_frequency(city: City, hazard: ToxicRelease | Explosion, cause: EventSet) -> pl.DataFrame:
    """Return how often plants lose their contents, by themselves and through a natural hazard.

    Parameters
    ----------
    city
        City.
    hazard
        Hazard whose plants are meant.
    cause
        Events of a hazard of `CAUSES`.

    Returns
    -------
    A row for each plant and scenario: ``plant``, ``substance``, ``scenario``, ``everyday`` and ``natech``, the
    frequencies without and through the cause, 1/year. The latter is the sum over its events of their frequency times
    the chance of a release at the intensity on the plant's cell.

    Raises
    ------
    SettingError
        If the city has no such plant, or the cause is not in `CAUSES` or in another unit.
    """
    found = release_chances(city, hazard, cause)
    added = np.einsum("n,nps->ps", cause.frequency, found.chance)
    factor = values_of(city, hazard.kind, hazard.parameters)["rate_factor"]
    rows = [
        {
            "plant": plant, "substance": substance.name, "scenario": scenario,
            "everyday": factor * rates_of(substance)[order], "natech": float(added[place, order]),
        }
        for place, (plant, substance) in enumerate(zip(found.plants.id, found.plants.substance, strict=True))
        for order, scenario in enumerate(SCENARIOS)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def natech_releases(
    city: City, hazard: ToxicRelease | Explosion, cause: EventSet, events: int, seed: int,
    weather: StormWeather | None = None,
) -> EventSet:  # fmt: skip
    """Make events of a hazard of plants that a natural hazard causes.

    Each stands for the same frequency of losses of containment; causes, plants and scenarios are drawn in proportion
    to frequency times chance. The column ``cause`` of the parameters holds the identifier of the natural event.
    Plants that fail in one natural event are events of their own: their losses are not added up.

    Parameters
    ----------
    city
        City.
    hazard
        What follows from a release: `ToxicRelease` or `Explosion`.
    cause
        Events of a hazard of `CAUSES`.
    events
        Number of events.
    seed
        Seed.
    weather
        Weather that the cause brings to toxic releases; None where it brings none, as earthquakes. The random numbers
        are the same with and without.

    Raises
    ------
    SettingError
        As `natech_frequency`; also if no event of the cause can make a plant lose its contents.
    """
    require((), events)
    found = release_chances(city, hazard, cause)
    drawn, event = _drawn(hazard.kind, cause, found, events, seed)
    if weather is not None and isinstance(hazard, ToxicRelease):
        brought = weather.at(found.plants.cell[drawn.plant], cause, event)
        made = hazard.releases(city, found.plants, drawn, seed, brought)
    else:
        made = hazard.releases(city, found.plants, drawn, seed)
    return replace(made, ids=tuple(f"{hazard.kind}-{cause.kind}-{number:07d}" for number in range(1, events + 1)))


def releases_in_storms(
    city: City, releases: EventSet, which: NDArray[np.int64], wind: EventSet, storm: NDArray[np.int64]
) -> EventSet:
    """Make toxic releases again in storms: in their wind and month, under an overcast sky.

    Parameters
    ----------
    city
        The city of the releases.
    releases
        Toxic releases.
    which
        Those that are made again, int64 (m,).
    wind
        Ten-minute winds of storms, m/s.
    storm
        Storm in which each of them happens, int64 (m,).

    Returns
    -------
    The m releases; their names are those of the release and of the storm.
    """
    hazard = ToxicRelease()
    plants = plants_of(city, hazard.wanted)
    cell = dict(zip(plants.id, plants.cell.tolist(), strict=True))
    at = np.array([cell[plant] for plant in releases.parameters["plant"][which].to_list()], dtype=np.int64)
    made = hazard.again(city, releases, which, StormWeather(wind).at(at, wind, storm))
    pairs = zip(which.tolist(), storm.tolist(), strict=True)
    return replace(made, ids=tuple(f"{releases.ids[one]}-{wind.ids[other]}" for one, other in pairs))


def _drawn(
    kind: str, cause: EventSet, found: ReleaseChances, events: int, seed: int
) -> tuple[Drawn, NDArray[np.int64]]:
    """Draw losses of containment in proportion to frequency times chance, and the event that causes each."""
    weight = cause.frequency[:, None, None] * found.chance
    total = float(weight.sum())
    if total <= 0.0:
        raise SettingError(
            Message(mark("no event of '{kind}' makes a plant lose its contents; take more events"), kind=cause.kind)
        )
    rng = generator_of(seed, kind, cause.kind)
    at = (np.arange(events) + rng.random(events)) / events
    running = np.cumsum(weight.reshape(-1)) / total
    place = np.minimum(np.searchsorted(running, at, side="right"), np.flatnonzero(weight.reshape(-1))[-1])
    event, plant, scenario = np.unravel_index(place, weight.shape)
    drawn = Drawn(
        plant=plant.astype(np.int64),
        scenario=scenario.astype(np.int64),
        frequency=np.full(events, total / events),
        cause=tuple(cause.ids[number] for number in event.tolist()),
    )
    return drawn, event.astype(np.int64)


def _wind_at(wind: EventSet, event: NDArray[np.int64], cell: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the wind of each event (n,) on one cell of its own (n,), m/s."""
    storms, place = np.unique(event, return_inverse=True)
    found = np.zeros(event.size)
    for first in range(0, storms.size, BATCH):
        here = np.flatnonzero((place >= first) & (place < first + BATCH))
        found[here] = wind.intensity(storms[first : first + BATCH])[place[here] - first, cell[here]]
    return found


def release_chances(city: City, hazard: ToxicRelease | Explosion, cause: EventSet) -> ReleaseChances:
    """Return the chance that each plant loses its contents in each event of a natural hazard.

    Parameters
    ----------
    city
        City.
    hazard
        Hazard whose plants are meant.
    cause
        Events of a hazard of `CAUSES`.

    Raises
    ------
    SettingError
        As `natech_frequency`.
    """
    _refuse(hazard.missing(city), cause)
    plants = plants_of(city, hazard.wanted)
    values = values_of(city, hazard.kind, hazard.parameters)
    chance = np.zeros((len(cause), len(plants), len(SCENARIOS)))
    inside = np.flatnonzero(plants.cell >= 0)
    for first in range(0, len(cause), BATCH):
        part = np.arange(first, min(first + BATCH, len(cause)))
        there = cause.intensity(part)[:, plants.cell[inside]].astype(np.float64)
        if cause.kind == "earthquake":
            there = np.where(there > 0.0, pga_of(there), 0.0)
        for column, plant in enumerate(inside.tolist()):
            found = release_chance(cause.kind, there[:, column], plants.substance[plant], values)
            chance[part, plant] = np.where(there[:, column, None] > 0.0, found, 0.0)
    return ReleaseChances(plants, chance)


def _refuse(missing: tuple[Message, ...], cause: EventSet) -> None:
    require(missing, 1)
    unit = CAUSES.get(cause.kind)
    if unit is None:
        raise SettingError(
            Message(
                mark("'{kind}' is not known to make plants lose their contents; give events of {kinds}"),
                kind=cause.kind,
                kinds=", ".join(CAUSES),
            )
        )
    if unit != cause.unit:
        raise SettingError(
            Message(
                mark("events of '{kind}' are in {found}; give them in {unit}"),
                kind=cause.kind,
                found=cause.unit,
                unit=unit,
            )
        )
