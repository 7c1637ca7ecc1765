"""In which order to build a plan up, year by year."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.reserve.answer import ReserveAnswer
from anlan.supplies.reserve.decision import Decision, Judge
from anlan.supplies.reserve.from_city import CityReserve

USUAL_YEARS = 5
"""Years over which a plan is built up where no yearly budget is given; assumption: one five-year plan."""

OUTSIDE, GOODS, BASE = "outside", "goods", "base"
"""Kinds of step: agreements and lines, goods for stores that stand, a base with what lies in it."""


@dataclass(frozen=True, eq=False)
class Step:
    """Something that is done as one.

    Parameters
    ----------
    kind
        ``outside``, ``goods`` or ``base``.
    key
        Empty, an item, or a site.
    year
        Year in which it is done, from 1.
    once, yearly
        What it costs, currency and currency/year.
    saved
        By how much it lowers the judged cost beside what was done before, currency/year; its own cost is taken off.
    late
        Person-hours of going without that it avoids beside what was done before, mean of the scenarios.
    """

    kind: str
    key: str
    year: int
    once: float
    yearly: float
    saved: float
    late: float


@dataclass(frozen=True, eq=False)
class _Part:
    kind: str
    key: str
    opened: NDArray[np.bool_]
    bought: NDArray[np.float64]


def build_up(
    reserve: CityReserve, answer: ReserveAnswer, judge: Judge, each_year: float = inf,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[Step, ...]:  # fmt: skip
    """Order the parts of a plan: at each step the one that saves most for the money it costs.

    Agreements and lines are kept from the first year, since they need no investment. Then the parts are goods for
    today's stores, one for each item, and bases with everything that lies in them. The value of a part is what it saves
    beside all that was done before (Dantzig's rule for the knapsack, applied again after each choice). Values of parts
    that were passed over are computed again only when they come first, since they seldom rise as others are done; so
    the order is a good one, not a proven best. Years are filled in that order with the money of each year; what is left
    of a year is kept for the next, so that a base costs as many years as it takes.

    Parameters
    ----------
    reserve
        The problem.
    answer
        The plan.
    judge
        Judges decisions about the problem.
    each_year
        Most that may be invested a year, currency; infinite spreads the plan over `USUAL_YEARS`.
    advance
        Told how many parts have been ordered, of how many.
    """
    problem = reserve.problem
    plan = Decision.of(answer)
    done = replace(Decision.nothing(problem), agreements=plan.agreements, lines=plan.lines)
    before, now = judge.of(Decision.nothing(problem)), judge.of(done)
    steps = []
    if plan.agreements.any() or plan.lines.any():
        saved, late = before.objective - now.objective, before.mean_late - now.mean_late
        steps.append(Step(OUTSIDE, "", 1, 0.0, now.yearly - before.yearly, saved, late))
    purse = _Purse(each_year if isfinite(each_year) else answer.spent_once / USUAL_YEARS)
    waiting = [(inf, part) for part in _parts(reserve, plan)]
    count = len(waiting)
    while waiting:
        waiting.sort(key=lambda one: -one[0])
        _, part = waiting.pop(0)
        after = judge.of(_with(done, part))
        once = after.once - now.once
        fresh = (now.objective - after.objective) / max(once, 1.0)
        if waiting and fresh < waiting[0][0]:
            waiting.append((fresh, part))
            continue
        late = now.mean_late - after.mean_late
        saved, yearly = now.objective - after.objective, after.yearly - now.yearly
        steps.append(Step(part.kind, part.key, purse.year(once), once, yearly, saved, late))
        done, now = after.decision, after
        if advance is not None:
            advance(count - len(waiting), count)
    return tuple(steps)


class _Purse:
    """The money of the years."""

    def __init__(self, each_year: float) -> None:
        self.each_year, self.spent = each_year, 0.0

    def year(self, cost: float) -> int:
        """Spend and return the year in which the money is there."""
        self.spent += cost
        return max(int(np.ceil(self.spent / self.each_year - 1e-9)), 1) if self.each_year > 0.0 else 1


def _parts(reserve: CityReserve, plan: Decision) -> list[_Part]:
    """Cut a plan into goods for standing stores, item by item, and bases."""
    new = np.array([site.kind == "candidate" for site in reserve.sites])
    none = np.zeros_like(plan.opened)
    parts = []
    for place, item in enumerate(reserve.problem.items):
        bought = np.zeros_like(plan.bought)
        bought[~new, place] = plan.bought[~new, place]
        if bought.any():
            parts.append(_Part(GOODS, item, none, bought))
    for place in np.flatnonzero(new & (plan.opened.any(axis=1) | plan.bought.any(axis=1))).tolist():
        opened, bought = none.copy(), np.zeros_like(plan.bought)
        opened[place], bought[place] = plan.opened[place], plan.bought[place]
        parts.append(_Part(BASE, reserve.sites[place].id, opened, bought))
    return parts


def _with(done: Decision, part: _Part) -> Decision:
    return replace(done, opened=done.opened | part.opened, bought=done.bought + part.bought)
