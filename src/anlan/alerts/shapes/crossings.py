"""How often outlines cross one another, before GEOS makes a point of each crossing.

Two combs of a few hundred teeth laid across one another cross more than a million times: joined or cut, they take all
memory of a machine. Outlines of real areas cross some few times for each of their points.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.alerts.shapes.turns import turn
from anlan.compute.compiled import compiled

MOST_CROSSINGS = 300_000
"""Crossings of outlines that are joined: GEOS takes some seconds and 500 MB for so many. Two drawings of one coast, of
50,000 points together, have a tenth of them; a thousand circles that lie upon each other in dozens, half."""

MOST_LOOKED_AT = 10**9
"""Pairs of sides that are looked at, about 2 s; outlines that need more are taken for tangled."""

Floats = NDArray[np.float64]
Owners = NDArray[np.int64]


def tangled(shapes: Sequence[BaseGeometry]) -> bool:
    """Say whether the outlines of different shapes cross each other too often to be joined or cut.

    Parameters
    ----------
    shapes
        Valid polygons or multipolygons; crossings within one are not looked for.
    """
    sides, owner = _sides(shapes)
    if len(sides) ** 2 <= 2 * MOST_CROSSINGS or owner[0] == owner[-1]:
        return False
    order = np.argsort(np.minimum(sides[:, 0], sides[:, 2]), kind="stable")
    return bool(crossing_more(sides[order], owner[order], MOST_CROSSINGS, MOST_LOOKED_AT))


def _sides(shapes: Sequence[BaseGeometry]) -> tuple[Floats, Owners]:
    """Return both ends of each side, (n, 4), and the number of its shape."""
    parts, shape = shapely.get_parts(np.array(shapes, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    kept = np.flatnonzero(ring[1:] == ring[:-1])
    sides = np.ascontiguousarray(np.column_stack([points[kept], points[kept + 1]]))
    return sides, shape[part[ring[kept]]].astype(np.int64)


@compiled
def cross(one: Floats, other: Floats) -> bool:
    """Say whether two sides certainly cross, and do not only touch."""
    ax, ay, bx, by = one
    cx, cy, dx, dy = other
    if max(ay, by) < min(cy, dy) or min(ay, by) > max(cy, dy):
        return False
    if turn(ax, ay, bx, by, cx, cy) * turn(ax, ay, bx, by, dx, dy) >= 0:
        return False
    return bool(turn(cx, cy, dx, dy, ax, ay) * turn(cx, cy, dx, dy, bx, by) < 0)


@compiled
def crossing_more(sides: Floats, owner: Owners, most: int, most_looked_at: int) -> bool:
    """Say whether sides of different shapes cross more often than so many times, or too many had to be looked at.

    Parameters
    ----------
    sides
        float64 (n, 4): x and y of both ends, in the order of their western ends.
    owner
        int64 (n,): number of the shape of each.
    most, most_looked_at
        Crossings, and pairs.
    """
    crossings, left = 0, most_looked_at
    for row in range(sides.shape[0]):
        east = max(sides[row, 0], sides[row, 2])
        for later in range(row + 1, sides.shape[0]):
            left -= 1
            if left < 0:
                return True
            if min(sides[later, 0], sides[later, 2]) > east:
                break
            if owner[row] != owner[later] and cross(sides[row], sides[later]):
                crossings += 1
                if crossings > most:
                    return True
    return False
