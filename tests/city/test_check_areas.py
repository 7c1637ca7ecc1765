"""Areas form one tree, and their polygons fit into and beside each other."""

import json
from pathlib import Path

import pytest
import shapely

from tests.city.packages import EAST, TOWN, WEST, town

WEST_ROW = "西区,district,town"
EAST_ROW = "东区,district,town"

TREES = {
    "no city": (
        "town,小城,city,,",
        "town,小城,district,,",
        [
            "areas.csv: no area is of level city; add one for the whole city",
            "areas.csv:2: area 'town' of level district has no parent; name the area that contains it",
            "areas.csv:3: area 'west' of level district lies in 'town' of level district; give it a lower "
            "level or another "
            "parent",
            "areas.csv:4: area 'east' of level district lies in 'town' of level district; give it a lower "
            "level or another "
            "parent",
        ],
    ),
    "two cities": (
        WEST_ROW,
        "西区,city,",
        [
            "areas.csv:3: a second area is of level city; the first is in line 2; keep one area for the whole city",
        ],
    ),
    "city with a parent": (
        "小城,city,",
        "小城,city,west",
        [
            "areas.csv:2: the city 'town' has the parent 'west'; leave parent empty: the city is the top",
            "areas.csv:2: area 'town' contains itself: town < west < town; correct the parent of one of them",
            "areas.csv:3: area 'west' contains itself: west < town < west; correct the parent of one of them",
        ],
    ),
    "no parent": (
        WEST_ROW,
        "西区,district,",
        [
            "areas.csv:3: area 'west' of level district has no parent; name the area that contains it",
        ],
    ),
    "own parent": (
        WEST_ROW,
        "西区,district,west",
        [
            "areas.csv:3: area 'west' contains itself: west < west; correct the parent of one of them",
        ],
    ),
    "level below the parent's, which is fine": (WEST_ROW, "西区,township,east", []),
    "level beside the parent's": (
        WEST_ROW,
        "西区,district,east",
        [
            "areas.csv:3: area 'west' of level district lies in 'east' of level district; give it a lower "
            "level or another "
            "parent",
        ],
    ),
}


@pytest.mark.parametrize("kind", TREES)
def test_areas_must_form_one_tree(tmp_path: Path, kind: str) -> None:
    """Roots, levels and circles are judged from the table alone."""
    old, new, sentences = TREES[kind]
    package = town().change("areas.csv", old, new)
    for file in ("areas.geojson", "places.csv", "dependencies.csv", "stock.csv"):
        package.drop(file)
    package.files["areas.csv"] = "".join(
        line.rpartition(",")[0] + ",\n" if number else line + "\n"
        for number, line in enumerate(package.files["areas.csv"].splitlines())
    )
    assert package.said(tmp_path) == sentences


def test_an_invalid_polygon_gives_the_reason(tmp_path: Path) -> None:
    """A polygon that crosses itself says where."""
    bow = shapely.Polygon([(119.10, 34.50), (119.13, 34.56), (119.13, 34.50), (119.10, 34.56)])
    assert town().feature("west", bow).said(tmp_path) == [
        "areas.geojson#west: the polygon is not valid: Self-intersection[119.115 34.53]; repair it, for example with "
        "'Fix geometries' in QGIS"
    ]


FEATURES = {
    "unknown code": ("north", WEST, "north: code 'north' is not in areas.csv column code; add it there or correct it"),
    "a point": ("west", shapely.Point(119.11, 34.51), "west: the geometry is a Point; give a Polygon or MultiPolygon"),
    "no geometry": (
        "west",
        {"type": "Polygon", "coordinates": []},
        "west: the feature has no geometry that can be read; give it a Polygon or MultiPolygon whose rings are closed",
    ),
    "open ring": (
        "west",
        {"type": "Polygon", "coordinates": [[[119.1, 34.5], [119.13, 34.5], [119.13, 34.56]]]},
        "west: the feature has no geometry that can be read; give it a Polygon or MultiPolygon whose rings are closed",
    ),
    "projected": (
        "west",
        shapely.box(600000.0, 3800000.0, 610000.0, 3810000.0),
        "west: the point (610000.0, 3800000.0) is not a longitude and latitude; the coordinates look projected "
        "(metres); export in WGS 84 (EPSG:4326)",
    ),
    "exchanged": (
        "west",
        shapely.box(34.50, 119.10, 34.56, 119.13),
        "west: the point (34.56, 119.1) is not a longitude and latitude; longitude and latitude look exchanged; "
        "write longitude first",
    ),
    "beyond the earth": (
        "west",
        shapely.box(190.0, 34.5, 191.0, 34.6),
        "west: the point (191.0, 34.5) is not a longitude and latitude; longitudes go from -180 to 180 "
        "and latitudes from -90 to 90",
    ),
    "outside the parent": (
        "west",
        shapely.box(119.09, 34.50, 119.13, 34.56),
        "west: 25.0% of the polygon lies outside its parent 'town'; redraw it, or correct its parent in areas.csv",
    ),
    "overlap": (
        "west",
        shapely.box(119.10, 34.50, 119.1315, 34.56),
        "east: the polygon overlaps its neighbour 'west' by 5.0% of the smaller one; redraw the boundary that they "
        "have in common",
    ),
}


@pytest.mark.parametrize("kind", FEATURES)
def test_a_bad_feature_is_named_by_its_code(tmp_path: Path, kind: str) -> None:
    """A feature that cannot stand for its area names the code, what is wrong and what to do."""
    code, geometry, sentence = FEATURES[kind]
    assert town().feature(code, geometry).said(tmp_path) == [f"areas.geojson#{sentence}"]


def test_boundaries_may_differ_by_a_little(tmp_path: Path) -> None:
    """A boundary generalised a few metres apart is neither outside its parent nor an overlap."""
    west = shapely.box(119.0999, 34.50, 119.13005, 34.56)
    assert town().feature("west", west).said(tmp_path) == []


def test_features_without_a_key_and_second_features_are_named(tmp_path: Path) -> None:
    """A feature must say which row it draws, and only one may."""
    package = town()
    document = json.loads(package.files["areas.geojson"])
    document["features"] += [document["features"][1], {"type": "Feature", "properties": None, "geometry": None}]
    package.files["areas.geojson"] = json.dumps(document)
    assert package.said(tmp_path) == [
        "areas.geojson#west: code 'west' has a second feature; merge them into one MultiPolygon or remove one",
        "areas.geojson#5: feature 5 has no property 'code'; add it with the value of the column code",
    ]


def test_numbers_as_codes_are_read(tmp_path: Path) -> None:
    """Programs write a code of digits as a number; it still finds its row."""
    package = town()
    for file in ("areas.csv", "areas.geojson", "cells.csv", "places.csv", "dependencies.csv"):
        package.files[file] = package.files[file].replace("west", "320706")
    package.files["areas.geojson"] = package.files["areas.geojson"].replace('"320706"', "320706")
    assert package.said(tmp_path) == []


def test_a_geometry_file_that_is_no_geojson_is_named(tmp_path: Path) -> None:
    """Broken JSON gives its line; other JSON says what is expected; another datum is refused."""
    package = town()
    package.files["areas.geojson"] = '{"type": "FeatureCollection",\n "features": [}'
    assert package.said(tmp_path) == [
        "areas.geojson:2: it is not valid JSON: Expecting value; export it again as GeoJSON"
    ]
    package.files["areas.geojson"] = "[1, 2]"
    assert package.said(tmp_path) == [
        "areas.geojson: it is not a GeoJSON feature collection; export it again as GeoJSON"
    ]
    document = json.loads(town().files["areas.geojson"])
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    package.files["areas.geojson"] = json.dumps(document)
    assert package.said(tmp_path) == [
        "areas.geojson: its coordinates are in 'urn:ogc:def:crs:EPSG::4490'; export it in WGS 84 longitude "
        "and latitude "
        "(EPSG:4326)"
    ]
    document["crs"]["properties"]["name"] = "urn:ogc:def:crs:OGC:1.3:CRS84"
    package.files["areas.geojson"] = json.dumps(document)
    assert package.said(tmp_path) == []


def test_a_seismic_source_needs_its_polygon(tmp_path: Path) -> None:
    """A source without a polygon cannot be placed; with one it can."""
    package = town().add(
        "seismic_sources.csv",
        "id,name_zh,rate,b_value,magnitude_min,magnitude_max\nfault,断裂,0.1,0.9,5,8\n",
    )
    assert package.said(tmp_path) == [
        "seismic_sources.csv:2: seismic source 'fault' has no feature in seismic_sources.geojson; draw its "
        "polygon there, "
        "with the property id"
    ]
    assert package.feature("fault", TOWN.buffer(1.0), "seismic_sources.geojson", "id").said(tmp_path) == []


def test_a_city_without_its_own_polygon_is_the_union_of_its_districts(tmp_path: Path) -> None:
    """Cells and places are judged against the districts when the city itself has no polygon."""
    package = town().feature("town", None).change("places.csv", "119.115,34.53", "119.175,34.53")
    assert package.said(tmp_path) == [
        "places.csv:3: 'hospital-1' lies 1.4 km outside the city; check its longitude and latitude"
    ]
    assert EAST.union(WEST).equals(TOWN)
