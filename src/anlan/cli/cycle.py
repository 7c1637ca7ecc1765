"""``anlan cycle``: from the city package to the report."""

from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from anlan.city import City
from anlan.cli.console import Terminal
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
    replaced,
    write_report,
)


class Stages:
    """Shows each stage of a run: a bar while it goes on, then one line with its time and result.

    Parameters
    ----------
    screen
        Where to show it.
    """

    def __init__(self, screen: Terminal) -> None:
        self._screen = screen
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._since = 0.0
        self._stage = ""

    def begin(self, stage: Message) -> None:
        """Show the bar of a stage.

        Parameters
        ----------
        stage
            What begins.
        """
        self._since, self._stage = monotonic(), stage.render(self._screen.translate)
        if not self._screen.out.is_terminal:
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, TimeElapsedColumn(), console=self._screen.out, transient=True)
        self._task = self._bar.add_task(escape(self._stage), total=None)
        self._bar.start()

    def advance(self, done: int, total: int) -> None:
        """Move the bar.

        Parameters
        ----------
        done, total
            How much of the stage is done.
        """
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)

    def end(self, result: Message) -> None:
        """Replace the bar by one line.

        Parameters
        ----------
        result
            What the stage found.
        """
        self.stop()
        seconds = f"{monotonic() - self._since:6.1f} s"
        said = escape(Voice.of(self._screen.language).say(result))
        self._screen.out.print(
            f"[dim]{seconds}[/dim]  [bold]{escape(self._stage)}[/bold]  {said}", highlight=False, soft_wrap=True
        )

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


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
            city = _load(path, screen, stages)
            with local(workers) as executor:
                settings = CycleSettings.of(city, events=events, floor=floor, seed=seed)
                report = build_report(run_cycle(city, settings, executor, stages))
            _write(report, out, stages)
        finally:
            stages.stop()
        _summarise(report, out, screen, monotonic() - since)


def _load(path: Path, screen: Terminal, stages: Stages) -> City:
    stages.begin(Message(mark("Load the city")))
    city = City.load(path)
    stages.end(
        Message(
            mark("{city}: {cells:,} cells, {people:,} people"),
            city=city.info["name_zh"] if screen.language == "zh-Hans" else city.info["name_en"] or city.info["name_zh"],
            cells=city.cells.h3.size,
            people=round(float(city.cells.population.sum())),
        )
    )
    screen.problems(city.notices)
    return city


def _write(report: Report, out: Path, stages: Stages) -> None:
    stages.begin(Message(mark("Write the report")))
    with replaced(out) as fresh:
        files = write_report(report, fresh)
    stages.end(Message(mark("{files} files in {folder}"), files=len(files), folder=out))


def _summarise(report: Report, out: Path, screen: Terminal, seconds: float) -> None:
    voice = Voice.of(screen.language)
    screen.out.print()
    for sentence in report.summary:
        screen.out.print(escape(voice.say(sentence)), highlight=False)
    screen.out.print()
    for name in (PAGE, NUMBERS, TABLES):
        screen.out.print(f"  {escape(str(out / name))}", highlight=False, soft_wrap=True, style="bold")
    screen.say(Message(mark("done in {seconds:.0f} s"), seconds=seconds), "bold green")
