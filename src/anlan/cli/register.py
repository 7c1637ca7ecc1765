"""``anlan register``: the risk register of a city."""

from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.cli.console import Terminal
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.compute import local
from anlan.language import Message, mark
from anlan.report import book_of, refuse_foreign, write_book
from anlan.report.chapters.register import register_chapter
from anlan.risk import assess_city
from anlan.risk.register import make_register


def add_register(app: typer.Typer, screen: Terminal) -> None:
    """Add the command ``register``.

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
    whole = screen.translate(mark("Rate every risk; say what to prevent and what to prepare for; write the register."))

    @app.command(name="register", help=whole)
    def run(
        path: Annotated[Path, package],
        out: Annotated[Path, told(mark("Folder of the report"))],
        hazard: Annotated[list[str] | None, told(mark("Only this hazard; may be given several times"))] = None,
        events: Annotated[int | None, told(mark("Events simulated for each hazard"))] = None,
        seed: Annotated[int | None, told(mark("Seed of all random numbers"))] = None,
        workers: Annotated[int | None, told(mark("Threads; all cores if not given"))] = None,
        force: Annotated[bool, told(mark("Replace the folder whatever it holds"))] = False,
    ) -> None:
        refuse_foreign(out, replaceable, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            count = city.settings["events"] if events is None else events
            start = city.settings["seed"] if seed is None else seed
            with local(workers) as executor:
                assessment = assess_city(city, count, start, executor, stages, kinds=hazard)
                stages.begin(Message(mark("Rate the risks")))
                register = make_register(assessment, executor, stages.advance)
                stages.end(Message(mark("{count} risks"), count=len(register.items)))
            chapter = register_chapter(register)
            title, subtitle = Message(mark("Risk register")), Message(mark("What to prevent, what to prepare for"))
            book = book_of(assessment, title, subtitle, (chapter,))
            write_folder(out, stages, lambda fresh: write_book(book, fresh))
        finally:
            stages.stop()
        finished(screen, stages, chapter.sentences, out)
