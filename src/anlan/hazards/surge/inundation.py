"""How far sea water comes inland: a bathtub with a connection to the sea and a surface that falls inland."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import Cells
from anlan.hazards.plane import Plane
from anlan.hazards.surge.coast import shore_cells

FloatArray = NDArray[np.float64]

COARSER = 3
"""How many H3 resolutions a reach of dyke is coarser than the cells."""

STEP_M = 0.02
"""Step of the levels to which land is filled, m."""


def reaches_of(cells: Cells) -> list[NDArray[np.intp]]:
    """Divide the shore into reaches whose dykes breach as one: the shore cells of one coarser H3 cell each."""
    shore = shore_cells(cells)
    resolution = max(h3.get_resolution(int(cells.h3[0])) - COARSER, 0)
    parent = np.array([h3.cell_to_parent(cell, resolution) for cell in cells.h3[shore].tolist()])
    return [shore[parent == one] for one in np.unique(parent)]


@dataclass(frozen=True)
class Inundation:
    """What each cell needs to be flooded through each reach of the shore.

    Parameters
    ----------
    opens
        Level at the shore above which the cell is wet, m; inf where the sea does not come, (r, c).
    loss
        Height of the ground and fall of the surface on the way: the depth is the level minus this, m, (r, c).
    area
        Land of each cell, km2, (c,).
    """

    opens: FloatArray
    loss: FloatArray
    area: FloatArray

    @property
    def sill(self) -> FloatArray:
        """Lowest ground behind each reach, m; inf where none was reached, (r,)."""
        return np.asarray(self.opens.min(axis=1))

    def filled_to(self, level: FloatArray, volume: FloatArray) -> FloatArray:
        """Return the level to which a volume fills the land behind each reach, m, at most that of the sea.

        Parameters
        ----------
        level
            Level of the sea, m, (k,).
        volume
            Water that comes in through each reach, m km2, (k, r).

        Returns
        -------
        (k, r), to `STEP_M`.
        """
        out = np.empty_like(volume)
        for reach in range(self.opens.shape[0]):
            if not np.isfinite(self.sill[reach]):
                out[:, reach] = -np.inf
                continue
            steps = np.arange(self.sill[reach], max(float(level.max()), self.sill[reach]) + 2.0 * STEP_M, STEP_M)
            held = [self._volume(reach, float(step)) for step in steps]
            out[:, reach] = np.minimum(level, steps[np.searchsorted(held, volume[:, reach], side="right") - 1])
        return out

    def _volume(self, reach: int, level: float) -> float:
        wet = self.opens[reach] < level
        return float(((level - self.loss[reach][wet]) * self.area[wet]).sum())

    def depths(self, level: FloatArray) -> NDArray[np.float32]:
        """Return the depth of sea water, m.

        Parameters
        ----------
        level
            Level of the water that comes through each reach, m; -inf where it holds, (k, r).

        Returns
        -------
        float32 (k, c): the largest over the reaches.
        """
        out = np.zeros((level.shape[0], self.area.size), dtype=np.float32)
        for event, reach in np.argwhere(np.isfinite(level)):
            high = level[event, reach]
            depth = np.where(high > self.opens[reach], high - self.loss[reach], 0.0)
            out[event] = np.maximum(out[event], depth)
        return out


def inundation_of(
    cells: Cells, reaches: Sequence[NDArray[np.intp]], attenuation_m_per_km: float, highest_m: float
) -> Inundation:
    """Find the way of the water from every reach to every cell.

    From the shore the water passes from cell to neighbouring cell. On its way the surface falls by a fixed height for
    each kilometre, as is done in global assessments (Vafeidis et al. 2019, Natural Hazards and Earth System Sciences
    19, 973-984), and it passes a cell only where it stands above the ground. Each cell takes the way that opens at
    the lowest level at the shore, and of equal ones the shortest.

    Parameters
    ----------
    cells
        Cells with heights and distances to the coast.
    reaches
        Shore cells of each of the r reaches.
    attenuation_m_per_km
        Fall of the surface, m/km.
    highest_m
        Level up to which ways are looked for, m.
    """
    around = _neighbours(cells, cells.height_m <= highest_m)
    opens, loss = np.full((len(reaches), len(cells)), np.inf), np.full((len(reaches), len(cells)), np.inf)
    for reach, shore in enumerate(reaches):
        _flood(cells.height_m, around, shore, attenuation_m_per_km, highest_m, opens[reach], loss[reach])
    return Inundation(opens, loss, cells.area_km2 * np.nan_to_num(cells.land_share, nan=1.0))


def _flood(
    height: FloatArray,
    around: Sequence[Sequence[tuple[int, float]]],
    shore: NDArray[np.intp],
    fall: float,
    highest: float,
    opens: FloatArray,
    loss: FloatArray,
) -> None:
    """Fill in what each cell needs: the lowest of all ways' highest obstacle (a shortest way in the minimax sense)."""
    queue = [(float(height[cell]), 0.0, int(cell)) for cell in shore if height[cell] <= highest]
    heapq.heapify(queue)
    while queue:
        level, way, cell = heapq.heappop(queue)
        if np.isfinite(opens[cell]):
            continue
        opens[cell], loss[cell] = level, height[cell] + fall * way
        for other, length in around[cell]:
            farther = way + length
            needed = max(level, float(height[other]) + fall * farther)
            if needed <= highest and np.isinf(opens[other]):
                heapq.heappush(queue, (needed, farther, other))


def _neighbours(cells: Cells, low: NDArray[np.bool_]) -> list[list[tuple[int, float]]]:
    """Return the low neighbours with land of each such cell, with the distance between the centres in km."""
    place = {cell: index for index, cell in enumerate(cells.h3.tolist())}
    x, y = Plane(float(cells.lon.mean()), float(cells.lat.mean())).xy(cells.lon, cells.lat)
    usable = low & (np.nan_to_num(cells.land_share, nan=1.0) > 0.0)
    around: list[list[tuple[int, float]]] = [[] for _ in range(len(cells))]
    for index in np.flatnonzero(usable).tolist():
        for cell in h3.grid_disk(int(cells.h3[index]), 1):
            other = place.get(cell, index)
            if other != index and usable[other]:
                around[index].append((other, float(np.hypot(x[other] - x[index], y[other] - y[index]))))
    return around
