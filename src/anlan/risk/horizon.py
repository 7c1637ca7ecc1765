"""Small yearly frequencies as what they are over a planning horizon."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from anlan.risk.curves import ExceedanceCurve

HORIZONS = (1, 5, 10, 30, 50)
"""Planning horizons over which chances are stated, years."""

CONFIDENCE = 0.9
"""Chance that an interval holds the true rate of the simulated process, 1."""

SEVERITY_LEVELS: dict[str, tuple[float, ...]] = {
    "killed": (10.0, 30.0, 100.0, 1000.0),
    "severely_injured": (50.0, 100.0, 1000.0),
    "direct_loss": (5e7, 1e8, 1e9, 1e10),
}
"""Thresholds of the major and extraordinary accident (Regulations on the Reporting, Investigation and Handling of
Production Safety Accidents, Decree 493 of the State Council, 2007, Art. 3), and powers of ten beyond: people, people
and yuan."""

GRAVEST: dict[str, float] = {"killed": 30.0, "severely_injured": 100.0, "direct_loss": 1e8}
"""Threshold of the extraordinary accident in the same regulations: people, people and yuan."""


@dataclass(frozen=True)
class Rate:
    """How often something happens, with an interval.

    Parameters
    ----------
    best
        Mean frequency, 1/year.
    low, high
        Ends of the interval, 1/year.
    """

    best: float
    low: float
    high: float


@dataclass(frozen=True)
class Chance:
    """Chance that an impact is reached at least once within a horizon.

    Parameters
    ----------
    impact
        People or money.
    years
        Length of the horizon, years.
    best, low, high
        The chance and the ends of its interval, 1.
    """

    impact: float
    years: float
    best: float
    low: float
    high: float


def rate_of(curve: ExceedanceCurve, impact: float, confidence: float = CONFIDENCE) -> Rate:
    """Return how often an impact is reached or exceeded, with an interval for the limited number of simulated events.

    The frequency is a sum of the weights of independent Poisson counts; the interval is the gamma interval of Fay and
    Feuer (1997), Confidence intervals for directly standardized rates, Statistics in Medicine 16, 791-801, eq. 5 and 6,
    which for equal weights is the exact one. It says nothing of errors of the model.

    Parameters
    ----------
    curve
        Exceedance curve of events.
    impact
        People or money.
    confidence
        Chance that the interval holds the true rate, 1.
    """
    steps = np.diff(curve.frequency, prepend=0.0)
    reached = steps[curve.impact >= impact]
    rate, variance = float(reached.sum()), float((reached**2).sum())
    weight = float(steps.max(initial=0.0))
    if weight == 0.0:
        return Rate(0.0, 0.0, 0.0)
    half = (1.0 - confidence) / 2.0
    low = variance / (2.0 * rate) * chi2.ppf(half, 2.0 * rate**2 / variance) if rate > 0.0 else 0.0
    rate_up, variance_up = rate + weight, variance + weight**2
    high = variance_up / (2.0 * rate_up) * chi2.ppf(1.0 - half, 2.0 * rate_up**2 / variance_up)
    return Rate(rate, float(low), float(high))


def chances(
    curve: ExceedanceCurve,
    impacts: Sequence[float],
    horizons: Sequence[float] = HORIZONS,
    confidence: float = CONFIDENCE,
) -> list[Chance]:
    """Return the chance of each impact within each horizon.

    Events are independent in time (Poisson), so a chance is ``1 - exp(-rate * years)``: Cornell (1968), Bull. Seism.
    Soc. Am. 58(5), eq. 22.

    Parameters
    ----------
    curve
        Exceedance curve of events.
    impacts
        People or money.
    horizons
        Lengths of the horizons, years.
    confidence
        Chance that an interval holds the true rate, 1.
    """
    found = []
    for impact in impacts:
        rate = rate_of(curve, impact, confidence)
        for years in horizons:
            best, low, high = (_chance(one, years) for one in (rate.best, rate.low, rate.high))
            found.append(Chance(impact, years, best, low, high))
    return found


def _chance(rate: float, years: float) -> float:
    """Return the chance of one event or more; what is not certain is never rounded to certainty."""
    return float(min(-np.expm1(-rate * years), np.nextafter(1.0, 0.0)))
