"""Exposure folded to what the kernels need: one group for each cell, function and column of the result."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Groups(NamedTuple):
    """Exposed people and assets, folded; a named tuple, so that the compiled kernels can take it whole.

    Attributes
    ----------
    first
        uint32[c + 1], first group of each cell.
    function
        uint32[g], column of the function in its `anlan.risk.ShareTable`.
    column
        uint32[g], column into which its impact is summed.
    value
        float64[2, g], people or money by night (0) and by day (1).
    columns
        Number of columns.
    """

    first: NDArray[np.uint32]
    function: NDArray[np.uint32]
    column: NDArray[np.uint32]
    value: NDArray[np.float64]
    columns: int


def fold(
    cell: NDArray[np.integer],
    function: NDArray[np.integer],
    column: NDArray[np.integer],
    value: NDArray[np.float64],
    *,
    cells: int,
    columns: int,
) -> tuple[Groups, NDArray[np.int64]]:
    """Add up what lies in the same cell, has the same function and is summed into the same column.

    Parameters
    ----------
    cell
        Index of the cell of each of a exposures, shape (a,).
    function, column
        Function and column of each, shape (a,).
    value
        People or money by night and by day, shape (2, a).
    cells, columns
        Number of cells and of columns.

    Returns
    -------
    groups
        The groups, in the order of cell, function and column.
    group_of
        Group of each exposure, shape (a,).
    """
    functions = int(function.max(initial=0)) + 1
    key = (cell.astype(np.int64) * functions + function) * columns + column
    unique, group_of = np.unique(key, return_inverse=True)
    cell_of = unique // (functions * columns)
    sums = np.stack([np.bincount(group_of, weights=part, minlength=unique.size) for part in value])
    groups = Groups(
        first=np.searchsorted(cell_of, np.arange(cells + 1)).astype(np.uint32),
        function=(unique // columns % functions).astype(np.uint32),
        column=(unique % columns).astype(np.uint32),
        value=np.ascontiguousarray(sums, dtype=np.float64),
        columns=columns,
    )
    return groups, group_of.astype(np.int64)
