"""A chain as two stages of the relaxation.

With a price ``u`` of a unit at the customer and a toll ``w`` of a unit at the depot, each depot buys at ``w`` and sells
at ``u``, and each plant sells at ``w``: a split knapsack each, then a choice of depots and one of plants whose
capacities cover the whole demand. Any prices give a bound that no solution beats.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.siting.bounding import Bounding
from anlan.supplies.siting.chain.problem import ChainProblem
from anlan.supplies.siting.network import SPLIT, Network, fewest

Floats = NDArray[np.float64]


def bounding_of(problem: ChainProblem) -> Bounding:
    """Return the depots with the customers, and behind them the plants with the depots.

    Parameters
    ----------
    problem
        The chain.
    """
    need = float(problem.demand.sum())
    room = np.minimum(problem.depot_capacity, need)
    delivery = problem.delivery_cost * problem.demand
    depots = _stage(delivery, problem.depot_fixed, problem.depot_capacity, problem.demand, need)
    plants = _stage(problem.supply_cost * room, problem.plant_fixed, problem.plant_capacity, room, need)
    return Bounding(depots, plants)


def first_prices(problem: ChainProblem) -> Floats:
    """Return what customers and depots would pay if the nearest sites were open and their costs were half as much more.

    Parameters
    ----------
    problem
        The chain.
    """
    toll = problem.supply_cost.min(axis=0)
    price = (problem.delivery_cost + toll[:, None]).min(axis=0) * problem.demand
    return np.concatenate([1.5 * price, toll * np.minimum(problem.depot_capacity, problem.demand.sum())])


def _stage(cost: Floats, fixed: Floats, capacity: Floats, demand: Floats, need: float) -> Network:
    return Network(
        kind=SPLIT,
        cost=cost,
        order=np.zeros((1, 1), dtype=np.int32),
        fixed=fixed.copy(),
        demand=demand.copy(),
        capacity=np.minimum(capacity, need),
        units=np.zeros(0, dtype=np.int64),
        room=np.zeros(0, dtype=np.int64),
        least=fewest(capacity, need),
        most=fixed.size,
        need=need,
        barrier=np.inf,
    )
