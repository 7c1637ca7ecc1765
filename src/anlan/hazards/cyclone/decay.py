"""How a storm weakens over land, and how a displaced storm differs in that from the recorded one."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.cyclone.land import on_land

FloatArray = NDArray[np.float64]

X, Y, LAT, DEFICIT, U, V, STEP, LAND, SEA_DEFICIT = range(9)
"""Rows of `StormArrays.track`."""

EAST, NORTH, DEFICIT_FACTOR, RADIUS_FACTOR = range(4)
"""Rows of `StormArrays.change`."""


class StormArrays(NamedTuple):
    """What a kernel needs of n events made from s recorded storms with p positions.

    Parameters
    ----------
    storm
        int64[n], recorded storm of each event.
    change
        Displacement east and north (km), factor of the deficit, factor of the radius, (4, n).
    first
        int64[s + 1], where each storm begins in `track`.
    track
        Rows: x, y (km), latitude (deg), deficit (hPa), translation east and north (m/s), hours since the position
        before, hours over land so far, deficit when the centre was last at sea (hPa; 0 before it was), (9, p).
    frame
        Longitude and latitude of the plane's centre (deg), kilometres in a degree of each.
    mask
        Land mask; see `anlan.hazards.cyclone.land.land_mask`.
    limits
        Smallest and largest deficit (hPa), decay over land (1/h), deficit that is left in the end (hPa).
    """

    storm: NDArray[np.int64]
    change: FloatArray
    first: NDArray[np.int64]
    track: FloatArray
    frame: FloatArray
    mask: NDArray[np.uint8]
    limits: FloatArray


@compiled
def after_land(deficit: float, hours: float, rate: float, left: float) -> float:
    """Deficit of a storm, hPa, after some more hours over land; after fewer hours where they are negative.

    Kaplan and DeMaria (1995), A simple empirical model for predicting the decay of tropical cyclone winds after
    landfall, Journal of Applied Meteorology 34, 2499-2512, eq. 4: the wind above a background decays exponentially.
    Wind is proportional to the root of the deficit (Holland 1980, eq. 7), so the root of the deficit decays here.
    """
    root, background = math.sqrt(deficit), math.sqrt(left)
    if root <= background:
        return deficit
    return (background + (root - background) * math.exp(-rate * hours)) ** 2


@compiled
def deficits(storms: StormArrays, event: int, out: FloatArray) -> int:
    """Fill in the pressure deficit of an event at each position of its storm, hPa; 0 where there is no storm left.

    Over land for longer than the recorded storm it is weaker; for less long it is stronger, but never stronger than
    the recorded storm was when it was last at sea.

    Returns
    -------
    The number of positions.
    """
    storm = storms.storm[event]
    begin, end = storms.first[storm], storms.first[storm + 1]
    least, most, rate, left = storms.limits[0], storms.limits[1], storms.limits[2], storms.limits[3]
    east, north = storms.change[EAST, event], storms.change[NORTH, event]
    hours = 0.0
    for at in range(begin, end):
        lon = storms.frame[0] + (storms.track[X, at] + east) / storms.frame[2]
        lat = storms.frame[1] + (storms.track[Y, at] + north) / storms.frame[3]
        if on_land(storms.mask, lon, lat):
            hours += storms.track[STEP, at]
        recorded = storms.track[DEFICIT, at]
        changed = after_land(recorded, hours - storms.track[LAND, at], rate, left)
        if changed > recorded:
            changed = max(min(changed, storms.track[SEA_DEFICIT, at]), recorded)
        changed = min(changed * storms.change[DEFICIT_FACTOR, event], most)
        out[at - begin] = changed if changed >= least else 0.0
    return int(end - begin)


@compiled
def closest_approach(storms: StormArrays) -> tuple[FloatArray, FloatArray]:
    """Return the smallest distance (km) of each event to the centre of the plane and the deficit (hPa) there, [n]."""
    count = storms.storm.size
    distance, deficit = np.empty(count), np.empty(count)
    scratch = np.empty(np.diff(storms.first).max())
    for event in range(count):
        length = deficits(storms, event, scratch)
        begin = storms.first[storms.storm[event]]
        distance[event] = math.inf
        for at in range(length):
            x = storms.track[X, begin + at] + storms.change[EAST, event]
            y = storms.track[Y, begin + at] + storms.change[NORTH, event]
            away = math.sqrt(x * x + y * y)
            if away < distance[event]:
                distance[event], deficit[event] = away, scratch[at]
    return distance, deficit
