"""The astronomical tide: a sum of harmonic constituents with nodal corrections.

Sources: astronomical longitudes, Doodson numbers and nodal corrections of Pugh and Woodworth (2014), *Sea-Level
Science*, Cambridge University Press, chapter 4 (tables 4.1 to 4.3); Doodson and Warburg (1941), *Admiralty Manual of
Tides*.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

EPOCH = np.datetime64("1900-01-01T00:00", "ms")
"""Moment from which the mean longitudes are counted."""

CENTURY_H = 36525.0 * 24.0
"""Hours in a Julian century."""

LONGITUDES = {
    "moon": (277.0247, 481267.8906, 0.0011),
    "sun": (280.1895, 36000.7689, 0.0003),
    "perigee": (334.3853, 4069.0340, -0.0103),
    "node": (259.1568, -1934.1420, 0.0021),
}
"""Mean longitudes: degrees, degrees a century, degrees a century squared."""


@dataclass(frozen=True)
class Constituent:
    """Argument of a constituent.

    Parameters
    ----------
    doodson
        Multiples of lunar time, of the longitudes of the moon, the sun and the moon's perigee.
    offset_deg
        Phase at the origin, degrees.
    nodal
        Constituents, with their power, whose nodal corrections it takes.
    """

    doodson: tuple[int, int, int, int]
    offset_deg: float = 0.0
    nodal: Mapping[str, int] | None = None


LUNAR = {"M2": 1}

CONSTITUENTS: Mapping[str, Constituent] = {
    "M2": Constituent((2, 0, 0, 0), nodal=LUNAR),
    "S2": Constituent((2, 2, -2, 0)),
    "N2": Constituent((2, -1, 0, 1), nodal=LUNAR),
    "K2": Constituent((2, 2, 0, 0), nodal={"K2": 1}),
    "NU2": Constituent((2, -1, 2, -1), nodal=LUNAR),
    "MU2": Constituent((2, -2, 2, 0), nodal=LUNAR),
    "2N2": Constituent((2, -2, 0, 2), nodal=LUNAR),
    "L2": Constituent((2, 1, 0, -1), 180.0, nodal=LUNAR),
    "K1": Constituent((1, 1, 0, 0), 90.0, nodal={"K1": 1}),
    "O1": Constituent((1, -1, 0, 0), -90.0, nodal={"O1": 1}),
    "P1": Constituent((1, 1, -2, 0), -90.0),
    "Q1": Constituent((1, -2, 0, 1), -90.0, nodal={"O1": 1}),
    "M4": Constituent((4, 0, 0, 0), nodal={"M2": 2}),
    "MN4": Constituent((4, -1, 0, 1), nodal={"M2": 2}),
    "MS4": Constituent((4, 2, -2, 0), nodal=LUNAR),
    "SA": Constituent((0, 0, 1, 0)),
    "SSA": Constituent((0, 0, 2, 0)),
}
"""Constituents that are known, by name."""

NODAL = {
    "M2": (1.0, -0.037, -2.1),
    "K2": (1.024, 0.286, -17.7),
    "K1": (1.006, 0.115, -8.9),
    "O1": (1.009, 0.187, 10.8),
}
"""Nodal corrections: factor f = a + b cos N, angle u = c sin N in degrees."""


@dataclass(frozen=True)
class Tide:
    """Harmonic constants of a station.

    Parameters
    ----------
    names
        Constituents, k keys of `CONSTITUENTS`.
    amplitude
        Amplitudes, m, [k].
    phase
        Phase lags behind the equilibrium tide at Greenwich, degrees, [k].
    """

    names: tuple[str, ...]
    amplitude: FloatArray
    phase: FloatArray

    def height(self, hours: FloatArray) -> FloatArray:
        """Return the height of the tide above mean sea level.

        Parameters
        ----------
        hours
            Hours since `EPOCH` (universal time), any shape.

        Returns
        -------
        Metres, the shape of `hours`.
        """
        amplitude, angle = self.waves(np.asarray(hours, dtype=np.float64))
        return np.asarray((amplitude * np.cos(angle)).sum(axis=-1))

    @property
    def usual_height(self) -> float:
        """Height of the wave that has the variance of the tide, m: the root of the summed squares of the amplitudes."""
        return float(np.sqrt((self.amplitude**2).sum()))

    @property
    def speed(self) -> FloatArray:
        """Speeds of the constituents, rad/h, [k]."""
        longitude = {name: np.array([0.0, b / CENTURY_H]) for name, (_, b, _) in LONGITUDES.items()}
        hours = np.array([0.0, 1.0])
        return np.array([np.radians(np.ptp(_argument(CONSTITUENTS[name], hours, longitude))) for name in self.names])

    def waves(self, hours: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return amplitude (m) and angle (rad) of each constituent at some moments; the height is the sum a cos(angle).

        Over the days of a storm the angles grow with `speed`, and the nodal corrections do not change.

        Parameters
        ----------
        hours
            Hours since `EPOCH` (universal time), (n,).

        Returns
        -------
        Two arrays (n, k).
        """
        longitude = _longitudes(hours)
        node = np.radians(longitude["node"])
        amplitudes, angles = [], []
        for name, amplitude, phase in zip(self.names, self.amplitude, self.phase, strict=True):
            factor, turn = _nodal(CONSTITUENTS[name], node)
            amplitudes.append(amplitude * factor)
            angles.append(np.radians((_argument(CONSTITUENTS[name], hours, longitude) + turn - phase) % 360.0))
        return np.stack(amplitudes, axis=-1), np.stack(angles, axis=-1)


def hours_of(moments: NDArray[np.datetime64]) -> FloatArray:
    """Return hours since `EPOCH` of moments in universal time."""
    return np.asarray((moments - EPOCH) / np.timedelta64(1, "h"), dtype=np.float64)


def spring_and_neap(spring_high_m: float, neap_high_m: float, mean_m: float) -> Tide:
    """Return the tide of the two main constituents from mean levels of high water.

    At springs M2 and S2 add up, at neaps they subtract (Pugh and Woodworth 2014, section 4.4). Phases are not known
    from levels and are zero: such a tide is right in its distribution, not on a date.

    Parameters
    ----------
    spring_high_m, neap_high_m, mean_m
        Mean high water at springs and neaps and mean sea level above the same zero, m.
    """
    lunar = (spring_high_m + neap_high_m) / 2.0 - mean_m
    solar = (spring_high_m - neap_high_m) / 2.0
    return Tide(("M2", "S2"), np.array([lunar, solar]), np.zeros(2))


def tide_of(constants: Sequence[tuple[str, float, float]]) -> Tide:
    """Return the tide of (constituent, amplitude in m, phase lag in degrees)."""
    names, amplitude, phase = zip(*constants, strict=True)
    return Tide(tuple(names), np.array(amplitude, dtype=np.float64), np.array(phase, dtype=np.float64))


def _longitudes(hours: FloatArray) -> Mapping[str, FloatArray]:
    century = hours / CENTURY_H
    return {name: a + b * century + c * century**2 for name, (a, b, c) in LONGITUDES.items()}


def _argument(constituent: Constituent, hours: FloatArray, longitude: Mapping[str, FloatArray]) -> FloatArray:
    """Return the equilibrium argument, degrees."""
    lunar_time = 15.0 * hours + longitude["sun"] - longitude["moon"]
    one, two, three, four = constituent.doodson
    total = one * lunar_time + two * longitude["moon"] + three * longitude["sun"] + four * longitude["perigee"]
    return np.asarray(total + constituent.offset_deg)


def _nodal(constituent: Constituent, node: FloatArray) -> tuple[FloatArray, FloatArray]:
    factor, angle = np.ones_like(node), np.zeros_like(node)
    for name, power in (constituent.nodal or {}).items():
        mean, swing, turn = NODAL[name]
        factor = factor * (mean + swing * np.cos(node)) ** power
        angle = angle + power * turn * np.sin(node)
    return factor, angle
