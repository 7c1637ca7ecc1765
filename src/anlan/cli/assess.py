"""``anlan assess``: the risk of a city from every hazard."""

from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import numpy as np
import typer
from rich.markup import escape

from anlan.cli.console import Terminal
from anlan.cli.stages import Stages, load_city, write_folder
from anlan.compute import Executor, local
from anlan.language import Message, mark
from anlan.report import NUMBERS, PAGE, TABLES, Voice, book_of, is_report, refuse_foreign, risk_chapters, write_book
from anlan.report.chapters.where import MAP_YEARS
from anlan.risk import Assessment, assess_city
from anlan.risk.intensity_map import IntensityMap, intensity_map


def add_assess(app: typer.Typer, screen: Terminal) -> None:
    """Add the command ``assess``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the command writes.
    """

    def told(text: str) -> Any:
        return typer.Option(help=screen.translate(text))

    package = typer.Argument(help=screen.translate(mark("City package: a folder or a zip archive")))
    whole = screen.translate(mark("Assess the risk from every hazard: curves, chances, tail, maps; write the report."))

    @app.command(name="assess", help=whole)
    def run(
        path: Annotated[Path, package],
        out: Annotated[Path, told(mark("Folder of the report"))],
        hazard: Annotated[list[str] | None, told(mark("Only this hazard; may be given several times"))] = None,
        horizon: Annotated[float | None, told(mark("Planning horizon, years"))] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        dispersion: Annotated[float, told(mark("Variance over mean of the yearly number of events"))] = 1.0,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        since = monotonic()
        refuse_foreign(out, is_report, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            own = city.settings
            with local(workers) as executor:
                assessment = assess_city(
                    city,
                    own["events"] if events is None else events,
                    own["seed"] if seed is None else seed,
                    executor,
                    stages,
                    kinds=hazard,
                    dispersion=dispersion,
                )
                intensities = _intensities(assessment, executor, stages)
            years = float(own["planning_years"]) if horizon is None else horizon
            title = Message(mark("Risk assessment"))
            subtitle = Message(mark("What every hazard may do to the city, how often, where, and to whom"))
            book = book_of(assessment, title, subtitle, risk_chapters(assessment, intensities, years))
            write_folder(out, stages, lambda fresh: write_book(book, fresh))
        finally:
            stages.stop()
        voice = Voice.of(screen.language)
        screen.out.print()
        for sentence in book.chapters[0].sentences:
            screen.out.print(escape(voice.say(sentence)), highlight=False)
        screen.out.print()
        for name in (PAGE, NUMBERS, TABLES):
            screen.out.print(f"  {escape(str(out / name))}", highlight=False, soft_wrap=True, style="bold")
        screen.say(Message(mark("done in {seconds:.0f} s"), seconds=monotonic() - since), "bold green")


def _intensities(assessment: Assessment, executor: Executor, stages: Stages) -> dict[str, IntensityMap]:
    """Map the intensity of each hazard; the range of a map ends at the strongest of the worst events."""
    stages.begin(Message(mark("Map the intensities")))
    found = {}
    for done, (kind, impacts) in enumerate(assessment.impacts.items(), start=1):
        worst = np.argsort(-impacts.by_district.sum(axis=(1, 2)), kind="stable")[:64]
        top = float(impacts.events.intensity(np.sort(worst)).max(initial=0.0))
        if top > 0.0:
            found[kind] = intensity_map(impacts.events, [MAP_YEARS], executor, top)
        stages.advance(done, len(assessment.impacts))
    stages.end(Message(mark("{count} maps"), count=len(found)))
    return found
