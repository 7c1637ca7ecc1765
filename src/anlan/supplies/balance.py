"""Needs against arrivals, hour by hour; the city is supplied as one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.arrivals import Arrivals
from anlan.supplies.cover import Tier, cover
from anlan.supplies.needs import Needs


@dataclass(frozen=True)
class Balance:
    """Who is supplied from what, and what is missing; arrays of shape (items, hours) in the items' units.

    Parameters
    ----------
    needs
        The needs.
    stock, agreement, capacity
        Handed out in the hour from each source.
    unmet
        For items used up: the hour's consumption that nothing covered; it is not made good later. For items handed
        out once: what is still waited for at the end of the hour.
    unmet_persons
        People whose need of the item is not met in the hour: the unmet share of the need times the people in need.
    """

    needs: Needs
    stock: NDArray[np.float64]
    agreement: NDArray[np.float64]
    capacity: NDArray[np.float64]
    unmet: NDArray[np.float64]
    unmet_persons: NDArray[np.float64]

    @property
    def shortage(self) -> NDArray[np.float64]:
        """What is missing of each item: summed over the hours if used up, the largest wait if handed out once."""
        summed: NDArray[np.float64] = self.unmet.sum(axis=1)
        largest: NDArray[np.float64] = self.unmet.max(axis=1, initial=0.0)
        return np.where(self.needs.once, largest, summed)

    @property
    def unmet_person_hours(self) -> NDArray[np.float64]:
        """Unmet need of each item, person-hours, shape (items,)."""
        result: NDArray[np.float64] = self.unmet_persons.sum(axis=1)
        return result


def balance(needs: Needs, arrivals: Arrivals) -> Balance:
    """Cover the needs of each hour from stock first, then agreements, then production.

    What arrives and is not needed is kept for later hours; see `anlan.supplies.cover.cover`.

    Parameters
    ----------
    needs
        Needs of a scenario.
    arrivals
        Arrivals of the same items over the same hours.
    """
    tiers = [Tier(kind, getattr(arrivals, kind)) for kind in ("stock", "agreement", "capacity")]
    found = cover(needs.once, needs.amount[:, None], needs.persons[:, None], tiers)
    stock, agreement, capacity = found.used
    return Balance(needs, stock, agreement, capacity, found.unmet[:, 0], found.unmet_persons[:, 0])
