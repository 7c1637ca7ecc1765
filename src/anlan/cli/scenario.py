"""The commands on scenarios: ``anlan scenario ...``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.replacing import FOLDER, replaceable
from anlan.cli.scenario_files import add_scenario_files, write_scenarios
from anlan.cli.scenario_run import add_run
from anlan.cli.searching import searched
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import local
from anlan.language import Message, mark
from anlan.report import Book, Joint, refuse_foreign, scenario_book, write_book
from anlan.risk import assess_city
from anlan.risk.register import make_register
from anlan.scenarios import details_of, plan_with, read_search
from anlan.scenarios.made import saved_choices
from anlan.scenarios.saved import SavedScenario

KEEP = 50
"""Scenarios of the planning set, where nothing else is asked for."""


@dataclass(frozen=True)
class _Order:
    """What was asked for; None stands for the city's own settings."""

    hazards: list[str] | None
    floors: list[str]
    dimensions: list[str]
    events: int | None
    seed: int | None
    workers: int | None
    keep: int


def add_scenario(app: typer.Typer, screen: Terminal) -> None:
    """Add the group ``anlan scenario``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the commands write.
    """
    group = typer.Typer(help=screen.translate(mark("Choose and list scenarios.")), no_args_is_help=True)
    _add_worst(group, screen)
    add_scenario_files(group, screen)
    add_run(group, screen)
    app.add_typer(group, name="scenario")


def _add_worst(group: typer.Typer, screen: Terminal) -> None:
    def told(text: str) -> Any:
        return typer.Option(help=screen.translate(text))

    package = typer.Argument(help=screen.translate(mark("City package: a folder or a zip archive")))
    whole = screen.translate(mark("Choose the worst credible scenario of each hazard and of all; write the report."))

    @group.command(name="worst", help=whole)
    def run(
        path: Annotated[Path, package],
        out: Annotated[Path, told(mark("Folder of the report"))],
        hazard: Annotated[list[str] | None, told(mark("Only this hazard; may be given several times"))] = None,
        floor: Annotated[
            list[str] | None,
            told(mark("Credibility floor, 1/year: VALUE for all or KIND=VALUE for a hazard or class; repeatable")),
        ] = None,
        dimension: Annotated[
            list[str] | None, told(mark("Weight of a dimension, NAME=WEIGHT; 1 if not given; repeatable"))
        ] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        keep: Annotated[int, told(mark("Most scenarios of the planning set"))] = KEEP,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        refuse_foreign(out, replaceable, force=force)
        stages = Stages(screen)
        try:
            order = _Order(hazard, floor or [], dimension or [], events, seed, workers, keep)
            book, saved = _book(load_city(path, screen, stages), order, stages)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *write_scenarios(saved, fresh)))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out, [FOLDER])


def _book(city: City, order: _Order, stages: Stages) -> tuple[Book, Mapping[str, SavedScenario]]:
    own = city.settings
    events = int(own["events"]) if order.events is None else order.events
    seed = int(own["seed"]) if order.seed is None else order.seed
    counts = {"keep": (order.keep, 1), "events": (events, 1), "seed": (seed, 0)}
    search = read_search(city, order.floors, order.dimensions, counts)
    with local(order.workers) as executor:
        assessment = assess_city(city, events, seed, executor, stages, kinds=order.hazards)
        stages.begin(Message(mark("Rate the risks")))
        register = make_register(assessment, executor, stages.advance)
        stages.end(Message(mark("{count} risks"), count=len(register.items)))
        found = searched(assessment, search, executor, stages)
    worst = found.worst
    stages.begin(Message(mark("Reduce the events to a planning set")))
    planned = plan_with(worst, order.keep, stages.advance)
    stages.end(
        Message(
            mark("{kept} scenarios stand for {events:,} events"), kept=len(planned.scenarios), events=planned.events
        )
    )
    joint = Joint(found.families, found.missing)
    return scenario_book(worst, planned, register, details_of(worst), joint), saved_choices(worst, found.families)
