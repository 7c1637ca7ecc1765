"""Transportation problems by successive shortest paths, compiled.

Source: Ahuja, Magnanti and Orlin (1993), Network Flows, Prentice Hall, section 9.7 (successive shortest path
algorithm with potentials, their reduced cost optimality conditions in section 9.3).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

TINY = 1e-12
"""Amounts below this share of the largest demand or supply count as none; rounding of float64."""

Floats: TypeAlias = NDArray[np.float64]


@compiled
def evaluated(
    cost: Floats,
    demand: Floats,
    unmet: Floats,
    base: Floats,
    start: NDArray[np.int32],
    column: NDArray[np.int32],
    share: Floats,
    first: Floats,
    weight: float,
    slope: Floats,
) -> tuple[float, float]:
    """Solve with the supply ``base + link @ first`` and add the weighted slope in `first`; see `shipped`.

    Parameters
    ----------
    cost, demand, unmet
        See `shipped`.
    base
        Supply without a first stage, float64 (m,).
    start, column, share
        The matrix `link` by rows: pointers (m + 1,), columns and values.
    first
        First stage, float64 (n1,).
    weight
        By which the slope is multiplied.
    slope
        What is added to, float64 (n1,).

    Returns
    -------
    value, bound
        Cost, and a lower bound on it.
    """
    supply = base.copy()
    for s in range(base.size):
        for e in range(start[s], start[s + 1]):
            supply[s] += share[e] * first[column[e]]
        supply[s] = max(supply[s], 0.0)
    value, bound, price, _, _ = shipped(cost, demand, unmet, supply)
    for s in range(base.size):
        for e in range(start[s], start[s + 1]):
            slope[column[e]] += weight * price[s] * share[e]
    return value, min(bound, value)


@compiled
def shipped(cost: Floats, demand: Floats, unmet: Floats, supply: Floats) -> tuple[float, float, Floats, Floats, Floats]:
    """Solve ``min cost * y + unmet * z`` with ``sum_j y[s, j] <= supply[s]`` and ``sum_s y[s, j] + z[j] = demand[j]``.

    Parameters
    ----------
    cost
        Cost of a unit from a source to a sink, float64 (m, n); inf where there is no way.
    demand, unmet
        Demand of each sink and the finite cost of a unit of it that is not met, float64 (n,).
    supply
        Of each source, float64 (m,), not negative.

    Returns
    -------
    value, bound, price, flow, short
        Cost of the flow; the value of the dual, a lower bound that holds whatever was rounded; what one more unit at
        each source changes, float64 (m,), never positive; the flow, float64 (m, n); what is not met, float64 (n,).
    """
    m, n = cost.shape
    tiny = TINY * max(demand.max(), supply.max()) if m > 0 and n > 0 else 0.0
    used = np.flatnonzero(supply > tiny)  # an empty source carries nothing; its price follows from the others'
    near = np.empty((n, used.size))
    worth = unmet.copy()
    for k in range(used.size):
        for j in range(n):
            near[j, k] = cost[used[k], j]
            worth[j] = min(worth[j], near[j, k])
    carried = np.zeros((used.size, n))
    short = np.zeros(n)
    cheap = np.zeros(used.size)
    left = supply[used]
    room = (np.empty(used.size), np.empty(used.size, np.int64), np.empty(n), np.empty(n, np.int64))
    for j in np.argsort(-unmet):  # who may go short last is served first: fewer exchanges
        need = demand[j]
        while need > tiny:
            need -= _carried(j, need, tiny, near, unmet, left, carried, short, cheap, worth, room)
    return _valued(cost, demand, unmet, supply, used, carried, short, cheap)


@compiled
def _valued(
    cost: Floats,
    demand: Floats,
    unmet: Floats,
    supply: Floats,
    used: NDArray[np.int64],
    carried: Floats,
    short: Floats,
    cheap: Floats,
) -> tuple[float, float, Floats, Floats, Floats]:
    """Return the cost of a flow, and the bound of the prices made feasible for every source and way."""
    m, n = cost.shape
    value, bound = 0.0, 0.0
    flow = np.zeros((m, n))
    worth = unmet.copy()
    for k in range(used.size):
        s = used[k]
        for j in range(n):
            worth[j] = min(worth[j], cost[s, j] - cheap[k])
            if carried[k, j] > 0.0:
                flow[s, j] = carried[k, j]
                value += cost[s, j] * carried[k, j]
    for j in range(n):
        value += unmet[j] * short[j]
        bound += worth[j] * demand[j]
    price = np.zeros(m)
    for s in range(m):
        for j in range(n):
            price[s] = min(price[s], cost[s, j] - worth[j])
        bound += price[s] * supply[s]
    return value, bound, price, flow, short


@compiled
def _carried(
    start: int,
    need: float,
    tiny: float,
    near: Floats,
    unmet: Floats,
    left: Floats,
    flow: Floats,
    short: Floats,
    price: Floats,
    worth: Floats,
    room: tuple[Floats, NDArray[np.int64], Floats, NDArray[np.int64]],
) -> float:
    """Bring one amount to a sink along the cheapest chain of exchanges; return it."""
    n, m = near.shape
    far, through, reached, giver = room
    done = np.zeros(m, np.bool_)
    queue = np.empty(n, np.int64)
    far[:] = np.inf
    reached[:] = np.inf
    reached[start] = 0.0
    giver[start] = -1
    best_short, at_short = np.inf, start
    head, tail = 0, 1
    queue[0] = start
    while True:
        while head < tail:  # sinks reached at the same distance, each looked at once
            sink = queue[head]
            head += 1
            _spread(sink, reached[sink], near[sink], price, worth[sink], done, far, through)
            there = reached[sink] + max(unmet[sink] - worth[sink], 0.0)
            if there < best_short:
                best_short, at_short = there, sink
        source, least = _nearest(far, done, best_short)
        if source < 0 or left[source] > tiny:
            break
        done[source] = True
        for j in range(n):
            if flow[source, j] > tiny and reached[j] == np.inf:
                reached[j] = least
                giver[j] = source
                queue[tail] = j
                tail += 1
    for j in range(n):
        worth[j] += max(least - reached[j], 0.0)
    for s in range(m):
        if done[s]:
            price[s] -= max(least - far[s], 0.0)
    return _exchanged(source, at_short, need, tiny, left, flow, short, through, giver)


@compiled
def _spread(
    sink: int,
    at: float,
    near: Floats,
    price: Floats,
    worth: float,
    done: NDArray[np.bool_],
    far: Floats,
    through: NDArray[np.int64],
) -> None:
    """Note the sources that are nearer through this sink."""
    for s in range(far.size):
        if not done[s]:
            there = at + max(near[s] - price[s] - worth, 0.0)
            if there < far[s]:
                far[s], through[s] = there, sink


@compiled
def _nearest(far: Floats, done: NDArray[np.bool_], limit: float) -> tuple[int, float]:
    """Return the nearest source below the limit, and its distance; -1 and the limit where there is none."""
    source, least = -1, limit
    for s in range(far.size):
        if not done[s] and far[s] < least:
            source, least = s, far[s]
    return source, least


@compiled
def _exchanged(
    source: int,
    at_short: int,
    need: float,
    tiny: float,
    left: Floats,
    flow: Floats,
    short: Floats,
    through: NDArray[np.int64],
    giver: NDArray[np.int64],
) -> float:
    """Move as much as the chain that ends at a source with a rest, or at a sink that goes short, lets through."""
    end = through[source] if source >= 0 else at_short
    amount = min(need, left[source]) if source >= 0 else need
    sink = end
    while giver[sink] >= 0:
        amount = min(amount, flow[giver[sink], sink])
        sink = through[giver[sink]]
    if source >= 0:
        left[source] -= amount
        flow[source, end] += amount
    else:
        short[end] += amount
    sink = end
    while giver[sink] >= 0:
        source = giver[sink]
        flow[source, sink] -= amount
        if flow[source, sink] <= tiny:
            flow[source, sink] = 0.0
        sink = through[source]
        flow[source, sink] += amount
    return amount
