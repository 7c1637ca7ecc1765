"""Where the city is: its polygon, and the polygons that stand for areas without one."""

from collections.abc import Mapping

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from anlan.city.areas import NO_AREA, Areas
from anlan.city.grid import cell_polygons

KM_PER_DEGREE = 111.195
"""Length of one degree on a sphere of 6371 km: 2 pi 6371 / 360."""

SLACK_EDGES = 0.05
"""Edges of a cell that may lie between it and a polygon which it is said to touch: room for boundaries that were
simplified after the cells were cut (25 m at resolution 8)."""


def city_region(areas: Areas, geometries: Mapping[str, Geometry]) -> Geometry | None:
    """Return the polygon of the city: the root's own, or the union of those directly below where all have one."""
    own = geometries.get(areas.codes[areas.root])
    if own is not None:
        return own
    below = [geometries.get(areas.codes[child]) for child in areas.children(areas.root)]
    if not below or any(geometry is None for geometry in below):
        return None
    return shapely.union_all(below)


def standing_in(areas: Areas, geometries: Mapping[str, Geometry]) -> NDArray[np.int32]:
    """Return for each area the index of itself or its nearest ancestor that has a polygon; -1 where there is none."""
    has = np.array([code in geometries for code in areas.codes], dtype=np.bool_)
    found = np.arange(len(areas), dtype=np.int32)
    for _ in range(len(areas)):
        lacking = (found != NO_AREA) & ~has[found]
        if not lacking.any():
            break
        found[lacking] = areas.parent[found[lacking]]
    return found


def slack_deg(resolution: int) -> float:
    """Return the distance in degrees within which a cell of a resolution counts as touching a polygon."""
    return SLACK_EDGES * float(h3.average_hexagon_edge_length(resolution, unit="km")) / KM_PER_DEGREE


def touches(
    region: Geometry, cells: NDArray[np.int64], lon: NDArray[np.float64], lat: NDArray[np.float64], slack_deg: float
) -> NDArray[np.bool_]:
    """Say which cells have a point in common with a region, or nearly so.

    Parameters
    ----------
    region
        Polygon in degrees.
    cells
        int64 (n,).
    lon, lat
        float64 (n,): centres of the cells, degrees.
    slack_deg
        Distance that still counts as touching, degrees.
    """
    shapely.prepare(region)
    found = np.asarray(shapely.contains_xy(region, lon, lat), dtype=np.bool_)
    rest = np.flatnonzero(~found)
    if rest.size:
        found[rest] = shapely.dwithin(region, cell_polygons(cells[rest]), slack_deg)
    return found


def distance_km(region: Geometry, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far points lie from a region, 0 inside, in kilometres on a plane that touches the region."""
    middle = float(shapely.get_y(shapely.centroid(region)))
    scale = np.array([KM_PER_DEGREE * np.cos(np.radians(middle)), KM_PER_DEGREE])
    plane = shapely.transform(region, lambda points: points * scale)
    shapely.prepare(plane)
    return np.asarray(shapely.distance(plane, shapely.points(lon * scale[0], lat * scale[1])), dtype=np.float64)
