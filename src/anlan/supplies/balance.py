"""Needs against arrivals, hour by hour; the city is supplied as one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.arrivals import Arrivals
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

    What arrives and is not needed is kept for later hours. All hours are computed in order and all items at once.

    Parameters
    ----------
    needs
        Needs of a scenario.
    arrivals
        Arrivals of the same items over the same hours.
    """
    shape = needs.amount.shape
    supplies = (arrivals.stock, arrivals.agreement, arrivals.capacity)
    used = tuple(np.zeros(shape) for _ in supplies)
    unmet, unmet_persons = np.zeros(shape), np.zeros(shape)
    in_hand = [np.zeros(shape[0]) for _ in supplies]
    waiting, asked = np.zeros(shape[0]), np.zeros(shape[0])
    for hour in range(shape[1]):
        asked = np.where(needs.once, asked, 0.0) + needs.amount[:, hour]
        waiting = np.where(needs.once, waiting, 0.0) + needs.amount[:, hour]
        for index, arriving in enumerate(supplies):
            in_hand[index] = in_hand[index] + arriving[:, hour]
            used[index][:, hour] = np.minimum(in_hand[index], waiting)
            in_hand[index] = in_hand[index] - used[index][:, hour]
            waiting = waiting - used[index][:, hour]
        unmet[:, hour] = waiting
        share = np.divide(waiting, asked, out=np.zeros_like(waiting), where=asked > 0.0)
        unmet_persons[:, hour] = share * needs.persons[:, hour]
    return Balance(needs, used[0], used[1], used[2], unmet, unmet_persons)
