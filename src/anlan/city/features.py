"""GeoJSON files of the package: the geometry of rows of a table."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely import Geometry

from anlan.city.declare import Table
from anlan.city.decoding import decode
from anlan.errors import Problem
from anlan.language import Message

WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "4326")
SURFACES = ("Polygon", "MultiPolygon")
LINES = ("LineString",)


@dataclass(frozen=True)
class Shapes:
    """Geometry by key of a table.

    Parameters
    ----------
    file
        Name of the file.
    geometries
        Polygon or multipolygon, or a line where the table has them, by key; valid ones only, longitude and latitude in
        degrees, WGS 84.
    given
        Every key that has a feature, also where its geometry could not be used.
    """

    file: str
    geometries: Mapping[str, Geometry] = field(default_factory=dict)
    given: frozenset[str] = frozenset()


def read_shapes(table: Table, content: bytes) -> tuple[Shapes, list[Problem]]:
    """Read the geometry file of a table.

    Parameters
    ----------
    table
        Table whose `shapes` names the file; features carry its first key as a property.
    content
        Bytes of the file.

    Returns
    -------
    shapes
        What could be read.
    problems
        Features without a key or with a geometry that cannot be used.
    """
    file = table.shapes
    features, problems = _features(file, content)
    geometries: dict[str, Geometry] = {}
    given: set[str] = set()
    for number, feature in enumerate(features, start=1):
        code, wrong = _key(file, table.key[0], number, feature, given)
        problems.extend(wrong)
        if code is None:
            continue
        given.add(code)
        geometry, wrong = _geometry(table, code, feature)
        problems.extend(wrong)
        if geometry is not None:
            geometries[code] = geometry
    return Shapes(file, geometries, frozenset(given)), problems


def _features(file: str, content: bytes) -> tuple[list[Any], list[Problem]]:
    """Return the features of a GeoJSON file, none where it is no feature collection."""
    text, problems = decode(file, content)
    if text is None:
        return [], problems
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        here = error if isinstance(error, json.JSONDecodeError) else None
        what = Message("it is not valid JSON: {reason}", reason=here.msg if here else error)
        remedy = Message("export it again as GeoJSON")
        return [], [*problems, Problem(file, what, remedy, line=here.lineno if here else None, code="bad-geojson")]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        what = Message("it is not a GeoJSON feature collection")
        return [], [*problems, Problem(file, what, Message("export it again as GeoJSON"), code="bad-geojson")]
    return features, [*problems, *_reference_system(file, document)]


def _reference_system(file: str, document: Mapping[str, Any]) -> Iterator[Problem]:
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties", {}) if isinstance(crs, dict) else {}
    name = str(properties.get("name", crs))
    if not name.endswith(WGS84_NAMES):
        yield Problem(
            file,
            Message("its coordinates are in {name!r}", name=name),
            Message("export it in WGS 84 longitude and latitude (EPSG:4326)"),
            code="wrong-reference-system",
        )


def _key(file: str, key: str, number: int, feature: Any, given: set[str]) -> tuple[str | None, list[Problem]]:
    properties = (feature.get("properties") or {}) if isinstance(feature, dict) else {}
    value = properties.get(key)
    code = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not code:
        return None, [
            Problem(
                file,
                Message("feature {number} has no property {key!r}", number=number, key=key),
                Message("add it with the value of the column {key}", key=key),
                feature=str(number),
                code="feature-without-key",
            )
        ]
    if code in given:
        return None, [
            Problem(
                file,
                Message("{key} {code!r} has a second feature", key=key, code=code),
                Message("merge them into one MultiPolygon or remove one"),
                feature=code,
                code="duplicate-feature",
            )
        ]
    return code, []


def _geometry(table: Table, code: str, feature: Mapping[str, Any]) -> tuple[Geometry | None, list[Problem]]:
    """Return the feature's surface or line, or None and why it cannot be used."""
    file = table.shapes
    given = feature.get("geometry")
    geometry = shapely.from_geojson(json.dumps(given), on_invalid="ignore") if given else None
    if geometry is None or geometry.is_empty:
        return None, [
            Problem(
                file,
                Message("the feature has no geometry that can be read"),
                Message("give it a Polygon or MultiPolygon whose rings are closed"),
                feature=code,
                code="no-geometry",
            )
        ]
    if geometry.geom_type not in (SURFACES + LINES if table.lines else SURFACES):
        return None, [
            Problem(
                file,
                Message("the geometry is a {kind}", kind=geometry.geom_type),
                Message("give a Polygon or MultiPolygon"),
                feature=code,
                code="not-a-polygon",
            )
        ]
    geometry = shapely.force_2d(geometry)
    wrong = _coordinates(file, code, geometry)
    if wrong is not None:
        return None, [wrong]
    if not geometry.is_valid:
        return None, [
            Problem(
                file,
                Message("the polygon is not valid: {reason}", reason=shapely.is_valid_reason(geometry)),
                Message("repair it, for example with 'Fix geometries' in QGIS"),
                feature=code,
                code="invalid-polygon",
            )
        ]
    return geometry, []


def _coordinates(file: str, code: str, geometry: Geometry) -> Problem | None:
    points = shapely.get_coordinates(geometry)
    if not np.isfinite(points).all():
        return Problem(
            file,
            Message("a coordinate is not a finite number"),
            Message("export the feature again"),
            feature=code,
            code="not-finite",
        )
    bad = (np.abs(points[:, 0]) > 180.0) | (np.abs(points[:, 1]) > 90.0)
    if not bad.any():
        return None
    lon, lat = (float(value) for value in points[bad][0])
    what = Message("the point ({lon}, {lat}) is not a longitude and latitude", lon=lon, lat=lat)
    if abs(lon) > 360.0 or abs(lat) > 360.0:
        return Problem(
            file,
            what,
            Message("the coordinates look projected (metres); export in WGS 84 (EPSG:4326)"),
            feature=code,
            code="projected-coordinates",
        )
    if abs(lon) <= 90.0 and abs(lat) <= 180.0:
        return Problem(
            file,
            what,
            Message("longitude and latitude look exchanged; write longitude first"),
            feature=code,
            code="exchanged-coordinates",
        )
    return Problem(
        file,
        what,
        Message("longitudes go from -180 to 180 and latitudes from -90 to 90"),
        feature=code,
        code="out-of-range",
    )
