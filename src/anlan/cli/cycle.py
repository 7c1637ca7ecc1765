"""``anlan cycle``: from the city package to the report."""

from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from rich.markup import escape

from anlan.cli.console import Terminal
from anlan.cli.stages import Stages, load_city, write_folder
from anlan.compute import local
from anlan.language import Message, mark
from anlan.rehearsal import CycleSettings, run_cycle
from anlan.report import (
    NUMBERS,
    PAGE,
    TABLES,
    Report,
    Voice,
    build_report,
    is_report,
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
        since = monotonic()
        refuse_foreign(out, is_report, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            with local(workers) as executor:
                settings = CycleSettings.of(city, events=events, floor=floor, seed=seed)
                report = build_report(run_cycle(city, settings, executor, stages))
            write_folder(out, stages, lambda fresh: write_report(report, fresh))
        finally:
            stages.stop()
        _summarise(report, out, screen, monotonic() - since)


def _summarise(report: Report, out: Path, screen: Terminal, seconds: float) -> None:
    voice = Voice.of(screen.language)
    screen.out.print()
    for sentence in report.summary:
        screen.out.print(escape(voice.say(sentence)), highlight=False)
    screen.out.print()
    for name in (PAGE, NUMBERS, TABLES):
        screen.out.print(f"  {escape(str(out / name))}", highlight=False, soft_wrap=True, style="bold")
    screen.say(Message(mark("done in {seconds:.0f} s"), seconds=seconds), "bold green")
