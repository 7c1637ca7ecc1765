"""``anlan scenario run``: a scenario hour by hour, as a book."""

from pathlib import Path
from typing import Annotated

import typer

from anlan.city import City
from anlan.cli.asking import Asking
from anlan.cli.choosing import KINDS, SAMPLES, Wish, check_names, chosen, read_wish
from anlan.cli.console import Terminal
from anlan.cli.printing import find_browser, no_browser, print_page
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import local
from anlan.errors import MissingPartError, SettingError
from anlan.language import LANGUAGES, Message, mark
from anlan.report import PAGE, RunStory, refuse_foreign, run_book, scenario_numbers, write_book
from anlan.report.page import PREFIX
from anlan.report.run_numbers import FILE
from anlan.scenarios.run import run_scenario
from anlan.supplies import capability_targets, needs_of


def add_run(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan scenario run``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)
    told, named = ask.option, ask.argument

    whole = screen.translate(mark("Follow a scenario hour by hour; write its book, its numbers and a PDF."))

    @group.command(name="run", help=whole)
    def run(
        path: Annotated[Path, ask.package],
        scenario: Annotated[
            str, named(mark("File of a scenario, a kind of hazard for its worst credible event, or 'worst'"))
        ],
        out: Annotated[Path, ask.out],
        samples: Annotated[int, ask.samples] = SAMPLES,
        seed: Annotated[int | None, ask.seed] = None,
        workers: Annotated[int | None, ask.workers] = None,
        floor: Annotated[
            list[str] | None,
            ask.floor,
        ] = None,
        events: Annotated[int | None, ask.events] = None,
        pdf: Annotated[bool | None, told(mark("Demand a PDF, or leave it out; made if a browser is found"))] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:
        _refuse(scenario, out, force=force)
        browser = _browser(screen, pdf)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            wish = read_wish(city, samples=samples, seed=seed, workers=workers, floors=floor, events=events)
            story = _story(city, scenario, wish, stages, screen)
            book = run_book(story)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), _numbers(story, fresh)))
            if browser is not None:
                _print(screen, stages, out, browser, demanded=bool(pdf))
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out, _more(out))


def _browser(screen: Terminal, pdf: bool | None) -> str | None:
    """Return the browser that prints; refuse at once where a PDF is demanded and none is found."""
    browser = None if pdf is False else find_browser()
    if browser is None and pdf is not False:
        if pdf:
            raise MissingPartError(no_browser())
        screen.err.print(no_browser().render(screen.translate), style="yellow", highlight=False, soft_wrap=True)
    return browser


def _story(city: City, scenario: str, wish: Wish, stages: Stages, screen: Terminal) -> RunStory:
    with local(wish.workers) as executor:
        (saved,), worst = chosen(city, [scenario], wish, executor, stages)
        run = run_scenario(city, saved, samples=wish.samples, seed=wish.seed, executor=executor, progress=stages)
    screen.problems(run.notices)
    kinds = [one.kind for one in run.scenario.footprints]
    needs = None if city.table("needs").is_empty() else needs_of(city, run.course, run.hours, kinds)
    return RunStory(city, run, needs, capability_targets(city, run, needs), worst)


def _refuse(scenario: str, out: Path, *, force: bool) -> None:
    """Refuse what stands for no scenario, and to replace what is not ours or the folder in which the scenario lies."""
    check_names([scenario], KINDS)
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
