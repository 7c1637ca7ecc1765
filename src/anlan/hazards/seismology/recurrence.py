"""How often earthquakes happen, by magnitude, from a catalogue that is complete for unequal periods.

Weichert (1980), Estimation of the earthquake recurrence parameters for unequal observation periods for different
magnitudes, BSSA 70, 1337-1346: counts in classes of magnitude are Poisson, class i of middle m_i has been observed
completely for t_i years and holds the share p_i of all events, p_i proportional to exp(-beta m_i). The likelihood is
largest where sum(t_i m_i exp(-beta m_i)) / sum(t_i exp(-beta m_i)) is the mean magnitude of the N events; the rate is
N sum(exp(-beta m_i)) / sum(t_i exp(-beta m_i)). The standard error of beta is that of the curvature of the likelihood,
the one of the rate is rate / sqrt(N).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from anlan.hazards.seismology.catalogue import Quakes

FloatArray = NDArray[np.float64]

STEEPEST = 20.0
"""Largest beta that is looked for, either sign."""


@dataclass(frozen=True)
class Counts:
    """Events in classes of magnitude, each array (k,), ascending.

    Parameters
    ----------
    middle
        Middle of each class.
    count
        Events counted.
    years
        Years for which the class is complete.
    width
        Width of the classes.
    """

    middle: FloatArray
    count: NDArray[np.int64]
    years: FloatArray
    width: float

    @property
    def least(self) -> float:
        """Lower bound of the lowest class."""
        return float(self.middle[0] - self.width / 2.0)


@dataclass(frozen=True)
class Recurrence:
    """Gutenberg-Richter law with standard errors.

    Parameters
    ----------
    least
        Magnitude at and above which `rate` counts.
    rate, rate_error
        Events a year, up to the upper bound of the highest class.
    b_value, b_error
        Gutenberg-Richter b; the error is 0 where b was given.
    """

    least: float
    rate: float
    rate_error: float
    b_value: float
    b_error: float


def counted(quakes: Quakes, periods: Sequence[tuple[int, float]], until: int, largest: float, width: float) -> Counts:
    """Count events by class within the periods for which the catalogue is complete.

    Parameters
    ----------
    quakes
        Main shocks.
    periods
        (first year, magnitude from which on the catalogue is complete since), in any order.
    until
        Last year of the catalogue, included.
    largest
        Upper bound of the highest class, which it takes in as well.
    width
        Width of the classes; the bounds are the smallest magnitude of the periods plus multiples of it.
    """
    least = min(magnitude for _, magnitude in periods)
    classes = max(round((largest - least) / width), 1)
    edges = least + width * np.arange(classes + 1)
    firsts = np.array([min(year for year, from_ in periods if from_ <= edge + 1e-9) for edge in edges[:-1]])
    place = np.minimum(np.floor((quakes.magnitude - least) / width + 1e-9).astype(np.int64), classes - 1)
    inside = (place >= 0) & (quakes.magnitude <= edges[-1] + 1e-9) & (quakes.year <= until)
    inside &= quakes.year >= firsts[np.maximum(place, 0)]
    count = np.bincount(place[inside], minlength=classes)
    middle = np.asarray(edges[:-1] + width / 2.0, dtype=np.float64)
    return Counts(middle, count, (until + 1 - firsts).astype(np.float64), width)


def weichert(counts: Counts, b_value: float | None = None) -> Recurrence:
    """Fit a Gutenberg-Richter law by maximum likelihood.

    Parameters
    ----------
    counts
        Events by class.
    b_value
        Gutenberg-Richter b where it is known from elsewhere; None estimates it.

    Raises
    ------
    ValueError
        If there is no event, or all lie in the lowest or in the highest class while b is to be estimated.
    """
    total = int(counts.count.sum())
    if total == 0:
        raise ValueError("no event lies in the periods; lower the magnitudes or lengthen the periods")
    if b_value is None:
        beta, beta_error = _beta(counts)
    else:
        beta, beta_error = b_value * math.log(10.0), 0.0
    weight = np.exp(-beta * (counts.middle - counts.middle[0]))
    rate = total * weight.sum() / (counts.years * weight).sum()
    ten = math.log(10.0)
    return Recurrence(counts.least, float(rate), float(rate / math.sqrt(total)), beta / ten, beta_error / ten)


def _beta(counts: Counts) -> tuple[float, float]:
    """Return beta and its standard error."""
    middle = counts.middle - counts.middle[0]
    total = counts.count.sum()
    mean = float((counts.count * middle).sum() / total)
    if not 0.0 < mean < middle[-1]:
        raise ValueError("all events lie in one class at the end of the range; give b, or narrower classes")

    def excess(beta: float) -> float:
        weight = counts.years * np.exp(-beta * middle)
        return float((middle * weight).sum() / weight.sum() - mean)

    beta = float(brentq(excess, -STEEPEST, STEEPEST, xtol=1e-12))
    weight = counts.years * np.exp(-beta * middle)
    first, second = (float((middle**power * weight).sum() / weight.sum()) for power in (1, 2))
    return beta, 1.0 / math.sqrt(total * (second - first**2))
