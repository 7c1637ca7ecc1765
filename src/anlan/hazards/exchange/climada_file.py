"""CLIMADA's hazard files (HDF5): read in every layout, written in the one that all its versions read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from anlan.errors import Problem
from anlan.hazards.exchange.climada_centroids import read_centroids
from anlan.hazards.exchange.footprints import Footprints, Intensities, raise_errors, rows_sorted
from anlan.hazards.exchange.hdf5 import Reader
from anlan.hazards.exchange.limits import MOST_EVENTS
from anlan.hazards.exchange.quantities import to_kept_unit
from anlan.language import Message

FORMAT = "climada-hdf5"

TYPES: Mapping[str, str] = {
    "typhoon_wind": "TC",
    "storm_surge": "TCSurgeBathtub",
    "rain_flood": "FL",
    "river_flood": "RF",
    "earthquake": "EQ",
    "landslide": "LS",
    "drought": "DR",
    "heat_wave": "HW",
    "wildfire": "WF",
    "wind_hail": "HL",
}
"""CLIMADA's abbreviation of a hazard; any text is allowed there, and others are written as they are."""

YEARLY = frozenset({"", "1/year", "1/years", "1/y", "1/yr", "1/a", "annual", "per year"})

NO_DATE = 1
"""What CLIMADA writes where an event has no date: day 1 of the proleptic Gregorian calendar."""

UNIX_DAY = 719_163
"""Day of 1 January 1970 in that calendar (``datetime.date.toordinal``)."""


@dataclass(frozen=True)
class _Rows:
    """A matrix of events by points."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: Intensities
    points: int


def read_climada(path: Path, kind: str, *, unit: str | None = None, ignore_fraction: bool = False) -> Footprints:
    """Read a hazard that CLIMADA has written with ``Hazard.write_hdf5``, versions 1 to 6.

    Parameters
    ----------
    path
        The file.
    kind
        Hazard; a key of ``HAZARD_KINDS``.
    unit
        Unit of the intensity, where the file's own is missing or wrong; None takes the file's.
    ignore_fraction
        Whether to leave out the share of each pixel that is hit. Footprints have no such share; without it losses
        come out larger.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    reader = Reader(path, problems)
    fields = {}
    try:
        with h5py.File(path, "r") as root:
            fields = _fields(reader, root, kind, unit, ignore_fraction)
    except OSError as error:
        what = Message("it cannot be read: {reason}", reason=error)
        problems.append(Problem(path.name, what, Message("give an HDF5 file of CLIMADA"), code="unreadable"))
    raise_errors(problems)
    provenance = {"file": path.name, "format": FORMAT, **({"fraction": "ignored"} if ignore_fraction else {})}
    return Footprints(kind=kind, provenance=provenance, notices=tuple(problems), **fields)  # type: ignore[arg-type]


def _fields(reader: Reader, root: h5py.File, kind: str, unit: str | None, ignore_fraction: bool) -> dict[str, object]:
    points = read_centroids(reader, root)
    rows = _matrix(reader, root, "intensity")
    frequency = reader.array(root, "frequency", required=True, most=MOST_EVENTS)
    numbers = reader.texts(root, "event_id", required=True)
    _yearly(reader, root)
    if rows is not None and not ignore_fraction:
        _refuse_fraction(reader, root, rows)
    if points is None or rows is None or frequency is None or numbers is None:
        return {}
    if rows.points != points[0].size:
        what = Message("it has {found} columns for {points} points", found=rows.points, points=points[0].size)
        reader.refuse(root, "intensity", what, Message("write the file anew; it is mixed up"), "length")
        return {}
    units = reader.texts(root, "units", most=1) or [""]
    kept, data = to_kept_unit(kind, units[0] if unit is None else unit, rows.data, reader.file, reader.problems)
    names = reader.texts(root, "event_name")
    happened = reader.array(root, "orig", most=MOST_EVENTS)
    by_day = reader.array(root, "anlan_by_day", most=MOST_EVENTS)
    return {
        "unit": kept,
        "ids": tuple(reader.texts(root, "anlan_id") or numbers),
        "names": tuple(names or numbers),
        "frequency": frequency.astype(np.float64),
        "historical": np.ones(len(numbers), bool) if happened is None else happened.astype(bool),
        "lon": points[0], "lat": points[1],
        "indptr": rows.indptr, "indices": rows.indices, "data": data,
        "date": _dates(reader.array(root, "date", most=MOST_EVENTS)),
        "by_day": None if by_day is None else by_day.astype(bool),
    }  # fmt: skip


def _matrix(reader: Reader, root: h5py.File, name: str) -> _Rows | None:
    """Read a matrix, stored as compressed rows or as a whole."""
    found = reader.member(root, name, required=True)
    if isinstance(found, h5py.Dataset):
        whole = reader.array(root, name)
        if whole is None or whole.ndim != 2:
            return None
        event, point = np.nonzero(whole)
        indptr = np.append(0, np.cumsum(np.count_nonzero(whole, axis=1)))
        return _Rows(indptr.astype(np.int64), point.astype(np.int32), _floats(whole[event, point]), whole.shape[1])
    if found is None:
        return None
    parts = [reader.array(found, part, required=True) for part in ("indptr", "indices", "data")]
    shape = np.asarray(found.attrs.get("shape", ())).reshape(-1)
    if any(part is None for part in parts) or shape.size != 2:
        return None
    indptr, indices, data = (np.asarray(part).reshape(-1) for part in parts)
    outside = (indices < 0) | (indices > np.iinfo(np.int32).max)
    places = np.where(outside, -1, indices).astype(np.int32)
    ordered, values = rows_sorted(indptr.astype(np.int64), places, _floats(data))
    return _Rows(indptr.astype(np.int64), ordered, values, int(shape[1]))


def _floats(values: NDArray[np.generic]) -> Intensities:
    """Keep single precision, take everything else to double."""
    return values if values.dtype == np.float32 else values.astype(np.float64)  # type: ignore[return-value]


def _refuse_fraction(reader: Reader, root: h5py.File, rows: _Rows) -> None:
    """Refuse shares of pixels other than one; CLIMADA takes an empty matrix for ones."""
    if not reader.has(root, "fraction"):
        return
    shares = _matrix(reader, root, "fraction")
    if shares is None or shares.data.size == 0:
        return
    partly = int(np.count_nonzero(shares.data != 1.0))
    hit = np.count_nonzero(rows.data)
    missing = max(int(hit) - shares.data.size, 0)
    if partly + missing:
        what = Message("{count:,} of {hit:,} pixels are hit in part only", count=partly + missing, hit=int(hit))
        remedy = Message("footprints hold no such share; ignore it (losses come out larger), or write finer pixels")
        reader.refuse(root, "fraction", what, remedy, "fraction")


def _yearly(reader: Reader, root: h5py.File) -> None:
    unit = (reader.texts(root, "frequency_unit", most=1) or [""])[0].strip().lower()
    if unit not in YEARLY:
        what = Message("frequencies are in '{unit}'", unit=unit)
        reader.refuse(root, "frequency_unit", what, Message("convert them to '1/year'"), "wrong-unit")


def _dates(ordinals: NDArray[np.generic] | None) -> NDArray[np.datetime64] | None:
    if (
        ordinals is None
        or ordinals.size == 0
        or ordinals.dtype.kind not in "iu"
        or (ordinals.astype(int) <= NO_DATE).all()
    ):
        return None
    days = ordinals.astype(np.int64)
    return np.where(days <= NO_DATE, np.datetime64("NaT", "D"), (days - UNIX_DAY).astype("datetime64[D]"))


def write_climada(footprints: Footprints, path: Path) -> None:
    """Write a hazard for CLIMADA's ``Hazard.from_hdf5``.

    The points are written as arrays ``lat`` and ``lon``. Every version of CLIMADA reads that layout, and unlike the
    frames of versions 5 and 6 it holds no pickled objects. What CLIMADA has no field for goes into ``anlan_id``
    (identifiers that are not whole numbers) and ``anlan_by_day``, which it passes over.

    Parameters
    ----------
    footprints
        The events.
    path
        File to make or replace.
    """
    with h5py.File(path, "w") as root:
        text = h5py.string_dtype()
        root.create_dataset("haz_type", data=[TYPES.get(footprints.kind, footprints.kind)], dtype=text)
        root.create_dataset("units", data=[footprints.unit], dtype=text)
        root.create_dataset("frequency_unit", data=["1/year"], dtype=text)
        numbers = _whole_numbers(footprints.ids)
        root.create_dataset("event_id", data=np.arange(1, len(footprints) + 1) if numbers is None else numbers)
        if numbers is None:
            root.create_dataset("anlan_id", data=list(footprints.ids), dtype=text)
        root.create_dataset("event_name", data=list(footprints.names), dtype=text)
        root.create_dataset("frequency", data=footprints.frequency)
        root.create_dataset("orig", data=footprints.historical)
        root.create_dataset("date", data=_ordinals(footprints))
        if footprints.by_day is not None:
            root.create_dataset("anlan_by_day", data=footprints.by_day)
        matrix = root.create_group("intensity")
        matrix.attrs["shape"] = (len(footprints), footprints.lon.size)
        for name in ("indptr", "indices", "data"):
            matrix.create_dataset(name, data=getattr(footprints, name))
        points = root.create_group("centroids")
        points.create_dataset("lat", data=footprints.lat)
        points.create_dataset("lon", data=footprints.lon)
        points.create_dataset("crs", data=["EPSG:4326"], dtype=text)


def _whole_numbers(ids: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Return identifiers as numbers if they come back the same."""
    if all(text.isdecimal() and text.isascii() and text == str(int(text)) and len(text) < 18 for text in ids):
        return np.array([int(text) for text in ids], dtype=np.int64)
    return None


def _ordinals(footprints: Footprints) -> NDArray[np.int64]:
    if footprints.date is None:
        return np.full(len(footprints), NO_DATE, dtype=np.int64)
    days = footprints.date.astype("datetime64[D]")
    return np.where(np.isnat(days), NO_DATE, days.astype(np.int64) + UNIX_DAY)
