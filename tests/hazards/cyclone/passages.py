"""How storms pass a place: what a made set must share with the record."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.cyclone.decay import EAST, LAT, NORTH, RADIUS_FACTOR, X, Y, deficits
from anlan.hazards.cyclone.land import flags_of
from anlan.hazards.cyclone.storms import Storms
from anlan.hazards.cyclone.vortex import coriolis_of, radius_of_maximum_wind, shape_of, vortex_wind

RADII_KM = (300.0, 500.0)

CRITICAL = 1.358
"""Kolmogorov-Smirnov: times 1 / sqrt(n) the distance that 5 % of samples of n exceed."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Passages:
    """Storms seen from the middle of the plane, one entry for each event.

    Parameters
    ----------
    frequency
        Occurrences a year of each event.
    nearest
        Smallest distance of the centre, km.
    landfall
        Distance at which the centre first comes from sea to land within the largest radius, km; inf if it does not.
    deficit, wind
        Largest pressure deficit (hPa) and largest wind of the vortex at sea (m/s) within each of `RADII_KM`, (n, 2).
    """

    frequency: float
    nearest: FloatArray
    landfall: FloatArray
    deficit: FloatArray
    wind: FloatArray

    def rate(self, distance: FloatArray, radius_km: float) -> float:
        """Return how many a year come as near as a radius."""
        return float((distance <= radius_km).sum() * self.frequency)

    def within(self, field: str, radius_km: float) -> FloatArray:
        """Return the deficits or winds of the storms that come within a radius."""
        values: FloatArray = getattr(self, field)[:, RADII_KM.index(radius_km)]
        return values[values > 0.0]


def passages(storms: Storms) -> Passages:
    """Follow every event hour by hour."""
    arrays, count = storms.arrays, storms.sample.storm.size
    nearest, landfall = np.empty(count), np.full(count, np.inf)
    deficit, wind = np.zeros((count, 2)), np.zeros((count, 2))
    for event in range(count):
        part = slice(*arrays.first[arrays.storm[event] : arrays.storm[event] + 2])
        x = arrays.track[X, part] + arrays.change[EAST, event]
        y = arrays.track[Y, part] + arrays.change[NORTH, event]
        left = np.empty(x.size)
        deficits(arrays, event, left)
        away = np.hypot(x, y)
        nearest[event] = away.min()
        over = flags_of(arrays.mask, arrays.frame[0] + x / arrays.frame[2], arrays.frame[1] + y / arrays.frame[3])
        ashore = np.flatnonzero(~over[:-1] & over[1:] & (left[1:] > 0.0)) + 1
        landfall[event] = away[ashore].min(initial=np.inf)
        for column, radius_km in enumerate(RADII_KM):
            inside = np.flatnonzero(away <= radius_km)
            if inside.size:
                at = inside[np.argmax(left[inside])]
                deficit[event, column] = left[at]
                lat = float(arrays.track[LAT, part][at])
                wind[event, column] = largest_wind(
                    storms, float(left[at]), lat, float(arrays.change[RADIUS_FACTOR, event])
                )
    return Passages(float(storms.frequency[0]), nearest, landfall, deficit, wind)


def largest_wind(storms: Storms, deficit: float, lat: float, radius_factor: float) -> float:
    """Return the largest wind of the vortex at sea, m/s, without its motion; 0 where there is no storm left."""
    if deficit <= 0.0:
        return 0.0
    radius = radius_of_maximum_wind(deficit, lat) * radius_factor
    shape = shape_of(storms.physics, radius, deficit, lat)
    return float(vortex_wind(storms.physics, radius, radius, deficit, shape, coriolis_of(lat)))


def smirnov(one: FloatArray, other: FloatArray) -> float:
    """Return the largest distance between the distribution functions of two samples."""
    at = np.sort(np.concatenate([one, other]))
    shares = [np.searchsorted(np.sort(sample), at, "right") / sample.size for sample in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())
