"""What flows through open plants and depots: the transshipment problem, solved exactly.

Customers are served one after the other along shortest paths of the residual network (successive shortest paths:
Ahuja, Magnanti & Orlin 1993, section 9.7). A path leads from the customer to a depot, over customers that change
their depot or depots that change their plant, to a plant with room.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TINY = 1e-12
"""Relative size below which a quantity or a difference of costs is rounding."""


class Chain(NamedTuple):
    """Open plants p and depots k with the customers m, and the flow so far.

    Parameters
    ----------
    supply, delivery
        Cost of a unit, shapes (p, k) and (k, m).
    plant_room, depot_room
        What is left of the capacities, shapes (p,) and (k,).
    brought, given
        Flows, shapes (p, k) and (k, m).
    step, carrier
        Cheapest move of a customer from depot to depot, and the customer, shape (k, k).
    """

    supply: Floats
    delivery: Floats
    plant_room: Floats
    depot_room: Floats
    brought: Floats
    given: Floats
    step: Floats
    carrier: Ints


@compiled
def _offer(net: Chain, depot: int, customer: int) -> None:
    for other in range(net.step.shape[0]):
        extra = net.delivery[other, customer] - net.delivery[depot, customer]
        if other != depot and extra < net.step[depot, other]:
            net.step[depot, other] = extra
            net.carrier[depot, other] = customer


@compiled
def _renew(net: Chain, depot: int) -> None:
    net.step[depot] = np.inf
    for customer in range(net.delivery.shape[1]):
        if net.given[depot, customer] > 0.0:
            _offer(net, depot, customer)


@compiled
def _relax(length: Floats, before: Ints, start: int, end: int, cost: float) -> bool:
    way = length[start] + cost
    if way < np.inf and way < length[end] - TINY * (abs(way) + abs(length[start])):
        length[end] = way
        before[end] = start
        return True
    return False


@compiled
def _depot_arcs(net: Chain, length: Floats, before: Ints, small: float) -> bool:
    """Try the arcs between gates of depots: 0..k-1 are their exits, k..2k-1 their entries."""
    depots = net.depot_room.size
    changed = False
    for depot in range(depots):
        for other in range(depots):
            changed |= _relax(length, before, depot, other, net.step[depot, other])
        if net.depot_room[depot] > small:
            changed |= _relax(length, before, depot, depots + depot, 0.0)
        if net.brought[:, depot].sum() > small:
            changed |= _relax(length, before, depots + depot, depot, 0.0)
    return changed


@compiled
def _plant_arcs(net: Chain, length: Floats, before: Ints, small: float) -> bool:
    depots = net.depot_room.size
    changed = False
    for plant in range(net.plant_room.size):
        for depot in range(depots):
            cost = net.supply[plant, depot]
            changed |= _relax(length, before, depots + depot, 2 * depots + plant, cost)
            if net.brought[plant, depot] > small:
                changed |= _relax(length, before, 2 * depots + plant, depots + depot, -cost)
    return changed


@compiled
def _limit(net: Chain, before: Ints, end: int, amount: float) -> float:
    """Return how much can go along the path to a plant."""
    depots = net.depot_room.size
    node = end
    while before[node] >= 0:
        start = before[node]
        if start < depots and node < depots:
            amount = min(amount, net.given[start, net.carrier[start, node]])
        elif start < depots:
            amount = min(amount, net.depot_room[start])
        elif start < 2 * depots and node < depots:
            amount = min(amount, net.brought[:, node].sum())
        elif start >= 2 * depots:
            amount = min(amount, net.brought[start - 2 * depots, node - depots])
        node = start
    return amount


@compiled
def _send(net: Chain, before: Ints, end: int, customer: int, amount: float) -> None:
    depots = net.depot_room.size
    node = end
    net.plant_room[end - 2 * depots] -= amount
    while before[node] >= 0:
        start = before[node]
        if start < depots and node < depots:
            moved = net.carrier[start, node]
            net.given[start, moved] -= amount
            net.given[node, moved] += amount
            _offer(net, node, moved)
            if net.given[start, moved] <= 0.0:
                net.given[start, moved] = 0.0
                _renew(net, start)
        elif start < depots:
            net.depot_room[start] -= amount
        elif start < 2 * depots and node < depots:
            net.depot_room[node] += amount
        elif start < 2 * depots:
            net.brought[node - 2 * depots, start - depots] += amount
        else:
            net.brought[start - 2 * depots, node - depots] -= amount
        node = start
    net.given[node, customer] += amount
    _offer(net, node, customer)


@compiled
def _nearest_plant(net: Chain, length: Floats, small: float) -> int:
    found = -1
    first = 2 * net.depot_room.size
    for plant in range(net.plant_room.size):
        node = first + plant
        if net.plant_room[plant] > small and length[node] < np.inf and (found < 0 or length[node] < length[found]):
            found = node
    return found


@compiled
def _serve(net: Chain, customer: int, demand: float, small: float) -> bool:
    """Serve one customer at the least further cost."""
    nodes = 2 * net.depot_room.size + net.plant_room.size
    left = demand
    while left > small:
        length, before = np.full(nodes, np.inf), np.full(nodes, -1)
        length[: net.depot_room.size] = net.delivery[:, customer]
        for _ in range(nodes):
            changed = _depot_arcs(net, length, before, small)
            changed |= _plant_arcs(net, length, before, small)
            if not changed:
                break
        end = _nearest_plant(net, length, small)
        if end < 0:
            return False
        amount = _limit(net, before, end, min(left, net.plant_room[end - 2 * net.depot_room.size]))
        _send(net, before, end, customer, amount)
        left -= amount
    return True


@compiled
def flow(
    supply: Floats, delivery: Floats, plant_capacity: Floats, depot_capacity: Floats, demand: Floats
) -> tuple[float, Floats, Floats]:
    """Serve all customers at the least cost through open plants and depots.

    Parameters
    ----------
    supply, delivery
        Cost of a unit, shapes (p open plants, k open depots) and (k, m customers).
    plant_capacity, depot_capacity
        Shapes (p,) and (k,).
    demand
        Shape (m,).

    Returns
    -------
    cost, brought, given
        Cost of all flows, infinite where the capacities do not suffice; flows, shapes (p, k) and (k, m).
    """
    plants, depots = supply.shape
    brought, given = np.zeros((plants, depots)), np.zeros(delivery.shape)
    step, carrier = np.full((depots, depots), np.inf), np.full((depots, depots), -1)
    net = Chain(supply, delivery, plant_capacity.copy(), depot_capacity.copy(), brought, given, step, carrier)
    small = TINY * demand.sum()
    for customer in np.argsort(-demand, kind="mergesort"):
        if not _serve(net, customer, demand[customer], small):
            return np.inf, brought, given
    return (brought * supply).sum() + (given * delivery).sum(), brought, given
