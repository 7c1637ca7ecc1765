"""Who is covered by when under a plan: shares by area and hour, and people who go without."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.reserve.from_city import CityReserve

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Coverage:
    """What a plan covers; letters of shapes as in `anlan.supplies.reserve.problem.ReserveProblem`.

    Parameters
    ----------
    hours
        Ends of the windows, h, shape (t,).
    by_item
        Share of what is needed until the end of each window that was there in its window (used up) or by then (handed
        out once), 1, shape (w, i, t); not a number where nothing is needed.
    by_area
        The same of all items, each weighed by the people who need it and the item's weight, 1, shape (w, a, t).
    mean, worst
        Mean of `by_area` over the scenarios that need anything there, by their probability, and the smallest of them,
        1, shape (a, t).
    city
        The same of the whole city, 1, shape (w, t).
    city_mean, city_worst
        Mean and smallest of it, 1, shape (t,).
    without
        Most people at a time in each window who need the item and do not have it, persons, shape (w, i, a, t).
    """

    hours: Floats
    by_item: Floats
    by_area: Floats
    mean: Floats
    worst: Floats
    city: Floats
    city_mean: Floats
    city_worst: Floats
    without: Floats


def coverage_of(reserve: CityReserve, served: Floats) -> Coverage:
    """Compute what is covered when so much is handed out.

    Parameters
    ----------
    reserve
        The problem.
    served
        Handed out in each window for needs of that or earlier windows, unit, shape (w, i, a, t).
    """
    problem = reserve.problem
    need = problem.need
    persons = np.stack([one.persons for one in reserve.windows])
    asked, had = need.cumsum(axis=-1), np.minimum(served.cumsum(axis=-1), need.cumsum(axis=-1))
    share = _divided(had, asked)
    once = problem.once[:, None, None]
    missing = np.where(once, 1.0 - share, 1.0 - _divided(np.minimum(served, need), need))
    without = np.where(np.isnan(missing), 0.0, missing) * persons
    reach = np.maximum.accumulate(persons, axis=-1) * problem.item_weight[:, None, None]
    weight = np.where(np.isnan(share), 0.0, reach)
    filled = np.nan_to_num(share)
    by_area = _divided((filled * weight).sum(axis=1), weight.sum(axis=1))
    city = _divided((filled * weight).sum(axis=(1, 2)), weight.sum(axis=(1, 2)))
    return Coverage(
        hours=problem.edges,
        by_item=_divided(had.sum(axis=2), asked.sum(axis=2)),
        by_area=by_area,
        mean=_mean(by_area, problem.probability),
        worst=_least(by_area),
        city=city,
        city_mean=_mean(city, problem.probability),
        city_worst=_least(city),
        without=np.maximum(without, 0.0),
    )


def _divided(above: Floats, below: Floats) -> Floats:
    """Return quotients, not a number where nothing is needed."""
    return np.asarray(np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 1e-9))


def _mean(values: Floats, probability: Floats) -> Floats:
    """Return the mean over the first axis of the values that are numbers."""
    weight = np.where(np.isnan(values), 0.0, probability.reshape(-1, *[1] * (values.ndim - 1)))
    return _divided((np.nan_to_num(values) * weight).sum(axis=0), weight.sum(axis=0))


def _least(values: Floats) -> Floats:
    least = np.where(np.isnan(values), np.inf, values).min(axis=0)
    return np.asarray(np.where(np.isfinite(least), least, np.nan))
