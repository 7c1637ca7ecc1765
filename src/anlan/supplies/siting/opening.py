"""Local search over the open sites where capacities bind: each set is served anew and compared."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.siting.tree import Incumbent

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

Evaluate = Callable[[Mask, float], float]
"""Cost of a set of open sites; infinite if there is no service or it cannot cost less than the limit."""

CANDIDATES = 14
"""Sites looked at for opening and for closing in a step, those that the prices favour; an assumption, set by trial."""


def improved(
    evaluate: Evaluate, worth: Floats, parts: tuple[slice, ...], start: Incumbent, steps: int = 200
) -> Incumbent:
    """Drop, add and swap sites while that lowers the cost.

    Parameters
    ----------
    evaluate
        Costs sets of sites.
    worth
        Cost of opening each site at some prices, shape (sites,): those that are cheap are tried first.
    parts
        Stages: a swap closes a site of the stage in which it opens one.
    start
        A solution, or a set whose cost is infinite.
    steps
        Moves at most.
    """
    best = start
    for _ in range(steps):
        before = best
        for part in parts:
            best = _first_better(evaluate, worth, part, best)
        if best is before:
            return best
    return best


def _first_better(evaluate: Evaluate, worth: Floats, part: slice, best: Incumbent) -> Incumbent:
    sites = np.arange(worth.size)[part]
    order = sites[np.argsort(worth[part], kind="stable")]
    opening = [-1, *order[~best.open[order]][:CANDIDATES].tolist()]
    closing = [-1, *order[best.open[order]][::-1][:CANDIDATES].tolist()]
    for one in opening:
        for other in closing:
            trial = best.open.copy()
            trial[[site for site in (one,) if site >= 0]] = True
            trial[[site for site in (other,) if site >= 0]] = False
            cost = evaluate(trial, best.cost)
            if cost < best.cost * (1 - 1e-12):
                return Incumbent(cost, trial)
    return best
