"""The part of ground motion that varies from place to place within one earthquake, correlated over distance.

The standard normal field of an event has the correlation exp(-3 h / b) at the distance h (Jayaram and Baker 2009,
Correlation model for spatially distributed ground-motion intensities, Earthquake Engineering and Structural Dynamics
38, 1687-1708). It is split into its average over blocks of cells, whose covariance follows exactly from
that function, and a rest that is independent from cell to cell. The variance of every cell stays 1; the correlation
of two cells is that of their blocks, which is the average over all pairs of places in the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from anlan.city import Cells
from anlan.compute import generator_of
from anlan.hazards.plane import Plane

FloatArray = NDArray[np.float64]

FINEST = 6
"""Finest H3 resolution of the blocks: 36 km2."""

MOST_BLOCKS = 500
"""Above this number of blocks a coarser resolution is taken."""

POOL = 1 << 18
"""Independent normal numbers that all events draw from, each from a place of its own."""

FIELD, REST, PLACES = "within-event field", "within-event rest", "within-event places"
"""Names of the random streams."""


@dataclass(frozen=True)
class Residuals:
    """What is needed to draw the field of any event.

    Parameters
    ----------
    kind, seed
        Name and seed of the random streams.
    block
        int32[c], block of each cell.
    root
        float64 (m, m), lower Cholesky factor of the covariance of the blocks.
    rest
        float64[m], standard deviation of the independent rest in each block.
    pool
        float32[POOL + c], independent normal numbers.
    place
        int64[n], where each event starts in the pool.
    """

    kind: str
    seed: int
    block: NDArray[np.int32]
    root: FloatArray
    rest: FloatArray
    pool: NDArray[np.float32]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, cells: Cells, plane: Plane, range_km: float, events: int, kind: str, seed: int) -> "Residuals":
        """Prepare the fields of a city.

        Parameters
        ----------
        cells, plane
            Cells and the plane on which distances are taken.
        range_km
            b of the correlation, km.
        events
            Number of events.
        kind, seed
            Name of the hazard and seed of the run.
        """
        blocks, block = blocks_of(cells.h3)
        covariance = block_covariance(blocks, plane, range_km)
        own = np.diag(covariance)
        root = np.asarray(np.linalg.cholesky(covariance + 1e-9 * np.eye(len(blocks))), dtype=np.float64)
        pool = generator_of(seed, kind, REST).standard_normal(POOL + block.size, dtype=np.float32)
        place = generator_of(seed, kind, PLACES).integers(0, POOL, events)
        return cls(kind, seed, block, root, np.sqrt(np.maximum(1.0 - own, 0.0)), pool, place)

    def drawn(self, events: NDArray[np.int64]) -> FloatArray:
        """Independent normal numbers of the blocks of some events, (k, m), before `root` correlates them."""
        streams = (generator_of(self.seed, self.kind, FIELD, int(event)) for event in events)
        rows = [stream.standard_normal(self.root.shape[0]) for stream in streams]
        return np.array(rows).reshape(events.size, self.root.shape[0])


def blocks_of(cells: NDArray[np.int64]) -> tuple[tuple[int, ...], NDArray[np.int32]]:
    """Group cells by their ancestors in the H3 grid.

    Parameters
    ----------
    cells
        H3 cells of one resolution, (c,).

    Returns
    -------
    blocks
        Ancestors at resolution `FINEST` (or the cells' own, where that is coarser), or at the finest one with not
        more than `MOST_BLOCKS`.
    block
        int32[c], index of each cell's ancestor.
    """
    resolution = min(FINEST, h3.get_resolution(int(cells[0])))
    while True:
        parents = np.array([h3.cell_to_parent(int(cell), resolution) for cell in cells], dtype=np.int64)
        blocks, block = np.unique(parents, return_inverse=True)
        if blocks.size <= MOST_BLOCKS or resolution == 0:
            return tuple(int(one) for one in blocks), block.astype(np.int32)
        resolution -= 1


def block_covariance(blocks: Sequence[int], plane: Plane, range_km: float) -> FloatArray:
    """Covariance of the averages of the field over blocks, (m, m): means over the pairs of their seven children."""
    children = [list(h3.cell_to_children(block, h3.get_resolution(block) + 1)) for block in blocks]
    full = [(group * 2)[:7] for group in children]  # a pentagon has six children: one of them counts twice
    degrees = np.array([[h3.cell_to_latlng(child) for child in group] for group in full])
    x, y = plane.xy(degrees[..., 1], degrees[..., 0])
    total = np.zeros((len(blocks), len(blocks)))
    for one in range(x.shape[1]):
        for other in range(x.shape[1]):
            distance = np.hypot(x[:, None, one] - x[None, :, other], y[:, None, one] - y[None, :, other])
            total += np.exp(-3.0 * distance / range_km)
    return np.asarray(total / x.shape[1] ** 2)
