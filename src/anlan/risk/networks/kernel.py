"""Compiled searches: what is left of a network after an event, and how far its nodes are from each other.

Distances are found by breadth-first search where all edges cost the same, else by Dijkstra's algorithm (Dijkstra 1959)
with a binary heap that knows the place of each node (Cormen et al. 2009, chapters 6, 22 and 24).
"""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int32]
LongArray = NDArray[np.int64]
FlagArray = NDArray[np.bool_]


@compiled
def surviving(
    indptr: LongArray, head: IndexArray, edge: IndexArray, length: FloatArray, failed: FlagArray
) -> tuple[LongArray, IndexArray, FloatArray]:
    """Return the neighbours that are left, in compressed rows, with the cost of reaching them.

    Parameters
    ----------
    indptr, head, edge, length
        Of the network.
    failed
        bool[n + m], nodes and edges.
    """
    nodes = indptr.size - 1
    rows = np.zeros(nodes + 1, dtype=np.int64)
    heads = np.empty(head.size, dtype=np.int32)
    costs = np.empty(head.size)
    count = 0
    for node in range(nodes):
        if not failed[node]:
            for arc in range(indptr[node], indptr[node + 1]):
                if not failed[head[arc]] and not failed[nodes + edge[arc]]:
                    heads[count] = head[arc]
                    costs[count] = length[edge[arc]]
                    count += 1
        rows[node + 1] = count
    return rows, heads[:count], costs[:count]


@compiled
def by_steps(
    origin: int, rows: LongArray, heads: IndexArray, cost: float, distance: FloatArray, reached: IndexArray
) -> int:
    """Search in breadth; write distances and the order in which nodes are reached, and return how many are.

    Parameters
    ----------
    origin
        Node to begin at.
    rows, heads
        Neighbours.
    cost
        Cost of every edge.
    distance
        Infinite on entry, float64[n].
    reached
        int32[n].
    """
    distance[origin] = 0.0
    reached[0] = origin
    count, done = 1, 0
    steps = np.zeros(2, dtype=np.int64)  # nodes up to this place have this many steps
    steps[0] = 1
    while done < count:
        if done == steps[0]:
            steps[0] = count
            steps[1] += 1
        node = reached[done]
        done += 1
        far = (steps[1] + 1) * cost
        for arc in range(rows[node], rows[node + 1]):
            other = heads[arc]
            if distance[other] == np.inf:
                distance[other] = far
                reached[count] = other
                count += 1
    return count


@compiled
def rise(heap: IndexArray, place: IndexArray, distance: FloatArray, slot: int) -> None:
    """Move an entry of the heap towards the top until its parent is nearer.

    Parameters
    ----------
    heap, place
        Nodes by place of the heap, and the reverse.
    distance
        Their keys.
    slot
        Place of the entry.
    """
    node = heap[slot]
    while slot > 0:
        above = (slot - 1) // 2
        if distance[heap[above]] <= distance[node]:
            break
        heap[slot] = heap[above]
        place[heap[slot]] = slot
        slot = above
    heap[slot] = node
    place[node] = slot


@compiled
def take(heap: IndexArray, place: IndexArray, distance: FloatArray, size: int) -> int:
    """Take the nearest node off a heap.

    Parameters
    ----------
    heap, place, distance
        As in `rise`.
    size
        Entries of the heap.
    """
    top = heap[0]
    node = heap[size - 1]
    last = size - 1
    slot = 0
    while True:
        below = 2 * slot + 1
        if below >= last:
            break
        if below + 1 < last and distance[heap[below + 1]] < distance[heap[below]]:
            below += 1
        if distance[heap[below]] >= distance[node]:
            break
        heap[slot] = heap[below]
        place[heap[slot]] = slot
        slot = below
    heap[slot] = node
    place[node] = slot
    return int(top)


@compiled
def by_cost(
    origin: int, rows: LongArray, heads: IndexArray, costs: FloatArray, distance: FloatArray, reached: IndexArray,
    heap: IndexArray, place: IndexArray,
) -> int:  # fmt: skip
    """Search by Dijkstra's algorithm; as `by_steps`, nodes in the order of their distance.

    Parameters
    ----------
    origin, rows, heads, distance, reached
        See `by_steps`.
    costs
        Cost of reaching each neighbour.
    heap, place
        int32[n], to work in.
    """
    distance[origin] = 0.0
    heap[0] = origin
    place[origin] = 0
    size, count = 1, 0
    while size > 0:
        node = take(heap, place, distance, size)
        size -= 1
        reached[count] = node
        count += 1
        here = distance[node]
        for arc in range(rows[node], rows[node + 1]):
            other = heads[arc]
            far = here + costs[arc]
            if far < distance[other]:
                if distance[other] == np.inf:
                    place[other] = size
                    heap[size] = other
                    size += 1
                distance[other] = far
                rise(heap, place, distance, place[other])
    return count


@compiled
def state(
    rows: LongArray, heads: IndexArray, costs: FloatArray, equal: bool, failed: FlagArray, source: FlagArray,
    demand: FlagArray, every: bool, served: FloatArray, near: FloatArray, efficiency: FloatArray,
) -> None:  # fmt: skip
    """Add up how each node is served in what is left of a network.

    Parameters
    ----------
    rows, heads, costs
        What is left, see `surviving`.
    equal
        Whether all edges cost the same.
    failed
        bool[n + m].
    source, demand
        bool[n].
    every
        Whether efficiencies are wanted, which needs a search from every node.
    served, near
        float64[n], zero on entry: sources that reach a demand node, and the sum of 1 / distance from them.
    efficiency
        float64[n], zero on entry: mean of 1 / distance to all other nodes, 0 for those that cannot be reached.
    """
    nodes = rows.size - 1
    distance = np.full(nodes, np.inf)
    reached = np.empty(nodes, dtype=np.int32)
    heap, place = np.empty(nodes, dtype=np.int32), np.empty(nodes, dtype=np.int32)
    cost = costs[0] if costs.size else 1.0
    for origin in range(nodes):
        if failed[origin] or not (every or source[origin]):
            continue
        if equal:
            count = by_steps(origin, rows, heads, cost, distance, reached)
        else:
            count = by_cost(origin, rows, heads, costs, distance, reached, heap, place)
        whole = 0.0
        for slot in range(1, count):
            node = reached[slot]
            closeness = 1.0 / distance[node]
            whole += closeness
            if source[origin] and demand[node]:
                served[node] += 1.0
                near[node] += closeness
            distance[node] = np.inf
        distance[origin] = np.inf
        efficiency[origin] = whole / max(nodes - 1, 1)


@compiled
def states(
    indptr: LongArray, head: IndexArray, edge: IndexArray, length: FloatArray, source: FlagArray, demand: FlagArray,
    every: bool, first: LongArray, part: IndexArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Return the state of every node after each event of a block; see `state`.

    Parameters
    ----------
    indptr, head, edge, length, source, demand
        Of the network.
    every
        Whether efficiencies are wanted.
    first, part
        Failed parts of each event.
    """
    events, nodes = first.size - 1, indptr.size - 1
    served, near, efficiency = np.zeros((events, nodes)), np.zeros((events, nodes)), np.zeros((events, nodes))
    failed = np.zeros(nodes + length.size, dtype=np.bool_)
    equal = length.size == 0 or length.min() == length.max()
    for event in range(events):
        parts = part[first[event] : first[event + 1]]
        failed[parts] = True
        rows, heads, costs = surviving(indptr, head, edge, length, failed)
        state(rows, heads, costs, equal, failed, source, demand, every, served[event], near[event], efficiency[event])
        failed[parts] = False
    return served, near, efficiency
