"""The commands on event sets of other programs: ``anlan hazard ...``."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan.hazards.exchange import (
    Footprints,
    Frequencies,
    Tables,
    read_climada,
    read_folder,
    read_openquake,
    read_period_rasters,
    read_period_table,
    write_climada,
    write_folder,
    write_openquake,
)
from anlan.hazards.exchange.tables import HEAD
from anlan.language import Message, mark
from anlan.report import replaced

AROUND_CITY_DEG = 0.05
"""Added on each side of the city where pixels of a raster are chosen, degrees; about 5 km."""


class Form(StrEnum):
    """Form of a file that is imported."""

    AUTO = "auto"
    CLIMADA = "climada"
    OPENQUAKE = "openquake"
    PERIOD_RASTERS = "period-rasters"
    PERIOD_TABLE = "period-table"
    FOLDER = "folder"


class Target(StrEnum):
    """Form in which an event set is exported."""

    CLIMADA = "climada"
    OPENQUAKE = "openquake"
    CSV = "csv"


@dataclass(frozen=True)
class _Request:
    """What was asked for on the command line."""

    files: tuple[Path, ...]
    kind: str
    form: Form
    unit: str | None
    frequencies: Frequencies | None
    periods: tuple[float, ...]
    sites: Path | None
    events: Path | None
    imt: str | None
    years: float | None
    frequency: float | None
    city: Path | None
    ignore_fraction: bool


def add_hazard(app: typer.Typer, screen: Terminal) -> None:
    """Add the group ``anlan hazard``.

    Parameters
    ----------
    app
        Command to add it to.
    screen
        Where the commands write.
    """
    whole = screen.translate(mark("Bring event sets from and to other programs."))
    group = typer.Typer(help=whole, no_args_is_help=True)
    for add in (_add_import, _add_export):
        add(group, screen)
    app.add_typer(group, name="hazard")


def _add_import(group: typer.Typer, screen: Terminal) -> None:
    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=screen.translate(text))

    whole = screen.translate(mark("Read events of CLIMADA, OpenQuake, return-period maps or tables into a folder."))
    what = typer.Argument(help=screen.translate(mark("File or folder to read; several rasters, one a return period")))

    @group.command(name="import", help=whole)
    def run(
        files: Annotated[list[Path], what],
        kind: Annotated[str, told(mark("Kind of hazard, for example typhoon_wind"))],
        out: Annotated[Path, told(mark("Folder to make"))],
        form: Annotated[Form, told(mark("Form of the file; auto goes by its ending"), "--format")] = Form.AUTO,
        unit: Annotated[str | None, told(mark("Unit of the intensities, in place of the file's"))] = None,
        frequencies: Annotated[
            Frequencies | None,
            told(mark("What return periods mean: marginal (reached or exceeded) or occurrence (of that very event)")),
        ] = None,
        period: Annotated[list[float] | None, told(mark("Return period of a raster, years; repeat as files"))] = None,
        sites: Annotated[Path | None, told(mark("OpenQuake's table of sites"))] = None,
        events: Annotated[Path | None, told(mark("OpenQuake's table of events"))] = None,
        imt: Annotated[str | None, told(mark("Intensity measure to take, for example PGA"))] = None,
        years: Annotated[float | None, told(mark("Years that OpenQuake's events stand for"))] = None,
        frequency: Annotated[float | None, told(mark("Frequency of each of OpenQuake's events, 1/year"))] = None,
        city: Annotated[Path | None, told(mark("City package around which rasters are read"))] = None,
        ignore_fraction: Annotated[bool, told(mark("Leave out CLIMADA's share of a pixel that is hit"))] = False,
        overwrite: Annotated[bool, told(mark("Replace a folder that exists"), "--force")] = False,
    ) -> None:
        request = _Request(
            tuple(files), kind, form, unit, frequencies, tuple(period or ()), sites, events, imt, years, frequency,
            city, ignore_fraction,
        )  # fmt: skip
        _refuse_existing(out, overwrite=overwrite)
        footprints = _read(request)
        with replaced(out) as fresh:
            write_folder(footprints, fresh, Tables.PARQUET)
        screen.problems(footprints.notices)
        screen.say(_summary(footprints, out), "bold green")


def _add_export(group: typer.Typer, screen: Terminal) -> None:
    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=screen.translate(text))

    source = typer.Argument(help=screen.translate(mark("Folder that an import has made")))
    target = typer.Argument(help=screen.translate(mark("File for CLIMADA, folder for the others")))

    @group.command(name="export", help=screen.translate(mark("Write an imported event set for another program.")))
    def run(
        folder: Annotated[Path, source],
        out: Annotated[Path, target],
        form: Annotated[Target, told(mark("Form to write"), "--format")],
        imt: Annotated[str, told(mark("Name of the intensity measure for OpenQuake"))] = "PGA",
        overwrite: Annotated[bool, told(mark("Replace what exists"), "--force")] = False,
    ) -> None:
        _refuse_existing(out, overwrite=overwrite)
        footprints = read_folder(folder)
        _write(footprints, out, form, imt)
        screen.say(_summary(footprints, out), "bold green")


def _write(footprints: Footprints, out: Path, form: Target, imt: str) -> None:
    if form is Target.CLIMADA:
        _write_climada(footprints, out)
        return
    with replaced(out) as fresh:
        if form is Target.CSV:
            write_folder(footprints, fresh, Tables.CSV)
        else:
            motions, sites, events = (fresh / f"{name}.csv" for name in ("gmfs", "sites", "events"))
            write_openquake(footprints, motions, sites, imt=imt, events=events)


def _write_climada(footprints: Footprints, out: Path) -> None:
    fresh = out.with_name(f".{out.name}.new")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_climada(footprints, fresh)
        fresh.replace(out)
    except OSError as error:
        sentence = mark("{path} cannot be written: {reason}; give a file on a disk with room that you may write to")
        raise SettingError(Message(sentence, path=out, reason=error.strerror or str(error))) from error
    finally:
        fresh.unlink(missing_ok=True)


def _refuse_existing(path: Path, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise SettingError(Message(mark("{path} exists; give another name, or --force to replace it"), path=path))
    if overwrite and path.is_dir() and any(path.iterdir()) and not _is_ours(path):
        raise SettingError(Message(mark("{path} holds files that are no event set; give another name"), path=path))


def _is_ours(folder: Path) -> bool:
    return (folder / HEAD).is_file() or (folder / "gmfs.csv").is_file()


def _read(request: _Request) -> Footprints:
    form = _form(request)
    first = request.files[0]
    if form is not Form.PERIOD_RASTERS and len(request.files) > 1:
        raise SettingError(Message(mark("{count} files were given; give one"), count=len(request.files)))
    if form is Form.CLIMADA:
        return read_climada(first, request.kind, unit=request.unit, ignore_fraction=request.ignore_fraction)
    if form is Form.FOLDER:
        return read_folder(first, kind=request.kind, unit=request.unit)
    if form is Form.OPENQUAKE:
        return _openquake(request)
    if request.frequencies is None or request.unit is None:
        raise SettingError(
            Message(mark("say what the return periods mean (--frequencies marginal or occurrence) and give --unit"))
        )
    if form is Form.PERIOD_TABLE:
        return read_period_table(first, request.kind, request.unit, request.frequencies)
    if len(request.periods) != len(request.files):
        raise SettingError(Message(mark("give one --period for each raster, in the order of the files")))
    maps = list(zip(request.periods, request.files, strict=True))
    return read_period_rasters(maps, request.kind, request.unit, request.frequencies, bounds=_bounds(request.city))


def _openquake(request: _Request) -> Footprints:
    if request.sites is None:
        raise SettingError(Message(mark("give OpenQuake's table of sites with --sites")))
    return read_openquake(
        request.files[0],
        request.sites,
        imt=request.imt,
        years=request.years,
        frequency=request.frequency,
        events=request.events,
        kind=request.kind,
        unit=request.unit,
    )


def _form(request: _Request) -> Form:
    """Return the form of the files, by ending where it was not given."""
    if request.form is not Form.AUTO:
        return request.form
    first = request.files[0]
    if first.is_dir():
        return Form.FOLDER
    forms = {".hdf5": Form.CLIMADA, ".h5": Form.CLIMADA, ".tif": Form.PERIOD_RASTERS, ".tiff": Form.PERIOD_RASTERS}
    if first.suffix.lower() == ".csv":
        return Form.OPENQUAKE if request.sites is not None else Form.PERIOD_TABLE
    if first.suffix.lower() not in forms:
        raise SettingError(
            Message(mark("the form of {path} cannot be told by its ending; give --format"), path=first.name)
        )
    return forms[first.suffix.lower()]


def _bounds(city: Path | None) -> tuple[float, float, float, float] | None:
    if city is None:
        return None
    cells = City.load(city).cells
    around = AROUND_CITY_DEG
    return (
        float(cells.lon.min()) - around,
        float(cells.lat.min()) - around,
        float(cells.lon.max()) + around,
        float(cells.lat.max()) + around,
    )


def _summary(footprints: Footprints, path: Path) -> Message:
    reached = int(np.count_nonzero(np.diff(footprints.indptr)))
    return Message(
        mark("{path}: {events:,} events ({reached:,} with a footprint), {points:,} points, {rate:.4g} events a year"),
        path=path,
        events=len(footprints),
        reached=reached,
        points=footprints.lon.size,
        rate=float(footprints.frequency.sum()),
    )
