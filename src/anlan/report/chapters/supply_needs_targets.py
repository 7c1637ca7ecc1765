"""Capability targets beside the supplies list: tasks, teams, specialists and equipment."""

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.run_parts import RunNames
from anlan.report.chapters.supply_needs_parts import NeedsStory, band_of
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.supplies.capabilities import GROUPS, CapabilityTarget


def supply_targets_chapter(story: NeedsStory) -> Chapter:
    """Show what must be done for how many by when, and with whom.

    Parameters
    ----------
    story
        Needs of the scenarios.
    """
    return Chapter(
        key="supply-targets",
        title=Message(mark("What must be done, and with whom")),
        sentences=(
            Message(
                mark(
                    "A supply without somebody who brings and uses it helps nobody: each task below has the scenario "
                    "that asks most of it."
                )
            ),
        ),
        grids={key: grid for key, grid in (("task-targets", _tasks(story)), ("teams", _teams(story))) if grid.rows},
        tables={"task_targets": _frame(story)},
    )


def _tasks(story: NeedsStory) -> Grid:
    names = RunNames.of(story.city)
    columns = (
        Column("task", Message(mark("Task"))),
        Column("quantity", Message(mark("How much"))),
        Column("by", Message(mark("By hour"))),
        Column("scenario", Message(mark("Asked most by"))),
        Column("lead", Message(mark("Led by"))),
        Column("basis", Message(mark("Basis"))),
    )
    rows = []
    for group in GROUPS:
        for one, scenario in story.capability.tasks:
            if one.group == group:
                cells: tuple[Said, ...] = (
                    one.name,
                    Quantity(one.quantity, one.unit),
                    str(one.by_hour),
                    story.label(scenario),
                    names.organisation(one.lead),
                    one.basis,
                )
                rows.append(Row(one.key, cells, Message(GROUPS[group]), story.listed.synthetic))
    return Grid(Message(mark("Tasks at their peak")), columns, tuple(rows))


def _teams(story: NeedsStory) -> Grid:
    columns = (
        Column("team", Message(mark("Team, specialist or equipment"))),
        Column("peak", Message(mark("Peak"))),
        Column("band", Message(mark("5 to 95 %"))),
        Column("scenario", Message(mark("Driven by"))),
        Column("basis", Message(mark("Basis"))),
    )
    lines = [*story.capability.teams.lines, *(one for one in story.listed.lines if _is_equipment(story, one.item))]
    rows = []
    for line in lines:
        assumed = story.grounds.get(line.item, ((), True))[1]
        cells: tuple[Said, ...] = (
            story.item(line.item),
            story.amount(line, line.peak),
            band_of(story, line),
            story.label(line.driven_by),
            Message(mark("assumption")) if assumed else Message(mark("standard")),
        )
        rows.append(Row(line.item, cells, story.group(line.item), story.listed.synthetic))
    return Grid(Message(mark("Teams, specialists and equipment by standards of need")), columns, tuple(rows))


def _is_equipment(story: NeedsStory, item: str) -> bool:
    """Say whether an item is used by teams: what is returned and stands in a building, a yard or a garage."""
    row = story.items[item]
    return not row["consumed"] and row["storage"] in ("building", "yard")


def _frame(story: NeedsStory) -> pl.DataFrame:
    return pl.DataFrame([_record(one, scenario) for one, scenario in story.capability.tasks], infer_schema_length=None)


def _record(one: CapabilityTarget, scenario: str) -> dict[str, object]:
    return {
        "task": one.key, "group": one.group, "quantity": one.quantity, "unit": one.unit, "by_hour": one.by_hour,
        "scenario": scenario, "lead": one.lead, "duty": one.duty, "source": one.source, "assumed": one.assumed,
    }  # fmt: skip
