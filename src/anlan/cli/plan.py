"""``anlan plan``: which measures to carry out when, under a budget."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, load_city, write_folder
from anlan.compute import local
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.report import NUMBERS, PAGE, TABLES, Voice, book_of, refuse_foreign, write_book
from anlan.report.book import Chapter
from anlan.report.chapters.plan import plan_chapter
from anlan.report.document import Grid
from anlan.report.wording import cell_text
from anlan.risk import Assessment, assess_city
from anlan.risk.treatment import RATE, PlanRun, PlanSettings, make_plan

SHOWN = ("measure", "start", "works", "cost", "alone-killed", "alone-direct_loss")
"""Columns of the table on the screen; the report has all."""


def add_plan(app: typer.Typer, screen: Terminal) -> None:
    """Add the command ``plan``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the command writes.
    """

    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=screen.translate(text))

    package = typer.Argument(help=screen.translate(mark("City package: a folder or a zip archive")))
    whole = screen.translate(mark("Choose and schedule measures under a budget, and write the action plan."))

    @app.command(name="plan", help=whole)
    def run(
        path: Annotated[Path, package],
        budget: Annotated[float, told(mark("Most that may be spent in the programme, in the city's currency"))],
        yearly: Annotated[float, told(mark("Most that may be spent in each year"))] = math.inf,
        years: Annotated[int, told(mark("Years of the programme"))] = 10,
        horizon: Annotated[int | None, told(mark("Years over which benefits count; the city's if not given"))] = None,
        rate: Annotated[float, told(mark("Discount rate a year"))] = RATE,
        growth: Annotated[float, told(mark("Growth of the risk a year"))] = 0.0,
        value: Annotated[list[str] | None, told(mark("Money for one person, such as killed=5e6; else none"))] = None,
        weight: Annotated[list[str] | None, told(mark("Weight of a consequence, such as killed=2"))] = None,
        must: Annotated[list[str] | None, told(mark("Measure that has to be carried out; several times"))] = None,
        least: Annotated[list[str] | None, told(mark("Least share to avoid, such as killed=0.2"))] = None,
        fairness: Annotated[float, told(mark("Least benefit per head in each district against the mean, 0 to 1"))] = 0,
        fair_by: Annotated[str, told(mark("What fairness compares: benefit or spending"))] = "benefit",
        samples: Annotated[int, told(mark("Possible futures that are drawn"))] = 0,
        tail: Annotated[float, told(mark("Weight of the worst tenth of the futures, 0 to 1; needs samples"))] = 0.0,
        renew: Annotated[bool, told(mark("Renew measures at the end of their life"))] = True,
        hazard: Annotated[list[str] | None, told(mark("Only this hazard; may be given several times"))] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        out: Annotated[Path | None, told(mark("Folder of the report"))] = None,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        parts = _Parts(_pairs(value), _pairs(weight), _pairs(least), tuple(must or ()))
        limits = _Limits(budget, yearly, years, horizon, rate, growth, fairness, fair_by, tail, renew)
        simulation = _Simulation(hazard, events, seed, workers, samples)
        _plan(screen, path, _Order(limits, parts, simulation), out, force=force)


@dataclass(frozen=True)
class _Limits:
    budget: float
    yearly: float
    years: int
    horizon: int | None
    rate: float
    growth: float
    fairness: float
    fair_by: str
    tail: float
    renew: bool


@dataclass(frozen=True)
class _Parts:
    values: Mapping[str, float]
    weights: Mapping[str, float]
    least: Mapping[str, float]
    must: tuple[str, ...]


@dataclass(frozen=True)
class _Simulation:
    hazards: list[str] | None
    events: int | None
    seed: int | None
    workers: int | None
    samples: int


@dataclass(frozen=True)
class _Order:
    """What was asked for."""

    limits: _Limits
    parts: _Parts
    simulation: _Simulation

    def settings(self, city: City) -> PlanSettings:
        """Return the settings of the programme, the city's where none was given."""
        given = {field.name: getattr(self.limits, field.name) for field in fields(self.limits)}
        given |= {"values": self.parts.values, "least": self.parts.least, "must": self.parts.must}
        if self.limits.horizon is None:
            given["horizon"] = max(city.settings["planning_years"], self.limits.years + 1)
        if self.parts.weights:
            given["weights"] = self.parts.weights
        return PlanSettings(**given)


def _plan(screen: Terminal, path: Path, order: _Order, out: Path | None, *, force: bool) -> None:
    since = monotonic()
    if out is not None:
        refuse_foreign(out, replaceable, force=force)
    if order.simulation.samples < 0:
        raise SettingError(
            Message(mark("{name} is {value}; give 0 or more"), name="samples", value=order.simulation.samples)
        )
    stages = Stages(screen)
    try:
        city = load_city(path, screen, stages)
        assessment, plan = _computed(city, order, stages)
        chapter = plan_chapter(plan)
        if out is not None:
            _write(assessment, chapter, out, stages)
    finally:
        stages.stop()
    _show(plan, chapter, screen)
    for name in (PAGE, NUMBERS, TABLES) if out is not None else ():
        screen.out.print(f"  {escape(str(Path(out or '') / name))}", highlight=False, soft_wrap=True, style="bold")
    screen.say(Message(mark("done in {seconds:.0f} s"), seconds=monotonic() - since), "bold green")


def _computed(city: City, order: _Order, stages: Stages) -> tuple[Assessment, PlanRun]:
    own, wish, settings = city.settings, order.simulation, order.settings(city)
    with local(wish.workers) as executor:
        assessment = assess_city(
            city,
            own["events"] if wish.events is None else wish.events,
            own["seed"] if wish.seed is None else wish.seed,
            executor,
            stages,
            kinds=wish.hazards,
        )
        return assessment, make_plan(assessment, settings, executor, stages, samples=wish.samples)


def _pairs(texts: Sequence[str] | None) -> dict[str, float]:
    """Read options such as ``killed=0.2``."""
    found = {}
    for text in texts or ():
        name, equals, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise SettingError(Message(mark("'{text}' is not of the form consequence=number"), text=text))
    return found


def _write(assessment: Assessment, chapter: Chapter, out: Path, stages: Stages) -> None:
    title = Message(mark("Action plan"))
    subtitle = Message(mark("Which measures to carry out when, what they cost and what they save"))
    book = book_of(assessment, title, subtitle, (chapter,))
    write_folder(out, stages, lambda fresh: write_book(book, fresh))


def _show(plan: PlanRun, chapter: Chapter, screen: Terminal) -> None:
    voice = Voice.of(screen.language)
    screen.out.print()
    for sentence in chapter.sentences:
        screen.out.print(escape(voice.say(sentence)), highlight=False)
    if plan.plan.outcome is not None and plan.plan.outcome.starts:
        screen.out.print(_table(chapter.grids["plan-measures"], frozenset(plan.plan.outcome.starts), voice))
    screen.out.print()


def _table(grid: Grid, chosen: frozenset[str], voice: Voice) -> Table:
    """Return the chosen measures for the screen."""
    places = [place for place, column in enumerate(grid.columns) if column.key in SHOWN]
    table = Table(title=escape(voice.say(grid.title)), title_justify="left", title_style="bold", box=None)
    for place in places:
        column = grid.columns[place]
        unit = f"\n{voice.unit(column.unit)}" if column.unit else ""
        left = column.key == "measure"
        table.add_column(escape(voice.say(column.title) + unit), justify="left" if left else "right")
    for row in grid.rows:
        if row.key in chosen:
            cells = ((row.cells[place], grid.columns[place]) for place in places)
            table.add_row(*(escape(cell_text(cell, column, voice)) for cell, column in cells))
    return table
