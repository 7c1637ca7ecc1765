"""How strong a hazard is in each cell, once in a return period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.hazards import EventSet
from anlan.hazards.compiled import compiled

CLASSES = 200
"""Classes between zero and the strongest intensity; the error of a map is at most one of them, 0.5 % of the range."""

BLOCK = 256
"""Events computed together; fixed, so that sums are formed in the same order for any number of workers."""


@dataclass(frozen=True)
class IntensityMap:
    """Intensities that are reached or exceeded in each cell.

    Parameters
    ----------
    periods
        Return periods, years, shape (p,).
    values
        In the unit of the hazard, shape (c, p); zero where the hazard does not come so often.
    step
        Width of a class, unit of the hazard; the true value is up to so much higher.
    """

    periods: NDArray[np.float64]
    values: NDArray[np.float64]
    step: float


def intensity_map(events: EventSet, periods: Sequence[float], executor: Executor, top: float) -> IntensityMap:
    """Return the intensity whose exceedance frequency is one in the return period, in each cell.

    The frequencies of the footprints are added up by class of intensity, so that any number of events fits in memory.

    Parameters
    ----------
    events
        Events of one hazard.
    periods
        Return periods, years.
    executor
        Where the blocks run; the result does not depend on it.
    top
        Intensity at and above which all is one class, unit of the hazard, above zero.
    """
    scale = CLASSES / top

    def run(block: NDArray[np.int64]) -> NDArray[np.float64]:
        counts: NDArray[np.float64] = _by_class(
            np.ascontiguousarray(events.intensity(block)), events.frequency[block], scale
        )
        return counts

    count = len(events)
    blocks = [np.arange(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]
    rates = np.zeros((events.cells.size, CLASSES + 1))
    for part in executor.map(run, blocks):
        rates += part
    exceeded = np.cumsum(rates[:, ::-1], axis=1)[:, ::-1]
    wanted = 1.0 / np.asarray(periods, dtype=np.float64)
    # Sums of equal frequencies miss a round one by rounding.
    reached = (exceeded[:, :, None] >= wanted * (1.0 - 1e-9)).sum(axis=1)
    values = np.where(reached > 0, np.maximum(reached - 1, 0.5) / scale, 0.0)
    return IntensityMap(np.asarray(periods, dtype=np.float64), values, 1.0 / scale)


@compiled
def _by_class(intensity: NDArray[np.float32], frequency: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    rates = np.zeros((intensity.shape[1], CLASSES + 1))
    for event in range(intensity.shape[0]):
        for cell in range(intensity.shape[1]):
            x = intensity[event, cell]
            if x > 0.0:
                rates[cell, min(int(x * scale), CLASSES)] += frequency[event]
    return rates
