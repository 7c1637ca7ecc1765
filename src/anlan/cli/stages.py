"""What the commands that run for a while show of their stages."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.interrupts import heed
from anlan.language import Message, mark
from anlan.report import NUMBERS, PAGE, TABLES, Voice, replaced


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
        self._start = monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the command began."""
        return monotonic() - self._start

    def begin(self, stage: Message) -> None:
        """Show the bar of a stage.

        Parameters
        ----------
        stage
            What begins.

        Raises
        ------
        KeyboardInterrupt
            If the user has asked the command to end and a library kept it to itself.
        """
        heed()
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

        Raises
        ------
        KeyboardInterrupt
            If the user has asked the command to end and a library kept it to itself.
        """
        heed()
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


def load_city(path: Path, screen: Terminal, stages: Stages) -> City:
    """Load a city and show its notices.

    Parameters
    ----------
    path
        City package: a folder or a zip archive.
    screen
        Where to show them.
    stages
        Told of the stage.
    """
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


def write_folder(out: Path, stages: Stages, write: Callable[[Path], Sequence[Path]]) -> None:
    """Write a folder of results all at once or not at all.

    Parameters
    ----------
    out
        Where the folder shall stand.
    stages
        Told of the stage.
    write
        Writes the files into a folder and names them.
    """
    stages.begin(Message(mark("Write the report")))
    with replaced(out) as fresh:
        files = write(fresh)
    stages.end(Message(mark("{files} files in {folder}"), files=len(files), folder=out))


def finished(
    screen: Terminal, stages: Stages, sentences: Sequence[Message], out: Path, more: Sequence[str] = ()
) -> None:
    """Say what was found, where it stands and how long it took.

    Parameters
    ----------
    screen
        Where to say it.
    stages
        Knows how long the command has run.
    sentences
        What was found.
    out
        Folder of the report.
    more
        Names of further files that are named.
    """
    voice = Voice.of(screen.language)
    screen.out.print()
    for sentence in sentences:
        screen.out.print(escape(voice.say(sentence)), highlight=False)
    screen.out.print()
    for name in (PAGE, *more, NUMBERS, TABLES):
        screen.out.print(f"  {escape(str(out / name))}", highlight=False, soft_wrap=True, style="bold")
    screen.say(Message(mark("done in {seconds:.0f} s"), seconds=stages.seconds), "bold green")
