"""The gap of a scenario: every item and hour, tier by tier, with production planned over its suppliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.cover import Covered, Tier, cover
from anlan.supplies.needs import AreaNeeds, area_needs
from anlan.supplies.production import (
    Demand,
    MinimumCapacity,
    ProductionPlan,
    ProductionSettings,
    minimum_capacity,
    network_of,
    plan_production,
)
from anlan.supplies.sources import KINDS, Conditions, Source, conditions_of, sources_of

FloatArray = NDArray[np.float64]

CAPACITY = "capacity"

TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Gap:
    """What is needed in a scenario, what covers it, and what is missing.

    Parameters
    ----------
    needs
        What is needed of the i items in the a areas.
    conditions
        What the scenario does to places and ways.
    sources
        All sources but production, and the lines with their suppliers left aside.
    plan
        Production over its suppliers.
    kinds
        Tiers in the order in which they are drawn upon; keys of `KINDS`.
    arriving
        What arrives from each tier in each hour, in the items' units, float64[tiers, i, hours].
    covered
        What was handed out, and what is missing.
    capacity
        The smallest capacity that leaves no gap, one for each item.
    provenance
        Version, seed, samples, scenario and checksum of the city package.
    """

    needs: AreaNeeds
    conditions: Conditions
    sources: tuple[Source, ...]
    plan: ProductionPlan
    kinds: tuple[str, ...]
    arriving: FloatArray
    covered: Covered
    capacity: tuple[MinimumCapacity, ...]
    provenance: Mapping[str, str | int]

    @property
    def person_hours(self) -> FloatArray:
        """Unmet person-hours of each item, float64[i]."""
        return np.asarray(self.covered.unmet_persons.sum(axis=(1, 2)))

    @property
    def shortage(self) -> FloatArray:
        """What is missing of each item: summed over the hours if used up, the largest wait if handed out once."""
        unmet = self.covered.unmet.sum(axis=1)
        return np.asarray(np.where(self.needs.once, unmet.max(axis=1, initial=0.0), unmet.sum(axis=1)))

    @property
    def first_hour(self) -> FloatArray:
        """Hour from which each tier first gives something of each item, float64[tiers, i]; infinite for never."""
        gives = self.covered.used > TINY
        return np.asarray(np.where(gives.any(axis=2), gives.argmax(axis=2), np.inf))

    @property
    def short_hours(self) -> tuple[tuple[int, int] | None, ...]:
        """First and last hour in which some of each item is missing; None where none ever is."""
        found = list[tuple[int, int] | None]()
        for unmet in self.covered.unmet.sum(axis=1):
            hours = np.flatnonzero(unmet > TINY * max(float(unmet.max(initial=0.0)), 1.0))
            found.append((int(hours[0]), int(hours[-1])) if hours.size else None)
        return tuple(found)


def gap_of(
    city: City, run: ScenarioRun, *, level: str = "district", settings: ProductionSettings | None = None,
    conditions: Conditions | None = None, needs: AreaNeeds | None = None, on: date | None = None,
) -> Gap:  # fmt: skip
    """Balance a scenario: what stock covers, what agreements, what production and from when, and what nothing covers.

    Production is planned for what the other tiers leave, over all levels of its suppliers; households and communities
    serve the people of their own area alone, all others the whole city.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    level
        Level of the areas.
    settings
        Rules of the plan of production; None for the defaults.
    conditions, needs
        Computed before; None to compute them.
    on
        Day on which the scenario begins: lots and agreements that ended before are left out. None keeps all.

    Raises
    ------
    SettingError
        If no area has the level.
    PackageError
        With everything that is wrong in the tables of needs and production.
    """
    held = conditions or conditions_of(city, run, level=level)
    wanted = needs or area_needs(city, run, level=level)
    sources = sources_of(city, run, held, on=on)
    tiers = [_tier(city, kind, sources, wanted) for kind in KINDS if kind != CAPACITY]
    tiers = [tier for tier in tiers if tier.arriving.any()]
    first = cover(wanted.once, wanted.amount, wanted.persons, tiers)
    network = network_of(city, run.hours, conditions=held, items=wanted.items)
    demand = demand_of(wanted, first)
    plan = plan_production(network, demand, settings)
    made = Tier(CAPACITY, plan.hourly())
    arriving = np.array([_summed(tier.arriving) for tier in (*tiers, made)])
    supply = _usable(tiers, first)
    whole = Demand(wanted.items, wanted.once, wanted.city_amount, wanted.city_persons, supply)
    return Gap(
        needs=wanted, conditions=held, sources=sources, plan=plan, kinds=tuple(tier.kind for tier in (*tiers, made)),
        arriving=arriving, covered=cover(wanted.once, wanted.amount, wanted.persons, [*tiers, made]),
        capacity=minimum_capacity(whole, made.arriving), provenance=run.provenance,
    )  # fmt: skip


def demand_of(needs: AreaNeeds, covered: Covered) -> Demand:
    """Return what production has to cover: what the other tiers leave, and the goods that they have not used.

    Of items handed out once production is asked for what is newly needed and not handed out in the hour by the other
    tiers; what they hand out to those who waited is credited as a supply.

    Parameters
    ----------
    needs
        What is needed.
    covered
        What the other tiers cover.
    """
    amount, used, once = needs.city_amount, covered.used.sum(axis=0), needs.once[:, None]
    left = np.maximum(amount - used, 0.0)
    asked = np.cumsum(amount, axis=1)
    share = np.divide(np.cumsum(left, axis=1), asked, out=np.zeros_like(asked), where=asked > 0.0)
    return Demand(
        items=needs.items, once=needs.once, amount=np.where(once, left, covered.unmet.sum(axis=1)),
        persons=np.where(once, needs.city_persons * share, covered.unmet_persons.sum(axis=1)),
        supply=np.where(once, np.maximum(used - amount, 0.0), 0.0),
    )  # fmt: skip


def _tier(city: City, kind: str, sources: tuple[Source, ...], needs: AreaNeeds) -> Tier:
    """Return a tier; one for each area where any of its sources serves an area alone."""
    mine = [source for source in sources if source.kind == kind and source.item in needs.items]
    item = {name: index for index, name in enumerate(needs.items)}
    shape = (len(needs.items), needs.hours)
    if not any(source.area for source in mine):
        whole = np.zeros(shape)
        for source in mine:
            whole[item[source.item]] += source.arriving
        return Tier(kind, whole)
    by_area = np.zeros((shape[0], len(needs.areas), shape[1]))
    for source in mine:
        for area, share in _areas_of(city, source.area, needs).items():
            by_area[item[source.item], area] += share * source.arriving
    return Tier(kind, by_area)


def _areas_of(city: City, area: str | None, needs: AreaNeeds) -> Mapping[int, float]:
    """Return the areas of the needs that a source serves, with their shares: its own, or all by number of people."""
    index, areas = {code: place for place, code in enumerate(needs.areas)}, city.areas
    at = areas.index.get(area or "", -1)
    while at >= 0 and areas.codes[at] not in index:
        at = int(areas.parent[at])
    if at >= 0:
        return {index[areas.codes[at]]: 1.0}
    people = dict(city.table("areas").select("code", "population").iter_rows())
    counts = [float(people.get(code) or 0.0) for code in needs.areas]
    total = sum(counts)
    return {place: (one / total if total > 0.0 else 1.0 / len(counts)) for place, one in enumerate(counts)}


def _usable(tiers: Sequence[Tier], covered: Covered) -> FloatArray:
    """Return what can cover the city's needs, float64[i, hours]: of what serves one area alone only what it uses."""
    found = np.zeros(covered.used.shape[1:])
    for tier, used in zip(tiers, covered.used, strict=True):
        found += tier.arriving if tier.arriving.ndim == 2 else used
    return found


def _summed(arriving: FloatArray) -> FloatArray:
    return arriving if arriving.ndim == 2 else arriving.sum(axis=1)
