"""Releases that the rain of a storm causes, in the wind and the month of that storm."""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards import EventSet
from anlan.hazards.natech import releases_in_storms
from anlan.scenarios.joint.events import ABSENT, Rows


def in_their_storms(city: City, rows: Rows, releases: EventSet, wind: EventSet) -> tuple[Rows, EventSet]:
    """Let the releases of rains that come with a storm happen in the weather of that storm.

    Parameters
    ----------
    city
        The city.
    rows
        Compound events; the first part is the storm's wind, the last the release.
    releases
        Releases that rain causes.
    wind
        Ten-minute winds of the storms, m/s.

    Returns
    -------
    The rows, in which a release in a storm is an event of its own; and the releases, first those given, then those in
    storms. The frequency of each is that of its rows.
    """
    storm, release = rows.index[:, 0], rows.index[:, -1]
    both = np.flatnonzero((storm != ABSENT) & (release != ABSENT))
    pairs, place = np.unique(np.column_stack([release[both], storm[both]]), axis=0, return_inverse=True)
    index = rows.index.copy()
    index[both, -1] = len(releases) + place.reshape(-1)
    made = _joined(releases, releases_in_storms(city, releases, pairs[:, 0], wind, pairs[:, 1]))
    here = index[:, -1] != ABSENT
    rate = np.bincount(index[here, -1], weights=rows.frequency[here], minlength=len(made))
    return Rows(index, rows.frequency), replace(made, frequency=rate.astype(np.float64))


def _joined(first: EventSet, second: EventSet) -> EventSet:
    return replace(
        first,
        ids=first.ids + second.ids,
        frequency=np.concatenate([first.frequency, second.frequency]),
        by_day=np.concatenate([first.by_day, second.by_day]),
        parameters=pl.concat([first.parameters, second.parameters]),
        field=_Either(first, second),
    )


class _Either:
    """Footprints of the events of two sets, one after the other."""

    def __init__(self, first: EventSet, second: EventSet) -> None:
        self._first, self._second = first, second

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        out = np.zeros((events.size, self._first.cells.size), dtype=np.float32)
        late = events >= len(self._first)
        if not late.all():
            out[~late] = self._first.field(events[~late])
        if late.any():
            out[late] = self._second.field(events[late] - len(self._first))
        return out
