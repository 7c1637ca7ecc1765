"""Small graphs over points: neighbours, spanning tree and shortest paths."""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

Edge = tuple[int, int]
Floats = NDArray[np.float64]


def distances(points: Floats) -> Floats:
    """Return the distances between all points (n, 2), in their unit."""
    return np.asarray(np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1)), dtype=np.float64)


def gabriel(points: Floats) -> list[Edge]:
    """Return the Gabriel graph: pairs whose circle of diameter holds no other point (Gabriel and Sokal 1969).

    It is connected and planar, and has the short detours of a grown road network.
    """
    square = distances(points) ** 2
    edges: list[Edge] = []
    for first in range(len(points)):
        for second in range(first + 1, len(points)):
            through = square[first] + square[second]
            through[[first, second]] = np.inf
            if through.min() >= square[first, second]:
                edges.append((first, second))
    return edges


def spanning_tree(points: Floats) -> set[Edge]:
    """Return the shortest tree that joins all points (Prim's algorithm)."""
    away = distances(points)
    best = away[0].copy()
    link = np.zeros(len(points), dtype=np.int64)
    inside = np.zeros(len(points), dtype=bool)
    inside[0] = True
    tree: set[Edge] = set()
    for _ in range(len(points) - 1):
        new = int(np.argmin(np.where(inside, np.inf, best)))
        old = int(link[new])
        tree.add((min(old, new), max(old, new)))
        inside[new] = True
        closer = away[new] < best
        best[closer], link[closer] = away[new][closer], new
    return tree


def nearest(points: Floats, point: Floats, count: int) -> list[int]:
    """Return the indices of the nearest points, nearest first."""
    away = np.hypot(*(points - point).T)
    return [int(index) for index in np.argsort(away, kind="stable")[:count]]


def shortest_path(links: Mapping[Edge, float], start: int, end: int) -> list[Edge]:
    """Return the links of the shortest path between two points (Dijkstra); empty when there is none."""
    around: dict[int, list[tuple[int, float]]] = {}
    for (first, second), length in links.items():
        around.setdefault(first, []).append((second, length))
        around.setdefault(second, []).append((first, length))
    known: dict[int, tuple[float, int]] = {}
    queue: list[tuple[float, int, int]] = [(0.0, start, start)]
    while queue and end not in known:
        length, here, before = heappop(queue)
        if here in known:
            continue
        known[here] = (length, before)
        for there, step in around.get(here, []):
            if there not in known:
                heappush(queue, (length + step, there, here))
    path: list[Edge] = []
    while end in known and end != start:
        before = known[end][1]
        path.append((min(before, end), max(before, end)))
        end = before
    return path


def connected(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> bool:
    """Say whether every node can be reached from the first one."""
    around: dict[str, list[str]] = {node: [] for node in nodes}
    for first, second in links:
        around[first].append(second)
        around[second].append(first)
    reached = {nodes[0]}
    waiting = [nodes[0]]
    while waiting:
        for node in around[waiting.pop()]:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return len(reached) == len(nodes)
