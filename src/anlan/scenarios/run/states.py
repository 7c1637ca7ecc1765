"""One sample followed from change to change, with everything that works and does not at each of them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.scenarios.cascade import CascadeModel
from anlan.scenarios.cascade.block import count_places, note_losses, repair, send_crews
from anlan.scenarios.cascade.kernel import settle, whole_state
from anlan.scenarios.cascade.plan import State


class Moment(NamedTuple):
    """What holds from an hour up to another; arrays are those of the run and are overwritten by the next moment.

    Attributes
    ----------
    begin, end
        First hour, and the hour at which it is over.
    state
        What is broken, works, is supplied and is bridged.
    stopped
        bool[p], places that stand still.
    """

    begin: int
    end: int
    state: State
    stopped: NDArray[np.bool_]


def moments(model: CascadeModel, failed: NDArray[np.bool_], duration: NDArray[np.int64]) -> Iterator[Moment]:
    """Yield what holds, from each change to the next.

    The steps are those of `anlan.scenarios.cascade.block.follow`, by the same kernels; a repair that changes no service
    is a change here, since it may shorten a way.

    Parameters
    ----------
    model
        The networks and the rules.
    failed, duration
        bool[n + m], int64[n + m]: components broken at hour 0, and hours of work on them.
    """
    plan, rules = model.plan, model.settings
    hours, state = rules.hours, whole_state(plan)
    state.broken[:] = failed
    busy = plan.order[failed[plan.order]]
    state.touched[:] = plan.limited
    state.touched[plan.layer[busy]] = True
    pending, left = busy.copy(), int(busy.size)
    done, free, spares = np.full(failed.size, -1), plan.crews.copy(), plan.spares.copy()
    wake, due = np.zeros(hours + 1, dtype=np.bool_), np.zeros(hours + 1, dtype=np.bool_)
    wake[min(rules.delay, hours)] = left > 0
    stopped = np.zeros(len(model.places), dtype=np.bool_)
    hour = 0
    while hour < hours:
        repair(plan, hour, busy, done, free, state)
        if hour == 0 or due[hour] or state.touched.any():
            settle(plan, hour, state)
            note_losses(plan, hour, state, wake, due)
            count_places(plan, hour, state, stopped)
        if left and hour >= rules.delay:
            left = send_crews(plan, hour, rules.access, pending, left, free, spares, state.level, duration, done, wake)
        later = np.flatnonzero(wake[hour + 1 : hours])
        end = hour + 1 + int(later[0]) if later.size else hours
        yield Moment(hour, end, state, stopped)
        hour = end
