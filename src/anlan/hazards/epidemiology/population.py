"""The people of a city as an epidemic meets them: by top district and age, with the hospitals they share."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute.compiled import compiled
from anlan.hazards.epidemiology.care import Care
from anlan.hazards.epidemiology.commuting import presence_of, radiation
from anlan.hazards.epidemiology.contacts import AGES, CONTACTS, exposure_matrix, reciprocal, reproduction
from anlan.hazards.plane import Plane

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Residents by top district and age, and how they meet.

    Parameters
    ----------
    districts
        Codes of the d top districts: the areas directly below the city, or the city itself.
    people
        Residents by district and age, shape (d, ages).
    day
        People by day in each district, shape (d,).
    spread
        Transposed exposure matrix, divided by its reproduction: times the reproduction number and the rate of leaving
        the infectious stage it is what `anlan.hazards.epidemiology.outbreak` wants; shape (g, g), group = district *
        ages + age.
    """

    districts: tuple[str, ...]
    people: FloatArray
    day: FloatArray
    spread: FloatArray

    @classmethod
    def of(cls, city: City, ages: FloatArray, commuters: float, contacts_away: float) -> "Population":
        """Read the people of a city.

        Parameters
        ----------
        city
            City with residents.
        ages
            Its ``cells.ages``, shape (m, ages).
        commuters
            Share of the working age who work in another district.
        contacts_away
            Share of a worker's contacts made at work.
        """
        codes, district = districts_of(city)
        people = np.zeros((len(codes), AGES))
        np.add.at(people, district, ages)
        day = np.bincount(district, weights=city.cells.population_day, minlength=len(codes)).astype(np.float64)
        shares = radiation(day, _distances(city, district, len(codes)))
        contacts = reciprocal(CONTACTS, np.maximum(people.sum(axis=0), 1.0))
        exposure = exposure_matrix(contacts, presence_of(commuters, contacts_away, shares), people)
        unit = reproduction(exposure, people.reshape(-1))
        return cls(codes, people, day, np.ascontiguousarray(exposure.T) / unit)

    def start(self, district: int, introduced: float) -> FloatArray:
        """Return people by stage and group, shape (4, g), when people of a district have become infectious.

        They are taken from its ages in proportion; at most half of the district.

        Parameters
        ----------
        district
            Index of the district.
        introduced
            Infectious people.
        """
        state = np.zeros((4, self.people.size))
        state[0] = self.people.reshape(-1)
        share = min(introduced / self.people[district].sum(), 0.5)
        groups = slice(district * AGES, (district + 1) * AGES)
        state[2, groups] = share * state[0, groups]
        state[0, groups] -= state[2, groups]
        return state


def districts_of(city: City) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the codes of the top districts that hold cells, and the district of each row of the cells table.

    Parameters
    ----------
    city
        City.
    """
    areas = city.areas
    top = np.arange(len(areas), dtype=np.int64)
    for area in range(len(areas)):
        while top[area] != areas.root and areas.parent[top[area]] != areas.root:
            top[area] = areas.parent[top[area]]
    found, district = np.unique(top[city.cells.row_area], return_inverse=True)
    return tuple(areas.codes[area] for area in found), district.astype(np.int64)


def _distances(city: City, district: NDArray[np.int64], count: int) -> FloatArray:
    """Return kilometres between the middles of the districts' residents, shape (d, d)."""
    cells = city.cells
    x, y = Plane.around(city).xy(cells.lon, cells.lat)
    weight = cells.population + 1e-9  # a district without residents has a middle all the same
    total = np.bincount(district, weights=weight, minlength=count)
    east = np.bincount(district, weights=weight * x[cells.row_cell], minlength=count) / total
    north = np.bincount(district, weights=weight * y[cells.row_cell], minlength=count) / total
    distance: FloatArray = np.hypot(east[:, None] - east, north[:, None] - north)
    return distance


def care_of(
    city: City, values: Mapping[str, float], ward_beds: float | None = None, intensive_beds: float | None = None
) -> Care:
    """Return the hospitals of a city.

    Parameters
    ----------
    city
        City; beds are those of its hospitals in ``places``.
    values
        Parameters of the hazard.
    ward_beds, intensive_beds
        Beds instead of those of the city, all of them, free or not; None for the city's own.
    """
    hospitals = city.table("places").filter(pl.col("kind") == "hospital")
    intensive = float(hospitals["icu_beds"].sum()) if intensive_beds is None else intensive_beds
    ward = float(hospitals["beds"].sum()) - float(hospitals["icu_beds"].sum()) if ward_beds is None else ward_beds
    return Care(
        ward=max(ward, 0.0) * values["free_ward"],
        intensive=intensive * values["free_intensive"],
        ward_days=values["ward_days"],
        intensive_days=values["intensive_days"],
        penalty=values["penalty"],
        symptomatic=values["symptomatic"],
    )


@compiled
def onto_cells(
    rates: FloatArray, weight: FloatArray, district: NDArray[np.int64], row_cell: NDArray[np.int32], cells: int
) -> NDArray[np.float32]:
    """Return deaths per 1,000 residents of each cell.

    Parameters
    ----------
    rates
        Share of residents who die by event and group, shape (k, g).
    weight
        Share of the cell's residents who are of an age and in a row of the cells table, shape (m, ages).
    district
        District of each row, shape (m,).
    row_cell
        Cell of each row, shape (m,).
    cells
        Number of cells.

    Returns
    -------
    float32 (k, c).
    """
    out = np.zeros((rates.shape[0], cells), dtype=np.float32)
    for event in range(rates.shape[0]):
        for row in range(row_cell.size):
            first = district[row] * AGES
            share = 0.0
            for age in range(AGES):
                share += weight[row, age] * rates[event, first + age]
            out[event, row_cell[row]] += 1000.0 * share
    return out
