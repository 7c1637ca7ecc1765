"""``anlan city show``: a package in numbers and on a map."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.table import Table

from anlan.city import City
from anlan.city.tables import TABLE
from anlan.city.tables.ground import AREA_LEVELS, ASSET_TARGETS, PLACE_KINDS
from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.report import Voice
from anlan.report.portrait import portrait, synthetic_share
from anlan.report.quantity import Name, Quantity


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
        if out is not None and out.suffix not in {".png", ".html"}:
            raise SettingError(
                Message(mark("--out {path} ends neither in .png nor in .html; name one of these"), path=out)
            )
        city = City.load(path)
        screen.problems(city.notices)
        for table in (_summary(city, screen), _sources(city, screen), _missing(city, screen)):
            screen.out.print(table)
        if out is not None:
            drawn = portrait(city, screen.language)
            out.parent.mkdir(parents=True, exist_ok=True)
            if out.suffix == ".png":
                out.write_bytes(drawn.png())
            else:
                out.write_text(drawn.html(), encoding="utf-8")
            screen.say(Message(mark("map: {path}"), path=out), "bold green")


def _summary(city: City, screen: Terminal) -> Table:
    say, voice = screen.translate, Voice.of(screen.language)
    table = Table(title=voice.say(Name.of(city.info)), show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column(justify="right")
    cells, areas = city.cells, city.table("areas")
    for level, meaning in AREA_LEVELS.items():
        count = areas.filter(pl.col("level") == level).height
        if count:
            table.add_row(say(meaning), f"{count:,}")
    table.add_row(
        say(mark("H3 cells at resolution {resolution}")).format(resolution=city.info["h3_resolution"]),
        f"{cells.h3.size:,}",
    )
    surface = float((cells.area_km2[cells.row_cell] * cells.share).sum())
    table.add_row(say(mark("Surface")), voice.say(Quantity(surface, "km2")))
    table.add_row(say(mark("People at night")), f"{cells.population.sum():,.0f}")
    table.add_row(say(mark("People on a working day")), f"{cells.population_day.sum():,.0f}")
    for (name, meaning), value in zip(ASSET_TARGETS.items(), cells.assets.sum(axis=0).tolist(), strict=True):
        if value:
            table.add_row(f"{say(meaning)} ({name})", voice.say(Quantity(value, city.info["currency"])))
    kinds = dict(city.table("places")["kind"].value_counts().iter_rows())
    for kind, meaning in PLACE_KINDS.items():
        if kind in kinds:
            table.add_row(say(meaning), f"{kinds[kind]:,}")
    table.add_row(say(mark("Synthetic rows")), f"{synthetic_share(city):.0%}")
    return table


def _sources(city: City, screen: Terminal) -> Table:
    say = screen.translate
    table = Table(title=say(mark("Sources")), title_justify="left")
    for heading in (mark("Source"), mark("Kind"), mark("Title"), mark("Licence")):
        table.add_column(say(heading), overflow="fold")
    for row in city.sources.iter_rows(named=True):
        table.add_row(row["id"], row["kind"], row["title"], row["licence"])
    return table


def _missing(city: City, screen: Terminal) -> Table:
    say = screen.translate
    table = Table(title=say(mark("Missing tables")), title_justify="left")
    table.add_column(say(mark("File")))
    table.add_column(say(mark("Without it")), overflow="fold")
    for missing in city.missing:
        table.add_row(TABLE[missing.table].file, missing.without.render(say))
    return table
