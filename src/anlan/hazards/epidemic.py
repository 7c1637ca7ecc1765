"""Epidemic: pandemics by severity, spread by age and district; see ``docs/methods/epidemic.md``."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import truncnorm

from anlan.city import City
from anlan.compute import generator_of
from anlan.hazards.epidemiology.care import fatality_at, fatality_for, infections_by_age
from anlan.hazards.epidemiology.pandemics import HospitalDemand, Pandemics, course_of, death_rates, demand_of
from anlan.hazards.epidemiology.population import Population, care_of, districts_of, onto_cells
from anlan.hazards.epidemiology.severity import PATTERNS, Tail
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "epidemic"

FloatArray = NDArray[np.float64]

PARAMETERS = (
    Parameter("rate", 0.02, "1/year", 1e-5, 1.0, mark("Frequency of pandemics of the reference severity or worse")),
    Parameter("reference", 1.9, "1/1000", 0.01, 100.0, mark("Reference severity, deaths per 1,000 residents")),
    Parameter("exponent", 0.714, "1", 0.2, 5.0, mark("Exponent by which the frequency falls with severity")),
    Parameter("least", 0.3, "1/1000", 0.001, 10.0, mark("Least severity that is considered")),
    Parameter("most", 28.0, "1/1000", 0.1, 300.0, mark("Greatest severity that is considered")),
    Parameter("reproduction", 1.8, "1", 1.05, 10.0, mark("Median of the basic reproduction number")),
    Parameter("reproduction_spread", 0.25, "1", 0.01, 1.0, mark("Standard deviation of its logarithm")),
    Parameter("reproduction_least", 1.2, "1", 1.05, 5.0, mark("Least basic reproduction number")),
    Parameter("reproduction_most", 4.0, "1", 1.2, 20.0, mark("Greatest basic reproduction number")),
    Parameter("generation_least", 2.8, "days", 1.5, 30.0, mark("Least mean generation time")),
    Parameter("generation_most", 5.7, "days", 1.5, 30.0, mark("Greatest mean generation time")),
    Parameter("latent_share", 0.4, "1", 0.2, 0.8, mark("Share of the generation time before a case is infectious")),
    Parameter("introduced", 10.0, "persons", 1.0, 10000.0, mark("Infectious people by whom it reaches the city")),
    Parameter("commuters", 0.08, "1", 0.0, 1.0, mark("Share of the working age who work in another district")),
    Parameter("contacts_away", 0.26, "1", 0.0, 1.0, mark("Share of a worker's contacts made at work")),
    Parameter("symptomatic", 0.669, "1", 0.01, 1.0, mark("Share of the infected with symptoms")),
    Parameter("free_ward", 0.4, "1", 0.0, 1.0, mark("Share of hospital beds free for the pandemic")),
    Parameter("free_intensive", 0.6, "1", 0.0, 1.0, mark("Share of intensive-care beds free for the pandemic")),
    Parameter("ward_days", 9.0, "days", 1.0, 60.0, mark("Mean stay in hospital")),
    Parameter("intensive_days", 8.0, "days", 1.0, 60.0, mark("Mean stay in intensive care")),
    Parameter("admitted_after", 8.0, "days", 0.0, 30.0, mark("Days from infection to admission")),
    Parameter("penalty", 2.0, "1", 1.0, 10.0, mark("Factor of the deaths among those who find no bed")),
)  # fmt: skip


class Epidemic:
    """Deaths per 1,000 residents of a cell in a pandemic that reaches the city."""

    kind = KIND
    unit = "1/1000"
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: residents by age."""
        ages = city.cells.ages
        if ages is None or not ages.sum() > 0.0:
            return (
                Message(mark("residents by age are not known; fill age_0_14, age_15_59 and age_60_plus in cells.csv")),
            )
        return ()

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` pandemics of ascending severity; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        population = _population(city, values)
        frame, frequency = _draw(population, events, generator_of(seed, self.kind), values)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=frequency,
            by_day=np.zeros(events, dtype=np.bool_),  # weeks long: it counts residents
            parameters=frame,
            cells=city.cells.h3,
            field=_Field(city, population, frame, values),
            provenance=provenance_of(city, seed),
            pattern=mark(
                "Pandemic that kills {severity:.2f} in 1,000 residents; a case infects {reproduction:.1f} others, "
                "{generation_days:.1f} days apart"
            ),
        )


def _ages(city: City) -> FloatArray:
    ages = city.cells.ages
    if ages is None:
        raise ValueError("the city has no residents by age; ask missing() first")
    return ages


def _population(city: City, values: Mapping[str, float]) -> Population:
    return Population.of(city, _ages(city), values["commuters"], values["contacts_away"])


def _draw(
    population: Population, events: int, rng: np.random.Generator, values: Mapping[str, float]
) -> tuple[pl.DataFrame, FloatArray]:
    tail = Tail(values["exponent"], values["least"], values["most"], values["reference"], values["rate"])
    severity, frequency = tail.drawn(events, rng)
    middle, width = np.log(values["reproduction"]), values["reproduction_spread"]
    low, high = (np.log(values[f"reproduction_{end}"]) for end in ("least", "most"))
    normal = truncnorm.ppf(rng.random(events), (low - middle) / width, (high - middle) / width)
    ends = values["generation_least"], values["generation_most"]
    district = rng.choice(len(population.districts), events, p=population.day / population.day.sum())
    pattern = rng.integers(len(PATTERNS), size=events)
    frame = pl.DataFrame(
        {
            "severity": severity,
            "reproduction": np.exp(middle + width * normal),
            "generation_days": ends[0] + (ends[1] - ends[0]) * rng.random(events),
            "pattern": [PATTERNS[place] for place in pattern.tolist()],
            "district": [population.districts[place] for place in district.tolist()],
        }
    )
    return frame, frequency


class _Field:
    """Footprints of chosen events."""

    def __init__(self, city: City, population: Population, frame: pl.DataFrame, values: Mapping[str, float]) -> None:
        ages = _ages(city)
        self._table = Pandemics.of(population, frame, values)
        self._spread = population.spread
        self._people = population.people.reshape(-1)
        self._care = care_of(city, values)
        self._row_cell = city.cells.row_cell
        self._cells = len(city.cells)
        _, self._district = districts_of(city)
        residents = np.bincount(self._row_cell, weights=ages.sum(axis=1), minlength=self._cells)[self._row_cell]
        self._weight = np.divide(ages, residents[:, None], out=np.zeros_like(ages), where=residents[:, None] > 0.0)

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        table = self._table
        rates = death_rates(events, table.numbers, table.start, table.relative, self._spread, self._people, self._care)
        return onto_cells(rates, self._weight, self._district, self._row_cell, self._cells)


def hospital_demand(
    city: City,
    event: Mapping[str, object],
    *,
    ward_beds: float | None = None,
    intensive_beds: float | None = None,
) -> HospitalDemand:
    """Follow one pandemic through the hospitals.

    How deadly the infection is follows from the event's severity and the city's own beds; with other beds the same
    infection meets more or less care, and more or fewer die.

    Parameters
    ----------
    city
        City of the event set.
    event
        A row of the event set's parameters, as from ``events.parameters.row(0, named=True)``.
    ward_beds, intensive_beds
        Beds instead of the city's, free or not; None for its own.

    Raises
    ------
    SettingError
        If the city lacks what the hazard needs.
    """
    require(Epidemic().missing(city), 1)
    values = values_of(city, KIND, PARAMETERS)
    population = _population(city, values)
    table = Pandemics.of(population, pl.DataFrame([dict(event)]), values)
    numbers = table.numbers[0]
    history = course_of(numbers, table.start, population.spread)
    by_age = infections_by_age(history)
    level = fatality_for(numbers[3], by_age, table.relative[0], care_of(city, values))
    fatality = fatality_at(level, table.relative[0])
    care = care_of(city, values, ward_beds, intensive_beds)
    return demand_of(population, history, fatality, care, round(values["admitted_after"]))
