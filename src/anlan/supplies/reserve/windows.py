"""Needs by the hour as needs by window, and the person-hours of going without a unit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.needs import AreaNeeds

Floats = NDArray[np.float64]

EDGES = (1.0, 3.0, 12.0, 24.0, 72.0)
"""Ends of the windows, h; the last window ends with the scenario."""


@dataclass(frozen=True, eq=False)
class WindowNeeds:
    """Needs of a scenario by window.

    Parameters
    ----------
    need
        Newly needed, unit, shape (i, a, t).
    burden
        Person-hours of going without one unit during the window, shape (i, a, t).
    persons
        Most people at a time whose need it is, persons, shape (i, a, t).
    """

    need: Floats
    burden: Floats
    persons: Floats


def edges_of(hours: int, edges: tuple[float, ...] = EDGES) -> Floats:
    """Return the ends of the windows of scenarios of some length, h.

    Parameters
    ----------
    hours
        Hours of the longest scenario.
    edges
        Ends that are wanted, whole hours, ascending; those at or beyond the end of the scenario are left out.
    """
    return np.array([*(edge for edge in edges if edge < hours), float(hours)])


def by_window(needs: AreaNeeds, items: tuple[str, ...], areas: tuple[str, ...], edges: Floats) -> WindowNeeds:
    """Sum needs up by window.

    An item used up is lacked by the people who need it in the window in proportion to what is missing: a unit stands
    for the window's person-hours divided by its amount. An item handed out once is waited for: in each hour a missing
    unit stands for the people in need then, divided by what they have asked for so far, as `anlan.supplies.balance`
    counts it.

    Parameters
    ----------
    needs
        Needs of a scenario.
    items, areas
        Items and areas that are wanted, in this order; those without needs get zeros.
    edges
        Ends of the windows, h, shape (t,).
    """
    shape = (len(items), len(areas), int(edges[-1]))
    amount, persons, asked = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    known = {item: place for place, item in enumerate(needs.items)}
    own = [(place, known[item]) for place, item in enumerate(items) if item in known]
    column = {code: place for place, code in enumerate(needs.areas)}
    there = [(place, column[code]) for place, code in enumerate(areas) if code in column]
    if own and there:
        rows, cols = (np.array(pairs).T for pairs in (own, there))
        last = min(needs.hours, shape[2])
        target = np.ix_(rows[0], cols[0], np.arange(last))
        amount[target] = needs.amount[np.ix_(rows[1], cols[1], np.arange(last))]
        persons[target] = needs.persons[np.ix_(rows[1], cols[1], np.arange(last))]
        asked[rows[0]] = np.where(needs.once[rows[1]][:, None, None], amount[rows[0]].cumsum(axis=-1), amount[rows[0]])
    return _summed(amount, persons, asked, _once(needs, items), edges)


def _once(needs: AreaNeeds, items: tuple[str, ...]) -> NDArray[np.bool_]:
    flags = dict(zip(needs.items, needs.once.tolist(), strict=True))
    return np.array([flags.get(item, False) for item in items], dtype=np.bool_)


def _summed(amount: Floats, persons: Floats, asked: Floats, once: NDArray[np.bool_], edges: Floats) -> WindowNeeds:
    starts = np.concatenate([[0], edges[:-1]]).astype(np.int64)
    need = np.add.reduceat(amount, starts, axis=-1)
    waiting = np.divide(persons, asked, out=np.zeros_like(persons), where=asked > 0.0)
    waited = np.add.reduceat(waiting, starts, axis=-1)
    lacking = np.add.reduceat(np.where(amount > 0.0, persons, 0.0), starts, axis=-1)
    used = np.divide(lacking, need, out=np.zeros_like(need), where=need > 0.0)
    return WindowNeeds(
        need=need,
        burden=np.where(once[:, None, None], waited, used),
        persons=np.maximum.reduceat(persons, starts, axis=-1),
    )
