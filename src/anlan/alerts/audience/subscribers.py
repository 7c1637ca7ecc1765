"""Who wants to be warned: columns over many subscribers."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


def _no_cells() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Subscribers:
    """Subscribers as columns; row i of every column is the same subscriber.

    Parameters
    ----------
    ids
        int64 (n,): number of each, unique.
    lon, lat
        float64 (n,): where each is, degrees, WGS 84; NaN where only areas of interest are known.
    channels
        uint32 (n,): a bit for each channel on which the subscriber can be reached.
    needs
        uint32 (n,): a bit for each need, such as sign language or large print.
    language
        int16 (n,): index into `languages`.
    threshold
        uint8 (n,): least severity that the subscriber wants, 1 Minor to 4 Extreme; 0 takes everything.
    interest_row, interest_cell
        int64 (m,): areas of interest, a row of the columns above and an H3 cell of any resolution each.
    languages
        BCP-47 tags.
    """

    ids: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    channels: NDArray[np.uint32]
    needs: NDArray[np.uint32]
    language: NDArray[np.int16]
    threshold: NDArray[np.uint8]
    interest_row: NDArray[np.int64] = field(default_factory=_no_cells)
    interest_cell: NDArray[np.int64] = field(default_factory=_no_cells)
    languages: tuple[str, ...] = ("zh",)

    def __len__(self) -> int:
        return len(self.ids)
