"""Receipts: what was delivered, short or damaged, and what is asked for again."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_story import SupplyStory
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity
from anlan.supplies.dispatch import Dispatch, Request
from anlan.supplies.dispatch.receipts import Settled

LINES = 200
"""Most lines on the page; all are in the tables."""

SCHEMA = {
    "load": pl.String, "request": pl.String, "lot": pl.String, "item": pl.String, "sent": pl.Float64,
    "delivered": pl.Float64, "damaged": pl.Float64, "short": pl.Float64, "planned_h": pl.Float64, "hour": pl.Float64,
    "signed_by": pl.String,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class ReceiptStory(SupplyStory):
    """Receipts, ready to be told.

    Parameters
    ----------
    city
        The city.
    dispatch
        The dispatch.
    settled
        Lines of its loads against their receipts.
    again
        What is asked for again.
    entered
        Moves that the receipts mean in the journal; None where there is none.
    unknown
        Lots that were signed for but are not in the journal.
    """

    dispatch: Dispatch
    settled: tuple[Settled, ...]
    again: tuple[Request, ...]
    entered: int | None = None
    unknown: tuple[str, ...] = ()


def receipts_chapter(story: ReceiptStory) -> Chapter:
    """Show receipts.

    Parameters
    ----------
    story
        The receipts.
    """
    grids = {"wanting": _wanting(story), "again": _again(story)}
    return Chapter(
        key="receipts",
        title=Message(mark("Receipts")),
        sentences=tuple(_sentences(story)),
        grids={name: grid for name, grid in grids.items() if grid.rows},
        limits=tuple(_limits(story)),
        tables={"receipts": pl.DataFrame([vars(one) for one in story.settled], schema=SCHEMA)},
    )


def _sentences(story: ReceiptStory) -> Iterator[Message]:
    signed = [one for one in story.settled if one.hour is not None]
    yield Message(
        mark("Lines signed for: {signed} of {all}; with something damaged: {damaged}, with something short: {short}."),
        signed=len(signed), all=len(story.settled), damaged=sum(one.damaged > 0.0 for one in signed),
        short=sum(one.short > 1e-9 * one.sent for one in signed),
    )  # fmt: skip
    yield Message(mark("Requests for what is missing: {count}; a new plan takes them with --requests."),
                  count=len(story.again))  # fmt: skip
    if story.entered is not None:
        yield Message(mark("Moves in the journal: {count}; those that it had already were passed over."),
                      count=story.entered)  # fmt: skip


def _wanting(story: ReceiptStory) -> Grid:
    columns = (
        Column("place", Message(mark("Place"))),
        Column("item", Message(mark("Item"))),
        Column("sent", Message(mark("Sent"))),
        Column("fit", Message(mark("Arrived fit for use"))),
        Column("damaged", Message(mark("Arrived damaged"))),
        Column("short", Message(mark("Short"))),
        Column("signed", Message(mark("Received by, at"))),
    )
    rows = []
    wanting = [one for one in story.settled if one.hour is not None and one.delivered < one.sent * (1.0 - 1e-9)]
    for one in wanting[:LINES]:
        unit = story.units.get(one.item, "")
        rows.append(
            Row(f"{one.load}-{one.lot}-{one.request}", (
                story.names.say(story.dispatch.loads[one.load].place), story.names.item(one.item),
                Quantity(one.sent, unit), Quantity(one.delivered, unit), Quantity(one.damaged, unit),
                Quantity(one.short, unit),
                Message(mark("{who}, hour {hour:.1f}"), who=one.signed_by, hour=one.hour or 0.0),
            ))
        )  # fmt: skip
    note = Message(mark("At most {count} lines are shown; all are in the tables."), count=LINES)
    return Grid(Message(mark("What did not arrive whole")), columns, tuple(rows), note)


def _again(story: ReceiptStory) -> Grid:
    columns = (
        Column("place", Message(mark("Place"))),
        Column("item", Message(mark("Item"))),
        Column("wanted", Message(mark("Wanted"))),
        Column("by", Message(mark("Needed by hour"))),
    )
    rows = [
        Row(one.key, (story.names.say(one.place), story.names.item(one.item),
                      Quantity(one.quantity, story.units.get(one.item, "")), f"{one.needed_by_h:.1f}"))
        for one in story.again[:LINES]
    ]  # fmt: skip
    return Grid(Message(mark("What is asked for again")), columns, tuple(rows))


def _limits(story: ReceiptStory) -> Iterator[Message]:
    yield Message(mark("What is short stays with the transport in the books until it is found or written off."))
    if story.unknown:
        yield Message(
            mark("Lots that the journal does not have, as of agreements and production: {count}; they are not "
                 "entered."),
            count=len(story.unknown),
        )  # fmt: skip
