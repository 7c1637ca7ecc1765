"""The samples that are followed one by one: ways to hospital, and when places stand still."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.scenarios.cascade import Cascade
from anlan.scenarios.cascade.damage import drawn
from anlan.scenarios.cascade.parts import Events
from anlan.scenarios.run.states import moments
from anlan.scenarios.run.travel import Ways

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Followed:
    """What was seen in the f samples that were followed.

    Parameters
    ----------
    minutes
        float64[f, k, v], minutes from each road node to the nearest working hospital at each hour; None without ways.
    stopped_at
        float64[f, p], first hour at which each place stands still, h; infinite where it never does.
    """

    minutes: FloatArray | None
    stopped_at: FloatArray


def follow_samples(
    cascade: Cascade, events: Events, ways: Ways | None, count: int, executor: Executor,
    advance: Callable[[int, int], None] | None = None,
) -> Followed:  # fmt: skip
    """Follow the first samples of a cascade.

    Samples are drawn independently of each other, so that the first ones stand for all.

    Parameters
    ----------
    cascade
        The cascade.
    events
        The events it was made from.
    ways
        Roads, hospitals and homes; None where ways are not asked for.
    count
        Number of samples; no more than there are.
    executor
        Where samples are followed; the result does not depend on it.
    advance
        Called after each sample with the samples done and the number of all.
    """
    model = cascade.model
    chosen = list(range(min(count, len(cascade.rows))))

    def run(row: int) -> tuple[FloatArray, FloatArray]:
        failed, duration = drawn(model, events, cascade.rows, slice(row, row + 1))
        stopped_at = np.full(len(model.places), np.inf)
        minutes = np.empty((0, 0)) if ways is None else np.empty((ways.hours.size, ways.arcs.nodes))
        for moment in moments(model, failed[0], duration[0]):
            stopped_at[moment.stopped & np.isinf(stopped_at)] = moment.begin
            if ways is not None:
                seen = np.flatnonzero((ways.hours >= moment.begin) & (ways.hours < moment.end))
                if seen.size:
                    minutes[seen] = ways.to_hospital(moment)
        return minutes, stopped_at

    found = []
    for one in executor.map(run, chosen):
        found.append(one)
        if advance is not None:
            advance(len(found), len(chosen))
    return Followed(
        minutes=None if ways is None else np.array([one for one, _ in found]),
        stopped_at=np.array([one for _, one in found]),
    )
