"""Production: strength against supply, what binds by day, the loss of suppliers, reservation against stock."""

from collections.abc import Iterator, Sequence

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart
from anlan.report.chapters.supply_gap_charts import binding_chart, strength_chart, survival_chart
from anlan.report.chapters.supply_gap_parts import GapStory
from anlan.report.chapters.supply_gap_tables import binding_frame, loss_frame, option_frame, strength_frame
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said, money
from anlan.supplies.production import REASONS, Binding, OptionValue, Strength

DRAWN = 12
"""Most items whose strength is drawn, those that people lack most."""

DAY = 4
"""Day of which the sentences on what binds tell; the last one of a shorter scenario."""

SHORTEST_LIFE = 7.0
"""Shelf life up to which nothing is laid in, days: it would have to be renewed every week; an assumption."""

SHOWN = 30
"""Most rows of a table of the page; the tables in full have all."""


def supply_production_chapter(story: GapStory) -> Chapter:
    """Show what production gives, what stops it and what the loss of a supplier does.

    Parameters
    ----------
    story
        Balances of the scenarios, of which the first has a plan of production.
    """
    return Chapter(
        key="supply-production",
        title=Message(mark("Production: strength is not supply")),
        sentences=tuple(_sentences(story)),
        chart_note=Message(
            mark("All of “{scenario}”. Bars: what has been made by so many hours after the event. Suppliers are told "
                 "by what the loss of each in the whole scenario would do."),
            scenario=story.scenario(0),
        ),
        charts=tuple(_charts(story)),
        grids=dict(_grids(story)),
        limits=tuple(_limits(story)),
        tables={name: frame for name, frame in (
            ("strength", strength_frame(story)), ("binding", binding_frame(story)), ("losses", loss_frame(story)),
            ("reservations", option_frame(story)),
        ) if frame.width},
    )  # fmt: skip


def _sentences(story: GapStory) -> Iterator[Message]:
    plan = story.first.plan
    if plan.status != "optimal":
        yield Message(mark("The plan of production could not be solved: {status}."), status=plan.status)
        return
    promised = [one for one in _lacking(story) if one.shifts[0] > 0.0]
    for one in promised[:2]:
        yield Message(
            mark("{item}: by hour {hour} lines would make {shifts} in their shifts; {supplied} reach people, {share} "
                 "of it."),
            item=story.name(one.item), hour=int(one.hours[0]), shifts=story.amount(one.item, float(one.shifts[0])),
            supplied=story.amount(one.item, float(one.supplied[0])),
            share=Quantity(float(one.supplied[0] / one.shifts[0]), "%"),
        )  # fmt: skip
    for stop in _of_day(story):
        yield Message(
            mark("What stops {item} on day {day}: {part}. {reason}."), item=story.name(stop.item), day=stop.day + 1,
            part=story.name(stop.chain[-1]), reason=Message(REASONS[stop.reason]),
        )  # fmt: skip
    felt = [one for one in story.losses if one.kind == "organisation" and one.extra > 0.0][:1]
    for loss in felt:
        yield Message(
            mark("The loss of {name} costs most: {extra} more are unmet, felt after {hours}."),
            name=story.organisation(loss.name), extra=Quantity(loss.extra, "person-hours"),
            hours=Quantity(loss.survive_h, "h", None),
        )  # fmt: skip


def _of_day(story: GapStory) -> list[Binding]:
    """Return what binds on the day of the sentence: of the items that lack most, where a component binds first."""
    last = max((one.day + 1 for one in story.bindings), default=0)
    mine = [one for one in story.bindings if one.day + 1 == min(DAY, last)]
    return sorted(mine, key=lambda one: (len(one.chain) == 1, -one.person_hours))[:2]


def _lacking(story: GapStory) -> list[Strength]:
    """Return the strengths of items, those that people lack most first."""
    lost = dict(zip(story.first.needs.items, story.first.person_hours.tolist(), strict=True))
    return sorted(story.strengths, key=lambda one: -lost.get(one.item, 0.0))


def _charts(story: GapStory) -> Iterator[Chart]:
    for place, one in enumerate(_lacking(story)[:DRAWN]):
        yield strength_chart(story, one, legend=place == 0)
    if story.bindings:
        yield binding_chart(story)
    if any(one.extra > 0.0 and np.isfinite(one.survive_h) for one in story.losses):
        yield survival_chart(story)


def _grids(story: GapStory) -> Iterator[tuple[str, Grid]]:
    if story.bindings:
        yield "binding", _bindings(story)
    if story.losses:
        yield "losses", _losses(story)
    if story.options:
        yield "reservations", _options(story)


def _bindings(story: GapStory) -> Grid:
    columns = (
        Column("item", Message(mark("Item"))),
        Column("day", Message(mark("Days"))),
        Column("chain", Message(mark("From the item to what binds"))),
        Column("reason", Message(mark("Why no more is to be had"))),
        Column("missing", Message(mark("Missing on the worst day"))),
        Column("lost", Message(mark("Unmet")), "person-hours", bar=True, bare=True),
    )
    rows = [
        Row(f"{one.item}-{one.day}", (
            story.name(one.item), f"{one.day + 1}–{last + 1}" if last > one.day else str(one.day + 1),
            story.chain(one), Message(REASONS[one.reason]), story.amount(one.item, most),
            Quantity(lost, "person-hours"),
        ), None, story.first.needs.synthetic)
        for one, last, most, lost in _spells(story.bindings)[:SHOWN]
    ]  # fmt: skip
    return Grid(Message(mark("What stops production")), columns, tuple(rows))


def _spells(bindings: Sequence[Binding]) -> list[tuple[Binding, int, float, float]]:
    """Return spells of days on end on which the same binds an item: first, last day, most missing, unmet in all."""
    found: list[tuple[Binding, int, float, float]] = []
    for one in sorted(bindings, key=lambda one: (one.item, one.day)):
        if found:
            first, last, most, lost = found[-1]
            if (first.item, first.chain, first.reason) == (one.item, one.chain, one.reason) and last + 1 == one.day:
                found[-1] = (first, one.day, max(most, one.missing), lost + one.person_hours)
                continue
        found.append((one, one.day, one.missing, one.person_hours))
    return sorted(found, key=lambda spell: -spell[3])


def _losses(story: GapStory) -> Grid:
    columns = (
        Column("name", Message(mark("Lost"))),
        Column("kind", Message(mark("What is lost"))),
        Column("extra", Message(mark("More unmet")), "person-hours", bar=True, bare=True),
        Column("survive", Message(mark("Time to survive")), "h", bare=True),
        Column("recover", Message(mark("Time to recover")), "h", bare=True),
    )
    kinds = {"organisation": mark("Supplier"), "component": mark("Component, all its suppliers")}
    felt, back = Message(mark("not missed within the hours")), Message(mark("not back within the hours"))
    rows = []
    for one in [one for one in story.losses if one.extra > 0.0][:SHOWN]:
        name = story.organisation(one.name) if one.kind == "organisation" else story.name(one.name)
        cells: tuple[Said, ...] = (
            name, Message(kinds[one.kind]), Quantity(one.extra, "person-hours"),
            Quantity(one.survive_h, "h", None) if np.isfinite(one.survive_h) else felt,
            None if np.isnan(one.recover_h)
            else Quantity(one.recover_h, "h", None) if np.isfinite(one.recover_h) else back,
        )  # fmt: skip
        rows.append(Row(f"{one.kind}-{one.name}", cells, None, story.first.needs.synthetic))
    note = Message(
        mark("Time to survive: how long as few person-hours are unmet as with it. Time to recover: from when damage, "
             "services and staff leave its works 95 % of their rate again in this scenario; empty where no place is "
             "known.")
    )  # fmt: skip
    return Grid(Message(mark("If a supplier or a component is lost")), columns, tuple(rows), note)


def _stock_cost(story: GapStory, one: OptionValue, yearly: str) -> Said | None:
    """Say what the same item costs in stock; nothing where no price is known."""
    if not _keeps(story, one.item):
        return Message(mark("does not keep"))
    return Quantity(one.stock_yearly, yearly) if np.isfinite(one.stock_yearly) else None


def _options(story: GapStory) -> Grid:
    yearly = money(story.city.info["currency"], "year")
    columns = (
        Column("line", Message(mark("Production line"))),
        Column("item", Message(mark("Item"))),
        Column("organisation", Message(mark("Organisation"))),
        Column("quantity", Message(mark("It gives"))),
        Column("first", Message(mark("First unit")), "h", bare=True),
        Column("reserve", Message(mark("Reserving it")), yearly, bare=True),
        Column("stock", Message(mark("A stock of as much")), yearly, bare=True),
    )
    rows = [
        Row(one.line, (
            one.line, story.name(one.item), story.organisation(one.organisation),
            story.amount(one.item, one.quantity), Quantity(one.first_h, "h", None),
             Quantity(one.reserve_yearly, yearly) if np.isfinite(one.reserve_yearly) else None,
             _stock_cost(story, one, yearly),
        ), None, story.first.needs.synthetic)
        for one in story.options
    ]  # fmt: skip
    note = Message(
        mark("Reserving: the yearly cost and the expected purchases. A stock: interest, storage, what expires and what "
             "the scenario uses up. Until the first unit only stock helps.")
    )  # fmt: skip
    return Grid(Message(mark("Reserving lines against keeping stock")), columns, tuple(rows), note)


def _keeps(story: GapStory, item: str) -> bool:
    """Say whether an item lasts long enough to be laid in at all."""
    days = story.items[item]["shelf_life_days"]
    return days is None or float(days) > SHORTEST_LIFE


def _limits(story: GapStory) -> Iterator[Message]:
    plan = story.first.plan
    yield Message(
        mark("Production is planned in steps of {hours} over all suppliers at once, for the fewest unmet person-hours; "
             "real firms do not know each other's plans. Weighted unmet time {objective}, proven lower bound {bound}."),
        hours=Quantity(float(plan.edges[1] - plan.edges[0]), "h", None),
        objective=Quantity(plan.objective, "person-hours", 6), bound=Quantity(plan.bound, "person-hours", 6),
    )  # fmt: skip
    yield Message(
        mark("Lines and suppliers serve relief alone from the first hour; what they owe their other customers is left "
             "aside. Suppliers outside the bill of materials are taken to deliver without end.")
    )  # fmt: skip
