"""What more money, another hour or another percent would buy: the plan solved again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.supplies.reserve.answer import ReserveAnswer
from anlan.supplies.reserve.decision import Decision, Judge, Judged
from anlan.supplies.reserve.from_city import CityReserve, reserve_of
from anlan.supplies.reserve.options import EVERYTHING, Cover, PlanOptions
from anlan.supplies.reserve.problem import Floor, ReserveProblem
from anlan.supplies.reserve.reading import course_of
from anlan.supplies.reserve.settings import ReserveSettings
from anlan.supplies.reserve.solve import broken_floors, cheapest_kept, least_breach, solve_reserve

Floats = NDArray[np.float64]

BUDGETS = (0.25, 0.5, 1.5, 2.0)
"""Budgets that are tried, as parts of what the plan spends once."""

SHARES = (0.5, 0.7, 0.8, 0.9, 0.95)
"""Shares of coverage that are priced, 1."""

CLOSE = 0.01
"""How closely the largest share that can be covered is sought, 1."""

NORMS = (0.8, 1.2)
"""By what all needs are multiplied to see what the plan owes to the norms: 20 % less and more."""


@dataclass(frozen=True, eq=False)
class BudgetStep:
    """What a budget buys.

    Parameters
    ----------
    factor
        Part of what the plan spends once.
    once, yearly
        What is spent, currency and currency/year.
    late
        Person-hours of going without, mean of the scenarios.
    covered
        Share covered by the end of each window, mean of the scenarios, 1, shape (t,).
    gap
        Relative gap between both bounds, 1.
    """

    factor: float
    once: float
    yearly: float
    late: float
    covered: Floats
    gap: float


def budget_steps(
    reserve: CityReserve, answer: ReserveAnswer, judge: Judge, executor: Executor,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[BudgetStep, ...]:  # fmt: skip
    """Solve the plan under other budgets, demands on coverage set aside; the plan's own stands among them.

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
    advance
        Told how many budgets are done, of how many.
    """
    found = [_step(1.0, judge.of(Decision.of(answer)), answer.gap)]
    factors = BUDGETS if answer.spent_once > 0.0 else ()
    for done, factor in enumerate(factors, start=1):
        problem = replace(reserve.problem, budget_once=factor * answer.spent_once, floors=())
        one = solve_reserve(problem, reserve.settings, executor)
        found.append(_step(factor, judge.of(Decision.of(one)), one.gap))
        if advance is not None:
            advance(done, len(factors))
    return tuple(sorted(found, key=lambda step: step.factor))


def _step(factor: float, judged: Judged, gap: float) -> BudgetStep:
    return BudgetStep(factor, judged.once, judged.yearly, judged.mean_late, judged.coverage.city_mean, gap)


@dataclass(frozen=True)
class CoverPrice:
    """What it costs at least to cover a share by an hour, everywhere and in every scenario.

    Parameters
    ----------
    what
        An item or supply group.
    until_h
        Hour, h.
    share
        Share, 1.
    cost
        Least cost a year, currency/year, what is paid once spread over the years of the plan; not a number where no
        money covers it, because ways, sites or capacity do not allow it.
    attainable
        Largest share that can be covered at any price, to `CLOSE` below, 1, where the share cannot.
    """

    what: str
    until_h: float
    share: float
    cost: float
    attainable: float


def cover_prices(
    reserve: CityReserve, whats: Sequence[str], hours: Sequence[float], executor: Executor,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[CoverPrice, ...]:  # fmt: skip
    """Price coverage: the cheapest reserve that keeps one demand, for rising shares and hours, without a budget.

    Parameters
    ----------
    reserve
        The problem.
    whats
        Items or supply groups.
    hours
        Hours, each the end of a window.
    executor
        Where scenarios are computed.
    advance
        Told how many demands are done, of how many.
    """
    demands = [(what, hour) for what in whats for hour in hours]
    found = []
    for done, (what, hour) in enumerate(demands, start=1):
        found += _priced(reserve, what, hour, executor)
        if advance is not None:
            advance(done, len(demands))
    return tuple(found)


def _priced(reserve: CityReserve, what: str, hour: float, executor: Executor) -> list[CoverPrice]:
    """Price rising shares; where one cannot be covered, no larger one can."""
    found: list[CoverPrice] = []
    kept = 0.0
    keeping = float((reserve.problem.stock_now * reserve.problem.hold_yearly).sum())
    for place, share in enumerate(SHARES):
        problem = _demanded(reserve, Cover(what, hour, share))
        cost = cheapest_kept(problem, reserve.settings, executor)
        if np.isnan(cost):
            most = largest_share(problem, reserve.settings, executor, kept, share)
            return [*found, *(CoverPrice(what, hour, more, np.nan, most) for more in SHARES[place:])]
        found.append(CoverPrice(what, hour, share, max(cost - keeping, 0.0), share))
        kept = share
    return found


def largest_share(
    problem: ReserveProblem, settings: ReserveSettings, executor: Executor, kept: float, refused: float
) -> float:
    """Return the largest share of a problem's one floor that a plan keeps, to `CLOSE` below, by halving.

    Parameters
    ----------
    problem, settings
        The problem and how it is judged.
    executor
        Where scenarios are computed.
    kept, refused
        A share that a plan keeps and one that none keeps, 1.
    """
    while refused - kept > CLOSE:
        share = (kept + refused) / 2.0
        tried = replace(problem, floors=(replace(problem.floors[0], share=share),))
        least = least_breach(tried, settings, executor)
        broken = broken_floors(tried, course_of(least.model, least.found.values, executor))
        kept = max(kept, min((one.attainable for one in broken), default=share))
        refused = share if broken else refused
    return kept


def _demanded(reserve: CityReserve, cover: Cover) -> ReserveProblem:
    """Return the problem with one demand, no budget, and no needs but those of the demand."""
    problem = reserve.problem
    groups = dict(reserve.city.table("items").select("id", "group").rows())
    asked = np.array([cover.what in (item, groups[item], EVERYTHING) for item in problem.items])
    areas = np.ones(len(problem.areas), dtype=np.bool_)
    return replace(
        problem,
        need=np.where(asked[:, None, None], problem.need, 0.0),
        floors=(Floor(cover.name, cover.share, cover.until_h, areas, asked),),
        budget_once=inf,
        budget_yearly=inf,
    )


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The plan against another view of the world.

    Parameters
    ----------
    key
        What is different: ``norms`` with the factor, ``floor``, ``weights``, ``robust``.
    value
        The factor or floor.
    scenarios
        How many scenarios count.
    once, yearly
        What the plan made for that view spends, currency and currency/year.
    late, kept_late
        Person-hours of going without in that view under the plan made for it, and under the plan that is told; mean.
    regret
        By how much the plan that is told costs more there than the one made for it, as a share, 1.
    bases
        Bases that the plan made for it opens.
    gap
        Its relative gap, 1.
    """

    key: str
    value: float
    scenarios: int
    once: float
    yearly: float
    late: float
    kept_late: float
    regret: float
    bases: tuple[str, ...]
    gap: float


def sensitivities(
    reserve: CityReserve, answer: ReserveAnswer, executor: Executor, advance: Callable[[int, int], None] | None = None
) -> tuple[Sensitivity, ...]:
    """Make the plan again for other norms, another credibility floor and other weights; see how the told one fares.

    Budgets are those of the plan.

    Parameters
    ----------
    reserve
        The problem.
    answer
        The plan.
    executor
        Where scenarios are computed.
    advance
        Told how many views are done, of how many.
    """
    views: list[tuple[str, float, PlanOptions, tuple[int, ...]]] = []
    options, every = replace(reserve.options, covers=()), tuple(range(len(reserve.needs)))
    views += [("norms", factor, replace(options, need_factor=options.need_factor * factor), every) for factor in NORMS]
    higher = _higher_floor(reserve)
    if higher is not None:
        floor, kept = higher
        views.append(("floor", floor, options, kept))
    other = "equal" if options.weighing == "frequency" else "frequency"
    views.append(("weights", 0.0, replace(options, weighing=other), every))
    if not options.robust:
        views.append(("robust", 0.0, replace(options, robust=True), every))
    found = []
    for done, (key, value, wish, kept) in enumerate(views, start=1):
        found.append(_view(reserve, answer, key, value, wish, kept, executor))
        if advance is not None:
            advance(done, len(views))
    return tuple(found)


def _higher_floor(reserve: CityReserve) -> tuple[float, tuple[int, ...]] | None:
    """Return a credibility floor that leaves out about half of the scenarios, and what it leaves; None without one."""
    known = [(one.frequency or 0.0, place) for place, one in enumerate(reserve.needs)]
    floor = 2.0 * min((frequency for frequency, _ in known if frequency > 0.0), default=0.0)
    kept = tuple(place for frequency, place in known if frequency >= floor)
    return (floor, kept) if 0 < len(kept) < len(known) and floor > 0.0 else None


def _view(
    reserve: CityReserve, answer: ReserveAnswer, key: str, value: float, options: PlanOptions, kept: tuple[int, ...],
    executor: Executor,
) -> Sensitivity:  # fmt: skip
    needs, conditions = [reserve.needs[place] for place in kept], [reserve.conditions[place] for place in kept]
    other = reserve_of(reserve.city, needs, conditions, options, reserve.rules, reserve.chains)
    made = solve_reserve(other.problem, other.settings, executor)
    judge = Judge(other, executor)
    best, told = judge.of(Decision.of(made)), judge.of(_carried(reserve, other, Decision.of(answer)))
    bases = np.flatnonzero(made.opened.any(axis=1)).tolist()
    return Sensitivity(
        key, value, len(kept), best.once, best.yearly, best.mean_late, told.mean_late,
        told.objective / best.objective - 1.0 if best.objective > 0.0 else 0.0,
        tuple(other.sites[place].id for place in bases), made.gap,
    )  # fmt: skip


def _carried(reserve: CityReserve, other: CityReserve, decision: Decision) -> Decision:
    """Say a decision in the words of another problem of the same city, which may know fewer items."""
    old, new = reserve.problem, other.problem
    items = [old.items.index(item) for item in new.items]
    agreements = [old.agreements.index(one) for one in new.agreements]
    lines = [old.lines.index(one) for one in new.lines]
    return Decision(decision.opened, decision.bought[:, items], decision.agreements[agreements], decision.lines[lines])
