"""Compiled course of events: from one change to the next, with crews at work."""

import numpy as np

from anlan.compute.compiled import compiled
from anlan.scenarios.cascade.kernel import EDGE, any_unmet, count_people, settle, whole_state
from anlan.scenarios.cascade.plan import FlagArray, FloatArray, IndexArray, LongArray, Plan, State

UNITS = 2.0**32
"""Units in which a share of one is counted."""


@compiled
def note_losses(plan: Plan, hour: int, state: State, wake: FlagArray, due: FlagArray) -> None:
    """Begin the clocks of services that are lost, stop those of services that are back, and note when backups end.

    A backup counts from the last loss and is full again as soon as the service is back.

    Parameters
    ----------
    plan, hour
        The networks and the hour.
    state
        ``since`` is written.
    wake, due
        bool[hours + 1], hours at which something may change, and those at which a backup ends; written.
    """
    got, since, enough, backup = state.got, state.since, plan.need_enough, plan.need_backup
    layer_need, first, renewed = plan.layer_need, plan.layer_need_first, state.renewed
    for layer in range(renewed.size):
        if renewed[layer]:
            for place in range(first[layer], first[layer + 1]):
                need = layer_need[place]
                if got[need] >= enough[need] - EDGE:
                    since[need] = -1
                elif since[need] < 0:
                    since[need] = hour
                    end = hour + np.ceil(backup[need])
                    if end < wake.size:
                        wake[int(end)], due[int(end)] = True, True


@compiled
def send_crews(
    plan: Plan, hour: int, access: bool, pending: IndexArray, left: int, free: LongArray, spares: LongArray,
    level: FloatArray, duration: LongArray, done: LongArray, wake: FlagArray,
) -> int:  # fmt: skip
    """Give free crews to broken components in the order of repair; return how many components still wait.

    A component takes a spare part when work on it begins. While none is left it waits for those that were ordered at
    hour 0, and the crew goes on to the next component.

    Parameters
    ----------
    plan, hour, wake
        See `note_losses`.
    access
        Whether components without a road wait.
    pending, left
        Components that wait, in the order of repair, and their number; rewritten.
    free
        int64[l], free crews; rewritten.
    spares
        int64[l, 2], spare parts that are left, for nodes and for links; rewritten.
    level
        float64[n], level of supply.
    duration, done
        int64[n + m], hours of work, and the hour at which a component is repaired; written.
    """
    layer_of, reached_by, lead = plan.layer, plan.reached_by, plan.lead
    kept = 0
    for place in range(left):
        component = pending[place]
        layer = layer_of[component]
        road, part = reached_by[component], int(component >= level.size)
        ordered = hour < lead[layer]
        if ordered and spares[layer, part] <= 0 and lead[layer] < wake.size:
            wake[lead[layer]] = True
        fitted = not ordered or spares[layer, part] > 0
        if fitted and free[layer] > 0 and not (access and road >= 0 and level[road] <= 0.0):
            free[layer] -= 1
            spares[layer, part] -= ordered
            done[component] = hour + duration[component]
            if done[component] < wake.size:
                wake[done[component]] = True
        else:
            pending[kept] = component
            kept += 1
    return kept


@compiled
def repair(plan: Plan, hour: int, busy: IndexArray, done: LongArray, free: LongArray, state: State) -> None:
    """Put components back that are repaired at an hour, and free their crews.

    A link whose ends are both supplied, or both not, changes nothing by itself, unless capacity is shared or layers
    need each other in a circle.
    """
    stage, circular, limited = plan.stage, plan.circular, plan.limited
    broken, touched, level, layer_of, ends = state.broken, state.touched, state.level, plan.layer, plan.ends
    for component in busy:
        if done[component] == hour:
            layer, at = layer_of[component], component - level.size
            broken[component] = False
            free[layer] += 1
            shared = limited[layer] or circular[stage[layer]]
            if at < 0 or shared or (level[ends[at, 0]] > 0.0) != (level[ends[at, 1]] > 0.0):
                touched[layer] = True


@compiled
def count_places(plan: Plan, hour: int, state: State, stopped: FlagArray) -> float:
    """Write which places do not work, bool[p], and return the beds in those that do.

    A place works when all its needs are served or bridged and the nodes in it work.
    """
    house_first, house_node, place_need, beds = plan.house_first, plan.house_node, plan.place_need, plan.beds
    enough, backup, works, got, since = plan.need_enough, plan.need_backup, state.works, state.got, state.since
    total = 0.0
    for place in range(stopped.size):
        stops = any_unmet(place_need[place], place_need[place + 1], hour, got, enough, since, backup)
        for entry in range(house_first[place], house_first[place + 1]):
            stops = stops or not works[house_node[entry]]
        stopped[place] = stops
        if not stops:
            total += beds[place]
    return total


@compiled
def note_shares(hour: int, lost: FloatArray, counted: LongArray, change: LongArray) -> None:
    """Write by how much the lost share of each of the people's needs changes at an hour.

    Shares are counted in whole units of 1 / `UNITS`, so that sums are the same in any order and end at zero.

    Parameters
    ----------
    hour
        The hour.
    lost
        float64[q], share of each need that is not met.
    counted
        int64[q], the share that was counted last; brought to this hour.
    change
        int64[q, hours], sum of the changes over samples; written.
    """
    for need in range(lost.size):
        units = int(lost[need] * UNITS + 0.5)
        if units != counted[need]:
            change[need, hour] += units - counted[need]
            counted[need] = units


@compiled
def write(
    begin: int, end: int, now: FloatArray, open_beds: float, stopped: FlagArray,
    without: FloatArray, beds: FloatArray, down: FloatArray,
) -> None:  # fmt: skip
    """Write what holds from an hour up to another.

    Parameters
    ----------
    begin, end
        The hours.
    now, open_beds, stopped
        People without, float64[d, l]; beds at work; places that stand still, bool[p].
    without, beds, down
        See `follow`.
    """
    beds[begin:end] = open_beds
    for district in range(now.shape[0]):
        for layer in range(now.shape[1]):
            without[district, layer, begin:end] = now[district, layer]
    for place in range(stopped.size):
        if stopped[place]:
            down[place] += end - begin


@compiled
def follow(
    plan: Plan, failed: FlagArray, duration: LongArray, delay: int, access: bool,
    without: FloatArray, beds: FloatArray, down: FloatArray, change: LongArray,
) -> int:  # fmt: skip
    """Follow one event from change to change; return the number of hours at which services were looked at anew.

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
    change
        int64[q, hours], changes of the lost share of the people's needs, see `note_shares`; int64[0, 0] for none.
    """
    hours, state = beds.size, whole_state(plan)
    state.broken[:] = failed
    state.touched[:] = plan.limited
    busy = plan.order[failed[plan.order]]
    for component in busy:
        state.touched[plan.layer[component]] = True
    pending, left = busy.copy(), busy.size
    done, free, spares = np.full(failed.size, -1), plan.crews.copy(), plan.spares.copy()
    wake, due = np.zeros(hours + 1, dtype=np.bool_), np.zeros(hours + 1, dtype=np.bool_)
    wake[min(delay, hours)] = left > 0
    now, stopped, open_beds = np.zeros(without.shape[:2]), np.zeros(down.size, dtype=np.bool_), 0.0
    lost, counted = np.zeros(plan.persons.size), np.zeros(plan.persons.size, dtype=np.int64)
    down[:] = 0.0
    hour, begin, changes = 0, 0, 0
    while hour < hours:
        repair(plan, hour, busy, done, free, state)
        if hour == 0 or due[hour] or state.touched.any():
            write(begin, hour, now, open_beds, stopped, without, beds, down)
            settle(plan, hour, state)
            note_losses(plan, hour, state, wake, due)
            count_people(plan, hour, state, now, lost)
            if change.size:
                note_shares(hour, lost, counted, change)
            open_beds = count_places(plan, hour, state, stopped)
            begin = hour
            changes += 1
        if left and hour >= delay:
            left = send_crews(plan, hour, access, pending, left, free, spares, state.level, duration, done, wake)
        hour += 1
        while hour < hours and not wake[hour]:
            hour += 1
    write(begin, hours, now, open_beds, stopped, without, beds, down)
    return changes


@compiled
def follow_block(
    plan: Plan, failed: FlagArray, duration: LongArray, hours: int, delay: int, access: bool, districts: int,
    shares: bool,
) -> tuple[FloatArray, FloatArray, FloatArray, LongArray]:  # fmt: skip
    """Follow each event of a block; an event's results do not depend on the others.

    Parameters
    ----------
    plan
        The networks.
    failed, duration
        bool[k, n + m], int64[k, n + m]: broken components and hours of repair.
    hours, delay, access
        See `CascadeSettings`.
    districts
        Number d of districts.
    shares
        Whether the lost share of each of the people's needs is followed too.

    Returns
    -------
    without
        float64[k, d, l, hours], people without each service.
    beds
        float64[k, hours], beds in places that work.
    down
        float64[k, p], hours in which each place does not work.
    change
        int64[q, hours], by how much the lost share of each of the q needs of people changes, summed over the events,
        in units of 1 / `UNITS`; int64[0, 0] where it was not asked for.
    """
    count, layers, places = failed.shape[0], plan.crews.size, plan.beds.size
    without = np.empty((count, districts, layers, hours))
    beds, down = np.empty((count, hours)), np.empty((count, places))
    change = np.zeros((plan.persons.size, hours) if shares else (0, 0), dtype=np.int64)
    for row in range(count):
        follow(plan, failed[row], duration[row], delay, access, without[row], beds[row], down[row], change)
    return without, beds, down, change
