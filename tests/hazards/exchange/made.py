"""Footprints and files that the tests of importers and exporters share."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import shapely
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.errors import ImportDataError, Problem
from anlan.hazards.exchange import Footprints

WGS84 = 'GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble"],ID["EPSG",4326]]'

ARRAYS = ("frequency", "historical", "lon", "lat", "indptr", "indices", "data", "date", "by_day")


def footprints(**changes: Any) -> Footprints:
    """Make two winds on three points; the second event reaches nothing."""
    fields: dict[str, Any] = {
        "kind": "typhoon_wind",
        "unit": "m/s",
        "ids": ("1", "2"),
        "names": ("Ida", "Joe"),
        "frequency": np.array([0.02, 0.1]),
        "historical": np.array([True, False]),
        "lon": np.array([119.1, 119.2, 119.3]),
        "lat": np.array([34.5, 34.6, 34.7]),
        "indptr": np.array([0, 2, 2]),
        "indices": np.array([0, 2], dtype=np.int32),
        "data": np.array([20.0, 41.5]),
        "provenance": {"file": "made.h5"},
    }
    return Footprints(**(fields | changes))


def problems(action: Callable[[], object]) -> Sequence[Problem]:
    """Return every problem that an action is refused for."""
    with pytest.raises(ImportDataError) as refused:
        action()
    return refused.value.problems


def codes(action: Callable[[], object]) -> dict[str, str]:
    """Return the code of every problem that an action is refused for, by the field it is about, else the file."""
    return {problem.feature or problem.file: problem.code for problem in problems(action)}


def all_codes(action: Callable[[], object]) -> set[str]:
    """Return the code of every problem that an action is refused for."""
    return {problem.code for problem in problems(action)}


def same(one: Footprints, other: Footprints) -> bool:
    """Say whether two sets hold the same events, to the bit."""
    for name in ARRAYS:
        left, right = getattr(one, name), getattr(other, name)
        if (left is None) != (right is None):
            return False
        if left is not None and (left.dtype != right.dtype or left.tobytes() != right.tobytes()):
            return False
    return (one.kind, one.unit, one.ids, one.names) == (other.kind, other.unit, other.ids, other.names)


def dense(events: Footprints) -> NDArray[np.float64]:
    """Return the intensities of all events on all points."""
    out = np.zeros((len(events), events.lon.size))
    for event in range(len(events)):
        part = slice(events.indptr[event], events.indptr[event + 1])
        out[event, events.indices[part]] = events.data[part]
    return out


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@st.composite
def any_footprints(draw: st.DrawFn, *, numbered: bool = False) -> Footprints:
    """Draw a valid set: any number of events and points, empty events, both precisions."""
    events, points = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    cells = [(event, point) for event in range(events) for point in range(points)]
    filled = sorted(draw(st.sets(st.sampled_from(cells), max_size=len(cells))))
    values = st.floats(0.0, 120.0, width=32) if draw(st.booleans()) else st.floats(0.0, 120.0)
    data = np.array([draw(values) for _ in filled], dtype=draw(st.sampled_from([np.float32, np.float64])))
    ids = [str(number) for number in draw(st.permutations(range(events)))]
    if not numbered and draw(st.booleans()):
        ids = draw(st.lists(TEXT.map(str.strip).filter(bool), min_size=events, max_size=events, unique=True))
    counts = np.bincount([event for event, _ in filled], minlength=events) if filled else np.zeros(events, int)
    flags = st.lists(st.booleans(), min_size=events, max_size=events)
    days = st.lists(st.one_of(st.none(), st.integers(-10_000, 40_000)), min_size=events, max_size=events)
    day = draw(st.one_of(st.none(), days.filter(lambda given: any(one is not None for one in given))))
    return Footprints(
        kind="typhoon_wind",
        unit="m/s",
        ids=tuple(ids),
        names=tuple(draw(st.lists(TEXT, min_size=events, max_size=events))),
        frequency=np.array([draw(st.floats(0.0, 366.0)) for _ in range(events)]),
        historical=np.array(draw(flags)),
        lon=np.array([draw(st.floats(-180.0, 180.0)) for _ in range(points)]),
        lat=np.array([draw(st.floats(-90.0, 90.0)) for _ in range(points)]),
        indptr=np.append(0, np.cumsum(counts)).astype(np.int64),
        indices=np.array([point for _, point in filled], dtype=np.int32),
        data=data,
        date=None if day is None else np.array(["NaT" if one is None else one for one in day], dtype="datetime64[D]"),
        by_day=np.array(draw(flags)) if draw(st.booleans()) else None,
        provenance={"file": draw(TEXT), "format": "made"},
    )


def climada_file(path: Path, centroids: Callable[[h5py.Group], None], **changes: Any) -> Path:
    """Write a hazard of two events on three points as CLIMADA does, its points by `centroids`."""
    text = h5py.string_dtype()
    fields: dict[str, Any] = {
        "units": np.array(["m/s"], dtype=object),
        "haz_type": np.array(["TC"], dtype=object),
        "frequency_unit": np.array(["1/year"], dtype=object),
        "event_id": np.array([7, 9]),
        "event_name": np.array(["Ida", "Joe"], dtype=object),
        "frequency": np.array([0.02, 0.1]),
        "orig": np.array([True, False]),
        "date": np.array([726_670, 1]),
        "intensity": np.array([[20.0, 0.0, 41.5], [0.0, 0.0, 0.0]]),
    }
    with h5py.File(path, "w") as root:
        for name, values in (fields | changes).items():
            if values is not None:
                root.create_dataset(name, data=values, dtype=text if values.dtype == object else None)
        centroids(root.create_group("centroids"))
    return path


LON, LAT = np.array([119.1, 119.2, 119.3]), np.array([34.5, 34.6, 34.7])


def arrays(group: h5py.Group, names: tuple[str, str] = ("lon", "lat"), system: str = WGS84) -> None:
    """Write points as CLIMADA 1 to 4 did."""
    group.create_dataset(names[0], data=LON, compression="gzip")
    group.create_dataset(names[1], data=LAT, compression="gzip")
    group.create_dataset("region_id", data=np.zeros(3))
    group.create_dataset("crs", data=[system], dtype=h5py.string_dtype())


def raster(group: h5py.Group, size: tuple[int, int] = (3, 1)) -> None:
    """Write points as a raster, as CLIMADA 1 to 4 did: pixels of 0.1 degree, the first centred on 119.1, 34.6."""
    meta = group.create_group("meta")
    meta.create_dataset("width", data=[size[0]])
    meta.create_dataset("height", data=[size[1]])
    meta.create_dataset("transform", data=[0.1, 0.0, 119.05, 0.0, -0.1, 34.65])


def _frame(group: h5py.Group, kind: str, system: str) -> None:
    metadata = np.bytes_(pickle.dumps({"crs": system}, protocol=0))
    group.attrs.update({"pandas_type": np.bytes_(kind), "metadata": metadata})


def _object_block(group: h5py.Group, name: str, pickled: bytes) -> None:
    """Write pickled bytes as PyTables does: one value of variable length."""
    block = group.create_dataset(name, (1,), dtype=h5py.vlen_dtype(np.uint8))
    block[0] = np.frombuffer(pickled, dtype=np.uint8)


def pickled_points(group: h5py.Group, pickled: bytes | None = None, system: str = WGS84) -> None:
    """Write points as CLIMADA 5 does: a pandas frame with a pickled column of Shapely points."""
    _frame(group, "frame", system)
    group.attrs["nblocks"] = 2
    group.create_dataset("axis1", data=np.arange(3))
    group.create_dataset("block0_items", data=np.array([b"region_id"]))
    group.create_dataset("block0_values", data=np.zeros((3, 1), dtype=int))
    group.create_dataset("block1_items", data=np.array([b"geometry"]))
    column = np.array(shapely.points(LON, LAT), dtype=object)[:, None]
    _object_block(group, "block1_values", pickle.dumps(column, protocol=4) if pickled is None else pickled)


def frame(group: h5py.Group, system: str = WGS84) -> None:
    """Write points as CLIMADA 6 does: a pandas frame with columns of coordinates."""
    _frame(group, "frame", system)
    group.attrs["nblocks"] = 2
    group.create_dataset("axis1", data=np.arange(3))
    group.create_dataset("block0_items", data=np.array([b"geometry.x", b"geometry.y"]))
    group.create_dataset("block0_values", data=np.stack([LON, LAT], axis=1), compression="gzip")
    group.create_dataset("block1_items", data=np.array([b"id"]))
    group.create_dataset("block1_values", data=np.arange(3)[:, None])


def table(group: h5py.Group) -> None:
    """Write points as a pandas frame of the table format, one column by itself and one in a block."""
    _frame(group, "frame_table", WGS84)
    records = np.zeros(3, dtype=[("index", "<i8"), ("values_block_0", "<f8", (1,)), ("lat", "<f8")])
    records["values_block_0"][:, 0], records["lat"] = LON, LAT
    stored = group.create_dataset("table", data=records)
    stored.attrs["values_block_0_kind"] = np.bytes_(pickle.dumps(["lon"], protocol=0))


LAYOUTS: Mapping[str, Callable[[h5py.Group], None]] = {
    "arrays": arrays,
    "long names": lambda group: arrays(group, ("longitude", "latitude")),
    "pickled points": pickled_points,
    "frame": frame,
    "frame as table": table,
}
"""Every layout that holds the points of this module."""
