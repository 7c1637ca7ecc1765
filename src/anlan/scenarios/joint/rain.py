"""Rain that a storm brings to the city, from its track: the R-CLIPER climatology.

Tuleya, DeMaria and Kuligowski (2007), Evaluation of GFDL and simple statistical model rainfall forecasts for U.S.
landfalling tropical storms, Weather and Forecasting 22, 56-70: rate in rings around the centre, linear in the wind.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.cyclone.decay import EAST, NORTH, STEP, StormArrays, X, Y, deficits

FloatArray = NDArray[np.float64]

DAY_H = 24
"""Hours of the largest rain."""

RATE_0, RATE_M = (-1.10, 3.96), (-1.60, 4.80)
"""Rate at the centre and at its ring of most rain: constant and slope with the normalised wind, inch/day."""

RADIUS_M, RADIUS_E = (64.5, -13.0), (150.0, -16.0)
"""Radius of that ring and the distance over which the rate falls to 1/e beyond: constant and slope, km."""

INCH_MM = 25.4
"""Millimetres of an inch."""

WIND_SCALE, WIND_POWER = 6.7, 0.644
"""Largest one-minute wind (knots) from the pressure deficit (hPa): Atkinson and Holliday (1977), Monthly Weather Review
105, 421-427, western North Pacific."""


@compiled
def rain_rate(distance: float, wind_kn: float) -> float:
    """Rate of rain, mm/h, at a distance (km) from the centre of a storm of a largest wind (knots)."""
    u = 1.0 + (wind_kn - 35.0) / 33.0
    middle, most = RATE_0[0] + RATE_0[1] * u, RATE_M[0] + RATE_M[1] * u
    ring, fall = RADIUS_M[0] + RADIUS_M[1] * u, RADIUS_E[0] + RADIUS_E[1] * u
    if distance < ring:
        inch_per_day = middle + (most - middle) * distance / ring
    else:
        inch_per_day = most * np.exp(-(distance - ring) / fall)
    return max(inch_per_day, 0.0) * INCH_MM / DAY_H


@compiled
def storm_rain(storms: StormArrays) -> FloatArray:
    """Return the largest 24-hour rain that each storm brings to the middle of the city, mm, [n].

    Parameters
    ----------
    storms
        The storms; the middle is that of their plane.
    """
    count = storms.storm.size
    out = np.zeros(count)
    longest = np.diff(storms.first).max()
    deficit, fallen, hour = np.empty(longest), np.empty(longest + 1), np.empty(longest + 1)
    for event in range(count):
        length = deficits(storms, event, deficit)
        begin = storms.first[storms.storm[event]]
        fallen[0], hour[0] = 0.0, 0.0
        back = 0
        for at in range(length):
            rate = 0.0
            if deficit[at] > 0.0:
                x = storms.track[X, begin + at] + storms.change[EAST, event]
                y = storms.track[Y, begin + at] + storms.change[NORTH, event]
                rate = rain_rate(np.sqrt(x * x + y * y), WIND_SCALE * deficit[at] ** WIND_POWER)
            step = storms.track[STEP, begin + at]
            hour[at + 1] = hour[at] + step
            fallen[at + 1] = fallen[at] + rate * step
            while hour[at + 1] - hour[back] > DAY_H:
                back += 1
            out[event] = max(out[event], fallen[at + 1] - fallen[back])
    return out
