"""Footprints of events on points, as other programs hand them over, checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.errors import ImportDataError, Problem, Severity
from anlan.hazards.exchange.checking import problems_of

Intensities = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Footprints:
    """Events of one hazard with their intensities on points (compressed sparse rows); an invalid one cannot exist.

    Parameters
    ----------
    kind
        Hazard; a key of ``HAZARD_KINDS``.
    unit
        Unit of the intensity, one in which the hazard is computed (see ``anlan.hazards.exchange.quantities``).
    ids
        Unique names of the n events.
    names
        What people call them, n texts.
    frequency
        float64[n], occurrence frequency, 1/year, 0 to 366.
    historical
        bool[n], whether the event has happened; False for synthetic ones.
    lon, lat
        float64[p], points, degrees of WGS 84.
    indptr
        int64[n + 1], place of each event's first entry; the last is the number of entries z.
    indices
        int32[z], point of each entry, strictly ascending within an event.
    data
        float32[z] or float64[z], intensity of each entry, finite and not negative; a point without an entry has 0.
    date
        datetime64[D] of each event, NaT where unknown; None where no event has one.
    by_day
        bool[n], whether people are where they are on a working day; None where the source does not say.
    provenance
        Where it comes from: ``file``, ``format`` and what was decided on the way.
    notices
        What was noted while it was read.

    Raises
    ------
    ImportDataError
        With every problem of the arrays.
    """

    kind: str
    unit: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    frequency: NDArray[np.float64]
    historical: NDArray[np.bool_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: Intensities
    date: NDArray[np.datetime64] | None = None
    by_day: NDArray[np.bool_] | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        problems = problems_of(vars(self), self.provenance.get("file", "footprints"))
        if problems:
            raise ImportDataError([*problems, *self.notices])

    def __len__(self) -> int:
        return len(self.ids)


def raise_errors(problems: list[Problem]) -> None:
    """Raise what was found, if there is an error among it.

    Raises
    ------
    ImportDataError
        With all problems.
    """
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ImportDataError(problems)


def rows_sorted(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], data: Intensities
) -> tuple[NDArray[np.int32], Intensities]:
    """Bring the entries of each event into ascending order of their points; leave arrays that do not fit as they are.

    Parameters
    ----------
    indptr, indices, data
        As in `Footprints`, but in any order within an event.
    """
    steps = np.diff(indptr)
    whole = indptr.size > 0 and indptr[0] == 0 and indptr[-1] == indices.size == data.size and bool((steps >= 0).all())
    if not whole or indices.size == 0:
        return indices, data
    event = np.repeat(np.arange(steps.size), steps)
    descends = (np.diff(indices) < 0) & (np.diff(event) == 0)
    if not descends.any():
        return indices, data
    order = np.lexsort((indices, event))
    return indices[order], data[order]
