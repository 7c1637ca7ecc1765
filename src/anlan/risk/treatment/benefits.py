"""What each measure saves alone, what all save together, and how pairs change each other's worth."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from anlan.risk.treatment.appraisal import PlanSettings, appraise
from anlan.risk.treatment.combinations import Treatment


@dataclass(frozen=True)
class Benefit:
    """A measure by itself, begun in the first year.

    Parameters
    ----------
    measure
        Identifier.
    annual
        Impacts avoided a year once it works, at the risk of today, people or money a year, shape (4,).
    avoided
        Impacts avoided over the horizon, discounted, people or money, shape (4,).
    saved
        Worth of these, as `anlan.risk.treatment.Outcome` counts it.
    cost
        Cost at values of today, currency.
    """

    measure: str
    annual: NDArray[np.float64]
    avoided: NDArray[np.float64]
    saved: float
    cost: float

    @property
    def ratio(self) -> float | None:
        """Worth saved for each unit of money; None where the measure costs nothing."""
        return self.saved / self.cost if self.cost > 0.0 else None


@dataclass(frozen=True)
class Interaction:
    """Two measures together against the sum of each alone.

    Parameters
    ----------
    measure, other
        Identifiers.
    joint
        Impacts that both avoid together, people or money a year, shape (4,).
    apart
        Sum of what each avoids alone, people or money a year, shape (4,).
    """

    measure: str
    other: str
    joint: NDArray[np.float64]
    apart: NDArray[np.float64]

    @property
    def gain(self) -> NDArray[np.float64]:
        """What acting together adds to the sum; below zero where they do each other's work, shape (4,)."""
        return self.joint - self.apart


def benefits_of(treatment: Treatment, settings: PlanSettings) -> tuple[Benefit, ...]:
    """Appraise every measure by itself.

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    settings
        Horizon, rate and worth of impacts.
    """
    found = []
    for measure in treatment.measures:
        outcome = appraise(treatment, settings, {measure.id: 1})
        annual = avoided_by(treatment, frozenset((measure.id,)))
        found.append(Benefit(measure.id, annual, outcome.avoided, outcome.saved, outcome.cost))
    return tuple(found)


def avoided_by(treatment: Treatment, working: frozenset[str]) -> NDArray[np.float64]:
    """Return the impacts that measures avoid together, people or money a year, shape (4,).

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    working
        Measures that work.
    """
    avoided: NDArray[np.float64] = (treatment.annual(()) - treatment.annual(working)).sum(axis=0)
    return avoided


def interactions_of(treatment: Treatment) -> tuple[Interaction, ...]:
    """Return the pairs of measures that act on a common hazard in a common district.

    All others add up exactly.

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    """
    order = [measure.id for measure in treatment.measures]
    meeting = {pair for each in treatment.combinations for pair in combinations(sorted(each.measures), 2)}
    alone = {name: avoided_by(treatment, frozenset((name,))) for pair in meeting for name in pair}
    found = []
    for one, other in combinations(order, 2):
        if (min(one, other), max(one, other)) in meeting:
            joint = avoided_by(treatment, frozenset((one, other)))
            found.append(Interaction(one, other, joint, alone[one] + alone[other]))
    return tuple(found)
