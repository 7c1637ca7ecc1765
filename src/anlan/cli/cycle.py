"""``anlan cycle``: from the city package to the report."""

from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.cli.console import Terminal
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import local
from anlan.language import mark
from anlan.rehearsal import CycleSettings, run_cycle
from anlan.report import (
    build_report,
    refuse_foreign,
    write_report,
)


def add_cycle(app: typer.Typer, screen: Terminal) -> None:
    """Add the command ``cycle``.

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
    whole = screen.translate(mark("Run risk, worst credible scenario, needs and supplies, and write the report."))

    @app.command(name="cycle", help=whole)
    def run(
        path: Annotated[Path, package],
        out: Annotated[Path, told(mark("Folder of the report"))],
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        floor: Annotated[float | None, told(mark("Credibility floor, a yearly frequency"))] = None,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        refuse_foreign(out, replaceable, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            with local(workers) as executor:
                settings = CycleSettings.of(city, events=events, floor=floor, seed=seed)
                report = build_report(run_cycle(city, settings, executor, stages))
            write_folder(out, stages, lambda fresh: write_report(report, fresh))
        finally:
            stages.stop()
        finished(screen, stages, report.summary, out)
