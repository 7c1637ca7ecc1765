"""What the reserve plan is worth beside other ways, what more would cost, and what it owes to its assumptions."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_plan_charts import budget_chart, quantity_share
from anlan.report.chapters.supply_plan_parts import PlanNames
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.supplies.reserve.comparison import WAYS
from anlan.supplies.reserve.outcome import PlanOutcome
from anlan.supplies.reserve.pricing import CoverPrice, Sensitivity

SHOWN_H = (3.0, 12.0, 24.0, 72.0)
"""Hours whose coverage is shown for each way."""


def supply_prices_chapter(outcome: PlanOutcome) -> Chapter:
    """Compare the plan, price what lies beyond it, and try its assumptions.

    Parameters
    ----------
    outcome
        The plan and what explains it.
    """
    names = PlanNames.of(outcome)
    grids = {
        "reserve-ways": _ways(outcome, names.synthetic),
        "reserve-budget-steps": _budgets(outcome, names.synthetic),
        "reserve-cover-prices": _prices(outcome, names),
        "reserve-views": _views(outcome, names),
    }
    return Chapter(
        key="reserve-prices",
        title=Message(mark("What it is worth, and what more would cost")),
        sentences=tuple(_sentences(outcome)),
        charts=budget_chart(outcome),
        grids={key: grid for key, grid in grids.items() if grid.rows},
        limits=(
            Message(
                mark(
                    "All ways are judged by the same recourse: after the event the best is made of what lies there. "
                    "The first two rules get room and today's agreements and lines for nothing more than they cost."
                )
            ),
        ),
    )


def _sentences(outcome: PlanOutcome) -> Iterator[Message]:
    late = {way.key: way.judged.mean_late for way in outcome.ways}
    for key, pattern in (
        ("stock", mark("With stock alone, without agreements and lines, people go without for {times} times as long.")),
        ("population", mark("Spread by residents, the same goods leave people without for {times} times as long.")),
        ("average", mark("Bought to past averages, the same money leaves people without for {times} times as long.")),
    ):
        if key in late and abs(late[key] - late["plan"]) > 0.005 * late["plan"] > 0.0:
            yield Message(pattern, times=Quantity(late[key] / late["plan"], "1", 3))
    steps = sorted(outcome.budgets, key=lambda step: step.once)
    beyond = [step for step in steps if step.factor > 1.0]
    own = next((step for step in steps if step.factor == 1.0), None)
    if own is not None and beyond and beyond[0].once > own.once * 1.001:
        currency = str(outcome.reserve.city.info["currency"])
        yield Message(
            mark("Each million {currency} more, spent once, would avoid about {hours} in the mean of the scenarios."),
            currency=currency,
            hours=Quantity(max(own.late - beyond[0].late, 0.0) / (beyond[0].once - own.once) * 1e6, "person-hours"),
        )
    elif own is not None and beyond:
        yield Message(mark("More money would buy nothing that is worth its cost by these assumptions."))


def _ways(outcome: PlanOutcome, synthetic: bool) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    hours = outcome.judged.coverage.hours.tolist()
    places = [hours.index(hour) for hour in SHOWN_H if hour in hours]
    columns = (
        Column("way", Message(mark("Way to lay in"))),
        Column("once", Message(mark("Spent once")), currency),
        Column("yearly", Message(mark("Spent each year")), f"{currency}/year"),
        *(Column(f"covered-{hours[n]:g}", Message(mark("by hour {hour}"), hour=round(hours[n])), "%") for n in places),
        Column("late", Message(mark("Going without, mean of the scenarios")), "person-hours", bar=True),
        Column("worst", Message(mark("Going without, worst scenario")), "person-hours"),
        Column("judged", Message(mark("Judged cost")), f"{currency}/year"),
        Column("gap", Message(mark("Proven gap")), "%"),
    )
    rows = tuple(
        Row(
            way.key,
            (
                Message(WAYS[way.key]), Quantity(way.judged.once, currency),
                Quantity(way.judged.yearly, f"{currency}/year"),
                *(quantity_share(float(way.judged.coverage.city_mean[n])) for n in places),
                Quantity(way.judged.mean_late, "person-hours"),
                Quantity(float(way.judged.late.max(initial=0.0)), "person-hours"),
                Quantity(way.judged.objective, f"{currency}/year"),
                quantity_share(max(way.gap, 0.0) if np.isfinite(way.gap) else np.nan),
            ),
            synthetic=synthetic,
        )
        for way in outcome.ways
    )  # fmt: skip
    return Grid(Message(mark("The plan beside other ways")), columns, rows)


def _budgets(outcome: PlanOutcome, synthetic: bool) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    hours = outcome.judged.coverage.hours.tolist()
    places = [hours.index(hour) for hour in SHOWN_H if hour in hours]
    columns = (
        Column("factor", Message(mark("Budget against the plan's spending")), "%"),
        Column("once", Message(mark("Spent once")), currency),
        Column("yearly", Message(mark("Spent each year")), f"{currency}/year"),
        *(Column(f"at-{hours[n]:g}", Message(mark("by hour {hour}"), hour=round(hours[n])), "%") for n in places),
        Column("late", Message(mark("Going without, mean of the scenarios")), "person-hours", bar=True),
        Column("gap", Message(mark("Proven gap")), "%"),
    )
    rows = tuple(
        Row(
            f"{step.factor:g}",
            (
                Quantity(step.factor, "%"), Quantity(step.once, currency), Quantity(step.yearly, f"{currency}/year"),
                *(quantity_share(float(step.covered[n])) for n in places), Quantity(step.late, "person-hours"),
                quantity_share(max(step.gap, 0.0)),
            ),
            synthetic=synthetic,
        )
        for step in outcome.budgets
    )  # fmt: skip
    return Grid(Message(mark("What other budgets buy")), columns, rows)


def _telling(prices: Sequence[CoverPrice]) -> Iterator[CoverPrice]:
    """Yield the prices of each demand up to the first share that no money reaches; higher ones say the same."""
    beyond: set[tuple[str, float]] = set()
    for one in prices:
        if (one.what, one.until_h) not in beyond:
            yield one
        if not np.isfinite(one.cost):
            beyond.add((one.what, one.until_h))


def _prices(outcome: PlanOutcome, names: PlanNames) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    columns = (
        Column("what", Message(mark("What"))),
        Column("hour", Message(mark("By hour"))),
        Column("share", Message(mark("Share everywhere, in every scenario")), "%"),
        Column("cost", Message(mark("Least cost")), f"{currency}/year", bar=True),
        Column("step", Message(mark("Each percent more")), f"{currency}/year"),
        Column("most", Message(mark("What can be covered at any price")), "%"),
    )
    rows = []
    before: tuple[str, float, float, float] | None = None
    for one in _telling(outcome.prices):
        more: float | None = None
        if before is not None and before[:2] == (one.what, one.until_h) and np.isfinite(one.cost):
            more = (one.cost - before[3]) / (100.0 * (one.share - before[2]))
        rows.append(
            Row(
                f"{one.what}:{one.until_h:g}={one.share:g}",
                (
                    names.what(one.what), Quantity(one.until_h, "", None), Quantity(one.share, "%"),
                    Quantity(one.cost if np.isfinite(one.cost) else None, f"{currency}/year"),
                    Quantity(more, f"{currency}/year"),
                    None if np.isfinite(one.cost) else quantity_share(max(one.attainable, 0.0)),
                ),
                synthetic=names.synthetic,
            )
        )  # fmt: skip
        before = (one.what, one.until_h, one.share, one.cost) if np.isfinite(one.cost) else before
    note = Message(
        mark(
            "The cheapest reserve, beyond keeping today's stock, that keeps this one demand; opening and buying are "
            "spread over the years. Where no money suffices, ways, sites or capacity do not allow it: one area that no "
            "way reaches in one scenario is enough."
        )
    )
    return Grid(Message(mark("The price of each hour and percent")), columns, tuple(rows), note)


VIEWS: Mapping[str, str] = {
    "norms": mark("Needs times {value}"),
    "floor": mark("Only scenarios that happen at least {value} times a year"),
    "weights": mark("Scenarios weighed the other way"),
    "robust": mark("Only the worst scenario counts, undiluted"),
}
"""How each other view of the world is called."""


def _views(outcome: PlanOutcome, names: PlanNames) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    columns = (
        Column("view", Message(mark("What is different"))),
        Column("scenarios", Message(mark("Scenarios"))),
        Column("once", Message(mark("Spent once")), currency),
        Column("yearly", Message(mark("Spent each year")), f"{currency}/year"),
        Column("late", Message(mark("Going without, plan made for it")), "person-hours"),
        Column("kept", Message(mark("Going without, the plan told here")), "person-hours"),
        Column("regret", Message(mark("What the plan told here costs more")), "%"),
        Column("bases", Message(mark("Bases it opens"))),
        Column("gap", Message(mark("Proven gap")), "%"),
    )
    rows = tuple(
        Row(
            f"{one.key}-{one.value:g}",
            (
                _view_name(one), Quantity(one.scenarios, "", None), Quantity(one.once, currency),
                Quantity(one.yearly, f"{currency}/year"), Quantity(one.late, "person-hours"),
                Quantity(one.kept_late, "person-hours"), Quantity(max(one.regret, 0.0), "%"),
                tuple(names.site(base) for base in one.bases) or None, quantity_share(max(one.gap, 0.0)),
            ),
            synthetic=names.synthetic,
        )
        for one in outcome.views
    )  # fmt: skip
    return Grid(Message(mark("Under other assumptions")), columns, rows)


def _view_name(one: Sensitivity) -> Said:
    return Message(VIEWS[one.key], value=Quantity(one.value, "1", 2))
