"""What a run of a saved scenario gives: impacts, services, care, travel, what it may set off, and who must talk."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.errors import Problem
from anlan.language import Message, mark
from anlan.risk import EventImpacts
from anlan.scenarios.cascade import Cascade, Hardening, SpareValue
from anlan.scenarios.saved import SavedScenario

FloatArray = NDArray[np.float64]

Spread = tuple[float, float, float, float]
"""Mean over the samples, and their 5, 50 and 95 % quantiles."""

LEVELS = (0.05, 0.5, 0.95)
"""Quantiles that are given beside the mean."""

WHOLE = "whole"
"""Name of the city's service level as a whole among `CityQuality.loss`, `robustness` and `rapidity`."""

PARTS = {
    "lifelines": mark("Lifelines"),
    "health": mark("Health care"),
    "shelter": mark("Shelter"),
    "access": mark("Access"),
}
"""Parts of the city's service level, in the order in which they are shown."""

SECONDARY_KINDS = {
    "gas_release": mark("Release of gas or chemicals"),
    "fire": mark("Fire"),
    "epidemic": mark("Outbreak of water-borne disease"),
}
"""What a scenario may set off."""

CAUSES = {
    "damage": mark("It is damaged itself"),
    "dependence": mark("A service that it needs has failed"),
    "no_source": mark("No working source reaches it"),
    "shortage": mark("The sources that are left cannot give enough"),
}
"""Why a part of a network does not do its work."""


@dataclass(frozen=True, eq=False)
class CityQuality:
    """Quality Q(t) of the city and of its parts: 1 where all is as before, 0 where nothing is left.

    Rows of bands are the mean over the samples and the 5, 50 and 95 % quantiles of each hour; hour i lasts from i to
    i + 1. Loss of resilience is the integral of 1 - Q(t) over the hours, h (Bruneau et al. 2003, eq. 1, with Q as a
    share); robustness is the lowest Q, 1; rapidity is the hour from which Q stays at `anlan.scenarios.cascade.RESTORED`
    or above, infinite where it does not within the hours.

    Parameters
    ----------
    parts
        Band of each part that is known, float64 (4, hours), 1, by key of `PARTS`.
    services
        Band of each network whose service reaches people, float64 (4, hours), 1: the share of people who have it.
    whole
        Band of the weighted mean of the parts, float64 (4, hours), 1.
    weights
        Weight of each part that is known; they add up to 1.
    districts
        Codes of the d districts.
    by_district
        Mean of the whole in each district, float64 (d, hours), 1.
    loss
        Loss of resilience of each part, of each service and of `WHOLE`, h.
    robustness
        Lowest quality of the same, 1.
    rapidity
        Hour from which the quality of the same stays restored, h; infinite where it does not.
    """

    parts: Mapping[str, FloatArray]
    services: Mapping[str, FloatArray]
    whole: FloatArray
    weights: Mapping[str, float]
    districts: tuple[str, ...]
    by_district: FloatArray
    loss: Mapping[str, Spread]
    robustness: Mapping[str, Spread]
    rapidity: Mapping[str, Spread]


@dataclass(frozen=True, eq=False)
class CareLoad:
    """Patients against beds and staff, by hour; shape (hours,) each.

    Parameters
    ----------
    arriving
        Patients of the scenario who reach a hospital in the hour, persons.
    in_care
        Patients in beds that work and are staffed, those of every day and those of the scenario, persons; mean over
        the samples.
    waiting
        Patients of either kind for whom there is no such bed, persons; mean over the samples.
    beds
        Beds in places that work, mean over the samples.
    beds_low
        Their 5 % quantile.
    staffed
        Beds that the staff at work can serve, mean over the samples; None where the staff is unknown.
    """

    arriving: FloatArray
    in_care: FloatArray
    waiting: FloatArray
    beds: FloatArray
    beds_low: FloatArray
    staffed: FloatArray | None


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Time from home to the nearest working hospital over the roads that work, mean over followed samples.

    Parameters
    ----------
    hours
        Hours that are looked at, ascending, int64 (k,).
    districts
        Codes of the d districts.
    minutes
        Mean over the residents who have a way, minutes, float64 (d, k); NaN where nobody has.
    cut_off
        Share of the residents without a way, 1, float64 (d, k).
    city_minutes
        As `minutes`, of the whole city, float64 (k,).
    city_cut_off
        As `cut_off`, of the whole city, float64 (k,).
    """

    hours: NDArray[np.int64]
    districts: tuple[str, ...]
    minutes: FloatArray
    cut_off: FloatArray
    city_minutes: FloatArray
    city_cut_off: FloatArray


@dataclass(frozen=True)
class SecondaryEvent:
    """Something further that the scenario may set off.

    Parameters
    ----------
    kind
        A key of `SECONDARY_KINDS`.
    place
        Identifier of the place it starts from; None where it does not start from one, or where the place is real and
        the event is only meant for places of its kind.
    area
        Code of the district; None for the whole city.
    chance
        Chance that it happens within the hours of the run, 1.
    hour
        Earliest hour at which it is to be reckoned with, median over the samples in which it may happen, h; None
        where it is not known.
    people
        People within reach, persons; None where it is not known.
    reason
        What leads to it, as a sentence.
    source
        Where the chance comes from; ``assumption`` where from nowhere.
    """

    kind: str
    place: str | None
    area: str | None
    chance: float
    hour: float | None
    people: float | None
    reason: Message
    source: str


@dataclass(frozen=True, eq=False)
class GroupService:
    """How many of each group of residents are without each service, by hour.

    Parameters
    ----------
    groups
        Columns of the cells table, such as ``age_0_14``.
    services
        Networks whose service reaches people.
    persons
        Residents of each group, float64 (g,).
    share
        Mean share of the group without the service, 1, float64 (g, services, hours).
    """

    groups: tuple[str, ...]
    services: tuple[str, ...]
    persons: FloatArray
    share: FloatArray


@dataclass(frozen=True)
class PathStep:
    """One link of a chain of failures.

    Parameters
    ----------
    component
        Identifier of a node, link or place.
    network
        Network of a node or link; None for a place.
    cause
        A key of `CAUSES`.
    since
        First hour of the outage that is told, h.
    until
        Hour at which it is back; None where that is after the hours of the run.
    """

    component: str
    network: str | None
    cause: str
    since: int
    until: int | None


@dataclass(frozen=True)
class FailurePath:
    """A chain from a damaged component to people or a place without a service, in the sample that is nearest the mean.

    Parameters
    ----------
    steps
        The damaged component first, what serves the user last.
    user
        Who is without: code of a district, or identifier of a place.
    network
        The service that the user is without.
    persons
        People without it because of the chain at its worst hour, persons; patients' beds for a place.
    person_hours
        People times hours that are lost through the chain, person-hours; bed-hours for a place.
    """

    steps: tuple[PathStep, ...]
    user: str
    network: str
    persons: float
    person_hours: float


@dataclass(frozen=True)
class Talk:
    """Two organisations that must talk, since failures pass from the networks of the first to those of the second.

    Parameters
    ----------
    first, second
        Identifiers of organisations; a failure at the first reaches the second.
    networks
        Networks of both along which failures pass.
    links
        Dependencies between them along which failures pass in the sample that is told.
    person_hours
        People times hours lost through them, person-hours.
    reason
        Why, as a sentence.
    """

    first: str
    second: str
    networks: tuple[str, ...]
    links: int
    person_hours: float
    reason: Message


@dataclass(frozen=True, eq=False)
class ScenarioRun:
    """What a saved scenario does to a city, hour by hour.

    Parameters
    ----------
    scenario
        The saved scenario.
    impacts
        Impacts of each footprint alone, one event each, in the order of the footprints.
    targets
        Names of the t consequences of any footprint.
    totals
        Consequences of all footprints together, by name, people or money; nobody and nothing is counted twice.
    by_row
        The same in each row of the cells table, people or money, float64 (m, t).
    course
        People in need by name of consequence, persons, float64 (hours,) each; see `anlan.scenarios.course_of`.
    hours, samples, seed
        Length of the run, h, samples of damage and repair, and seed of all random numbers.
    cascade
        Services in every sample; None where the city has no networks, or none of the hazards breaks them.
    quality
        Quality of the city by hour; None where nothing of it is known.
    care
        Patients against beds and staff.
    travel
        Times to hospital; None without roads, hospitals or a cascade.
    secondary
        What the scenario may set off, the largest chance first.
    groups
        Services by group of residents; None where the groups are unknown.
    hardening
        Components whose strengthening saves most person-hours, most first; empty without a cascade.
    spares
        What one more spare part of each network with a stock would save; empty where no sample lacks one.
    paths
        Chains of failures, most person-hours first.
    talks
        Organisations that must talk, most person-hours first.
    notices
        What is missing or assumed.
    provenance
        Version, seeds, samples, scenario and checksum of the city package.
    """

    scenario: SavedScenario
    impacts: tuple[EventImpacts, ...]
    targets: tuple[str, ...]
    totals: Mapping[str, float]
    by_row: FloatArray
    course: Mapping[str, FloatArray]
    hours: int
    samples: int
    seed: int
    cascade: Cascade | None
    quality: CityQuality | None
    care: CareLoad
    travel: TravelTimes | None
    secondary: tuple[SecondaryEvent, ...]
    groups: GroupService | None
    hardening: tuple[Hardening, ...]
    spares: tuple[SpareValue, ...]
    paths: tuple[FailurePath, ...]
    talks: tuple[Talk, ...]
    notices: tuple[Problem, ...]
    provenance: Mapping[str, str | int]
