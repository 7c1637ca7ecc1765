"""The Lagrangian relaxation of "each customer is served once": a knapsack for each site, then a choice of sites.

With prices ``u`` of the customers the relaxed problem is ``sum_j u_j + min_y sum_i (f_i + v_i(u)) y_i``, where
``v_i(u)`` is what a site earns at best by serving customers below their price (Cornuejols, Fisher & Nemhauser 1977 and
Beasley 1988 without and with capacities; Fisher 1981 for the method). Any prices give a bound that no solution beats.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.supplies.siting.network import CLOSED, FREE, OPEN, SPLIT, UNDECIDED, Network

Floats = NDArray[np.float64]
Marks = NDArray[np.int8]


@compiled
def _free_worth(net: Network, price: Floats, status: Marks, worth: Floats) -> None:
    worth[:] = 0.0
    for customer in range(price.size):
        limit = price[customer]
        for rank in range(worth.size):
            site = net.order[customer, rank]
            saved = net.cost[site, customer] - limit
            if saved >= 0.0:
                break
            worth[site] += saved


@compiled
def _split_worth(net: Network, price: Floats, site: int, take: Floats) -> float:
    """Fill a site with the customers that earn most per unit, the last one in part."""
    profit = price - net.cost[site]
    wanted = np.flatnonzero(profit > 0.0)
    ratio = profit[wanted] / np.maximum(net.demand[wanted], 1e-300)
    left = net.capacity[site]
    earned = 0.0
    take[:] = 0.0
    for rank in np.argsort(-ratio, kind="mergesort"):
        customer = wanted[rank]
        demand = net.demand[customer]
        if demand <= left:
            take[customer] = 1.0
            earned += profit[customer]
            left -= demand
        else:
            take[customer] = left / demand
            earned += profit[customer] * take[customer]
            break
    return float(-earned)


@compiled
def _whole_worth(net: Network, price: Floats, site: int, take: Floats) -> float:
    """Fill a site with whole customers: the knapsack by dynamic programming over its room."""
    profit = price - net.cost[site]
    room = net.room[site]
    wanted = np.flatnonzero((profit > 0.0) & (net.units <= room))
    take[:] = 0.0
    if net.units[wanted].sum() <= room:
        take[wanted] = 1.0
        return float(-profit[wanted].sum())
    best = np.zeros(room + 1)
    kept = np.zeros((wanted.size, room + 1), dtype=np.bool_)
    for item in range(wanted.size):
        weight = net.units[wanted[item]]
        gain = profit[wanted[item]]
        for space in range(room, weight - 1, -1):
            other = best[space - weight] + gain
            if other > best[space]:
                best[space] = other
                kept[item, space] = True
    space = room
    for item in range(wanted.size - 1, -1, -1):
        if kept[item, space]:
            take[wanted[item]] = 1.0
            space -= net.units[wanted[item]]
    return float(-best[room])


@compiled
def worths(net: Network, price: Floats, status: Marks, worth: Floats, take: Floats) -> None:
    """Write what opening each site would cost at these prices, its fixed cost included.

    Parameters
    ----------
    net
        The problem, n sites and m customers.
    price
        Prices of the customers, shape (m,).
    status
        `CLOSED` sites are left out, shape (n,).
    worth
        Written, shape (n,).
    take
        Written for limited sites: share of each customer taken, shape (n, m).
    """
    if net.kind == FREE:
        _free_worth(net, price, status, worth)
    else:
        for site in range(worth.size):
            if status[site] == CLOSED:
                worth[site] = 0.0
            elif net.kind == SPLIT:
                worth[site] = _split_worth(net, price, site, take[site])
            else:
                worth[site] = _whole_worth(net, price, site, take[site])
    worth += net.fixed


@compiled
def _by_number(net: Network, worth: Floats, status: Marks, chosen: Floats) -> float:
    """Choose the cheapest sites within the allowed number."""
    value = 0.0
    count = 0
    for site in range(worth.size):
        chosen[site] = 1.0 if status[site] == OPEN else 0.0
        if status[site] == OPEN:
            value += worth[site]
            count += 1
    if count > net.most:
        return np.inf
    for site in np.argsort(worth, kind="mergesort"):
        if status[site] != UNDECIDED:
            continue
        if count >= net.least and (worth[site] >= 0.0 or count >= net.most):
            break
        chosen[site] = 1.0
        value += worth[site]
        count += 1
    return value if count >= net.least else np.inf


@compiled
def _by_cover(net: Network, worth: Floats, status: Marks, chosen: Floats) -> float:
    """Choose sites whose capacities cover the need, the last one in part: a bound on the choice of whole sites."""
    value = 0.0
    missing = net.need
    for site in range(worth.size):
        chosen[site] = 1.0 if status[site] == OPEN or (status[site] == UNDECIDED and worth[site] < 0.0) else 0.0
        if chosen[site] > 0.0:
            value += worth[site]
            missing -= net.capacity[site]
    for site in np.argsort(worth / np.maximum(net.capacity, 1e-300), kind="mergesort"):
        if missing <= 1e-9 * net.need:
            return value
        if status[site] != UNDECIDED or chosen[site] > 0.0:
            continue
        chosen[site] = min(1.0, missing / max(net.capacity[site], 1e-300))
        value += worth[site] * chosen[site]
        missing -= net.capacity[site]
    return value if missing <= 1e-9 * net.need else np.inf


@compiled
def choose(net: Network, worth: Floats, status: Marks, chosen: Floats) -> float:
    """Choose sites at the least cost; the better of two bounds, by their number and by their capacity.

    Parameters
    ----------
    net
        The problem.
    worth
        Cost of opening each site at the present prices, shape (n,).
    status
        What is decided, shape (n,).
    chosen
        Written: share of each site that is open, shape (n,).

    Returns
    -------
    float
        Least cost; infinite where what is decided leaves no choice.
    """
    value = _by_number(net, worth, status, chosen)
    if net.need <= 0.0 or value == np.inf or (chosen * net.capacity).sum() >= net.need:
        return value
    covering = np.empty_like(chosen)
    covered = _by_cover(net, worth, status, covering)
    if covered > value:
        chosen[:] = covering
        return covered
    return value


@compiled
def _service(net: Network, price: Floats, chosen: Floats, take: Floats, served: Floats) -> None:
    """Write how often the chosen sites serve each customer."""
    if net.kind == FREE:
        for customer in range(price.size):
            served[customer] = 0.0
            for rank in range(chosen.size):
                site = net.order[customer, rank]
                if net.cost[site, customer] >= price[customer]:
                    break
                served[customer] += chosen[site]
        return
    served[:] = 0.0
    for site in range(chosen.size):
        if chosen[site] > 0.0:
            served += chosen[site] * take[site]


class Relaxed(NamedTuple):
    """What the relaxed problem does at some prices.

    Parameters
    ----------
    worth
        Cost of opening each site, shape (sites + sites behind,).
    chosen
        Share of each site that is open, the same shape.
    take, passed
        What the sites, and those behind them, would serve: shapes (sites, customers) and (sites behind, sites).
    slope
        By how much the value rises with each price, shape (customers + sites, or customers without sites behind).
    """

    worth: Floats
    chosen: Floats
    take: Floats
    passed: Floats
    slope: Floats


@compiled
def _with_toll(net: Network, toll: Floats) -> Network:
    """Add what a site pays for each unit to its costs of service."""
    cost = net.cost + toll.reshape(-1, 1) * net.demand
    return Network(
        net.kind, cost, net.order, net.fixed, net.demand, net.capacity,
        net.units, net.room, net.least, net.most, net.need, net.barrier,
    )  # fmt: skip


@compiled
def _relax(net: Network, behind: Network, price: Floats, status: Marks, found: Relaxed) -> float:
    """Solve the relaxed problem; return its value."""
    sites, customers = net.cost.shape
    two = behind.fixed.size > 0
    asked = _with_toll(net, price[customers:] / np.maximum(behind.demand, 1e-300)) if two else net
    worths(asked, price[:customers], status[:sites], found.worth[:sites], found.take)
    chosen = found.chosen[:sites]
    value = float(price[:customers].sum()) + choose(net, found.worth[:sites], status[:sites], chosen)
    _service(net, price[:customers], chosen, found.take, found.slope[:customers])
    found.slope[:customers] = 1.0 - found.slope[:customers]
    if two:
        worths(behind, price[customers:], status[sites:], found.worth[sites:], found.passed)
        value += choose(behind, found.worth[sites:], status[sites:], found.chosen[sites:])
        _service(behind, price[customers:], found.chosen[sites:], found.passed, found.slope[customers:])
        passing = (found.take * net.demand).sum(axis=1) * chosen / np.maximum(behind.demand, 1e-300)
        found.slope[customers:] = passing - found.slope[customers:]
    return value


@compiled
def ascend(
    stages: tuple[Network, Network],
    status: Marks,
    price: Floats,
    target: float,
    cutoff: float,
    rounds: int,
    scale: float,
) -> tuple[float, Floats, Floats]:
    """Raise the bound by subgradient steps (Held, Wolfe & Crowder 1974).

    Parameters
    ----------
    stages
        The sites with the customers, n and m; and the sites behind that supply them, k, or none (k = 0).
    status
        What is decided, shape (n + k,).
    price
        What each customer pays for all it takes and each site for its whole capacity, shape (m + n,), or (m,) if k is
        0; the best are written back.
    target
        Cost of a solution, for the length of the steps; infinite without one.
    cutoff
        Stop when the bound reaches this.
    rounds
        Number of steps at most.
    scale
        First scale of the steps, up to 2; it shrinks while the bound does not rise.

    Returns
    -------
    bound, worth, usage
        Best bound; cost of opening each site at the best prices, shape (n + k,); how much each site was chosen in the
        last steps, shape (n + k,).
    """
    net, behind = stages
    count = net.fixed.size + behind.fixed.size
    take = np.zeros(net.cost.shape if net.kind != FREE else (1, 1))
    found = Relaxed(np.empty(count), np.empty(count), take, np.zeros(behind.cost.shape), np.empty(price.size))
    usage, worth, heading, now = np.zeros(count), np.zeros(count), np.zeros(price.size), price.copy()
    best = -np.inf
    idle = 0
    for step in range(rounds):
        value = _relax(net, behind, now, status, found)
        if value == np.inf:
            return np.inf, found.worth, found.chosen
        usage = found.chosen.copy() if step == 0 else 0.93 * usage + 0.07 * found.chosen
        idle = 0 if step == 0 or value > best + 1e-7 * abs(best) else idle + 1
        if value > best:
            best = value
            price[:], worth[:] = now, found.worth
        heading = found.slope + 0.6 * heading
        norm = (heading * heading).sum()
        if best >= cutoff or norm <= 1e-12 or scale < 1e-3:
            break
        if idle >= 15:
            idle, scale = 0, 0.7 * scale
            now[:], heading[:] = price, 0.0
            continue
        aim = target if target < np.inf else value + 0.1 * abs(value) + 1.0
        now += scale * max(aim - value, 1e-6 * abs(aim)) / norm * heading
    return best, worth, usage


@compiled
def fix(net: Network, worth: Floats, status: Marks, constant: float, cutoff: float) -> int:
    """Decide the sites whose other choice would cost at least as much as the best solution.

    Parameters
    ----------
    net
        The problem.
    worth
        Cost of opening each site at some prices, shape (n,).
    status
        What is decided; written, shape (n,).
    constant
        Sum of the prices.
    cutoff
        A bound from which on nothing of interest is left.

    Returns
    -------
    int
        Number of sites decided.
    """
    chosen = np.empty(worth.size)
    decided = 0
    for site in range(worth.size):
        if status[site] != UNDECIDED:
            continue
        for trial, other in ((OPEN, CLOSED), (CLOSED, OPEN)):
            status[site] = trial
            if constant + choose(net, worth, status, chosen) >= cutoff:
                status[site] = other
                decided += 1
                break
            status[site] = UNDECIDED
    return decided
