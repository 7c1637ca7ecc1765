"""Target areas from what a user drew, named or uploaded."""

from collections.abc import Sequence
from os import PathLike

from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.target import TargetArea
from anlan.city import City

Drawn = BaseGeometry | Sequence[tuple[float, float]]
"""A polygon, multipolygon, or the points of one ring (longitude, latitude), degrees; a ring need not be closed."""


def area_from_polygons(
    polygons: Sequence[Drawn], *, description: str = "", resolution: int = 8, file: str = "drawing"
) -> TargetArea:
    """Make a target area from polygons that somebody drew or a message gives.

    Parameters
    ----------
    polygons
        What the warning covers together.
    description
        The area in words.
    resolution
        H3 resolution of the cells; that of the city.
    file
        What problems are said to be in.

    Raises
    ------
    InputError
        With every problem: nothing given, not valid, without surface, not in degrees, over a pole, too many.
    """
    raise NotImplementedError


def area_from_circles(
    circles: Sequence[tuple[float, float, float]], *, description: str = "", resolution: int = 8
) -> TargetArea:
    """Make a target area from circles: longitude and latitude in degrees, radius in km. See `area_from_polygons`."""
    raise NotImplementedError


def area_from_cells(cells: Sequence[int | str], *, description: str = "", resolution: int | None = None) -> TargetArea:
    """Make a target area from H3 cells, as whole numbers or as text; resolutions may be mixed."""
    raise NotImplementedError


def area_from_codes(codes: Sequence[str], city: City, *, description: str = "") -> TargetArea:
    """Make a target area from administrative codes of a city, by prefix.

    Parameters
    ----------
    codes
        ``320706``, ``320706000000`` and ``3207`` all stand for every area below them.
    city
        The city, whose outlines are taken.
    """
    raise NotImplementedError


def area_from_upload(
    file: str | PathLike[str], content: bytes, *, description: str = "", resolution: int = 8, layer: str | None = None
) -> TargetArea:
    """Make a target area from an uploaded file: GeoJSON, a zip archive of one Shapefile, or a GeoPackage.

    Parameters
    ----------
    file
        Its name, for messages; what it is is told from the bytes.
    content
        Its bytes.
    layer
        Layer of a GeoPackage; needed where it has several.
    """
    raise NotImplementedError


def join_areas(areas: Sequence[TargetArea], *, description: str = "") -> TargetArea:
    """Make one target area of several, such as a polygon and a code; limits and findings hold for all of them."""
    raise NotImplementedError
