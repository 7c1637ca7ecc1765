"""Who wants to be warned: columns over many subscribers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import h3.api.basic_int as h3
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
        float64 (n,): where each is, degrees, WGS 84; both NaN where only areas of interest are known.
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

    def wrong(self) -> Iterator[str]:
        """Yield what does not hold together: lengths, numbers given twice, positions, languages, cells."""
        columns = (self.lon, self.lat, self.channels, self.needs, self.language, self.threshold)
        lengths = {len(column) for column in columns} - {len(self)}
        if lengths or len(self.interest_row) != len(self.interest_cell):
            yield f"columns have {sorted(lengths | {len(self)})} rows; give each the same number"
            return
        if (np.diff(np.sort(self.ids)) == 0).any():
            yield "a number is given twice; give each subscriber one row"
        bad = (np.isnan(self.lon) != np.isnan(self.lat)) | (np.abs(self.lon) > 180.0) | (np.abs(self.lat) > 90.0)
        for row in np.flatnonzero(bad)[:1]:
            yield f"row {row} is at ({self.lon[row]}, {self.lat[row]}); give degrees, or NaN for both"
        if len(self) and not 0 <= self.language.min() <= self.language.max() < len(self.languages):
            yield f"a language is not an index into the {len(self.languages)} languages"
        if self.interest_row.size and not 0 <= self.interest_row.min() <= self.interest_row.max() < len(self):
            yield f"an area of interest belongs to none of the {len(self)} rows"
        for cell in np.unique(self.interest_cell).tolist():
            if not h3.is_valid_cell(cell):
                yield f"{cell} is no H3 cell"
                return

    def of_rows(self, rows: NDArray[np.intp]) -> "Subscribers":
        """Return some rows with their areas of interest.

        Parameters
        ----------
        rows
            (k,): rows, none twice.
        """
        place = np.full(len(self), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        kept = np.flatnonzero(place[self.interest_row] >= 0)
        return Subscribers(
            ids=self.ids[rows],
            lon=self.lon[rows],
            lat=self.lat[rows],
            channels=self.channels[rows],
            needs=self.needs[rows],
            language=self.language[rows],
            threshold=self.threshold[rows],
            interest_row=place[self.interest_row[kept]],
            interest_cell=self.interest_cell[kept],
            languages=self.languages,
        )


def joined(several: Sequence[Subscribers]) -> Subscribers:
    """Return the rows of several as one, in their order.

    Parameters
    ----------
    several
        One or more; languages may differ.
    """
    languages = tuple(dict.fromkeys(tag for one in several for tag in one.languages))
    place = {tag: index for index, tag in enumerate(languages)}
    first = np.cumsum([0, *(len(one) for one in several)])
    recoded = [np.array([place[tag] for tag in one.languages], dtype=np.int16)[one.language] for one in several]
    moved = [one.interest_row + begin for one, begin in zip(several, first.tolist(), strict=False)]
    return Subscribers(
        ids=np.concatenate([one.ids for one in several]),
        lon=np.concatenate([one.lon for one in several]),
        lat=np.concatenate([one.lat for one in several]),
        channels=np.concatenate([one.channels for one in several]),
        needs=np.concatenate([one.needs for one in several]),
        language=np.concatenate(recoded),
        threshold=np.concatenate([one.threshold for one in several]),
        interest_row=np.concatenate(moved),
        interest_cell=np.concatenate([one.interest_cell for one in several]),
        languages=languages,
    )
