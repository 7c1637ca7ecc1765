"""Target areas from what a user drew, named or uploaded."""

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, cast

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas.circles import CORNERS, ROOM, checked_circles, true_circle
from anlan.alerts.areas.covering import covered, surface_km2
from anlan.alerts.areas.limits import GRID, LIMITS, MOST_CELLS, Limits
from anlan.alerts.areas.named import code_shapes
from anlan.alerts.areas.shapes import Drawn, checked_polygons, united, within_a_turn
from anlan.alerts.areas.simplify import fits, simplified, size
from anlan.alerts.areas.target import TargetArea, Wider
from anlan.alerts.shapes.crossings import MOST_CROSSINGS, tangled
from anlan.city import City
from anlan.city.grid import cell_polygons
from anlan.city.importing import Datum
from anlan.city.uploads import read_upload
from anlan.errors import InputError, Problem, Severity
from anlan.language import Message, mark

RESOLUTION = 8
"""H3 resolution of the cells where none is asked for: that of the demo city, cells of 0.74 km2."""

COARSEST = 4
"""Coarsest H3 resolution of an area of cells. Their edges are arcs of great circles and are drawn straight in
longitude and latitude: 10 m apart at resolution 4 and 45 degrees of latitude, kilometres at resolution 0."""


def area_from_polygons(
    polygons: Sequence[Drawn],
    *,
    description: str = "",
    resolution: int = RESOLUTION,
    file: str = "drawing",
    limits: Limits = LIMITS,
) -> TargetArea:
    """Make a target area from polygons that somebody drew or a message gives.

    Parameters
    ----------
    polygons
        What the warning covers together: Shapely polygons, or rings of points (longitude, latitude), degrees.
    description
        The area in words.
    resolution
        H3 resolution of the cells; that of the city.
    file
        What problems are said to be in.
    limits
        Beyond which the area is simplified outwards.

    Raises
    ------
    InputError
        With every problem: nothing given, not valid, without surface, not in degrees, over a pole, too many.
    """
    shape = _joined(polygons, file)
    return _made(shape, file, resolution, limits, surface_km2(shape), description=description)


def area_from_circles(
    circles: Sequence[tuple[float, float, float]],
    *,
    description: str = "",
    resolution: int = RESOLUTION,
    limits: Limits = LIMITS,
) -> TargetArea:
    """Make a target area from circles; each becomes the polygon of `anlan.alerts.areas.circles` around it.

    Parameters
    ----------
    circles
        Longitude and latitude in degrees, and radius in km, each.
    description, resolution, limits
        See `area_from_polygons`.

    Raises
    ------
    InputError
        With every circle that is wrong.
    """
    file = "circles"
    shape = _joined(checked_circles(circles, file), file)
    given = [(float(lon), float(lat), float(radius)) for lon, lat, radius in circles]
    meant = surface_km2(_joined([true_circle(*circle) for circle in given], file))
    what = Message(
        "circles are drawn as polygons of {corners} corners around them, with a radius {room:.2%} longer, because the "
        "Earth is not a sphere: nobody is left out, and {more:.1%} more surface is warned",
        corners=CORNERS,
        room=ROOM - 1.0,
        more=surface_km2(shape) / meant - 1.0,
    )
    note = _notice(file, what, Message("nothing needs to be done"), "circle-drawn")
    return _made(
        shape, file, resolution, limits, meant, description=description, circles=tuple(given), findings=(note,)
    )


def area_from_cells(
    cells: Iterable[int | str], *, description: str = "", resolution: int | None = None, limits: Limits = LIMITS
) -> TargetArea:
    """Make a target area from H3 cells.

    Parameters
    ----------
    cells
        Whole numbers, or text in hexadecimal; resolutions may be mixed.
    resolution
        Of the cells of the result; the finest that was given where None.
    description, limits
        See `area_from_polygons`.

    Raises
    ------
    InputError
        With every cell that is none, or coarser than `COARSEST`.
    """
    file = "cells"
    found = _checked_cells(list(cells), file)
    outlines = [piece for outline in cell_polygons(found) for piece in within_a_turn(outline)]
    whole = [shapely.union_all(outlines, grid_size=GRID)] if outlines else []
    shape = _joined(whole, file)
    finest = int(max(h3.get_resolution(int(cell)) for cell in found))
    fine = finest if resolution is None else resolution
    whole_cells = all(h3.get_resolution(int(cell)) == fine for cell in found)
    known = (found, np.ones(len(found))) if whole_cells else None
    return _made(shape, file, fine, limits, surface_km2(shape), description=description, known=known)


def area_from_codes(codes: Sequence[str], city: City, *, description: str = "", limits: Limits = LIMITS) -> TargetArea:
    """Make a target area from administrative codes of a city, by prefix.

    Parameters
    ----------
    codes
        A code of the table `areas`, or what the codes of several begin with: ``320706``, ``320706000000`` and
        ``3207`` stand for every area below them.
    city
        The city, whose outlines are taken.
    description
        The area in words; the names of the areas where empty.
    limits
        See `area_from_polygons`.

    Raises
    ------
    InputError
        With every code that is not found or has no outline.
    """
    named = code_shapes(codes, city)
    shape = _joined(named.shapes, "codes", named.names)
    resolution = int(city.info["h3_resolution"])
    words = description or "、".join(named.names)
    meant = surface_km2(shape) - named.more_km2
    given = tuple(code.strip() for code in codes)
    return _made(shape, "codes", resolution, limits, meant, description=words, codes=given, findings=named.findings)


def area_from_upload(
    file: str | PathLike[str],
    content: bytes,
    *,
    description: str = "",
    resolution: int = RESOLUTION,
    layer: str | None = None,
    datum: Datum = Datum.WGS84,
    limits: Limits = LIMITS,
) -> TargetArea:
    """Make a target area from an uploaded file: GeoJSON, a zip archive of one Shapefile, or a GeoPackage.

    Parameters
    ----------
    file
        Its name, for messages; what it is is told from the bytes.
    content
        Its bytes.
    layer
        Layer of a GeoPackage, or name of a Shapefile; needed where there are several.
    datum
        Datum of its coordinates; GCJ-02 for what was drawn on a Chinese web map.
    description, resolution, limits
        See `area_from_polygons`.

    Raises
    ------
    InputError
        With every problem of the file or of its shapes.
    """
    name = Path(file).name
    upload = read_upload(name, content, layer=layer, datum=datum)
    shape = _joined(upload.shapes, name, upload.names)
    meant = surface_km2(shape)
    return _made(shape, name, resolution, limits, meant, description=description, findings=upload.notices)


def join_areas(areas: Sequence[TargetArea], *, description: str = "", limits: Limits = LIMITS) -> TargetArea:
    """Make one target area of several, such as a polygon and a code.

    Parameters
    ----------
    areas
        What was asked for in each counts, before it was simplified; the finest resolution is taken.
    description
        The area in words; those of the areas where empty.
    limits
        See `area_from_polygons`.

    Raises
    ------
    InputError
        If there is none, or all together are too many.
    """
    shape = _joined([area.asked for area in areas], "drawing")
    more = sum(surface_km2(area.asked) - area.meant_km2 for area in areas)
    return _made(
        shape,
        "drawing",
        max(area.resolution for area in areas),
        limits,
        max(surface_km2(shape) - more, *(area.meant_km2 for area in areas)),  # what they add may lie in one another
        description=description or "、".join(area.description for area in areas if area.description),
        codes=tuple(dict.fromkeys(code for area in areas for code in area.codes)),
        circles=tuple(dict.fromkeys(circle for area in areas for circle in area.circles)),
        findings=tuple(one for area in areas for one in area.findings if one.code != "simplified"),
    )


def _checked_cells(cells: Sequence[int | str], file: str) -> NDArray[np.int64]:
    found, problems = set[int](), []
    for cell in cells:
        number = _cell(cell)
        if number is not None and h3.get_resolution(number) >= COARSEST:
            found.add(number)
            continue
        what, remedy = Message("{cell!r} is no H3 cell", cell=cell), Message("correct or remove it")
        if number is not None:
            resolution = h3.get_resolution(number)
            what = Message("cell {cell!r} is of resolution {resolution}", cell=cell, resolution=resolution)
            remedy = Message("give cells of resolution {least} or finer", least=COARSEST)
        problems.append(Problem(file, what, remedy, code="wrong-cell"))
    if len(found) > MOST_CELLS:
        what = Message(
            "{count:,} cells are given, more than the {most:,} that are accepted", count=len(found), most=MOST_CELLS
        )
        problems.append(Problem(file, what, Message("give coarser cells"), code="too-large"))
    if problems:
        raise InputError(problems)
    return np.array(sorted(found), dtype=np.int64)


def _cell(cell: int | str) -> int | None:
    try:
        number = h3.str_to_int(cell) if isinstance(cell, str) else int(cell)
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < 2**63 and h3.is_valid_cell(number) else None


def _notice(file: str, what: Message, remedy: Message, code: str) -> Problem:
    return Problem(file, what, remedy, severity=Severity.NOTICE, code=code)


def _joined(shapes: Sequence[Drawn], file: str, names: Sequence[str] | None = None) -> BaseGeometry:
    """Return checked shapes as one."""
    parts = checked_polygons(shapes, file, names=names)
    if tangled(parts):
        what = Message("its polygons cross each other more than {most:,} times", most=MOST_CROSSINGS)
        remedy = Message("simplify them, or give the area that they cover together as one outline")
        raise InputError([Problem(file, what, remedy, code="too-complex")])
    try:
        return united(parts)
    except GEOSException as error:
        raise _failed(file, error) from error


def _failed(file: str, error: GEOSException) -> InputError:
    what = Message("its polygons cannot be joined: {reason}", reason=error)
    remedy = Message("redraw those that nearly touch one another")
    return InputError([Problem(file, what, remedy, code="wrong-shape")])


def _made(shape: BaseGeometry, file: str, *rest: Any, **said: Any) -> TargetArea:
    """Return a target area of a checked shape; what GEOS cannot do with it is told plainly. See `_finished`."""
    try:
        return _finished(shape, file, *rest, **said)
    except GEOSException as error:
        raise _failed(file, error) from error


def _finished(
    shape: BaseGeometry,
    file: str,
    resolution: int,
    limits: Limits,
    meant_km2: float,
    *,
    known: tuple[NDArray[np.int64], NDArray[np.float64]] | None = None,
    findings: tuple[Problem, ...] = (),
    **said: Any,
) -> TargetArea:
    """Return a target area of a checked shape, within limits; `known` are its cells where they need not be sought."""
    cells, share = known or covered(shape, resolution, file)[:2]
    kept, more_cells = shape, 0
    if not fits(shape, limits):
        kept = _within(shape, file, limits, _with_cells(shape, cells[share < 1.0]))
        before, (cells, share) = cells, covered(kept, resolution, file)[:2]
        more_cells = len(np.setdiff1d(cells, before))
        findings = (*findings, _said(shape, kept, more_cells, file))
    more = max(surface_km2(kept) - meant_km2, 0.0) if kept is not shape or meant_km2 < surface_km2(shape) else 0.0
    return TargetArea(
        geometry=cast("Polygon | MultiPolygon", kept),
        asked=cast("Polygon | MultiPolygon", shape),
        resolution=resolution,
        cells=cells,
        share=share,
        meant_km2=meant_km2,
        wider=Wider(more, more / meant_km2, more_cells),
        findings=findings,
        **said,
    )


def _with_cells(shape: BaseGeometry, edge: NDArray[np.int64]) -> BaseGeometry | None:
    """Return a shape with the cells at its edge; None where GEOS cannot join them, and cells then have no say."""
    try:
        return shapely.union_all([shape, *cell_polygons(edge)], grid_size=GRID)
    except GEOSException:
        return None


def _within(shape: BaseGeometry, file: str, limits: Limits, cells: BaseGeometry | None) -> BaseGeometry:
    kept = simplified(shape, limits, cells)
    more = float("inf") if kept is None else surface_km2(kept) / surface_km2(shape) - 1.0
    if kept is not None and more <= limits.wider:
        return kept
    said = mark(
        "it has {polygons:,} polygons (where there are holes they are cut) and {points:,} points; to say it in "
        "{most_polygons} and {most_points} without leaving anybody out, {more:.0%} more surface would be warned"
    )
    if kept is None:
        said = mark(
            "no outline of {most_polygons} polygons and {most_points} points was found for its {polygons:,} polygons "
            "and {points:,} points that leaves nobody out"
        )
    polygons, points = size(shape)
    most = {"most_polygons": limits.polygons, "most_points": limits.points}
    what = Message(said, polygons=polygons, points=points, more=more, **most)
    remedy = Message("draw fewer and simpler shapes, or name administrative areas")
    raise InputError([Problem(file, what, remedy, code="too-complex")])


def _said(shape: BaseGeometry, kept: BaseGeometry, cells: int, file: str) -> Problem:
    """Say how an area was simplified, and by how much it is wider."""
    more = max(surface_km2(kept) - surface_km2(shape), 0.0)
    what = Message(
        "it was simplified from {polygons:,} polygons and {points:,} points to {few} and {left}: nobody is left out, "
        "and {km2:,.2f} km2 ({share:.1%}) and {cells:,} cells are warned besides",
        polygons=size(shape)[0],
        points=size(shape)[1],
        few=size(kept)[0],
        left=size(kept)[1],
        km2=more,
        share=more / surface_km2(shape),
        cells=cells,
    )
    return _notice(file, what, Message("look at it on the map, or draw it with fewer points"), "simplified")
