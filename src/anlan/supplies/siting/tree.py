"""Branch and bound over the sites, with the Lagrangian bound at each node (Beasley 1985, 1988 for p-medians)."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.siting.bounding import Bounding
from anlan.supplies.siting.network import CLOSED, OPEN, UNDECIDED, Network

Floats = NDArray[np.float64]
Marks = NDArray[np.int8]
Mask = NDArray[np.bool_]

Evaluate = Callable[[Mask], float]
"""Cost of a solution with these sites open, and infinite where there is none."""


@dataclass(frozen=True)
class Incumbent:
    """The best solution so far.

    Parameters
    ----------
    cost
        Its cost; infinite before the first one.
    open
        Its open sites, shape (sites,).
    """

    cost: float
    open: Mask


@dataclass(order=True)
class _Node:
    bound: float
    number: int
    status: Marks = field(compare=False)
    price: Floats = field(compare=False)


@dataclass
class Tree:
    """A best-first search over open and closed sites.

    Parameters
    ----------
    bounding
        Bounds of the problem.
    evaluate
        Cost of given open sites.
    best
        The best solution so far.
    slack
        How much less than the best solution's cost a bound may be for a node to be left: close to one where all costs
        are whole numbers, the tolerated gap elsewhere.
    rounds
        Subgradient steps at a node.
    """

    bounding: Bounding
    evaluate: Evaluate
    best: Incumbent
    slack: float
    rounds: int
    nodes: int = 0
    _heap: list[_Node] = field(default_factory=list)
    _left: float = np.inf

    @property
    def cutoff(self) -> float:
        """Bound from which on a node is of no interest."""
        return self.best.cost - self.slack

    @property
    def bound(self) -> float:
        """No solution costs less."""
        waiting = self._heap[0].bound if self._heap else np.inf
        return min(waiting, self._left, self.best.cost)

    def grow(self, status: Marks, price: Floats, bound: float, limit: int) -> None:
        """Search from a root until nothing is left or the number of nodes is reached.

        Parameters
        ----------
        status
            What is decided at the root, shape (sites,).
        price
            Prices at the root, shape (customers,).
        bound
            At the root.
        limit
            Nodes at most.
        """
        heapq.heappush(self._heap, _Node(bound, 0, status, price))
        while self._heap and self._heap[0].bound < self.cutoff and self.nodes < limit:
            self._expand(heapq.heappop(self._heap))
        if self._heap and self._heap[0].bound >= self.cutoff:
            self._left = min(self._left, self._heap[0].bound)
            self._heap.clear()

    def _expand(self, node: _Node) -> None:
        self.nodes += 1
        status, price = node.status.copy(), node.price.copy()
        scale = 1.5 if self.nodes == 1 else 0.6
        limits = self.best.cost, self.cutoff
        found = self.bounding.ascend(status, price, limits, self.rounds, scale)
        bound = max(node.bound, found.bound)
        if bound < self.cutoff:
            wanted = (found.usage > 0.5) | (status == OPEN)
            for sites in self.bounding.proposals(found.worth, wanted, status):
                self._try(sites)
            self.bounding.fix(status, price, found.worth, self.cutoff)
        if bound >= self.cutoff:
            self._left = min(self._left, bound)
            return
        if not (status == UNDECIDED).any():
            self._leaf(status, bound)
            return
        site = self._branching(status, found.usage)
        for decision in (OPEN, CLOSED):
            child = status.copy()
            child[site] = decision
            heapq.heappush(self._heap, _Node(bound, 2 * self.nodes + (decision == CLOSED), child, price))

    def _leaf(self, status: Marks, bound: float) -> None:
        """Count a node without a choice by its solution, or by its bound where the solution is not exact."""
        cost = self._try(status == OPEN)
        self._left = min(self._left, cost if np.isfinite(cost) else bound)

    def _try(self, is_open: Mask) -> float:
        cost = self.evaluate(is_open)
        if cost < self.best.cost:
            self.best = Incumbent(cost, is_open.copy())
        return cost

    def _branching(self, status: Marks, usage: Floats) -> int:
        undecided = np.flatnonzero(status == UNDECIDED)
        return int(undecided[np.argmin(np.abs(usage[undecided] - 0.5))])


def reduced(net: Network, sites: NDArray[np.int64]) -> Network:
    """Keep some sites only.

    Parameters
    ----------
    net
        The problem.
    sites
        Sites to keep, ascending.
    """
    cost = net.cost[sites]
    return net._replace(
        cost=cost,
        order=np.argsort(cost, axis=0, kind="stable").T.astype(np.int32, order="C"),
        fixed=net.fixed[sites],
        capacity=net.capacity[sites],
        room=net.room[sites] if net.room.size else net.room,
        most=min(net.most, sites.size),
    )
