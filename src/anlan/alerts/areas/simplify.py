"""Fewer polygons and points, outwards only: whoever was in the area stays in it.

Where polygons are too many, the cheapest by surface of two steps is made until they are few enough: a hole is filled,
or two polygons are joined by a narrow bridge along the shortest line between them. Points are then taken away one by
one (`anlan.alerts.areas.outline`). An outline of very many points is thinned first: it is moved outwards by a distance
and simplified by less than that distance (Douglas and Peucker 1973, as in GEOS), so that it cannot come back over the
old one. That the result covers the old outline is tested at the end, never assumed.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.holes import filled, without_holes
from anlan.alerts.areas.limits import Limits
from anlan.alerts.areas.outline import DECIMALS, outwards
from anlan.alerts.areas.shapes import united
from anlan.city.region import KM_PER_DEGREE

LADDER_KM = 0.002 * 1.5 ** np.arange(26)
"""Distances that are tried, km: from 2 m to 50 km."""

BEFORE, AFTER = 0.25, 0.7
"""Shares of the distance by which the outline is simplified before and after it is moved; together below 1, so that it
stays outside the old one."""

THINNED = 1_500
"""Points from which an outline is thinned before its points are looked at one by one."""

BRIDGE_KM = 0.02
"""Width of a bridge, km."""

TOLERANCE = 1e-9
"""Degrees by which rounding may leave the old outline uncovered where a bridge meets it: a tenth of a millimetre."""

_EARTH = shapely.box(-180.0, -89.999999, 180.0, 89.999999)


def size(shape: BaseGeometry) -> tuple[int, int]:
    """Return how many polygons and points a message needs for a shape; where it has holes it is cut."""
    rings = without_holes(shape)
    return len(rings), int(shapely.get_num_coordinates(np.array(rings, dtype=object)).sum())


def fits(shape: BaseGeometry, limits: Limits) -> bool:
    """Say whether a shape is within limits."""
    polygons, points = size(shape)
    return polygons <= limits.polygons and points <= limits.points


def simplified(
    shape: BaseGeometry, limits: Limits, within: BaseGeometry | None = None
) -> Polygon | MultiPolygon | None:
    """Return a shape within limits that covers another; None where none is found.

    Parameters
    ----------
    shape
        Valid polygons in degrees within -180 to 180.
    limits
        What the result may hold.
    within
        Shape that is not left where it can be helped: the cells that are covered anyway.
    """
    rough = Limits(limits.polygons, max(THINNED, limits.points))
    few = shape
    if not fits(shape, rough):
        thin = _thinned(shape, rough)
        if thin is None:
            return None
        few = thin
    holes = [few] if shapely.get_num_interior_rings(shapely.get_parts(few)).any() else []
    for base in (*holes, filled(few)):
        found = _union(outwards(base, limits.points, within))
        good = None if found is None else _good(found, shape, limits)
        if good is not None:
            return good
    return _thinned(shape, limits)


def _good(found: BaseGeometry, shape: BaseGeometry, limits: Limits) -> Polygon | MultiPolygon | None:
    if not isinstance(found, Polygon | MultiPolygon) or not found.is_valid or not fits(found, limits):
        return None
    if not _EARTH.covers(found):
        return None
    return found if found.covers(shape) or shapely.buffer(found, TOLERANCE, quad_segs=1).covers(shape) else None


def _thinned(shape: BaseGeometry, limits: Limits) -> Polygon | MultiPolygon | None:
    """Return a shape within limits that lies around another at the shortest distance of the ladder that is enough."""
    found = _around(shape, 0.0, limits)  # only fills holes and builds bridges
    low, high = 0, len(LADDER_KM) if found is None else 0
    while low < high:  # what a distance achieves a larger one achieves too, or nearly always
        step = (low + high) // 2
        candidate = _around(shape, float(LADDER_KM[step]), limits)
        if candidate is None:
            low = step + 1
        else:
            found, high = candidate, step
    return found


def _around(shape: BaseGeometry, distance_km: float, limits: Limits) -> Polygon | MultiPolygon | None:
    """Return a shape within limits that lies around another at a distance; None where the distance is too short.

    None too where GEOS fails on lines that nearly coincide; another distance will do.
    """
    try:
        return _moved(shape, distance_km, limits)
    except GEOSException:
        return None


def _moved(shape: BaseGeometry, distance_km: float, limits: Limits) -> Polygon | MultiPolygon | None:
    scale = np.array([np.cos(np.radians(shapely.get_y(shape.centroid))), 1.0]) * KM_PER_DEGREE
    thin = shapely.transform(shape, lambda points: points * scale)
    if distance_km:
        thin = shapely.simplify(thin, BEFORE * distance_km, preserve_topology=True)
        thin = shapely.buffer(thin, distance_km, quad_segs=1, join_style="mitre", mitre_limit=2.0)
        thin = shapely.simplify(thin, AFTER * distance_km, preserve_topology=True)
    added = _additions(list(shapely.get_parts(thin)), max(distance_km, BRIDGE_KM), limits)
    back = [shapely.transform(one, lambda points: points / scale) for one in added]
    if distance_km:
        back.append(shapely.transform(thin, lambda points: np.round(points / scale, DECIMALS)))
    else:
        back.append(shape)
    whole = _union(back)
    if whole is None:
        return None
    return _good(whole if _EARTH.covers(whole) else whole.intersection(_EARTH), shape, limits)


def _union(shapes: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return shapes as one; None where one is not valid, and GEOS could not join them."""
    if not all(one.is_valid for one in shapes):
        return None
    try:
        return united([part for one in shapes for part in shapely.get_parts(one)])
    except GEOSException:
        return None


def _additions(parts: list[Polygon], width: float, limits: Limits) -> list[BaseGeometry]:
    """Return what makes polygons few: the cheapest holes filled, the nearest polygons bridged."""
    holes = [Polygon(ring) for part in parts for ring in part.interiors]
    excess = len(parts) + len(holes) - limits.polygons
    if excess <= 0:
        return []
    bridges = [shapely.buffer(link, width / 2.0, quad_segs=1, cap_style="square") for link in _tree(parts)]
    added = holes + bridges
    order = np.argsort([one.area for one in added], kind="stable")[:excess]
    return [added[index] for index in order]


def _tree(parts: Sequence[Polygon]) -> list[BaseGeometry]:
    """Return the shortest lines that connect all polygons (a minimum spanning tree by Prim 1957)."""
    shapes = np.array(parts, dtype=object)
    nearest = np.zeros(len(shapes), dtype=np.intp)
    distance: NDArray[np.float64] = np.asarray(shapely.distance(shapes, shapes[0]))
    outside = np.arange(len(shapes)) > 0
    links = []
    while outside.any():
        new = int(np.argmin(np.where(outside, distance, np.inf)))
        outside[new] = False
        links.append(shapely.shortest_line(shapes[nearest[new]], shapes[new]))
        rest = np.flatnonzero(outside)
        closer = np.asarray(shapely.distance(shapes[rest], shapes[new]))
        better = closer < distance[rest]
        distance[rest[better]], nearest[rest[better]] = closer[better], new
    return links
