"""A small weighted set of events that stands for a large one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

Floats = NDArray[np.float64]
Advance = Callable[[int, int], None]

BLOCK = 256
"""Candidates that are priced between two signs of progress."""


@dataclass(frozen=True)
class Reduction:
    """Which events are kept, and for what they stand.

    Parameters
    ----------
    kept
        Rows that are kept, in the order in which they were selected, shape (k,).
    frequency
        Frequency that each of them carries, 1/year, shape (k,); together that of all events.
    nearest
        Place in `kept` of the event that stands for each event, shape (n,).
    distance
        Kantorovich distance from all events to the first 1, 2, ... k kept, in the units of the coordinates,
        shape (k,).
    """

    kept: NDArray[np.int64]
    frequency: Floats
    nearest: NDArray[np.int64]
    distance: Floats


def reduce_events(
    points: Floats,
    frequency: Floats,
    keep: int,
    *,
    candidates: NDArray[np.int64] | None = None,
    least: float = 0.0,
    advance: Advance | None = None,
) -> Reduction:
    """Select events one after another so that the distance to all events falls the most each time.

    Fast forward selection: Heitsch and Roemisch (2003), Scenario reduction algorithms in stochastic programming,
    Computational Optimization and Applications 24, algorithm 2.4, with Euclid's distance between the points. The
    frequency of an event that is not kept goes to the kept one nearest to it, which is the best redistribution:
    Dupacova, Groewe-Kuska and Roemisch (2003), Scenario reduction in stochastic programming, Math. Programming 95,
    theorem 2. What an event saves never grows while others are selected, so that savings computed earlier are bounds
    and only the most promising events are priced again: Minoux (1978), Accelerated greedy algorithms, LNCIS 7. The
    selection is the same as if all were priced; of equals the first is taken.

    Parameters
    ----------
    points
        Coordinates of the events, shape (n, d).
    frequency
        Frequency of each event, 1/year, shape (n,).
    keep
        Most events to keep; fewer are kept where no further one brings the distance down.
    candidates
        Rows from which events are selected, ascending, shape (c,); None for all.
    least
        Largest saving in distance for which no further event is kept.
    advance
        Called with the candidates that are priced and the number of all, over the two passes that price them all.
    """
    count = points.shape[0]
    rows = np.arange(count) if candidates is None else candidates
    across = np.ascontiguousarray(points.T, dtype=np.float64)
    weight = frequency / frequency.sum() if count else frequency
    near, nearest = np.full(count, np.inf), np.zeros(count, dtype=np.int64)
    kept: list[int] = []
    distance: list[float] = []
    savings = np.empty(0)
    for place in range(min(keep, rows.size)):
        if place == 0:
            best = int(np.argmin(_priced(across, weight, None, rows, _half(advance, 0))))
        else:
            if place == 1:
                savings = _priced(across, weight, near, rows, _half(advance, 1))
            best = _most_promising(across, weight, near, rows, savings)
            if savings[best] <= least:
                break
        kept.append(int(rows[best]))
        _move(across, kept[-1], place, near, nearest)
        distance.append(float(weight @ near))
    carried = np.zeros(len(kept))
    np.add.at(carried, nearest, frequency)
    return Reduction(np.array(kept, dtype=np.int64), carried, nearest, np.array(distance))


def _half(advance: Advance | None, done: int) -> Advance | None:
    """Report one of two equal passes."""
    if advance is None:
        return None

    def report(priced: int, total: int) -> None:
        advance(done * total + priced, 2 * total)

    return report


def _priced(
    across: Floats, weight: Floats, near: Floats | None, candidates: NDArray[np.int64], advance: Advance | None
) -> Floats:
    """Return the mean distance to each candidate, or what each would save where some are kept already."""
    found = np.empty(candidates.size)
    for begin in range(0, candidates.size, BLOCK):
        rows = candidates[begin : begin + BLOCK]
        part = found[begin : begin + BLOCK]
        if near is None:
            _costs(across, weight, rows, part)
        else:
            _savings(across, weight, near, rows, part)
        if advance is not None:
            advance(begin + rows.size, candidates.size)
    return found


@compiled
def _distances(across: Floats, row: int, into: Floats) -> None:
    into[:] = 0.0
    for dimension in range(across.shape[0]):
        centre = across[dimension, row]
        along = across[dimension]
        for event in range(into.size):
            gap = along[event] - centre
            into[event] += gap * gap
    for event in range(into.size):
        into[event] = np.sqrt(into[event])


@compiled
def _costs(across: Floats, weight: Floats, rows: NDArray[np.int64], into: Floats) -> None:
    distance = np.empty(across.shape[1])
    for place in range(rows.size):
        _distances(across, rows[place], distance)
        total = 0.0
        for event in range(distance.size):
            total += weight[event] * distance[event]
        into[place] = total


@compiled
def _savings(across: Floats, weight: Floats, near: Floats, rows: NDArray[np.int64], into: Floats) -> None:
    distance = np.empty(across.shape[1])
    for place in range(rows.size):
        _distances(across, rows[place], distance)
        total = 0.0
        for event in range(distance.size):
            total += weight[event] * max(near[event] - distance[event], 0.0)
        into[place] = total


@compiled
def _most_promising(across: Floats, weight: Floats, near: Floats, candidates: NDArray[np.int64], bound: Floats) -> int:
    """Return the candidate that saves most; what is priced anew replaces its bound."""
    fresh = np.zeros(bound.size, dtype=np.bool_)
    while True:
        best = np.argmax(bound)
        if fresh[best]:
            return int(best)
        _savings(across, weight, near, candidates[best : best + 1], bound[best : best + 1])
        fresh[best] = True


@compiled
def _move(across: Floats, row: int, place: int, near: Floats, nearest: NDArray[np.int64]) -> None:
    """Let the events that are nearer to a new kept event than to any other go over to it."""
    distance = np.empty(near.size)
    _distances(across, row, distance)
    for event in range(near.size):
        if distance[event] < near[event]:
            near[event] = distance[event]
            nearest[event] = place
