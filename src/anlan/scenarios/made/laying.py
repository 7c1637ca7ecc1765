"""Drawn shapes on the cells of a city: areas by their share of a cell, points by the cell they lie in."""

from collections.abc import Sequence

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city import City
from anlan.city.grid import cover

LEAST_SHARE = 0.5
"""Share of a cell's surface that shapes must cover for the cell to be hit: as much of the hit surface is left out as
is added, so that drawn areas grow or shrink by less than a row of cells."""

SLIVER = 1e-13
"""Surface below which a piece of an overlay is rounding error, square degrees; some square centimetres."""

ROUNDING = 1e-9
"""Shares this much below `LEAST_SHARE` count as reaching it."""


def laid_out(
    city: City, shapes: Sequence[BaseGeometry], intensity: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Lay shapes with an intensity each on the cells of a city.

    Where shapes lie over one another the highest intensity counts. A cell is hit if shapes cover at least
    `LEAST_SHARE` of its surface, and has the mean of their intensities over what they cover. A point hits the cell in
    which it lies.

    Parameters
    ----------
    city
        The city.
    shapes
        Valid polygons, multipolygons or points, longitude and latitude in degrees.
    intensity
        Intensity of each, above zero.

    Returns
    -------
    values
        Intensity of every cell, (c,), zero where nothing is.
    counted
        Whether each shape is part of the intensity of a cell of the city, (n,).
    """
    own, resolution = city.cells.h3, int(city.info["h3_resolution"])
    share, weighted, values = np.zeros(own.size), np.zeros(own.size), np.zeros(own.size)
    touched: dict[int, NDArray[np.intp]] = {}
    taken: BaseGeometry = shapely.Polygon()
    around = shapely.box(*_bounds(city))
    for number in sorted(range(len(shapes)), key=lambda one: -intensity[one]):
        shape = shapes[number]
        if isinstance(shape, shapely.Point):
            place = np.flatnonzero(own == h3.latlng_to_cell(shape.y, shape.x, resolution))
            values[place] = np.maximum(values[place], intensity[number])
        else:
            rest = _surface(shapely.intersection(shapely.difference(shape, taken), around))
            taken = shapely.union(taken, shape)
            place, part = _on(own, rest, resolution)
            share[place] += part
            weighted[place] += intensity[number] * part
        touched[number] = place
    hit = share >= LEAST_SHARE - ROUNDING
    values[hit] = np.maximum(values[hit], weighted[hit] / share[hit])
    counted = [bool((values[touched[number]] > 0.0).any()) for number in range(len(shapes))]
    return values, np.array(counted, dtype=bool)


def _on(own: NDArray[np.int64], shape: BaseGeometry, resolution: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return which of some cells a shape covers, and by what share."""
    if shape.is_empty:
        return np.empty(0, dtype=np.intp), np.empty(0)
    covered = cover([shape], resolution)
    place = np.minimum(np.searchsorted(own, covered.cell), own.size - 1)
    inside = own[place] == covered.cell
    return place[inside], covered.share_of_cell[inside]


def _bounds(city: City) -> tuple[float, float, float, float]:
    """Return a box around all cells, degrees: the centres and the width of two cells."""
    cells = city.cells
    width = 4.0 * float(np.degrees(np.sqrt(cells.area_km2.max()) / 6371.0))
    wide = width / max(float(np.cos(np.radians(np.abs(cells.lat).max()))), 0.01)
    return (
        float(cells.lon.min()) - wide,
        float(cells.lat.min()) - width,
        float(cells.lon.max()) + wide,
        float(cells.lat.max()) + width,
    )


def _surface(shape: BaseGeometry) -> BaseGeometry:
    """Keep what has a surface of the result of an overlay."""
    parts = [part for part in shapely.get_parts(shape) if part.area > SLIVER]
    return shapely.union_all(parts) if parts else shapely.Polygon()
