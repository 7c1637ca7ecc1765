"""Circles on the ground as polygons that lie around them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from anlan.alerts.areas.limits import MOST_RADIUS_KM
from anlan.city.grid import EARTH_RADIUS_KM
from anlan.errors import InputError, Problem
from anlan.language import Message

CORNERS = 64
"""Corners of the polygon around a circle."""

FINE_CORNERS = 512
"""Corners of the polygon by which the surface of a circle is measured."""

LEAST_CURVATURE_RADIUS_KM = 6335.439
"""Least radius of curvature of WGS 84, km: of the meridian at the equator, a (1 - e2) with a = 6378.137 km and
1/f = 298.257223563 (NIMA TR8350.2, third edition, 2000, table 3.1)."""

ROOM = EARTH_RADIUS_KM / LEAST_CURVATURE_RADIUS_KM
"""What is within a distance on the ellipsoid is within `ROOM` times that distance on the sphere, for no line is longer
there by more than the ratio of the radii: 0.56 %."""

DECIMALS = 6
"""Decimals of the corners, degrees: 0.1 m."""

_SAMPLES = np.linspace(0.0, 1.0, 17)


def circle_polygon(lon: float, lat: float, radius_km: float) -> Polygon:
    """Return a polygon with straight edges in longitude and latitude that holds a whole circle.

    Points at a distance and bearing: Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987),
    equations 5-5 and 5-6. The polygon is grown until every sampled point of its edges lies beyond the circle.

    Parameters
    ----------
    lon, lat
        Middle, degrees.
    radius_km
        Radius, km; with the pole outside the circle.

    Returns
    -------
    Polygon
        With longitudes beyond 180 where it crosses the 180th meridian.
    """
    angle = radius_km * ROOM / EARTH_RADIUS_KM
    grown = angle / np.cos(np.pi / CORNERS) + np.radians(10.0**-DECIMALS)
    while True:
        corners = np.round(_around(lon, lat, grown, CORNERS), DECIMALS)
        if _least_distance(lon, lat, corners) >= angle:
            return Polygon(corners)
        grown *= 1.0005


def true_circle(lon: float, lat: float, radius_km: float) -> Polygon:
    """Return a circle on the sphere with `FINE_CORNERS`, whose surface is that of the circle to 3e-5 of it."""
    return Polygon(_around(lon, lat, radius_km / EARTH_RADIUS_KM, FINE_CORNERS))


def _around(lon: float, lat: float, angle: float, corners: int) -> NDArray[np.float64]:
    """Return points at an angle around a middle, degrees, ``(corners, 2)``."""
    bearing = 2.0 * np.pi * np.arange(corners) / corners
    north = np.radians(lat)
    sine = np.sin(north) * np.cos(angle) + np.cos(north) * np.sin(angle) * np.cos(bearing)
    east = np.arctan2(
        np.sin(angle) * np.sin(bearing), np.cos(north) * np.cos(angle) - np.sin(north) * np.sin(angle) * np.cos(bearing)
    )
    return np.column_stack([lon + np.degrees(east), np.degrees(np.arcsin(sine))])


def _least_distance(lon: float, lat: float, corners: NDArray[np.float64]) -> float:
    """Return the least angle from a middle to the edges of a polygon, radians (Snyder, equation 5-3a)."""
    first, second = corners, np.roll(corners, -1, axis=0)
    points = (first[:, None] + (second - first)[:, None] * _SAMPLES[:, None]).reshape(-1, 2)
    east, north = np.radians(points[:, 0] - lon), np.radians(points[:, 1])
    middle = np.radians(lat)
    half = np.sin((north - middle) / 2.0) ** 2 + np.cos(middle) * np.cos(north) * np.sin(east / 2.0) ** 2
    return float((2.0 * np.arcsin(np.sqrt(half))).min())


def checked_circles(circles: Sequence[tuple[float, float, float]], file: str) -> list[Polygon]:
    """Return the polygon around each circle.

    Parameters
    ----------
    circles
        Longitude and latitude, degrees, and radius, km.
    file
        What problems are said to be in.

    Raises
    ------
    InputError
        With every circle that is not on the Earth, has no surface, is too large or reaches a pole.
    """
    problems = []
    for number, circle in enumerate(circles, start=1):
        wrong = _wrong(circle)
        if wrong is not None:
            problems.append(
                Problem(file, wrong, Message("correct the circle"), feature=str(number), code="wrong-circle")
            )
    if problems:
        raise InputError(problems)
    return [circle_polygon(lon, lat, radius) for lon, lat, radius in circles]


def _wrong(circle: Sequence[float]) -> Message | None:
    try:
        lon, lat, radius = map(float, circle)
    except (TypeError, ValueError):
        return Message("{circle!r} is not three numbers: longitude, latitude and radius in km", circle=circle)
    if not np.isfinite([lon, lat, radius]).all():
        return Message("it has a value that is not a finite number")
    if abs(lon) > 180.0 or abs(lat) > 90.0:
        return Message("its middle is ({lon:g}, {lat:g}), not degrees of longitude and latitude", lon=lon, lat=lat)
    if not 0.0 < radius <= MOST_RADIUS_KM:
        return Message(
            "its radius is {radius:g} km; above 0, at most {most:,g} is accepted", radius=radius, most=MOST_RADIUS_KM
        )
    if abs(lat) + np.degrees(1.02 * radius / EARTH_RADIUS_KM) >= 89.9:
        return Message("it reaches a pole, where an outline in longitude and latitude says nothing")
    return None
