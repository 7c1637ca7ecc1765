"""Which H3 cells a shape touches, also where its outline has very many points."""

from collections.abc import Iterator
from math import sqrt

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.limits import MOST_CELLS
from anlan.city.grid import area_km2, cover
from anlan.city.region import KM_PER_DEGREE
from anlan.errors import InputError, Problem
from anlan.language import Message

MOST_CORNERS = 512
"""Points of a piece; a cell at the edge is cut with the whole piece, and that takes as long as the piece has points."""

MOST_DEGREES = 8.0
"""Longest side of the box of a piece, degrees. Long edges are bent at many points where surface is measured, and what
is more than 180 degrees wide is taken for the other way around the Earth by H3."""

LEAST_DEG2 = 1e-12
"""Least surface of a piece, square degrees: 120 cm2. Where a polygon is cut rounding leaves slivers of less, which have
no surface that could be measured."""

Covered = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


def surface_km2(shape: BaseGeometry) -> float:
    """Return the surface of a shape in degrees, km2."""
    return float(area_km2(np.array([shape], dtype=object))[0])


def covered(shape: BaseGeometry, resolution: int, file: str = "drawing") -> Covered:
    """Return the cells that have surface in common with a shape.

    Parameters
    ----------
    shape
        Valid polygons in degrees within -180 to 180.
    resolution
        H3 resolution.
    file
        What a problem is said to be in.

    Returns
    -------
    cells, share_of_cell, km2
        int64, float64, float64 (k,): the cells, ascending; the share of each in the shape; the surface in common.

    Raises
    ------
    InputError
        If there are far too many.
    """
    about = _about(shape, resolution)
    if about > MOST_CELLS:
        what = Message(
            "it covers about {count:,.0f} cells, more than the {most:,} that are accepted", count=about, most=MOST_CELLS
        )
        remedy = Message("check the coordinates, or have the warning given by an office of a larger area")
        raise InputError([Problem(file, what, remedy, code="too-large")])
    pieces = (piece for part in shapely.get_parts(shape) for piece in _pieces(part))
    found = cover([piece for piece in pieces if piece.area > LEAST_DEG2], resolution)
    cells, row = np.unique(found.cell, return_inverse=True)
    share = np.bincount(row, weights=found.share_of_cell, minlength=len(cells))
    km2 = np.bincount(row, weights=found.area_km2, minlength=len(cells))
    return cells, np.minimum(share, 1.0), km2.astype(np.float64)


def _about(shape: BaseGeometry, resolution: int) -> float:
    """Return about how many cells a shape touches, rather too many: those in its surface and along its outline."""
    surface = surface_km2(shape) / float(h3.average_hexagon_area(resolution, unit="km^2"))
    width = sqrt(3.0) * float(h3.average_hexagon_edge_length(resolution, unit="km"))
    return surface + shape.length * KM_PER_DEGREE / width


def _pieces(polygon: Polygon) -> Iterator[Polygon]:
    """Yield a polygon in pieces of few points and short sides, halved along the longer side of its box."""
    west, south, east, north = polygon.bounds
    if shapely.get_num_coordinates(polygon) <= MOST_CORNERS and max(east - west, north - south) <= MOST_DEGREES:
        yield polygon
        return
    x, y = (west + east) / 2.0, (south + north) / 2.0
    wide = east - west > north - south
    first = shapely.box(west, south, x, north) if wide else shapely.box(west, south, east, y)
    second = shapely.box(x, south, east, north) if wide else shapely.box(west, y, east, north)
    for half in (first, second):
        for part in shapely.get_parts(polygon.intersection(half)):
            if part.geom_type == "Polygon" and part.area > 0.0:
                yield from _pieces(part)
