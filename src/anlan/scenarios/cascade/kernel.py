"""Compiled rules: who is supplied, who works, what is lost and what is repaired, from one change to the next."""

import numpy as np

from anlan.hazards.compiled import compiled
from anlan.scenarios.cascade.plan import FlagArray, FloatArray, IndexArray, LongArray, Plan

EDGE = 1e-9
"""A level this far below a threshold still reaches it: shares add up with rounding."""


@compiled
def label_layer(plan: Plan, layer: int, broken: FlagArray, works: FlagArray, label: IndexArray, root: IndexArray) -> int:
    """Mark what the working sources of a layer reach; return the number of labels.

    Nodes that hang together, along links in their direction, have labels with the same root; -1 is out of reach.

    Parameters
    ----------
    plan
        The networks.
    layer
        Which layer.
    broken, works
        bool[n + m], broken components; bool[n], nodes at work.
    label, root
        int32[n], written for the nodes of the layer; int32[n], root of each label.
    """
    first, last = plan.layer_first[layer], plan.layer_first[layer + 1]
    nodes = plan.indptr.size - 1
    label[first:last] = -1
    queue = np.empty(last - first, dtype=np.int32)
    count = 0
    for origin in range(first, last):
        if not (plan.source[origin] and works[origin]) or label[origin] >= 0:
            continue
        root[count] = count
        label[origin] = count
        queue[0] = origin
        size, done = 1, 0
        while done < size:
            node = queue[done]
            done += 1
            for arc in range(plan.indptr[node], plan.indptr[node + 1]):
                other = plan.head[arc]
                if not works[other] or broken[nodes + plan.edge[arc]]:
                    continue
                if label[other] < 0:
                    label[other] = count
                    queue[size] = other
                    size += 1
                elif root[label[other]] != root[count]:  # one-way links: two floods meet
                    old, new = root[label[other]], root[count]
                    for each in range(count + 1):
                        if root[each] == old:
                            root[each] = new
        count += 1
    return count


@compiled
def supply_layer(
    plan: Plan, layer: int, broken: FlagArray, works: FlagArray, label: IndexArray, root: IndexArray, level: FloatArray
) -> None:
    """Write the level of supply of every node of a layer: 1 where a source reaches, less where capacity is short.

    Where capacity counts, what hangs together shares what its sources can give in proportion to demand, relative to
    the level without damage.

    Parameters
    ----------
    plan, layer, broken, works, label, root
        See `label_layer`.
    level
        float64[n], written for the nodes of the layer.
    """
    first, last = plan.layer_first[layer], plan.layer_first[layer + 1]
    count = label_layer(plan, layer, broken, works, label, root)
    ratio = np.ones(max(count, 1))
    if plan.limited[layer]:
        can, wants = np.zeros(count), np.zeros(count)
        for node in range(first, last):
            if label[node] >= 0:
                wants[root[label[node]]] += plan.demand[node]
                if plan.source[node]:
                    can[root[label[node]]] += plan.capacity[node]
        for each in range(count):
            if wants[each] > can[each]:
                ratio[each] = can[each] / wants[each]
    for node in range(first, last):
        level[node] = 0.0
        if label[node] >= 0:
            level[node] = min(1.0, ratio[root[label[node]]] / plan.base[node]) if plan.base[node] > 0.0 else 1.0


@compiled
def level_of(plan: Plan, need: int, level: FloatArray) -> float:
    """Return the level of a service that a user gets: the sum of the shares of its nodes, each times its level."""
    total = 0.0
    for entry in range(plan.need_first[need], plan.need_first[need + 1]):
        total += plan.need_share[entry] * level[plan.need_node[entry]]
    return total


@compiled
def unmet(plan: Plan, need: int, hour: int, level: FloatArray, since: LongArray) -> bool:
    """Say whether a need is neither served nor bridged; `since` is the hour at which service was lost, -1 for never."""
    if level_of(plan, need, level) >= plan.need_enough[need] - EDGE:
        return False
    lost = since[need] if since[need] >= 0 else hour
    return bool(hour - lost >= plan.need_backup[need])


@compiled
def settle(
    plan: Plan, hour: int, broken: FlagArray, works: FlagArray, level: FloatArray, since: LongArray, touched: FlagArray,
    label: IndexArray, root: IndexArray,
) -> None:  # fmt: skip
    """Find what works at an hour: the greatest set of nodes that do not contradict each other.

    All that is whole is taken to work; then nodes with an unmet need are taken out, and what they served is looked at
    again, until nothing changes.

    Parameters
    ----------
    plan
        The networks.
    hour
        The hour.
    broken
        bool[n + m].
    works, level
        bool[n], float64[n]: of the hour before on entry, of this hour on return.
    since
        See `unmet`.
    touched
        bool[l], layers in which components were broken or repaired; all false on return.
    label, root
        int32[n], to work in.
    """
    for layer in range(plan.crews.size):
        for node in range(plan.layer_first[layer], plan.layer_first[layer + 1]):
            if works[node] == broken[node]:
                works[node] = not broken[node]
                touched[layer] = True
    again = True
    while again:
        again = False
        for layer in range(plan.crews.size):
            if touched[layer]:
                supply_layer(plan, layer, broken, works, label, root, level)
                touched[layer] = False
        for place in range(plan.needy.size):
            node = plan.needy[place]
            if not works[node]:
                continue
            for need in range(plan.node_need[place], plan.node_need[place + 1]):
                if unmet(plan, need, hour, level, since):
                    works[node] = False
                    touched[plan.layer[node]] = True
                    again = True
                    break


@compiled
def note_losses(plan: Plan, hour: int, level: FloatArray, since: LongArray, wake: FlagArray) -> None:
    """Begin the clocks of services that are lost, stop those of services that are back, and note when backups end.

    Parameters
    ----------
    plan, hour, level, since
        See `settle`.
    wake
        bool[hours + 1], hours at which something may change.
    """
    for need in range(plan.need_layer.size):
        if level_of(plan, need, level) >= plan.need_enough[need] - EDGE:
            since[need] = -1
        elif since[need] < 0:
            since[need] = hour
            if plan.need_backup[need] > 0.0:
                end = hour + np.ceil(plan.need_backup[need])
                if end < wake.size:
                    wake[int(end)] = True


@compiled
def send_crews(
    plan: Plan, hour: int, access: bool, pending: IndexArray, left: int, free: LongArray, level: FloatArray,
    duration: LongArray, done: LongArray, wake: FlagArray,
) -> int:  # fmt: skip
    """Give free crews to broken components in the order of repair; return how many components still wait.

    Parameters
    ----------
    plan, hour, level, wake
        See `settle` and `note_losses`.
    access
        Whether components without a road wait.
    pending, left
        Components that wait, in the order of repair, and their number; rewritten.
    free
        int64[l], free crews; rewritten.
    duration, done
        int64[n + m], hours of work, and the hour at which a component is repaired; written.
    """
    kept = 0
    for place in range(left):
        component = pending[place]
        layer = plan.layer[component]
        road = plan.reached_by[component]
        if free[layer] > 0 and not (access and road >= 0 and level[road] <= 0.0):
            free[layer] -= 1
            done[component] = hour + duration[component]
            if done[component] < wake.size:
                wake[done[component]] = True
        else:
            pending[kept] = component
            kept += 1
    return kept


@compiled
def place_works(plan: Plan, place: int, hour: int, works: FlagArray, level: FloatArray, since: LongArray) -> bool:
    """Say whether a place works: all its needs are served or bridged and the nodes in it work."""
    for entry in range(plan.house_first[place], plan.house_first[place + 1]):
        if not works[plan.house_node[entry]]:
            return False
    for need in range(plan.place_need[place], plan.place_need[place + 1]):
        if unmet(plan, need, hour, level, since):
            return False
    return True


@compiled
def count_people(plan: Plan, hour: int, level: FloatArray, since: LongArray, without: FloatArray) -> None:
    """Write the people without each service by district and layer, float64[d, l]; bridged hours are served."""
    without[:] = 0.0
    for place in range(plan.persons.size):
        need = plan.people_need + place
        missing = 1.0 - level_of(plan, need, level)
        if missing > EDGE and hour - since[need] >= plan.need_backup[need]:
            without[plan.district[place], plan.need_layer[need]] += plan.persons[place] * missing


@compiled
def follow(
    plan: Plan, failed: FlagArray, duration: LongArray, delay: int, access: bool,
    without: FloatArray, beds: FloatArray, down: FloatArray,
) -> int:  # fmt: skip
    """Follow one event from change to change; return the number of hours at which something changed.

    Parameters
    ----------
    plan
        The networks.
    failed
        bool[n + m], components broken at hour 0.
    duration
        int64[n + m], hours of work of a crew.
    delay, access
        See `CascadeSettings`.
    without
        float64[d, l, hours], people without each service; written.
    beds
        float64[hours], beds in places that work; written.
    down
        float64[p], hours in which a place does not work; written.
    """
    hours, nodes = beds.size, plan.indptr.size - 1
    broken, works, level = failed.copy(), np.ones(nodes, dtype=np.bool_), (plan.base > 0.0).astype(np.float64)
    since, touched = np.full(plan.need_layer.size, -1), np.zeros(plan.crews.size, dtype=np.bool_)
    label, root = np.empty(nodes, dtype=np.int32), np.empty(nodes, dtype=np.int32)
    pending = plan.order[failed[plan.order]]
    busy = pending.copy()
    done, free = np.full(failed.size, -1), plan.crews.copy()
    wake = np.zeros(hours + 1, dtype=np.bool_)
    if delay < hours:
        wake[delay] = pending.size > 0
    for component in busy:
        touched[plan.layer[component]] = True
    now = np.zeros(without.shape[:2])
    left, hour, changes = pending.size, 0, 0
    down[:] = 0.0
    while hour < hours:
        for component in busy:
            if done[component] == hour:
                broken[component] = False
                free[plan.layer[component]] += 1
                touched[plan.layer[component]] = True
        settle(plan, hour, broken, works, level, since, touched, label, root)
        note_losses(plan, hour, level, since, wake)
        if left and hour >= delay:
            left = send_crews(plan, hour, access, pending, left, free, level, duration, done, wake)
        count_people(plan, hour, level, since, now)
        until = hour + 1
        while until < hours and not wake[until]:
            until += 1
        open_beds = 0.0
        for place in range(down.size):
            if place_works(plan, place, hour, works, level, since):
                open_beds += plan.beds[place]
            else:
                down[place] += until - hour
        beds[hour:until] = open_beds
        for district in range(now.shape[0]):
            for layer in range(now.shape[1]):
                without[district, layer, hour:until] = now[district, layer]
        hour = until
        changes += 1
    return changes
