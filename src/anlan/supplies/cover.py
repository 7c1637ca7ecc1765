"""Needs of areas covered hour by hour from tiers of supplies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tier:
    """A tier of supplies.

    Parameters
    ----------
    kind
        Its name.
    arriving
        What can be handed out for the first time in each hour, in the items' units: float64[i, hours] for the whole
        city, or float64[i, a, hours] for the people of each area alone.
    """

    kind: str
    arriving: FloatArray


@dataclass(frozen=True, eq=False)
class Covered:
    """Who was supplied from what; arrays in the items' units unless it says otherwise.

    Parameters
    ----------
    used
        Handed out from each tier, float64[tiers, i, hours].
    unmet
        For items used up: the hour's consumption that nothing covered; it is not made good later. For items handed out
        once: what is still waited for at the end of the hour; float64[i, a, hours].
    unmet_persons
        People whose need is not met in the hour: the unmet share of the need times the people in need,
        float64[i, a, hours].
    left
        What is left in each tier at the end, float64[tiers, i].
    """

    used: FloatArray
    unmet: FloatArray
    unmet_persons: FloatArray
    left: FloatArray


def cover(once: NDArray[np.bool_], amount: FloatArray, persons: FloatArray, tiers: Sequence[Tier]) -> Covered:
    """Cover the needs of each hour from one tier after the other.

    What arrives and is not needed is kept for later hours. A tier of the whole city that does not suffice is shared in
    proportion to what is still missing in each area. All hours are computed in order and all items at once.

    Parameters
    ----------
    once
        Whether an item is handed out once and waited for, bool[i].
    amount
        Newly needed in each hour, float64[i, a, hours].
    persons
        People whose need it is, float64[i, a, hours].
    tiers
        The tiers, in the order in which they are drawn upon.
    """
    items, areas, hours = amount.shape
    used = np.zeros((len(tiers), items, hours))
    unmet, unmet_persons = np.zeros(amount.shape), np.zeros(amount.shape)
    in_hand = [np.zeros(tier.arriving.shape[:-1]) for tier in tiers]
    waiting, asked = np.zeros((items, areas)), np.zeros((items, areas))
    stays = once[:, None]
    for hour in range(hours):
        asked = np.where(stays, asked, 0.0) + amount[:, :, hour]
        waiting = np.where(stays, waiting, 0.0) + amount[:, :, hour]
        for index, tier in enumerate(tiers):
            in_hand[index] = in_hand[index] + tier.arriving[..., hour]
            given = _given(in_hand[index], waiting)
            in_hand[index] = in_hand[index] - (given if in_hand[index].ndim == 2 else given.sum(axis=1))
            used[index, :, hour] = given.sum(axis=1)
            waiting = waiting - given
        unmet[:, :, hour] = waiting
        share = np.divide(waiting, asked, out=np.zeros_like(waiting), where=asked > 0.0)
        unmet_persons[:, :, hour] = share * persons[:, :, hour]
    left = np.array([one if one.ndim == 1 else one.sum(axis=1) for one in in_hand]).reshape(len(tiers), items)
    return Covered(used, unmet, unmet_persons, left)


def _given(in_hand: FloatArray, waiting: FloatArray) -> FloatArray:
    """Return what each area gets of a tier, float64[i, a]."""
    if in_hand.ndim == 2:
        return np.minimum(in_hand, waiting)
    total = waiting.sum(axis=1)
    share = np.divide(waiting, total[:, None], out=np.zeros_like(waiting), where=total[:, None] > 0.0)
    return np.asarray(np.minimum(np.minimum(in_hand, total)[:, None] * share, waiting))
