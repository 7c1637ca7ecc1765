"""Seismic sources: how often, how large and where earthquakes of a zone or a fault strike."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.hazards.plane import Plane
from anlan.hazards.seismology.scaling import moment_magnitude, rupture_length

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """A zone of equal seismicity, or a fault.

    Parameters
    ----------
    id
        Identifier.
    shape
        Polygon of a zone, or line along the trace of a vertical fault; longitude and latitude in degrees.
    rate
        Events a year at or above `magnitude_min`.
    b_value
        Gutenberg-Richter b.
    magnitude_min, magnitude_max
        Limits of the surface-wave magnitudes.
    depth_km
        Depth of the hypocentres.
    strike_deg
        Strike of the ruptures of a zone, degrees from north; None draws it at random. A fault has its own.
    """

    id: str
    shape: shapely.Geometry
    rate: float
    b_value: float
    magnitude_min: float
    magnitude_max: float
    depth_km: float
    strike_deg: float | None


class Ruptures(NamedTuple):
    """Straight ruptures, each float64 (n,): middle (degrees), strike (degrees from north) and length (km)."""

    lon: FloatArray
    lat: FloatArray
    strike_deg: FloatArray
    length_km: FloatArray


def share_at_least(magnitude: FloatArray, source: Source) -> FloatArray:
    """Share of a source's events that reach a magnitude, by the truncated Gutenberg-Richter law.

    Cornell and Vanmarcke (1969), The major influences on seismic risk, 4th World Conference on Earthquake
    Engineering, Santiago, A1, 69-83.

    Parameters
    ----------
    magnitude
        Magnitudes, any shape; outside the limits of the source the share is 1 or 0.
    source
        The source.
    """
    beta = source.b_value * math.log(10.0)
    held = np.clip(magnitude, source.magnitude_min, source.magnitude_max)
    top = math.exp(-beta * (source.magnitude_max - source.magnitude_min))
    return np.asarray((np.exp(-beta * (held - source.magnitude_min)) - top) / (1.0 - top))


def magnitudes(source: Source, events: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw magnitudes evenly over the range, and the frequency that each stands for.

    The range is cut into `events` equal classes; one magnitude is drawn in each and carries the rate of its class.
    Large magnitudes are thus as well represented as small ones, and the frequencies add up to the rate exactly.

    Returns
    -------
    Magnitudes and frequencies (1/year), each float64 (events,).
    """
    edges = np.linspace(source.magnitude_min, source.magnitude_max, events + 1)
    drawn = edges[:-1] + np.diff(edges) * rng.random(events)
    return drawn, -source.rate * np.diff(share_at_least(edges, source))


def ruptures(source: Source, magnitude: FloatArray, rng: np.random.Generator, plane: Plane) -> Ruptures:
    """Draw where the ruptures of some magnitudes lie.

    In a zone the middle is drawn evenly over the surface. On a fault the rupture is drawn evenly among the places at
    which its whole length fits on the trace; one that is longer than the trace takes all of it. Its ends lie on the
    trace, and it is straight between them.

    Parameters
    ----------
    source
        The source.
    magnitude
        Surface-wave magnitudes, (n,).
    rng
        Random generator.
    plane
        Plane on which lengths are taken.
    """
    length = rupture_length(moment_magnitude(magnitude))
    if isinstance(source.shape, shapely.LineString):
        return along(source.shape, length, rng, plane)
    lon, lat = points_in(source.shape, magnitude.size, rng)
    fixed = source.strike_deg
    strike = 180.0 * rng.random(magnitude.size) if fixed is None else np.full(magnitude.size, fixed)
    return Ruptures(lon, lat, strike, length)


def along(trace: shapely.Geometry, length: FloatArray, rng: np.random.Generator, plane: Plane) -> Ruptures:
    """Draw ruptures of given lengths (km) on a line in degrees; see `ruptures`."""
    lon, lat = shapely.get_coordinates(trace).T
    x, y = plane.xy(lon, lat)
    run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    held = np.minimum(length, run[-1])
    start = (run[-1] - held) * rng.random(length.size)
    ends = np.stack([start, start + held])
    end_lon, end_lat = np.interp(ends, run, lon), np.interp(ends, run, lat)
    east, north = (np.diff(one, axis=0)[0] for one in plane.xy(end_lon, end_lat))
    strike = np.degrees(np.arctan2(east, north)) % 180.0
    return Ruptures(end_lon.mean(axis=0), end_lat.mean(axis=0), strike, np.hypot(east, north))


def points_in(polygon: shapely.Geometry, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw points evenly over the surface of a polygon.

    Parameters
    ----------
    polygon
        Longitude and latitude in degrees; its area must not be zero.
    count
        Number of points.
    rng
        Random generator.

    Returns
    -------
    Longitude and latitude, degrees, each float64 (count,).
    """
    west, south, east, north = shapely.bounds(polygon)
    low, high = math.sin(math.radians(south)), math.sin(math.radians(north))
    lon, lat = np.empty(0), np.empty(0)
    while lon.size < count:
        tries = 2 * count + 64
        new_lon = west + (east - west) * rng.random(tries)
        new_lat = np.degrees(np.arcsin(low + (high - low) * rng.random(tries)))
        inside = shapely.contains_xy(polygon, new_lon, new_lat)
        lon, lat = np.append(lon, new_lon[inside]), np.append(lat, new_lat[inside])
    return lon[:count], lat[:count]
