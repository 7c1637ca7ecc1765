"""A multi-year programme of measures: the best one, why none exists, the usual rule of thumb, and what money buys."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk.treatment.appraisal import Outcome, PlanSettings, appraise, flow_of
from anlan.risk.treatment.benefits import benefits_of
from anlan.risk.treatment.combinations import Treatment
from anlan.risk.treatment.measures import Measure
from anlan.risk.treatment.programme import FAMILIES, Programme

GAP = 1e-6
"""Relative gap at which a programme counts as the best, 1."""

NODES = 20_000
"""Most nodes of the search; beyond, the best programme found so far is given with its gap."""

STEPS = 10
"""Budgets between nothing and all at which the curve is drawn."""


@dataclass(frozen=True)
class Violation:
    """One way in which the limits could be eased so that a programme exists.

    Parameters
    ----------
    family
        Which limits: one of `anlan.risk.treatment.programme.FAMILIES`.
    remedy
        What to change, with the least amount.
    """

    family: str
    remedy: Message


@dataclass(frozen=True)
class Plan:
    """The best programme under the settings, or why there is none.

    Parameters
    ----------
    treatment
        What every combination of measures leaves of the risk.
    settings
        Settings of the programme.
    status
        ``optimal``, ``limit`` (the best found before the search stopped) or ``infeasible``.
    outcome
        What it costs and saves; None where there is none.
    gap
        How much better another could still be, as a share of the whole risk, 1.
    violations
        Where there is none: each family of limits that alone stands in the way, and by how much.
    """

    treatment: Treatment
    settings: PlanSettings
    status: str
    outcome: Outcome | None
    gap: float
    violations: tuple[Violation, ...] = ()


def plan_of(treatment: Treatment, settings: PlanSettings, *, gap: float = GAP, nodes: int = NODES) -> Plan:
    """Choose measures and the year in which each begins.

    Minimised is the worth of the impacts that remain over the horizon, discounted, and the cost of the measures;
    with ``tail``, a mean of that and of its mean over the worst futures. The same input gives the same programme.

    Parameters
    ----------
    treatment
        What every combination of measures leaves of the risk.
    settings
        Settings of the programme.
    gap
        Relative gap at which a programme counts as the best, 1.
    nodes
        Most nodes of the search.

    Raises
    ------
    SettingError
        If ``must`` names no measure, or ``tail`` is set without possible futures.
    """
    _check(treatment, settings)
    programme = Programme(treatment, settings)
    solution = programme.solve(gap=gap, nodes=nodes)
    if not solution.found:
        return Plan(treatment, settings, "infeasible", None, math.nan, _violations(treatment, settings))
    outcome = appraise(treatment, settings, programme.chosen(solution.values))
    return Plan(treatment, settings, solution.status, outcome, solution.gap)


def _check(treatment: Treatment, settings: PlanSettings) -> None:
    known = {measure.id for measure in treatment.measures}
    for name in settings.must:
        if name not in known:
            raise SettingError(Message(mark("'{name}' is no measure of measures.csv"), name=name))
    if settings.tail > 0.0 and not treatment.futures:
        raise SettingError(Message(mark("the worst futures can only be weighed with samples; ask for some")))


def _violations(treatment: Treatment, settings: PlanSettings) -> tuple[Violation, ...]:
    """Say which family of limits alone stands in the way, and by how much; where none does alone, which do together."""
    alone = [found for family in FAMILIES for found in _eased(treatment, settings, (family,))]
    return tuple(alone or _eased(treatment, settings, FAMILIES))


def _eased(treatment: Treatment, settings: PlanSettings, families: tuple[str, ...]) -> list[Violation]:
    programme = Programme(treatment, settings, relaxed=families)
    if not programme.slacks:
        return []
    solution = programme.solve(gap=1e-4, nodes=NODES)
    if not solution.found:
        return []
    found = []
    for family in families:
        columns = {name: column for (of, name), column in programme.slacks.items() if of == family}
        amounts = {name: float(solution.values[column]) for name, column in columns.items()}
        broken = {name: amount for name, amount in amounts.items() if amount > 1e-7}
        if broken:
            found.append(Violation(family, _remedy(settings, family, broken)))
    return found


def _remedy(settings: PlanSettings, family: str, broken: Mapping[str, float]) -> Message:
    names = ", ".join(broken)
    most = max(broken.values(), default=0.0)
    if family == "budget":
        size = max(settings.budget, 1.0)
        return Message(
            mark("raise the budget by {amount:,.0f}, to {total:,.0f}"), amount=most * size, total=(1.0 + most) * size
        )
    if family == "yearly":
        size = max(settings.yearly, 1.0)
        return Message(
            mark("raise the yearly budget to {total:,.0f}; it is too small in years {years}"),
            total=(1.0 + most) * size,
            years=names,
        )
    if family == "must":
        return Message(mark("do not demand {measures}"), measures=names)
    if family == "least":
        parts = ", ".join(f"{name} {settings.least[name] - amount:.1%}" for name, amount in broken.items())
        return Message(mark("demand less; at most these shares can be avoided together: {shares}"), shares=parts)
    if family == "fairness":
        return Message(mark("lower the floor of fairness; it cannot be kept in {areas}"), areas=names)
    return Message(mark("drop a rule between measures: {rules}"), rules="; ".join(broken))


def greedy(treatment: Treatment, settings: PlanSettings) -> Outcome:
    """Return the programme of the usual rule of thumb: measures by benefit for cost alone, each as early as it fits.

    A measure is taken while it keeps to the budgets and to the rules between measures. In money, those that cost
    more than they save alone are left out.

    Parameters
    ----------
    treatment
        What every combination of measures leaves of the risk.
    settings
        Settings of the programme; `must`, `least`, `fairness` and `tail` are passed over.
    """
    measures = {measure.id: measure for measure in treatment.measures}
    benefits = [each for each in benefits_of(treatment, settings) if each.saved > 0.0]
    ranked = sorted(benefits, key=lambda each: (-(math.inf if each.ratio is None else each.ratio), each.measure))
    starts: dict[str, int] = {}
    spent = np.zeros(settings.years)
    for each in ranked:
        if settings.monetised and each.saved <= each.cost:
            continue
        year = _first_year(treatment, settings, measures[each.measure], starts, spent)
        if year is not None:
            starts[each.measure] = year
            spent = spent + flow_of(measures[each.measure], year, settings).spending[: settings.years]
    return appraise(treatment, settings, starts)


def _first_year(
    treatment: Treatment, settings: PlanSettings, measure: Measure, starts: Mapping[str, int], spent: np.ndarray
) -> int | None:
    for year in range(1, settings.years + 2 - max(measure.build_years, 1)):
        after = spent + flow_of(measure, year, settings).spending[: settings.years]
        affordable = after.sum() <= settings.budget and after.max() <= settings.yearly
        if affordable and _allowed(treatment, measure, year, starts):
            return year
    return None


def _allowed(treatment: Treatment, measure: Measure, year: int, starts: Mapping[str, int]) -> bool:
    measures = {each.id: each for each in treatment.measures}
    for rule in treatment.rules:
        pair = (rule.measure, rule.other)
        if rule.kind == "excludes" and measure.id in pair and any(name in starts for name in pair):
            return False
        if rule.kind == "requires" and measure.id == rule.measure:
            begun = starts.get(rule.other)
            if begun is None or measures[rule.other].works_from(begun) > measure.works_from(year):
                return False
    return True


@dataclass(frozen=True)
class BudgetPoint:
    """What a budget buys.

    Parameters
    ----------
    budget
        Most that may be spent, currency.
    plan
        The best programme under it.
    marginal
        Worth saved for each further unit of money since the point before; None at the first point.
    """

    budget: float
    plan: Plan
    marginal: float | None


def budget_curve(
    treatment: Treatment,
    settings: PlanSettings,
    *,
    steps: int = STEPS,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[BudgetPoint, ...]:
    """Solve for a row of budgets, to show what each further million buys.

    The yearly budget keeps its proportion to the budget. Budgets under which no programme exists are left out.

    Parameters
    ----------
    treatment
        What every combination of measures leaves of the risk.
    settings
        Settings of the programme.
    steps
        Number of budgets above zero: equal steps up to what all measures cost, or to the budget where that is more.
    advance
        Called with the budgets that are done and the number of all.
    """
    all_in = sum(
        flow_of(measure, 1, settings).spending[: settings.years].sum()
        for measure in treatment.measures
        if measure.id not in treatment.unvalued
    )
    budgets = np.linspace(0.0, float(all_in), steps + 1).tolist()
    if math.isfinite(settings.budget):
        # A slope between two budgets that nearly coincide would say nothing.
        near = float(all_in) / steps / 2.0
        apart = [one for one in budgets if one == 0.0 or abs(one - settings.budget) > near]
        budgets = sorted({*apart, settings.budget})
    points: list[BudgetPoint] = []
    for done, budget in enumerate(budgets, start=1):
        plan = plan_of(treatment, _scaled(settings, budget))
        if plan.outcome is not None:
            points.append(BudgetPoint(budget, plan, _slope(points, budget, plan.outcome)))
        if advance is not None:
            advance(done, len(budgets))
    return tuple(points)


def _scaled(settings: PlanSettings, budget: float) -> PlanSettings:
    part = budget / settings.budget if math.isfinite(settings.budget) and settings.budget > 0.0 else None
    yearly = settings.yearly if part is None or not math.isfinite(settings.yearly) else settings.yearly * part
    return replace(settings, budget=budget, yearly=yearly)


def _slope(points: list[BudgetPoint], budget: float, outcome: Outcome) -> float | None:
    before = points[-1].plan.outcome if points else None
    if before is None or budget <= points[-1].budget:
        return None
    return (outcome.saved - before.saved) / (budget - points[-1].budget)
