"""``anlan supply gap``: what covers the needs of scenarios, what is missing, and what binds production."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

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
from anlan.report.chapters.supply_gap import supply_gap_chapter
from anlan.report.chapters.supply_gap_parts import GapStory
from anlan.report.chapters.supply_gap_production import supply_production_chapter
from anlan.report.chapters.supply_gap_sheets import gap_sheets
from anlan.report.supply_book import supply_book
from anlan.report.voice import Voice
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.exchange.tables import write_csv, write_xlsx
from anlan.supplies.gap import Gap, gap_of
from anlan.supplies.production import ProductionSettings, bindings_of, losses_of, option_values, strengths_of

ABOUT = mark("Balance needs against stock, agreements, neighbours and production, hour by hour.")

NUMBERS, WORKBOOK = "gap.json", "supplies-gap.xlsx"


def add_gap(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan supply gap``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)
    told = ask.option

    @group.command(name="gap", help=screen.translate(ABOUT))
    def gap(
        path: Annotated[Path, ask.package],
        scenario: Annotated[
            list[str],
            ask.scenarios,
        ],
        out: Annotated[Path, ask.out],
        level: Annotated[str, ask.level] = "district",
        step: Annotated[int, told(mark("Length of a step of the plan of production, hours"))] = 6,
        samples: Annotated[int, ask.samples] = SAMPLES,
        seed: Annotated[int | None, ask.seed] = None,
        workers: Annotated[int | None, ask.workers] = None,
        floor: Annotated[
            list[str] | None,
            ask.floor,
        ] = None,
        events: Annotated[int | None, ask.events] = None,
        on: Annotated[datetime | None, _day(screen)] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:
        refuse_scenes(scenario, out, force=force)
        rules, stages = ProductionSettings(step_h=step), Stages(screen)
        try:
            city = load_city(path, screen, stages)
            refuse_without_standards(city)
            wish = read_wish(city, samples=samples, seed=seed, workers=workers, floors=floor, events=events)
            story = _story(city, scenario, wish, stages, level, rules, on)
            book = gap_book(story, level)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *_extras(story, book, fresh, screen)))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out, (WORKBOOK, NUMBERS))


def _day(screen: Terminal) -> Any:
    words = mark(
        "Day on which the scenario begins, YYYY-MM-DD: lots and agreements that ended before do not count; all count "
        "if not given"
    )
    return typer.Option(formats=["%Y-%m-%d"], help=screen.translate(words))


def _story(
    city: City,
    names: Sequence[str],
    wish: Wish,
    stages: Stages,
    level: str,
    rules: ProductionSettings,
    on: datetime | None,
) -> GapStory:
    with local(wish.workers) as executor:
        scenes = scenes_of(city, names, wish, executor, stages)
    return gap_story(city, scenes.runs, level, rules, stages, on=None if on is None else on.date())


def gap_story(
    city: City,
    runs: Sequence[ScenarioRun],
    level: str,
    rules: ProductionSettings,
    stages: Stages,
    *,
    on: date | None = None,
) -> GapStory:
    """Balance scenarios and find what follows from the first of them.

    Parameters
    ----------
    city
        The city.
    runs
        The scenarios hour by hour, the worst first.
    level
        Level of the areas.
    rules
        Rules of the plan of production.
    stages
        Told of the stages.
    on
        Day on which the scenarios begin: lots and agreements that ended before are left out. None keeps all.
    """
    stages.begin(Message(mark("Balance every item and hour")))
    gaps = list[Gap]()
    for done, run in enumerate(runs, start=1):
        gaps.append(gap_of(city, run, level=level, settings=rules, on=on))
        stages.advance(done, len(runs))
    stages.end(Message(mark("{count} scenarios"), count=len(gaps)))
    first = gaps[0]
    stages.begin(Message(mark("Take out each supplier in turn")))
    losses = losses_of(first.plan, first.conditions, advance=stages.advance)
    stages.end(Message(mark("{count} losses"), count=len(losses)))
    shifts = city.table("capacity")["hours_a_day"].to_numpy() / 24.0
    return GapStory(
        city, tuple(runs), tuple(gaps), bindings_of(first.plan), losses, option_values(city, first.plan),
        strengths_of(first.plan, shifts, wanted=first.needs.city_amount),
    )  # fmt: skip


def gap_book(story: GapStory, level: str) -> Book:
    """Bind the chapters on the gap to a book.

    Parameters
    ----------
    story
        Balances of the scenarios.
    level
        Level of the areas.
    """
    chapters = [supply_gap_chapter(story)]
    if len(story.first.plan.network.makers):
        chapters.append(supply_production_chapter(story))
    return supply_book(
        story.city, story.runs, Message(mark("What is missing: stock, agreements, production")),
        Message(mark("What covers the needs of the scenarios, from when, and what binds")), chapters, {"level": level},
    )  # fmt: skip


def _extras(story: GapStory, book: Book, folder: Path, screen: Terminal) -> tuple[Path, ...]:
    """Write the tables as a workbook and as CSV for spreadsheets, and the numbers as JSON."""
    voice = Voice.of(screen.language)
    limits = [limit for chapter in book.chapters for limit in chapter.limits]
    sheets = gap_sheets(story, voice, tuple(voice.say(note) for note in limits))
    frames = {name: frame for chapter in book.chapters for name, frame in chapter.tables.items()}
    workbook = write_xlsx(folder / WORKBOOK, sheets)
    gap_csv = write_csv(folder / "gap.csv", sheets[0])
    plan = story.first.plan
    content = {
        "provenance": dict(story.first.provenance), "scenarios": [gap.needs.scenario for gap in story.gaps],
        "synthetic": story.first.needs.synthetic,
        "production": {"status": plan.status} | (
            {"objective": plan.objective, "bound": plan.bound} if plan.status == "optimal" else {}
        ),
        **{name: frame.to_dicts() for name, frame in frames.items()},
    }  # fmt: skip
    numbers = folder / NUMBERS
    numbers.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8")
    return workbook, gap_csv, numbers
