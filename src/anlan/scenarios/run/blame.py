"""Why a part of a network does not do its work at an hour: back to the damage it all began with."""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from anlan.scenarios.cascade import CascadeModel
from anlan.scenarios.cascade.kernel import EDGE
from anlan.scenarios.cascade.plan import State

Step = tuple[int, str]
"""A component, and a key of `anlan.scenarios.run.result.CAUSES`."""

Chain = tuple[Step, ...]
"""Steps from the damage to the component that is asked about."""


@dataclass(frozen=True, eq=False)
class Wiring:
    """What feeds what.

    Parameters
    ----------
    model
        The networks.
    feeds
        For each node the nodes and links by which its network's flow reaches it, indices of components.
    needs
        Needs of each node that has some.
    """

    model: CascadeModel
    feeds: tuple[tuple[tuple[int, int], ...], ...]
    needs: dict[int, range]

    @classmethod
    def of(cls, model: CascadeModel) -> "Wiring":
        """Read the wiring out of a model."""
        plan = model.plan
        feeds: list[list[tuple[int, int]]] = [[] for _ in range(model.nodes)]
        tail = np.repeat(np.arange(model.nodes), np.diff(plan.indptr))
        for one, other, link in zip(tail.tolist(), plan.head.tolist(), plan.edge.tolist(), strict=True):
            feeds[other].append((one, link + model.nodes))
        first = plan.node_need.tolist()
        needs = {node: range(first[at], first[at + 1]) for at, node in enumerate(plan.needy.tolist())}
        return cls(model, tuple(tuple(one) for one in feeds), needs)


class Blame:
    """Finds causes in one state; answers are kept, so that a state must not change while it is asked.

    Parameters
    ----------
    wiring
        What feeds what.
    state
        What is broken, works and is supplied.
    hour
        The hour of the state.
    """

    def __init__(self, wiring: Wiring, state: State, hour: int) -> None:
        self._wiring, self._state, self._hour = wiring, state, hour
        self._known: dict[int, Chain] = {}

    def chain(self, node: int, seen: frozenset[int] = frozenset()) -> Chain:
        """Return why a node does not supply what it should.

        A broken node is damaged. A whole one that stands still lacks a service: the first of its needs that is unmet,
        and of that need the node that fails it most. One that works without supply is cut off: of the ways from a
        source, that with the fewest parts out of work counts, and on it the part out of work that is nearest to the
        node. One with too little has lost a source of its network, the largest first.

        Parameters
        ----------
        node
            Index of the node.
        seen
            Nodes that led here; a circle of needs ends where it closes.
        """
        if node in self._known:
            return self._known[node]
        if node in seen:
            return ((node, "dependence"),)
        found = self._found(node, seen | {node})
        if not seen:
            self._known[node] = found
        return found

    def of_need(self, need: int, seen: frozenset[int] = frozenset()) -> Chain:
        """Return why the node that fails a need most does not supply it."""
        return self.chain(self.worst(need), seen)

    def worst(self, need: int) -> int:
        """Return the serving node by which a need lacks most; where any one serves in full, that which lacks least."""
        plan, level = self._wiring.model.plan, self._state.level
        entries = slice(int(plan.need_first[need]), int(plan.need_first[need + 1]))
        nodes, share = plan.need_node[entries], plan.need_share[entries]
        if plan.any_of[plan.need_layer[need]]:
            return int(nodes[np.lexsort((-share, -level[nodes]))[0]])
        return int(nodes[int(np.argmax(share * (1.0 - level[nodes])))])

    def unmet(self, need: int) -> bool:
        """Say whether a need is neither served nor bridged; see `anlan.scenarios.cascade.kernel.any_unmet`."""
        plan, state = self._wiring.model.plan, self._state
        lost = state.since[need] if state.since[need] >= 0 else self._hour
        return bool(state.got[need] < plan.need_enough[need] - EDGE and self._hour - lost >= plan.need_backup[need])

    def _found(self, node: int, seen: frozenset[int]) -> Chain:
        state = self._state
        if state.broken[node]:
            return ((node, "damage"),)
        if not state.works[node]:
            lacking = [need for need in self._wiring.needs.get(node, ()) if self.unmet(need)]
            before = self.of_need(lacking[0], seen) if lacking else ()
            return (*before, (node, "dependence"))
        if state.level[node] <= 0.0:
            return (*self._of_part(self._blocked(node, None), seen), (node, "no_source"))
        return (*self._lost_source(node, seen), (node, "shortage"))

    def _of_part(self, part: int | None, seen: frozenset[int]) -> Chain:
        """Return why a part is out of work."""
        if part is None:
            return ()
        return ((part, "damage"),) if part >= self._wiring.model.nodes else self.chain(part, seen)

    def _lost_source(self, node: int, seen: frozenset[int]) -> Chain:
        """Return why the largest source that is missing does not reach a node."""
        plan = self._wiring.model.plan
        layer = int(plan.layer[node])
        sources = [
            at for at in range(int(plan.layer_first[layer]), int(plan.layer_first[layer + 1])) if plan.source[at]
        ]
        for source in sorted(sources, key=lambda at: (-float(plan.capacity[at]), at)):
            part = self._blocked(node, source)
            if part is not None:
                return self._of_part(part, seen)
        return ()

    def _out(self, part: int) -> bool:
        """Say whether a node or link is out of work."""
        state = self._state
        return bool(state.broken[part]) if part >= self._wiring.model.nodes else not state.works[part]

    def _blocked(self, node: int, wanted: int | None) -> int | None:
        """Return the part out of work nearest to a node, on the way from a source with the fewest such parts.

        Of equal ways the one with fewer links counts (Dijkstra 1959, costs in lexical order).

        Parameters
        ----------
        node
            The node; it works.
        wanted
            The source; None for any.
        """
        plan = self._wiring.model.plan
        best, first = {node: (0, 0)}, dict[int, int | None]([(node, None)])
        queue = [(0, 0, node)]
        while queue:
            cost, steps, at = heappop(queue)
            if (cost, steps) > best[at]:
                continue
            if at == wanted or (wanted is None and plan.source[at]):
                return first[at]
            for other, link in self._wiring.feeds[at]:
                out = [part for part in (link, other) if self._out(part)]
                reached = (cost + len(out), steps + 1)
                if other not in best or reached < best[other]:
                    best[other] = reached
                    nearest = first[at]
                    first[other] = nearest if nearest is not None else next(iter(out), None)
                    heappush(queue, (*reached, other))
        return None
