"""Places from a file of points: columns by their declared names, kinds from the documented list."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
import shapely

from anlan.city.declare import Column, Kind
from anlan.city.importing.fields import CODE, KIND, KINDS, NAME_EN, NAME_ZH, choose, guess
from anlan.city.importing.layers import Layer
from anlan.city.importing.partition import Partition
from anlan.city.tables import TABLE
from anlan.city.tables.ground import PLACE_KINDS
from anlan.errors import Problem, Severity
from anlan.language import Message

PLACES = TABLE["places"]
LOCATED = frozenset({"lon", "lat", "area", "synthetic", "source"})
"""Columns that an import sets itself."""

REFERENCES_DROPPED = frozenset({"operator"})
"""Columns that point to tables which the file cannot bring with it."""

AREA_SLACK = 0.5
"""Edges of a cell that a place may lie outside its area: a pier, or a generalised boundary."""


def read_places(
    layer: Layer, partition: Partition | None, source: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    """Turn points into rows of the table ``places``.

    Parameters
    ----------
    layer
        Points with a field of kinds.
    partition
        Where the area of each place is looked up; None leaves it empty.
    source
        Source that every row names.
    problems
        Everything that is wrong is appended.

    Returns
    -------
    list of dict
        One row for each place that could be used, values as the file of the package will hold them.
    """
    columns = layer.fields.columns
    kind = choose(layer.file, columns, None, KIND, KINDS, problems)
    if kind is None:
        what = Message("no field says the kind of place; there are {fields}", fields=", ".join(columns) or "-")
        remedy = Message("add a column kind with values such as {kinds}", kinds=", ".join(list(PLACE_KINDS)[:4]))
        problems.append(layer.problem(None, what, remedy, "no-kind-field"))
        return []
    kinds = _kinds(layer, kind, problems)
    lon, lat = _positions(layer, problems)
    names = {"name_zh": guess(columns, NAME_ZH), "name_en": guess(columns, NAME_EN)}
    taken = _taken(layer, {*names.values(), kind, guess(columns, CODE)}, problems)
    areas = _areas(partition, lon, lat)
    ids = _ids(layer, kinds)
    rows = []
    for row in range(len(layer)):
        if kinds[row] is None or not np.isfinite(lon[row]):
            continue
        values: dict[str, Any] = {name: column[row] for name, column in taken.items()}
        values["name_zh"] = layer.texts(names["name_zh"])[row] or ids[row]
        values["name_en"] = layer.texts(names["name_en"])[row]
        values |= {"id": ids[row], "kind": kinds[row], "lon": round(float(lon[row]), 6), "area": areas[row]}
        values |= {"lat": round(float(lat[row]), 6), "synthetic": "false", "source": source}
        rows.append(values)
    return rows


def _kinds(layer: Layer, field: str, problems: list[Problem]) -> list[str | None]:
    """Return the kind of each row, also where the file says it by its meaning or in capitals."""
    spelt = {meaning.lower(): kind for kind, meaning in PLACE_KINDS.items()} | {kind: kind for kind in PLACE_KINDS}
    kinds = []
    for row, text in enumerate(layer.texts(field)):
        found = spelt.get((text or "").lower().replace(" ", "_")) or spelt.get((text or "").lower())
        if found is None:
            what = Message("{field} is {value!r}, which is not a kind of place", field=field, value=text or "")
            problems.append(layer.problem(row, what, _nearest_kind(text or ""), "not-a-kind"))
        kinds.append(found)
    return kinds


def _nearest_kind(text: str) -> Message:
    near = get_close_matches(text.lower(), PLACE_KINDS, n=1, cutoff=0.6)
    if near:
        return Message("did you mean {near}?", near=near[0])
    first = ", ".join(list(PLACE_KINDS)[:6])
    return Message("use one of {choices}, ... (docs/city-package.md lists all)", choices=first)


def _positions(layer: Layer, problems: list[Problem]) -> tuple[Any, Any]:
    points = shapely.centroid(layer.geometry)
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    for row in np.flatnonzero(~np.isfinite(lon)):
        what = Message("the place has no position")
        problems.append(layer.problem(int(row), what, Message("give its longitude and latitude"), "no-position"))
    return lon, lat


def _taken(layer: Layer, used: set[str | None], problems: list[Problem]) -> Mapping[str, list[str | None]]:
    """Return the columns that the table declares and the file has; note the others."""
    taken: dict[str, list[str | None]] = {}
    ignored = []
    declared = {column.name: column for column in PLACES.columns}
    for name in layer.fields.columns:
        column = declared.get(name)
        if column is not None and name not in LOCATED | REFERENCES_DROPPED:
            taken[name] = _values(layer, column, problems)
        elif name not in LOCATED and name not in used:
            ignored.append(name)
    if ignored:
        what = Message("the fields {fields} are not columns of places.csv and were left out", fields=", ".join(ignored))
        remedy = Message("rename them; docs/city-package.md lists the columns")
        problems.append(layer.problem(None, what, remedy, "unknown-fields", Severity.NOTICE))
    return taken


def _values(layer: Layer, column: Column, problems: list[Problem]) -> list[str | None]:
    if column.kind not in {Kind.NUMBER, Kind.INTEGER}:
        return layer.texts(column.name)
    numbers = layer.numbers(column.name, problems, low=column.minimum or 0.0)
    whole = column.kind is Kind.INTEGER
    for row in np.flatnonzero(np.isfinite(numbers) & (numbers != np.floor(numbers)) & whole):
        what = Message("{field} is {value:g}, not a whole number", field=column.name, value=float(numbers[row]))
        problems.append(layer.problem(int(row), what, Message("round it"), "wrong-number"))
    return [None if not np.isfinite(v) else str(int(v)) if whole else format(v, ".12g") for v in numbers]


def _areas(partition: Partition | None, lon: Any, lat: Any) -> list[str | None]:
    found: list[str | None] = [None] * len(lon)
    there = np.flatnonzero(np.isfinite(lon))
    if partition is None or not len(there):
        return found
    rows, _ = partition.locate(lon[there], lat[there], AREA_SLACK)
    for at, row in zip(there, rows, strict=True):
        found[at] = partition.codes[partition.coverage.polygon[row]] if row >= 0 else None
    return found


def _ids(layer: Layer, kinds: list[str | None]) -> list[str]:
    """Return the ids of the file where they are all there and differ, else ``kind-001`` and so on."""
    given = layer.texts(guess(layer.fields.columns, CODE))
    if all(given) and len(set(given)) == len(given):
        return [text for text in given if text]
    counts: dict[str | None, int] = {}
    ids = []
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
        ids.append(f"{kind}-{counts[kind]:03}")
    return ids
