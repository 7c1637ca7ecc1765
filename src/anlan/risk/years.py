"""Impacts of whole years: several events may fall into one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import generator_of
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk.curves import ExceedanceCurve, exceedance


@dataclass(frozen=True)
class YearImpacts:
    """What happens in each of y years.

    Parameters
    ----------
    total
        Sum over the events of a year, people or money, shape (y,).
    largest
        Largest single event of a year, people or money, shape (y,); zero in a year without events.
    """

    total: NDArray[np.float64]
    largest: NDArray[np.float64]

    @property
    def aep(self) -> ExceedanceCurve:
        """Aggregate exceedance: yearly probability that the sum of a year reaches an impact."""
        return exceedance(self.total, np.full(self.total.size, 1.0 / self.total.size))

    @property
    def oep(self) -> ExceedanceCurve:
        """Occurrence exceedance: yearly probability that the largest event of a year reaches an impact."""
        return exceedance(self.largest, np.full(self.largest.size, 1.0 / self.largest.size))


def year_impacts(impact: NDArray[np.float64], year: NDArray[np.integer], years: int) -> YearImpacts:
    """Sum events whose years are known.

    Parameters
    ----------
    impact
        Impact of each event, people or money, shape (n,).
    year
        Year of each event, from 0, shape (n,).
    years
        Number of years.
    """
    total = np.bincount(year, weights=impact, minlength=years).astype(np.float64)
    largest = np.zeros(years)
    np.maximum.at(largest, year, impact)
    return YearImpacts(total, largest)


@dataclass(frozen=True)
class YearSample:
    """Events drawn into years; the same draw serves every target, so that their sums belong together.

    Parameters
    ----------
    event
        Index of each occurrence's event, shape (k,).
    year
        Year of each occurrence, from 0, shape (k,).
    years
        Number of years.
    """

    event: NDArray[np.int64]
    year: NDArray[np.int64]
    years: int

    def of(self, impact: NDArray[np.float64]) -> YearImpacts:
        """Return the impacts of the years.

        Parameters
        ----------
        impact
            Impact of each event, people or money, shape (n,).
        """
        return year_impacts(impact[self.event], self.year, self.years)


def sample_years(frequency: NDArray[np.float64], years: int, seed: int, *, dispersion: float = 1.0) -> YearSample:
    """Draw the events of many years.

    The number of events in a year is Poisson, or, where years with many events and years with few are commoner than
    chance (clustering), negative binomial with the same mean: Mailier et al. (2006), Serial clustering of extratropical
    cyclones, Mon. Wea. Rev. 134, eq. 1 and 6, where the dispersion statistic is variance over mean less one.

    Parameters
    ----------
    frequency
        Frequency of each event, 1/year, shape (n,).
    years
        Number of years.
    seed
        Seed.
    dispersion
        Variance of the yearly number of events over its mean, 1 for Poisson.

    Raises
    ------
    SettingError
        If there are no years, or the dispersion is below 1.
    """
    if years < 1:
        raise SettingError(Message(mark("{years} years asked for; give 1 or more"), years=years))
    if not dispersion >= 1.0:
        raise SettingError(Message(mark("dispersion is {value}; give 1 or more"), value=dispersion))
    rng = generator_of(seed, "years")
    rate = float(frequency.sum())
    counts = _counts(rng, rate, years, dispersion)
    total = int(counts.sum())
    shares = np.cumsum(frequency)
    drawn = np.searchsorted(shares, rng.random(total) * rate, side="right")
    event = np.minimum(drawn, max(frequency.size - 1, 0)).astype(np.int64)
    return YearSample(event, np.repeat(np.arange(years, dtype=np.int64), counts), years)


def _counts(rng: np.random.Generator, rate: float, years: int, dispersion: float) -> NDArray[np.int64]:
    if rate == 0.0:
        return np.zeros(years, dtype=np.int64)
    if dispersion == 1.0:
        return rng.poisson(rate, years)
    return rng.negative_binomial(rate / (dispersion - 1.0), 1.0 / dispersion, years)
