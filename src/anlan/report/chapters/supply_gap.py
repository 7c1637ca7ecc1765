"""The gap: what covers each item from when, and what is missing."""

from collections.abc import Iterator

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_gap_charts import tier_chart
from anlan.report.chapters.supply_gap_parts import GapStory
from anlan.report.chapters.supply_gap_tables import capacity_frame, gap_frame, tier_frame
from anlan.report.document import Column, Grid, KeyFigure, Row
from anlan.report.quantity import Quantity, Said
from anlan.supplies.sources import KINDS

DRAWN = 6
"""Most items that are drawn, those that lack most person-hours."""

SMALL = 1e-9
"""Rate, as a share of the stock beside it, that counts as none."""


def supply_gap_chapter(story: GapStory) -> Chapter:
    """Show what is missing in each scenario, and what covers the rest.

    Parameters
    ----------
    story
        Balances of the scenarios.
    """
    drawn = story.most_lacking(DRAWN)
    return Chapter(
        key="supply-gap",
        title=Message(mark("What covers the needs, and what is missing")),
        sentences=tuple(_sentences(story)),
        figures=tuple(_figures(story)),
        chart_note=Message(
            mark("Items of the scenario “{scenario}” that lack most person-hours; all others are in the tables."),
            scenario=story.scenario(0),
        )
        if drawn
        else None,
        charts=tuple(tier_chart(story, row, legend=place == 0) for place, row in enumerate(drawn)),
        grids={"supply-gap": _gaps(story), "supply-tiers": _tiers(story), "minimum-capacity": _least(story)},
        limits=tuple(_limits()),
        tables={"gap": gap_frame(story), "tiers": tier_frame(story), "minimum_capacity": capacity_frame(story)},
    )


def _sentences(story: GapStory) -> Iterator[Message]:
    if not story.worst_for:
        yield Message(mark("Every need of every scenario is covered in the hour in which it arises."))
        return
    yield Message(
        mark("{missing} of {items} items are missing in some hour of some scenario."),
        missing=len(story.worst_for), items=len({item for gap in story.gaps for item in gap.needs.items}),
    )  # fmt: skip
    for item, place, row in story.worst_for[:3]:
        gap = story.gaps[place]
        hours = gap.short_hours[row]
        first, last = hours if hours is not None else (0, 0)
        yield Message(
            mark("{item}: {amount} are missing in “{scenario}”, between hour {first} and hour {last}; "
                 "{lost} are unmet."),
            item=story.name(item), amount=story.amount(item, float(gap.shortage[row])), scenario=story.scenario(place),
            first=first, last=last, lost=Quantity(float(gap.person_hours[row]), "person-hours"),
        )  # fmt: skip


def _figures(story: GapStory) -> Iterator[KeyFigure]:
    for place, gap in enumerate(story.gaps[:4]):
        yield KeyFigure(
            key=f"unmet-{place}",
            label=Message(mark("Unmet in “{scenario}”"), scenario=story.scenario(place)),
            value=Quantity(float(gap.person_hours.sum()), "person-hours"),
            note=Message(mark("Summed over all items.")),
        )


def _gaps(story: GapStory) -> Grid:
    columns = (
        Column("item", Message(mark("Item"))),
        Column("missing", Message(mark("Missing"))),
        Column("wanted", Message(mark("Needed"))),
        Column("from", Message(mark("From hour")), "h", bare=True),
        Column("to", Message(mark("To hour")), "h", bare=True),
        Column("lost", Message(mark("Unmet")), "person-hours", bar=True, bare=True),
        Column("scenario", Message(mark("Scenario"))),
    )
    rows = []
    for item, place, row in story.worst_for:
        gap = story.gaps[place]
        hours = gap.short_hours[row] or (0, 0)
        cells: tuple[Said, ...] = (
            story.name(item), story.amount(item, float(gap.shortage[row])),
            story.amount(item, float(gap.needs.city_amount[row].sum())),
            Quantity(float(hours[0]), "h", None), Quantity(float(hours[1]), "h", None),
            Quantity(float(gap.person_hours[row]), "person-hours"), story.label(place),
        )  # fmt: skip
        rows.append(Row(f"{item}", cells, None, gap.needs.synthetic))
    note = Message(
        mark("The scenario in which most person-hours of the item are unmet. Of what is handed out once the largest "
             "wait is given, of what is used up the sum over the hours.")
    )  # fmt: skip
    return Grid(Message(mark("What is missing")), columns, tuple(rows), note)


def _tiers(story: GapStory) -> Grid:
    gap = story.first
    columns = (
        Column("item", Message(mark("Item"))),
        Column("wanted", Message(mark("Needed"))),
        *(Column(kind, Message(KINDS[kind])) for kind in gap.kinds),
    )
    rows = []
    for row, item in enumerate(gap.needs.items):
        given, first = gap.covered.used[:, row].sum(axis=1), gap.first_hour[:, row]
        cells: tuple[Said, ...] = (
            story.name(item),
            story.amount(item, float(gap.needs.city_amount[row].sum())),
            *(
                Message(mark("{amount} from hour {hour}"), amount=story.amount(item, float(one)), hour=int(hour))
                if np.isfinite(hour)
                else None
                for one, hour in zip(given, first, strict=True)
            ),
        )
        rows.append(Row(item, cells, None, gap.needs.synthetic))
    note = Message(
        mark("In “{scenario}”. Tiers are drawn upon from left to right in each hour; what is not needed is kept."),
        scenario=story.scenario(0),
    )
    return Grid(Message(mark("What covers it, and from when")), columns, tuple(rows), note)


def _least(story: GapStory) -> Grid:
    starts = story.first.capacity[0].starts.tolist() if story.first.capacity else []
    columns = (
        Column("item", Message(mark("Item"))),
        Column("gap", Message(mark("Missing so far at most"))),
        *(Column(f"start-{start:.0f}", Message(mark("First unit at hour {hour}"), hour=int(start)))
          for start in starts),
        Column("scenario", Message(mark("Scenario"))),
    )  # fmt: skip
    rows = []
    for item, place, row in story.worst_for:
        least = story.least(place, row)
        if least.gap <= 0.0:
            continue
        cells: tuple[Said, ...] = (
            story.name(item), story.amount(item, least.gap),
            *(_beside(story, item, float(stock), float(rate))
              for stock, rate in zip(least.stock_first, least.rate, strict=True)),
            story.label(place),
        )  # fmt: skip
        rows.append(Row(item, cells, None, story.gaps[place].needs.synthetic))
    note = Message(
        mark("Beside what there is: with so much in stock before the first unit, and so fast a line from then on, "
             "everybody is served in time.")
    )  # fmt: skip
    return Grid(Message(mark("The smallest capacity that leaves no gap")), columns, tuple(rows), note)


def _beside(story: GapStory, item: str, stock: float, rate: float) -> Message:
    """Return the stock and the rate that leave no gap; what is nothing is left out."""
    kept, made = story.amount(item, stock), Quantity(rate, story.unit(item))
    if rate <= SMALL * max(stock, 1.0):
        return Message(mark("{stock} in stock"), stock=kept)
    if stock <= 0.0:
        return Message(mark("{rate} an hour"), rate=made)
    return Message(mark("{stock} in stock and {rate} an hour"), stock=kept, rate=made)


def _limits() -> Iterator[Message]:
    yield Message(
        mark("Tiers serve the whole city but for what households and communities keep: distances within the city count "
             "only where ways are closed. The reserve plan looks at ways one by one.")
    )  # fmt: skip
    yield Message(
        mark("Agreements and neighbours count with their expected amount; that one of them gives nothing at all is "
             "told by the loss of suppliers, not here.")
    )  # fmt: skip
