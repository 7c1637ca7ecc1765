"""Who is covered by when under the reserve plan, where, and who goes without what."""

from collections.abc import Iterator

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_plan_charts import covered_chart, quantity_share
from anlan.report.chapters.supply_plan_parts import PlanNames
from anlan.report.classes import classify
from anlan.report.document import CellMap, Column, Grid, Row
from anlan.report.exposure import by_cell
from anlan.report.quantity import Quantity
from anlan.supplies.reserve.outcome import PlanOutcome, units_of, unmet_items
from anlan.supplies.reserve.stand_ins import stand_ins

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Bounds between the classes of coverage."""

BARELY = 1e-6
"""Share that stands for none on a map, so that an area with needs and no cover is not blank."""

NAMED = 5
"""Items that a sentence names."""


def supply_coverage_chapter(outcome: PlanOutcome) -> Chapter:
    """Tell who is covered by when.

    Parameters
    ----------
    outcome
        The plan and what explains it.
    """
    names = PlanNames.of(outcome)
    return Chapter(
        key="reserve-coverage",
        title=Message(mark("Who is covered by when")),
        sentences=tuple(_sentences(outcome, names)),
        charts=(covered_chart(outcome),),
        map_note=Message(
            mark(
                "Share of what is needed until the hour that is there by then, in the mean of the scenarios; every "
                "item counts with the people who need it and its weight. A district has one colour, because ways are "
                "known to districts; without a colour nobody needs anything yet. The pointer says the same for the "
                "worst scenario."
            )
        ),
        maps=tuple(_maps(outcome)),
        grids={
            "reserve-covered-areas": _areas(outcome, names),
            "reserve-unmet": _unmet(outcome, names),
            **_left(outcome, names),
        },
        limits=(
            Message(
                mark(
                    "Goods that leave a store arrive in the window of the hours that ends after their way; within a "
                    "window nothing is told. Who is reached first inside a district is not told either."
                )
            ),
            Message(
                mark(
                    "The plan counts every item for itself; what substitutes and kits could cover is found afterwards, "
                    "from what is left over, and each figure holds for itself alone."
                )
            ),
        ),
    )


def _sentences(outcome: PlanOutcome, names: PlanNames) -> Iterator[Message]:
    coverage = outcome.judged.coverage
    for hour, mean, worst in zip(
        coverage.hours.tolist(), coverage.city_mean.tolist(), coverage.city_worst.tolist(), strict=True
    ):
        if hour in (3.0, 12.0, 24.0) and np.isfinite(mean):
            yield Message(
                mark("By hour {hour} the plan covers {mean} of what is needed, and {worst} in the worst scenario."),
                hour=round(hour),
                mean=Quantity(mean, "%"),
                worst=Quantity(worst, "%"),
            )
    short = [one for one in unmet_items(outcome) if one.late >= 1.0][:NAMED]
    if short:
        yield Message(
            mark("Most hours of going without are left with {items}."),
            items=tuple(
                Message(mark("{item} ({hours})"), item=names.run.item(one.item),
                        hours=Quantity(one.late, "person-hours"))
                for one in short
            ),
        )  # fmt: skip


def _maps(outcome: PlanOutcome) -> Iterator[CellMap]:
    city, coverage = outcome.reserve.city, outcome.judged.coverage
    areas = outcome.reserve.problem.areas
    lies_in = city.areas.ancestor_at(outcome.reserve.options.level)[city.cells.row_area]
    place = {city.areas.index[code]: n for n, code in enumerate(areas)}
    rows = np.array([place.get(int(area), -1) for area in lies_in])
    people = np.asarray(city.cells.population, dtype=np.float64)
    whole = by_cell(city, people)
    for window, hour in enumerate(coverage.hours.tolist()):
        share = coverage.mean[:, window]
        if not np.isfinite(share).any():
            continue
        shown = np.append(np.where(np.isnan(share), 0.0, np.maximum(share, BARELY)), 0.0)
        values = np.divide(by_cell(city, people * shown[rows]), whole, out=np.zeros_like(whole), where=whole > 0.0)
        yield CellMap(
            key=f"reserve-covered-{hour:g}",
            title=Message(mark("Covered by hour {hour}"), hour=round(hour)),
            unit="%",
            bounds=SHARES,
            classes=classify(values, SHARES),
            palette="people",
            by_area={
                code: float(coverage.worst[n, window])
                for n, code in enumerate(areas)
                if np.isfinite(coverage.worst[n, window])
            },
            area_unit="%",
            area_title=Message(mark("Covered in the worst scenario")),
        )


KINDS = {
    "substitute": mark("substitute"),
    "kit": mark("part of a kit"),
    "parts": mark("put together from its parts"),
}
"""How something stands in."""


def _left(outcome: PlanOutcome, names: PlanNames) -> dict[str, Grid]:
    """Return the table of what could stand in; none where nothing could."""
    found, units = stand_ins(outcome.reserve, outcome.judged), units_of(outcome.reserve)
    columns = (
        Column("item", Message(mark("Item"))),
        Column("other", Message(mark("Could stand in"))),
        Column("kind", Message(mark("How"))),
        Column("scenario", Message(mark("In which scenario"))),
        Column("unmet", Message(mark("Never met"))),
        Column("covers", Message(mark("Covered by it, at most"))),
    )
    rows = tuple(
        Row(
            f"{one.item}/{one.other}/{one.kind}",
            (
                names.run.item(one.item), names.run.item(one.other), Message(KINDS[one.kind]),
                names.scenario(one.scenario), Quantity(one.unmet, units[one.item]),
                Quantity(one.covers, units[one.item]),
            ),
        )
        for one in found
    )  # fmt: skip
    title = Message(mark("What substitutes and kits could cover"))
    return {"reserve-stand-ins": Grid(title, columns, rows)} if rows else {}


def _areas(outcome: PlanOutcome, names: PlanNames) -> Grid:
    coverage = outcome.judged.coverage
    columns = [Column("area", Message(mark("Area")))]
    for hour in coverage.hours.tolist():
        columns.append(Column(f"mean-{hour:g}", Message(mark("by hour {hour}"), hour=round(hour)), "%", bar=True))
        columns.append(Column(f"worst-{hour:g}", Message(mark("worst, hour {hour}"), hour=round(hour)), "%"))
    rows = []
    for n, code in enumerate(outcome.reserve.problem.areas):
        pairs = zip(coverage.mean[n].tolist(), coverage.worst[n].tolist(), strict=True)
        cells = [quantity_share(value) for pair in pairs for value in pair]
        rows.append(Row(code, (names.run.say(code), *cells), synthetic=names.synthetic))
    pairs = zip(coverage.city_mean.tolist(), coverage.city_worst.tolist(), strict=True)
    rows.append(
        Row("city", (Message(mark("The whole city")), *(quantity_share(each) for pair in pairs for each in pair)),
            synthetic=names.synthetic)
    )  # fmt: skip
    return Grid(Message(mark("Coverage by area and hour")), tuple(columns), tuple(rows))


def _unmet(outcome: PlanOutcome, names: PlanNames) -> Grid:
    columns = (
        Column("item", Message(mark("Item"))),
        Column("need", Message(mark("Largest need of a scenario"))),
        Column("unmet", Message(mark("Never met, at most"))),
        Column("persons", Message(mark("Most people without it at a time")), "persons"),
        Column("today", Message(mark("The same today")), "persons"),
        Column("late", Message(mark("Going without, mean of the scenarios")), "person-hours", bar=True),
        Column("today-late", Message(mark("The same today")), "person-hours"),
        Column("scenario", Message(mark("In which scenario"))),
    )
    rows = tuple(
        Row(
            one.item,
            (
                names.run.item(one.item), Quantity(one.need, one.unit), Quantity(one.unmet, one.unit),
                Quantity(one.persons, "persons"), Quantity(one.today_persons, "persons"),
                Quantity(one.late, "person-hours"), Quantity(one.today_late, "person-hours"),
                names.scenario(one.scenario),
            ),
            synthetic=names.synthetic,
        )
        for one in unmet_items(outcome)
    )  # fmt: skip
    return Grid(Message(mark("Who goes without what")), columns, rows)
