"""Uncertainty: what is not known about exposure, functions, hazards and frequencies, and what follows from it."""

from anlan.risk.uncertainty.analysis import Effort, Influence, Interval, Uncertainty, uncertainty_of
from anlan.risk.uncertainty.factors import Doubt, Factor, Spreads
from anlan.risk.uncertainty.headlines import Headline, Measure

__all__ = [
    "Doubt",
    "Effort",
    "Factor",
    "Headline",
    "Influence",
    "Interval",
    "Measure",
    "Spreads",
    "Uncertainty",
    "uncertainty_of",
]
