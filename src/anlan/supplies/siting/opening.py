"""Local search over the open sites where capacities bind: each set is served anew and compared."""

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.siting.network import Network
from anlan.supplies.siting.service import Service
from anlan.supplies.siting.tree import Incumbent

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

CANDIDATES = 14
"""Sites looked at for opening and for closing in a step, those that the prices favour; an assumption, set by trial."""


def completed(net: Network, worth: Floats, is_open: Mask) -> Mask:
    """Open the sites that the prices favour until number and capacity suffice, and close those too many.

    Parameters
    ----------
    net
        The problem.
    worth
        Cost of opening each site at some prices, shape (sites,).
    is_open
        Shape (sites,).
    """
    made = is_open.copy()
    for site in np.argsort(worth, kind="stable")[::-1]:
        if made.sum() <= net.most:
            break
        made[site] = False
    for site in np.argsort(worth, kind="stable"):
        if made.sum() >= net.least and net.capacity[made].sum() >= net.need:
            break
        if made.sum() < net.most:
            made[site] = True
    return made


def improved(service: Service, worth: Floats, start: Incumbent, steps: int) -> Incumbent:
    """Drop, add and swap sites while that lowers the cost.

    Parameters
    ----------
    service
        Evaluates sets of sites.
    worth
        Cost of opening each site at some prices, shape (sites,): those that are cheap are tried first.
    start
        A solution, or a set whose cost is infinite.
    steps
        Moves at most.
    """
    best = start
    for _ in range(steps):
        better = _first_better(service, worth, best)
        if better is None:
            return best
        best = better
    return best


def _first_better(service: Service, worth: Floats, best: Incumbent) -> Incumbent | None:
    order = np.argsort(worth, kind="stable")
    opening = [-1, *order[~best.open[order]][:CANDIDATES].tolist()]
    closing = [-1, *order[best.open[order]][::-1][:CANDIDATES].tolist()]
    for one in opening:
        for other in closing:
            if one < 0 and other < 0:
                continue
            trial = best.open.copy()
            if one >= 0:
                trial[one] = True
            if other >= 0:
                trial[other] = False
            cost = service.cost(trial, best.cost)
            if cost < best.cost * (1 - 1e-12):
                return Incumbent(cost, trial)
    return None
