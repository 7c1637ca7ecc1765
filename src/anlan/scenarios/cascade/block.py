"""Many events through the kernel at once."""

import numpy as np

from anlan.hazards.compiled import compiled
from anlan.scenarios.cascade.kernel import follow
from anlan.scenarios.cascade.plan import FlagArray, FloatArray, LongArray, Plan


@compiled
def follow_block(
    plan: Plan, failed: FlagArray, duration: LongArray, hours: int, delay: int, access: bool, districts: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
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

    Returns
    -------
    without
        float64[k, d, l, hours], people without each service.
    beds
        float64[k, hours], beds in places that work.
    down
        float64[k, p], hours in which each place does not work.
    """
    count, layers, places = failed.shape[0], plan.crews.size, plan.beds.size
    without = np.empty((count, districts, layers, hours))
    beds, down = np.empty((count, hours)), np.empty((count, places))
    for row in range(count):
        follow(plan, failed[row], duration[row], delay, access, without[row], beds[row], down[row])
    return without, beds, down
