"""Outlines of the cells on the plane, over which footprints are averaged."""

from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.plane import Plane

CORNERS = 6
"""Corners of a hexagon; a pentagon repeats its last one."""


@dataclass(frozen=True)
class Outlines:
    """Convex outlines of cells, counter-clockwise.

    Parameters
    ----------
    corners
        float64 (c, 6, 2), m east and north of the middle of the plane.
    area
        float64 (c,), area inside the outline, m2.
    middle
        float64 (c, 2), mean of the corners, m.
    reach
        float64 (c,), largest distance of a corner from the middle, m.
    """

    corners: NDArray[np.float64]
    area: NDArray[np.float64]
    middle: NDArray[np.float64]
    reach: NDArray[np.float64]

    @classmethod
    def of(cls, corners: NDArray[np.float64]) -> "Outlines":
        """Return the outlines with their measures."""
        x, y = corners[..., 0], corners[..., 1]
        area = 0.5 * np.sum(x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y, axis=1)
        middle = corners.mean(axis=1)
        reach = np.hypot(x - middle[:, :1], y - middle[:, 1:]).max(axis=1)
        return cls(np.ascontiguousarray(corners), area, middle, reach)


def outlines_of(city: City) -> Outlines:
    """Return the outlines of a city's cells."""
    plane = Plane.around(city)
    corners = np.empty((len(city.cells), CORNERS, 2))
    for place, cell in enumerate(city.cells.h3.tolist()):
        boundary = h3.cell_to_boundary(cell)
        filled = (*boundary, *(boundary[-1:] * (CORNERS - len(boundary))))[:CORNERS]
        corners[place] = [(lon, lat) for lat, lon in filled]
    east, north = plane.xy(corners[..., 0], corners[..., 1])
    return Outlines.of(1000.0 * np.stack([east, north], axis=-1))
