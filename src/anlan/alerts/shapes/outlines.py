"""Shapes of an area as they are meant: polygons and circles in longitude and latitude.

A shape that is not valid is refused: it is never mended, and never widened (CAP 1.2, 3.2.4, says how they are written).
"""

import re
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from anlan.alerts.messages.message import Area
from anlan.alerts.shapes.rings import END, certainly_simple, read_ring
from anlan.language import Message, mark

MOST_POINTS = 200_000
"""Points of a polygon."""

MOST_DEGREES = (180.0, 90.0)
"""Longitude and latitude, degrees."""

MOST_KM = 20_000.0
"""Radius of a circle, km: half the way around the earth."""

MOST_RAGGED = 10_000
"""Points of a ring that GEOS judges where it is not certain that the ring is simple: for one that runs to and fro GEOS
takes as long as the square of its points, a tenth of a second for so many and minutes for `MOST_POINTS`."""

VALID = "Valid Geometry"
"""What GEOS says of a polygon that is valid."""

_NUMBER = r"[-+]?+(?:\d++\.?+\d*+|\.\d++)"
_PAIR = re.compile(rf"({_NUMBER}),({_NUMBER})", re.ASCII)
_BETWEEN = re.compile(r"\s+", re.ASCII)
_CIRCLE = re.compile(rf"({_NUMBER}),({_NUMBER})\s+({_NUMBER})", re.ASCII)


@dataclass(frozen=True)
class Circle:
    """A circle on the ground.

    Parameters
    ----------
    lon, lat
        Its middle, degrees.
    radius_km
        Its radius, km; zero for a point.
    """

    lon: float
    lat: float
    radius_km: float


@dataclass(frozen=True)
class NoShape:
    """Why a text is no shape.

    Parameters
    ----------
    code
        ``blank-shape``, ``wrong-point``, ``few-points``, ``open-polygon``, ``crossed-polygon``, ``wrong-circle``.
    reason
        What is wrong with it.
    remedy
        What to do.
    """

    code: str
    reason: Message
    remedy: Message


def polygon_of(text: str) -> Polygon | NoShape:
    """Return the polygon of a text, longitude and latitude in degrees, or why it is none.

    Parameters
    ----------
    text
        ``latitude,longitude`` pairs with blanks between them; the last is the first.
    """
    ring = ring_of(text)
    return ring if isinstance(ring, NoShape) else Polygon(ring)


def ring_of(text: str) -> NDArray[np.float64] | NoShape:
    """Return the points of a polygon without building it, or why it is none.

    Parameters
    ----------
    text
        As for `polygon_of`.

    Returns
    -------
    float64 (p, 2) or NoShape
        Longitude and latitude, degrees; the last is the first.
    """
    points = _points(text)
    if isinstance(points, NoShape):
        return points
    if not 4 <= len(points) <= MOST_POINTS:
        what = Message("the polygon has {count} points", count=len(points))
        remedy = Message(mark("give 4 to {most:,}, the last equal to the first"), most=MOST_POINTS)
        return NoShape("few-points", what, remedy)
    if (points[0] != points[-1]).any():
        what = Message("the polygon does not end where it begins")
        return NoShape("open-polygon", what, Message(mark("repeat the first point at the end")))
    wrong = None if certainly_simple(points) else _crossed(points)
    return points if wrong is None else wrong


def _crossed(points: NDArray[np.float64]) -> NoShape | None:
    """Return why a ring is no valid polygon, as GEOS says; None where it is one."""
    wrong = ragged(points)
    if wrong is not None:
        return NoShape("crossed-polygon", wrong, Message(mark("draw it with fewer points")))
    polygon = Polygon(points)
    reason = shapely.is_valid_reason(polygon)
    if reason != VALID:
        what = Message("the polygon is not valid: {reason}", reason=reason)
    elif polygon.area <= 0.0:
        what = Message("the polygon has no area")
    else:
        return None
    return NoShape("crossed-polygon", what, Message(mark("draw it so that its sides do not cross or touch")))


def ragged(points: NDArray[np.float64]) -> Message | None:
    """Say why GEOS is not asked whether a ring is simple; None where it is, or where there is no need to ask.

    Parameters
    ----------
    points
        float64 (p, 2), finite; the last is the first.
    """
    if len(points) <= MOST_RAGGED or certainly_simple(points):
        return None
    text = mark("a line of {count:,} points runs to and fro or nearly touches itself; {most:,} such points are judged")
    return Message(text, count=len(points), most=MOST_RAGGED)


def circle_of(text: str) -> Circle | NoShape:
    """Return the circle of a text, or why it is none.

    Parameters
    ----------
    text
        ``latitude,longitude radius``, degrees and km.
    """
    if not text.strip():
        return NoShape("blank-shape", Message("the circle is empty"), Message(mark("leave the element out")))
    found = _CIRCLE.fullmatch(text.strip())
    if found is not None:
        lat, lon, radius = (float(part) for part in found.groups())
        if -90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0 and 0.0 <= radius <= MOST_KM:
            return Circle(lon, lat, radius)
    what = Message("the circle is '{text}'", text=text.strip()[:60])
    remedy = mark("write it as 'latitude,longitude radius', in degrees and km, such as 34.6,119.2 10")
    return NoShape("wrong-circle", what, Message(remedy))


def polygons_of(area: Area) -> tuple[Polygon, ...]:
    """Return the polygons of an area; what is none is left out, and `anlan.alerts.validation` tells why.

    Parameters
    ----------
    area
        An area of a message.
    """
    return tuple(shape for text in area.polygons if isinstance(shape := polygon_of(text), Polygon))


def circles_of(area: Area) -> tuple[Circle, ...]:
    """Return the circles of an area; what is none is left out, and `anlan.alerts.validation` tells why.

    Parameters
    ----------
    area
        An area of a message.
    """
    return tuple(shape for text in area.circles if isinstance(shape := circle_of(text), Circle))


def _points(text: str) -> NDArray[np.float64] | NoShape:
    """Return longitude and latitude (n, 2), degrees."""
    stripped = text.strip()
    if not stripped:
        return NoShape("blank-shape", Message("the polygon is empty"), Message(mark("leave the element out")))
    points = read_ring(np.frombuffer(stripped.encode(errors="replace") + END, dtype=np.uint8))
    return points if len(points) else _points_one_by_one(stripped)


def _points_one_by_one(text: str) -> NDArray[np.float64] | NoShape:
    """Return the points of a text with numbers of many digits, or which of them is wrong."""
    pairs = _BETWEEN.split(text)
    numbers = np.empty((len(pairs), 2))
    for row, pair in enumerate(pairs):
        found = _PAIR.fullmatch(pair)
        if found is None:
            return _wrong_point(pair)
        numbers[row] = float(found[2]), float(found[1])
    outside = (np.abs(numbers) > MOST_DEGREES).any(axis=1)
    return _wrong_point(pairs[int(np.argmax(outside))]) if outside.any() else numbers


def _wrong_point(pair: str) -> NoShape:
    what = Message("the polygon has the point '{pair}'", pair=pair[:40])
    found = _PAIR.fullmatch(pair)
    swapped = found is not None and abs(float(found[1])) > 90.0 and abs(float(found[2])) <= 90.0
    remedy = (
        mark("write the latitude first, from -90 to 90, then the longitude")
        if swapped
        else mark("write each point as latitude,longitude in degrees, from -90 to 90 and from -180 to 180")
    )
    return NoShape("wrong-point", what, Message(remedy))
