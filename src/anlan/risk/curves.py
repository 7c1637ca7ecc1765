"""How often an impact is exceeded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RETURN_PERIODS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500)
"""Return periods at which curves are tabulated, years."""


@dataclass(frozen=True)
class ExceedanceCurve:
    """Frequency at which an event reaches or exceeds an impact.

    Parameters
    ----------
    impact
        Impacts of the events in descending order, people or money, shape (n,).
    frequency
        Summed frequency of the events with at least that impact, 1/year, shape (n,).
    order
        Index of the event behind each point, shape (n,).
    """

    impact: NDArray[np.float64]
    frequency: NDArray[np.float64]
    order: NDArray[np.int64]

    def impact_at(self, frequency: float) -> float:
        """Return the largest impact that is reached or exceeded at least so often; 0 if none is.

        Parameters
        ----------
        frequency
            Exceedance frequency, 1/year.
        """
        place = self.index_at(frequency)
        return float(self.impact[place]) if place is not None else 0.0

    def index_at(self, frequency: float) -> int | None:
        """Return the place of the largest impact reached at least so often, or None if even the smallest is rarer.

        Parameters
        ----------
        frequency
            Exceedance frequency, 1/year.
        """
        # Sums of equal frequencies miss a round floor by rounding; a part in 1e9 is no difference in hazard.
        place = int(np.searchsorted(self.frequency, frequency * (1.0 - 1e-9)))
        return place if place < self.frequency.size else None

    def frequency_of(self, impact: float) -> float:
        """Return how often an impact is reached or exceeded, 1/year.

        Parameters
        ----------
        impact
            People or money.
        """
        count = int(np.searchsorted(-self.impact, -impact, side="right"))
        return float(self.frequency[count - 1]) if count else 0.0

    def at(self, periods: Sequence[float] = RETURN_PERIODS) -> NDArray[np.float64]:
        """Return the impacts at return periods.

        Parameters
        ----------
        periods
            Return periods, years, shape (p,).

        Returns
        -------
        People or money, shape (p,).
        """
        return np.array([self.impact_at(1.0 / period) for period in periods])

    def interpolated_at(self, periods: Sequence[float]) -> NDArray[np.float64]:
        """Return the impacts at return periods, between the points of the curve linear in the logarithm of the period.

        Parameters
        ----------
        periods
            Return periods, years, shape (p,).

        Returns
        -------
        People or money, shape (p,); zero more often than the commonest point, NaN beyond the rarest.
        """
        wanted = np.asarray(periods, dtype=np.float64)
        if self.impact.size == 0:
            return np.zeros(wanted.size)
        known = -np.log(self.frequency[::-1])
        asked = np.log(wanted)
        near = np.abs(asked - known[-1]) <= 1e-9  # sums of equal frequencies miss a round period by rounding
        values = np.interp(np.where(near, known[-1], asked), known, self.impact[::-1], left=0.0, right=np.nan)
        return np.asarray(values, dtype=np.float64)

    def tail_mean(self, frequency: float) -> float:
        """Return the mean impact of the worst events or years that together occur so often (tail value at risk).

        Equal to the mean of `impact_at` over all frequencies from zero to the given one: Acerbi and Tasche (2002), On
        the coherence of expected shortfall, J. Banking & Finance 26, definition 2.6.

        Parameters
        ----------
        frequency
            Exceedance frequency, 1/year, or yearly probability for a curve of years.
        """
        steps = np.diff(np.minimum(self.frequency, frequency), prepend=0.0)
        return float(np.dot(self.impact, steps) / frequency)

    @property
    def mean_annual(self) -> float:
        """Mean yearly impact: the sum of impact times frequency, people or money a year."""
        steps = np.diff(self.frequency, prepend=0.0)
        return float(np.dot(self.impact, steps))

    def chance(self, impact: float, years: float) -> float:
        """Return the chance that an impact is reached at least once within a horizon.

        Events are independent in time (Poisson), so the chance is ``1 - exp(-frequency * years)``: Cornell (1968),
        Bull. Seism. Soc. Am. 58(5), eq. 22.

        Parameters
        ----------
        impact
            People or money.
        years
            Length of the horizon, years.
        """
        return float(-np.expm1(-self.frequency_of(impact) * years))


def exceedance(impact: NDArray[np.float64], frequency: NDArray[np.float64]) -> ExceedanceCurve:
    """Order events by impact and sum their frequencies from the worst down.

    Parameters
    ----------
    impact
        Impact of each event, people or money, shape (n,).
    frequency
        Occurrence frequency of each event, 1/year, shape (n,).
    """
    harm, spared = impact > 0.0, impact < 0.0
    first, middle, last = np.flatnonzero(harm), np.flatnonzero(~(harm | spared)), np.flatnonzero(spared)
    # Most events of most hazards do no harm at all, and need no sorting.
    sorted_first = first[np.argsort(-impact[first], kind="stable")]
    sorted_last = last[np.argsort(-impact[last], kind="stable")]
    order = np.concatenate([sorted_first, middle, sorted_last])
    return ExceedanceCurve(impact[order], np.cumsum(frequency[order]), order)
