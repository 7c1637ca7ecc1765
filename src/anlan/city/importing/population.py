"""People on cells: from a raster, points, polygons or a table by area code, with the total kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city.grid import cover, grid_totals, round_to_total
from anlan.city.importing.areas import SURFACES, Area, surface_of
from anlan.city.importing.fields import CODE, CODES, PERSONS, POPULATION, choose
from anlan.city.importing.layers import RASTER_SUFFIXES, Layer, read_layer
from anlan.city.importing.partition import Partition
from anlan.city.importing.raster import read_raster
from anlan.city.importing.request import ImportRequest
from anlan.city.importing.scaling import scaled_totals
from anlan.errors import Problem, Severity
from anlan.language import Message

POINT_SLACK = 1.0
"""Edges of a cell that a point may lie outside the city: a village seat drawn on a generalised boundary."""

RASTER_SLACK = 0.1
"""The same for pieces of pixels: the seams between polygons, not the next county."""

BELONGS_SHARE = 0.5
"""Share of a polygon that must lie in the city for its people to belong to it."""

SLIVER_SHARE = 1e-9
"""Share of a polygon's surface below which its overlap with an area is rounding error."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """People by row of the coverage, before rounding.

    Parameters
    ----------
    persons
        Amount of each row of the coverage, ``(k,)``.
    left_out
        Persons that lie outside the city and were left out.
    even
        Whether whole areas were filled evenly, which is an assumption rather than a derivation.
    """

    persons: Floats
    left_out: float = 0.0
    even: bool = False


def spread_population(
    areas: Sequence[Area], partition: Partition, request: ImportRequest, problems: list[Problem]
) -> Spread:
    """Bring the population of a request onto the rows of a partition's coverage; problems are appended."""
    path = request.population
    if path is None:
        return _of_areas(areas, partition, request, problems)
    if path.suffix.lower() in RASTER_SUFFIXES:
        spread = _of_raster(path, partition, problems)
    else:
        layer = read_layer(path, request.datum, problems)
        if layer is None:
            return Spread(np.zeros(len(partition.coverage)))
        spread = _of_layer(layer, areas, partition, request, problems)
    if not spread.persons.sum() and not any(problem.severity is Severity.ERROR for problem in problems):
        what = Message("nobody lies in the city")
        remedy = Message("check the file's coordinates and its population field")
        problems.append(Problem(path.name, what, remedy, code="nobody"))
    if spread.left_out > 0.5:
        what = Message("{count:,.0f} persons lie outside the city and were left out", count=spread.left_out)
        remedy = Message("check the areas if they should be inside, or use --rescale-to-areas")
        problems.append(Problem(path.name, what, remedy, severity=Severity.NOTICE, code="left-out"))
    return spread


def whole_persons(
    areas: Sequence[Area], partition: Partition, spread: Spread, *, rescale: bool, problems: list[Problem]
) -> NDArray[np.int64]:
    """Round people to whole persons so that every area and the city keep their totals.

    Parameters
    ----------
    rescale
        Whether each area that states its population is scaled to it; where only a parent does, its parts share the
        scale.

    Returns
    -------
    ndarray
        Persons of each row of the coverage, int64 ``(k,)``.
    """
    polygon, size = partition.coverage.polygon, len(partition.codes)
    sums = np.bincount(polygon, weights=spread.persons, minlength=size).astype(np.float64)
    totals = scaled_totals(areas, partition, sums, problems) if rescale else round_to_total(sums)
    persons = np.zeros(len(polygon), dtype=np.int64)
    by_area = partition.coverage.share_of_polygon
    for number in np.flatnonzero(totals):
        rows = np.flatnonzero(polygon == number)
        weights = spread.persons[rows] if sums[number] > 0.0 else by_area[rows]
        persons[rows] = round_to_total(weights, int(totals[number]))
    return persons


def _of_areas(areas: Sequence[Area], partition: Partition, request: ImportRequest, problems: list[Problem]) -> Spread:
    """Fill each area evenly with the population that it, or the nearest area above it, states."""
    if not any(area.population is not None for area in areas):
        what = Message("no area states its population and there is no population file")
        remedy = Message("give --population FILE, or name the field with --population-field")
        file = request.areas[0].name if request.areas else "areas.csv"
        problems.append(Problem(file, what, remedy, code="no-population"))
        return Spread(np.zeros(len(partition.coverage)))
    sums = np.zeros(len(partition.codes))
    totals = scaled_totals(areas, partition, sums, problems)
    return Spread(grid_totals(partition.coverage, totals.astype(np.float64)), even=True)


def _of_raster(path: Path, partition: Partition, problems: list[Problem]) -> Spread:
    west, south, east, north = (float(value) for value in shapely.total_bounds(partition.shapes))
    persons = np.zeros(len(partition.coverage))
    for points in read_raster(path, (west, south, east, north), partition.edge_deg, problems):
        row, _ = partition.locate(points.lon, points.lat, RASTER_SLACK)
        inside = row >= 0
        persons += np.bincount(row[inside], weights=points.persons[inside], minlength=len(persons))
    what = Message("band 1 was read as persons in each pixel")
    remedy = Message("multiply by the area of a pixel first if the raster holds a density")
    problems.append(Problem(path.name, what, remedy, severity=Severity.NOTICE, code="persons-in-pixel"))
    return Spread(persons)


def _of_layer(
    layer: Layer, areas: Sequence[Area], partition: Partition, request: ImportRequest, problems: list[Problem]
) -> Spread:
    persons = _persons(layer, request, problems)
    nobody = Spread(np.zeros(len(partition.coverage)))
    if persons is None:
        return nobody
    if not layer.has_geometry:
        return _of_codes(layer, persons, areas, partition, request, problems)
    types = {shape.geom_type for shape in layer.geometry if shape is not None}
    if types == {"Point"}:
        return _of_points(layer, persons, partition, problems)
    if types <= SURFACES:
        return _of_polygons(layer, persons, partition, problems)
    what = Message("the shapes are of kind {kinds}", kinds=", ".join(sorted(types)))
    problems.append(layer.problem(None, what, Message("give points or polygons, not both"), "wrong-geometry"))
    return nobody


def _persons(layer: Layer, request: ImportRequest, problems: list[Problem]) -> Floats | None:
    """Return the persons of each row; None where no field can be taken for them."""
    columns = layer.fields.columns
    field = choose(layer.file, columns, request.population_field, POPULATION, PERSONS, problems)
    if field is None:
        if request.population_field is None:
            what = Message("no field looks like a population; there are {fields}", fields=", ".join(columns) or "-")
            remedy = Message("name it with --population-field")
            problems.append(layer.problem(None, what, remedy, "no-population-field"))
        return None
    for row, text in enumerate(layer.texts(field)):
        if text is None:
            what = Message("{field} is empty", field=field)
            problems.append(layer.problem(row, what, Message("give a number, or 0"), "no-population"))
    return np.nan_to_num(layer.numbers(field, problems), nan=0.0)


def _of_codes(
    layer: Layer,
    persons: Floats,
    areas: Sequence[Area],
    partition: Partition,
    request: ImportRequest,
    problems: list[Problem],
) -> Spread:
    """Fill each area of a table evenly with the population of its row."""
    code = choose(layer.file, layer.fields.columns, request.code_field, CODE, CODES, problems)
    known = {area.code for area in areas}
    stated: dict[str, int] = {}
    for row, text in enumerate(layer.texts(code)):
        if text is None or text not in known:
            what = Message("code {code!r} is not among the areas", code=text or "")
            problems.append(layer.problem(row, what, Message("correct it, or add the area"), "unknown-code"))
        elif text in stated:
            what = Message("code {code!r} is there twice", code=text)
            problems.append(layer.problem(row, what, Message("remove one of the rows"), "duplicate-code"))
        else:
            stated[text] = round(persons[row])
    sums = np.zeros(len(partition.codes))
    totals = scaled_totals([_stating(area, stated) for area in areas], partition, sums, problems)
    return Spread(grid_totals(partition.coverage, totals.astype(np.float64)), even=True)


def _stating(area: Area, stated: dict[str, int]) -> Area:
    return replace(area, population=stated.get(area.code))


def _of_points(layer: Layer, persons: Floats, partition: Partition, problems: list[Problem]) -> Spread:
    lon, lat = shapely.get_x(layer.geometry), shapely.get_y(layer.geometry)
    there = np.isfinite(lon) & np.isfinite(lat)
    for row in np.flatnonzero(~there & (persons > 0.0)):
        what = Message("{count:g} persons have no position", count=float(persons[row]))
        problems.append(layer.problem(int(row), what, Message("give its longitude and latitude"), "no-position"))
    rows, moved = partition.locate(lon[there], lat[there], POINT_SLACK)
    inside = rows >= 0
    amount = persons[there]
    if moved.any():
        what = Message("{count} points lie just outside the areas and went to the nearest", count=int(moved.sum()))
        problems.append(layer.problem(None, what, Message("look at them on the map"), "near-city", Severity.NOTICE))
    spread = np.bincount(rows[inside], weights=amount[inside], minlength=len(partition.coverage))
    return Spread(spread.astype(np.float64), float(amount[~inside].sum()))


def _of_polygons(layer: Layer, persons: Floats, partition: Partition, problems: list[Problem]) -> Spread:
    """Share the people of each polygon over the cells of the areas it meets, by surface."""
    shapes = np.array([_surface_or_empty(shape) for shape in layer.geometry], dtype=object)
    for row in np.flatnonzero(shapely.is_empty(shapes) & (persons > 0.0)):
        what = Message("{count:g} persons have no polygon", count=float(persons[row]))
        problems.append(layer.problem(int(row), what, Message("draw it"), "no-position"))
    source, target = shapely.STRtree(partition.shapes).query(shapes, predicate="intersects")
    parts = shapely.intersection(shapes[source], partition.shapes[target])
    surface = shapely.area(parts)
    kept = surface > SLIVER_SHARE * shapely.area(shapes[source])
    source, target, surface, parts = source[kept], target[kept], surface[kept], parts[kept]
    inside = np.bincount(source, weights=surface, minlength=len(shapes))
    belongs = (inside > 0.0) & (inside >= BELONGS_SHARE * shapely.area(shapes))
    chosen = belongs[source]
    source, target, surface, parts = source[chosen], target[chosen], surface[chosen], parts[chosen]
    amount = persons[source] * surface / inside[source]
    pieces = cover([_surface_or_empty(part) for part in parts], partition.resolution)
    spread = grid_totals(pieces, amount)
    rows = partition.rows_of(target[pieces.polygon], pieces.cell)
    found = np.bincount(rows, weights=spread, minlength=len(partition.coverage)).astype(np.float64)
    return Spread(found, float(persons[~belongs].sum()))


def _surface_or_empty(shape: BaseGeometry | None) -> BaseGeometry:
    """Return the valid polygons of a shape as one, an empty polygon where it has none."""
    if shape is None:
        return shapely.Polygon()
    if shape.is_valid and shape.geom_type in SURFACES:
        return shape
    return surface_of(shapely.make_valid(shape)) or shapely.Polygon()
