"""Areas of every form become one sound tree, and everything wrong with them is said at once."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from numpy.typing import NDArray

from anlan.city.datum import wgs84_to_gcj02
from anlan.city.importing import Datum, ImportRequest, import_city
from anlan.errors import ImportDataError
from tests.city.import_files import DISTRICTS, TOWN, TOWNSHIPS, Fields, districts, table, townships, write_vector


def tree_of(tmp_path: Path, *areas: Path, **options: object) -> dict[str, tuple[str, str | None]]:
    """Import areas and return the level and parent of each."""
    request = ImportRequest(tmp_path / "town", areas=areas, **options)  # type: ignore[arg-type]
    table = import_city(request).city.table("areas")
    return {code: (level, parent) for code, level, parent in table.select("code", "level", "parent").iter_rows()}


def refused(tmp_path: Path, *areas: Path, **options: object) -> str:
    """Import areas that cannot be used and return what was said."""
    request = ImportRequest(tmp_path / "town", areas=areas, **options)  # type: ignore[arg-type]
    with pytest.raises(ImportDataError) as raised:
        import_city(request)
    assert not (tmp_path / "town").exists()
    return str(raised.value)


def test_levels_and_parents_follow_from_division_codes(tmp_path: Path) -> None:
    """Six digits are a district, nine a township of the district they begin with, and a city is made above them."""
    tree = tree_of(tmp_path, townships(tmp_path, population=[1, 2, 3, 4]), districts(tmp_path))
    assert tree["320700"] == ("city", None)
    assert tree["320702"] == ("district", "320700")
    assert tree["320702001"] == ("township", "320702")


def test_parents_follow_from_where_areas_lie(tmp_path: Path) -> None:
    """Codes that say nothing: the parent is the area of the level above that holds the polygon."""
    shapes = list(DISTRICTS.values())
    large = write_vector(tmp_path / "large.geojson", shapes, {"code": ["W", "E"], "level": ["district"] * 2})
    names: Fields = {"code": list("abcd"), "level": ["township"] * 4, "population": [1, 2, 3, 4]}
    small = write_vector(tmp_path / "small.geojson", list(TOWNSHIPS.values()), names)
    tree = tree_of(tmp_path, large, small, id="town")
    assert tree["town"] == ("city", None)
    assert {code: tree[code][1] for code in "abcd"} == {"a": "W", "b": "W", "c": "E", "d": "E"}


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp"])
def test_vector_formats_give_the_same_city(tmp_path: Path, suffix: str) -> None:
    """GeoJSON, GeoPackage and Shapefile, also projected, give the same codes, names and polygons."""
    fields: Fields = {"code": list(DISTRICTS), "name": ["西区", "东区"], "pop": [10, 20]}
    crs = "EPSG:4326" if suffix == "geojson" else "EPSG:32650"
    path = write_vector(tmp_path / f"areas.{suffix}", list(DISTRICTS.values()), fields, crs=crs)
    city = import_city(ImportRequest(tmp_path / "town", areas=(path,))).city
    rows = city.table("areas").select("code", "name_zh", "population").rows()
    assert rows[1:] == [("320701", "西区", 10), ("320702", "东区", 20)]
    for code, shape in DISTRICTS.items():
        difference = city.shapes["areas"][code].symmetric_difference(shape)  # type: ignore[attr-defined]
        assert difference.area < 1e-4 * shape.area


def test_a_table_with_wkt_serves_as_areas(tmp_path: Path) -> None:
    """A CSV with a column wkt holds polygons as well as any other file."""
    rows = "\n".join(f'{code},{code},100,"{shape.wkt}"' for code, shape in DISTRICTS.items())
    path = table(tmp_path, "areas.csv", f"代码,名称,人口,wkt\n{rows}\n")
    city = import_city(ImportRequest(tmp_path / "town", areas=(path,))).city
    assert city.info["population"] == 200


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_chinese_names_survive_any_encoding(tmp_path: Path, encoding: str) -> None:
    """A shapefile without a code page is read as UTF-8 or GBK, whichever it is."""
    fields: Fields = {"code": list(DISTRICTS), "name": ["连云区", "海州区"], "pop": [1, 2]}
    path = write_vector(tmp_path / "areas.shp", list(DISTRICTS.values()), fields, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    result = import_city(ImportRequest(tmp_path / "town", areas=(path,)))
    assert result.city.table("areas")["name_zh"].to_list()[1:] == ["连云区", "海州区"]
    assert any(notice.code == "gbk-encoding" for notice in result.notices) == (encoding == "gbk")


def test_polygons_of_a_web_map_are_brought_back(tmp_path: Path) -> None:
    """With --datum gcj02 the polygons return to where they are, to a metre."""

    def shift(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1]))

    moved = shapely.transform(np.array(list(DISTRICTS.values()), dtype=object), shift)
    path = write_vector(tmp_path / "web.geojson", list(moved), {"code": list(DISTRICTS), "population": [5, 6]})
    city = import_city(ImportRequest(tmp_path / "town", areas=(path,), datum=Datum.GCJ02)).city
    for code, shape in DISTRICTS.items():
        assert shapely.hausdorff_distance(city.shapes["areas"][code], shape) < 1e-5


def test_a_small_defect_is_repaired_and_noted(tmp_path: Path) -> None:
    """A spike that crosses itself is cut off; the rest of the polygon stays."""
    spike = shapely.Polygon(
        [(119.1, 34.5), (119.14, 34.5), (119.14, 34.58), (119.12, 34.58), (119.1201, 34.581), (119.1199, 34.581),
         (119.1201, 34.58), (119.1, 34.58)]
    )  # fmt: skip
    path = write_vector(tmp_path / "areas.geojson", [spike], {"code": ["320701"], "population": [7]})
    result = import_city(ImportRequest(tmp_path / "town", areas=(path,)))
    assert "areas.geojson#1: the polygon of area '320701' was repaired" in "\n".join(map(str, result.notices))


def test_a_thin_overlap_is_cut_off(tmp_path: Path) -> None:
    """Neighbours whose generalised boundaries overlap a little still share out every cell once."""
    west, east = DISTRICTS.values()
    wider = shapely.box(west.bounds[0], west.bounds[1], west.bounds[2] + 0.0001, west.bounds[3])
    path = write_vector(tmp_path / "areas.geojson", [wider, east], {"code": list(DISTRICTS), "population": [7, 8]})
    city = import_city(ImportRequest(tmp_path / "town", areas=(path,))).city
    shares = city.table("cells").group_by("h3").agg(pl.col("share").sum())["share"]
    assert shares.max() == pytest.approx(1.0, abs=1e-6)


def test_everything_wrong_with_areas_is_said_at_once(tmp_path: Path) -> None:
    """A missing code, a code given twice, a broken polygon, a point and an overlap, in one list."""
    west, east = DISTRICTS.values()
    bow = shapely.Polygon([(119.2, 34.5), (119.3, 34.6), (119.3, 34.5), (119.2, 34.6)])
    shapes = [west, TOWN, bow, east.centroid, east]
    fields: Fields = {"code": ["320701", "320702", "320703", "320704", "320701"], "population": [1, 2, 3, 4, 5]}
    path = write_vector(tmp_path / "areas.geojson", shapes, fields, kind="Unknown")
    said = refused(tmp_path, path)
    assert "areas.geojson#5: code '320701' is there twice; merge the two or correct a code" in said
    assert "areas.geojson#3: the polygon of area '320703' is not valid: Self-intersection" in said
    assert "areas.geojson#4: area '320704' is a Point; give a Polygon or MultiPolygon" in said
    assert "areas.geojson#2: area '320702' covers 100.0% of its neighbour '320701', or the reverse" in said


def test_files_that_cannot_be_read_are_named_together(tmp_path: Path) -> None:
    """A missing file and a broken one are both in the list."""
    broken = table(tmp_path, "broken.geojson", '{"type": "FeatureCollection", "features": [')
    said = refused(tmp_path, tmp_path / "gone.gpkg", broken)
    assert "gone.gpkg: there is no such file" in said
    assert "broken.geojson: it cannot be read" in said


def test_a_field_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    """A wrong --code-field or a file without anything like a code lists the fields."""
    said = refused(tmp_path, districts(tmp_path, population=[1, 2]), code_field="adcod")
    assert "districts.geojson: there is no field 'adcod'; --code-field must be one of adcode, name, population" in said
    plain = write_vector(tmp_path / "plain.geojson", [TOWN], {"colour": ["red"]})
    assert "no field looks like a code; there are colour; name it with --code-field" in refused(tmp_path, plain)


def test_areas_without_polygons_cannot_be_cut_into_cells(tmp_path: Path) -> None:
    """A list of codes alone is refused with what is needed instead."""
    path = table(tmp_path, "areas.csv", "code,name_zh,population\n320701,西区,10\n")
    assert "areas.csv: no area has a polygon; give --areas as GeoJSON" in refused(tmp_path, path)


def test_metres_without_a_reference_system_are_recognised(tmp_path: Path) -> None:
    """Coordinates that are not degrees are refused with their values."""
    path = table(tmp_path, "areas.csv", 'code,population,wkt\n320701,5,"POLYGON((5e5 3e6,6e5 3e6,6e5 4e6,5e5 3e6))"\n')
    assert "areas.csv:2: the coordinates reach 600000, 4e+06: not degrees" in refused(tmp_path, path)


def test_areas_without_polygons_below_a_district_are_kept(tmp_path: Path) -> None:
    """Townships known by name only are listed below their district, whose cells hold the people."""
    names = table(tmp_path, "names.csv", "code,name_zh\n320701001,甲镇\n")
    tree = tree_of(tmp_path, districts(tmp_path, population=[10, 20]), names)
    assert tree["320701001"] == ("township", "320701")


def test_the_districts_of_lianyungang_are_imported(tmp_path: Path, shared_data: Path) -> None:
    """Real polygons and the real census give a package that holds together, with 4,599,360 people."""
    census = (shared_data / "lianyungang/population/census2020.csv").read_text(encoding="utf-8").splitlines()
    people = table(tmp_path, "census.csv", "\n".join(line for line in census if "+" not in line.split(",")[0]))
    areas = (shared_data / "lianyungang/admin/districts_cgcs2000_generalised.geojson",)
    city = import_city(ImportRequest(tmp_path / "lianyungang", areas=areas, population=people)).city
    assert city.info["population"] == 4_599_360
    assert city.info["adcode"] == "320700"
    assert city.table("cells")["population"].sum() == 4_599_360
