"""Coordinates of Chinese web maps (GCJ-02) and of satellites (WGS 84), one into the other.

Maps published in China shift positions by 100 to 700 m with a formula that has never been released; what is used
here is the reconstruction that agrees with published map services to about a metre.

Sources
-------
Formula and constants: the reconstruction in public use since 2010, as described in Wikipedia, "Restrictions on
geographic data in China", section "GCJ-02" (read 2025); reference points: test values of the project eviltransform.
Ellipsoid: Krasovsky 1940, a = 6378245 m, 1/f = 298.3.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SEMI_MAJOR_AXIS_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006693421622965943
CHINA_LON = (72.004, 137.8347)
CHINA_LAT = (0.8293, 55.8271)
"""Degrees; the box outside which positions are not shifted."""

TOLERANCE_DEG = 1e-9
"""Change below which the inverse has converged: 0.1 mm, far finer than the 1e-7 degrees that are promised."""

MAX_ITERATIONS = 30

Degrees = NDArray[np.float64]


def in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Say which positions lie in the box in which GCJ-02 differs from WGS 84."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = (lon >= CHINA_LON[0]) & (lon <= CHINA_LON[1]) & (lat >= CHINA_LAT[0]) & (lat <= CHINA_LAT[1])
    return np.asarray(inside, dtype=np.bool_)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift WGS 84 positions to GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees, any equal shapes; positions outside China are returned unchanged.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    shift_lon, shift_lat = _shift(lon, lat)
    inside = in_china(lon, lat)
    return np.where(inside, lon + shift_lon, lon), np.where(inside, lat + shift_lat, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift GCJ-02 positions back to WGS 84, by fixed-point iteration, to better than 1e-7 degrees.

    Parameters
    ----------
    lon, lat
        Degrees, any equal shapes; positions outside China are returned unchanged.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    at_lon, at_lat = lon.copy(), lat.copy()
    for _ in range(MAX_ITERATIONS):
        shift_lon, shift_lat = _shift(at_lon, at_lat)
        step = max(np.abs(lon - shift_lon - at_lon).max(initial=0.0), np.abs(lat - shift_lat - at_lat).max(initial=0.0))
        at_lon, at_lat = lon - shift_lon, lat - shift_lat
        if step < TOLERANCE_DEG:
            break
    inside = in_china(lon, lat)
    return np.where(inside, at_lon, lon), np.where(inside, at_lat, lat)


def _shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return how far GCJ-02 lies from WGS 84, in degrees of longitude and latitude."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    short = _waves(x, (6.0, 20.0), (2.0, 20.0))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += short + _waves(y, (1.0, 20.0), (1 / 3, 40.0), (1 / 12, 160.0), (1 / 30, 320.0))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += short + _waves(x, (1.0, 20.0), (1 / 3, 40.0), (1 / 12, 150.0), (1 / 30, 300.0))
    parallel = np.radians(lat)
    bend = 1.0 - ECCENTRICITY_SQUARED * np.sin(parallel) ** 2
    meridian_m = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / bend**1.5
    parallel_m = SEMI_MAJOR_AXIS_M / np.sqrt(bend) * np.cos(parallel)
    return np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)


def _waves(at: Degrees, *terms: tuple[float, float]) -> Degrees:
    """Return two thirds of the sum of sines given as (half-cycles a degree, metres)."""
    total: Degrees = sum((metres * np.sin(rate * np.pi * at) for rate, metres in terms), start=np.zeros_like(at))
    return total * (2.0 / 3.0)
