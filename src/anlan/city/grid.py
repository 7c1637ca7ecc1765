"""From polygons and points to H3 cells, with every total kept.

Areas are measured on the sphere of H3's authalic radius by Lambert's cylindrical equal-area projection,
``x = lon, y = sin(lat)`` (Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, equations
10-1 and 10-2 with the equator as standard parallel): a shape keeps its area exactly. Two approximations remain. The
edges of a cell are drawn straight between its vertices, where H3 means arcs of great circles: a cell of resolution 8
differs by less than 2e-6 of its surface. The edges of a polygon are straight in longitude and latitude, as GeoJSON
says; they are cut to pieces of at most `STEP_DEG` so that they stay straight to under a metre. Neighbours share their
edges in both cases, so nothing is counted twice or left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import h3.api.basic_int as h3_int
import h3.api.numpy_int as h3_array
import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

EARTH_RADIUS_KM = 6371.007180918475
"""Authalic radius of WGS 84, km: the sphere on which H3 is defined (H3 4.x, constants.h, EARTH_RADIUS_KM)."""

STEP_DEG = 0.05
"""Longest piece of a polygon's edge, degrees."""

MARGIN = 0.01
"""How far beyond a polygon candidates are sought, in edges of a cell; covers the bend of H3's edges many times."""

SLIVER = 1e-12
"""An overlap that is a smaller share than this of both the cell and the polygon is rounding error."""

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Coverage:
    """Which cells cover which polygons; one row for each pair that overlaps, ordered by polygon, then by cell.

    Parameters
    ----------
    keys
        Names of the polygons, ``(p,)``; their numbers as text where `cover` was given a sequence.
    polygon
        Index into `keys`, ``(k,)``.
    cell
        H3 cell, ``(k,)``.
    share_of_cell
        Share of the cell's surface that lies in the polygon, ``(k,)``, above 0, at most 1.
    share_of_polygon
        Share of the polygon's surface that lies in the cell, ``(k,)``; adds up to 1 for each polygon.
    area_km2
        Surface of the overlap, km2, ``(k,)``.
    """

    keys: tuple[str, ...]
    polygon: NDArray[np.int32]
    cell: Cells
    share_of_cell: Floats
    share_of_polygon: Floats
    area_km2: Floats

    def __len__(self) -> int:
        return len(self.cell)


def cover(polygons: Mapping[str, BaseGeometry] | Sequence[BaseGeometry], resolution: int) -> Coverage:
    """Cover polygons with H3 cells, weighted exactly by area at the edges.

    Parameters
    ----------
    polygons
        Polygons in longitude and latitude, degrees, WGS 84. A polygon that crosses the 180th meridian is given in
        two parts, as GeoJSON asks. None may reach a pole.
    resolution
        H3 resolution, 0 to 15.

    Raises
    ------
    ValueError
        If a polygon is empty, invalid, without area, or not in degrees; the message names it.
    """
    keys, shapes = _named(polygons)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    pair, cell = _candidates(parts, resolution)
    whole, cut = _overlaps(parts, pair, cell)
    polygon, cell, area, size = _joined(owner[pair].astype(np.int32), cell, cut, whole)
    total = np.bincount(polygon, weights=area, minlength=len(keys))
    for number in np.flatnonzero(total == 0.0):
        raise ValueError(f"polygon {keys[number]!r} has no measurable area; remove it")
    kept = (area > SLIVER * size) | (area > SLIVER * total[polygon])
    polygon, cell, area, size = polygon[kept], cell[kept], area[kept], size[kept]
    total = np.bincount(polygon, weights=area, minlength=len(keys))
    return Coverage(
        keys=keys,
        polygon=polygon,
        cell=cell,
        share_of_cell=np.minimum(area / size, 1.0),
        share_of_polygon=area / total[polygon],
        area_km2=area * EARTH_RADIUS_KM**2,
    )


def grid_totals(coverage: Coverage, totals: Floats | Sequence[float], weights: Floats | None = None) -> Floats:
    """Spread one total per polygon over its cells; the sum over a polygon's cells is its total.

    Parameters
    ----------
    coverage
        From `cover`.
    totals
        Amount of each polygon, ``(p,)``, in the order of ``coverage.keys``.
    weights
        Relative density of each row, ``(k,)``, not negative; area alone where None. A polygon in which every
        density is zero is filled by area.

    Returns
    -------
    ndarray
        Amount of each row of `coverage`, ``(k,)``.
    """
    given = np.asarray(totals, dtype=np.float64)
    if given.shape != (len(coverage.keys),):
        raise ValueError(f"totals has shape {given.shape}; give one number for each of {len(coverage.keys)} polygons")
    by_area = coverage.share_of_polygon
    share = by_area if weights is None else by_area * weights
    if share.size and share.min() < 0.0:
        raise ValueError("a weight is negative; give densities of zero or more")
    total = np.bincount(coverage.polygon, weights=share, minlength=len(coverage.keys))
    empty = (total == 0.0)[coverage.polygon]
    share = np.where(empty, by_area, share)
    total = np.bincount(coverage.polygon, weights=share, minlength=len(coverage.keys))
    return np.asarray(given[coverage.polygon] * share / total[coverage.polygon], dtype=np.float64)


def grid_points(lon: Floats, lat: Floats, values: Floats, resolution: int) -> tuple[Cells, Floats]:
    """Add up values at points within each cell.

    Parameters
    ----------
    lon, lat
        Positions, degrees, WGS 84, ``(n,)``.
    values
        Amount at each point, ``(n,)``.
    resolution
        H3 resolution.

    Returns
    -------
    cells, sums
        The cells that hold a point, ascending, and the sum in each.
    """
    cells, index = np.unique(point_cells(lon, lat, resolution), return_inverse=True)
    return cells, np.bincount(index, weights=values, minlength=len(cells)).astype(np.float64)


def point_cells(lon: Floats, lat: Floats, resolution: int) -> Cells:
    """Return the cell in which each point lies, ``(n,)``; positions in degrees, WGS 84."""
    places = zip(np.asarray(lat).tolist(), np.asarray(lon).tolist(), strict=True)
    return np.fromiter((h3_int.latlng_to_cell(y, x, resolution) for y, x in places), np.int64)


def round_to_total(values: Floats, total: int | None = None) -> NDArray[np.int64]:
    """Round amounts to whole numbers that add up exactly, by the method of largest remainders (Hamilton).

    Parameters
    ----------
    values
        Amounts, not negative, ``(n,)``.
    total
        What the whole numbers add up to, to which the values are scaled first; the rounded sum of `values`, which
        are then taken as they are, where None.

    Returns
    -------
    ndarray
        Whole numbers, ``(n,)``, each within 1 of its (scaled) value. Of equal remainders the first is served first.

    Raises
    ------
    ValueError
        If a value is negative or not finite, or `total` cannot be reached because every value is zero.
    """
    amounts = np.asarray(values, dtype=np.float64)
    if not np.isfinite(amounts).all() or (amounts < 0.0).any():
        raise ValueError("an amount is negative or not finite; give amounts of zero or more")
    present = float(amounts.sum())
    wanted = round(present) if total is None else total
    if wanted < 0 or (wanted > 0 and present == 0.0):
        raise ValueError(f"amounts of {present} cannot be rounded to a total of {wanted}")
    if wanted == 0:
        return np.zeros(amounts.shape, dtype=np.int64)
    scaled = amounts if total is None else amounts * (wanted / present)
    whole = np.floor(scaled).astype(np.int64)
    missing = wanted - int(whole.sum())
    remainder = np.where(amounts > 0.0, scaled - whole, -1.0)
    order = np.argsort(-remainder, kind="stable")
    if missing < 0:  # the sum of many floats may pass the total by a hair
        order = np.flatnonzero(whole)[np.argsort(remainder[whole > 0], kind="stable")]
    np.add.at(whole, order[: abs(missing)], np.sign(missing))
    return whole


def cell_polygons(cells: Cells) -> NDArray[np.object_]:
    """Return the outline of each cell in degrees, ``(n,)``; a cell at the 180th meridian is drawn beyond it."""
    outlines = [h3_int.cell_to_boundary(cell) for cell in np.asarray(cells).tolist()]
    corners = np.fromiter((len(outline) for outline in outlines), np.intp)
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(outlines)), np.float64).reshape(-1, 2)
    index = np.repeat(np.arange(len(outlines)), corners)
    lon, lat = flat[:, 1], flat[:, 0]
    first = lon[np.cumsum(corners) - corners][index] if outlines else lon
    unwrapped = lon - 360.0 * np.round((lon - first) / 360.0)
    rings = shapely.linearrings(np.column_stack((unwrapped, lat)), indices=index)
    return np.asarray(shapely.polygons(rings), dtype=object)


def area_km2(shapes: NDArray[np.object_]) -> Floats:
    """Return the surface of shapes given in degrees, km2, ``(n,)``."""
    return np.asarray(shapely.area(_flattened(shapes)) * EARTH_RADIUS_KM**2, dtype=np.float64)


def _named(
    polygons: Mapping[str, BaseGeometry] | Sequence[BaseGeometry],
) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    """Return names and checked shapes."""
    if isinstance(polygons, Mapping):
        keys, shapes = tuple(polygons), list(polygons.values())
    else:
        keys, shapes = tuple(map(str, range(len(polygons)))), list(polygons)
    for key, shape in zip(keys, shapes, strict=True):
        if shape.geom_type not in {"Polygon", "MultiPolygon"} or shape.is_empty:
            raise ValueError(f"polygon {key!r} is empty or a {shape.geom_type}; give a Polygon or MultiPolygon")
        if not shape.is_valid:
            raise ValueError(f"polygon {key!r} is invalid: {shapely.is_valid_reason(shape)}; repair it first")
        west, south, east, north = shape.bounds
        if west < -180.0 or east > 180.0 or south <= -90.0 or north >= 90.0:
            raise ValueError(f"polygon {key!r} reaches from {west}, {south} to {east}, {north}; give degrees of WGS 84")
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return keys, array


def _candidates(parts: NDArray[np.object_], resolution: int) -> tuple[NDArray[np.intp], Cells]:
    """Return pairs of part and cell among which are all that overlap.

    Holes are filled first: H3 finds no cell at all for a polygon whose hole lies wholly inside one cell. A cell that
    lies in a hole has no surface in common with the polygon and falls out when areas are measured.
    """
    margin = MARGIN * np.degrees(h3_int.average_hexagon_edge_length(resolution, "km") / EARTH_RADIUS_KM)
    grown = shapely.buffer(shapely.polygons(shapely.get_exterior_ring(parts)), margin, quad_segs=1)
    found = [
        h3_array.h3shape_to_cells_experimental(h3_array.geo_to_h3shape(part), resolution, contain="overlap")
        for part in grown
    ]
    pair = np.repeat(np.arange(len(parts)), [len(cells) for cells in found])
    return pair, np.concatenate([np.empty(0, np.int64), *(np.asarray(cells).astype(np.int64) for cells in found)])


def _flattened(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Project shapes to the equal-area plane, radians of longitude against sine of latitude."""
    fine = shapely.segmentize(shapes, STEP_DEG)

    def project(xy: Floats) -> Floats:
        radians = np.radians(xy)
        return np.column_stack((radians[:, 0], np.sin(radians[:, 1])))

    return np.asarray(shapely.transform(fine, project), dtype=object)


def _overlaps(parts: NDArray[np.object_], pair: NDArray[np.intp], cell: Cells) -> tuple[Floats, Floats]:
    """Return, for each pair, the surface of the whole cell and of its overlap with the part, in the plane's unit."""
    unique, index = np.unique(cell, return_inverse=True)
    outlines = _flattened(cell_polygons(unique))[index]
    plane = _flattened(parts)
    shapely.prepare(plane)
    middle = shapely.bounds(plane)[:, [0, 2]].mean(axis=1)[pair]
    turns = np.round((middle - shapely.bounds(outlines)[:, 0]) / (2.0 * np.pi))
    for row in np.flatnonzero(turns):  # only cells at the 180th meridian
        outlines[row] = shapely.affinity.translate(outlines[row], xoff=2.0 * np.pi * turns[row])
    whole = np.asarray(shapely.area(outlines), dtype=np.float64)
    cut = whole.copy()
    edge = np.flatnonzero(~shapely.contains_properly(plane[pair], outlines))
    cut[edge] = shapely.area(shapely.intersection(plane[pair[edge]], outlines[edge]))
    return whole, cut


def _joined(
    polygon: NDArray[np.int32], cell: Cells, cut: Floats, whole: Floats
) -> tuple[NDArray[np.int32], Cells, Floats, Floats]:
    """Add up the parts of each polygon in each cell, ordered by polygon, then by cell."""
    order = np.lexsort((cell, polygon))
    polygon, cell, cut, whole = polygon[order], cell[order], cut[order], whole[order]
    if not len(cell):
        return polygon, cell, cut, whole
    first = np.flatnonzero(np.r_[True, (np.diff(polygon) != 0) | (np.diff(cell) != 0)])
    return polygon[first], cell[first], np.add.reduceat(cut, first), whole[first]
