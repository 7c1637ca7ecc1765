"""What a hazard hands to the stages above it: events, their frequencies and their footprints."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan import __version__
from anlan.city import City
from anlan.language import Message


@dataclass(frozen=True)
class StoredFootprints:
    """Footprints held in memory, by event, only where they are not zero (compressed sparse rows).

    Parameters
    ----------
    first
        int64[n + 1], place of each event's first entry in `cell` and `intensity`; the last is the number of entries.
    cell
        int32[z], index of the cell, ascending and unique within an event.
    intensity
        float32[z], in the unit of the set, above zero.
    """

    first: NDArray[np.int64]
    cell: NDArray[np.int32]
    intensity: NDArray[np.float32]


@dataclass(frozen=True)
class EventSet:
    """Events of one hazard, each with a frequency and a footprint on the city's cells.

    Parameters
    ----------
    kind
        Hazard; a key of ``HAZARD_KINDS``.
    unit
        Unit of the intensity.
    ids
        Unique names of the n events.
    frequency
        float64[n], occurrence frequency, 1/year.
    by_day
        bool[n], whether people are where they are on a working day.
    parameters
        n rows, one column for each parameter of an event.
    cells
        int64[c], H3 cells in the order of ``City.cells.h3``.
    field
        Event indices (k,) -> float32 intensities (k, c). Pure; releases the interpreter lock; an event's row does
        not depend on the events it is asked for with.
    provenance
        Version of the program, seed and checksum of the city package.
    pattern
        English pattern of the sentence that tells an event, filled from its row of `parameters`.
    visitors
        Event indices (k,) -> float32 (k, c), people who are in a cell beyond its residents, as at a gathering; None
        where events find nobody but residents.
    stored
        The same footprints as `field` makes, where they are held in memory; None where they are computed.
    """

    kind: str
    unit: str
    ids: tuple[str, ...]
    frequency: NDArray[np.float64]
    by_day: NDArray[np.bool_]
    parameters: pl.DataFrame
    cells: NDArray[np.int64]
    field: Callable[[NDArray[np.int64]], NDArray[np.float32]]
    provenance: Mapping[str, str | int]
    pattern: str
    visitors: Callable[[NDArray[np.int64]], NDArray[np.float32]] | None = None
    stored: StoredFootprints | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def intensity(self, events: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the footprints of some events.

        Parameters
        ----------
        events
            Event indices, shape (k,), each from 0 to n - 1.

        Returns
        -------
        float32 (k, c), in `unit`.

        Raises
        ------
        IndexError
            If an index is outside the set.
        """
        indices = np.asarray(events, dtype=np.int64).reshape(-1)
        outside = indices[(indices < 0) | (indices >= len(self.ids))]
        if outside.size:
            raise IndexError(f"event {outside[0]} is not in 0..{len(self.ids) - 1}; give an index of this set")
        return self.field(indices)

    def describe(self, event: int) -> Message:
        """Say in one sentence what an event is.

        Raises
        ------
        polars.exceptions.OutOfBoundsError
            If there is no such event.
        """
        return Message(self.pattern, **self.parameters.row(event, named=True))


def names_of(kind: str, count: int) -> tuple[str, ...]:
    """Return unique names for `count` events of a hazard."""
    return tuple(f"{kind}-{number:07d}" for number in range(1, count + 1))


def provenance_of(city: City, seed: int) -> Mapping[str, str | int]:
    """Return what a result must carry to be made again."""
    return {"version": __version__, "seed": seed, "checksum": city.checksum}
