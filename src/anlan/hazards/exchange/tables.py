"""A folder of tables: how footprints are kept by this program, and the plainest form in which anyone can write them.

====================  ==========================================================================================
file                  columns
====================  ==========================================================================================
``hazard.toml``       ``kind``, ``unit``, ``precision`` (32 or 64 bits) and a section ``[provenance]``; may be absent
                      where kind and unit are given otherwise
``events``            ``id``, ``frequency`` (1/year); optional: ``name``, ``origin`` (historical, synthetic), ``date``,
                      ``by_day``
``points``            ``point``, ``lon``, ``lat``; may be absent where the intensities have ``lon`` and ``lat``
``intensities``       ``event``, ``point`` (or ``lon`` and ``lat``), ``intensity``
====================  ==========================================================================================

The tables are ``.csv`` or ``.parquet``; both hold the same.
"""

import json
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import polars.exceptions
from numpy.typing import NDArray

from anlan.errors import ImportDataError, Problem
from anlan.hazards.exchange.assembling import rows_of
from anlan.hazards.exchange.delimited import Sheet, read_sheet
from anlan.hazards.exchange.footprints import Footprints, Intensities, raise_errors
from anlan.hazards.exchange.limits import MOST_ENTRIES, MOST_EVENTS, MOST_POINTS, MOST_TABLE_BYTES, too_large
from anlan.hazards.exchange.quantities import to_kept_unit
from anlan.language import Message

FORMAT = "anlan-folder"
HEAD = "hazard.toml"
ORIGINS = ("synthetic", "historical")
"""Words for synthetic and historical events."""

_NO_YES = ("false", "true")


class Tables(StrEnum):
    """How the tables of a folder are written."""

    CSV = "csv"
    PARQUET = "parquet"


def write_folder(footprints: Footprints, folder: Path, tables: Tables = Tables.PARQUET) -> None:
    """Write footprints as a folder of tables; `read_folder` gives the same back.

    Parameters
    ----------
    footprints
        The events.
    folder
        Folder to make, or to write into.
    tables
        How the tables are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in _frames(footprints).items():
        if tables is Tables.CSV:
            frame.write_csv(folder / f"{name}.csv")
        else:
            frame.write_parquet(folder / f"{name}.parquet", compression="zstd")
    head: dict[str, str | int] = {
        "kind": footprints.kind,
        "unit": footprints.unit,
        "precision": 8 * footprints.data.dtype.itemsize,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in head.items()]
    lines += ["", "[provenance]", *(f"{_toml(key)} = {_toml(value)}" for key, value in footprints.provenance.items())]
    (folder / HEAD).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _toml(value: str | int) -> str:
    """Write a value as TOML; its basic strings are those of JSON, with DEL escaped too (TOML 1.0)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _frames(footprints: Footprints) -> dict[str, pl.DataFrame]:
    columns: dict[str, object] = {"id": footprints.ids, "name": footprints.names, "frequency": footprints.frequency}
    columns["origin"] = [ORIGINS[int(happened)] for happened in footprints.historical]
    if footprints.date is not None:
        columns["date"] = pl.Series(footprints.date.astype("datetime64[D]")).cast(pl.String)
    if footprints.by_day is not None:
        columns["by_day"] = [_NO_YES[int(day)] for day in footprints.by_day]
    steps = np.diff(footprints.indptr)
    ids = pl.Series(footprints.ids, dtype=pl.String)
    return {
        "events": pl.DataFrame(columns),
        "points": pl.DataFrame(
            {
                "point": np.arange(footprints.lon.size),
                "lon": footprints.lon,
                "lat": footprints.lat,
            }
        ),
        "intensities": pl.DataFrame(
            {
                "event": ids.gather(np.repeat(np.arange(len(footprints)), steps)),
                "point": footprints.indices,
                "intensity": footprints.data,
            }
        ),
    }


def read_folder(folder: Path, *, kind: str | None = None, unit: str | None = None) -> Footprints:
    """Read a folder of tables.

    Parameters
    ----------
    folder
        The folder.
    kind, unit
        Hazard and unit of the intensity; None takes those of ``hazard.toml``.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    head = _head(folder, problems)
    kind, unit = kind or str(head.get("kind", "")), str(head.get("unit", "")) if unit is None else unit
    if not kind:
        what = Message("the kind of hazard is not stated")
        problems.append(Problem(HEAD, what, Message("state it"), feature="kind", code="unknown-kind"))
    events = _sheet(folder, "events", MOST_EVENTS, problems)
    intensities = _sheet(folder, "intensities", MOST_ENTRIES, problems)
    points = _sheet(folder, "points", MOST_POINTS, problems, required=False)
    if events is None or intensities is None:
        raise ImportDataError(problems)
    _ = events.require("id", "frequency"), intensities.require("event", "intensity")
    raise_errors(problems)
    place, lon, lat = _places(intensities, points)
    ids = tuple(events.texts("id").to_list())
    data: Intensities = intensities.numbers("intensity")
    if head.get("precision") == 32:
        data = data.astype(np.float32)
    kept, data = to_kept_unit(kind, unit, data, intensities.file, problems)
    event = intensities.places("event", pl.Series(ids, dtype=pl.String), events.file)
    indptr, indices, data = rows_of(event, place, data, len(ids), intensities.file, problems)
    fields = _optional(events)
    frequency = events.numbers("frequency")
    raise_errors(problems)
    return Footprints(
        kind=kind,
        unit=kept,
        ids=ids,
        frequency=frequency,
        lon=lon,
        lat=lat,
        indptr=indptr,
        indices=indices,
        data=data,
        provenance=_provenance(head, folder),
        notices=tuple(problems),
        **fields,  # type: ignore[arg-type]
    )


def _optional(events: Sheet) -> dict[str, object]:
    """Return what a table of events may leave out."""
    has = {name: events.has(name) for name in ("name", "origin", "date", "by_day")}
    dates = events.dates("date") if has["date"] else None
    return {
        "names": tuple(events.texts("name" if has["name"] else "id").to_list()),
        "historical": events.flags("origin", ORIGINS) if has["origin"] else np.zeros(len(events), dtype=bool),
        "date": dates,
        "by_day": events.flags("by_day", _NO_YES) if has["by_day"] else None,
    }


def _places(
    intensities: Sheet, points: Sheet | None
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the point of each intensity, and the points."""
    if points is not None:
        _ = points.require("point", "lon", "lat"), intensities.require("point")
        raise_errors(intensities.problems)
        keys = points.keys("point")
        if keys.n_unique() < keys.len():
            what = Message("a point occurs more than once")
            remedy = Message("give every point its own identifier")
            points.problems.append(Problem(points.file, what, remedy, feature="point", code="duplicate-key"))
        return intensities.places("point", keys, points.file), points.numbers("lon"), points.numbers("lat")
    _ = intensities.require("lon", "lat")
    raise_errors(intensities.problems)
    pairs = np.stack([intensities.numbers("lon"), intensities.numbers("lat")], axis=1)
    unique, place = np.unique(pairs, axis=0, return_inverse=True)
    return place.reshape(-1).astype(np.int64), unique[:, 0].copy(), unique[:, 1].copy()


def _provenance(head: Mapping[str, object], folder: Path) -> dict[str, str]:
    told = head.get("provenance")
    if isinstance(told, dict) and told:
        return {str(key): str(value) for key, value in told.items()}
    return {"file": folder.name, "format": FORMAT}


def _head(folder: Path, problems: list[Problem]) -> Mapping[str, object]:
    path = folder / HEAD
    if not path.exists():
        return {}
    refusal = too_large(path, 2**20)
    if refusal is not None:
        problems.append(refusal)
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = Message("it cannot be read: {reason}", reason=error)
        problems.append(Problem(HEAD, what, Message("correct it, or leave it out"), code="unreadable"))
        return {}


def _sheet(folder: Path, name: str, most: int, problems: list[Problem], *, required: bool = True) -> Sheet | None:
    packed, plain = folder / f"{name}.parquet", folder / f"{name}.csv"
    if packed.exists():
        return _parquet(packed, most, problems)
    if plain.exists() or required:
        return read_sheet(plain, problems)
    return None


def _parquet(path: Path, most: int, problems: list[Problem]) -> Sheet | None:
    """Read a Parquet table, numbers as they are; the number of rows is looked at before they are unpacked."""
    refusal = too_large(path, MOST_TABLE_BYTES)
    if refusal is not None:
        problems.append(refusal)
        return None
    content = path.read_bytes()
    try:
        rows = int(pl.scan_parquet(BytesIO(content)).select(pl.len()).collect().item())
        if rows > most:
            what = Message("it has {rows:,} rows", rows=rows)
            problems.append(Problem(path.name, what, Message("give at most {most:,}", most=most), code="large"))
            return None
        return Sheet(path.name, pl.read_parquet(BytesIO(content)), 1, problems)
    except polars.exceptions.PolarsError as error:
        what = Message("it cannot be read: {reason}", reason=str(error).splitlines()[0])
        problems.append(Problem(path.name, what, Message("write it anew"), code="unreadable"))
        return None
