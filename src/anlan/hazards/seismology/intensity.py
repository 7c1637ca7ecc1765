"""Degrees of the Chinese intensity scale from ground motion, and directly from magnitude and distance."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

PGA_FACTOR, PGA_CONSTANT = 3.17, 6.59
"""Intensity from acceleration in m/s2: GB/T 17742-2020, appendix A, equation A.5."""

PGV_FACTOR, PGV_CONSTANT = 3.00, 9.77
"""Intensity from velocity in m/s: GB/T 17742-2020, appendix A, equation A.6."""

VELOCITY_RULES = 6.0
"""Degree from which on, met by both, velocity alone counts."""

HIGHEST = 12.0
"""Last degree of the scale."""

GRAVITY = 9.80665
"""Standard gravity, m/s2."""

PER_LN_PGA, PER_LN_PGV = PGA_FACTOR / math.log(10.0), PGV_FACTOR / math.log(10.0)
"""Degrees for each unit of the natural logarithm of the motion."""


def of_pga(ln_pga_g: FloatArray) -> FloatArray:
    """Degrees from the natural logarithm of PGA in g."""
    return np.asarray(PER_LN_PGA * (ln_pga_g + math.log(GRAVITY)) + PGA_CONSTANT)


def of_pgv(ln_pgv_cms: FloatArray) -> FloatArray:
    """Degrees from the natural logarithm of PGV in cm/s."""
    return np.asarray(PER_LN_PGV * (ln_pgv_cms - math.log(100.0)) + PGV_CONSTANT)


def pga_of(degree: NDArray[np.floating]) -> FloatArray:
    """PGA in g that alone gives a degree: the inverse of `of_pga`."""
    return np.asarray(10.0 ** ((degree - PGA_CONSTANT) / PGA_FACTOR) / GRAVITY, dtype=np.float64)


@compiled
def degree_of(by_pga: float, by_pgv: float) -> float:
    """Intensity from the degrees of acceleration and velocity (GB/T 17742-2020, appendix A, equation A.7).

    From degree VI of both on that of velocity, else the mean of the two; not above XII.
    """
    if by_pga >= VELOCITY_RULES and by_pgv >= VELOCITY_RULES:
        return min(by_pgv, HIGHEST)
    return min(0.5 * (by_pga + by_pgv), HIGHEST)


def xiao_yu(magnitude: FloatArray, distance: FloatArray, values: Mapping[str, float]) -> FloatArray:
    """Intensity at a distance from the rupture, mean of the relation made for GB 18306-2015.

    Xiao and Yu (2011), Establishment and characteristics of the ground motion attenuation relations for the new
    zonation map: minor axis, zone of strong earthquakes of eastern China.

    Parameters
    ----------
    magnitude, distance
        Ms and distance from the rupture line (km); shapes are broadcast.
    values
        ``ipe_constant``, ``ipe_magnitude``, ``ipe_distance``, ``ipe_distance_add_km``.
    """
    level = values["ipe_constant"] + values["ipe_magnitude"] * magnitude
    return np.asarray(level - values["ipe_distance"] * np.log10(distance + values["ipe_distance_add_km"]))
