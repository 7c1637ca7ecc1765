"""How strong a hazard is in each cell, once in a return period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards import EventSet, StoredFootprints

CLASSES = 100
"""Classes between zero and the strongest sampled intensity; a map is right to within one of them."""

SAMPLED = 128
"""Events from which the range of the classes is taken."""


@dataclass(frozen=True)
class IntensityRates:
    """Frequencies of the footprints in each cell, added up by class of intensity.

    Any number of events fits into the same memory.

    Parameters
    ----------
    rates
        float32[c, CLASSES + 1], frequency of intensities in each class, 1/year; the last class is all at and above
        `top`.
    top
        Intensity at which the last class begins, unit of the hazard.
    """

    rates: NDArray[np.float32]
    top: float

    def map_of(self, periods: Sequence[float]) -> "IntensityMap":
        """Return the intensity whose exceedance frequency is one in the return period, in each cell.

        Parameters
        ----------
        periods
            Return periods, years.
        """
        step = self.top / CLASSES
        exceeded = np.cumsum(self.rates[:, ::-1].astype(np.float64), axis=1)[:, ::-1]
        wanted = 1.0 / np.asarray(periods, dtype=np.float64)
        # Single-precision sums of equal frequencies miss a round one by rounding.
        reached = (exceeded[:, :, None] >= wanted * (1.0 - 1e-5)).sum(axis=1)
        values = np.where(reached > 0, np.maximum(reached - 1, 0.5) * step, 0.0)
        return IntensityMap(np.asarray(periods, dtype=np.float64), values, step)


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


def top_of(events: EventSet) -> float:
    """Return the strongest intensity of some events spread over the set, in its unit; zero if none reaches a cell.

    Parameters
    ----------
    events
        Events of one hazard.
    """
    count = len(events)
    if not count:
        return 0.0
    chosen = np.unique(np.linspace(0, count - 1, min(SAMPLED, count)).astype(np.int64))
    return float(events.intensity(chosen).max(initial=0.0))


@compiled
def rates_of_field(intensity: NDArray[np.float32], frequency: NDArray[np.float64], top: float) -> NDArray[np.float32]:
    """Add up the frequencies of a block of footprints by cell and class.

    Parameters
    ----------
    intensity
        Unit of the hazard, shape (k, c).
    frequency
        1/year, shape (k,).
    top
        Intensity at which the last class begins.

    Returns
    -------
    float32[c, CLASSES + 1], 1/year
    """
    rates = np.zeros((intensity.shape[1], CLASSES + 1), dtype=np.float32)
    scale = CLASSES / top
    for event in range(intensity.shape[0]):
        for cell in range(intensity.shape[1]):
            x = intensity[event, cell]
            if x > 0.0:
                rates[cell, int(min(x * scale, CLASSES))] += frequency[event]
    return rates


def rates_of_stored(
    stored: StoredFootprints, block: NDArray[np.int64], frequency: NDArray[np.float64], cells: int, top: float
) -> NDArray[np.float32]:
    """Add up the frequencies of a block of stored footprints by cell and class.

    Parameters
    ----------
    stored
        Footprints.
    block
        Consecutive event indices, shape (k,).
    frequency
        1/year, shape (k,).
    cells
        Number of cells.
    top
        Intensity at which the last class begins.

    Returns
    -------
    float32[c, CLASSES + 1], 1/year
    """
    first = stored.first[block[0] : block[-1] + 2]
    part = slice(int(first[0]), int(first[-1]))
    weight = np.repeat(frequency, np.diff(first))
    place = np.minimum(stored.intensity[part] * (CLASSES / top), CLASSES).astype(np.int64)
    flat = stored.cell[part].astype(np.int64) * (CLASSES + 1) + place
    sums = np.bincount(flat, weights=weight, minlength=cells * (CLASSES + 1))
    return sums.reshape(cells, CLASSES + 1).astype(np.float32)
