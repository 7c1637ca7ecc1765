"""Dykes: how likely they fail at a stage, where, and how much water comes through a breach."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

LIKELY_TO_STAND = 0.15
"""Probability of failure at the probable non-failure point (USACE EP 1165-2-1, 1999)."""

LIKELY_TO_FAIL = 0.85
"""Probability of failure at the probable failure point (USACE EP 1165-2-1, 1999)."""

ALMOST_SURE = 0.99
"""Largest probability of failure: water that comes through some breaches spares the other reaches."""

WEIR = (2.0 / 3.0) ** 1.5 * 9.80665**0.5
"""Discharge coefficient of a broad-crested weir, m^0.5/s: critical depth is 2/3 of the head (Henderson 1966, Open
channel flow, chapter 6)."""

TRIANGLE = 0.4
"""Mean of x^1.5 while x rises from 0 to 1 and falls back evenly."""

SECONDS = 3600.0
"""Seconds in an hour."""

CUBIC_METRES = 1e6
"""Cubic metres in a metre times a square kilometre."""


@dataclass(frozen=True)
class Dyke:
    """Stages that matter to a river's dykes, m above the gauge's zero.

    Parameters
    ----------
    bank
        Stage at which the river reaches the ground behind the dyke.
    design
        Stage for which the dyke is built: probable non-failure point.
    crest
        Stage at which water runs over it: probable failure point.
    """

    bank: float
    design: float
    crest: float

    def failure(self, stage: FloatArray) -> FloatArray:
        """Return the probability that the dyke fails somewhere, any shape.

        USACE (1999), EP 1165-2-1: two points of the stage are judged, at which the levee stands and fails with 85 %
        confidence; between them, and from the bank up, the line is straight, and beyond the crest it goes on to
        `ALMOST_SURE`.
        """
        slope = (self.crest - self.design) / (LIKELY_TO_FAIL - LIKELY_TO_STAND)
        levels = [self.bank, self.design, self.crest, self.crest + (ALMOST_SURE - LIKELY_TO_FAIL) * slope]
        return np.asarray(np.interp(stage, levels, [0.0, LIKELY_TO_STAND, LIKELY_TO_FAIL, ALMOST_SURE]))

    def head(self, stage: FloatArray) -> FloatArray:
        """Return how high the river stands above the ground behind the dyke, m, at most up to the crest."""
        return np.asarray(np.clip(stage, self.bank, self.crest) - self.bank)


def breach_volume(head_m: FloatArray, width_m: float, hours: float) -> FloatArray:
    """Return the water that comes through a breach while a flood rises and falls, m km2.

    A breach down to the ground is a broad-crested weir, Q = 1.705 B H^1.5 (Henderson 1966); the head rises evenly to
    its peak and falls back.

    Parameters
    ----------
    head_m
        Highest head over the ground, m, any shape.
    width_m
        Width of the breach B, m.
    hours
        Time that the river stands above the ground, h.
    """
    return np.asarray(WEIR * width_m * head_m**1.5 * TRIANGLE * hours * SECONDS / CUBIC_METRES)


def breaches(failure: float, reaches: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw which of some equal reaches fail, given that at least one does.

    Reaches fail independently, each with p such that 1 - (1 - p)^n is the failure of the whole. In random order, the
    first to fail has a truncated geometric distribution; those after it fail with p.

    Parameters
    ----------
    failure
        Probability that any reach fails, more than 0 and less than 1.
    reaches
        Number of reaches n, 1 or more.
    rng
        Random numbers.

    Returns
    -------
    Ascending indices of the reaches that fail, one or more.
    """
    stands = np.log1p(-failure) / reaches  # logarithm of 1 - p
    order = rng.permutation(reaches)
    first = min(int(np.log1p(-rng.random() * failure) / stands), reaches - 1)
    fails = rng.random(reaches) < -np.expm1(stands)
    fails[:first] = False
    fails[first] = True
    return np.sort(order[fails]).astype(np.int64)


@compiled
def held_below(
    head: FloatArray,
    basin: NDArray[np.int64],
    ground: FloatArray,
    order: NDArray[np.int64],
    first: NDArray[np.int64],
    height: FloatArray,
    area: FloatArray,
) -> FloatArray:
    """Water that some basins hold below the level of the river, m km2.

    Parameters
    ----------
    head
        Height of the river above the ground at its bank, m, (k,).
    basin
        Basin of each entry, (k,).
    ground
        Ground at the river's bank in each basin, m, (p,).
    order, first
        Cells of each basin from the lowest up, see `anlan.hazards.hydrology.pools.basins_of`.
    height, area
        Height (m) and surface (km2) of each cell, (c,).

    Returns
    -------
    float64 (k,).
    """
    held = np.zeros(head.size)
    for entry in range(head.size):
        level = ground[basin[entry]] + head[entry]
        for place in range(first[basin[entry]], first[basin[entry] + 1]):
            depth = level - height[order[place]]
            if depth <= 0.0:
                break
            held[entry] += area[order[place]] * depth
    return held
