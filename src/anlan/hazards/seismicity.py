"""Earthquakes of area sources: how often, how large, where."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """A zone of equal seismicity.

    Parameters
    ----------
    id
        Identifier.
    polygon
        Zone, longitude and latitude in degrees.
    rate
        Events a year at or above `magnitude_min`.
    b_value
        Gutenberg-Richter b.
    magnitude_min, magnitude_max
        Limits of the magnitudes.
    depth_km
        Depth of the hypocentres.
    strike_deg
        Strike of the ruptures, degrees from north; None draws it at random.
    """

    id: str
    polygon: shapely.Geometry
    rate: float
    b_value: float
    magnitude_min: float
    magnitude_max: float
    depth_km: float
    strike_deg: float | None


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


def rupture_length(magnitude: FloatArray) -> FloatArray:
    """Length of the rupture below ground, km.

    Wells and Coppersmith (1994), New empirical relationships among magnitude, rupture length, rupture width, rupture
    area, and surface displacement, BSSA 84, 974-1002, table 2A, all slip types: log10 RLD = -2.44 + 0.59 M.
    """
    return np.asarray(10.0 ** (-2.44 + 0.59 * magnitude))
