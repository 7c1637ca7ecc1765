"""The course of a storm: its intensity over 24 hours, its runoff and the water that drains cannot take at once."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

STEP_H = 1.0 / 6.0
"""Step of time, h."""


def chicago(duration_h: float, exponent: float, peak: float) -> FloatArray:
    """Return the share of a storm's rain that has fallen by the end of each step, (duration / step,).

    Keifer and Chu (1957), Synthetic storm pattern for drainage design, J. Hydraulics Division ASCE 83(4): around the
    peak, at the share r of the duration, every duration d holds the depth of the depth-duration curve, here d^eta.
    Of the storm's depth r (t / r)^eta fall in the t before the peak and (1 - r) (t / (1 - r))^eta in the t after it.

    Parameters
    ----------
    duration_h
        Duration of the storm, h.
    exponent
        Exponent eta of the depth-duration curve, 0 to 1; 1 gives a steady rain.
    peak
        Share r of the duration before the peak, 0 to 1.
    """
    steps = round(duration_h / STEP_H)
    time = np.arange(1, steps + 1) / steps
    before, after = np.maximum(peak - time, 0.0), np.maximum(time - peak, 0.0)
    rising = peak - _part(before, peak, exponent)
    return np.where(time <= peak, rising, peak + _part(after, 1.0 - peak, exponent))


def _part(time: FloatArray, side: float, exponent: float) -> FloatArray:
    """Rain within a time of the peak on a side that is a share of the storm; both as shares."""
    if side <= 0.0:
        return np.zeros_like(time)
    return np.asarray(side * (time / side) ** exponent)


def runoff(rain_mm: FloatArray, curve_number: float) -> FloatArray:
    """Direct runoff of a storm, mm.

    USDA NRCS (2004), National Engineering Handbook part 630, chapter 10, eq. 10-11: (P - 0.2 S)^2 / (P + 0.8 S) where
    the rain P exceeds 0.2 S, with the retention S = 25400 / CN - 254 mm.

    Parameters
    ----------
    rain_mm
        Depth of rain, mm, any shape.
    curve_number
        Curve number CN, more than 0 and at most 100.
    """
    retention = 25400.0 / curve_number - 254.0
    effective = np.maximum(rain_mm - 0.2 * retention, 0.0)
    return np.asarray(
        np.divide(effective**2, effective + retention, out=np.zeros_like(effective), where=effective > 0.0)
    )


def standing(
    rain_mm: FloatArray, share: FloatArray, curve_number: float, drain_mm: float, store_mm: float
) -> FloatArray:
    """Return the most water that stands at one time in storms of one course, mm.

    Runoff that the drains cannot take at once waits; what waits beyond the store stands.

    Parameters
    ----------
    rain_mm
        Depth of each storm, mm, (d,).
    share
        Share of the rain that has fallen by the end of each step, see `chicago`.
    curve_number
        See `runoff`.
    drain_mm
        What the drains take in the whole storm when they run all the time, mm.
    store_mm
        What channels and ponds hold before water stands on the ground, mm.
    """
    flow = runoff(rain_mm[:, None] * share[None, :], curve_number)
    return np.maximum(_largest_wait(flow, drain_mm / share.size) - store_mm, 0.0)


@compiled
def _largest_wait(flow: FloatArray, drain: float) -> FloatArray:
    """Largest content of a store that fills by a cumulative inflow and drains at a constant rate."""
    largest = np.zeros(flow.shape[0])
    for storm in range(flow.shape[0]):
        wait, past = 0.0, 0.0
        for step in range(flow.shape[1]):
            wait = max(wait + flow[storm, step] - past - drain, 0.0)
            past = flow[storm, step]
            largest[storm] = max(largest[storm], wait)
    return largest
