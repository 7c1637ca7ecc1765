"""What a scenario may set off: releases, fires, outbreaks of disease.

No real firm is ever given an accident: releases are those of simulated installations, as in `anlan.hazards.natech`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards import EventSet
from anlan.hazards.explosion import Explosion
from anlan.hazards.fire.following import expected_burnt_share, expected_ignitions, usual_wind
from anlan.hazards.fire.spread import Fabric
from anlan.hazards.fire.stock import stock_of
from anlan.hazards.industrial.plants import Plants, plants_of
from anlan.hazards.industrial.substances import Substance
from anlan.hazards.natech import CAUSES, release_chances
from anlan.hazards.parameters import values_of
from anlan.hazards.plane import Plane
from anlan.hazards.toxic_release import ToxicRelease
from anlan.hazards.urban_fire import KIND as FIRE
from anlan.hazards.urban_fire import PARAMETERS as FIRE_PARAMETERS
from anlan.language import Message
from anlan.risk.slots import slots_of
from anlan.scenarios.cascade import Cascade
from anlan.scenarios.run.followed import Followed
from anlan.scenarios.run.result import SecondaryEvent
from anlan.scenarios.run.settings import RunSettings
from anlan.scenarios.saved import SavedScenario

FloatArray = NDArray[np.float64]

LEAST_CHANCE = 1e-6
"""What is less likely is not told."""

WATER = "water"

FRAGILITY_SOURCE = "Eidinger et al. 2001 (earthquake), flotation after Landucci et al. 2012 (flood); see natech"

FIRE_SOURCE = "Scawthorn 2009, ignition equation of Hazus fire following earthquake"

ASSUMPTION = "assumption"


@dataclass(frozen=True, eq=False)
class Cause:
    """What secondary events follow from.

    Parameters
    ----------
    city
        The city.
    scenario
        The saved scenario.
    events
        Its footprints, one event each.
    cascade
        Services in every sample; None where none was followed.
    followed
        Samples that were followed one by one; None without a cascade.
    settings
        The rules.
    """

    city: City
    scenario: SavedScenario
    events: Sequence[EventSet]
    cascade: Cascade | None
    followed: Followed | None
    settings: RunSettings


def secondary_of(cause: Cause) -> tuple[SecondaryEvent, ...]:
    """Return what the scenario may set off, the largest chance first.

    What the scenario holds already is left out: fires where urban fire is one of its hazards, and releases of the
    plants whose release is.

    Parameters
    ----------
    cause
        What it follows from.
    """
    found = [*_shaken_or_flooded(cause), *_standing_still(cause), *_fires(cause), *_outbreaks(cause)]
    burns = any(one.kind == FIRE for one in cause.events)
    released = {one.parameters.get("plant") for one in cause.scenario.footprints} - {None}
    kept = [
        one
        for one in found
        if one.chance >= LEAST_CHANCE and not (one.kind == "fire" and burns) and one.place not in released
    ]
    return tuple(sorted(kept, key=lambda one: (-one.chance, one.kind, one.place or "", one.area or "")))


def real_installations(city: City) -> int:
    """Return the number of real installations, for which no release is told."""
    rows = city.table("places").filter(
        (pl.col("kind") == "hazard_source") & ~pl.col("synthetic").fill_null(value=False)
    )
    return rows.height


def _anything(_: Substance) -> bool:
    return True


def _shaken_or_flooded(cause: Cause) -> Iterator[SecondaryEvent]:
    """Yield releases that shaking or water causes at once."""
    city, told = cause.city, set[tuple[str, str]]()
    for footprint, events in zip(cause.scenario.footprints, cause.events, strict=True):
        for hazard in (ToxicRelease(), Explosion()):
            if CAUSES.get(events.kind) != events.unit or hazard.missing(city):
                continue
            found = release_chances(city, hazard, events)
            people = _within_reach(cause, found.plants)
            for at, plant in enumerate(found.plants.id):
                if (plant, events.kind) in told:
                    continue
                told.add((plant, events.kind))
                reason = Message(
                    "{substance} in a simulated installation: the vessel breaks or floats in this hazard",
                    substance=found.plants.substance[at].name,
                )
                chance = float(found.chance[0, at].sum())
                yield SecondaryEvent("gas_release", plant, _area_of(city, plant), chance, footprint.onset_hour,
                                     float(people[at]), reason, FRAGILITY_SOURCE)  # fmt: skip


def _standing_still(cause: Cause) -> Iterator[SecondaryEvent]:
    """Yield releases where installations lack power or cooling for longer than they can bridge."""
    if cause.cascade is None or cause.followed is None:
        return
    plants = plants_of(cause.city, _anything)
    place = {name: at for at, name in enumerate(cause.cascade.model.places)}
    people = _within_reach(cause, plants)
    for at, plant in enumerate(plants.id):
        if plant not in place:
            continue
        stopped_at = cause.followed.stopped_at[:, place[plant]]
        stops = np.isfinite(stopped_at)
        if not stops.any():
            continue
        reason = Message(
            "{substance} in a simulated installation: it lacks power or cooling for longer than it can bridge in "
            "{share:.0%} of the samples",
            substance=plants.substance[at].name,
            share=float(stops.mean()),
        )
        yield SecondaryEvent(
            "gas_release", plant, _area_of(cause.city, plant), float(stops.mean()) * cause.settings.release_chance,
            float(np.quantile(stopped_at[stops], 0.5, method="inverted_cdf")), float(people[at]), reason, ASSUMPTION,
        )  # fmt: skip


def _area_of(city: City, place: str) -> str | None:
    area = city.table("places").filter(pl.col("id") == place)["area"].to_list()
    return area[0] if area else None


def _present(cause: Cause) -> FloatArray:
    cells = cause.city.cells
    return cells.population_day if cause.scenario.moment.by_day else cells.population


def _within_reach(cause: Cause, plants: Plants) -> FloatArray:
    """Return the people in cells whose middle lies within the reach of a release of each plant, (p,)."""
    cells = cause.city.cells
    people = np.bincount(cells.row_cell, weights=_present(cause), minlength=len(cells))
    east, north = Plane.around(cause.city).xy(cells.lon, cells.lat)
    far = np.hypot(east[None, :] - plants.x[:, None] / 1000.0, north[None, :] - plants.y[:, None] / 1000.0)
    return np.asarray((far <= cause.settings.release_km) @ people)


def _fires(cause: Cause) -> Iterator[SecondaryEvent]:
    """Yield fires after earthquakes, by district."""
    city, cells, slots = cause.city, cause.city.cells, slots_of(cause.city)
    district = slots.district[slots.of_row]
    residents = np.bincount(cells.row_cell, weights=cells.population, minlength=len(cells))
    for footprint, events in zip(cause.scenario.footprints, cause.events, strict=True):
        if events.kind != "earthquake":
            continue
        ignitions, burnt = _ignitions(city, events, cause.settings.unfought_minutes)
        share = np.divide(cells.population, residents[cells.row_cell], out=np.zeros(cells.population.size),
                          where=residents[cells.row_cell] > 0.0)  # fmt: skip
        lit = np.bincount(district, weights=ignitions[cells.row_cell] * share, minlength=len(slots.codes))
        people = np.bincount(district, weights=burnt[cells.row_cell] * cells.population, minlength=len(slots.codes))
        for at, code in enumerate(slots.codes):
            reason = Message("shaking sets {count:.1f} fires that need the fire service", count=float(lit[at]))
            yield SecondaryEvent("fire", None, code, float(-np.expm1(-lit[at])), footprint.onset_hour,
                                 float(people[at]), reason, FIRE_SOURCE)  # fmt: skip


def _ignitions(city: City, events: EventSet, minutes: float) -> tuple[FloatArray, FloatArray]:
    """Return mean ignitions and mean share of buildings burnt in each cell, (c,)."""
    values: Mapping[str, float] = values_of(city, FIRE, FIRE_PARAMETERS)
    stock = stock_of(city, values["floor"], values["side"])
    degrees = events.intensity(np.array([0]))[0].astype(np.float64)
    fabric = Fabric(values["side"], values["gap"], values["resistant"])
    burnt = expected_burnt_share(
        degrees, stock, fabric, usual_wind(city, values["wind"]), minutes, values["combustible"], values["passes"]
    )
    return expected_ignitions(degrees, stock), burnt


def _outbreaks(cause: Cause) -> Iterator[SecondaryEvent]:
    """Yield outbreaks of disease for lack of water, by district where those are told apart."""
    cascade = cause.cascade
    if cascade is None or WATER not in cascade.model.service_names:
        return
    place = cascade.model.service_names.index(WATER)
    served, codes = cascade.model.served[:, place], list[str | None](cascade.model.districts)
    if cascade.by_district is not None:
        people = cascade.by_district[:, :, place].mean(axis=0, dtype=np.float64) * served[:, None]
    else:
        people, codes = cascade.without[:, place].mean(axis=0, dtype=np.float64)[None, :] * served.sum(), [None]
    for at, code in enumerate(codes):
        days = np.cumsum(people[at]) / 24.0
        if days[-1] <= 0.0:
            continue
        reason = Message("{days:,} person-days without drinking water", days=round(float(days[-1])))
        chance = float(-np.expm1(-cause.settings.outbreak_rate * days[-1]))
        hour = float(np.searchsorted(days, days[-1] / 2.0))
        yield SecondaryEvent("epidemic", None, code, chance, hour, float(people[at].max()), reason, ASSUMPTION)
