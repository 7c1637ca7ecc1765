"""Ground motion of shallow crustal earthquakes after Boore, Stewart, Seyhan and Atkinson, with the term for China.

Boore, D. M., Stewart, J. P., Seyhan, E., Atkinson, G. M. (2014), NGA-West2 equations for predicting PGA, PGV, and 5 %
damped PSA for shallow crustal earthquakes, Earthquake Spectra 30, 1057-1085 (BSSA14): unspecified mechanism, no basin
term, anelastic term of China and Turkey. Magnitude Mw, distance of Joyner and Boore in km, PGA in g, PGV in cm/s,
natural logarithms.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

REFERENCE_VS30 = 760.0
"""Vs30 of the reference ground, m/s."""

REFERENCE_MAGNITUDE = 4.5
"""Mref of equation 3; Rref is 1 km."""

SITE_PGA_G = 0.1
"""f3 of equation 7, g."""

SOFT_VS30, STIFF_VS30 = 225.0, 300.0
"""V1 and V2 of equation 15, m/s."""


@dataclass(frozen=True)
class Coefficients:
    """Row of BSSA14's table of coefficients, by the paper's names, for one measure of ground motion."""

    e0: float
    e4: float
    e5: float
    e6: float
    mh: float
    c1: float
    c2: float
    c3: float
    dc3: float
    h: float
    c: float
    vc: float
    f4: float
    f5: float
    r1: float
    r2: float
    dphi_r: float
    dphi_v: float
    phi1: float
    phi2: float
    tau1: float
    tau2: float


PGA = Coefficients(
    e0=0.4473, e4=1.431, e5=0.05053, e6=-0.1662, mh=5.5, c1=-1.134, c2=0.1917, c3=-0.008088, dc3=0.002858, h=4.5,
    c=-0.6, vc=1500.0, f4=-0.15, f5=-0.00701, r1=110.0, r2=270.0, dphi_r=0.1, dphi_v=0.07, phi1=0.695, phi2=0.495,
    tau1=0.398, tau2=0.348,
)  # fmt: skip
"""Peak ground acceleration, g."""

PGV = Coefficients(
    e0=5.037, e4=1.073, e5=-0.1536, e6=0.2252, mh=6.2, c1=-1.243, c2=0.1489, c3=-0.00344, dc3=0.004345, h=5.3,
    c=-0.84, vc=1300.0, f4=-0.1, f5=-0.00844, r1=105.0, r2=272.0, dphi_r=0.082, dphi_v=0.08, phi1=0.644, phi2=0.552,
    tau1=0.401, tau2=0.346,
)  # fmt: skip
"""Peak ground velocity, cm/s."""


def rock(of: Coefficients, magnitude: FloatArray, distance: FloatArray) -> FloatArray:
    """Median on the reference ground, natural logarithm: F_E + F_P of equation 1.

    Parameters
    ----------
    of
        Measure of ground motion.
    magnitude, distance
        Mw and Joyner-Boore distance (km), of shapes that can be broadcast.
    """
    above = magnitude - of.mh
    event = of.e0 + np.where(above <= 0.0, of.e4 * above + of.e5 * above**2, of.e6 * above)  # equation 2
    radius = np.sqrt(distance**2 + of.h**2)  # equation 4
    spreading = of.c1 + of.c2 * (magnitude - REFERENCE_MAGNITUDE)
    return np.asarray(event + spreading * np.log(radius) + (of.c3 + of.dc3) * (radius - 1.0))  # equation 3


def linear_site(of: Coefficients, vs30: FloatArray) -> FloatArray:
    """Linear site term, natural logarithm (equation 6), for Vs30 in m/s, any shape."""
    return np.asarray(of.c * np.log(np.minimum(vs30, of.vc) / REFERENCE_VS30))


def nonlinear_site(of: Coefficients, vs30: FloatArray) -> FloatArray:
    """f2 of equation 8: what `softening` is multiplied by, for Vs30 in m/s, any shape."""
    held = np.minimum(vs30, REFERENCE_VS30) - 360.0
    return np.asarray(of.f4 * (np.exp(of.f5 * held) - math.exp(of.f5 * 400.0)))


def softening(rock_pga_g: FloatArray) -> FloatArray:
    """ln((PGA_r + f3) / f3) of equation 7, for the median PGA on the reference ground in g, any shape."""
    return np.asarray(np.log((rock_pga_g + SITE_PGA_G) / SITE_PGA_G))


def between(of: Coefficients, magnitude: FloatArray) -> FloatArray:
    """Return the standard deviation between events, tau (equation 14), natural logarithm, any shape."""
    return np.asarray(np.interp(magnitude, [4.5, 5.5], [of.tau1, of.tau2]))


def within(of: Coefficients, magnitude: FloatArray, distance: FloatArray) -> FloatArray:
    """Return the standard deviation within an event where Vs30 is 300 m/s or more, phi of equations 16 and 17."""
    far = np.clip(np.log(np.maximum(distance, of.r1) / of.r1) / math.log(of.r2 / of.r1), 0.0, 1.0)
    return np.asarray(np.interp(magnitude, [4.5, 5.5], [of.phi1, of.phi2]) + of.dphi_r * far)


def within_less(of: Coefficients, vs30: FloatArray) -> FloatArray:
    """Return by how much `within` is smaller on soft ground (equation 15), for Vs30 in m/s, any shape."""
    held = np.clip(vs30, SOFT_VS30, STIFF_VS30)
    return np.asarray(of.dphi_v * np.log(STIFF_VS30 / held) / math.log(STIFF_VS30 / SOFT_VS30))
