"""Local search without capacities: add, drop and swap sites as long as the cost falls.

The best swap is found with the nearest and second nearest open site of each customer (Whitaker 1983; Hansen &
Mladenovic 1997); random swaps of growing number lead out of local optima (variable neighbourhood search, the same).
"""

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.compiled import compiled
from anlan.supplies.siting.network import Network

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@compiled
def nearest_two(net: Network, is_open: Mask, first: NDArray[np.int64], near: Floats, second: Floats) -> float:
    """Find the cheapest and second cheapest open site of each customer.

    Parameters
    ----------
    net
        The problem, n sites and m customers.
    is_open
        Shape (n,).
    first
        Written: the cheapest open site, shape (m,).
    near, second
        Written: cost of the cheapest and the second cheapest, shape (m,); `barrier` where there is none.

    Returns
    -------
    float
        Cost of service and of the open sites.
    """
    total = 0.0
    for customer in range(near.size):
        found = 0
        near[customer] = second[customer] = net.barrier
        for rank in range(is_open.size):
            site = net.order[customer, rank]
            if not is_open[site]:
                continue
            if found == 1:
                second[customer] = net.cost[site, customer]
                break
            first[customer] = site
            near[customer] = net.cost[site, customer]
            found = 1
        total += near[customer]
    for site in range(is_open.size):
        if is_open[site]:
            total += net.fixed[site]
    return total


@compiled
def _best_move(net: Network, is_open: Mask, first: NDArray[np.int64], near: Floats, second: Floats) -> tuple[float, int, int]:
    """Return the change of cost of the best move, the site that opens and the site that closes (-1: none)."""
    sites, customers = net.cost.shape
    count = is_open.sum()
    loss = np.zeros(sites)
    for customer in range(customers):
        loss[first[customer]] += second[customer] - near[customer]
    best, best_in, best_out = 0.0, -1, -1
    if count > net.least:
        for site in range(sites):
            if is_open[site] and loss[site] - net.fixed[site] < best:
                best, best_in, best_out = loss[site] - net.fixed[site], -1, site
    saved = np.empty(sites)
    for opening in range(sites):
        if is_open[opening]:
            continue
        gain = -net.fixed[opening]
        saved[:] = 0.0
        for customer in range(customers):
            cost = net.cost[opening, customer]
            if cost < near[customer]:
                gain += near[customer] - cost
                saved[first[customer]] += second[customer] - near[customer]
            elif cost < second[customer]:
                saved[first[customer]] += second[customer] - cost
        if count < net.most and -gain < best:
            best, best_in, best_out = -gain, opening, -1
        for closing in range(sites):
            if is_open[closing]:
                change = loss[closing] - saved[closing] - net.fixed[closing] - gain
                if change < best:
                    best, best_in, best_out = change, opening, closing
    return best, best_in, best_out


@compiled
def improve(net: Network, is_open: Mask) -> float:
    """Make the best move until none lowers the cost; `is_open` is changed, shape (n,).

    Parameters
    ----------
    net
        The problem.
    is_open
        Sites open at first; changed.

    Returns
    -------
    float
        Cost of the solution.
    """
    customers = net.cost.shape[1]
    first = np.zeros(customers, dtype=np.int64)
    near, second = np.empty(customers), np.empty(customers)
    total = nearest_two(net, is_open, first, near, second)
    while True:
        change, opening, closing = _best_move(net, is_open, first, near, second)
        if change >= -1e-9 * abs(total):
            return total
        if opening >= 0:
            is_open[opening] = True
        if closing >= 0:
            is_open[closing] = False
        total = nearest_two(net, is_open, first, near, second)


def search(net: Network, start: Mask, random: np.random.Generator, shakes: int) -> tuple[float, Mask]:
    """Search around a start, shaken by growing numbers of random swaps.

    Parameters
    ----------
    net
        The problem.
    start
        Sites open at first, shape (n,).
    random
        Draws the swaps.
    shakes
        Number of shakes.

    Returns
    -------
    cost, is_open
        The best solution.
    """
    best_open = start.copy()
    best = improve(net, best_open)
    strength = 1
    for _ in range(shakes):
        trial = best_open.copy()
        inside, outside = np.flatnonzero(trial), np.flatnonzero(~trial)
        swaps = min(strength, inside.size, outside.size)
        trial[random.choice(inside, swaps, replace=False)] = False
        trial[random.choice(outside, swaps, replace=False)] = True
        found = improve(net, trial)
        strength = strength % max(2, min(inside.size, 12)) + 1
        if found < best:
            best, best_open, strength = found, trial, 1
    return best, best_open
