"""What must be done by whom by when."""

from itertools import groupby

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.run_parts import RunNames, RunStory
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.supplies.capabilities import GROUPS, RULES, CapabilityTarget

NAMED = 4
"""Targets that the summary names."""


def duties_chapter(story: RunStory) -> Chapter:
    """Say what must be done for how many, by whom and by when.

    Parameters
    ----------
    story
        The run.
    """
    names = RunNames.of(story.city)
    return Chapter(
        key="to-do",
        title=Message(mark("What must be done, by whom, by when")),
        sentences=_sentences(story.targets),
        grids={"targets": _targets(story, names), "leads": _leads(story, names)} if story.targets else {},
        limits=(
            Message(
                mark(
                    "Hours are counted from the start of the scenario. Time limits and rates without a source are "
                    "assumptions, marked so; a city should replace them by its own aims."
                )
            ),
            Message(
                mark(
                    "Who leads is found by words of the duties in duties.csv, which the last column of the second "
                    "table repeats; a dash means that no duty was found there."
                )
            ),
        ),
        tables={"capability_targets": _table(story)},
    )


def _sentences(targets: tuple[CapabilityTarget, ...]) -> tuple[Message, ...]:
    first = [one for one in targets if one.group in ("people", "care") and one.quantity >= 1.0]
    if not first:
        return (Message(mark("The scenario asks for nothing that is counted here.")),)
    said = sorted(first, key=lambda one: -one.quantity)[:NAMED]
    said.sort(key=lambda one: one.by_hour)
    return tuple(
        Message(
            mark("Within {hours} hours: {what}: {quantity}."),
            hours=one.by_hour,
            what=one.name,
            quantity=Quantity(one.quantity, one.unit),
        )
        for one in said
    )


def _what(one: CapabilityTarget, names: RunNames) -> Said:
    if not one.item:
        return one.name
    return Message(mark("{item}: {what}"), item=names.item(one.item), what=one.name)


def _assumed(one: CapabilityTarget) -> Said:
    if one.source == "assumption":
        return Message(mark("assumption"))
    said: Said = Message(one.source) if one.source in RULES else one.source
    return Message(mark("{source} (holds an assumption)"), source=said) if one.assumed else said


def _targets(story: RunStory, names: RunNames) -> Grid:
    columns = (
        Column("what", Message(mark("What must be done"))),
        Column("quantity", Message(mark("For how many"))),
        Column("by", Message(mark("By hour"))),
        Column("lead", Message(mark("Who leads"))),
        Column("basis", Message(mark("Where the number comes from"))),
        Column("source", Message(mark("Where the limit or the rate comes from"))),
    )
    rows = tuple(
        Row(
            one.key,
            (
                _what(one, names),
                Quantity(one.quantity, one.unit),
                Quantity(one.by_hour, "", None),
                names.organisation(one.lead),
                one.basis,
                _assumed(one),
            ),
            Message(GROUPS[one.group]),
        )
        for one in story.targets
    )
    return Grid(Message(mark("Capability targets")), columns, rows)


def _leads(story: RunStory, names: RunNames) -> Grid:
    columns = (
        Column("lead", Message(mark("Who leads"))),
        Column("by", Message(mark("By hour"))),
        Column("what", Message(mark("What must be done"))),
        Column("quantity", Message(mark("For how many"))),
        Column("duty", Message(mark("Duty in duties.csv"))),
    )
    order = sorted((one for one in story.targets if not one.item), key=lambda one: (one.lead or "~", one.by_hour))
    rows = []
    for lead, several in groupby(order, key=lambda one: one.lead):
        for place, one in enumerate(several):
            cells: tuple[Said, ...] = (
                names.organisation(lead) if place == 0 else "",
                Quantity(one.by_hour, "", None),
                one.name,
                Quantity(one.quantity, one.unit),
                one.duty or None,
            )
            rows.append(Row(one.key, cells))
    note = mark("Relief supplies are left out; who sends them is in the table above.")
    return Grid(Message(mark("The same by organisation")), columns, tuple(rows), Message(note))


def _table(story: RunStory) -> pl.DataFrame:
    rows = [
        (one.key, one.group, str(one.name), one.item or None, one.quantity, one.unit, one.by_hour, one.lead, one.duty,
         str(one.basis), one.source, one.assumed)
        for one in story.targets
    ]  # fmt: skip
    schema = {
        "key": pl.String, "group": pl.String, "what": pl.String, "item": pl.String, "quantity": pl.Float64,
        "unit": pl.String, "by_hour": pl.Int64, "lead": pl.String, "duty": pl.String, "basis": pl.String,
        "source": pl.String, "assumed": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row")
