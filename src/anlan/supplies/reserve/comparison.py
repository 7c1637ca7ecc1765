"""Other ways to lay in a reserve, judged by the same recourse as the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.language import mark
from anlan.supplies.reserve.answer import ReserveAnswer
from anlan.supplies.reserve.decision import Decision, Judge, Judged
from anlan.supplies.reserve.from_city import CityReserve
from anlan.supplies.reserve.solve import solve_reserve

Floats = NDArray[np.float64]

WAYS: Mapping[str, str] = MappingProxyType(
    {
        "today": mark("Today's reserve: its stock, agreements and lines"),
        "average": mark("Past average: stock to the mean need of the scenarios, for the money of the plan"),
        "population": mark("In proportion to population: the plan's goods, spread over the districts by residents"),
        "stock": mark("Stock only: the best without agreements and reserved lines, for the same money"),
        "plan": mark("The plan"),
    }
)
"""Ways to lay in a reserve, in the order in which they are shown."""


@dataclass(frozen=True, eq=False)
class Way:
    """A way to lay in a reserve.

    Parameters
    ----------
    key
        A key of `WAYS`.
    judged
        What it does.
    gap
        Relative gap to the best of its kind, where it was searched for; not a number where it follows a rule.
    """

    key: str
    judged: Judged
    gap: float


def compare(reserve: CityReserve, answer: ReserveAnswer, judge: Judge, executor: Executor) -> tuple[Way, ...]:
    """Judge the usual ways to lay in a reserve beside the plan.

    Rules that know no bases put goods into the largest store of each district, with today's agreements and lines, as if
    it had room for them; that speaks for them.

    Parameters
    ----------
    reserve
        The problem.
    answer
        The plan.
    judge
        Judges decisions about the problem.
    executor
        Where scenarios are computed.
    """
    stock_only = solve_reserve(_same_money(_without_outside(reserve), answer).problem, reserve.settings, executor)
    decided = Decision.of(stock_only)
    quiet = Decision.nothing(reserve.problem)
    decisions = {
        "today": Decision.today(reserve.problem),
        "average": _average(reserve, answer),
        "population": _population(reserve, answer),
        "stock": replace(decided, agreements=quiet.agreements, lines=quiet.lines),
        "plan": Decision.of(answer),
    }
    gaps = {"plan": answer.gap, "stock": stock_only.gap}
    return tuple(Way(key, judge.of(decisions[key]), gaps.get(key, np.nan)) for key in WAYS)


def _without_outside(reserve: CityReserve) -> CityReserve:
    problem = reserve.problem
    return replace(
        reserve,
        problem=replace(
            problem,
            agreement_quantity=np.zeros_like(problem.agreement_quantity),
            output=np.zeros_like(problem.output),
            floors=(),
        ),
    )


def _same_money(reserve: CityReserve, answer: ReserveAnswer) -> CityReserve:
    """Return the problem with what the plan spends, once and each year, as its budgets."""
    yearly = Decision.of(answer).yearly(reserve.problem)
    return replace(reserve, problem=replace(reserve.problem, budget_once=answer.spent_once, budget_yearly=yearly))


def main_stores(reserve: CityReserve) -> Mapping[str, int]:
    """Return the index of the largest store of each area of the plan that has one.

    Parameters
    ----------
    reserve
        The problem.
    """
    found: dict[str, int] = {}
    for place, site in enumerate(reserve.sites):
        if site.kind == "store" and site.area in reserve.problem.areas:
            best = found.get(site.area)
            if best is None or site.volume_m3 > reserve.sites[best].volume_m3:
                found[site.area] = place
    return found


def _laid(reserve: CityReserve, by_area: Floats) -> Floats:
    """Put amounts by area, shape (a, i), into the main store of each area; areas without one share out theirs."""
    stores = main_stores(reserve)
    problem = reserve.problem
    bought = np.zeros(problem.stock_now.shape)
    if not stores:
        return bought
    homeless = np.zeros(len(problem.items))
    for place, area in enumerate(problem.areas):
        homeless += 0.0 if area in stores else by_area[place]
    for place, area in enumerate(problem.areas):
        if area in stores:
            bought[stores[area]] += by_area[place] + homeless / len(stores)
    return np.where(problem.stock_max > problem.stock_now, bought, 0.0)


def _average(reserve: CityReserve, answer: ReserveAnswer) -> Decision:
    problem = reserve.problem
    mean = np.tensordot(problem.probability, problem.need.sum(axis=-1), 1).T
    short = np.maximum(mean - mean / np.maximum(mean.sum(axis=0), 1e-12) * problem.stock_now.sum(axis=0), 0.0)
    laid = _laid(reserve, short)
    price = float(laid.sum(axis=0) @ problem.buy_once)
    scale = min(answer.spent_once / price, 1.0) if price > 0.0 else 0.0
    return replace(Decision.today(problem), bought=laid * scale)


def _population(reserve: CityReserve, answer: ReserveAnswer) -> Decision:
    people = residents(reserve)
    share = people / people.sum() if people.sum() > 0.0 else np.full(people.size, 1.0 / people.size)
    laid = _laid(reserve, np.outer(share, answer.bought.sum(axis=0)))
    return Decision(np.zeros_like(answer.opened), laid, answer.agreements, answer.lines)


def residents(reserve: CityReserve) -> Floats:
    """Return the residents of each area of the plan, persons, shape (a,).

    Parameters
    ----------
    reserve
        The problem.
    """
    areas, cells = reserve.city.areas, reserve.city.table("cells")
    row = areas.indices(cells["area"])
    people = cells["population"].fill_null(0.0).to_numpy()
    total = areas.roll_up(np.bincount(row[row >= 0], weights=people[row >= 0], minlength=len(areas)))
    return np.array([total[areas.index[code]] for code in reserve.problem.areas])
