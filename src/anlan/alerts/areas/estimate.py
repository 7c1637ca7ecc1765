"""How many people an area holds, and which districts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.alerts.areas.covering import covered
from anlan.alerts.areas.target import TargetArea
from anlan.city import City


@dataclass(frozen=True)
class DistrictShare:
    """How much of an administrative area is warned.

    Parameters
    ----------
    code, name_zh, name_en
        The area.
    share
        Share of its residents who are in the target area, 0 to 1; share of its surface where nobody lives there.
    people
        The same in persons, by night.
    """

    code: str
    name_zh: str
    name_en: str
    share: float
    people: float


@dataclass(frozen=True)
class Estimate:
    """Who is in a target area, as far as the city's tables say.

    Parameters
    ----------
    people, people_day
        Persons by night and on a working day.
    districts
        Areas of level district that the target area touches, most people first.
    townships
        The same of level township.
    outside_km2
        Surface of the target area in cells that the city does not have, km2: people there are not counted.
    """

    people: float
    people_day: float
    districts: tuple[DistrictShare, ...]
    townships: tuple[DistrictShare, ...]
    outside_km2: float


def estimate(area: TargetArea, city: City) -> Estimate:
    """Estimate who is in a target area; people are taken to live evenly within each cell's part of the city.

    Where only a part of a cell lies in the city, the target area is taken to cover that part first: of two numbers
    the larger one is told.

    Parameters
    ----------
    area
        The target area.
    city
        The city.
    """
    cells, share, km2 = covered(area.geometry, int(city.info["h3_resolution"]))
    found = np.searchsorted(city.cells.h3, cells)
    known = (found < len(city.cells)) & (city.cells.h3[np.minimum(found, len(city.cells) - 1)] == cells)
    of_cell = np.zeros(len(city.cells))
    of_cell[found[known]] = share[known]
    inside = np.bincount(city.cells.row_cell, weights=city.cells.share, minlength=len(city.cells))
    of_row = np.minimum(of_cell / np.maximum(inside, of_cell.clip(1e-12)), 1.0)[city.cells.row_cell]
    people = np.nan_to_num(city.cells.population) * of_row
    return Estimate(
        people=float(people.sum()),
        people_day=float((np.nan_to_num(city.cells.population_day) * of_row).sum()),
        districts=_shares("district", people, of_row, city),
        townships=_shares("township", people, of_row, city),
        outside_km2=float(km2[~known].sum()),
    )


def _shares(
    level: str, people: NDArray[np.float64], of_row: NDArray[np.float64], city: City
) -> tuple[DistrictShare, ...]:
    """Return the areas of a level that are touched, most people first."""
    above = city.areas.ancestor_at(level)[city.cells.row_area]
    rows = above >= 0

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(above[rows], weights=values[rows], minlength=len(city.areas)), dtype=np.float64)

    surface = city.cells.share * city.cells.area_km2[city.cells.row_cell]
    warned, residents = total(people), total(np.nan_to_num(city.cells.population))
    covered, whole = total(of_row * surface), total(surface)
    found = [
        DistrictShare(
            code=city.areas.codes[index],
            name_zh=city.areas.names_zh[index],
            name_en=city.areas.names_en[index],
            share=float(
                min(1.0, warned[index] / residents[index] if residents[index] else covered[index] / whole[index])
            ),
            people=float(warned[index]),
        )
        for index in np.flatnonzero(covered > 0.0).tolist()
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, one.code)))
