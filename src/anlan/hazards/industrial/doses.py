"""Toxic load of a passing cloud, out of doors and indoors.

A cloud of duration T that is spread along the wind passes a place with the concentration C(t) = 0.5 C_plume
[erf(s + z) - erf(s - z)], s = u t / (sqrt(2) sigma_x), z its `anlan.hazards.industrial.plume.stretch`. Its load, the
time integral of C^n, is that of its highest concentration over an *equivalent time* H_n(z) sqrt(2) sigma_x / u.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from anlan.hazards.industrial.releases import LONGEST_S
from anlan.hazards.industrial.substances import Probit

FloatArray = NDArray[np.float64]

STRETCHES = np.exp(np.linspace(math.log(1e-3), math.log(1e3), 121))
"""Stretches at which the equivalent time is tabulated; below and above, the limits of a puff and of a plume hold."""

TIMES = np.exp(np.linspace(math.log(1.0), math.log(LONGEST_S), 61))
"""Equivalent times at which the shelter of buildings is tabulated, s."""

STEPS = 2000
"""Steps of the integrals over time."""


def equivalent_time(stretch: FloatArray, n: float) -> FloatArray:
    """H_n(z): time over which the highest concentration would give the load, in units of sqrt(2) sigma_x / u.

    Parameters
    ----------
    stretch
        z, above zero, (k,).
    n
        Exponent of the concentration.

    Returns
    -------
    float64 (k,); sqrt(pi / n) for a puff, 2 z for a plume.
    """
    found = np.empty_like(stretch)
    for place, z in enumerate(stretch):
        s = np.linspace(0.0, z + 5.0, STEPS)
        passing = 0.5 * (erf(s + z) - erf(s - z)) / erf(z)
        found[place] = 2.0 * np.trapezoid(passing**n, s)
    return found


def shelter(seconds: FloatArray, n: float, air_changes: float) -> FloatArray:
    """Load indoors over load out of doors for a cloud of constant concentration.

    The air of a room follows dC_in/dt = changes (C - C_in). People stay for half an hour from the cloud's arrival,
    and go on breathing what is left in the room after it has passed.

    Parameters
    ----------
    seconds
        Duration of the cloud, at most half an hour, (k,).
    n
        Exponent of the concentration.
    air_changes
        Exchange of the room's air, 1/h.

    Returns
    -------
    float64 (k,), 0 to 1.
    """
    pace = air_changes / 3600.0
    found = np.empty_like(seconds)
    for place, end in enumerate(seconds):
        during = np.linspace(0.0, end, STEPS)
        load = np.trapezoid((-np.expm1(-pace * during)) ** n, during)
        left = (-math.expm1(-pace * end)) ** n
        load += left * -math.expm1(-n * pace * (LONGEST_S - end)) / (n * pace)
        found[place] = load / end
    return np.minimum(found, 1.0)


@dataclass(frozen=True)
class DoseTables:
    """What the kernels look up for each substance.

    Parameters
    ----------
    log_time
        ln H_n at `STRETCHES`, (substances, 121).
    log_shelter
        ln of the shelter of buildings at `TIMES`, (substances, 61).
    probits
        a, b and n of each substance, (substances, 3).
    """

    log_time: FloatArray
    log_shelter: FloatArray
    probits: FloatArray

    @classmethod
    def of(cls, probits: list[Probit], air_changes: float) -> "DoseTables":
        """Tabulate for some substances."""
        return cls(
            np.log([equivalent_time(STRETCHES, probit.n) for probit in probits]),
            np.log([shelter(TIMES, probit.n, air_changes) for probit in probits]),
            np.array([[probit.a, probit.b, probit.n] for probit in probits]),
        )
