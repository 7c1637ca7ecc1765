"""Shapes of an area as they are meant: polygons and circles in longitude and latitude.

A shape that is not valid is refused: it is never mended, and never widened (CAP 1.2, 3.2.4, says how they are written).
"""

import re
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from anlan.alerts.message import Area
from anlan.language import Message, mark

MOST_POINTS = 200_000
"""Points of a polygon."""

MOST_KM = 20_000.0
"""Radius of a circle, km: half the way around the earth."""

MANY_SIGNS = 2_000
"""Signs of a text from which its numbers are read all at once."""

MOST_EXACT = 16
"""Signs of a number whose digits and power of ten a double holds exactly, so that their quotient is rounded once."""

_NUMBER = r"[-+]?+(?:\d++\.?+\d*+|\.\d++)"
_PAIR = re.compile(rf"({_NUMBER}),({_NUMBER})", re.ASCII)
_PAIRS = re.compile(rf"{_NUMBER},{_NUMBER}(?:\s++{_NUMBER},{_NUMBER})*+", re.ASCII)
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
    polygon = Polygon(points)
    if not polygon.is_valid:
        what = Message("the polygon is not valid: {reason}", reason=shapely.is_valid_reason(polygon))
        return NoShape("crossed-polygon", what, Message(mark("draw it so that its sides do not cross or touch")))
    if polygon.area <= 0.0:
        what = Message("the polygon has no area")
        return NoShape("crossed-polygon", what, Message(mark("draw it so that its sides do not cross or touch")))
    return polygon


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
    if _PAIRS.fullmatch(stripped) is None:
        wrong = next(pair for pair in stripped.split() if _PAIR.fullmatch(pair) is None)
        return _wrong_point(wrong)
    numbers = _numbers(stripped).reshape(-1, 2)[:, ::-1]
    outside = (np.abs(numbers[:, 1]) > 90.0) | (np.abs(numbers[:, 0]) > 180.0)
    if outside.any():
        return _wrong_point(stripped.split()[int(np.argmax(outside))])
    return numbers


def _numbers(text: str) -> NDArray[np.float64]:
    """Return the numbers of a text in which commas and blanks stand between them.

    Many are read at once: their digits as whole numbers, divided by the power of ten that the point stands for. Both
    are exact, so the quotient is the double nearest to the decimal number, as `float` has it.
    """
    blanked = text.replace(",", " ")
    if len(text) >= MANY_SIGNS:
        signs = np.frombuffer(f"{blanked} ".encode(), dtype=np.uint8)
        blank = signs <= ord(" ")
        ends = np.flatnonzero(blank[1:] & ~blank[:-1]) + 1
        starts = np.flatnonzero(~blank[1:] & blank[:-1]) + 1
        if np.max(ends - np.concatenate(([0], starts))) <= MOST_EXACT:
            points = np.flatnonzero(signs == ord("."))
            places = np.zeros(ends.size)
            numbers = np.searchsorted(ends, points)
            places[numbers] = ends[numbers] - points - 1
            digits = np.fromstring(blanked.replace(".", ""), dtype=np.int64, sep=" ")
            return digits / 10.0**places
    return np.fromiter(map(float, blanked.split()), dtype=np.float64)


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
