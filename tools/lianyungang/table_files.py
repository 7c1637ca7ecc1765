"""Writes the files of a city package in the form that `anlan.city.tables` declares."""

import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from anlan.city.declare import Column, Kind, Section
from anlan.city.tables import SECTIONS, TABLE

Row = Mapping[str, object]
Source = Mapping[str, object]

DECIMALS = {
    "deg": 5,
    "m": 1,
    "km": 1,
    "km2": 2,
    "persons": 0,
    "currency": 0,
    "1": 4,
    "hPa": 1,
    "m/s": 2,
    "mm": 1,
}
"""Decimals by the unit of a column; trailing zeros are dropped, other units keep up to six significant digits."""

SHAPE_DECIMALS = 6
"""Decimals of a coordinate in degrees: about 0.1 m."""


def write_table(out: Path, name: str, rows: Iterable[Row], decimals: Mapping[str, int] | None = None) -> None:
    """Write ``<name>.csv`` with the declared columns in the declared order.

    Columns that are optional and empty in every row are left out.

    Parameters
    ----------
    out
        Folder of the package; made when absent.
    name
        A key of `anlan.city.tables.TABLE`.
    rows
        One mapping per row; a column that is absent or None is empty.
    decimals
        Decimals by column where the unit's default does not fit.

    Raises
    ------
    ValueError
        A column is not declared or a required value is missing.
    """
    table = TABLE[name]
    rows = list(rows)
    declared = {column.name for column in table.all_columns}
    if unknown := {key for row in rows for key in row} - declared:
        message = f"{name}: columns not declared: {sorted(unknown)}"
        raise ValueError(message)
    columns = [column for column in table.all_columns if always(column) or any(filled(row, column) for row in rows)]
    places = {column.name: (decimals or {}).get(column.name, DECIMALS.get(column.unit)) for column in columns}
    required = [column for column in columns if column.required]
    lines = [",".join(column.name for column in columns)]
    for number, row in enumerate(rows, 2):
        if missing := [column.name for column in required if not filled(row, column)]:
            message = f"{table.file}:{number}: {missing[0]} is required"
            raise ValueError(message)
        lines.append(",".join(quoted(written(row.get(column.name), places[column.name])) for column in columns))
    out.mkdir(parents=True, exist_ok=True)
    (out / table.file).write_bytes(("\n".join(lines) + "\n").encode())


def always(column: Column) -> bool:
    """Say whether a column is written even when it is empty."""
    return column.required or column.name in {"synthetic", "source"}


def filled(row: Row, column: Column) -> bool:
    """Say whether the row has a value in the column."""
    return row.get(column.name) not in (None, "")


def written(value: object, decimals: int | None) -> str:
    """Write one value as it stands in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            message = f"{value} is not a number that a table may hold"
            raise ValueError(message)
        if decimals is None:
            return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
        text = f"{value:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in {"-0", ""} else text
    return str(value)


def quoted(text: str) -> str:
    """Quote a value for CSV where it needs quotes."""
    if any(sign in text for sign in ',"\n\r') or text.startswith("#"):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_shapes(
    out: Path, file: str, key: str, shapes: Mapping[str, BaseGeometry], properties: Mapping[str, Row] | None = None
) -> None:
    """Write a GeoJSON file with one feature to a line; `key` names the property that holds the code."""
    features = []
    for code, shape in shapes.items():
        fixed = shapely.set_precision(shape, 10.0**-SHAPE_DECIMALS)
        geometry = {"type": fixed.geom_type, "coordinates": rounded(mapping(fixed)["coordinates"])}
        feature = {"type": "Feature", "properties": {key: code, **(properties or {}).get(code, {})}}
        features.append(json.dumps({**feature, "geometry": geometry}, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
    out.mkdir(parents=True, exist_ok=True)
    (out / file).write_bytes(text.encode())


def rounded(coordinates: object) -> object:
    """Round nested coordinates to `SHAPE_DECIMALS`."""
    if isinstance(coordinates, float):
        return round(coordinates, SHAPE_DECIMALS)
    assert isinstance(coordinates, Sequence)
    return [rounded(part) for part in coordinates]


def write_city(out: Path, city: Row, cycle: Row, sources: Iterable[Source]) -> None:
    """Write ``city.toml``; every key is checked against its declared section."""
    sections = {section.name: section for section in SECTIONS}
    parts = [section_text("[city]", sections["city"], city)]
    if cycle:
        parts.append(section_text("[cycle]", sections["cycle"], cycle))
    parts += [section_text("[[sources]]", sections["sources"], source) for source in merged(sources)]
    text = "\n".join(parts)
    tomllib.loads(text)
    (out / "city.toml").write_bytes(text.encode())


def merged(sources: Iterable[Source]) -> list[Source]:
    """Return the sources once each, ordered by identifier; layers may share a source if they agree on it."""
    known: dict[str, Source] = {}
    for source in sources:
        if known.setdefault(str(source["id"]), source) != source:
            message = f"two layers describe source {source['id']} differently"
            raise ValueError(message)
    return [known[name] for name in sorted(known)]


def section_text(header: str, section: Section, values: Row) -> str:
    """Write one section of ``city.toml`` with its keys in the declared order."""
    declared = {column.name for column in section.columns}
    missing = {column.name for column in section.columns if column.required} - set(values)
    if (unknown := set(values) - declared) or missing:
        message = f"{header} {values.get('id', '')}: not declared {sorted(unknown)}, missing {sorted(missing)}"
        raise ValueError(message)
    given = [column for column in section.columns if column.name in values]
    lines = [f"{column.name} = {toml(values[column.name], column)}" for column in given]
    return "\n".join([header, *lines, ""])


def toml(value: object, column: Column) -> str:
    """Write one value of ``city.toml``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if column.kind is Kind.TEXTS:
        assert isinstance(value, Sequence)
        return "[" + ", ".join(json.dumps(part, ensure_ascii=False) for part in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)
