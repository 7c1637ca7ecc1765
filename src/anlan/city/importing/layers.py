"""Files from elsewhere as layers: text fields, geometry in degrees of WGS 84, and where each row stands in its file."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import polars as pl
import pyogrio.errors
import pyogrio.raw
import rasterio.crs
import rasterio.errors
import rasterio.warp
import shapely
from numpy.typing import NDArray

from anlan.city.datum import gcj02_to_wgs84
from anlan.city.decoding import decode
from anlan.city.grid import cell_polygons
from anlan.city.importing.fields import CELL, LAT, LON, WKT, guess
from anlan.city.importing.request import Datum
from anlan.city.records import split_records
from anlan.errors import Problem, Severity
from anlan.language import Message

TABLE_SUFFIXES = frozenset({".csv", ".txt"})
RASTER_SUFFIXES = frozenset({".tif", ".tiff", ".vrt", ".img", ".asc"})
WGS84 = rasterio.crs.CRS.from_epsg(4326)
SAME_AS_WGS84 = frozenset({4326, 4490})
"""EPSG codes of degrees that need no conversion: WGS 84, and CGCS2000, which differs from it by centimetres."""


@dataclass(frozen=True)
class Layer:
    """Rows of one file.

    Parameters
    ----------
    file
        Name of the file, for messages.
    fields
        Every field as text, ``(n, ...)``; null where empty.
    geometry
        Shape of each row in degrees of WGS 84, None where it has none, ``(n,)``.
    rows
        Line of each row in a table, or number of the feature, ``(n,)``.
    by_line
        Whether `rows` are lines.
    """

    file: str
    fields: pl.DataFrame
    geometry: NDArray[np.object_]
    rows: NDArray[np.int64]
    by_line: bool

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_geometry(self) -> bool:
        """Whether any row has a shape."""
        return any(shape is not None for shape in self.geometry)

    def problem(
        self, row: int | None, what: Message, remedy: Message, code: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Return a problem of one row, or of the whole file where `row` is None."""
        place: dict[str, Any] = {}
        if row is not None:
            number = int(self.rows[row])
            place = {"line": number} if self.by_line else {"feature": str(number)}
        return Problem(self.file, what, remedy, severity=severity, code=code, **place)

    def texts(self, field: str | None) -> list[str | None]:
        """Return the values of a field; nulls where there is no such field."""
        if field is None or field not in self.fields.columns:
            return [None] * len(self)
        return list(self.fields[field])

    def numbers(self, field: str, problems: list[Problem], *, low: float = 0.0) -> NDArray[np.float64]:
        """Return the values of a field as numbers, NaN where empty; append what is not a number or below `low`."""
        values = np.full(len(self), np.nan)
        for row, text in enumerate(self.texts(field)):
            if text is None:
                continue
            try:
                value = float(text.replace(",", "").replace("，", ""))
            except ValueError:
                value = float("inf")
            if not np.isfinite(value) or value < low:
                what = Message(
                    "{field} is {value!r}, not a number of at least {low:g}", field=field, value=text, low=low
                )
                remedy = Message("correct it, or leave it empty where it is unknown")
                problems.append(self.problem(row, what, remedy, "wrong-number"))
            else:
                values[row] = value
        return values


def read_layer(path: Path, datum: Datum, problems: list[Problem], *, layer: str | None = None) -> Layer | None:
    """Read a vector file or a table.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile (also zipped), or CSV with ``lon`` and ``lat``, ``wkt``, ``h3``, or no geometry.
    datum
        Datum of its coordinates.
    problems
        What is wrong with the file is appended here.
    layer
        Name of the layer of a file that has several; the first where None.

    Returns
    -------
    Layer or None
        None where the file cannot be read at all.
    """
    if not path.is_file() and not path.is_dir():
        problems.append(_refused(path, Message("there is no such file"), "no-such-file"))
        return None
    table = path.suffix.lower() in TABLE_SUFFIXES
    found = _read_table(path, problems) if table else _read_vector(path, problems, layer)
    if found is None:
        return None
    shapes = _shifted(found.geometry) if datum is Datum.GCJ02 else found.geometry
    problems.extend(_not_degrees(found, shapes))
    return Layer(found.file, found.fields, shapes, found.rows, found.by_line)


def _refused(path: Path, what: Message, code: str) -> Problem:
    return Problem(path.name, what, Message("correct the path, or export the file again"), code=code)


def _read_table(path: Path, problems: list[Problem]) -> Layer | None:
    text, wrong = decode(path.name, path.read_bytes())
    problems.extend(wrong)
    if text is None:
        return None
    records = split_records(path.name, text)
    problems.extend(records.problems)
    if not records.header or records.rows.is_empty():
        problems.append(_refused(path, Message("the table has no rows"), "empty-file"))
        return None
    names = _unique(records.header)
    fields = records.rows.rename(dict(zip(records.rows.columns, names, strict=True)))
    layer = Layer(path.name, fields, np.full(fields.height, None, dtype=object), records.lines, by_line=True)
    return Layer(path.name, fields, _table_shapes(layer, problems), records.lines, by_line=True)


def _unique(header: Sequence[str]) -> list[str]:
    """Return the names of columns with a number where one is missing or given twice."""
    seen: set[str] = set()
    names = []
    for position, name in enumerate(header, start=1):
        chosen = name if name and name not in seen else f"{name}#{position}"
        seen.add(chosen)
        names.append(chosen)
    return names


def _table_shapes(layer: Layer, problems: list[Problem]) -> NDArray[np.object_]:
    """Return the shape that each row of a table gives by its columns."""
    columns = layer.fields.columns
    lon, lat = guess(columns, LON), guess(columns, LAT)
    shapes = np.full(len(layer), None, dtype=object)
    if lon and lat:
        x, y = (layer.numbers(field, problems, low=-180.0) for field in (lon, lat))
        known = np.isfinite(x) & np.isfinite(y)
        shapes[known] = shapely.points(x[known], y[known])
        return shapes
    for field, read in ((guess(columns, WKT), _from_wkt), (guess(columns, CELL), _from_cell)):
        if field is None:
            continue
        for row, text in enumerate(layer.texts(field)):
            shapes[row] = None if text is None else read(text)
            if text is not None and shapes[row] is None:
                what = Message("{field} is {value!r}, which is not a shape", field=field, value=text[:40])
                problems.append(layer.problem(row, what, Message("export it again as WKT or H3"), "bad-geometry"))
        return shapes
    return shapes


def _from_wkt(text: str) -> Any:
    return shapely.from_wkt(text, on_invalid="ignore")


def _from_cell(text: str) -> Any:
    return cell_polygons(np.array([h3.str_to_int(text)]))[0] if _is_cell(text) else None


def _is_cell(text: str) -> bool:
    digits = text.lower()
    return len(digits) <= 16 and set(digits) <= set("0123456789abcdef") and h3.is_valid_cell(h3.str_to_int(digits))


def _read_vector(path: Path, problems: list[Problem], name: str | None) -> Layer | None:
    try:
        meta, columns, geometry = _read_any_encoding(path, problems, name)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        problems.append(_refused(path, Message("it cannot be read: {reason}", reason=error), "unreadable"))
        return None
    fields = pl.DataFrame(
        {str(name): _as_text(values) for name, values in zip(meta["fields"], columns, strict=True)},
        schema={str(name): pl.String for name in meta["fields"]},
    )
    shapes = np.asarray(shapely.from_wkb(geometry, on_invalid="ignore"), dtype=object)
    layer = Layer(path.name, fields, shapes, np.arange(1, len(shapes) + 1), by_line=False)
    if not len(layer):
        problems.append(_refused(path, Message("the file has no features"), "empty-file"))
        return None
    return _in_degrees(layer, meta.get("crs"), problems)


def _read_any_encoding(path: Path, problems: list[Problem], layer: str | None) -> tuple[dict[str, Any], Any, Any]:
    """Read a file whose text is UTF-8 or, as in many shapefiles without a code page, GB 18030."""
    guessed = path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").exists()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        for encoding in ("utf-8", "gb18030") if guessed else (None,):
            try:
                meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, encoding=encoding, force_2d=True)
            except UnicodeDecodeError:
                continue
            if encoding == "gb18030":
                what = Message("the text is in GBK or GB 18030 and has no .cpg file; it was read as such")
                remedy = Message("check the names, or add a .cpg file")
                problems.append(Problem(path.name, what, remedy, severity=Severity.NOTICE, code="gbk-encoding"))
            return meta, columns, geometry
    raise pyogrio.errors.DataSourceError("its text is neither UTF-8 nor GB 18030")


def _as_text(values: Iterable[Any]) -> list[str | None]:
    """Return values as text: whole numbers without a decimal point, missing ones as None."""
    texts: list[str | None] = []
    for value in values:
        if value is None or (isinstance(value, float | np.floating) and np.isnan(value)):
            texts.append(None)
        elif isinstance(value, float | np.floating) and value == int(value):
            texts.append(str(int(value)))
        else:
            texts.append(str(value).strip() or None)
    return texts


def _in_degrees(layer: Layer, crs: str | None, problems: list[Problem]) -> Layer | None:
    """Return the layer in longitude and latitude."""
    if crs is None:
        return layer
    try:
        system = rasterio.crs.CRS.from_user_input(crs)
    except rasterio.errors.CRSError as error:
        what = Message("its reference system is not understood: {reason}", reason=error)
        problems.append(layer.problem(None, what, Message("export it in WGS 84 (EPSG:4326)"), "bad-crs"))
        return None
    if system.to_epsg() in SAME_AS_WGS84:
        return layer

    def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(rasterio.warp.transform(system, WGS84, xy[:, 0], xy[:, 1]))

    shapes = np.asarray(shapely.transform(layer.geometry, degrees), dtype=object)
    return Layer(layer.file, layer.fields, shapes, layer.rows, layer.by_line)


def _shifted(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    def to_wgs84(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(gcj02_to_wgs84(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(shapes, to_wgs84), dtype=object)


def _not_degrees(layer: Layer, shapes: NDArray[np.object_]) -> Iterable[Problem]:
    """Yield rows whose coordinates are not degrees."""
    west, south, east, north = shapely.bounds(shapes).T
    bad = (west < -180.0) | (east > 180.0) | (south < -90.0) | (north > 90.0)
    for row in np.flatnonzero(bad):
        yield layer.problem(
            int(row),
            Message("the coordinates reach {x:g}, {y:g}: not degrees", x=float(east[row]), y=float(north[row])),
            Message("state the file's reference system, or export it in WGS 84 (EPSG:4326)"),
            "not-degrees",
        )
