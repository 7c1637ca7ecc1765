"""Where impacts are summed: the parts of cells that lie in one top district."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City


@dataclass(frozen=True)
class Slots:
    """The pairs of a cell and a top district that occur in the cells table.

    Parameters
    ----------
    cell
        int32[s], index of the cell; ascending.
    district
        int32[s], index into `codes`; ascending within a cell.
    codes
        Codes of the d top districts, the areas directly below the city, that hold cells; the city itself where cells
        lie in none.
    of_row
        int32[m], slot of each row of the cells table.
    cells
        Number of cells.
    """

    cell: NDArray[np.int32]
    district: NDArray[np.int32]
    codes: tuple[str, ...]
    of_row: NDArray[np.int32]
    cells: int

    def __len__(self) -> int:
        return int(self.cell.size)

    def summed(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add the rows of the cells table that share a slot.

        Parameters
        ----------
        rows
            Values by row, shape (m, ...).

        Returns
        -------
        Sums, shape (s, ...).
        """
        sums = np.zeros((len(self), *rows.shape[1:]))
        np.add.at(sums, self.of_row, rows)
        return sums


def slots_of(city: City) -> Slots:
    """Find the slots of a city.

    Parameters
    ----------
    city
        The city.
    """
    areas, cells = city.areas, city.cells
    district = _district_of(city)[cells.row_area]
    districts, district = np.unique(district, return_inverse=True)
    pairs = cells.row_cell.astype(np.int64) * len(districts) + district
    unique, of_row = np.unique(pairs, return_inverse=True)
    return Slots(
        cell=(unique // len(districts)).astype(np.int32),
        district=(unique % len(districts)).astype(np.int32),
        codes=tuple(areas.codes[index] for index in districts),
        of_row=of_row.astype(np.int32),
        cells=len(cells),
    )


def _district_of(city: City) -> NDArray[np.int64]:
    """Return for each area itself or its ancestor directly below the root; the root for the root."""
    areas = city.areas
    found = np.empty(len(areas), dtype=np.int64)
    for area in range(len(areas)):
        at = area
        while at != areas.root and areas.parent[at] != areas.root:
            at = int(areas.parent[at])
        found[area] = at
    return found
