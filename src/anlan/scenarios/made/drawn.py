"""A scenario from a drawn footprint: GeoJSON polygons or points, each with an intensity."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.errors import ImportDataError, Problem, SettingError, Severity
from anlan.hazards import HAZARDS
from anlan.hazards.exchange.quantities import QUANTITIES, to_kept_unit, unit_problems
from anlan.language import Message, mark
from anlan.scenarios.made.details import Details, Origin, assembled, assumed, bilingual, footprint_on, titled
from anlan.scenarios.made.laying import LEAST_SHARE, laid_out
from anlan.scenarios.saved import SavedScenario
from anlan.scenarios.saved.checked_json import Document, Place, read_document

MOST_FEATURES = 2_000
"""Features of a drawn footprint: each is cut by all that are stronger."""

MOST_DRAWING_BYTES = 32 * 2**20
"""Bytes of a drawn footprint; about half a million points."""

GEOMETRIES = ("Polygon", "MultiPolygon", "Point")

WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
"""How reference systems end that GeoJSON may name; RFC 7946 has no other than WGS 84."""


def from_drawing(
    city: City,
    path: Path,
    hazard: str,
    details: Details | None = None,
    *,
    unit: str | None = None,
    intensity_property: str = "intensity",
) -> tuple[SavedScenario, tuple[Problem, ...]]:
    """Make a scenario of a drawn footprint; see `anlan.scenarios.made.laying.laid_out` for how cells are hit.

    Parameters
    ----------
    city
        The city.
    path
        GeoJSON feature collection, RFC 7946.
    hazard
        Kind of hazard.
    details
        What goes before that which follows from the file.
    unit
        Unit of the intensities; that in which the hazard is computed if None.
    intensity_property
        Property that holds the intensity.

    Returns
    -------
    scenario
        The scenario.
    notices
        What was converted, and which features hit no cell.

    Raises
    ------
    ImportDataError
        With every problem of the file.
    SettingError
        If the hazard or its unit is not known, nothing lies in the city, or a detail is out of range.
    """
    refuse_unknown(hazard)
    stated = unit or unit_of(hazard)
    document = read_document(path, MOST_DRAWING_BYTES)
    shapes, values = _features(document, intensity_property)
    document.finish()
    notices: list[Problem] = []
    kept, intensity = to_kept_unit(hazard, stated, values, path.name, notices)
    wrong = list(unit_problems(hazard, kept, intensity, path.name))
    if wrong:
        raise ImportDataError(wrong)
    on_cells, counted = laid_out(city, shapes, intensity.tolist())
    notices += [_uncounted(path.name, number) for number in np.flatnonzero(~counted).tolist()]
    story = Message(mark("Drawn footprint of {file}"), file=path.name)
    text = mark(
        "A cell is hit where the drawing covers at least {share:.0%} of it, with the mean intensity of what is "
        "covered; a point hits its cell."
    )
    origin = Origin(
        kind="footprint",
        id=path.name.split(".")[0],
        name=titled(hazard, story),
        story=bilingual(story),
        detail={"file": path.name, "features": len(shapes), "unit": stated},
        assumptions=(assumed(Message(text, share=LEAST_SHARE)),),
    )
    footprint = footprint_on(city, hazard, kept, on_cells, {"file": path.name})
    return assembled(city, origin, (footprint,), details or Details()), tuple(notices)


def refuse_unknown(hazard: str) -> None:
    """Refuse a hazard that is not known.

    Parameters
    ----------
    hazard
        Kind of hazard.

    Raises
    ------
    SettingError
        If there is no such hazard.
    """
    if hazard not in HAZARD_KINDS:
        text = mark("there is no hazard '{hazard}'; use one of {known}")
        raise SettingError(Message(text, hazard=hazard, known=", ".join(HAZARD_KINDS)))


def unit_of(hazard: str) -> str:
    """Return the unit in which a hazard is computed.

    Parameters
    ----------
    hazard
        Kind of hazard.

    Raises
    ------
    SettingError
        If the hazard is not known, or has no usual unit.
    """
    refuse_unknown(hazard)
    own = next((one.unit for one in HAZARDS if one.kind == hazard), None)
    if own is None and hazard in QUANTITIES:
        own = QUANTITIES[hazard][0].unit
    if own is None:
        raise SettingError(Message(mark("'{hazard}' has no usual unit; state it with --unit"), hazard=hazard))
    return own


def _features(document: Document, name: str) -> tuple[list[BaseGeometry], NDArray[np.float64]]:
    root = document.mapping(document.root, ())
    crs = json.dumps(root.get("crs", "CRS84"))
    if not any(known in crs for known in WGS84_NAMES):
        what = Message("its coordinates are in {name}", name=crs)
        remedy = Message("export it in WGS 84 longitude and latitude (EPSG:4326)")
        document.wrong(("crs",), what, remedy, "wrong-reference-system")
    items = document.items(root.get("features"), ("features",))
    if not 1 <= len(items) <= MOST_FEATURES:
        what = Message("it has {count} features", count=len(items))
        document.wrong(("features",), what, Message("give 1 to {most}", most=MOST_FEATURES), "features")
    shapes, values = [], []
    for number, item in enumerate(items[:MOST_FEATURES]):
        place: Place = ("features", number)
        feature = document.mapping(item, place)
        shape = _shape(document, feature.get("geometry"), (*place, "geometry"))
        values.append(_intensity(document, feature.get("properties"), (*place, "properties"), name))
        shapes.append(shapely.Point(0.0, 0.0) if shape is None else shape)
    return shapes, np.array(values)


def _intensity(document: Document, properties: Any, place: Place, name: str) -> float:
    given = document.mapping(properties, place)
    if name not in given:
        what = Message("feature {number} has no property '{name}'", number=place[1], name=name)
        document.wrong(place, what, Message("add it with the intensity of the hazard"), "no-intensity")
        return 1.0
    value = document.number(given[name], (*place, name), 0.0, 1e9)
    if value == 0.0:
        document.refuse((*place, name), given[name], Message("give a number above zero, or leave the feature out"))
    return value


def _shape(document: Document, geometry: Any, place: Place) -> BaseGeometry | None:
    """Return a geometry that can be used; else note why not."""
    shape = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore") if geometry else None
    if shape is None or shape.is_empty:
        remedy = Message("give a Polygon, MultiPolygon or Point whose rings are closed")
        document.wrong(place, Message("the geometry cannot be read"), remedy, "no-geometry")
        return None
    if shape.geom_type not in GEOMETRIES:
        remedy = Message("give a Polygon, MultiPolygon or Point")
        document.wrong(place, Message("the geometry is a {kind}", kind=shape.geom_type), remedy, "wrong-geometry")
        return None
    west, south, east, north = shape.bounds
    if not (west >= -180.0 and east <= 180.0 and south >= -90.0 and north <= 90.0):
        what = Message("it reaches to {lon}, {lat}, which is no longitude and latitude", lon=east, lat=north)
        document.wrong(place, what, Message("export in WGS 84 (EPSG:4326), longitude first"), "out-of-range")
        return None
    if not shape.is_valid:
        what = Message("the polygon is not valid: {reason}", reason=shapely.is_valid_reason(shape))
        document.wrong(place, what, Message("repair it, for example with 'Fix geometries' in QGIS"), "invalid-polygon")
        return None
    return shapely.force_2d(shape)


def _uncounted(file: str, number: int) -> Problem:
    what = Message("feature {number} hits no cell of the city, or lies under stronger ones", number=number)
    remedy = Message("draw it larger or as a point, if it should count")
    return Problem(file, what, remedy, feature=str(number), severity=Severity.NOTICE, code="hits-nothing")
