"""How a line that starts in an emergency comes up to its full rate."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def running_hours(start_h: float, ramp_h: float, hours: int) -> FloatArray:
    """Return for each hour the hours at the full rate that a line runs in it, float64[hours], 0 to 1.

    Nothing before `start_h`; from then the rate rises linearly to the full one over `ramp_h`. The integral of the rate
    over each hour is exact.

    Parameters
    ----------
    start_h
        Hours from the event to the first unit.
    ramp_h
        Hours from the first unit to the full rate; 0 for at once.
    hours
        Number of hours.
    """
    since = np.maximum(np.arange(hours + 1) - start_h, 0.0)
    rising = np.minimum(since, ramp_h)
    return np.diff(since - rising + (rising**2 / (2.0 * ramp_h) if ramp_h > 0.0 else 0.0))
