"""Event sets made by hand for a city, with footprints that a test chooses."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards import EventSet, StoredFootprints
from anlan.risk import Vulnerability

VULNERABILITY = Vulnerability(
    ("killed", "displaced", "residential"),
    np.array([0.0, 1.0, 3.0]),
    np.array([[0.0, 0.0, 0.0], [0.0, 0.2, 0.1], [0.01, 1.0, 0.6]]),
)
"""Functions of a flood depth, m."""


def event_set(
    city: City,
    intensity: NDArray[np.float32],
    frequency: NDArray[np.float64],
    *,
    by_day: NDArray[np.bool_] | None = None,
    visitors: NDArray[np.float32] | None = None,
    stored: bool = False,
) -> EventSet:
    """Make a set whose footprints are given, shape (n, c)."""
    count = len(intensity)
    return EventSet(
        kind="rain_flood",
        unit="m",
        ids=tuple(f"event-{number}" for number in range(count)),
        frequency=frequency,
        by_day=np.zeros(count, dtype=np.bool_) if by_day is None else by_day,
        parameters=pl.DataFrame({"number": range(count)}),
        cells=city.cells.h3,
        field=lambda events: intensity[events],
        provenance={"seed": 0},
        pattern="event {number}",
        visitors=None if visitors is None else (lambda events: visitors[events]),
        stored=_stored(intensity) if stored else None,
    )


def _stored(intensity: NDArray[np.float32]) -> StoredFootprints:
    first = np.concatenate([[0], np.cumsum((intensity > 0.0).sum(axis=1))]).astype(np.int64)
    place = np.nonzero(intensity)
    return StoredFootprints(first, place[1].astype(np.int32), intensity[place])
