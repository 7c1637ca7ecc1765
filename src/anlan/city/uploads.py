"""Shapes from a file that a user uploads: GeoJSON, a zip archive of a Shapefile, or a GeoPackage.

What a file is is told from its bytes and never from its name: a library that guesses would follow a virtual format to
other files of the machine or into the network. GeoJSON is read here; the other two are unpacked, checked and given to
GDAL under a name of our own.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from shapely.geometry.base import BaseGeometry

from anlan.city.datum import gcj02_to_wgs84
from anlan.city.decoding import decode
from anlan.city.importing.layers import read_layer
from anlan.city.importing.request import Datum
from anlan.city.source import suspicious_entries
from anlan.errors import ImportDataError, Problem, Severity
from anlan.language import Message

MOST_BYTES = 32 * 2**20
"""Bytes of an upload; 50,000 points take 3 MB in GeoJSON."""

MOST_UNPACKED_BYTES = 128 * 2**20
"""Bytes of what a zip archive holds."""

DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")
"""Ends of the names of reference systems of a GeoJSON file that are degrees; CGCS2000 differs by centimetres."""

_ZIP, _SQLITE, _SHAPEFILE = b"PK\x03\x04", b"SQLite format 3\0", b"\x00\x00\x27\x0a"
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@dataclass(frozen=True)
class Upload:
    """Shapes of an uploaded file.

    Parameters
    ----------
    shapes
        Shapes of any kind, longitude and latitude in degrees, WGS 84; not checked.
    names
        Number of the feature of each, from 1.
    notices
        What should be known of the file.
    """

    shapes: tuple[BaseGeometry, ...]
    names: tuple[str, ...]
    notices: tuple[Problem, ...]


def read_upload(name: str, content: bytes, *, layer: str | None = None, datum: Datum = Datum.WGS84) -> Upload:
    """Read the shapes of an uploaded file.

    Parameters
    ----------
    name
        Its name, for messages.
    content
        Its bytes: GeoJSON; a zip archive with the files of one Shapefile; a GeoPackage.
    layer
        Layer of a GeoPackage, or name of a Shapefile in an archive; needed where there are several.
    datum
        Datum of the coordinates.

    Raises
    ------
    ImportDataError
        With every problem: a file that is none of the three, damaged, unsafe, too large, in a reference system that
        is not understood, or with a feature whose geometry cannot be read.
    """
    problems: list[Problem] = []
    if len(content) > MOST_BYTES:
        what = Message(
            "it has {count:,} bytes, more than the {most:,} that are accepted", count=len(content), most=MOST_BYTES
        )
        problems.append(_problem(name, what, Message("simplify it, or cut it to the area that is meant"), "too-large"))
        raise ImportDataError(problems)
    if content.startswith(_ZIP):
        shapes = _read_archive(name, content, layer, problems)
    elif content.startswith(_SQLITE):
        shapes = _read_geopackage(name, content, layer, problems)
    else:
        shapes = _read_geojson(name, content, problems)
    found = [shape for shape in shapes if isinstance(shape, BaseGeometry)]
    _note_missing(name, shapes, problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ImportDataError(problems)
    if datum is Datum.GCJ02:
        found = [shapely.transform(shape, _to_wgs84) for shape in found]
    return Upload(tuple(found), tuple(str(number) for number in range(1, len(found) + 1)), tuple(problems))


def _problem(name: str, what: Message, remedy: Message, code: str) -> Problem:
    return Problem(name, what, remedy, code=code)


def _note_missing(name: str, shapes: Sequence[object], problems: list[Problem]) -> None:
    if not shapes and not any(problem.severity is Severity.ERROR for problem in problems):
        what, remedy = Message("it holds no shape"), Message("export the shapes again")
        problems.append(_problem(name, what, remedy, "no-shape"))
    for number, shape in enumerate(shapes, start=1):
        if not isinstance(shape, BaseGeometry) or shape.is_empty:
            what = Message("the feature has no geometry that can be read")
            remedy = Message("give it a polygon whose rings are closed, or remove it")
            problems.append(Problem(name, what, remedy, feature=str(number), code="no-geometry"))


def _to_wgs84(points: Any) -> Any:
    return np.column_stack(gcj02_to_wgs84(points[:, 0], points[:, 1]))


def _read_geojson(name: str, content: bytes, problems: list[Problem]) -> list[object]:
    text, wrong = decode(name, content)
    if text is None:
        what = Message("it is neither GeoJSON, nor a zip archive of a Shapefile, nor a GeoPackage")
        problems.append(_problem(name, what, Message("export it as one of these"), "unknown-format"))
        return []
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        here = error if isinstance(error, json.JSONDecodeError) else None
        what = Message("it is not valid JSON: {reason}", reason=here.msg if here else error)
        line = here.lineno if here else None
        problems.append(Problem(name, what, Message("export it again as GeoJSON"), line=line, code="bad-geojson"))
        return []
    problems.extend(one for one in wrong if one.severity is Severity.NOTICE)
    return _shapes_of(name, document, problems)


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON")


def _shapes_of(name: str, document: object, problems: list[Problem]) -> list[object]:
    kind = document.get("type") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(kind, str):
        what, remedy = Message("it is JSON, but not GeoJSON"), Message("export it again as GeoJSON")
        problems.append(_problem(name, what, remedy, "bad-geojson"))
        return []
    system = document.get("crs")
    if system is not None and not _in_degrees(system):
        what = Message("its coordinates are in {system}", system=json.dumps(system, ensure_ascii=False)[:80])
        remedy = Message("export it in WGS 84 longitude and latitude (EPSG:4326)")
        problems.append(_problem(name, what, remedy, "wrong-reference-system"))
    features = document.get("features") if kind == "FeatureCollection" else [document]
    return [_geometry(feature) for feature in features] if isinstance(features, list) else []


def _in_degrees(system: object) -> bool:
    properties = system.get("properties") if isinstance(system, Mapping) else None
    return isinstance(properties, Mapping) and str(properties.get("name", "")).endswith(DEGREES)


def _geometry(feature: object) -> BaseGeometry | None:
    if not isinstance(feature, Mapping):
        return None
    given = feature.get("geometry") if feature.get("type") == "Feature" else feature
    try:
        return shapely.from_geojson(json.dumps(given), on_invalid="ignore") if given else None
    except (shapely.errors.GEOSException, RecursionError):
        return None


def _read_archive(name: str, content: bytes, layer: str | None, problems: list[Problem]) -> list[object]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            problems.extend(suspicious_entries(name, entries))
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MOST_UNPACKED_BYTES:
                what = Message(
                    "it unpacks to {count:,} bytes, more than the {most:,} that are accepted",
                    count=unpacked,
                    most=MOST_UNPACKED_BYTES,
                )
                problems.append(_problem(name, what, Message("cut it to the area that is meant"), "too-large"))
            chosen = None if problems else _chosen_shapefile(name, entries, layer, problems)
            files = {} if chosen is None else _unpacked(archive, chosen)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        ValueError,
        struct.error,
        zlib.error,
        RuntimeError,
    ) as error:
        what = Message("the archive is damaged: {reason}", reason=error)
        problems.append(_problem(name, what, Message("pack it again"), "corrupt-zip"))
        return []
    return _read_shapefile(name, files, problems) if files else []


def _chosen_shapefile(
    name: str, entries: Sequence[zipfile.ZipInfo], layer: str | None, problems: list[Problem]
) -> PurePosixPath | None:
    """Return the path of the one Shapefile that is meant, without its suffix."""
    paths = [PurePosixPath(entry.filename) for entry in entries if not entry.is_dir()]
    found = [path.with_suffix("") for path in paths if path.suffix.lower() == ".shp" and "__MACOSX" not in path.parts]
    meant = found if layer is None else [path for path in found if path.name == layer]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(path.name for path in found) or "-"
    what = Message("it holds {count} Shapefiles: {names}", count=len(found), names=names)
    problems.append(_problem(name, what, Message("pack the files of one Shapefile, or name the layer"), "no-one-layer"))
    return None


def _unpacked(archive: zipfile.ZipFile, chosen: PurePosixPath) -> dict[str, bytes]:
    """Return the parts of a Shapefile by suffix."""
    files = {}
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename)
        if path.with_suffix("") == chosen and path.suffix.lower() in _PARTS:
            files[path.suffix.lower()] = archive.read(entry)
    return files


def _read_shapefile(name: str, files: Mapping[str, bytes], problems: list[Problem]) -> list[object]:
    missing = [suffix for suffix in (".shp", ".shx") if suffix not in files]
    if missing or not files[".shp"].startswith(_SHAPEFILE):
        what = Message("its Shapefile is not whole: {missing}", missing=", ".join(missing) or ".shp")
        problems.append(_problem(name, what, Message("pack .shp, .shx, .dbf and .prj together"), "no-shapefile"))
        return []
    if ".prj" not in files:
        what = Message("it has no .prj file; its coordinates were taken for degrees of WGS 84")
        remedy = Message("look at it on the map, or add the .prj file")
        problems.append(Problem(name, what, remedy, severity=Severity.NOTICE, code="no-reference-system"))
    with TemporaryDirectory(prefix="anlan-") as folder:
        for suffix, content in files.items():
            Path(folder, f"layer{suffix}").write_bytes(content)
        return _read_file(Path(folder, "layer.shp"), name, None, problems)


def _read_geopackage(name: str, content: bytes, layer: str | None, problems: list[Problem]) -> list[object]:
    with TemporaryDirectory(prefix="anlan-") as folder:
        path = Path(folder, "layer.gpkg")
        path.write_bytes(content)
        try:
            layers = [str(found) for found, kind in pyogrio.list_layers(path) if kind is not None]
        except pyogrio.errors.DataSourceError as error:
            what = Message("it is no GeoPackage: {reason}", reason=str(error).replace(str(path), name))
            problems.append(_problem(name, what, Message("export it again"), "unreadable"))
            return []
        chosen = layers[0] if layer is None and len(layers) == 1 else layer
        if chosen not in layers:
            what = Message("it has the layers {layers}", layers=", ".join(layers) or "-")
            problems.append(_problem(name, what, Message("export one of them, or name the layer"), "no-one-layer"))
            return []
        return _read_file(path, name, chosen, problems)


def _read_file(path: Path, name: str, layer: str | None, problems: list[Problem]) -> list[object]:
    """Read a file of our own with GDAL; problems are told under the name of the upload."""
    found: list[Problem] = []
    read = read_layer(path, Datum.WGS84, found, layer=layer)
    problems.extend(replace(problem, file=name) for problem in found)
    return [] if read is None else list(read.geometry)
