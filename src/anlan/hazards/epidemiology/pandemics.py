"""One pandemic in a city: its spread, its deaths and its patients."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.epidemiology.care import (
    CRITICAL,
    Care,
    admissions,
    deaths_by_age,
    fatality_at,
    fatality_for,
    infections_by_age,
    occupancy,
    penalties,
)
from anlan.hazards.epidemiology.contacts import AGES
from anlan.hazards.epidemiology.outbreak import outbreak, steps_for
from anlan.hazards.epidemiology.population import Population
from anlan.hazards.epidemiology.severity import PATTERNS, RELATIVE_FATALITY

FloatArray = NDArray[np.float64]

DAYS = 730
"""Days that an outbreak is followed at most."""

OVER = 1.0
"""An outbreak is over when fewer people than this are latent or infectious."""


@dataclass(frozen=True)
class Pandemics:
    """Parameters of n pandemics as numbers.

    Parameters
    ----------
    numbers
        By event: infections a day of an infectious person at first, rates of leaving the latent and the infectious
        stage (1/day), deaths in the city, index of the district where it is introduced; shape (n, 5).
    start
        People by district of introduction, stage and group, shape (d, 4, g).
    relative
        Relative fatality by age of each event, shape (n, ages).
    """

    numbers: FloatArray
    start: FloatArray
    relative: FloatArray

    @classmethod
    def of(cls, population: Population, frame: pl.DataFrame, values: Mapping[str, float]) -> "Pandemics":
        """Read rows of an event set's parameters.

        Parameters
        ----------
        population
            People of the city.
        frame
            Rows.
        values
            Parameters of the hazard.
        """
        latent = frame["generation_days"].to_numpy() * values["latent_share"]
        infectious = frame["generation_days"].to_numpy() - latent
        deaths = frame["severity"].to_numpy() / 1000.0 * population.people.sum()
        district = [population.districts.index(code) for code in frame["district"]]
        columns = (frame["reproduction"].to_numpy() / infectious, 1.0 / latent, 1.0 / infectious, deaths, district)
        starts = [population.start(place, values["introduced"]) for place in range(len(population.districts))]
        relative = np.stack([RELATIVE_FATALITY[PATTERNS.index(name)] for name in frame["pattern"]])
        return cls(np.column_stack(columns), np.stack(starts), relative)


@compiled
def course_of(numbers: FloatArray, start: FloatArray, spread: FloatArray) -> FloatArray:
    """Follow one pandemic; see `Pandemics` and `Population` for what it takes and `outbreak` for what it returns."""
    steps = steps_for(numbers[0], numbers[1:3])
    return outbreak(spread * numbers[0], numbers[1:3], start[int(numbers[4])], DAYS, steps, OVER)


@compiled
def death_rates(
    events: NDArray[np.int64],
    numbers: FloatArray,
    start: FloatArray,
    relative: FloatArray,
    spread: FloatArray,
    people: FloatArray,
    care: Care,
) -> FloatArray:
    """Return the share of residents who die in each event.

    Parameters
    ----------
    events
        Event indices, (k,).
    numbers, start, relative
        See `Pandemics`.
    spread
        See `Population`.
    people
        Residents by group, shape (g,).
    care
        Hospitals.

    Returns
    -------
    Shares by group, shape (k, g).
    """
    out = np.zeros((events.size, people.size))
    for row in range(events.size):
        event = events[row]
        history = course_of(numbers[event], start, spread)
        infections = infections_by_age(history)
        level = fatality_for(numbers[event, 3], infections, relative[event], care)
        fatality = fatality_at(level, relative[event])
        factor = penalties(infections, fatality, care)
        for day in range(factor.size):
            for group in range(people.size):
                infected = history[day, 0, group] - history[day + 1, 0, group]
                out[row, group] += infected * min(fatality[group % AGES] * factor[day], 1.0)
        for group in range(people.size):
            out[row, group] /= max(people[group], 1.0)
    return out


@dataclass(frozen=True)
class HospitalDemand:
    """What a pandemic asks of the hospitals, day by day.

    Parameters
    ----------
    districts
        Codes of the d top districts.
    infections
        New infections among the residents of each district, people a day, shape (t, d); day 0 begins when the first
        infectious people arrive.
    ward, intensive
        Residents of each district who need a bed on a ward or in intensive care, whether there is one or not, people,
        shape (t, d).
    free_ward, free_intensive
        Beds for them in the whole city.
    deaths
        People who die of each district and age, shape (d, ages).
    """

    districts: tuple[str, ...]
    infections: FloatArray
    ward: FloatArray
    intensive: FloatArray
    free_ward: float
    free_intensive: float
    deaths: FloatArray


def demand_of(
    population: Population, history: FloatArray, fatality: FloatArray, care: Care, delay: int
) -> HospitalDemand:
    """Lay out what `death_rates` adds up: by day and district."""
    days, districts = history.shape[0] - 1, len(population.districts)
    infections = -np.diff(history[:, 0], axis=0).reshape(days, districts, AGES)
    by_age = infections.sum(axis=1)
    need = admissions(fatality, by_age.sum(axis=0), care.symptomatic)
    patients = np.zeros((days + delay + round(4 * max(care.ward_days, care.intensive_days)), districts))
    patients[delay : delay + days] = infections @ need
    factor = penalties(by_age, fatality, care)
    ward = [occupancy(column * (1.0 - CRITICAL), care.ward_days) for column in np.ascontiguousarray(patients.T)]
    intensive = [occupancy(column * CRITICAL, care.intensive_days) for column in np.ascontiguousarray(patients.T)]
    deaths = [deaths_by_age(np.ascontiguousarray(infections[:, place]), fatality, factor) for place in range(districts)]
    padded = np.zeros_like(patients)
    padded[:days] = infections.sum(axis=2)
    return HospitalDemand(
        population.districts,
        padded,
        np.stack(ward, axis=1),
        np.stack(intensive, axis=1),
        care.ward,
        care.intensive,
        np.stack(deaths),
    )
