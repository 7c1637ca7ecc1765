"""Shapes as they are drawn, checked one by one; a wrong shape is refused with its reason, never mended or widened."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.limits import GRID, LEAST_KM2, MOST_POINTS, MOST_POLYGONS
from anlan.alerts.shapes.outlines import ragged
from anlan.city.grid import area_km2
from anlan.errors import InputError, Problem
from anlan.language import Message, mark

Drawn = BaseGeometry | Sequence[tuple[float, float]]
"""A polygon, multipolygon, or the points of one ring (longitude, latitude), degrees; a ring need not be closed."""

_REDRAW = mark("correct or redraw it; it is not mended here, because that could leave people out")


def checked_polygons(shapes: Sequence[Drawn], file: str, *, names: Sequence[str] | None = None) -> list[Polygon]:
    """Return shapes as valid polygons within -180 to 180 degrees of longitude.

    Parameters
    ----------
    shapes
        Polygons, multipolygons or rings in longitude and latitude, degrees. One that crosses the 180th meridian has
        longitudes beyond 180 or below -180, or is given in two parts.
    file
        What problems are said to be in.
    names
        Name of each shape for messages; numbers from 1 where None.

    Raises
    ------
    InputError
        With every problem of every shape.
    """
    called = [str(number) for number in range(1, len(shapes) + 1)] if names is None else list(names)
    problems: list[Problem] = []
    if not shapes:
        what, remedy = Message("no area is given"), Message("draw, name or upload where the warning holds")
        raise InputError([Problem(file, what, remedy, code="no-area")])
    geometries = [_geometry(shape) for shape in shapes]
    _refuse_too_many(geometries, file)
    parts: list[Polygon] = []
    for name, geometry in zip(called, geometries, strict=True):
        wrong = geometry if isinstance(geometry, Message) else _wrong(geometry)
        if wrong is not None:
            problems.append(_problem(file, name, wrong))
        elif not isinstance(geometry, Message):
            parts.extend(within_a_turn(shapely.force_2d(geometry)))
    if problems:
        raise InputError(problems)
    return parts


def _problem(file: str, name: str, wrong: Message) -> Problem:
    return Problem(file, wrong, Message(_REDRAW), feature=name, code="wrong-shape")


def _geometry(shape: Drawn) -> BaseGeometry | Message:
    """Return a shape as a geometry, or why it is none."""
    if isinstance(shape, BaseGeometry):
        return shape
    try:
        points = np.asarray(shape, dtype=np.float64)
    except (TypeError, ValueError):
        points = np.empty(0)
    if points.ndim != 2 or points.shape[1] != 2:
        return Message("its points are not pairs of longitude and latitude")
    if not np.isfinite(points).all():
        return Message("a coordinate is not a finite number")
    if len(np.unique(points, axis=0)) < 3:
        return Message("it has {count} different points; 3 or more are needed", count=len(np.unique(points, axis=0)))
    return Polygon(points)


def _refuse_too_many(geometries: Sequence[BaseGeometry | Message], file: str) -> None:
    shapes = [one for one in geometries if isinstance(one, BaseGeometry)]
    polygons = sum(shapely.get_num_geometries(one) for one in shapes)
    points = sum(shapely.get_num_coordinates(one) for one in shapes)
    remedy = Message("simplify it, or name administrative areas instead")
    problems = [
        Problem(file, Message(text, count=int(count), most=most), remedy, code="too-complex")
        for text, count, most in (
            (mark("it has {count:,} polygons, more than the {most:,} that are accepted"), polygons, MOST_POLYGONS),
            (mark("it has {count:,} points, more than the {most:,} that are accepted"), points, MOST_POINTS),
        )
        if count > most
    ]
    if problems:
        raise InputError(problems)


def _wrong(geometry: BaseGeometry) -> Message | None:
    """Return why no warning can be given for a shape; None where one can."""
    if geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        return Message("it is a {kind}; a polygon is needed", kind=geometry.geom_type)
    if geometry.is_empty:
        return Message("it is empty")
    points = shapely.get_coordinates(geometry)
    return _wrong_points(points) or _wrong_rings(geometry)


def _wrong_points(points: NDArray[np.float64]) -> Message | None:
    if not np.isfinite(points).all():
        return Message("a coordinate is not a finite number")
    lon, lat = points[:, 0], points[:, 1]
    bad = (np.abs(lon) > 360.0) | (np.abs(lat) > 90.0)
    if bad.any():
        x, y = points[bad][0].tolist()
        exchanged = abs(x) <= 90.0 and abs(y) <= 180.0
        return (
            Message("the point ({x:g}, {y:g}) has latitude and longitude exchanged", x=x, y=y)
            if exchanged
            else Message("the point ({x:g}, {y:g}) is not in degrees of longitude and latitude", x=x, y=y)
        )
    if np.abs(lat).max() == 90.0:
        return Message("it reaches a pole, where an outline in longitude and latitude says nothing")
    return None


def _wrong_rings(geometry: BaseGeometry) -> Message | None:
    for ring in shapely.get_rings(shapely.get_parts(geometry)):
        step = np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])).max()
        if step >= 180.0:
            return Message(
                "it leaps over {step:g} degrees of longitude; across the 180th meridian count on (181 for -179), or "
                "give two parts; around a pole no warning can be drawn",
                step=float(step),
            )
        wrong = ragged(shapely.get_coordinates(ring))
        if wrong is not None:
            return wrong
    if not geometry.is_valid:
        return Message("it is not valid: {reason}", reason=shapely.is_valid_reason(geometry))
    if area_km2(np.array([geometry], dtype=object))[0] < LEAST_KM2:
        return Message("it has no surface, or less than a square metre")
    bounds = shapely.bounds(shapely.get_parts(geometry))
    return Message("it is wider than the Earth") if (bounds[:, 2] - bounds[:, 0]).max() > 360.0 else None


def within_a_turn(geometry: BaseGeometry) -> Iterator[Polygon]:
    """Yield the polygons of a shape, cut at the 180th meridian and brought within -180 to 180 degrees.

    Parameters
    ----------
    geometry
        Valid polygons with longitudes from -540 to 540.
    """
    west, _, east, _ = geometry.bounds
    if west >= -180.0 and east <= 180.0:
        yield from shapely.get_parts(geometry)
        return
    for turn in (-360.0, 0.0, 360.0):
        piece = geometry.intersection(shapely.box(turn - 180.0, -90.0, turn + 180.0, 90.0))
        for part in shapely.get_parts(piece):
            if part.geom_type == "Polygon" and part.area > 0.0:
                yield translate(part, xoff=-turn)


def united(parts: Sequence[Polygon]) -> BaseGeometry:
    """Return polygons as one shape; they are left as they are where no two meet.

    Parameters
    ----------
    parts
        Valid polygons. Where GEOS cannot join them as they are, points are moved by `GRID` at most.
    """
    if len(parts) == 1:
        return parts[0]
    first, second = shapely.STRtree(parts).query(parts, predicate="intersects")
    if np.array_equal(first, second):
        return shapely.MultiPolygon(list(parts))
    try:
        return shapely.union_all(parts)
    except shapely.errors.GEOSException:
        return shapely.union_all(parts, grid_size=GRID)
