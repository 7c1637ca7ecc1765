"""How the choice depends on the weights of the dimensions: which event how many sets of weights would choose."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import generator_of
from anlan.risk import exceedance
from anlan.scenarios.candidates import measured
from anlan.scenarios.worst import Worst

SAMPLES = 1000
"""Sets of weights that are drawn: a share is then known to 1.6 % of all sets, one standard error, or better."""

BLOCK = 64
"""Sets of weights by which events are measured at once."""

FEW = 64
"""Events that are put in order at first; eight times as many if they are rarer together than the floor."""


@dataclass(frozen=True)
class Accepted:
    """An event that some sets of weights choose as the worst of all.

    Parameters
    ----------
    kind
        Kind of hazard.
    event
        Index of the event in its event set.
    share
        Share of the sets of weights that choose it, 1.
    central
        Mean of these sets by dimension, 1; they add up to one.
    """

    kind: str
    event: int
    share: float
    central: Mapping[str, float]


@dataclass(frozen=True)
class Weighing:
    """What other weights would choose.

    Parameters
    ----------
    samples
        Sets of weights that were drawn.
    accepted
        Events that are chosen as the worst of all, the one of the largest share first.
    stays
        Share of the sets of weights that choose the same event of a hazard as the search did, 1, by kind.
    """

    samples: int
    accepted: tuple[Accepted, ...]
    stays: Mapping[str, float]

    def share_of(self, kind: str) -> float:
        """Return the share of the sets of weights by which the worst of all is of a kind."""
        return sum(one.share for one in self.accepted if one.kind == kind)


def draw_weights(dimensions: int, samples: int, seed: int) -> NDArray[np.float64]:
    """Draw sets of weights that add up to one, all alike (the flat Dirichlet distribution), shape (samples, d).

    Parameters
    ----------
    dimensions
        Number of dimensions d.
    samples
        Number of sets.
    seed
        Seed of the run.
    """
    return generator_of(seed, "weights of dimensions").dirichlet(np.ones(dimensions), samples)


def weigh(worst: Worst, samples: int = SAMPLES) -> Weighing:
    """Make the choice again under many sets of weights.

    This is stochastic multicriteria acceptability analysis without preferences: the share of the weights that choose
    an event is its acceptability index, their mean its central weight vector; Lahdelma, Hokkanen and Salminen (1998),
    SMAA - Stochastic multiobjective acceptability analysis, European Journal of Operational Research 106, 137-143.
    What is chosen among differs with the weights too, because an event is credible by its severity.

    Parameters
    ----------
    worst
        The search, whose levels and floors hold.
    samples
        Number of sets of weights, at least 1.
    """
    names = measured(worst.levels)
    if not names or not worst.choices:
        return Weighing(samples, (), {})
    weights = draw_weights(len(names), samples, worst.assessment.seed)
    kinds = [choice.kind for choice in worst.choices]
    event = np.full((len(kinds), samples), -1, dtype=np.int64)
    severity = np.zeros((len(kinds), samples))
    for row, kind in enumerate(kinds):
        one = worst.candidates[kind]
        ratios = one.ratios(worst.levels, names)
        event[row], severity[row] = chosen_by(ratios, one.frequency, worst.floors[kind].frequency, weights)
    best = np.argmax(severity, axis=0)
    return Weighing(
        samples=samples,
        accepted=_accepted(kinds, best, event[best, np.arange(samples)], weights, names),
        stays={choice.kind: float(np.mean(event[row] == choice.event)) for row, choice in enumerate(worst.choices)},
    )


def _accepted(
    kinds: list[str],
    best: NDArray[np.int64],
    event: NDArray[np.int64],
    weights: NDArray[np.float64],
    names: tuple[str, ...],
) -> tuple[Accepted, ...]:
    pairs, place, count = np.unique(np.stack([best, event]), axis=1, return_inverse=True, return_counts=True)
    found = [
        Accepted(
            kind=kinds[int(pairs[0, row])],
            event=int(pairs[1, row]),
            share=float(count[row] / best.size),
            central=dict(zip(names, weights[place.reshape(-1) == row].mean(axis=0).tolist(), strict=True)),
        )
        for row in range(count.size)
    ]
    return tuple(sorted(found, key=lambda one: -one.share))


def chosen_by(
    ratios: NDArray[np.float64], frequency: NDArray[np.float64], floor: float, weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the most severe credible event of a hazard under each set of weights, and its severity.

    Events that are as frequent together as the floor, and each at least as bad in every dimension as some corner, are
    more severe than anything below that corner whatever the weights are. What is below it is left out.

    Parameters
    ----------
    ratios
        Consequences as multiples of their levels, shape (n, d).
    frequency
        Frequency of each event, 1/year, shape (n,).
    floor
        Credibility floor, 1/year.
    weights
        Sets of weights that add up to one, shape (k, d).

    Returns
    -------
    Index of the event, -1 where none is credible, and severity, 0 there, shape (k,) each.
    """
    event, severity = np.full(weights.shape[0], -1, dtype=np.int64), np.zeros(weights.shape[0])
    known = _witnesses(ratios, frequency, floor)
    if known is None:
        return event, severity
    corner = ratios[known].min(axis=0)
    rows = np.union1d(np.flatnonzero((ratios > corner).any(axis=1)), known)
    kept, rates = np.ascontiguousarray(ratios[rows].T), frequency[rows]
    for first in range(0, weights.shape[0], BLOCK):
        for row, several in enumerate(weights[first : first + BLOCK] @ kept, start=first):
            found, severity[row] = _at_floor(several, rates, floor)
            event[row] = rows[found] if found >= 0 else -1
    return event, severity


def _at_floor(severity: NDArray[np.float64], frequency: NDArray[np.float64], floor: float) -> tuple[int, float]:
    """Return the most severe event at the floor and its severity, putting no more events in order than that takes."""
    most = FEW
    while True:
        whole = most >= severity.size
        above = np.arange(severity.size) if whole else np.sort(np.argpartition(severity, -most)[-most:])
        curve = exceedance(severity[above], frequency[above])
        place = curve.index_at(floor)
        if place is not None:
            harm = float(curve.impact[place])
            return (int(above[curve.order[place]]), harm) if harm > 0.0 else (-1, 0.0)
        if whole:
            return -1, 0.0
        most *= 8


def _witnesses(ratios: NDArray[np.float64], frequency: NDArray[np.float64], floor: float) -> NDArray[np.int64] | None:
    """Return events that are bad in every dimension and together as frequent as the floor; None if all are rarer."""
    own = np.array([exceedance(column, frequency).impact_at(floor) for column in ratios.T])
    bad = own > 0.0
    least = (ratios[:, bad] / own[bad]).min(axis=1) if bad.any() else np.zeros(frequency.size)
    curve = exceedance(least, frequency)
    place = curve.index_at(floor)
    return None if place is None else curve.order[: place + 1]
