"""How open sites with capacities serve whole customers: shifts and swaps under a growing price of overfilling.

The generalised assignment problem is itself hard; this finds a good solution, not always the best (the penalty search
of Yagiura, Ibaraki & Glover 2004 without its ejection chains).
"""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _excess(load: float, capacity: float) -> float:
    return max(0.0, load - capacity * (1 + 1e-12))


@compiled
def _shift(
    cost: Floats, demand: Floats, capacity: Floats, place: Ints, load: Floats, customer: int, toll: float
) -> bool:
    """Move one customer to the best other site if that is cheaper."""
    old = place[customer]
    size = demand[customer]
    freed = toll * (_excess(load[old] - size, capacity[old]) - _excess(load[old], capacity[old]))
    best, target = -1e-9, -1
    for site in range(capacity.size):
        if site != old:
            more = toll * (_excess(load[site] + size, capacity[site]) - _excess(load[site], capacity[site]))
            change = cost[site, customer] - cost[old, customer] + freed + more
            if change < best:
                best, target = change, site
    if target < 0:
        return False
    load[old] -= size
    load[target] += size
    place[customer] = target
    return True


@compiled
def _swap(
    cost: Floats, demand: Floats, capacity: Floats, place: Ints, load: Floats, customer: int, toll: float
) -> bool:
    """Exchange one customer with the best one of another site if that is cheaper."""
    one = place[customer]
    best, partner = -1e-9, -1
    for other in range(demand.size):
        two = place[other]
        if two == one:
            continue
        change = cost[two, customer] + cost[one, other] - cost[one, customer] - cost[two, other]
        if change >= best + toll * _excess(load[one], capacity[one]) + toll * _excess(load[two], capacity[two]):
            continue
        size = demand[other] - demand[customer]
        change += toll * (_excess(load[one] + size, capacity[one]) - _excess(load[one], capacity[one]))
        change += toll * (_excess(load[two] - size, capacity[two]) - _excess(load[two], capacity[two]))
        if change < best:
            best, partner = change, other
    if partner < 0:
        return False
    two = place[partner]
    size = demand[partner] - demand[customer]
    load[one] += size
    load[two] -= size
    place[customer], place[partner] = two, one
    return True


@compiled
def _settle(cost: Floats, demand: Floats, capacity: Floats, place: Ints, load: Floats, toll: float) -> float:
    """Shift and swap until nothing is cheaper; return how much is overfilled."""
    for _ in range(200):
        changed = False
        for customer in range(demand.size):
            if _shift(cost, demand, capacity, place, load, customer, toll):
                changed = True
        for customer in range(demand.size):
            if _swap(cost, demand, capacity, place, load, customer, toll):
                changed = True
        if not changed:
            break
    over = 0.0
    for site in range(capacity.size):
        over += _excess(load[site], capacity[site])
    return over


@compiled
def serve_whole(cost: Floats, demand: Floats, capacity: Floats, start: Ints) -> tuple[float, Ints]:
    """Give each customer to one site.

    Parameters
    ----------
    cost
        Cost of serving a customer, shape (k open sites, m customers).
    demand
        Shape (m,).
    capacity
        Shape (k,).
    start
        Site of each customer at first, shape (m,), whether it holds them or not.

    Returns
    -------
    cost, place
        Cost of service, infinite where no solution was found; site of each customer, shape (m,).
    """
    place = start.copy()
    load = np.zeros(capacity.size)
    total = 0.0
    for customer in range(demand.size):
        load[place[customer]] += demand[customer]
        total += cost[place[customer], customer]
    toll = 0.2 * total / max(demand.sum(), 1e-300)
    for _ in range(40):
        if _settle(cost, demand, capacity, place, load, toll) <= 0.0:
            total = 0.0
            for customer in range(demand.size):
                total += cost[place[customer], customer]
            return total, place
        toll = 2.0 * toll + 1e-9
    return np.inf, place
