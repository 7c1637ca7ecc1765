"""How much capacity is missing: what must be in stock, and how fast a line must run that starts later."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.language import Message
from anlan.supplies.production.demand import Demand

FloatArray = NDArray[np.float64]

STARTS = (0.0, 12.0, 24.0, 48.0, 72.0)
"""Hours at which a line could deliver its first unit."""


@dataclass(frozen=True, eq=False)
class MinimumCapacity:
    """What is missing of an item, and with how much more of what it is covered.

    Write D(t), S(t) and P(t) for what was wanted, what arrived from stock and agreements, and what arrived from ramped
    production, all summed from hour 0 to the end of hour t. The gap is G(t) = max(D(t) - S(t) - P(t), 0).

    Parameters
    ----------
    item
        Identifier of the item.
    gap
        max over t of G(t), in the item's unit: so much is missing in all if everybody is to be served in time.
    hour
        The hour t, counted from the event, by which that is so.
    starts
        float64[n], hours at which further capacity delivers its first unit.
    stock_first
        float64[n], what must be in stock until then, in the item's unit: max over t <= start of G(t).
    rate
        float64[n], least rate from then on, unit/h: max over t > start of (G(t) - stock_first) / (t - start).
    """

    item: str
    gap: float
    hour: int
    starts: FloatArray
    stock_first: FloatArray
    rate: FloatArray


def minimum_capacity(
    demand: Demand, produced: FloatArray, starts: tuple[float, ...] = STARTS
) -> tuple[MinimumCapacity, ...]:
    """Find the smallest capacity that leaves no gap.

    What arrives and is not needed at once is kept, so that sums over time decide: a rate r from hour s on, with a
    stock q, leaves nothing missing just where q + r max(t - s, 0) >= G(t) for all t.

    Parameters
    ----------
    demand
        What is wanted, and what arrives from stock, agreements and all else that is not production.
    produced
        What arrives from ramped production in each hour, float64[i, hours].
    starts
        Hours at which further capacity could deliver its first unit, zero or more.

    Raises
    ------
    SettingError
        If a start is negative.
    """
    if any(not start >= 0.0 for start in starts):
        raise SettingError(Message("starts of capacity are {starts}; give hours of 0 or more", starts=str(starts)))
    gaps = np.maximum(np.cumsum(demand.amount - demand.supply - produced, axis=1), 0.0)
    ends = np.arange(1, demand.hours + 1, dtype=np.float64)
    return tuple(_of_item(name, gap, ends, starts) for name, gap in zip(demand.items, gaps, strict=True))


def _of_item(name: str, gap: FloatArray, ends: FloatArray, starts: tuple[float, ...]) -> MinimumCapacity:
    largest = float(gap.max(initial=0.0))
    first, rate = np.zeros(len(starts)), np.zeros(len(starts))
    for place, start in enumerate(starts):
        first[place] = gap[ends <= start].max(initial=0.0)
        after = ends > start
        rate[place] = max(float(np.max((gap[after] - first[place]) / (ends[after] - start), initial=0.0)), 0.0)
    hour = int(ends[np.argmax(gap)]) if largest > 0.0 else 0
    return MinimumCapacity(name, largest, hour, np.array(starts), first, rate)
