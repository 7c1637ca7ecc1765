"""Optima by looking at every set of sites, with SciPy's solvers for the service of each."""

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from anlan.supplies.siting import ChainProblem, SitingProblem

Floats = NDArray[np.float64]


def best_siting(problem: SitingProblem) -> float:
    """Return the least cost over all sets of sites; infinite if none serves everybody."""
    sites = problem.fixed.size
    sets = [np.array(choice, dtype=bool) for choice in product((False, True), repeat=sites)]
    allowed = [chosen for chosen in sets if problem.at_least <= chosen.sum() <= problem.at_most]
    serve = whole_service if problem.single_source else split_service
    return min(
        float(problem.fixed[chosen].sum())
        + serve(problem.cost[chosen], problem.demand, np.minimum(problem.capacity[chosen], 1e6))
        for chosen in allowed
    )


def split_service(cost: Floats, demand: Floats, capacity: Floats) -> float:
    """Return the cost of serving all customers from given sites, split at will."""
    sites, customers = cost.shape
    unit = np.where(np.isfinite(cost), cost, 0.0).ravel()
    most = np.where(np.isfinite(cost), 1.0, 0.0).ravel()
    load = np.kron(np.eye(sites), demand)
    once = np.tile(np.eye(customers), sites)
    answer = linprog(
        unit, A_ub=load, b_ub=capacity, A_eq=once, b_eq=np.ones(customers), bounds=[(0.0, top) for top in most.tolist()]
    )
    return float("inf") if answer.fun is None or answer.status else float(answer.fun)


def whole_service(cost: Floats, demand: Floats, capacity: Floats) -> float:
    """Return the cost of serving all customers from given sites, each from one of them."""
    sites, customers = cost.shape
    best = float("inf")
    for places in product(range(sites), repeat=customers):
        place = np.array(places)
        if (np.bincount(place, demand, sites) <= capacity + 1e-9).all():
            best = min(best, float(cost[place, np.arange(customers)].sum()))
    return best


def best_chain(problem: ChainProblem) -> float:
    """Return the least cost over all sets of plants and depots."""
    plants, depots = problem.supply_cost.shape
    best = float("inf")
    for chosen in product((False, True), repeat=plants + depots):
        back, front = np.array(chosen[:plants]), np.array(chosen[plants:])
        fixed = float(problem.plant_fixed[back].sum() + problem.depot_fixed[front].sum())
        best = min(best, fixed + chain_flow(problem, back, front))
    return best


def chain_flow(problem: ChainProblem, plants: NDArray[np.bool_], depots: NDArray[np.bool_]) -> float:
    """Return the least cost of the flows through given plants and depots."""
    count, middle = problem.supply_cost.shape
    customers = problem.demand.size
    cost = np.concatenate([problem.supply_cost.ravel(), problem.delivery_cost.ravel()])
    out = np.hstack([np.kron(np.eye(count), np.ones(middle)), np.zeros((count, middle * customers))])
    passing = np.hstack([np.zeros((middle, count * middle)), np.kron(np.eye(middle), np.ones(customers))])
    kept = np.hstack([np.tile(np.eye(middle), count), -np.kron(np.eye(middle), np.ones(customers))])
    served = np.hstack([np.zeros((customers, count * middle)), np.tile(np.eye(customers), middle)])
    answer = linprog(
        cost,
        A_ub=np.vstack([out, passing]),
        b_ub=np.concatenate([problem.plant_capacity * plants, problem.depot_capacity * depots]),
        A_eq=np.vstack([kept, served]),
        b_eq=np.concatenate([np.zeros(middle), problem.demand]),
    )
    return float("inf") if answer.fun is None or answer.status else float(answer.fun)
