"""Needs of a scenario by item, area and hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan import __version__
from anlan.city import City
from anlan.scenarios.item_peaks import refuse_mixed
from anlan.scenarios.norms import EVERYBODY, Norm, norms_of
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.needs.areas import rows_by_area
from anlan.supplies.needs.by_city import items_of
from anlan.supplies.needs.people import PeopleInNeed

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AreaNeeds:
    """What is needed of each item in each area and hour of a scenario.

    Parameters
    ----------
    scenario
        Identifier of the scenario.
    name
        What it is called, by language.
    frequency
        How often something at least as severe happens, 1/year; None where it is not known.
    items
        Identifiers of the i items that anybody needs, in the order of the catalogue.
    once
        Whether an item is handed out once (a tent) rather than used up (water), bool (i,).
    areas
        Codes of the a areas.
    hours
        Length of the scenario, h.
    amount
        Newly needed in each hour, in the item's unit, float64 (i, a, hours). For items used up: the hour's
        consumption. For items handed out once: what people need who were not counted before.
    persons
        People whose need it is, persons, float64 (i, a, hours).
    band
        5 and 95 % quantile of the city's amount in each hour, in the item's unit, float64 (2, i, hours).
    synthetic
        Whether any part of the city or of the scenario is made up.
    provenance
        Version, seed, samples, scenario and checksum of the city package.
    """

    scenario: str
    name: Mapping[str, str]
    frequency: float | None
    items: tuple[str, ...]
    once: NDArray[np.bool_]
    areas: tuple[str, ...]
    hours: int
    amount: FloatArray
    persons: FloatArray
    band: FloatArray
    synthetic: bool
    provenance: Mapping[str, str | int]

    def __post_init__(self) -> None:
        for value in (self.once, self.amount, self.persons, self.band):
            value.flags.writeable = False

    @property
    def city_amount(self) -> FloatArray:
        """Newly needed in the whole city in each hour, in the item's unit, float64 (i, hours)."""
        return np.asarray(self.amount.sum(axis=1))

    @property
    def city_persons(self) -> FloatArray:
        """People in the whole city whose need it is, persons, float64 (i, hours)."""
        return np.asarray(self.persons.sum(axis=1))


def area_needs(city: City, run: ScenarioRun, *, level: str = "district") -> AreaNeeds:
    """Compute the needs of a scenario in each area.

    Parameters
    ----------
    city
        The city, with its tables ``items`` and ``needs``.
    run
        The scenario hour by hour.
    level
        Level of the areas, a value of ``areas.level``.

    Raises
    ------
    PackageError
        If the standards contradict each other.
    SettingError
        If the city has no area of the level.
    """
    people = PeopleInNeed(city, run, rows_by_area(city, level))
    refuse_mixed(city.table("needs"))
    norms = norms_of(city, run.hours, people.drivers, [one.kind for one in run.scenario.footprints])
    items, once = items_of(city, norms)
    place = {item: index for index, item in enumerate(items)}
    shape = (len(items), len(people.rows.codes), run.hours)
    amount, persons = np.zeros(shape), np.zeros(shape)
    for norm, spared in zip(norms, _spared(norms, people), strict=True):
        found = people.of(norm.driver, norm.group, spared)
        amount[place[norm.item]] += norm.amount(found)
        persons[place[norm.item]] += norm.persons(found)
    return AreaNeeds(
        scenario=run.scenario.id, name=run.scenario.name, frequency=run.scenario.frequency, items=items, once=once,
        areas=people.rows.codes, hours=run.hours, amount=amount, persons=persons,
        band=np.stack([amount.sum(axis=1)] * 2), synthetic=run.scenario.synthetic,
        provenance={**run.provenance, "version": __version__, "level": level},
    )  # fmt: skip


def _spared(norms: Sequence[Norm], people: PeopleInNeed) -> list[frozenset[str]]:
    """Return, for each standard, drivers whose people have the item already by a standard that gives more.

    Only among services that the cascade follows: who is without two of them needs an item once, at the higher rate.
    """
    found: list[frozenset[str]] = []
    for norm in norms:
        rivals = {
            other.driver
            for other in norms
            if other.item == norm.item and other.driver != norm.driver and other.driver in people.followed
            and other.group in (norm.group, EVERYBODY)
            and (float(other.rate.max()), other.driver) > (float(norm.rate.max()), norm.driver)
        }  # fmt: skip
        found.append(frozenset(rivals) if norm.driver in people.followed else frozenset())
    return found
