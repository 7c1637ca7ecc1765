"""Ways from sources to needs: when a delivery arrives, and what it costs to be late.

Every way is priced: no way is left out, so nothing has to be proven about ways that were.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def arrivals(leave_h: Floats, origin: Ints, travel_h: Floats, edges: Floats) -> Ints:
    """Return the window in which a delivery arrives, int64 (m, a); the number of windows where it comes too late.

    Parameters
    ----------
    leave_h
        Hour at which each source's goods leave, shape (m,).
    origin
        Origin of each source, shape (m,).
    travel_h
        Hours on the road from each origin to each area, shape (o, a).
    edges
        Ends of the windows, h, shape (t,).
    """
    found = np.empty((origin.size, travel_h.shape[1]), np.int64)
    for m in range(origin.size):
        for a in range(travel_h.shape[1]):
            hour = leave_h[m] + travel_h[origin[m], a]
            window = 0
            while window < edges.size and edges[window] < hour - 1e-9:
                window += 1
            found[m, a] = window
    return found


@compiled
def way_costs(
    arrival: Ints,
    origin: Ints,
    fee: Floats,
    travel_h: Floats,
    haul: float,
    wait: Floats,
    waits: bool,
    area: Ints,
    window: Ints,
    factor: Floats,
    hard: Floats,
    due: Ints,
) -> Floats:
    """Return the cost of a unit from each source to each sink, float64 (m, n); infinite where there is no way.

    Parameters
    ----------
    arrival
        Window in which a source's goods arrive in an area, int64 (m, a).
    origin, fee
        Origin of each source and the price of a unit there, shape (m,).
    travel_h
        Hours on the road, shape (o, a).
    haul
        Cost of an hour on the road for a unit.
    wait
        Cost of being without a unit during each window, shape (a, t).
    waits
        Whether a need can be met later; otherwise only in its own window or from what came before.
    area, window
        Of each sink, int64 (n,).
    factor
        By how much being without counts at each sink, 1, shape (n,).
    hard
        What lateness costs at each sink beside that, shape (n,).
    due
        Window after which a delivery is late in that sense, int64 (n,).
    """
    windows = wait.shape[1]
    cost = np.empty((origin.size, area.size))
    for m in range(origin.size):
        for n in range(area.size):
            there = arrival[m, area[n]]
            if there >= windows or (there > window[n] and not waits):
                cost[m, n] = np.inf
                continue
            late = 0.0
            for t in range(window[n], there):
                late += wait[area[n], t]
            cost[m, n] = fee[m] + haul * travel_h[origin[m], area[n]] + factor[n] * late
            if there > due[n]:
                cost[m, n] += hard[n]
    return cost
