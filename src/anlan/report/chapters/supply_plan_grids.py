"""Tables of the reserve plan as the page shows them."""

from collections.abc import Mapping

from anlan.language import Message, mark
from anlan.report.chapters.supply_plan_parts import PlanNames, to_order, use_name
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.supplies.reserve.build_up import BASE, OUTSIDE, Step
from anlan.supplies.reserve.outcome import Contract, PlanOutcome, agreements, lines, openings, purchases

MOST_ROWS = 40
"""Rows of the table of purchases on the page; the files have all."""


def plan_grids(outcome: PlanOutcome, names: PlanNames) -> Mapping[str, Grid]:
    """Return the tables of the plan.

    Parameters
    ----------
    outcome
        The plan.
    names
        Names of the city.
    """
    grids = {"reserve-bases": _bases(outcome, names), "reserve-buy": _buy(outcome, names)}
    for key, title, contracts in (
        ("reserve-agreements", Message(mark("With whom to agree")), agreements(outcome)),
        ("reserve-lines", Message(mark("Which lines to reserve and rehearse")), lines(outcome)),
    ):
        if contracts:
            grids[key] = _contracts(outcome, names, title, contracts)
    if outcome.steps:
        grids["reserve-order"] = _order(outcome, names)
    return {key: grid for key, grid in grids.items() if grid.rows}


def _bases(outcome: PlanOutcome, names: PlanNames) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    columns = (
        Column("base", Message(mark("Base"))),
        Column("use", Message(mark("What it becomes"))),
        Column("area", Message(mark("Area"))),
        Column("size", Message(mark("Size")), "%"),
        Column("once", Message(mark("Cost of opening")), currency),
        Column("yearly", Message(mark("Cost of running")), f"{currency}/year"),
        Column("goods", Message(mark("Goods bought for it")), currency),
        Column("filled", Message(mark("Room filled")), "%", bar=True),
    )
    rows = tuple(
        Row(
            one.site.id,
            (
                names.site(one.site.id), use_name(one.site.use), names.run.say(one.site.area), Quantity(one.size, "%"),
                Quantity(one.once, currency), Quantity(one.yearly, f"{currency}/year"), Quantity(one.goods, currency),
                Quantity(one.filled, "%"),
            ),
            synthetic=names.synthetic,
        )
        for one in openings(outcome)
    )  # fmt: skip
    return Grid(Message(mark("Bases to open")), columns, rows)


def _buy(outcome: PlanOutcome, names: PlanNames) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    bought = sorted(purchases(outcome), key=lambda one: -one.once)
    columns = (
        Column("item", Message(mark("Item"))),
        Column("site", Message(mark("Where"))),
        Column("amount", Message(mark("To buy"))),
        Column("held", Message(mark("There today"))),
        Column("once", Message(mark("Price")), currency, bar=True),
        Column("yearly", Message(mark("Cost of keeping")), f"{currency}/year"),
        Column("every", Message(mark("Renewed every")), "years"),
        Column("how", Message(mark("How it is renewed"))),
    )
    rows = tuple(
        Row(
            f"{one.site.id}/{one.item}",
            (
                names.run.item(one.item), names.site(one.site.id), Quantity(to_order(one.amount, one.unit), one.unit),
                Quantity(one.held, one.unit), Quantity(one.once, currency), Quantity(one.yearly, f"{currency}/year"),
                Quantity(one.every, "years", 2),
                Message(mark("sold or used before its last day")) if one.rotated else Message(mark("replaced")),
            ),
            synthetic=names.synthetic,
        )
        for one in bought[:MOST_ROWS]
    )  # fmt: skip
    note = None
    if len(bought) > MOST_ROWS:
        pattern = mark("The {count} dearest of {all}; the files have all.")
        note = Message(pattern, count=MOST_ROWS, all=len(bought))
    return Grid(Message(mark("What to buy, and where to keep it")), columns, rows, note)


def _contracts(outcome: PlanOutcome, names: PlanNames, title: Message, contracts: tuple[Contract, ...]) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    columns = (
        Column("what", Message(mark("Item"))),
        Column("who", Message(mark("Organisation"))),
        Column("share", Message(mark("Kept")), "%"),
        Column("yearly", Message(mark("Cost")), f"{currency}/year"),
        Column("used", Message(mark("Used, mean of the scenarios"))),
        Column("most", Message(mark("Used at most"))),
        Column("worth", Message(mark("Worth at the margin")), f"{currency}/year", bar=True),
    )
    order = sorted(contracts, key=lambda one: (-one.share, -one.worth))
    rows = tuple(
        Row(
            one.row["id"],
            (
                names.run.item(one.row["item"]), names.run.organisation(one.row["organisation"]),
                Quantity(one.share, "%"), Quantity(one.yearly, f"{currency}/year"), Quantity(one.used, one.unit),
                Quantity(one.most, one.unit), Quantity(max(one.worth, 0.0), f"{currency}/year"),
            ),
            synthetic=bool(one.row["synthetic"]),
        )
        for one in order
    )  # fmt: skip
    note = Message(mark("Worth: what the whole of it would save a year beside the plan, before its own cost."))
    return Grid(title, columns, rows, note)


def _order(outcome: PlanOutcome, names: PlanNames) -> Grid:
    currency = str(outcome.reserve.city.info["currency"])
    columns = (
        Column("year", Message(mark("Year"))),
        Column("what", Message(mark("What is done"))),
        Column("once", Message(mark("Spent once")), currency),
        Column("yearly", Message(mark("Spent each year")), f"{currency}/year"),
        Column("saved", Message(mark("Saves beside what was done before")), f"{currency}/year"),
        Column("late", Message(mark("Hours of going without that it avoids")), "person-hours", bar=True),
    )
    rows = tuple(
        Row(
            f"{place}",
            (
                Quantity(step.year, "", None), step_name(step, names), Quantity(step.once, currency),
                Quantity(step.yearly, f"{currency}/year"), Quantity(step.saved, f"{currency}/year"),
                Quantity(step.late, "person-hours"),
            ),
            synthetic=names.synthetic,
        )
        for place, step in enumerate(outcome.steps)
    )  # fmt: skip
    note = Message(
        mark(
            "At each step what saves most for its money, beside all that was done before: a good order, not a proven "
            "best. A step is done in the year in which the money for it has come together."
        )
    )
    return Grid(Message(mark("In which order to build it up")), columns, rows, note)


def step_name(step: Step, names: PlanNames) -> Said:
    """Return what is done in a step.

    Parameters
    ----------
    step
        The step.
    names
        Names of the city.
    """
    if step.kind == OUTSIDE:
        return Message(mark("Agreements and reserved lines"))
    if step.kind == BASE:
        return Message(mark("Base with its goods: {site}"), site=names.site(step.key))
    return Message(mark("{item} for today's stores"), item=names.run.item(step.key))
