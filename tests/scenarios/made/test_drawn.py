"""Drawn footprints: which cells are hit, how strongly, and what is refused."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from anlan.city import City
from anlan.city.grid import cell_polygons
from anlan.errors import ImportDataError, SettingError
from anlan.scenarios.made import Details, from_drawing
from anlan.scenarios.made.laying import laid_out


def outline(city: City, cell: int, scale: float = 1.0) -> BaseGeometry:
    """Return the hexagon of a cell, shrunk or grown about its middle."""
    hexagon: BaseGeometry = cell_polygons(city.cells.h3[[cell]])[0]
    return shapely.affinity.scale(hexagon, scale, scale)


def drawing(path: Path, shapes: Sequence[BaseGeometry], values: Sequence[Any], **more: Any) -> Path:
    """Write a feature collection."""
    features = [
        {"type": "Feature", "properties": {"intensity": value}, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape, value in zip(shapes, values, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_the_hexagon_of_a_cell_hits_that_cell_alone(coast: City) -> None:
    """Its neighbours share an edge with it and no area."""
    values, counted = laid_out(coast, [outline(coast, 5)], [2.0])
    assert np.flatnonzero(values).tolist() == [5]
    assert values[5] == 2.0
    assert counted.tolist() == [True]


@pytest.mark.parametrize(("share", "hit"), [(0.49, False), (0.51, True)])
def test_half_of_a_cell_must_be_covered(coast: City, share: float, hit: bool) -> None:
    """A hexagon of 49 % of the surface does nothing, one of 51 % hits with its full intensity."""
    values, counted = laid_out(coast, [outline(coast, 5, share**0.5)], [2.0])
    assert values[5] == pytest.approx(2.0 if hit else 0.0)
    assert counted.tolist() == [hit]


def test_the_highest_counts_where_shapes_lie_over_one_another(coast: City) -> None:
    """A small strong one on a large weak one: its cell has the mean of both by area."""
    weak, strong = outline(coast, 5, 1.0), outline(coast, 5, 0.25**0.5)
    values, _ = laid_out(coast, [weak, strong], [1.0, 5.0])
    assert values[5] == pytest.approx(0.75 * 1.0 + 0.25 * 5.0, rel=1e-3)
    values, counted = laid_out(coast, [weak, strong], [5.0, 1.0])
    assert values[5] == pytest.approx(5.0)
    assert counted.tolist() == [True, False]


def test_a_hole_is_no_part_of_a_shape(coast: City) -> None:
    """A ring of three quarters of a cell hits it; one of less than half does not."""
    for hole, hit in ((0.25, True), (0.55, False)):
        ring = shapely.difference(outline(coast, 5), outline(coast, 5, hole**0.5))
        assert laid_out(coast, [ring], [2.0])[0][5] == pytest.approx(2.0 if hit else 0.0)


def test_a_point_hits_the_cell_in_which_it_lies(coast: City) -> None:
    """And a point outside the city hits nothing."""
    cells = coast.cells
    inside = shapely.Point(cells.lon[7], cells.lat[7])
    values, counted = laid_out(coast, [inside, shapely.Point(0.0, 0.0)], [3.0, 4.0])
    assert np.flatnonzero(values).tolist() == [7]
    assert counted.tolist() == [True, False]


@settings(max_examples=25)
@given(data=st.data())
def test_intensities_stay_between_the_least_and_the_highest_drawn(coast: City, data: st.DataObject) -> None:
    """Whatever squares are drawn; the order of the features does not matter."""
    middle = st.tuples(st.floats(119.15, 119.25), st.floats(34.56, 34.64))
    squares = data.draw(
        st.lists(st.tuples(middle, st.floats(0.005, 0.05), st.floats(0.1, 9.0)), min_size=1, max_size=5)
    )
    shapes = [shapely.box(x - half, y - half, x + half, y + half) for (x, y), half, _ in squares]
    strength = [value for *_, value in squares]
    values, _ = laid_out(coast, shapes, strength)
    other, _ = laid_out(coast, shapes[::-1], strength[::-1])
    np.testing.assert_allclose(values, other, rtol=1e-6, atol=1e-9)
    hit = values[values > 0.0]
    assert (hit >= min(strength) * (1.0 - 1e-6)).all()
    assert (hit <= max(strength) * (1.0 + 1e-6)).all()


def test_a_drawing_becomes_a_scenario(coast: City, tmp_path: Path) -> None:
    """In the unit of the hazard; a feature that hits nothing is noted; the details are taken."""
    path = drawing(tmp_path / "drawn.geojson", [outline(coast, 5), shapely.Point(0.0, 0.0)], [50.0, 10.0])
    details = Details(id="mine", name_en="Mine", month=7, hour=10, tide="high")
    made, notices = from_drawing(coast, path, "rain_flood", details, unit="cm")
    (footprint,) = made.footprints
    assert footprint.unit == "m"
    assert footprint.cells.tolist() == [int(coast.cells.h3[5])]
    assert footprint.intensity[0] == pytest.approx(0.5)
    assert {notice.code for notice in notices} == {"unit-converted", "hits-nothing"}
    assert (made.id, made.name["en"], made.origin) == ("mine", "Mine", "footprint")
    assert made.name["zh-Hans"].startswith("暴雨内涝")
    assert (made.moment.month, made.moment.hour, made.moment.tide, made.moment.by_day) == (7, 10, "high", True)
    assert made.origin_detail["people_in_footprint"] == 100
    assert (made.city, made.city_checksum, made.frequency) == ("town", coast.checksum, None)


def refused(city: City, path: Path, **more: Any) -> set[str]:
    """Return the codes with which a drawing is refused."""
    with pytest.raises(ImportDataError) as error:
        from_drawing(city, path, more.pop("hazard", "rain_flood"), **more)
    return {problem.code for problem in error.value.problems}


def test_what_cannot_be_used_is_refused_all_at_once(coast: City, tmp_path: Path) -> None:
    """Lines, crossing rings, places beyond the globe, features without or with a wrong intensity."""
    bow = shapely.Polygon([(119, 34), (120, 35), (120, 34), (119, 35)])
    shapes = [shapely.LineString([(119, 34), (120, 34)]), bow, shapely.box(500, 0, 501, 1), outline(coast, 5)]
    path = drawing(tmp_path / "d.geojson", [*shapes, outline(coast, 6)], [1.0, 1.0, 1.0, None, 0.0])
    assert refused(coast, path) == {"wrong-geometry", "invalid-polygon", "out-of-range", "wrong-value"}
    path.write_text('{"type": "FeatureCollection", "features": [{"geometry": null, "properties": {}}]}')
    assert refused(coast, path) == {"no-geometry", "no-intensity"}
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert refused(coast, path) == {"features"}


def test_units_and_reference_systems_are_checked(coast: City, tmp_path: Path) -> None:
    """Metres of projected coordinates, a unit that does not compare, a depth that nobody has seen."""
    shape = [outline(coast, 5)]
    projected = drawing(tmp_path / "p.geojson", shape, [1.0], crs={"properties": {"name": "EPSG:32650"}})
    assert refused(coast, projected) == {"wrong-reference-system"}
    assert refused(coast, drawing(tmp_path / "u.geojson", shape, [1.0]), unit="kg") == {"unknown-unit"}
    assert refused(coast, drawing(tmp_path / "m.geojson", shape, [300.0])) == {"implausible-unit"}
    path = drawing(tmp_path / "h.geojson", shape, [1.0])
    with pytest.raises(SettingError, match="there is no hazard 'rain'"):
        from_drawing(coast, path, "rain", unit="m")
    with pytest.raises(SettingError, match="there is no hazard 'rain'"):
        from_drawing(coast, path, "rain")
    with pytest.raises(SettingError, match="has no usual unit"):
        from_drawing(coast, path, "wildfire")
    assert from_drawing(coast, path, "wildfire", unit="kW/m")[0].footprints[0].unit == "kW/m"


def test_a_drawing_elsewhere_and_wrong_details_are_refused(coast: City, tmp_path: Path) -> None:
    """Nothing of it lies in the city; months, hours and tides have their ranges, all told at once."""
    path = drawing(tmp_path / "d.geojson", [shapely.box(0, 0, 1, 1)], [1.0])
    with pytest.raises(SettingError, match="does nothing in town"):
        from_drawing(coast, path, "rain_flood")
    path = drawing(tmp_path / "e.geojson", [outline(coast, 5)], [1.0])
    with pytest.raises(SettingError, match=r"month is 13.*hour is 24.*tide is 'ebb'"):
        from_drawing(coast, path, "rain_flood", Details(month=13, hour=24, tide="ebb"))
