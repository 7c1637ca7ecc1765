"""Local search without capacities: add, drop and swap sites as long as the cost falls.

The best swap is found with the nearest and second nearest open site of each customer (Whitaker 1983; Hansen &
Mladenovic 1997); random swaps of growing number lead out of local optima (variable neighbourhood search, the same).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
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


class Places(NamedTuple):
    """Open sites and what they mean for each customer.

    Parameters
    ----------
    is_open
        Shape (sites,).
    first
        Cheapest open site of each customer, shape (customers,).
    near, second
        Cost of the cheapest and second cheapest open site, shape (customers,).
    """

    is_open: Mask
    first: NDArray[np.int64]
    near: Floats
    second: Floats


@compiled
def _savings(net: Network, places: Places, opening: int, saved: Floats) -> float:
    """Return what opening a site gains; write how much less the closing of each other one then loses."""
    gain = float(-net.fixed[opening])
    saved[:] = 0.0
    for customer in range(places.near.size):
        cost, near, second = net.cost[opening, customer], places.near[customer], places.second[customer]
        if cost < near:
            gain += near - cost
            saved[places.first[customer]] += second - near
        elif cost < second:
            saved[places.first[customer]] += second - cost
    return gain


@compiled
def _losses(net: Network, places: Places) -> Floats:
    """Return what closing each open site loses; infinite for the others."""
    loss = np.where(places.is_open, -net.fixed, np.inf)
    for customer in range(places.near.size):
        loss[places.first[customer]] += places.second[customer] - places.near[customer]
    return loss


@compiled
def _best_move(net: Network, places: Places) -> tuple[float, int, int]:
    """Return the change of cost of the best move, the site that opens and the site that closes (-1: none)."""
    sites = places.is_open.size
    count = int(places.is_open.sum())
    loss, saved = _losses(net, places), np.empty(sites)
    best, best_in, best_out = 0.0, -1, -1
    if count > net.least and loss.min() < 0.0:
        best, best_in, best_out = float(loss.min()), -1, int(loss.argmin())
    for opening in range(sites):
        if places.is_open[opening]:
            continue
        gain = _savings(net, places, opening, saved)
        if count < net.most and -gain < best:
            best, best_in, best_out = -gain, opening, -1
        for closing in range(sites):
            change = loss[closing] - saved[closing] - gain
            if change < best:
                best, best_in, best_out = float(change), opening, closing
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
        change, opening, closing = _best_move(net, Places(is_open, first, near, second))
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
