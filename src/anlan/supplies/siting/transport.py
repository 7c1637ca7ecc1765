"""How open sites with capacities serve customers that may be split: the transportation problem, solved exactly.

Customers are served one after the other along shortest paths of the residual network between sites (successive
shortest paths: Busacker & Gowen 1960; Ahuja, Magnanti & Orlin 1993, section 9.7), so that what is served so far is
served at the least cost at every moment.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TINY = 1e-12
"""Relative size below which a quantity or a difference of costs is rounding."""


@compiled
def _cheaper_moves(unit: Floats, flow: Floats, site: int, step: Floats, carrier: Ints) -> None:
    """Look for the cheapest customer to move from a site to each other one."""
    step[site] = np.inf
    for customer in range(unit.shape[1]):
        if flow[site, customer] > 0.0:
            _offer(unit, site, customer, step, carrier)


@compiled
def _offer(unit: Floats, site: int, customer: int, step: Floats, carrier: Ints) -> None:
    for other in range(unit.shape[0]):
        extra = unit[other, customer] - unit[site, customer]
        if extra < step[site, other] and other != site:
            step[site, other] = extra
            carrier[site, other] = customer


@compiled
def _shortest(step: Floats, length: Floats, before: Ints) -> None:
    """Shorten the ways to all sites through others (Bellman & Ford)."""
    sites = length.size
    before[:] = -1
    for _ in range(sites):
        changed = False
        for site in range(sites):
            for other in range(sites):
                way = length[site] + step[site, other]
                if way < np.inf and way < length[other] - TINY * (abs(way) + abs(length[site])):
                    length[other] = way
                    before[other] = site
                    changed = True
        if not changed:
            return


@compiled
def _roomiest(length: Floats, slack: Floats, tolerance: float) -> int:
    """Return the nearest site with room, -1 without any."""
    found = -1
    for site in range(length.size):
        if slack[site] > tolerance and length[site] < np.inf and (found < 0 or length[site] < length[found]):
            found = site
    return found


@compiled
def _push(
    unit: Floats, flow: Floats, step: Floats, carrier: Ints, before: Ints, end: int, customer: int, amount: float
) -> float:
    """Send an amount along the path that ends at a site, and keep the cheapest moves up to date."""
    site = end
    while before[site] >= 0:
        amount = min(amount, flow[before[site], carrier[before[site], site]])
        site = before[site]
    site = end
    while before[site] >= 0:
        giver = before[site]
        moved = carrier[giver, site]
        flow[giver, moved] -= amount
        flow[site, moved] += amount
        _offer(unit, site, moved, step, carrier)
        if flow[giver, moved] <= 0.0:
            flow[giver, moved] = 0.0
            _cheaper_moves(unit, flow, giver, step, carrier)
        site = giver
    flow[site, customer] += amount
    _offer(unit, site, customer, step, carrier)
    return amount


@compiled
def transport(cost: Floats, demand: Floats, capacity: Floats) -> tuple[float, Floats]:
    """Serve all customers at the least cost.

    Parameters
    ----------
    cost
        Cost of serving the whole of a customer, shape (k open sites, m customers); infinite where it is forbidden.
    demand
        Shape (m,).
    capacity
        Shape (k,).

    Returns
    -------
    cost, flow
        Cost of service, infinite where the capacities do not suffice; quantities, shape (k, m).
    """
    sites, customers = cost.shape
    unit = cost / np.maximum(demand, 1e-300)
    flow = np.zeros((sites, customers))
    step, carrier = np.full((sites, sites), np.inf), np.full((sites, sites), -1)
    slack = capacity.copy()
    before = np.empty(sites, dtype=np.int64)
    small = TINY * demand.sum()
    total = 0.0
    for customer in np.argsort(-demand, kind="mergesort"):
        if demand[customer] <= 0.0:
            total += cost[:, customer].min()
            continue
        left = demand[customer]
        while left > small:
            length = unit[:, customer].copy()
            _shortest(step, length, before)
            end = _roomiest(length, slack, small)
            if end < 0:
                return np.inf, flow
            sent = _push(unit, flow, step, carrier, before, end, customer, min(left, slack[end]))
            slack[end] -= sent
            left -= sent
    return total + np.where(flow > 0.0, flow * unit, 0.0).sum(), flow
