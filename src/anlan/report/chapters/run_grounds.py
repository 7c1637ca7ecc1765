"""On what it rests: what must be found out, assumptions with their sources, notices."""

from collections.abc import Iterator

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.run_parts import RunStory, texts
from anlan.report.document import Column, Grid, Row
from anlan.scenarios.joint import BASES


def grounds_chapter(story: RunStory) -> Chapter:
    """Say on what the run rests and what must still be found out.

    Parameters
    ----------
    story
        The run.
    """
    run = story.run
    grids = {"information": _information(story)}
    if run.scenario.assumptions:
        grids["assumptions"] = _assumptions(story)
    if run.notices:
        grids["notices"] = _notices(story)
    grids["provenance"] = _provenance(story)
    return Chapter(
        key="grounds",
        title=Message(mark("What it rests on, and what must be found out")),
        sentences=(
            Message(mark("{samples} samples of damage and repair over {hours} hours, seed {seed}."),
                    samples=run.samples, hours=run.hours, seed=str(run.seed)),
        ),
        grids=grids,
        limits=(
            Message(mark("Vulnerability is the mean; the samples spread damage to networks and repair alone.")),
            Message(mark("People in need are those of the time profiles; what is done for them is not taken off.")),
        ),
    )  # fmt: skip


def _wanted(story: RunStory) -> Iterator[tuple[str, Message, Message]]:
    """Yield the questions of the first hours: key, what must be known, and what it decides."""
    run = story.run
    yield "where", Message(mark("Where exactly it acts, and how strongly")), Message(
        mark("whether the footprint of the scenario holds, or another is nearer to what happens"))  # fmt: skip
    if run.paths:
        yield "roots", Message(mark("Whether the components at the beginning of the chains still work")), Message(
            mark("which chains run, and where crews go first"))  # fmt: skip
    if run.cascade is not None:
        yield "roads", Message(mark("Which roads are open")), Message(
            mark("who is cut off, and how patients and supplies travel"))  # fmt: skip
    if run.care.beds.max(initial=0.0) > 0.0:
        yield "beds", Message(mark("Beds that are free and staffed, hospital by hospital")), Message(
            mark("where patients are taken"))  # fmt: skip
    if run.course.get("displaced") is not None:
        yield "shelters", Message(mark("People in shelters, and places that are left")), Message(
            mark("where further shelters are opened"))  # fmt: skip
    if story.needs is not None and story.needs.items:
        yield "stocks", Message(mark("Stocks that can be reached, item by item")), Message(
            mark("what is called up from agreements and production"))  # fmt: skip
    for kind in dict.fromkeys(one.kind for one in run.secondary):
        yield kind, Message(mark("Signs of what may follow: {kind}"), kind=Message(SIGNS[kind])), Message(
            mark("whether people are warned or moved before it happens"))  # fmt: skip


SIGNS = {
    "gas_release": mark("leaks and alarms of plants and pipes"),
    "fire": mark("fires reported and gas shut off"),
    "epidemic": mark("cases of diarrhoea and fever, quality of the water"),
}
"""What to watch for each kind of secondary event."""


def _information(story: RunStory) -> Grid:
    columns = (
        Column("what", Message(mark("What must be known in the first hours"))),
        Column("decides", Message(mark("What it decides"))),
    )
    rows = tuple(Row(key, (what, decides)) for key, what, decides in _wanted(story))
    return Grid(Message(mark("Needed information")), columns, rows)


def _assumptions(story: RunStory) -> Grid:
    columns = (
        Column("what", Message(mark("Assumption of the scenario"))),
        Column("source", Message(mark("Source"))),
    )
    rows = tuple(
        Row(str(place), (texts(one.text), Message(one.source) if one.source in BASES.values() else one.source))
        for place, one in enumerate(story.run.scenario.assumptions)
    )
    return Grid(Message(mark("Assumptions and their sources")), columns, rows)


def _notices(story: RunStory) -> Grid:
    columns = (
        Column("place", Message(mark("Where"))),
        Column("what", Message(mark("What is missing or assumed"))),
        Column("remedy", Message(mark("What can be done"))),
    )
    rows = tuple(Row(f"{place}", (one.place, one.what, one.remedy)) for place, one in enumerate(story.run.notices))
    return Grid(Message(mark("Notices of the run")), columns, rows)


def _provenance(story: RunStory) -> Grid:
    columns = (Column("what", Message(mark("What"))), Column("value", Message(mark("Value"))))
    scenario = story.run.scenario
    of_file = (
        Row(f"scenario {name}", (Message(mark("Scenario file: {what}"), what=_traced(name)), str(value)))
        for name, value in scenario.provenance.items()
    )
    of_run = (
        Row(name, (Message(mark("Run: {what}"), what=_traced(name)), str(value)))
        for name, value in story.run.provenance.items()
    )
    rows = (*of_file, *of_run)
    return Grid(Message(mark("Provenance")), columns, rows)


TRACED = {
    "version": mark("version of the program"),
    "seed": mark("seed"),
    "samples": mark("samples"),
    "checksum": mark("checksum of the city package"),
    "scenario": mark("short name of the scenario"),
    "scenario_version": mark("version of the scenario"),
}
"""What each entry of the provenance is."""


def _traced(name: str) -> Message | str:
    return Message(TRACED[name]) if name in TRACED else name
