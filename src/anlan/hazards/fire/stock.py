"""Buildings of each cell, derived from its residents where no inventory is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City

FloatArray = NDArray[np.float64]

DENSITIES = (100.0, 1_000.0, 10_000.0)
STOREYS = (1.5, 2.5, 6.0)
"""Mean number of storeys at `DENSITIES` residents per km2 of land, linear in the logarithm; stated by judgement."""


@dataclass(frozen=True)
class Stock:
    """Buildings by cell.

    Parameters
    ----------
    residents
        float64 (c,).
    floor_m2
        float64 (c,): floor area.
    buildings
        float64 (c,): number of buildings; a fraction where few live.
    """

    residents: FloatArray
    floor_m2: FloatArray
    buildings: FloatArray


def stock_of(city: City, floor: float, side: float) -> Stock:
    """Return the buildings of each cell.

    Parameters
    ----------
    city
        City.
    floor
        Floor area of all buildings for each resident, m2.
    side
        Mean side of a building, m.
    """
    cells = city.cells
    residents = np.bincount(cells.row_cell, weights=cells.population, minlength=len(cells)).astype(np.float64)
    density = residents / np.maximum(cells.area_km2 * cells.land_share, 1e-9)
    storeys = np.interp(np.log(np.maximum(density, 1.0)), np.log(DENSITIES), STOREYS)
    area = residents * floor
    return Stock(residents, area, area / (storeys * side**2))
