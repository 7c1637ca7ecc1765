"""Compiled rules: who is supplied, who works and who has lost what, at one hour."""

import numpy as np

from anlan.compute.compiled import compiled
from anlan.scenarios.cascade.flow import carry
from anlan.scenarios.cascade.plan import FloatArray, IndexArray, LongArray, Plan, State

EDGE = 1e-9
"""A level this far below a threshold still reaches it: shares add up with rounding."""


@compiled
def whole_state(plan: Plan) -> State:
    """Return the state before an event: nothing is broken and everybody is served."""
    nodes, needs = plan.base.size, plan.need_layer.size
    return State(
        np.zeros(plan.layer.size, dtype=np.bool_),
        np.ones(nodes, dtype=np.bool_),
        (plan.base > 0.0).astype(np.float64),
        np.ones(needs),
        np.full(needs, -1),
        np.zeros(plan.crews.size, dtype=np.bool_),
        np.zeros(plan.crews.size, dtype=np.bool_),
        np.ones(nodes, dtype=np.bool_),
        np.full(nodes, -1, dtype=np.int32),
        np.ones(nodes),
        np.empty(nodes, dtype=np.int32),
        np.empty(nodes, dtype=np.int32),
    )


@compiled
def flood(plan: Plan, origin: int, mark: int, state: State, queue: IndexArray) -> None:
    """Mark what hangs on a source; where another mark is met, along one-way links, both get the same root.

    Parameters
    ----------
    plan, state
        The networks, and what works.
    origin, mark
        Source, and the mark it gives; writes ``state.label`` and ``state.root``.
    queue
        int32[n], to work in.
    """
    indptr, head, edge = plan.indptr, plan.head, plan.edge
    broken, works, label, root = state.broken, state.works, state.label, state.root
    nodes = works.size
    root[mark] = mark
    label[origin] = mark
    queue[0] = origin
    size, done = 1, 0
    while done < size:
        node = queue[done]
        done += 1
        for arc in range(indptr[node], indptr[node + 1]):
            other = head[arc]
            if not works[other] or broken[nodes + edge[arc]]:
                continue
            if label[other] < 0:
                label[other] = mark
                queue[size] = other
                size += 1
            elif root[label[other]] != root[mark]:
                old = root[label[other]]
                for each in range(mark + 1):
                    if root[each] == old:
                        root[each] = root[mark]


@compiled
def ratios(plan: Plan, layer: int, state: State) -> FloatArray:
    """Return what the sources at work in each piece of a layer can give over what its nodes want, 1 at most."""
    first, last = plan.layer_first[layer], plan.layer_first[layer + 1]
    ratio = np.ones(last - first)
    if not plan.limited[layer]:
        return ratio
    capacity, demand, source, works, piece = plan.capacity, plan.demand, plan.source, state.works, state.piece
    can, wants = np.zeros(ratio.size), np.zeros(ratio.size)
    for node in range(first, last):
        if piece[node] >= 0:
            wants[piece[node]] += demand[node]
            if source[node] and works[node]:
                can[piece[node]] += capacity[node]
    for each in range(ratio.size):
        if wants[each] > can[each]:
            ratio[each] = can[each] / wants[each]
    return ratio


@compiled
def supply_layer(plan: Plan, layer: int, state: State, fresh: bool) -> None:
    """Write the level of supply of the nodes of a layer, and of the needs it serves.

    A node is supplied when a working source reaches it through working nodes and whole links. Where capacity counts,
    what hangs together shares what its sources can give in proportion to demand, relative to the level without damage.
    Pieces and their demand are those of the nodes that are ready, so that a node which stops for want of a service of
    its own stage frees nothing: levels never rise while nodes are taken out.

    Parameters
    ----------
    plan, layer
        The networks, and which one.
    state
        ``level``, ``got``, ``piece`` and ``carried`` are written.
    fresh
        Whether all nodes that are ready work, so that pieces are found anew.
    """
    base, source, works, label, root, level, piece = (
        plan.base, plan.source, state.works, state.label, state.root, state.level, state.piece,
    )  # fmt: skip
    first, last = plan.layer_first[layer], plan.layer_first[layer + 1]
    queue = np.empty(last - first, dtype=np.int32)
    label[first:last] = -1
    marks = 0
    for origin in range(first, last):
        if source[origin] and works[origin] and label[origin] < 0:
            flood(plan, origin, marks, state, queue)
            marks += 1
    if fresh:
        for node in range(first, last):
            piece[node] = root[label[node]] if label[node] >= 0 else -1
    ratio = ratios(plan, layer, state)
    if fresh and plan.routed[layer]:
        carry(plan, layer, state, ratio)
    for node in range(first, last):
        level[node] = 0.0
        if label[node] >= 0:
            share = min(ratio[piece[node]], state.carried[node])
            level[node] = 1.0 if share >= base[node] else share / base[node]
    serve_needs(plan, layer, state)


@compiled
def serve_needs(plan: Plan, layer: int, state: State) -> None:
    """Write the level of service of the needs of a layer: shares add up, or the best node serves alone."""
    need_first, need_node, need_share, layer_need = plan.need_first, plan.need_node, plan.need_share, plan.layer_need
    got, level, any_of = state.got, state.level, plan.any_of[layer]
    for place in range(plan.layer_need_first[layer], plan.layer_need_first[layer + 1]):
        need = layer_need[place]
        total = 0.0
        for entry in range(need_first[need], need_first[need + 1]):
            if any_of:
                total = max(total, level[need_node[entry]])
            else:
                total += need_share[entry] * level[need_node[entry]]
        got[need] = total


@compiled
def any_unmet(
    first: int, last: int, hour: int, got: FloatArray, enough: FloatArray, since: LongArray, backup: FloatArray
) -> bool:
    """Say whether any need of a range is neither served nor bridged: lost `backup` hours ago or earlier."""
    for need in range(first, last):
        if got[need] < enough[need] - EDGE:
            lost = since[need] if since[need] >= 0 else hour
            if hour - lost >= backup[need]:
                return True
    return False


@compiled
def begin_layer(plan: Plan, layer: int, hour: int, state: State) -> None:
    """Take to work what is whole in a layer and has what it needs from layers of earlier stages."""
    needy, node_need, stages, need_layer = plan.needy, plan.node_need, plan.stage, plan.need_layer
    enough, backup = plan.need_enough, plan.need_backup
    broken, works, got, since, ready = state.broken, state.works, state.got, state.since, state.ready
    first, last, stage = plan.layer_first[layer], plan.layer_first[layer + 1], stages[layer]
    place = np.searchsorted(needy, first)
    changed = False
    for node in range(first, last):
        can = not broken[node]
        if place < needy.size and needy[place] == node:
            for need in range(node_need[place], node_need[place + 1]):
                if can and stages[need_layer[need]] < stage:
                    can = not any_unmet(need, need + 1, hour, got, enough, since, backup)
            place += 1
        if can != works[node] or can != ready[node]:
            works[node] = ready[node] = can
            changed = True
    if changed:
        state.touched[layer] = True


@compiled
def stop_needy(plan: Plan, stage: int, hour: int, state: State) -> bool:
    """Take nodes of a stage with an unmet need out; say whether there were any."""
    needy, node_need, layer_of, stages = plan.needy, plan.node_need, plan.layer, plan.stage
    enough, backup = plan.need_enough, plan.need_backup
    works, got, since, touched = state.works, state.got, state.since, state.touched
    found = False
    for place in range(needy.size):
        node = needy[place]
        if not works[node] or stages[layer_of[node]] != stage:
            continue
        if any_unmet(node_need[place], node_need[place + 1], hour, got, enough, since, backup):
            works[node] = False
            touched[layer_of[node]] = True
            found = True
    return found


@compiled
def settle(plan: Plan, hour: int, state: State) -> None:
    """Find what works at an hour: the greatest set of nodes that do not contradict each other.

    Stage by stage, all that is whole and has what it needs from earlier stages is ready and taken to work; then nodes
    with an unmet need are taken out, and what they served is looked at again, until nothing changes. Each step only
    takes out, so that what remains is the same in any order (Tarski 1955).

    Parameters
    ----------
    plan, hour
        The networks and the hour.
    state
        That of the hour before, with what broke and what was repaired; all but `since` is brought to this hour.
    """
    touched, renewed, stages = state.touched, state.renewed, plan.stage
    renewed[:] = False
    for stage in range(plan.circular.size):
        for layer in range(stages.size):
            if stages[layer] == stage:
                begin_layer(plan, layer, hour, state)
        again = fresh = True
        while again:
            for layer in range(touched.size):
                if touched[layer] and stages[layer] == stage:
                    supply_layer(plan, layer, state, fresh)
                    touched[layer], renewed[layer] = False, True
            fresh = False
            again = plan.circular[stage] and stop_needy(plan, stage, hour, state)


@compiled
def count_people(plan: Plan, hour: int, state: State, without: FloatArray, lost: FloatArray) -> None:
    """Count the people without each service; bridged hours are served.

    Parameters
    ----------
    plan, hour, state
        The networks, the hour, and what holds at it.
    without
        float64[d, l], people without each service by district and layer; written.
    lost
        float64[r - people_need], share of each of the people's needs that is not met; written.
    """
    persons, district, layer_of, backup = plan.persons, plan.district, plan.need_layer, plan.need_backup
    got, since = state.got, state.since
    without[:] = 0.0
    for place in range(persons.size):
        need = plan.people_need + place
        lost[place] = 0.0
        if got[need] < 1.0 - EDGE:
            began = since[need] if since[need] >= 0 else hour
            if hour - began >= backup[need]:
                lost[place] = 1.0 - got[need]
                without[district[place], layer_of[need]] += persons[place] * lost[place]
