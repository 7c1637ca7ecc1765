"""How much warmer or colder a cell is than the city's mean: height and building."""

import numpy as np
from numpy.typing import NDArray

from anlan.city import City

LAPSE = 6.5
"""Fall of temperature with height, K/km (standard atmosphere, ISO 2533:1975)."""

OPEN, DENSE = 100.0, 10_000.0
"""Residents per km2 below which there is no heat island and above which it does not grow; stated by judgement."""


def offsets_of(city: City, island: float) -> NDArray[np.float64]:
    """Return the lasting difference of each cell's temperature from what the mean resident feels.

    The heat island grows with the logarithm of the number of people (form of Oke 1973, Atmospheric Environment 7,
    769-779, eq. 3, there for whole settlements and clear nights). The mean over residents is taken away, because the
    city's normals and the studies of mortality stand for its residents.

    Parameters
    ----------
    city
        City; a cell of unknown height is taken at the mean height of the residents.
    island
        Warming of the daily mean for a tenfold density of residents, degC.

    Returns
    -------
    float64 (c,), degC.
    """
    cells = city.cells
    residents = np.bincount(cells.row_cell, weights=cells.population, minlength=len(cells))
    people = residents if residents.sum() > 0.0 else np.ones(len(cells))
    land = np.maximum(cells.area_km2 * cells.land_share, 1e-9)
    density = np.clip(residents / land, OPEN, DENSE)
    height = cells.height_m
    known = np.isfinite(height) & (people > 0.0)
    middle = float(np.average(height[known], weights=people[known])) if known.any() else 0.0
    height = np.where(np.isfinite(height), height, middle)
    warmth = island * np.log10(density / OPEN) - LAPSE * (height - middle) / 1000.0
    return np.asarray(warmth - np.average(warmth, weights=people))
