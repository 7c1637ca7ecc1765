"""Whole columns of a first stage: a search for good ones on the cuts, then branching with cuts made on the way.

Each node of the tree is the relaxed first stage with bounds on its whole columns, solved from the basis of the node
before. Cuts hold everywhere, so that one made at a node serves all. Of whole columns of which at most one may be 1
(the sizes of a base) the sum is branched on first: none of them, or one.

Sources: Land and Doig (1960), An automatic method of solving discrete programming problems, Econometrica 28(3),
497-520; Beale and Tomlin (1970), Special facilities in a general mathematical programming system for non-convex
problems using ordered sets of variables, Proceedings of the Fifth International Conference on Operational Research,
447-454 (branching on sets).
"""

import heapq
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from anlan.programs.program import Answer, Program

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

WHOLE = 1e-6
"""How far from a whole number a column may be and count as whole; ten times the solver's tolerance."""
AGAIN = 0.1
"""Share of what is missing to the cutoff that a round of cuts at a node must bring for another one; assumption."""
ROUNDS = 6
"""Most rounds of cuts at a node."""
LIKELY = 6
"""Columns that the search tries to add; assumption."""
PASSES = 3
"""Most passes of the search; the tree finds what is left; assumption."""


class Relaxation(Protocol):
    """The relaxed first stage with cuts, as the tree needs it."""

    @property
    def first(self) -> Program:
        """The first stage without estimates."""
        ...

    @property
    def objective(self) -> float:
        """Cost of the best whole first stage so far."""
        ...

    @property
    def whole_values(self) -> Floats:
        """Its values, float64 (n,); empty where there is none."""
        ...

    def solved(self) -> Answer:
        """Solve it with all cuts that are known."""
        ...

    def tell(self, bound: float) -> None:
        """Tell the watcher of a bound that holds for every whole first stage."""
        ...

    def bound_columns(self, places: Places, lower: Floats, upper: Floats) -> None:
        """Bound columns."""
        ...

    def bound_rows(self, places: Places, lower: Floats) -> None:
        """Bound rows of the first stage from below; their other bound stays."""
        ...

    def cut_at(self, answer: Answer) -> bool:
        """Make cuts at a point of it; return whether any."""
        ...

    def polish(self, values: Floats, enough: float) -> None:
        """Improve the other columns under whole ones until it is proven that they cost more than enough."""
        ...


@dataclass(frozen=True, eq=False)
class Sets:
    """Sets of whole columns of which at most one may be 1; each whole column is in one, if alone.

    Parameters
    ----------
    members
        Columns of each set.
    row
        The row that says so, -1 for a column that stands alone.
    """

    members: tuple[Places, ...]
    row: Places


def sets_of(first: Program) -> Sets:
    """Find the sets of a first stage.

    Parameters
    ----------
    first
        The first stage.
    """
    whole = np.zeros(first.columns, dtype=np.bool_) if first.whole is None else first.whole
    taken = np.zeros(first.columns, dtype=np.bool_)
    binary = whole & (first.lower == 0.0) & (first.upper <= 1.0)
    members, rows, matrix = [], [], first.matrix.tocsr()
    for row in np.flatnonzero((first.row_upper == 1.0) & (first.row_lower <= 0.0)).tolist():
        entries = slice(int(matrix.indptr[row]), int(matrix.indptr[row + 1]))
        columns = matrix.indices[entries].astype(np.intp)
        if columns.size > 1 and (matrix.data[entries] == 1.0).all() and (binary & ~taken)[columns].all():
            taken[columns] = True
            members.append(columns)
            rows.append(row)
    alone = np.flatnonzero(whole & ~taken)
    return Sets(
        (*members, *(np.array([column]) for column in alone)), np.array(rows + [-1] * alone.size, dtype=np.intp)
    )


@dataclass(frozen=True, eq=False)
class Node:
    """Bounds of whole columns, and the least sums of sets."""

    lower: Floats
    upper: Floats
    least: Floats


class Tree:
    """The search over whole columns.

    Parameters
    ----------
    relaxation
        The relaxed first stage.
    gap
        Relative gap to prove, 1.
    nodes
        Most nodes.
    """

    def __init__(self, relaxation: Relaxation, gap: float, nodes: int) -> None:
        self.of, self._gap, self._nodes = relaxation, gap, nodes
        first = relaxation.first
        self._sets = sets_of(first)
        self._places = np.flatnonzero(np.zeros(0) if first.whole is None else first.whole).astype(np.intp)
        self._at = np.full(first.columns, -1, dtype=np.intp)
        self._at[self._places] = np.arange(self._places.size)
        self._rows = self._sets.row[self._sets.row >= 0]
        none = np.full(self._rows.size, -np.inf)
        self._root = self._now = Node(first.lower[self._places], first.upper[self._places], none)
        self.bound, self._pruned = -np.inf, np.inf

    @property
    def cutoff(self) -> float:
        """Cost from which a node need not be looked at: its best would not be better by more than the gap."""
        best = self.of.objective
        gap = self._gap * (1.0 - 1e-6)  # so that what is proven is the gap after rounding
        return best - gap * abs(best) if np.isfinite(best) else np.inf

    def search(self) -> None:
        """Exchange, drop and add whole columns one set at a time, judged by the cuts; polish the best."""
        self._begin(self._root)
        answer = self.of.solved()
        if answer.status != "optimal" or not self.of.whole_values.size:
            return
        tried: set[bytes] = set()
        wanted = self._likely(answer)
        for _ in range(PASSES):
            base = np.round(self.of.whole_values[self._places])
            before = self.of.objective
            tried.add(base.tobytes())
            found = self._best_move(base, wanted, tried)
            if found is None:
                break
            tried.add(found.tobytes())
            values = np.zeros(self.of.first.columns)
            values[self._places] = found
            self.of.polish(values, before)
        self._begin(self._root)

    def _likely(self, answer: Answer) -> Places:
        """Return the columns that are worth trying: those that the relaxed first stage wants most."""
        value = np.minimum(answer.reduced_costs[self._places], 0.0) - answer.values[self._places]
        order = np.lexsort((answer.reduced_costs[self._places], value))
        return order[:LIKELY].astype(np.intp)

    def _best_move(self, base: Floats, wanted: Places, tried: set[bytes]) -> Floats | None:
        """Return the neighbour that costs least by the cuts, if less than the best; None where none does."""
        best, least = None, self.of.objective * (1.0 - 1e-4)
        for candidate in self._neighbours(base, wanted):
            if candidate.tobytes() in tried:
                continue
            self.of.bound_columns(self._places, candidate, candidate)
            answer = self.of.solved()
            if answer.status == "optimal" and answer.objective < least:
                best, least = candidate, answer.objective
        return best

    def _neighbours(self, base: Floats, wanted: Places) -> list[Floats]:
        group = np.empty(self._places.size, dtype=np.intp)
        for number, members in enumerate(self._sets.members):
            group[self._at[members]] = number
        chosen = np.flatnonzero(base > 0.5)
        found = []
        for new in wanted:
            if base[new] > 0.5:
                continue
            added = np.where(group == group[new], 0.0, base)
            added[new] = 1.0
            found.append(added)
            for old in chosen[group[chosen] != group[new]]:
                exchanged = added.copy()
                exchanged[old] = 0.0
                found.append(exchanged)
        for old in chosen:
            dropped = base.copy()
            dropped[old] = 0.0
            found.append(dropped)
        return found

    def prove(self) -> bool:
        """Branch until the gap is proven or the nodes are spent; return whether it is proven."""
        heap: list[tuple[float, int, Node]] = [(-np.inf, 0, self._root)]
        count, self._pruned = 0, np.inf
        while heap and count < self._nodes and heap[0][0] < self.cutoff:
            bound, _, node = heapq.heappop(heap)
            count += 1
            self._begin(node)
            answer, bound = self._settled(bound)
            if answer is None:
                self._pruned = min(self._pruned, bound)
                continue
            if count == 1:
                node = self._fixed(node, answer)
            children = self._children(node, answer)
            if not children:
                self._pruned = min(self._pruned, bound)
            for number, child in enumerate(children):
                heapq.heappush(heap, (bound, 2 * count + number, child))
            self.of.tell(min([self._pruned, *(each[0] for each in heap[:1])]))
        self._begin(self._root)
        self.bound = min([self._pruned, self.of.objective, *(each[0] for each in heap[:1])])
        return self.bound >= self.cutoff

    def _begin(self, node: Node) -> None:
        self._now = node
        self.of.bound_columns(self._places, node.lower, node.upper)
        self.of.bound_rows(self._rows, node.least)

    def _settled(self, bound: float) -> tuple[Answer | None, float]:
        """Solve the node at which the relaxation stands; None where there is nothing below it to look for."""
        last, rounds, polished = -np.inf, 0, set[bytes]()
        while True:
            answer = self.of.solved()
            if answer.status != "optimal":
                return None, np.inf if answer.status == "infeasible" else bound
            bound, cutoff = max(bound, answer.bound), self.cutoff
            if bound >= cutoff:
                return None, bound
            whole = np.round(answer.values[self._places])
            if (np.abs(answer.values[self._places] - whole) <= WHOLE).all():
                if whole.tobytes() in polished:
                    return answer, bound
                polished.add(whole.tobytes())
                self.of.polish(answer.values, cutoff)
                self._begin(self._now)
                continue
            rounds += 1
            if rounds > ROUNDS or bound - last < AGAIN * (cutoff - bound) or not self.of.cut_at(answer):
                return answer, bound
            last = bound

    def _fixed(self, node: Node, answer: Answer) -> Node:
        """Fix columns whose other value costs at least the cutoff by their reduced cost."""
        value, price = answer.values[self._places], answer.reduced_costs[self._places]
        rest = self.cutoff - answer.bound
        low = (price >= rest) & (value <= node.lower + WHOLE)
        high = (-price >= rest) & (value >= node.upper - WHOLE)
        if np.isfinite(rest) and (low | high).any():
            self._pruned = min(self._pruned, self.cutoff)
            return Node(np.where(high, node.upper, node.lower), np.where(low, node.lower, node.upper), node.least)
        return node

    def _children(self, node: Node, answer: Answer) -> list[Node]:
        """Split on the set whose sum is farthest from whole, else on the column that is, else on what is open yet."""
        value = answer.values[self._places]
        groups = [self._at[members] for members in self._sets.members]
        sums = np.array([value[group].sum() for group in groups])
        away = np.where(self._sets.row >= 0, np.abs(sums - np.round(sums)), 0.0)
        if away.size and away.max() > WHOLE:
            return self._split_set(node, groups[int(away.argmax())], int(away.argmax()))
        loose = node.lower < node.upper
        if not loose.any():
            return []
        place = int(np.where(loose, np.abs(value - np.round(value)), -1.0).argmax())
        down, up = node.upper.copy(), node.lower.copy()
        down[place] = min(np.floor(value[place]), node.upper[place] - 1.0)
        up[place] = down[place] + 1.0
        return [Node(node.lower, down, node.least), Node(up, node.upper, node.least)]

    def _split_set(self, node: Node, group: Places, number: int) -> list[Node]:
        none, least = node.upper.copy(), node.least.copy()
        none[group] = node.lower[group]
        least[np.flatnonzero(self._sets.row >= 0).tolist().index(number)] = 1.0
        return [Node(node.lower, none, node.least), Node(node.lower, node.upper, least)]
