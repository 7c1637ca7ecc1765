"""The plane on which a city's map is drawn: kilometres from its middle."""

from dataclasses import dataclass
from math import cos, radians
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import shapely
import shapely.geometry
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city.region import KM_PER_DEGREE

GRAIN = 8_000
"""Steps across the map to which coordinates are rounded: finer than a pixel of any screen."""

OUTLINE_PIXELS = 1_600
"""Outlines are simplified to this share of the map's width: a pixel of a large screen."""


@dataclass(frozen=True)
class Plane:
    """Equirectangular projection with true lengths along the middle parallel.

    Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, equations 12-1 and 12-2.

    Parameters
    ----------
    lon, lat
        Middle of the map, degrees.
    width_km, height_km
        Extent of what is drawn.
    """

    lon: float
    lat: float
    width_km: float
    height_km: float

    @classmethod
    def of(cls, cells: NDArray[np.int64]) -> "Plane":
        """Return the plane of a set of cells; one across the 180th meridian is measured from its first cell."""
        centres = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()])
        lat = centres[:, 0]
        lon = centres[0, 1] + (centres[:, 1] - centres[0, 1] + 180.0) % 360.0 - 180.0
        margin = 2.0 * float(h3.average_hexagon_edge_length(h3.get_resolution(int(cells[0])), unit="km"))
        middle = float(lat.min() + lat.max()) / 2.0
        width = float(np.ptp(lon)) * KM_PER_DEGREE * cos(radians(middle)) + margin
        return cls(float(lon.min() + lon.max()) / 2.0, middle, width, float(np.ptp(lat)) * KM_PER_DEGREE + margin)

    @property
    def grain_km(self) -> float:
        """Step to which coordinates are rounded, km."""
        return max(self.width_km, self.height_km) / GRAIN

    def place(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return positions in kilometres east and north of the middle, ``(n, 2)``."""
        east = (np.asarray(lon) - self.lon + 180.0) % 360.0 - 180.0
        x = east * cos(radians(self.lat)) * KM_PER_DEGREE
        y = (np.asarray(lat) - self.lat) * KM_PER_DEGREE
        return np.round(np.column_stack((x, y)) / self.grain_km) * self.grain_km

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape given in degrees on the plane."""
        return shapely.transform(shape, lambda xy: self.place(xy[:, 0], xy[:, 1]))

    def outlines(self, shapes: list[BaseGeometry]) -> list[BaseGeometry]:
        """Return polygons on the plane, simplified together so that neighbours still share their border."""
        if not shapes:
            return []
        flat = np.array([self.shape(shape) for shape in shapes], dtype=object)
        tolerance = max(self.width_km, self.height_km) / OUTLINE_PIXELS
        return list(shapely.coverage_simplify(shapely.make_valid(flat), tolerance))


def surface_of(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape as one, without the lines and points that an intersection may leave."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def feature(shape: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    """Return a shape on the plane as a GeoJSON feature, coordinates rounded to metres."""
    geometry = shapely.geometry.mapping(shape)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])},
    }


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), 3)
    return [_rounded(part) for part in coordinates]
