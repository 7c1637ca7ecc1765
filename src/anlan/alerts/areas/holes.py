"""Polygons with holes as polygons without, because a message of CAP knows no holes."""

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.shapes import united


def without_holes(shape: BaseGeometry) -> list[Polygon]:
    """Return polygons without holes that cover the same surface.

    Parameters
    ----------
    shape
        Valid polygons. Where one has holes it is cut from south to north through the middle of one of them, and again.
    """
    return [piece for part in shapely.get_parts(shape) for piece in _cut(part)]


def filled(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with all its holes filled."""
    return united([Polygon(part.exterior) for part in shapely.get_parts(shape)])


def _cut(polygon: Polygon) -> list[Polygon]:
    if not polygon.interiors:
        return [polygon]
    west, south, east, north = polygon.bounds
    holes = shapely.bounds(np.array(polygon.interiors, dtype=object))
    middles = (holes[:, 0] + holes[:, 2]) / 2.0
    cut = float(np.partition(middles, len(middles) // 2)[len(middles) // 2])  # half of the holes on each side
    halves = (shapely.box(west, south, cut, north), shapely.box(cut, south, east, north))
    parts = [part for half in halves for part in shapely.get_parts(polygon.intersection(half))]
    return [piece for part in parts if part.geom_type == "Polygon" and part.area for piece in _cut(part)]
