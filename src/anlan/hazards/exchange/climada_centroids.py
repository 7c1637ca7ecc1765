"""The points of CLIMADA's hazard files, in each of the layouts that its versions have written.

==========================  =================================================================================
versions                    group ``centroids``
==========================  =================================================================================
1 to 4                      arrays ``lat`` and ``lon`` (``latitude`` and ``longitude`` in some), text ``crs``;
                            or a raster ``meta`` (``width``, ``height``, ``transform``)
5                           a pandas frame whose column ``geometry`` is a pickled array of Shapely points
6                           a pandas frame with columns ``geometry.x`` and ``geometry.y``
==========================  =================================================================================

Source: CLIMADA-project/climada_python, ``climada/hazard/centroids/centr.py``; layout of pandas frames: pandas,
``pandas/io/pytables.py``.
"""

import re
import struct
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from anlan.hazards.exchange.hdf5 import Reader, bytes_in, text_of, texts_in
from anlan.hazards.exchange.limits import MOST_POINTS
from anlan.language import Message

Floats = NDArray[np.float64]
Points = tuple[Floats, Floats]

_NAMES = (("lon", "lat"), ("longitude", "latitude"), ("geometry.x", "geometry.y"))
_DEGREES = re.compile(
    r"\W*(init\W+|\+?init=)?epsg:(4326|4490)\W*$|geog(cs|crs)\[\s*\"(wgs[ _]?84|wgs_1984|china geodetic)", re.IGNORECASE
)


def read_centroids(reader: Reader, root: h5py.Group) -> Points | None:
    """Return longitude and latitude of the points, degrees; None where they cannot be had, which the problems say.

    Parameters
    ----------
    reader
        Takes arrays out of the file.
    root
        The open file.
    """
    group = reader.group(root, "centroids", required=True)
    if group is None:
        return None
    kind = text_of(group.attrs.get("pandas_type", b""))
    found, system = {"frame": _frame, "frame_table": _table}.get(kind, _arrays)(reader, group)
    if found is None:
        what = Message("no coordinates were found in any of the layouts that CLIMADA writes")
        remedy = Message("write the file with CLIMADA 6, or give the points as columns 'lat' and 'lon'")
        reader.refuse(root, "centroids", what, remedy, "no-points")
    if system and not _DEGREES.match(system):
        what = Message("the points are in the reference system {system}", system=system[:60])
        remedy = Message("convert them to degrees of WGS 84 (EPSG:4326)")
        reader.refuse(root, "centroids", what, remedy, "reference-system")
    return found


def _arrays(reader: Reader, group: h5py.Group) -> tuple[Points | None, str]:
    system = reader.texts(group, "crs", most=1)
    for names in _NAMES[:2]:
        if all(reader.has(group, name) for name in names):
            lon, lat = (reader.array(group, name, most=MOST_POINTS) for name in names)
            if lon is not None and lat is not None and lon.size:
                return (lon.astype(np.float64).reshape(-1), lat.astype(np.float64).reshape(-1)), system[
                    0
                ] if system else ""
    return _raster(reader, group), system[0] if system else ""


def _raster(reader: Reader, group: h5py.Group) -> Points | None:
    """Return the centres of the pixels, row by row."""
    meta = reader.group(group, "meta")
    if meta is None:
        return None
    transform = reader.array(meta, "transform", required=True, most=9)
    sizes = [reader.array(meta, name, required=True, most=1) for name in ("width", "height")]
    if transform is None or transform.size < 6 or sizes[0] is None or sizes[1] is None:
        return None
    width, height = (int(size.reshape(-1)[0]) for size in sizes if size is not None)
    if not 0 < width * height <= MOST_POINTS or width < 0:
        what = Message("it has {width} by {height} pixels", width=width, height=height)
        reader.refuse(group, "meta", what, Message("give at least one and at most {most:,}", most=MOST_POINTS), "large")
        return None
    a, b, c, d, e, f = (float(number) for number in transform[:6])
    down, right = np.meshgrid(np.arange(height) + 0.5, np.arange(width) + 0.5, indexing="ij")
    return (a * right + b * down + c).ravel(), (d * right + e * down + f).ravel()


def _frame(reader: Reader, group: h5py.Group) -> tuple[Points | None, str]:
    """Read a frame of the fixed format: blocks of columns of one type, each with the names of its columns."""
    blocks: dict[str, Floats] = {}
    pickled: list[bytes] = []
    for number in range(int(group.attrs.get("nblocks", 0))):
        names = reader.texts(group, f"block{number}_items", most=1000) or []
        if "geometry" in names:
            pickled.append(reader.pickled(group, f"block{number}_values") or b"")
        elif any(name in pair for pair in _NAMES for name in names):
            values = reader.array(group, f"block{number}_values", most=MOST_POINTS * len(names))
            if values is not None and values.ndim == 2 and values.shape[1] == len(names):
                blocks |= {name: values[:, place].astype(np.float64) for place, name in enumerate(names)}
    system = _system(group)
    points = _named(blocks)
    if points is not None or not pickled:
        return points, system
    index = reader.array(group, "axis1", most=MOST_POINTS)
    return _points_in(pickled[0], -1 if index is None else index.size), system


def _table(reader: Reader, group: h5py.Group) -> tuple[Points | None, str]:
    """Read a frame of the table format: one record a row, columns by themselves or in blocks named in an attribute."""
    records = reader.compound(group, "table", MOST_POINTS)
    columns: dict[str, Floats] = {}
    for field in (() if records is None else records.dtype.names) or ():
        values = records[field]  # type: ignore[index]
        if values.ndim == 1:
            columns[field] = values
        elif values.ndim == 2:
            names = texts_in(_attribute(group["table"], f"{field}_kind"))
            columns |= dict(zip(names, values.T, strict=False))
    numbers = {name: values.astype(np.float64) for name, values in columns.items() if values.dtype.kind in "iuf"}
    return _named(numbers), _system(group)


def _named(columns: dict[str, Floats]) -> Points | None:
    return next(((columns[x], columns[y]) for x, y in _NAMES if x in columns and y in columns), None)


def _points_in(pickled: bytes, count: int) -> Points | None:
    """Take the coordinates out of pickled Shapely points, which hold them as well-known binary (OGC 06-103r4, 8.2)."""
    found = [xy for text in bytes_in(pickled) if (xy := _point(text)) is not None]
    if len(found) != count:
        return None
    lon, lat = np.array(found, dtype=np.float64).reshape(-1, 2).T
    return lon.copy(), lat.copy()


def _point(text: bytes) -> tuple[float, float] | None:
    if len(text) not in (21, 25) or text[0] not in (0, 1):
        return None
    order = "<" if text[0] == 1 else ">"
    (kind,) = struct.unpack_from(f"{order}I", text, 1)
    if (kind, len(text)) not in ((1, 21), (0x20000001, 25)):  # the second carries the number of a reference system
        return None
    x, y = struct.unpack_from(f"{order}2d", text, len(text) - 16)
    return x, y


def _system(group: h5py.Group) -> str:
    """Return the reference system that the frame's pickled metadata name."""
    words = texts_in(_attribute(group, "metadata"))
    return words[words.index("crs") + 1] if "crs" in words[:-1] else ""


def _attribute(owner: Any, name: str) -> bytes:
    value = owner.attrs.get(name, b"")
    if isinstance(value, str):
        return value.encode("latin-1", "replace")
    return bytes(value) if isinstance(value, bytes | np.bytes_) else b""
