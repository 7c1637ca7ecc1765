"""Where water goes when a basin is full: over its lowest sill to a neighbour, and in the end out of the city."""

import heapq
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

OUTSIDE = -1
"""Receiver of water that leaves the city's land."""


@dataclass(frozen=True)
class Routes:
    """The way of spilt water from each of p basins.

    Parameters
    ----------
    receiver
        int64[p], basin that takes what a basin spills; `OUTSIDE` for none.
    sill
        float64[p], height of the ground over which it spills, m; NaN for a basin without land.
    order
        int64[b], basins with land, each before its receiver.
    """

    receiver: NDArray[np.int64]
    sill: FloatArray
    order: NDArray[np.int64]


def sills_between(
    cells: NDArray[np.int64], basin: NDArray[np.int64], height: FloatArray, land: NDArray[np.bool_]
) -> dict[tuple[int, int], float]:
    """Return the lowest sill (m) of each pair of neighbouring basins, and of each basin to the outside.

    The sill between two neighbouring cells is the higher of the two. A cell without land, or outside the city, is
    outside; the sill to it is the height of the land cell.

    Parameters
    ----------
    cells
        H3 cells, (c,).
    basin
        Basin of each cell, (c,).
    height
        Height of each cell, m, (c,).
    land
        Whether the cell has land, (c,).
    """
    place = {cell: index for index, cell in enumerate(cells.tolist()) if land[index]}
    sills: dict[tuple[int, int], float] = {}
    for cell, index in place.items():
        own = int(basin[index])
        for neighbour in h3.grid_disk(cell, 1):
            other = place.get(neighbour)
            to = OUTSIDE if other is None else int(basin[other])
            if to != own:
                sill = float(height[index] if other is None else max(height[index], height[other]))
                sills[own, to] = min(sill, sills.get((own, to), np.inf))
    return sills


def routes_of(sills: dict[tuple[int, int], float], basins: int) -> Routes:
    """Find for each basin the way out whose highest sill is lowest.

    The search starts outside and always continues over the lowest sill: the priority-flood of Barnes, Lehman and
    Mulla (2014), Priority-flood: an optimal depression-filling and watershed-labeling algorithm, Computers and
    Geosciences 62, 117-127, on basins instead of pixels.

    Parameters
    ----------
    sills
        See `sills_between`.
    basins
        Number of basins p.
    """
    ways: dict[int, list[tuple[int, float]]] = {}
    for (own, to), sill in sorted(sills.items()):
        ways.setdefault(to, []).append((own, sill))
    receiver = np.full(basins, OUTSIDE, dtype=np.int64)
    sill_of = np.full(basins, np.nan)
    found: list[int] = []
    heap = [(sill, sill, basin, OUTSIDE) for basin, sill in ways.get(OUTSIDE, [])]
    heapq.heapify(heap)
    while heap:
        highest, sill, basin, to = heapq.heappop(heap)
        if not np.isnan(sill_of[basin]):
            continue
        receiver[basin], sill_of[basin] = to, sill
        found.append(basin)
        for above, next_sill in ways.get(basin, []):
            if np.isnan(sill_of[above]):
                heapq.heappush(heap, (max(highest, next_sill), next_sill, above, basin))
    return Routes(receiver, sill_of, np.array(found[::-1], dtype=np.int64))


@compiled
def spill(
    water: FloatArray, capacity: FloatArray, receiver: NDArray[np.int64], order: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Let each basin keep what it can hold and pass the rest on.

    Parameters
    ----------
    water
        Water that falls to each basin in each event, m km2, (k, p).
    capacity
        What each basin can hold, m km2, (p,).
    receiver, order
        See `Routes`.

    Returns
    -------
    What is kept, (k, p), and what has left the city, (k,), both m km2.
    """
    kept = water.copy()
    left = np.zeros(water.shape[0])
    for event in range(water.shape[0]):
        for basin in order:
            rest = kept[event, basin] - capacity[basin]
            if rest <= 0.0:
                continue
            kept[event, basin] = capacity[basin]
            if receiver[basin] < 0:
                left[event] += rest
            else:
                kept[event, receiver[basin]] += rest
    return kept, left
