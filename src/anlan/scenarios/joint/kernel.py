"""The compiled loops of compound impacts: what survives every part, and what is lost in the end."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.risk.shares import ShareTable


@compiled
def spare(
    intensity: NDArray[np.float32], table: ShareTable, column: NDArray[np.int64], spared: NDArray[np.float64]
) -> None:
    """Multiply the shares that are spared so far by what one more part spares.

    Parameters
    ----------
    intensity
        Of the part in each event and cell, shape (k, c); zero where it does not reach.
    table
        Shares lost by intensity.
    column
        Place of each function of the table among the targets, shape (f,).
    spared
        Share of each target in each cell that no part has taken, 1, shape (k, c, t); changed in place.
    """
    upper, origin, terms, start, scale, steps = table
    lowest, top = upper[0], float(start.size - 1)
    for event in range(intensity.shape[0]):
        for cell in range(intensity.shape[1]):
            x = np.float64(intensity[event, cell])
            if x > 0.0:
                interval = start[np.uint32(min(max((x - lowest) * scale + 1.0, 0.0), top))]
                for _ in range(steps):
                    interval += np.uint32(upper[interval] <= x)
                distance = x - origin[interval]
                for kind in range(column.size):
                    share = terms[interval, kind, 0] + distance * (
                        terms[interval, kind, 1] + distance * terms[interval, kind, 2]
                    )
                    spared[event, cell, column[kind]] *= 1.0 - share


@compiled
def lost_by_district(
    spared: NDArray[np.float64],
    exposure: NDArray[np.float64],
    by_day: NDArray[np.bool_],
    cell: NDArray[np.int32],
    district: NDArray[np.int32],
    districts: int,
) -> NDArray[np.float64]:
    """Sum what is not spared.

    Parameters
    ----------
    spared
        Shape (k, c, t).
    exposure
        People or money by night and by day, shape (2, s, t).
    by_day
        Whether the exposure by day applies, shape (k,).
    cell, district
        Cell and district of each slot, shape (s,).
    districts
        Number of districts.

    Returns
    -------
    People or money, shape (k, districts, t).
    """
    out = np.zeros((spared.shape[0], districts, spared.shape[2]))
    for event in range(spared.shape[0]):
        part = 1 if by_day[event] else 0
        for slot in range(cell.size):
            for target in range(spared.shape[2]):
                lost = 1.0 - spared[event, cell[slot], target]
                if lost > 0.0:
                    out[event, district[slot], target] += lost * exposure[part, slot, target]
    return out
