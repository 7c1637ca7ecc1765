"""The compiled loops over single assets, for terms of insurance and for the matrix of events and assets."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.risk.shares import ShareTable


@compiled
def term_losses(
    first: NDArray[np.int64],
    cell: NDArray[np.int32],
    intensity: NDArray[np.floating],
    frequency: NDArray[np.float64],
    loss_table: ShareTable,
    affected_table: ShareTable,
    asset_first: NDArray[np.int64],
    function: NDArray[np.int32],
    value: NDArray[np.float64],
    deductible: NDArray[np.float64],
    cover: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum losses after deductible and cover, asset by asset.

    Parameters
    ----------
    first
        Place of the first entry of each event of the block, and the end of the last, shape (k + 1,).
    cell, intensity
        Cells and intensities of all footprints.
    frequency
        1/year, shape (k,).
    loss_table, affected_table
        Mean share lost, and share of things affected, by intensity; on the same knots.
    asset_first
        First asset of each cell, shape (c + 1,); assets are in the order of their cells.
    function, value, deductible, cover
        Of each asset, shape (a,).

    Returns
    -------
    totals
        Loss of each event, shape (k,).
    expected
        Frequency-weighted loss of each asset, shape (a,).
    """
    upper, origin, terms, start, scale, steps = loss_table
    affected = affected_table.terms
    lowest, top = upper[0], float(start.size - 1)
    totals, expected = np.zeros(first.size - 1), np.zeros(value.size)
    for event in range(first.size - 1):
        for entry in range(first[event], first[event + 1]):
            x = np.float64(intensity[entry])
            begin, end = asset_first[cell[entry]], asset_first[cell[entry] + 1]
            if x <= 0.0 or begin == end:
                continue
            interval = start[np.uint32(min(max((x - lowest) * scale + 1.0, 0.0), top))]
            for _ in range(steps):
                interval += np.uint32(upper[interval] <= x)
            d = x - origin[interval]
            for asset in range(begin, end):
                k = function[asset]
                share = terms[interval, k, 0] + d * (terms[interval, k, 1] + d * terms[interval, k, 2])
                hit = affected[interval, k, 0] + d * affected[interval, k, 1]
                loss = min(max(value[asset] * share - hit * deductible[asset], 0.0), cover[asset])
                totals[event] += loss
                expected[asset] += frequency[event] * loss
    return totals, expected


@compiled
def count_losses(
    first: NDArray[np.int64],
    cell: NDArray[np.int32],
    intensity: NDArray[np.floating],
    table: ShareTable,
    asset_first: NDArray[np.int64],
    function: NDArray[np.int32],
    value: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Count the assets that lose something in each event of a block, so that the matrix is allocated once.

    Parameters
    ----------
    first, cell, intensity, asset_first, function, value
        As for `term_losses`.
    table
        Mean share lost by intensity.

    Returns
    -------
    Counts, shape (k,).
    """
    upper, origin, terms, start, scale, steps = table
    lowest, top = upper[0], float(start.size - 1)
    counts = np.zeros(first.size - 1, dtype=np.int64)
    for event in range(first.size - 1):
        count = 0
        for entry in range(first[event], first[event + 1]):
            x = np.float64(intensity[entry])
            begin, end = asset_first[cell[entry]], asset_first[cell[entry] + 1]
            if x <= 0.0 or begin == end:
                continue
            interval = start[np.uint32(min(max((x - lowest) * scale + 1.0, 0.0), top))]
            for _ in range(steps):
                interval += np.uint32(upper[interval] <= x)
            d = x - origin[interval]
            for asset in range(begin, end):
                k = function[asset]
                share = terms[interval, k, 0] + d * (terms[interval, k, 1] + d * terms[interval, k, 2])
                count += share * value[asset] != 0.0
        counts[event] = count
    return counts


@compiled
def fill_losses(
    first: NDArray[np.int64],
    cell: NDArray[np.int32],
    intensity: NDArray[np.floating],
    table: ShareTable,
    asset_first: NDArray[np.int64],
    function: NDArray[np.int32],
    value: NDArray[np.float64],
    asset: NDArray[np.int32],
    place: NDArray[np.int64],
    columns: NDArray[np.int32],
    losses: NDArray[np.float64],
) -> None:
    """Write the losses of a block of events into the matrix.

    Parameters
    ----------
    first, cell, intensity, table, asset_first, function, value
        As for `count_losses`.
    asset
        Column of each asset in the matrix, shape (a,).
    place
        Where each event of the block begins in the matrix, shape (k,).
    columns, losses
        Columns and entries of the whole matrix; written in place.
    """
    upper, origin, terms, start, scale, steps = table
    lowest, top = upper[0], float(start.size - 1)
    for event in range(first.size - 1):
        at = place[event]
        for entry in range(first[event], first[event + 1]):
            x = np.float64(intensity[entry])
            begin, end = asset_first[cell[entry]], asset_first[cell[entry] + 1]
            if x <= 0.0 or begin == end:
                continue
            interval = start[np.uint32(min(max((x - lowest) * scale + 1.0, 0.0), top))]
            for _ in range(steps):
                interval += np.uint32(upper[interval] <= x)
            d = x - origin[interval]
            for one in range(begin, end):
                k = function[one]
                share = terms[interval, k, 0] + d * (terms[interval, k, 1] + d * terms[interval, k, 2])
                loss = share * value[one]
                if loss != 0.0:
                    columns[at] = asset[one]
                    losses[at] = loss
                    at += 1
