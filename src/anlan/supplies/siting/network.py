"""The problem as the compiled kernels read it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.siting.problem import SitingProblem

FREE, SPLIT, WHOLE = 0, 1, 2
"""How a site serves: without limit; within its capacity, customers split; within its capacity, customers whole."""

LARGEST_TABLE = 20_000
"""Largest capacity in whole units for which a knapsack is solved by a table; beyond it the split knapsack is used."""

CLOSED, UNDECIDED, OPEN = -1, 0, 1


class Network(NamedTuple):
    """Arrays of a problem with n sites and m customers.

    Parameters
    ----------
    kind
        `FREE`, `SPLIT` or `WHOLE`.
    cost
        Cost of service, shape (n, m); forbidden service costs `barrier`.
    order
        Sites from the cheapest for each customer, shape (m, n).
    fixed, capacity
        Shape (n,).
    demand
        Shape (m,).
    units, room
        Demand and capacity in whole units where `kind` is `WHOLE`.
    least, most
        Number of open sites.
    need
        Capacity that the open sites must have together; 0 without limits.
    barrier
        More than any solution without forbidden service costs.
    """

    kind: int
    cost: NDArray[np.float64]
    order: NDArray[np.int32]
    fixed: NDArray[np.float64]
    demand: NDArray[np.float64]
    capacity: NDArray[np.float64]
    units: NDArray[np.int64]
    room: NDArray[np.int64]
    least: int
    most: int
    need: float
    barrier: float


def network_of(problem: SitingProblem) -> Network:
    """Prepare a problem for the kernels.

    Parameters
    ----------
    problem
        What is to be sited.
    """
    finite = np.where(np.isfinite(problem.cost), problem.cost, 0.0)
    barrier = 1.0 + float(finite.max(axis=0).sum() + problem.fixed.sum())
    cost = np.where(np.isfinite(problem.cost), problem.cost, barrier)
    need = float(problem.demand.sum()) if problem.limited else 0.0
    capacity = np.minimum(problem.capacity, max(need, 1.0))
    kind = FREE if not problem.limited else WHOLE if tabulated(problem) else SPLIT
    whole = kind == WHOLE
    return Network(
        kind=kind,
        cost=cost,
        order=np.argsort(cost, axis=0, kind="stable").T.astype(np.int32, order="C"),
        fixed=problem.fixed.copy(),  # kernels are compiled for arrays that may be written
        demand=problem.demand.copy(),
        capacity=capacity,
        units=problem.demand.astype(np.int64) if whole else np.zeros(0, dtype=np.int64),
        room=np.floor(capacity).astype(np.int64) if whole else np.zeros(0, dtype=np.int64),
        least=max(problem.at_least, fewest(capacity, need)),
        most=problem.at_most,
        need=need,
        barrier=barrier,
    )


def nothing_behind() -> Network:
    """Return the stage behind the sites of a problem of one stage: no sites."""
    none = np.zeros(0)
    units = np.zeros(0, dtype=np.int64)
    pairs = np.zeros((0, 0), dtype=np.int32)
    return Network(FREE, np.zeros((0, 0)), pairs, none, none, none, units, units, 0, 0, 0.0, np.inf)


def tabulated(problem: SitingProblem) -> bool:
    """Say whether customers are whole and their demands whole numbers small enough for knapsack tables.

    Parameters
    ----------
    problem
        What is to be sited.
    """
    whole = bool((problem.demand == np.floor(problem.demand)).all())
    capacity = np.minimum(problem.capacity, problem.demand.sum())
    return problem.single_source and whole and float(capacity.max()) <= LARGEST_TABLE


def unit_of(problem: SitingProblem) -> float:
    """Return 1 where every solution costs a whole number, and 0 elsewhere.

    Parameters
    ----------
    problem
        What is to be sited.
    """
    if problem.limited and not problem.single_source:
        return 0.0
    finite = problem.cost[np.isfinite(problem.cost)]
    return float(bool((finite == np.floor(finite)).all() and (problem.fixed == np.floor(problem.fixed)).all()))


def fewest(capacity: NDArray[np.float64], need: float) -> int:
    """Count the largest sites that together hold what is needed; one more than there are if they do not.

    Parameters
    ----------
    capacity
        Of the sites, shape (n,).
    need
        What is needed.
    """
    if need <= 0:
        return 1
    together = np.cumsum(np.sort(capacity)[::-1])
    return 1 + int(np.searchsorted(together, need * (1 - 1e-12)))
