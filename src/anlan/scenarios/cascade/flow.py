"""Compiled flow of power through links of limited capacity: the DC power flow, and who is shed where a link is full.

Stott, Jardim and Alsac (2009): with small angles and equal voltages the flow of a link is its susceptance times the
difference of the angles at its ends, f = b (t_i - t_j), and what each node feeds in or takes out is the sum of its
flows, B t = p.
"""

import numpy as np

from anlan.compute.compiled import compiled
from anlan.scenarios.cascade.plan import FloatArray, IndexArray, Plan, State

FULL = 1e-6
"""Overload, relative to the capacity of a link, that does not count."""

TIE = 1e-9
"""Overloads this close to the largest are equal to it; the first link counts."""

ROUNDS = 200
"""Links that are relieved one after the other before all that is left is cut alike."""


@compiled
def factored(nodes: int, one: IndexArray, other: IndexArray, weight: FloatArray) -> tuple[FloatArray, IndexArray]:
    """Return the Cholesky factor of the susceptances of a connected piece whose node 0 has angle 0.

    Parameters
    ----------
    nodes
        Number k of nodes.
    one, other, weight
        int32[e], int32[e], float64[e]: nodes at the ends of links, and their susceptances.

    Returns
    -------
    matrix
        float64[k - 1, k - 1], lower triangle.
    start
        int32[k - 1], first column of each row that is not 0.
    """
    size = nodes - 1
    matrix, start = np.zeros((size, size)), np.arange(size).astype(np.int32)
    for link in range(one.size):
        low, high = min(one[link], other[link]) - 1, max(one[link], other[link]) - 1
        matrix[high, high] += weight[link]
        if low >= 0:
            matrix[low, low] += weight[link]
            matrix[high, low] -= weight[link]
            start[high] = min(start[high], low)
    for row in range(size):
        for column in range(start[row], row + 1):
            total = matrix[row, column]
            for each in range(max(start[row], start[column]), column):
                total -= matrix[row, each] * matrix[column, each]
            matrix[row, column] = np.sqrt(total) if row == column else total / matrix[column, column]
    return matrix, start


@compiled
def angles(matrix: FloatArray, start: IndexArray, power: FloatArray) -> FloatArray:
    """Return the angles at which nodes feed in what is given, float64[k]; node 0 has angle 0 and takes the rest."""
    size = power.size - 1
    found = power.copy()
    found[0] = 0.0
    for row in range(size):
        total = found[row + 1]
        for column in range(start[row], row):
            total -= matrix[row, column] * found[column + 1]
        found[row + 1] = total / matrix[row, row]
    for row in range(size - 1, -1, -1):
        found[row + 1] /= matrix[row, row]
        for column in range(start[row], row):
            found[column + 1] -= matrix[row, column] * found[row + 1]
    return found


@compiled
def worst_link(angle: FloatArray, one: IndexArray, other: IndexArray, weight: FloatArray, most: FloatArray) -> int:
    """Return the link with the largest flow over its capacity; -1 where none has more than fits."""
    load = weight * np.abs(angle[one] - angle[other])
    largest = 1.0 + FULL
    for link in range(load.size):
        if load[link] > largest * most[link]:
            largest = load[link] / most[link]
    if largest <= 1.0 + FULL:
        return -1
    for link in range(load.size):
        if load[link] >= largest * (1.0 - TIE) * most[link] and load[link] > (1.0 + FULL) * most[link]:
            return link
    return -1


@compiled
def carried_by(
    demand: FloatArray, supply: FloatArray, ratio: float,
    one: IndexArray, other: IndexArray, weight: FloatArray, most: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return the share of its demand that each node of a piece gets when no link carries more than its capacity.

    Sources give in proportion to their capacity. The link with the largest overload is relieved first: nodes whose
    demand adds to its flow are shed, each by a share in proportion to how much of a unit of its demand goes through the
    link, a_i. That is the smallest reduction that brings the link to its capacity, in the mean square of the shares
    weighted by demand. In a radial network all that lies behind the link is shed alike. Then the next link follows.

    Parameters
    ----------
    demand, supply
        float64[k], what nodes want, and what sources can give.
    ratio
        Share of demand that the sources can give, 1.
    one, other, weight, most
        int32[e], int32[e], float64[e], float64[e]: ends of links, their susceptances, and their capacities.
    """
    share = np.full(demand.size, ratio)
    given = supply / supply.sum() if supply.sum() > 0.0 else supply
    if demand.size < 2 or not np.isfinite(most).any():
        return share
    matrix, start = factored(demand.size, one, other, weight)
    for _ in range(ROUNDS):
        drawn = demand * share
        angle = angles(matrix, start, given * drawn.sum() - drawn)
        link = worst_link(angle, one, other, weight, most)
        if link < 0:
            return share
        unit = np.zeros(demand.size)
        unit[one[link]], unit[other[link]] = 1.0, -1.0
        factor = weight[link] * angles(matrix, start, unit)
        way = 1.0 if angle[one[link]] >= angle[other[link]] else -1.0
        adds = np.maximum(0.0, way * ((given * factor).sum() - factor))
        excess = weight[link] * abs(angle[one[link]] - angle[other[link]]) - most[link]
        share *= 1.0 - np.minimum(1.0, excess / (adds**2 * drawn).sum() * adds)
    drawn = demand * share
    angle = angles(matrix, start, given * drawn.sum() - drawn)
    load = weight * np.abs(angle[one] - angle[other])
    return np.asarray(share * min(1.0, (most / np.maximum(load, 1e-300)).min()))


@compiled
def links_inside(plan: Plan, layer: int, state: State, mark: int) -> IndexArray:
    """Return the whole links between nodes of a piece, int32."""
    piece, broken, nodes, ends, layer_of = state.piece, state.broken, plan.base.size, plan.ends, plan.layer
    found = np.empty(ends.shape[0], dtype=np.int32)
    count = 0
    for link in range(found.size):
        one, other = ends[link, 0], ends[link, 1]
        if layer_of[nodes + link] != layer or broken[nodes + link] or one == other:
            continue
        if piece[one] == mark and piece[other] == mark:
            found[count] = link
            count += 1
    return found[:count]


@compiled
def carry(plan: Plan, layer: int, state: State, ratio: FloatArray) -> None:
    """Write the share of demand that links can carry to the nodes of a layer, ``state.carried``, piece by piece.

    Parameters
    ----------
    plan, layer
        The networks, and which one.
    state
        What is broken, and the pieces.
    ratio
        float64[nodes of the layer], share of demand that the sources of each piece can give.
    """
    first, last, ends = plan.layer_first[layer], plan.layer_first[layer + 1], plan.ends
    place = np.full(plan.base.size, -1, dtype=np.int32)
    for mark in range(last - first):
        members = first + np.flatnonzero(state.piece[first:last] == mark)
        if members.size:
            place[members] = np.arange(members.size)
            links = links_inside(plan, layer, state, mark)
            supply = np.where(plan.source[members], plan.capacity[members], 0.0)
            state.carried[members] = carried_by(
                plan.demand[members], supply, ratio[mark], place[ends[links, 0]], place[ends[links, 1]],
                plan.susceptance[links], plan.link_capacity[links],
            )  # fmt: skip
