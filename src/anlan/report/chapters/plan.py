"""The chapter on measures: what to do when, what it costs and saves, and why."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.elsewhere import named, unstated_warnings, valued_elsewhere
from anlan.report.chapters.plan_charts import plan_charts
from anlan.report.chapters.plan_grids import plan_grids
from anlan.report.chapters.plan_names import Names, budget_steps, counted_in, saved_quantity
from anlan.report.chapters.plan_tables import plan_tables
from anlan.report.document import KeyFigure
from anlan.report.quantity import Quantity
from anlan.report.words import counted, hazard_name
from anlan.risk import MONEY
from anlan.risk.treatment import CONSEQUENCES as COUNTED
from anlan.risk.treatment import Outcome, PlanRun, appraise, tail_mean


def plan_chapter(run: PlanRun) -> Chapter:
    """Gather everything that the chapter says about a plan.

    Parameters
    ----------
    run
        The plan and what explains it.
    """
    names = Names.of(run.city)
    return Chapter(
        key="plan",
        title=Message(mark("Action plan")),
        sentences=tuple(_sentences(run)),
        figures=tuple(_figures(run)),
        chart_note=Message(
            mark(
                "Years count from the first of the programme; the dashed upright line is its end, or the budget. All "
                "measures act together in every figure: benefits of single measures are never added."
            )
        ),
        charts=plan_charts(run, names),
        grids=plan_grids(run, names),
        limits=tuple(_limits(run)),
        tables=plan_tables(run),
    )


def _sentences(run: PlanRun) -> Iterator[Message]:
    outcome = run.plan.outcome
    if outcome is None:
        yield Message(mark("No programme keeps to all limits. Any one of these changes would make one possible:"))
        for violation in run.plan.violations:
            yield violation.remedy
        return
    yield _headline(run, outcome)
    if run.plan.status == "limit":
        yield Message(
            mark("The search was stopped; another programme could be better by at most {gap} of the risk."),
            gap=Quantity(run.plan.gap, "%"),
        )
    yield _against_greedy(run, outcome)
    wish = run.plan.settings
    if wish.fairness or wish.must or wish.least or wish.tail:
        yield Message(mark("That way knows no fairness, no demands and no worst futures; the plan keeps to them."))
    yield from _next_million(run)
    if outcome.sampled.size:
        yield _worst_futures(run, outcome)
    yield from _unvalued(run)


def _unvalued(run: PlanRun) -> Iterator[Message]:
    """Name every measure whose worth, or a part of it, the plan does not show."""
    treatment = run.plan.treatment
    yield from valued_elsewhere(
        treatment.measures,
        mark("Not valued in this plan but in {place}: {measures}."),
        mark("Valued in this plan in part only, for the rest in {place}: {measures}."),
    )
    missing = [each for each in treatment.measures if each.id in treatment.unvalued and each.on_impacts]
    if missing:
        yield Message(
            mark("Not valued in this plan, because their hazards were not assessed: {measures}."),
            measures=named(missing),
        )


def _avoided(run: PlanRun, outcome: Outcome) -> NDArray[np.float64]:
    """Return what a year after the programme avoids, people or money a year, shape (4,)."""
    growth = (1.0 + run.plan.settings.growth) ** run.plan.settings.years
    avoided: NDArray[np.float64] = (run.plan.treatment.annual(()) * growth - outcome.after).sum(axis=0)
    return avoided


def _figures(run: PlanRun) -> Iterator[KeyFigure]:
    outcome, currency = run.plan.outcome, run.city.info["currency"]
    if outcome is None:
        return
    avoided = _avoided(run, outcome)
    deaths, loss = (float(avoided[COUNTED.index(name)]) for name in ("killed", MONEY))
    spent = Quantity(float(outcome.spending.sum()), currency)
    yield KeyFigure("plan-spent", Message(mark("Spent in the programme")), spent)
    yield KeyFigure("plan-deaths", Message(mark("Deaths avoided a year, afterwards")), Quantity(deaths, "1"))
    yield KeyFigure("plan-loss", Message(mark("Direct loss avoided a year, afterwards")), Quantity(loss, currency))


def _headline(run: PlanRun, outcome: Outcome) -> Message:
    currency = run.city.info["currency"]
    avoided = _avoided(run, outcome)
    in_money = mark(
        "{measures} measures for {spent} in {years} years. Afterwards a year brings {deaths} and {loss} less than "
        "without them. Over {horizon} years that saves {saved} at values of today."
    )
    in_shares = mark(
        "{measures} measures for {spent} in {years} years. Afterwards a year brings {deaths} and {loss} less than "
        "without them. Over {horizon} years that avoids {saved} of the risk."
    )
    return Message(
        in_money if run.plan.settings.monetised else in_shares,
        measures=len(outcome.starts),
        spent=Quantity(float(outcome.spending.sum()), currency),
        years=run.plan.settings.years,
        deaths=counted("killed", float(avoided[COUNTED.index("killed")]), "1"),
        loss=counted(MONEY, float(avoided[COUNTED.index(MONEY)]), currency),
        horizon=run.plan.settings.horizon,
        saved=saved_quantity(run.plan, currency, outcome.saved),
    )


def _against_greedy(run: PlanRun, outcome: Outcome) -> Message:
    part = run.greedy.saved / outcome.saved if outcome.saved > 0.0 else 1.0
    return Message(
        mark(
            "Chosen one after another by benefit for cost, as is usual, the same budget reaches {part} of what this "
            "plan saves."
        ),
        part=Quantity(part, "%"),
    )


def _next_million(run: PlanRun) -> Iterator[Message]:
    """Say what the next million buys: the slope of the curve beyond the budget."""
    steps = budget_steps(run)
    beyond = next((step for step in steps if step.budget > run.plan.settings.budget), None)
    if beyond is not None and beyond.per_million is not None:
        deaths, loss = (float(beyond.per_million[COUNTED.index(name)]) for name in ("killed", MONEY))
        yield Message(
            mark("Beyond this budget, each million more avoids {deaths} and {loss} over {horizon} years, discounted."),
            deaths=counted("killed", deaths, "1"),
            loss=counted(MONEY, loss, run.city.info["currency"]),
            horizon=run.plan.settings.horizon,
        )


def _worst_futures(run: PlanRun, outcome: Outcome) -> Message:
    share = run.plan.settings.tail_share
    nothing = appraise(run.plan.treatment, run.plan.settings, {})
    before, after = (tail_mean(each.sampled, share) for each in (nothing, outcome))
    return Message(
        mark("In the worst {tail} of {futures} possible futures it avoids {saved} of the burden."),
        tail=Quantity(round(1.0 - share, 6), "%"),
        futures=run.plan.treatment.futures,
        saved=Quantity((before - after) / before if before > 0.0 else 0.0, "%"),
    )


def _limits(run: PlanRun) -> Iterator[Message]:
    yield counted_in(run.plan)
    yield Message(
        mark("What measures cost and change is as uncertain as their source; most here are stated by judgement.")
    )
    if run.skipped:
        yield Message(
            mark("Hazards that were not assessed, and for which no measure shows a benefit: {hazards}."),
            hazards=tuple(hazard_name(one.what) for one in run.skipped),
        )
    yield from unstated_warnings(run.city, {each.hazard: None for each in run.plan.treatment.combinations})
