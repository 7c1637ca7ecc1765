"""Rasters as points: population with every pixel cut into pieces small beside a cell, other values pixel by pixel."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import rasterio.errors
import rasterio.io
import rasterio.warp
import rasterio.windows
from numpy.typing import NDArray

from anlan.city.importing.layers import WGS84
from anlan.city.region import KM_PER_DEGREE
from anlan.errors import Problem
from anlan.language import Message

PIECES_AN_EDGE = 4
"""Pieces of a pixel that fit along the edge of a cell, at least."""

MOST_PIECES = 48
"""Largest number of pieces along the side of a pixel."""

POINTS_AT_ONCE = 2_000_000

MOST_BLOCK = 200_000_000
"""Values of one block of a file, all bands, which are unpacked together."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RasterPoints:
    """Centres of pieces of pixels and the persons on each."""

    lon: Floats
    lat: Floats
    persons: Floats


def read_raster(
    path: Path, bounds: tuple[float, float, float, float], edge_deg: float, problems: list[Problem]
) -> Iterator[RasterPoints]:
    """Yield the population of a raster as points.

    Parameters
    ----------
    path
        GeoTIFF or another raster; band 1 holds persons in each pixel.
    bounds
        West, south, east, north of the city, degrees of WGS 84; pixels outside are not read.
    edge_deg
        Edge of a cell, degrees of latitude.
    problems
        What is wrong with the file is appended.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(path) as raster:
                yield from _pixels(raster, path.name, bounds, edge_deg, problems)
    except rasterio.errors.RasterioIOError as error:
        what = Message("it cannot be read: {reason}", reason=error)
        problems.append(
            Problem(path.name, what, Message("correct the path, or export it as GeoTIFF"), code="unreadable")
        )


def _pixels(
    raster: rasterio.io.DatasetReader,
    file: str,
    bounds: tuple[float, float, float, float],
    edge_deg: float,
    problems: list[Problem],
) -> Iterator[RasterPoints]:
    if raster.crs is None:
        what = Message("the raster has no reference system")
        problems.append(Problem(file, what, Message("assign it, for example in QGIS"), code="no-crs"))
        return
    window = _window(raster, bounds)
    if window is None:
        what = Message("the raster does not touch the city")
        problems.append(Problem(file, what, Message("check its reference system and extent"), code="outside-city"))
        return
    pieces = _pieces_a_side(raster, bounds, edge_deg)
    rows = max(1, POINTS_AT_ONCE // (int(window.width) * pieces**2))
    bottom = int(window.row_off + window.height)
    for top in range(int(window.row_off), bottom, rows):
        part = rasterio.windows.Window(window.col_off, top, window.width, min(rows, bottom - top))
        values = raster.read(1, window=part, masked=True).astype(np.float64).filled(0.0)
        negative = values < 0.0
        if negative.any():
            what = Message(
                "{count} pixels are negative, the lowest {value:g}",
                count=int(negative.sum()),
                value=float(values.min()),
            )
            remedy = Message("state the value that means 'no data' in the file, or correct them")
            problems.append(Problem(file, what, remedy, code="negative"))
            return
        yield _points(raster, part, np.nan_to_num(values, nan=0.0, posinf=0.0), pieces)


def _window(
    raster: rasterio.io.DatasetReader, bounds: tuple[float, float, float, float]
) -> rasterio.windows.Window | None:
    """Return the whole pixels that the city may touch; None where there are none."""
    left, bottom, right, top = rasterio.warp.transform_bounds(WGS84, raster.crs, *bounds, densify_pts=51)
    corners = np.array([(left, top), (right, top), (left, bottom), (right, bottom)])
    columns, rows = _at(~raster.transform, corners[:, 0], corners[:, 1])
    first_column, last_column = _span(columns, raster.width)
    first_row, last_row = _span(rows, raster.height)
    if first_column >= last_column or first_row >= last_row:
        return None
    return rasterio.windows.Window(first_column, first_row, last_column - first_column, last_row - first_row)


def _span(places: Floats, size: int) -> tuple[int, int]:
    """Return the first row or column that the places touch, with one to spare, and the one after the last."""
    return max(0, int(np.floor(places.min())) - 1), min(size, int(np.ceil(places.max())) + 1)


def _at(transform: rasterio.Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Apply an affine transform to coordinates."""
    return transform.a * x + transform.b * y + transform.c, transform.d * x + transform.e * y + transform.f


def _pieces_a_side(
    raster: rasterio.io.DatasetReader, bounds: tuple[float, float, float, float], edge_deg: float
) -> int:
    """Return into how many pieces the side of a pixel is cut."""
    middle = ((bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0)
    x, y = (np.array(part) for part in rasterio.warp.transform(WGS84, raster.crs, [middle[0]], [middle[1]]))
    column, row = _at(~raster.transform, x, y)
    corners = _at(raster.transform, column + np.array([0, 1, 0]), row + np.array([0, 0, 1]))
    lon, lat = (np.array(part) for part in rasterio.warp.transform(raster.crs, WGS84, *corners))
    east, north = (lon - lon[0]) * np.cos(np.radians(middle[1])), lat - lat[0]
    side_km = float(np.hypot(east, north).max()) * KM_PER_DEGREE
    return int(np.clip(np.ceil(side_km * PIECES_AN_EDGE / (edge_deg * KM_PER_DEGREE)), 1, MOST_PIECES))


def _points(
    raster: rasterio.io.DatasetReader, window: rasterio.windows.Window, values: Floats, pieces: int
) -> RasterPoints:
    """Return the pieces of the pixels that have people."""
    row, column = np.nonzero(values)
    persons = np.repeat(values[row, column] / pieces**2, pieces**2)
    step = (np.arange(pieces) + 0.5) / pieces
    down, right = (grid.ravel() for grid in np.meshgrid(step, step, indexing="ij"))
    rows = (row[:, None] + window.row_off + down).ravel()
    columns = (column[:, None] + window.col_off + right).ravel()
    x, y = _at(raster.transform, columns, rows)
    lon, lat = rasterio.warp.transform(raster.crs, WGS84, x, y) if len(x) else ([], [])
    return RasterPoints(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64), persons)


@dataclass(frozen=True)
class Pixels:
    """Centres of pixels, degrees of WGS 84, and the value of each, 0 where the file says 'no data', (n,)."""

    lon: Floats
    lat: Floats
    values: Floats


def read_pixels(
    path: Path, bounds: tuple[float, float, float, float] | None, most: int, problems: list[Problem]
) -> Pixels | None:
    """Read band 1 of a raster, pixel by pixel; None where it cannot be used, which the problems say.

    Parameters
    ----------
    path
        GeoTIFF. Other formats are refused here: some only name other files or addresses.
    bounds
        West, south, east, north, degrees of WGS 84; pixels outside are not read. None reads all.
    most
        Pixels that are allowed.
    problems
        What is wrong with the file is appended.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(path, driver="GTiff") as raster:
                return _all_pixels(raster, path.name, bounds, most, problems)
    except rasterio.errors.RasterioIOError as error:
        what = Message("it cannot be read: {reason}", reason=error)
        problems.append(
            Problem(path.name, what, Message("correct the path, or export it as GeoTIFF"), code="unreadable")
        )
        return None


def _all_pixels(
    raster: rasterio.io.DatasetReader,
    file: str,
    bounds: tuple[float, float, float, float] | None,
    most: int,
    problems: list[Problem],
) -> Pixels | None:
    if raster.crs is None:
        what = Message("the raster has no reference system")
        problems.append(Problem(file, what, Message("assign it, for example in QGIS"), code="no-crs"))
        return None
    whole = rasterio.windows.Window(0, 0, raster.width, raster.height)
    window = whole if bounds is None else _window(raster, bounds)
    if window is None:
        what = Message("the raster does not touch the city")
        problems.append(Problem(file, what, Message("check its reference system and extent"), code="outside-city"))
        return None
    if window.width * window.height > most or np.prod(raster.block_shapes[0]) * raster.count > MOST_BLOCK:
        what = Message(
            "{count:,} pixels would be read, or its blocks are too large", count=int(window.width * window.height)
        )
        problems.append(
            Problem(file, what, Message("cut it to the city; {most:,} are allowed", most=most), code="large")
        )
        return None
    values = raster.read(1, window=window, masked=True).astype(np.float64).filled(0.0).ravel()
    down, right = np.meshgrid(np.arange(window.height) + 0.5, np.arange(window.width) + 0.5, indexing="ij")
    x, y = _at(raster.transform, right.ravel() + window.col_off, down.ravel() + window.row_off)
    lon, lat = rasterio.warp.transform(raster.crs, WGS84, x, y)
    return Pixels(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64), values)
