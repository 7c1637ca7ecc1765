"""The cells and areas of a city as small integers on a plane, for drawing.

Positions are longitude and latitude on a plane with true lengths along the middle parallel (equirectangular
projection: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, equations 12-1 and 12-2).
Over a city the distortion is far below what a map of this size can show.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0072
"""Authalic radius of the Earth, km: WGS 84, NIMA TR 8350.2 (2000)."""

STEPS = 30_000
"""Steps from the middle of the map to its farther edge; 16 bits hold a coordinate."""

SIMPLIFY = 1 / 700
"""Outlines may move by this share of the map's size: less than a pixel."""


@dataclass(frozen=True)
class Plane:
    """The plane on which a map is drawn.

    Parameters
    ----------
    lon, lat
        Middle of the map, degrees.
    step_km
        Length of one step, km.
    """

    lon: float
    lat: float
    step_km: float

    def place(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return positions on the plane, steps to the east and south, shape (n, 2).

        Parameters
        ----------
        lonlat
            Longitude and latitude, degrees, shape (n, 2).
        """
        east = (lonlat[:, 0] - self.lon + 180.0) % 360.0 - 180.0
        scale = EARTH_RADIUS_KM * radians(1.0) / self.step_km
        return np.column_stack([east * cos(radians(self.lat)) * scale, (self.lat - lonlat[:, 1]) * scale])


@dataclass(frozen=True)
class Mesh:
    """Cells that share their corners.

    Parameters
    ----------
    plane
        Plane of the coordinates.
    corners
        Coordinates in steps, shape (v, 2).
    rings
        Corners of all cells one after the other, shape (r,).
    sizes
        Number of corners of each cell, shape (c,).
    """

    plane: Plane
    corners: NDArray[np.int16]
    rings: NDArray[np.uint32]
    sizes: NDArray[np.uint8]

    def packed(self) -> dict[str, str | float]:
        """Return the mesh as little-endian arrays in base 64, for the page."""
        return {
            "corners": _packed(self.corners.astype("<i2")),
            "rings": _packed(self.rings.astype("<u4")),
            "sizes": _packed(self.sizes),
            "stepKm": self.plane.step_km,
        }


@dataclass(frozen=True)
class AreaShapes:
    """Outlines of areas on the plane of a mesh.

    Parameters
    ----------
    rings
        For each code the rings of its polygons, each a list of coordinates in steps.
    middles
        A point well inside each area, for its name.
    """

    rings: Mapping[str, tuple[tuple[tuple[int, int], ...], ...]]
    middles: Mapping[str, tuple[int, int]]


def mesh_of(cells: NDArray[np.int64]) -> Mesh:
    """Join the outlines of H3 cells at their common corners.

    Parameters
    ----------
    cells
        H3 cells, shape (c,).
    """
    outlines = [h3.cell_to_boundary(int(cell)) for cell in cells]
    sizes = np.array([len(outline) for outline in outlines], dtype=np.uint8)
    lonlat = np.array([(lon, lat) for outline in outlines for lat, lon in outline]).reshape(-1, 2)
    plane = _plane_of(lonlat)
    steps = np.rint(plane.place(lonlat)).astype(np.int16)
    corners, rings = np.unique(steps, axis=0, return_inverse=True)
    return Mesh(plane, corners, rings.reshape(-1).astype(np.uint32), sizes)


def _plane_of(lonlat: NDArray[np.float64]) -> Plane:
    if not lonlat.size:
        return Plane(0.0, 0.0, 1.0)
    # A city across the 180th meridian is measured from one of its own corners.
    east = (lonlat[:, 0] - lonlat[0, 0] + 180.0) % 360.0 - 180.0
    lon = float(lonlat[0, 0] + (east.min() + east.max()) / 2.0)
    lat = float((lonlat[:, 1].min() + lonlat[:, 1].max()) / 2.0)
    extent = np.abs(Plane(lon, lat, 1.0).place(lonlat)).max()
    return Plane(lon, lat, float(extent) / STEPS)


def outlines_of(shapes: Mapping[str, shapely.Geometry], plane: Plane) -> AreaShapes:
    """Simplify the outlines of areas together, so that neighbours still share their border.

    Parameters
    ----------
    shapes
        Polygons by code, longitude and latitude in degrees.
    plane
        Plane of the map.
    """
    if not shapes:
        return AreaShapes({}, {})
    flat = [shapely.transform(shape, plane.place) for shape in shapes.values()]
    bounds = shapely.total_bounds(flat)
    tolerance = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) * SIMPLIFY
    simple = shapely.coverage_simplify(flat, tolerance)
    by_code = dict(zip(shapes, simple, strict=True))
    return AreaShapes(
        {code: _rings(shape) for code, shape in by_code.items()},
        {code: _middle(shape) for code, shape in by_code.items()},
    )


def _middle(shape: shapely.Geometry) -> tuple[int, int]:
    # The middle of the largest circle inside: a name centred there stays clear of the borders.
    largest = max(shapely.get_parts(shape), key=shapely.area)
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
    return round(x), round(y)


def _rings(shape: shapely.Geometry) -> tuple[tuple[tuple[int, int], ...], ...]:
    rings = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.rint(shapely.get_coordinates(ring)).astype(int).tolist()
            rings.append(tuple((x, y) for x, y in points))
    return tuple(rings)


def _packed(array: NDArray[np.generic]) -> str:
    return b64encode(array.tobytes()).decode("ascii")
