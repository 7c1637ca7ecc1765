"""``anlan city show``: a package in numbers and on a map."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from anlan.city import City
from anlan.city.show import Reader, summarise, write_map
from anlan.city.show.summary import Block
from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan.language import Message, mark

SUFFIXES = frozenset({".png", ".html"})


def add_show(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``show``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    say = screen.translate

    @group.command(name="show", help=say(mark("Show a package in numbers, and draw its map.")))
    def run(
        path: Annotated[Path, typer.Argument(help=say(mark("City package: a folder or a zip archive")))],
        out: Annotated[
            Path | None, typer.Option(help=say(mark("Map to write: a name ending in .png or .html")))
        ] = None,
    ) -> None:
        if out is not None and out.suffix.lower() not in SUFFIXES:
            raise SettingError(
                Message(mark("--out {path} ends neither in .png nor in .html; name one of these"), path=out)
            )
        city, reader = City.load(path), Reader(screen.language)
        summary = summarise(city, reader)
        screen.out.print(f"[bold]{escape(summary.title)}[/bold]\n{escape(summary.subtitle)}", highlight=False)
        if summary.note:
            screen.out.print(escape(summary.note), style="dim", highlight=False)
        for block in summary.blocks:
            screen.out.print(_table(block))
        screen.problems(city.notices)
        if out is not None:
            _write(city, reader, out)
            screen.say(Message(mark("map: {path}"), path=out), "bold green")


def _write(city: City, reader: Reader, out: Path) -> None:
    try:
        write_map(city, reader, out)
    except OSError as error:
        raise SettingError(
            Message(mark("{path} cannot be written: {reason}"), path=out, reason=error.strerror or error)
        ) from error


def _table(block: Block) -> Table:
    table = Table(
        title=escape(block.title), title_justify="left", title_style="bold", show_header=bool(block.header), box=None
    )
    for number in range(len(block.rows[0])):
        heading = escape(block.header[number]) if block.header else ""
        table.add_column(heading, justify="right" if number in block.numbers else "left", overflow="fold")
    for row in block.rows:
        table.add_row(*map(escape, row))
    return table
