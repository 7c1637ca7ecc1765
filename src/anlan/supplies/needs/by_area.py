"""Needs of a scenario by item, area and hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan import __version__
from anlan.city import City
from anlan.scenarios.item_peaks import refuse_mixed
from anlan.scenarios.norms import EVERYBODY, Norm, group_share, norms_of
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.needs.areas import rows_by_area
from anlan.supplies.needs.bands import bands_of, peaks_of
from anlan.supplies.needs.by_city import items_of
from anlan.supplies.needs.people import PeopleInNeed
from anlan.supplies.needs.responders import (
    CASUALTIES,
    RESPONDERS,
    casualties_by_area,
    responders_by_area,
    responders_ready,
)
from anlan.supplies.needs.settings import NeedsSettings

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
        5 and 95 % quantile of the city's amount in each hour, in the item's unit, float64 (2, i, hours); see
        `anlan.supplies.needs.bands` for what it holds.
    synthetic
        Whether any part of the city or of the scenario is made up.
    provenance
        Version, seed, samples, scenario and checksum of the city package.
    so_far_band
        5 and 95 % quantile of what the city has needed by the end of each hour, float64 (2, i, hours); where it is not
        given, sums of `band`, as if all hours were low or high together.
    peak_band
        The same of the city's peak, float64 (2, i); see `anlan.supplies.needs.bands.peaks_of`. Where it is not given,
        peaks of `band`.
    onset
        Hour in which the first hazard begins, h; H+x is x hours later.
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
    so_far_band: FloatArray = field(default_factory=lambda: np.empty(0))
    peak_band: FloatArray = field(default_factory=lambda: np.empty(0))
    onset: float = 0.0

    def __post_init__(self) -> None:
        if not self.so_far_band.size:
            object.__setattr__(self, "so_far_band", np.cumsum(self.band, axis=2))
        if not self.peak_band.size:
            object.__setattr__(self, "peak_band", peaks_of(self.band, self.once))
        for value in (self.once, self.amount, self.persons, self.band, self.so_far_band, self.peak_band):
            value.flags.writeable = False

    @property
    def city_amount(self) -> FloatArray:
        """Newly needed in the whole city in each hour, in the item's unit, float64 (i, hours)."""
        return np.asarray(self.amount.sum(axis=1))

    @property
    def city_persons(self) -> FloatArray:
        """People in the whole city whose need it is, persons, float64 (i, hours)."""
        return np.asarray(self.persons.sum(axis=1))


def area_needs(
    city: City, run: ScenarioRun, *, level: str = "district", settings: NeedsSettings | None = None,
    teams: bool = False,
) -> AreaNeeds:  # fmt: skip
    """Compute the needs of a scenario in each area.

    Parameters
    ----------
    city
        The city, with its tables ``items`` and ``needs``.
    run
        The scenario hour by hour.
    level
        Level of the areas, a value of ``areas.level``.
    settings
        The rules; None for the defaults.
    teams
        Whether to compute teams and specialists (items of the group ``teams``) in place of supplies.

    Raises
    ------
    PackageError
        If the standards of one item mix 'day' and 'once'.
    SettingError
        If the city has no area of the level.
    """
    rules = settings or NeedsSettings()
    people = PeopleInNeed(city, run, rows_by_area(city, level))
    onset = min((one.onset_hour for one in run.scenario.footprints), default=0.0)
    others = _others(people, onset, rules)
    refuse_mixed(city.table("needs"))
    kinds = [one.kind for one in run.scenario.footprints]
    norms = norms_of(city, run.hours, (*people.drivers, *others), kinds, teams=teams)
    items, once = items_of(city, norms)
    place = {item: index for index, item in enumerate(items)}
    needed = [
        (norm, place[norm.item], _people_of(norm, people, others, spared))
        for norm, spared in zip(norms, _spared(norms, people), strict=True)
    ]
    amount, persons = _totals(needed, (len(items), len(people.rows.codes), run.hours))
    bands = bands_of(people, needed, once, rules.draws)
    return AreaNeeds(
        scenario=run.scenario.id, name=run.scenario.name, frequency=run.scenario.frequency, items=items, once=once,
        areas=people.rows.codes, hours=run.hours, amount=amount, persons=persons, band=bands.hourly,
        so_far_band=bands.so_far, peak_band=bands.peak, onset=onset, synthetic=run.scenario.synthetic,
        provenance={**run.provenance, "version": __version__, "level": level, "draws": rules.draws},
    )  # fmt: skip


def _others(people: PeopleInNeed, onset: float, rules: NeedsSettings) -> Mapping[str, FloatArray]:
    """Return casualties as they arrive and responders at work, persons, (a, hours) each."""
    ready = responders_ready(people.city, onset, people.run.hours)
    return {
        CASUALTIES: casualties_by_area(people),
        RESPONDERS: responders_by_area(people, ready, rules.people_per_responder),
    }


def _people_of(
    norm: Norm, people: PeopleInNeed, others: Mapping[str, FloatArray], spared: frozenset[str]
) -> FloatArray:
    """Return whom a standard is for, persons, (a, hours)."""
    if norm.driver not in others:
        return people.of(norm.driver, norm.group, spared, norm.hazards)
    own = casualties_by_area(people, norm.hazards) if norm.driver == CASUALTIES else others[norm.driver]
    return own * group_share(people.city, norm.group)


def _totals(needed: Sequence[tuple[Norm, int, FloatArray]], shape: tuple[int, int, int]) -> tuple[FloatArray, ...]:
    amount, persons = np.zeros(shape), np.zeros(shape)
    for norm, item, own in needed:
        amount[item] += norm.amount(own)
        persons[item] += norm.persons(own)
    return amount, persons


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
