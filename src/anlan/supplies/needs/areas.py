"""The areas by which needs are told, and the rows of the cells table that lie in each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from anlan.city import City
from anlan.city.areas import NO_AREA
from anlan.errors import SettingError
from anlan.language import Message

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AreaRows:
    """Areas of one level and where the rows of the cells table lie.

    Parameters
    ----------
    codes
        Codes of the a areas, in the order of ``areas.csv``; the city itself last, where rows lie in no area of the
        level.
    of_row
        int64 (m,), index of the area of each row.
    """

    codes: tuple[str, ...]
    of_row: NDArray[np.int64]

    def summed(self, values: FloatArray) -> FloatArray:
        """Add up values of the rows of each area.

        Parameters
        ----------
        values
            Values by row, float64 (m, ...).

        Returns
        -------
        Sums, float64 (a, ...).
        """
        rows = self.of_row.size
        matrix = csr_array((np.ones(rows), (self.of_row, np.arange(rows))), shape=(len(self.codes), rows))
        return np.asarray(matrix @ values, dtype=np.float64)


def rows_by_area(city: City, level: str) -> AreaRows:
    """Find the area of a level in which each row of the cells table lies.

    Parameters
    ----------
    city
        The city.
    level
        A value of ``areas.level``.

    Raises
    ------
    SettingError
        If the city has no area of the level.
    """
    areas = city.areas
    chosen = areas.at_level(level)
    if not chosen.size:
        raise SettingError(
            Message("the city has no area of level '{level}'; give one of {levels}", level=level,
                    levels=", ".join(dict.fromkeys(areas.level)))
        )  # fmt: skip
    found = areas.ancestor_at(level)[city.cells.row_area]
    listed = chosen.tolist()
    if (found == NO_AREA).any():
        found = np.where(found == NO_AREA, areas.root, found)
        listed.append(areas.root)
    place = np.full(len(areas), -1)
    place[listed] = np.arange(len(listed))
    return AreaRows(tuple(areas.codes[area] for area in listed), place[found].astype(np.int64))
