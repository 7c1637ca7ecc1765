"""The commands on city packages: ``anlan city ...``."""

from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City, check
from anlan.city.describe import page
from anlan.city.importing import Datum, Imported, ImportRequest, import_city
from anlan.city.templates import new_package
from anlan.cli.console import USER_ERROR, Terminal
from anlan.cli.show import add_show
from anlan.errors import Severity
from anlan.hazards import HAZARDS
from anlan.language import Message, mark
from anlan.risk.fitness import misfits

PACKAGE = mark("City package: a folder or a zip archive")


def add_city(app: typer.Typer, screen: Terminal) -> None:
    """Add the group ``anlan city``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the commands write.
    """
    group = typer.Typer(help=screen.translate(mark("Make, check and look at city packages.")), no_args_is_help=True)
    for add in (_add_check, add_show, _add_new, _add_import, _add_describe):
        add(group, screen)
    app.add_typer(group, name="city")


def _add_check(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    @group.command(name="check", help=say(mark("List every problem of a package with place, value and remedy.")))
    def run(path: Annotated[Path, typer.Argument(help=say(PACKAGE))]) -> None:
        problems = check(path)
        if not any(problem.severity is Severity.ERROR for problem in problems):
            problems = (*problems, *misfits(City.load(path), HAZARDS))
        screen.problems(problems)
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        notices = len(problems) - errors
        if errors:
            screen.say(
                Message(mark("errors: {errors}, notices: {notices}"), errors=errors, notices=notices), "bold red"
            )
            raise typer.Exit(USER_ERROR)
        screen.say(Message(mark("no errors, notices: {notices}"), notices=notices), "bold green")


def _add_new(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    @group.command(name="new", help=say(mark("Write a template of a package, with every column explained.")))
    def run(
        path: Annotated[Path, typer.Argument(help=say(mark("Folder to make")))],
        all_tables: Annotated[
            bool, typer.Option("--all", help=say(mark("Write every table, not only the first ones")))
        ] = False,
    ) -> None:
        for file in new_package(path, all_tables=all_tables):
            screen.out.print(file, highlight=False, soft_wrap=True)
        screen.say(
            Message(mark("Fill in city.toml, areas.csv and cells.csv, then run: anlan city check {path}"), path=path)
        )


def _add_import(group: typer.Typer, screen: Terminal) -> None:
    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=screen.translate(text))

    whole = screen.translate(mark("Build or update a package from the files of a data office."))
    target = typer.Argument(help=screen.translate(mark("Package to build: a folder, or a name ending in .zip")))

    @group.command(name="import", help=whole)
    def run(
        path: Annotated[Path, target],
        areas: Annotated[list[Path] | None, told(mark("Polygons of areas; repeat, the largest first"))] = None,
        population: Annotated[Path | None, told(mark("Raster, points, polygons or table of population"))] = None,
        places: Annotated[Path | None, told(mark("Places with their kind"))] = None,
        resolution: Annotated[int | None, told(mark("Resolution of the H3 grid"))] = None,
        code_field: Annotated[str | None, told(mark("Field of the areas' codes"))] = None,
        name_field: Annotated[str | None, told(mark("Field of the areas' names"))] = None,
        level: Annotated[str | None, told(mark("Level of the areas"))] = None,
        population_field: Annotated[str | None, told(mark("Field of the population"))] = None,
        datum: Annotated[Datum, told(mark("Datum of the files' coordinates"))] = Datum.WGS84,
        rescale_to_areas: Annotated[bool, told(mark("Scale cells to the population that the areas state"))] = False,
        overwrite: Annotated[bool, told(mark("Update a package that exists"), "--force")] = False,
        id: Annotated[str | None, told(mark("Short name of the package"))] = None,  # noqa: A002 - the option's name
        name_zh: Annotated[str | None, told(mark("Chinese name of the city"))] = None,
        name_en: Annotated[str | None, told(mark("English name of the city"))] = None,
        timezone: Annotated[str | None, told(mark("Time zone, IANA name"))] = None,
        licence: Annotated[str | None, told(mark("Licence of the imported data"))] = None,
    ) -> None:
        given = {**locals(), "areas": tuple(areas or ())}
        _report(
            screen, import_city(ImportRequest(**{field.name: given[field.name] for field in fields(ImportRequest)}))
        )


def _report(screen: Terminal, imported: Imported) -> None:
    screen.problems(imported.notices)
    cells = imported.city.cells
    counts = Message(
        mark("{path}: {areas:,} areas, {cells:,} cells, {people:,} people"),
        path=imported.path,
        areas=imported.city.table("areas").height,
        cells=cells.h3.size,
        people=round(float(cells.population.sum())),
    )
    screen.say(counts, "bold green")


def _add_describe(group: typer.Typer, screen: Terminal) -> None:
    @group.command(name="describe", help=screen.translate(mark("Print the specification of the city package.")))
    def run() -> None:
        screen.out.file.write(page())
