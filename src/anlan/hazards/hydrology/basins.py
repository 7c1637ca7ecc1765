"""The basins of a city: coarser H3 cells that collect water, hold it on their lowest ground and pass on the rest."""

from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.hydrology.pools import basins_of, pool_depths, volumes_below
from anlan.hazards.hydrology.routes import routes_of, sills_between, spill

FloatArray = NDArray[np.float64]

COARSER = 2
"""How many H3 resolutions the basins are coarser than the cells."""


@dataclass(frozen=True)
class Basins:
    """The H3 parents that collect the water of their cells.

    Parameters
    ----------
    lon, lat
        Centre, degrees, (p,).
    of_cell
        int64 (c,), basin of each cell.
    surface
        Land of each basin, km2, (p,).
    cell_surface
        Land of each cell, km2, (c,).
    """

    lon: FloatArray
    lat: FloatArray
    of_cell: NDArray[np.int64]
    surface: FloatArray
    cell_surface: FloatArray

    @classmethod
    def of(cls, city: City) -> "Basins":
        """Return the basins of a city."""
        cells = city.cells
        coarse = int(city.info["h3_resolution"]) - COARSER
        parents = np.array([h3.cell_to_parent(cell, coarse) for cell in cells.h3.tolist()], dtype=np.int64)
        unique, of_cell = np.unique(parents, return_inverse=True)
        centres = np.array([h3.cell_to_latlng(parent) for parent in unique.tolist()])
        area = cells.area_km2 * np.nan_to_num(cells.land_share, nan=1.0)
        surface = np.bincount(of_cell, weights=area, minlength=unique.size).astype(np.float64)
        return cls(centres[:, 1].copy(), centres[:, 0].copy(), of_cell.astype(np.int64), surface, area)

    def mean(self, values: FloatArray) -> FloatArray:
        """Return the mean over the city's land of values by basin, (..., p) -> (...)."""
        total = self.surface.sum()
        weight = self.surface / total if total > 0.0 else np.full_like(self.surface, 1.0 / self.surface.size)
        return np.asarray(values @ weight)


class Ponds:
    """What the basins hold: from water in basins to depths on cells.

    Parameters
    ----------
    city
        City with heights.
    basins
        Its basins.
    sill_head_m
        Water above its lowest sill that a basin holds back, m.
    threshold_m
        Depth below which a cell counts as dry, m.
    """

    def __init__(self, city: City, basins: Basins, sill_head_m: float, threshold_m: float) -> None:
        self.height = city.cells.height_m
        self.area = basins.cell_surface
        self.order, self.first = basins_of(basins.of_cell, self.height, self.area)
        sills = sills_between(city.cells.h3, basins.of_cell, self.height, self.area > 0.0)
        self._routes = routes_of(sills, basins.surface.size)
        self._capacity = volumes_below(self._routes.sill + sill_head_m, basins.of_cell, self.height, self.area)
        self._threshold = np.float32(threshold_m)

    def settle(self, water: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Let water run to where it stays; see `anlan.hazards.hydrology.routes.spill`."""
        return spill(water, self._capacity, self._routes.receiver, self._routes.order)

    def depths(self, water: FloatArray) -> NDArray[np.float32]:
        """Return the depth on each cell, m, for water in the basins, m km2, (k, p) -> float32 (k, c)."""
        kept, _ = self.settle(water)
        depth = pool_depths(kept, self.order, self.first, self.height, self.area)
        depth[depth < self._threshold] = 0.0
        return depth
