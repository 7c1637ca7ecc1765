"""The import itself: read everything, say all that is wrong at once, write one package."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city.areas import Areas
from anlan.city.importing.areas import LEVELS, Area, read_areas
from anlan.city.importing.layers import read_layer
from anlan.city.importing.partition import Partition, partition_of
from anlan.city.importing.places import read_places
from anlan.city.importing.population import Spread, spread_population, whole_persons
from anlan.city.importing.provenance import Provenance
from anlan.city.importing.request import ImportRequest
from anlan.city.importing.writing import csv_bytes, geojson_bytes, occupied, toml_bytes, write_package
from anlan.city.model import City
from anlan.city.tables import TABLE
from anlan.errors import ImportDataError, Problem, SettingError, Severity
from anlan.language import Message, mark

DEFAULT_RESOLUTION = 8
DEFAULT_TIMEZONE = "Asia/Shanghai"

KEPT_WITH_CELLS = (
    "assets_residential", "assets_commercial", "assets_industrial", "assets_infrastructure", "assets_agriculture",
    "height_m", "slope_deg", "land_share", "coast_km", "river_km",
)  # fmt: skip
"""Columns of cells that stay when their population is imported anew; day population and ages would not add up."""


@dataclass(frozen=True)
class Imported:
    """A package that was written.

    Parameters
    ----------
    path
        Where it is.
    city
        The package, loaded.
    notices
        What was guessed, repaired or left out.
    """

    path: Path
    city: City
    notices: tuple[Problem, ...]


@dataclass
class _Work:
    """What is known while an import runs."""

    request: ImportRequest
    before: City | None
    problems: list[Problem] = field(default_factory=list)
    provenance: Provenance = field(default_factory=Provenance)
    files: dict[str, bytes] = field(default_factory=dict)

    def stop_on_errors(self) -> None:
        """Raise when anything found so far stops the work."""
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            raise ImportDataError(self.problems)


def import_city(request: ImportRequest) -> Imported:
    """Build or update a city package from files.

    Parameters
    ----------
    request
        Files and how to read them.

    Raises
    ------
    ImportDataError
        If a file cannot be used; every problem of every file is listed.
    PackageError
        If the package that came out, or the one to be updated, does not hold together.
    SettingError
        If the package exists and may not be overwritten, or nothing was asked for.
    """
    exists = occupied(request.path)
    if exists and not request.overwrite:
        pattern = mark("{path} exists; use --force to update it, or choose another path")
        raise SettingError(Message(pattern, path=request.path))
    if not request.areas and not exists:
        raise SettingError(Message(mark("a new package needs areas; give --areas FILE")))
    if not (request.areas or request.population or request.places):
        raise SettingError(Message(mark("nothing to import; give --areas, --population or --places")))
    work = _Work(request, City.load(request.path) if exists else None)
    work.provenance = Provenance.of(work.before, request.licence)
    _gather(work)
    work.stop_on_errors()
    city = write_package(request.path, work.files, City.load, overwrite=request.overwrite)
    notices = (*work.problems, *work.provenance.notices(), *city.notices)
    return Imported(request.path, city, notices)


def _gather(work: _Work) -> None:
    """Read every file, then make the files of the package; problems of all of them are found before any stops."""
    request, problems = work.request, work.problems
    places = read_layer(request.places, request.datum, problems) if request.places else None
    areas = _areas(work)
    work.stop_on_errors()
    resolution = request.resolution or (work.before.info["h3_resolution"] if work.before else DEFAULT_RESOLUTION)
    partition = _partition(work, areas, resolution)
    if request.areas or request.population or request.resolution:
        spread = spread_population(areas, partition, request, problems)
        if not any(problem.severity is Severity.ERROR for problem in problems):
            areas = _ground(work, areas, partition, spread)
    if places is not None:
        _places(work, places, partition)
    work.stop_on_errors()
    work.files["city.toml"] = toml_bytes(_settings(work, areas, resolution))


def _areas(work: _Work) -> tuple[Area, ...]:
    request = work.request
    if not request.areas:
        return tuple(_areas_of_package(work.before)) if work.before else ()
    layers = []
    for path in request.areas:
        layer = read_layer(path, request.datum, work.problems)
        if layer is not None:
            layers.append((layer, work.provenance.published(path.name)))
    return read_areas(layers, request, work.problems)


def _areas_of_package(city: City) -> Iterator[Area]:
    for row in city.table("areas").iter_rows(named=True):
        values = {name: row[name] for name in Area.__dataclass_fields__ if name in row}
        yield Area(**values, shape=cast("BaseGeometry | None", city.shapes["areas"].get(row["code"])))


def _partition(work: _Work, areas: Sequence[Area], resolution: int) -> Partition:
    if all(area.shape is None for area in areas):
        file = work.request.areas[0].name if work.request.areas else "areas.geojson"
        what = Message("no area has a polygon")
        remedy = Message("give --areas as GeoJSON, GeoPackage or Shapefile, or a table with a column wkt")
        work.problems.append(Problem(file, what, remedy, code="no-polygon"))
        work.stop_on_errors()
    return partition_of(areas, resolution)


def _ground(work: _Work, areas: Sequence[Area], partition: Partition, spread: Spread) -> tuple[Area, ...]:
    """Make the files of areas and cells; return the areas with the population of their cells."""
    request = work.request
    persons = whole_persons(areas, partition, spread, rescale=request.rescale_to_areas, problems=work.problems)
    source = work.provenance.of_cells(request, spread, partition.resolution)
    cells = pl.DataFrame(
        {
            "h3": [f"{cell:x}" for cell in partition.coverage.cell.tolist()],
            "area": [partition.codes[polygon] for polygon in partition.coverage.polygon],
            "share": np.minimum(np.round(partition.coverage.share_of_cell, 9), 1.0),
            "population": persons,
            "synthetic": "false",
            "source": source,
        }
    )
    work.files["cells.csv"] = csv_bytes(TABLE["cells"], _with_ground(work, cells))
    areas = _with_population(work, areas, partition, persons)
    rows = [{name: value for name, value in vars(area).items() if name not in {"shape", "origin"}} for area in areas]
    if request.areas or work.before is None:
        shapes = {area.code: area.shape for area in areas if area.shape is not None}
        work.files["areas.geojson"] = geojson_bytes(shapes, "code")
    work.files["areas.csv"] = csv_bytes(TABLE["areas"], rows)
    return areas


def _with_ground(work: _Work, cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with the assets and terrain that the package had for the same rows."""
    if work.before is None:
        return cells
    old = work.before.table("cells")
    kept = [name for name in KEPT_WITH_CELLS if not old[name].is_null().all()]
    cell = pl.Series("h3", [f"{cell:x}" for cell in old["h3"].to_list()], dtype=pl.String)
    gone = [name for name in ("population_day", "age_0_14") if not old[name].is_null().all()]
    if gone:
        what = Message("day population and age groups of the package were removed: they belong to the old population")
        remedy = Message("add them again if you have them for the new population")
        work.problems.append(Problem("cells.csv", what, remedy, severity=Severity.NOTICE, code="columns-removed"))
    return cells.join(
        old.select("area", *kept).with_columns(cell), on=["h3", "area"], how="left", maintain_order="left"
    )


def _with_population(
    work: _Work, areas: Sequence[Area], partition: Partition, persons: NDArray[np.int64]
) -> tuple[Area, ...]:
    """Return the areas with the sums of their cells; areas without cells keep what fits."""
    table = pl.DataFrame(
        [{name: getattr(area, name) for name in ("code", "name_zh", "name_en", "level", "parent")} for area in areas],
        infer_schema_length=None,
        schema=dict.fromkeys(("code", "name_zh", "name_en", "level", "parent"), pl.String),
    )
    tree = Areas.of(table)
    polygon = np.array([tree.index[code] for code in partition.codes])[partition.coverage.polygon]
    sums = tree.roll_up(np.bincount(polygon, weights=persons, minlength=len(tree)))
    counted = tree.roll_up(np.bincount(polygon, minlength=len(tree))) > 0
    found = tuple(replace(area, population=int(sums[row]) if counted[row] else None) for row, area in enumerate(areas))
    for old, new in zip(areas, found, strict=True):
        if work.request.areas and old.population is not None and old.population != new.population:
            work.problems.append(_differs(old, new))
    return found


def _differs(stated: Area, gridded: Area) -> Problem:
    if gridded.population is None:
        what = Message(
            "population {stated} of area {code!r} was left out: it has no polygon", stated=stated.population,
            code=stated.code,
        )  # fmt: skip
        return stated.problem(what, Message("add its polygon"), "population-left-out", Severity.NOTICE)
    what = Message(
        "area {code!r} states {stated} persons and {gridded} were imported",
        code=stated.code, stated=stated.population, gridded=gridded.population,
    )  # fmt: skip
    remedy = Message("use --rescale-to-areas to make the cells agree with the areas")
    return stated.problem(what, remedy, "population-differs", Severity.NOTICE)


def _places(work: _Work, layer: Any, partition: Partition) -> None:
    source = work.provenance.published(layer.file)
    rows = read_places(layer, partition, source, work.problems)
    if rows:
        work.files["places.csv"] = csv_bytes(TABLE["places"], rows)


def _settings(work: _Work, areas: Sequence[Area], resolution: int) -> Mapping[str, Any]:
    """Return the sections of city.toml."""
    request = work.request
    root = min(areas, key=lambda area: LEVELS.index(area.level))
    stem = request.path.name.removesuffix(".zip")
    info: dict[str, Any] = {
        "id": stem, "name_zh": root.name_zh, "name_en": root.name_en, "timezone": DEFAULT_TIMEZONE,
        "adcode": root.code if root.code.isdigit() and len(root.code) == 6 else None,
    }  # fmt: skip
    sections: dict[str, Any] = {}
    if work.before is not None:
        info |= work.before.info
        sections["cycle"] = work.before.settings
    elif request.timezone is None:
        what = Message("the time zone was taken for {zone}", zone=DEFAULT_TIMEZONE)
        remedy = Message("state another with --timezone")
        work.problems.append(Problem("city.toml", what, remedy, severity=Severity.NOTICE, code="zone-guessed"))
    wishes = {name: getattr(request, name) for name in ("id", "name_zh", "name_en", "timezone")}
    info |= {name: wish for name, wish in wishes.items() if wish is not None}
    info |= {"h3_resolution": resolution, "population": root.population}
    return {"city": info, **sections, "sources": work.provenance.rows}
