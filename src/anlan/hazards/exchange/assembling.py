"""From one row for each event and point to compressed rows."""

import numpy as np
from numpy.typing import NDArray

from anlan.errors import Problem
from anlan.hazards.exchange.footprints import Intensities
from anlan.language import Message

Rows = tuple[NDArray[np.int64], NDArray[np.int32], Intensities]


def rows_of(
    event: NDArray[np.int64],
    point: NDArray[np.int64],
    data: Intensities,
    events: int,
    file: str,
    problems: list[Problem],
) -> Rows:
    """Return ``indptr``, ``indices`` and ``data`` of `anlan.hazards.exchange.Footprints`.

    Parameters
    ----------
    event, point
        Index of the event and of the point of each entry, in any order; entries with a negative one are left out.
    data
        Intensity of each entry.
    events
        Number of events.
    file
        Name of the file, for messages.
    problems
        A problem is appended where an event has a point twice.
    """
    known = (event >= 0) & (point >= 0)
    if not known.all():
        event, point, data = event[known], point[known], data[known]
    falls = (np.diff(event) < 0) | ((np.diff(event) == 0) & (np.diff(point) < 0))
    if falls.any():
        order = np.lexsort((point, event))
        event, point, data = event[order], point[order], data[order]
    twice = (np.diff(event) == 0) & (np.diff(point) == 0)
    if twice.any():
        what = Message("{count} rows give an event a second intensity at the same point", count=int(twice.sum()))
        problems.append(Problem(file, what, Message("keep one row for each event and point"), code="duplicate-key"))
        keep = np.append(True, ~twice)
        event, point, data = event[keep], point[keep], data[keep]
    indptr = np.append(0, np.cumsum(np.bincount(event, minlength=events)))
    return indptr.astype(np.int64), point.astype(np.int32), data
