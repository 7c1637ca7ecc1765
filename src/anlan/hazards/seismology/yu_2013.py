"""Ground motion on bedrock in the zone of strong earthquakes of eastern China, as used for GB 18306-2015.

Yu, Y., Li, S., Xiao, L. (2013), Development of ground motion attenuation relations for the new seismic hazard map of
China, Technology for Earthquake Disaster Prevention 8(1), 24-33. Magnitude Ms, natural logarithms, PGA in cm/s2 and
PGV in cm/s: ln Y = A + B M + C ln(R + D exp(E M)) along the longer and the shorter axis of elliptic isoseismals.
The coefficients are restated from the OpenQuake engine's implementation, whose hypocentral distance
R = sqrt(r^2 + h^2) with r the distance from the epicentre is taken over with the depth h of the source.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

TURN = 6.5
"""Magnitude above which A and B change."""

GAL_OF_G = 980.665
"""Standard gravity, cm/s2."""


@dataclass(frozen=True)
class Axis:
    """Coefficients along one axis, by the paper's names; `a` and `b` up to `TURN`, `a_large` and `b_large` above."""

    a: float
    b: float
    a_large: float
    b_large: float
    c: float
    d: float
    e: float

    def motion(self, magnitude: FloatArray, radius: FloatArray) -> FloatArray:
        """Median, natural logarithm, at hypocentral distances (km); shapes are broadcast."""
        return np.asarray(self._start(magnitude) + self.c * np.log(radius + self._near(magnitude)))

    def radius(self, magnitude: FloatArray, motion: FloatArray) -> FloatArray:
        """Hypocentral distance (km) at which a median is met, the inverse of `motion`; below zero where it never is."""
        return np.asarray(np.exp((motion - self._start(magnitude)) / self.c) - self._near(magnitude))

    def _start(self, magnitude: FloatArray) -> FloatArray:
        small = magnitude <= TURN
        return np.asarray(np.where(small, self.a + self.b * magnitude, self.a_large + self.b_large * magnitude))

    def _near(self, magnitude: FloatArray) -> FloatArray:
        return np.asarray(self.d * np.exp(self.e * magnitude))


PGA_LONG = Axis(4.5517, 1.5433, 8.1259, 0.9936, -2.315, 2.088, 0.399)
PGA_SHORT = Axis(2.7048, 1.5180, 6.3319, 0.9614, -2.004, 0.944, 0.447)
PGV_LONG = Axis(-0.8349, 1.8193, 3.3051, 1.1799, -2.103, 2.088, 0.399)
PGV_SHORT = Axis(-2.6381, 1.8124, 1.6376, 1.1546, -1.825, 0.944, 0.447)

PGA_SPREAD, PGV_SPREAD = 0.5428, 0.6233
"""Standard deviations in all, natural logarithm."""


def short_radius(magnitude: FloatArray, long_radius: FloatArray, depth: FloatArray) -> FloatArray:
    """Epicentral distance on the shorter axis with the same acceleration as `long_radius` has on the longer one, km.

    Parameters
    ----------
    magnitude, long_radius, depth
        Ms, epicentral distance on the longer axis (km) and depth (km); shapes are broadcast.

    Returns
    -------
    Zero where the longer axis has more than the shorter one at the epicentre.
    """
    motion = PGA_LONG.motion(magnitude, np.hypot(long_radius, depth))
    radius = PGA_SHORT.radius(magnitude, motion)
    return np.asarray(np.sqrt(np.maximum(np.maximum(radius, 0.0) ** 2 - depth**2, 0.0)))
