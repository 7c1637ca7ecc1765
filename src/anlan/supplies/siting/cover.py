"""Sites that reach people in time: as many as possible within a limit, or all of them with the least limit."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from anlan.supplies.siting.answer import SitingAnswer, SitingSettings, Status
from anlan.supplies.siting.locate import locate
from anlan.supplies.siting.problem import SitingProblem


def most_covered(
    distance: ArrayLike,
    limit: float,
    p: int,
    *,
    weights: ArrayLike | None = None,
    settings: SitingSettings | None = None,
) -> SitingAnswer:
    """Open p sites so that the weight of customers beyond a limit is least (maximal covering: Church & ReVelle 1974).

    It is the p-median problem whose distance is 0 within the limit and 1 beyond it.

    Parameters
    ----------
    distance
        From site to customer, shape (sites, customers), any unit, for example hours; infinite where there is no way.
    limit
        In the same unit.
    p
        Number of sites.
    weights
        Of the customers, shape (customers,), for example people; all one unless said.
    settings
        How hard to try.

    Returns
    -------
    SitingAnswer
        Its cost is the weight beyond the limit.

    Raises
    ------
    InputError
        If the arrays or the number are wrong.
    """
    ways = SitingProblem.of(distance, at_least=p, at_most=p).cost
    heavy = np.ones(ways.shape[1]) if weights is None else np.asarray(weights, dtype=np.float64)
    return locate(SitingProblem.of((ways > limit) * heavy, at_least=p, at_most=p), settings)


def p_center(distance: ArrayLike, p: int, *, settings: SitingSettings | None = None) -> SitingAnswer:
    """Open p sites so that the longest way to the nearest one is shortest (Hakimi 1964).

    The limit is found by bisection over the distances that occur, with a covering problem at each (Minieka 1970).

    Parameters
    ----------
    distance
        From site to customer, shape (sites, customers), any unit; infinite where there is no way.
    p
        Number of sites.
    settings
        How hard to try.

    Returns
    -------
    SitingAnswer
        Its cost is the longest way, its bound the shortest one not proven impossible.

    Raises
    ------
    InputError
        If the arrays or the number are wrong.
    """
    problem = SitingProblem.of(distance, at_least=p, at_most=p)
    ways = problem.cost
    steps = np.unique(ways[np.isfinite(ways)])
    low, high, nodes = 0, steps.size, 0  # below low it is proven impossible; from high on it is done
    best = most_covered(ways, np.inf, p, settings=settings)
    while low < high:
        middle = (low + high) // 2
        found = most_covered(ways, float(steps[middle]), p, settings=settings)
        nodes += found.nodes
        if found.cost == 0.0:
            high, best = middle, found
        elif found.bound > 0.0:
            low = middle + 1
        else:
            break
    longest = float(steps[high]) if high < steps.size else np.inf
    shortest = float(steps[low]) if low < steps.size else np.inf
    status: Status = "infeasible" if shortest == np.inf else "unknown" if longest == np.inf else "bounded"
    proven: Status = "optimal" if low == high and longest < np.inf else status
    origin = {**best.provenance, "checksum": problem.checksum}
    return replace(best, status=proven, cost=longest, bound=shortest, nodes=nodes, provenance=origin)
