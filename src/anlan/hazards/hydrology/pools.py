"""Level pools on the lowest ground of each basin."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]


def basins_of(
    basin: NDArray[np.int64], height: FloatArray, area: FloatArray
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sort the cells of each basin from the lowest up.

    Parameters
    ----------
    basin
        Basin of each cell, 0 to p - 1, (c,).
    height
        Height of the ground, m, (c,).
    area
        Surface that can hold water, km2, (c,); cells without any are left out.

    Returns
    -------
    The cells in order, and where each basin begins in them, (p + 1,).
    """
    wet = np.flatnonzero(area > 0.0)
    order = wet[np.lexsort((wet, height[wet], basin[wet]))].astype(np.int64)
    count = int(basin.max()) + 1 if basin.size else 0
    first = np.searchsorted(basin[order], np.arange(count + 1)).astype(np.int64)
    return order, first


def volumes_below(level: FloatArray, basin: NDArray[np.int64], height: FloatArray, area: FloatArray) -> FloatArray:
    """Return the water that each basin holds up to a level, m km2.

    Parameters
    ----------
    level
        Level in each basin, m, (p,); NaN holds nothing.
    basin, height, area
        Basin, height (m) and surface (km2) of each cell, (c,).
    """
    depth = np.nan_to_num(np.maximum(level[basin] - height, 0.0), nan=0.0)
    return np.bincount(basin, weights=area * depth, minlength=level.size).astype(np.float64)


@compiled
def pool_level(volume: float, height: FloatArray, area: FloatArray) -> float:
    """Level of a pool that holds a volume on ground sorted from the lowest up.

    The level h solves sum area_i max(0, h - height_i) = volume: the flat-water form of rapid flood spreading (Lhomme
    et al. 2008, Recent development and application of a rapid flood spreading method, FLOODrisk 2008, Oxford).

    Parameters
    ----------
    volume
        Water, m km2 (thousand thousand cubic metres).
    height
        Heights, m, ascending, (i,), one or more.
    area
        Surfaces, km2, positive, (i,).
    """
    wet_area = 0.0
    wet_ground = 0.0
    level = height[0]
    for cell in range(height.size):
        wet_area += area[cell]
        wet_ground += area[cell] * height[cell]
        level = (volume + wet_ground) / wet_area
        if cell + 1 == height.size or level <= height[cell + 1]:
            break
    return float(max(level, height[0]))


@compiled
def pool_depths(
    water: FloatArray, order: NDArray[np.int64], first: NDArray[np.int64], height: FloatArray, area: FloatArray
) -> NDArray[np.float32]:
    """Depth of water on each cell for each event, m.

    Parameters
    ----------
    water
        Water that stands in each basin, m km2, (k, p).
    order, first
        Cells of each basin from the lowest up, see `basins_of`.
    height, area
        Height (m) and surface (km2) of each cell, (c,).

    Returns
    -------
    float32 (k, c).
    """
    out = np.zeros((water.shape[0], height.size), dtype=np.float32)
    sorted_height = height[order]
    sorted_area = area[order]
    for basin in range(first.size - 1):
        low, high = first[basin], first[basin + 1]
        if low == high:
            continue
        heights, areas = sorted_height[low:high], sorted_area[low:high]
        for event in range(water.shape[0]):
            if water[event, basin] <= 0.0:
                continue
            level = pool_level(water[event, basin], heights, areas)
            for place in range(low, high):
                depth = level - sorted_height[place]
                if depth <= 0.0:
                    break
                out[event, order[place]] = depth
    return out
