"""``anlan scenario run``: a scenario hour by hour, as a book."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.cli.console import Terminal
from anlan.cli.printing import find_browser, no_browser, print_page
from anlan.cli.replacing import replaceable
from anlan.cli.searching import searched
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import Executor, local
from anlan.errors import MissingPartError, SettingError
from anlan.language import LANGUAGES, Message, mark
from anlan.report import PAGE, RunStory, refuse_foreign, run_book, scenario_numbers, write_book
from anlan.report.page import PREFIX
from anlan.report.run_numbers import FILE
from anlan.risk import assess_city
from anlan.scenarios import Search, Worst, read_search
from anlan.scenarios.joint import JOINT_KINDS
from anlan.scenarios.made import WORST, saved_choices
from anlan.scenarios.run import run_scenario
from anlan.scenarios.saved import SavedScenario, read_scenario
from anlan.supplies import capability_targets, needs_of

SAMPLES = 100
"""Samples of damage and repair, where nothing else is asked for."""

KINDS = (WORST, *HAZARD_KINDS, *JOINT_KINDS)
"""Names that stand for a choice of the search."""


@dataclass(frozen=True)
class _Order:
    """What was asked for; None stands for the city's own settings."""

    scenario: str
    samples: int
    seed: int
    workers: int | None
    search: Search
    events: int


def add_run(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan scenario run``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """

    def told(text: str) -> Any:
        return typer.Option(help=screen.translate(text))

    def named(text: str) -> Any:
        return typer.Argument(help=screen.translate(text))

    whole = screen.translate(mark("Follow a scenario hour by hour; write its book, its numbers and a PDF."))

    @group.command(name="run", help=whole)
    def run(
        path: Annotated[Path, named(mark("City package: a folder or a zip archive"))],
        scenario: Annotated[
            str, named(mark("File of a scenario, a kind of hazard for its worst credible event, or 'worst'"))
        ],
        out: Annotated[Path, told(mark("Folder of the report"))],
        samples: Annotated[int, told(mark("Samples of damage and repair"))] = SAMPLES,
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        floor: Annotated[
            list[str] | None,
            told(mark("Credibility floor, 1/year: VALUE for all or KIND=VALUE for a hazard or class; repeatable")),
        ] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        pdf: Annotated[bool | None, told(mark("Demand a PDF, or leave it out; made if a browser is found"))] = None,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        _refuse(scenario, out, force=force)
        browser = _browser(screen, pdf)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            story = _story(city, _ordered(city, scenario, samples, seed, workers, floor or [], events), stages)
            screen.problems(story.run.notices)
            book = run_book(story)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), _numbers(story, fresh)))
            if browser is not None:
                _print(screen, stages, out, browser, demanded=bool(pdf))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out, _more(out))


def _ordered(
    city: City, scenario: str, samples: int, seed: int | None, workers: int | None, floors: list[str],
    events: int | None,
) -> _Order:  # fmt: skip
    own = city.settings
    seed = int(own["seed"]) if seed is None else seed
    events = int(own["events"]) if events is None else events
    counts = {"samples": (samples, 1), "events": (events, 1), "seed": (seed, 0)}
    return _Order(scenario, samples, seed, workers, read_search(city, floors, counts=counts), events)


def _browser(screen: Terminal, pdf: bool | None) -> str | None:
    """Return the browser that prints; refuse at once where a PDF is demanded and none is found."""
    browser = None if pdf is False else find_browser()
    if browser is None and pdf is not False:
        if pdf:
            raise MissingPartError(no_browser())
        screen.err.print(no_browser().render(screen.translate), style="yellow", highlight=False, soft_wrap=True)
    return browser


def _story(city: City, order: _Order, stages: Stages) -> RunStory:
    with local(order.workers) as executor:
        saved, worst = _scenario(city, order, executor, stages)
        run = run_scenario(city, saved, samples=order.samples, seed=order.seed, executor=executor, progress=stages)
    needs = None if city.table("needs").is_empty() else needs_of(city, run.course, run.hours)
    return RunStory(city, run, needs, capability_targets(city, run, needs), worst)


def _scenario(city: City, order: _Order, executor: Executor, stages: Stages) -> tuple[SavedScenario, Worst | None]:
    """Read the scenario from its file, or take the worst credible event of a hazard."""
    if order.scenario not in KINDS:
        place = Path(order.scenario)
        if not place.is_file():
            raise SettingError(
                Message(
                    mark("'{scenario}' is neither a file nor a kind of hazard; give a file, or one of {kinds}"),
                    scenario=order.scenario,
                    kinds=", ".join(KINDS),
                )
            )
        return read_scenario(place), None
    assessment = assess_city(city, order.events, order.seed, executor, stages)
    found = searched(assessment, order.search, executor, stages)
    saved = saved_choices(found.worst, found.families).get(order.scenario)
    if saved is None:
        raise SettingError(_nothing(order.scenario, city))
    return saved, found.worst


def _nothing(kind: str, city: City) -> Message:
    if kind in JOINT_KINDS:
        pattern = mark(
            "in no credible event of '{kind}' in {city} do two hazards weigh; give one of its hazards, or '{worst}'"
        )
    else:
        pattern = mark("no credible event of '{kind}' does harm in {city}; see 'anlan scenario worst'")
    return Message(pattern, kind=kind, city=city.info["id"], worst=WORST)


def _refuse(scenario: str, out: Path, *, force: bool) -> None:
    """Refuse to replace what is not ours, and the folder in which the scenario itself lies."""
    if scenario not in KINDS and Path(scenario).resolve().is_relative_to(out.resolve()):
        pattern = mark("{scenario} lies in {out}, which would be replaced; give another folder for the report")
        raise SettingError(Message(pattern, scenario=scenario, out=out))
    refuse_foreign(out, replaceable, force=force)


def _more(out: Path) -> list[str]:
    return [*sorted(path.name for path in out.glob("*.pdf")), FILE]


def _numbers(story: RunStory, folder: Path) -> Path:
    target = folder / FILE
    target.write_text(scenario_numbers(story), encoding="utf-8")
    return target


def _print(screen: Terminal, stages: Stages, out: Path, browser: str, *, demanded: bool) -> None:
    """Print both editions; without a demand a failure is told and the report stands."""
    stages.begin(Message(mark("Print the PDF")))
    try:
        for place, language in enumerate(LANGUAGES, start=1):
            part = PREFIX[language]
            print_page(browser, out / PAGE, part, out / f"report-{part}.pdf")
            stages.advance(place, len(LANGUAGES))
    except MissingPartError as error:
        if demanded:
            raise
        stages.stop()
        screen.err.print(error.message.render(screen.translate), style="yellow", highlight=False, soft_wrap=True)
    else:
        stages.end(Message(mark("{count} editions"), count=len(LANGUAGES)))
