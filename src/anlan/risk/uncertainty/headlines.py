"""The figures of an assessment that get an interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from anlan.risk.curves import ExceedanceCurve
from anlan.risk.horizon import SEVERITY_LEVELS
from anlan.risk.impact import MONEY

TARGETS = ("killed", "severely_injured", "displaced", MONEY)
"""Consequences with headlines."""

PERIODS = (10.0, 100.0, 1000.0)
"""Return periods of impacts, years."""

TAIL_PERIOD = 100.0
"""Return period at which the tail begins, years."""


class Measure(StrEnum):
    """What a headline says about a consequence."""

    MEAN = "mean"
    LEVEL = "level"
    TAIL = "tail"
    CHANCE = "chance"


@dataclass(frozen=True)
class Headline:
    """A figure.

    Parameters
    ----------
    target
        Name of a target, or `MONEY`.
    measure
        Mean a year; impact at a return period; mean of the tail beyond it; or chance of reaching an impact.
    at
        Return period in years, or the impact that is reached; 0 for the mean.
    """

    target: str
    measure: Measure
    at: float = 0.0

    @property
    def key(self) -> str:
        """Stable name."""
        return f"{self.target}/{self.measure}" + (f"/{self.at:g}" if self.at else "")

    def of(self, curve: ExceedanceCurve) -> float:
        """Return the figure: people or money, a year for the mean; for a chance the frequency behind it, 1/year.

        Parameters
        ----------
        curve
            Events of all hazards together.
        """
        if self.measure is Measure.MEAN:
            return curve.mean_annual
        if self.measure is Measure.LEVEL:
            return curve.impact_at(1.0 / self.at)
        if self.measure is Measure.TAIL:
            return curve.tail_mean(1.0 / self.at)
        return curve.frequency_of(self.at)

    def said(self, value: float, horizon: float) -> float:
        """Return the figure as it is told: for a chance, that of one event or more within the horizon (Poisson).

        Parameters
        ----------
        value
            As from `of`.
        horizon
            Years.
        """
        return float(-np.expm1(-value * horizon)) if self.measure is Measure.CHANCE else value


def headlines_of(targets: Sequence[str]) -> Iterator[Headline]:
    """Name the figures of some consequences.

    Parameters
    ----------
    targets
        Those of `TARGETS` that are wanted.
    """
    for target in targets:
        yield Headline(target, Measure.MEAN)
        for period in PERIODS:
            yield Headline(target, Measure.LEVEL, period)
        yield Headline(target, Measure.TAIL, TAIL_PERIOD)
        for level in SEVERITY_LEVELS.get(target, ()):
            yield Headline(target, Measure.CHANCE, level)
