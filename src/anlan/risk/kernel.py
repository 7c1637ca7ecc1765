"""The compiled loops from intensities to impacts.

Assets and people are folded beforehand to groups: everything in one cell that has the same function and is summed
into the same column. The cost of an event is then the number of groups it reaches, however many assets there are,
and no matrix of events and assets is formed.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.risk.groups import Groups
from anlan.risk.shares import ShareTable


@compiled
def block_impacts(
    intensity: NDArray[np.floating],
    frequency: NDArray[np.float64],
    by_day: NDArray[np.bool_],
    table: ShareTable,
    groups: Groups,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum the impacts of a block of events whose footprints cover all cells.

    Parameters
    ----------
    intensity
        Unit of the hazard, shape (k, c); zero where the hazard does not reach.
    frequency
        1/year, shape (k,).
    by_day
        Whether the exposure by day applies, shape (k,).
    table
        Share lost by intensity.
    groups
        What is exposed.

    Returns
    -------
    totals
        Impact of each event by column, people or money, shape (k, columns).
    expected
        Frequency-weighted sum of the shares lost, 1/year, by night and by day, shape (2, g).
    """
    upper, origin, terms, start, scale, steps = table
    lowest, top = upper[0], float(start.size - 1)
    group_first, function, column, value, columns = groups
    totals = np.zeros((intensity.shape[0], columns))
    expected = np.zeros(value.shape)
    for event in range(intensity.shape[0]):
        part = 1 if by_day[event] else 0
        for cell in range(intensity.shape[1]):
            x = np.float64(intensity[event, cell])
            if x > 0.0:
                begin, end = group_first[cell], group_first[cell + 1]
                if begin == end:
                    continue
                interval = start[np.uint32(min(max((x - lowest) * scale + 1.0, 0.0), top))]
                for _ in range(steps):
                    interval += np.uint32(upper[interval] <= x)
                distance = x - origin[interval]
                for group in range(begin, end):
                    kind = function[group]
                    share = terms[interval, kind, 0] + distance * (
                        terms[interval, kind, 1] + distance * terms[interval, kind, 2]
                    )
                    totals[event, column[group]] += share * value[part, group]
                    expected[part, group] += frequency[event] * share
    return totals, expected


@compiled
def stored_impacts(
    first: NDArray[np.int64],
    cell: NDArray[np.int32],
    intensity: NDArray[np.floating],
    frequency: NDArray[np.float64],
    by_day: NDArray[np.bool_],
    table: ShareTable,
    groups: Groups,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum the impacts of a block of events whose footprints are stored without zeros.

    Parameters
    ----------
    first
        Place of the first entry of each event of the block, and the end of the last, shape (k + 1,).
    cell, intensity
        Cells and intensities of all footprints, of which the block's are read.
    frequency, by_day, table, groups
        As for `block_impacts`.

    Returns
    -------
    totals, expected
        As for `block_impacts`.
    """
    count = first.size - 1
    upper, origin, terms, start, scale, steps = table
    lowest, top = upper[0], float(start.size - 1)
    group_first, function, column, value, columns = groups
    totals = np.zeros((count, columns))
    expected = np.zeros(value.shape)
    for event in range(count):
        part = 1 if by_day[event] else 0
        for entry in range(first[event], first[event + 1]):
            x = np.float64(intensity[entry])
            if x > 0.0:
                begin, end = group_first[np.uint32(cell[entry])], group_first[np.uint32(cell[entry]) + 1]
                if begin == end:
                    continue
                interval = start[np.uint32(min(max((x - lowest) * scale + 1.0, 0.0), top))]
                for _ in range(steps):
                    interval += np.uint32(upper[interval] <= x)
                distance = x - origin[interval]
                for group in range(begin, end):
                    kind = function[group]
                    share = terms[interval, kind, 0] + distance * (
                        terms[interval, kind, 1] + distance * terms[interval, kind, 2]
                    )
                    totals[event, column[group]] += share * value[part, group]
                    expected[part, group] += frequency[event] * share
    return totals, expected
