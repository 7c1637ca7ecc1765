"""The commands on scenarios: ``anlan scenario ...``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import local
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.report import NUMBERS, Book, Joint, Voice, is_report, refuse_foreign, scenario_book, write_book
from anlan.report.quantity import Quantity
from anlan.report.words import hazard_name
from anlan.risk import assess_city
from anlan.risk.register import make_register
from anlan.scenarios import Floors, details_of, plan_with, read_search, search_worst
from anlan.scenarios.joint import compounds_of, joint_families, judge_joint

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
    _add_list(group, screen)
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
        refuse_foreign(out, is_report, force=force)
        stages = Stages(screen)
        try:
            order = _Order(hazard, floor or [], dimension or [], events, seed, workers, keep)
            book = _book(load_city(path, screen, stages), order, stages)
            write_folder(out, stages, lambda fresh: write_book(book, fresh))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out)


def _book(city: City, order: _Order, stages: Stages) -> Book:
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
        stages.begin(Message(mark("Join the hazards that strike together")))
        families, missing = joint_families(assessment, executor)
        compounds = compounds_of(assessment, families, _least(search.floors), executor)
        stages.end(Message(mark("{count} families of compound events"), count=len(families)))
        stages.begin(Message(mark("Search the worst credible scenario")))
        worst = search_worst(assessment, search.floors, [one.candidates for one in compounds], search.weights)
        joint = Joint(judge_joint(worst, compounds, executor), missing)
        stages.end(Message(mark("{count} credible events are not outdone"), count=len(worst.front)))
    stages.begin(Message(mark("Reduce the events to a planning set")))
    planned = plan_with(worst, order.keep, stages.advance)
    stages.end(
        Message(
            mark("{kept} scenarios stand for {events:,} events"), kept=len(planned.scenarios), events=planned.events
        )
    )
    return scenario_book(worst, planned, register, details_of(worst), joint)


def _least(floors: Floors) -> float:
    return min(one.frequency for one in (floors.general, *floors.own.values()))


def _add_list(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    @group.command(name="list", help=say(mark("List the scenarios of a folder that 'anlan scenario worst' wrote.")))
    def run(folder: Annotated[Path, typer.Argument(help=say(mark("Folder of the report")))]) -> None:
        chapters = _chapters(folder)
        voice = Voice.of(screen.language)
        worst = _data(chapters, "scenarios")
        if worst is None:
            raise _without_scenarios(folder)
        shown = ("severity", "exceedance_per_year")
        screen.out.print(_table(mark("Worst credible scenario of each hazard"), worst, shown, voice))
        planned = _data(chapters, "planning_set")
        if planned:
            screen.out.print(_table(mark("Scenarios for planning"), planned, ("frequency_per_year",), voice))


def _chapters(folder: Path) -> Sequence[Mapping[str, Any]]:
    if not is_report(folder):
        raise _without_scenarios(folder)
    content = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    found: Sequence[Mapping[str, Any]] = content.get("chapters", [])
    return found


def _without_scenarios(folder: Path) -> SettingError:
    return SettingError(Message(mark("{path} holds no scenarios; make them with 'anlan scenario worst'"), path=folder))


def _data(chapters: Sequence[Mapping[str, Any]], name: str) -> Sequence[Mapping[str, Any]] | None:
    return next((chapter["data"][name] for chapter in chapters if name in chapter.get("data", {})), None)


HEADINGS: Mapping[str, str] = {
    "severity": mark("Severity"),
    "exceedance_per_year": mark("How often, at least as severe"),
    "frequency_per_year": mark("Frequency"),
}


def _table(title: str, records: Sequence[Mapping[str, Any]], columns: Sequence[str], voice: Voice) -> Table:
    table = Table(title=escape(voice.say(Message(title))), title_justify="left", title_style="bold", box=None)
    for heading in (mark("Hazard"), mark("Event"), mark("What it is")):
        table.add_column(escape(voice.say(Message(heading))), overflow="fold")
    for name in columns:
        table.add_column(escape(voice.say(Message(HEADINGS[name]))), justify="right")
    for record in records:
        numbers = (Quantity(record[name], "1" if name == "severity" else "1/year") for name in columns)
        language = voice.language
        named = record.get("hazard_name")  # reports of older versions have the kind alone
        hazard = named[language] if named else voice.say(hazard_name(record["hazard"]))
        told = (hazard, record["event"], record["description"][language])
        table.add_row(*(escape(text) for text in (*told, *(voice.say(number) for number in numbers))))
    return table
