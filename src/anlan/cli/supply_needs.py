"""``anlan supply needs``: what scenarios call for, item by item, as a list, curves and tables."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from anlan.city import City
from anlan.cli.asking import Asking
from anlan.cli.choosing import SAMPLES, Wish, read_wish
from anlan.cli.console import Terminal
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.cli.supply_scenes import refuse_scenes, refuse_without_standards, scenes_of
from anlan.compute import local
from anlan.language import Message, mark
from anlan.report import write_book
from anlan.report.book import Book
from anlan.report.chapters.supply_needs import supply_list_chapter
from anlan.report.chapters.supply_needs_curves import supply_courses_chapter
from anlan.report.chapters.supply_needs_parts import NeedsStory
from anlan.report.chapters.supply_needs_sheets import needs_sheets
from anlan.report.chapters.supply_needs_targets import supply_targets_chapter
from anlan.report.supply_book import supply_book
from anlan.report.voice import Voice
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.exchange.tables import write_xlsx
from anlan.supplies.needs import area_needs, supplies_list
from anlan.supplies.needs.targets import task_capability

NUMBERS, WORKBOOK = "needs.json", "supplies-list.xlsx"


def add_needs(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan supply needs``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)

    whole = screen.translate(mark("List the supplies that scenarios call for, by the hour and by area."))

    @group.command(name="needs", help=whole)
    def needs(
        path: Annotated[Path, ask.package],
        scenario: Annotated[
            list[str],
            ask.scenarios,
        ],
        out: Annotated[Path, ask.out],
        level: Annotated[str, ask.level] = "district",
        samples: Annotated[int, ask.samples] = SAMPLES,
        seed: Annotated[int | None, ask.seed] = None,
        workers: Annotated[int | None, ask.workers] = None,
        floor: Annotated[
            list[str] | None,
            ask.floor,
        ] = None,
        events: Annotated[int | None, ask.events] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:
        refuse_scenes(scenario, out, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            refuse_without_standards(city)
            wish = read_wish(city, samples=samples, seed=seed, workers=workers, floors=floor, events=events)
            story = _story(city, scenario, wish, stages, level)
            book = needs_book(story, level)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *_extras(story, book, fresh, screen)))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out, (WORKBOOK, NUMBERS))


def _story(city: City, names: Sequence[str], wish: Wish, stages: Stages, level: str) -> NeedsStory:
    with local(wish.workers) as executor:
        scenes = scenes_of(city, names, wish, executor, stages)
    return needs_story(city, scenes.runs, level, stages)


def needs_story(city: City, runs: Sequence[ScenarioRun], level: str, stages: Stages) -> NeedsStory:
    """Compute the needs of scenarios and what follows from them.

    Parameters
    ----------
    city
        The city.
    runs
        The scenarios hour by hour, the worst first.
    level
        Level of the areas.
    stages
        Told of the stage.
    """
    stages.begin(Message(mark("Needs by item, area and hour")))
    found = []
    for done, run in enumerate(runs, start=1):
        found.append(area_needs(city, run, level=level))
        stages.advance(done, len(runs))
    listed = supplies_list(found)
    stages.end(Message(mark("{count} lines of the list"), count=len(listed.lines)))
    return NeedsStory(city, tuple(runs), tuple(found), listed, task_capability(city, runs, level=level))


def needs_book(story: NeedsStory, level: str) -> Book:
    """Bind the chapters on needs to a book.

    Parameters
    ----------
    story
        Needs of the scenarios.
    level
        Level of the areas.
    """
    chapters = [supply_list_chapter(story)]
    if story.listed.lines:
        chapters.append(supply_courses_chapter(story))
    chapters.append(supply_targets_chapter(story))
    return supply_book(
        story.city, story.runs, Message(mark("What is needed: the supplies list")),
        Message(mark("What the scenarios call for, item by item, by the hour and by area")), chapters, {"level": level},
    )  # fmt: skip


def _extras(story: NeedsStory, book: Book, folder: Path, screen: Terminal) -> tuple[Path, ...]:
    """Write the list as a workbook and its numbers as JSON."""
    frames = {name: frame for chapter in book.chapters for name, frame in chapter.tables.items()}
    voice = Voice.of(screen.language)
    limits = [limit for chapter in book.chapters for limit in chapter.limits]
    notes = tuple(voice.say(note) for note in limits)
    workbook = write_xlsx(folder / WORKBOOK, needs_sheets(story, voice, notes))
    numbers = folder / NUMBERS
    content = {
        "scenarios": list(story.listed.scenarios), "horizons_h": list(story.listed.horizons),
        "provenance": dict(story.listed.provenance), "synthetic": story.listed.synthetic,
        "lines": frames["supplies_list"].to_dicts() if "supplies_list" in frames else [],
    }  # fmt: skip
    numbers.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8")
    return workbook, numbers
