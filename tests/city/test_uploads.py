"""Shapes from uploaded files: three formats, told from the bytes; everything else is refused in plain words."""

import io
import json
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.city import uploads
from anlan.city.datum import wgs84_to_gcj02
from anlan.city.importing import Datum
from anlan.city.uploads import MOST_BYTES, read_upload
from anlan.errors import ImportDataError, Severity
from tests.city.import_files import DISTRICTS, write_vector

SHAPES = list(DISTRICTS.values())


def collection(*geometries: Any, **members: Any) -> bytes:
    """Return a feature collection; a geometry may be one of Shapely or whatever JSON holds."""
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": json.loads(shapely.to_geojson(one)) if isinstance(one, shapely.Geometry) else one,
        }
        for one in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def shapefile(folder: Path, *, name: str = "areas", crs: str = "EPSG:4326", without: str = "") -> dict[str, bytes]:
    """Return the files of a Shapefile of the two districts."""
    write_vector(folder / f"{name}.shp", SHAPES, {"code": ["a", "b"]}, crs=crs)
    files = {path.name: path.read_bytes() for path in sorted(folder.glob(f"{name}.*"))}
    return {file: content for file, content in files.items() if not (without and file.endswith(without))}


def packed(files: dict[str, bytes], top: str = "") -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    return target.getvalue()


def geopackage(folder: Path, *layers: str, crs: str = "EPSG:4326") -> bytes:
    """Return a GeoPackage with the two districts in each layer."""
    path = folder / "areas.gpkg"
    for number, layer in enumerate(layers):
        write_vector(path, SHAPES, {"code": ["a", "b"]}, crs=crs, layer=layer, append=number > 0)
    return path.read_bytes()


def same(found: tuple[shapely.Geometry, ...], tolerance: float = 1e-9) -> bool:
    """Say whether shapes are the two districts; to a tolerance in degrees."""
    return len(found) == 2 and all(
        shapely.hausdorff_distance(one, other) <= tolerance for one, other in zip(found, SHAPES, strict=True)
    )


def test_geojson_is_read_to_the_last_digit() -> None:
    """A collection, one feature and a bare geometry."""
    assert same(read_upload("a.json", collection(*SHAPES)).shapes, 0.0)
    bare = shapely.to_geojson(SHAPES[0]).encode()
    assert read_upload("a", bare).shapes[0].equals(SHAPES[0])
    feature = json.dumps({"type": "Feature", "geometry": json.loads(bare)}).encode("utf-8-sig")
    assert read_upload("a", feature).names == ("1",)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32650", "EPSG:4490"])
def test_shapefile_and_geopackage_are_brought_to_degrees(tmp_path: Path, crs: str) -> None:
    """Projected or not, the same districts come out; to 1e-7 degrees. No notice, and the name does not matter."""
    for content in (packed(shapefile(tmp_path, crs=crs), "folder/"), geopackage(tmp_path, "one", crs=crs)):
        upload = read_upload("whatever.txt", content)
        assert same(upload.shapes, 1e-7)
        assert upload.notices == ()


def test_a_shapefile_without_a_reference_system_is_noted(tmp_path: Path) -> None:
    """Degrees are assumed, and somebody should look at the map."""
    upload = read_upload("a.zip", packed(shapefile(tmp_path, without=".prj")))
    assert same(upload.shapes)
    assert [(one.code, one.severity) for one in upload.notices] == [("no-reference-system", Severity.NOTICE)]


def test_a_drawing_from_a_chinese_web_map_is_shifted_back() -> None:
    """GCJ-02 positions, told by the user, become WGS 84; to 1e-7 degrees."""
    shifted = [shapely.transform(one, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1]))) for one in SHAPES]
    assert same(read_upload("a", collection(*shifted), datum=Datum.GCJ02).shapes, 1e-7)


def test_a_file_with_several_layers_needs_the_name_of_one(tmp_path: Path) -> None:
    """Taking the first would leave the people of the others out without a word."""
    several = geopackage(tmp_path, "east", "west")
    two = packed(shapefile(tmp_path, name="east") | shapefile(tmp_path, name="west"))
    for content in (several, two):
        with pytest.raises(ImportDataError, match="east, west"):
            read_upload("a", content)
        with pytest.raises(ImportDataError, match="east, west"):
            read_upload("a", content, layer="north")
        assert same(read_upload("a", content, layer="west").shapes)


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
OPEN = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not valid JSON"),
        (b"hello", "not valid JSON"),
        (b"\xff\xfe\x00\x01", "neither GeoJSON, nor a zip archive of a Shapefile, nor a GeoPackage"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"type": "Polygon", "coordinates": [[[NaN, 0], [1, 0], [1, 1], [0, 0]]]}', "NaN is no number of JSON"),
        (b"[1, 2]", "not GeoJSON"),
        (b'{"a": 1}', "not GeoJSON"),
        (b'{"type": "FeatureCollection"}', "holds no shape"),
        (b'{"type": "FeatureCollection", "features": {}}', "holds no shape"),
        (collection(), "holds no shape"),
        (collection(SQUARE, None), "a#2: the feature has no geometry"),
        (collection(OPEN), "a#1: the feature has no geometry that can be read"),
        (collection(SQUARE, {"type": "Nonsense"}), "a#2: the feature has no geometry"),
        (collection(SQUARE, crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2436"}}), "EPSG::2436"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "not valid JSON"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"SQLite format 3\0 no database", "no GeoPackage"),
        (packed({"readme.txt": b"x"}), "0 Shapefiles"),
        (packed({"a.shp": b"\x00\x00\x27\x0a"}), "not whole: .shx"),
        (packed({"a.shp": b"text", "a.shx": b""}), "not whole: .shp"),
        (packed({"a.shp": b"\x00\x00\x27\x0a" + b"\xff" * 200, "a.shx": b"\xff" * 200}), "a: "),
        (packed({"../a.shp": b"\x00\x00\x27\x0a", "../a.shx": b""}), "points outside the archive"),
        (packed({"a.shp": b"\x00\x00\x27\x0a" + b"\0" * 3_000_000, "a.shx": b""}), "decompression bomb"),
        (b" " * (MOST_BYTES + 1), "more than the 33,554,432 that are accepted"),
    ],
)
def test_what_is_no_file_of_shapes_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    """Each is one error or more, under the name of the upload, with a remedy."""
    with pytest.raises(ImportDataError) as caught:
        read_upload("a", content)
    assert said in str(caught.value)
    assert all(problem.file.startswith(("a", "../a")) and str(problem.remedy) for problem in caught.value.problems)
    assert gettempdir() not in str(caught.value)


def test_a_file_that_points_to_other_files_is_never_followed(tmp_path: Path) -> None:
    """A virtual format inside an archive or under another name reads nothing of the machine."""
    secret = tmp_path / "secret.geojson"
    secret.write_bytes(collection(*SHAPES))
    virtual = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
        "</OGRVRTDataSource>"
    ).encode()
    for content in (virtual, packed({"a.shp": virtual, "a.shx": b""}), packed({"a.vrt": virtual})):
        with pytest.raises(ImportDataError):
            read_upload("a.geojson", content)


def test_an_archive_that_unpacks_to_far_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory says how large it is; nothing is unpacked. The limit is lowered here, so that the test is quick."""
    monkeypatch.setattr(uploads, "MOST_UNPACKED_BYTES", 1_000)
    with pytest.raises(ImportDataError, match="unpacks to 2,000 bytes, more than the 1,000"):
        read_upload("a.zip", packed({"a.shp": b"\x00" * 1_500, "a.shx": b"\x00" * 500}))


def test_a_geopackage_of_points_is_read_and_left_to_the_caller_to_refuse(tmp_path: Path) -> None:
    """Kinds of shapes are judged where the warning's area is made."""
    write_vector(tmp_path / "p.gpkg", [shapely.Point(119.0, 34.0)], {"code": ["a"]}, kind="Point")
    upload = read_upload("p.gpkg", (tmp_path / "p.gpkg").read_bytes())
    assert [shape.geom_type for shape in upload.shapes] == ["Point"]


def test_a_feature_without_a_geometry_in_a_geopackage_is_refused(tmp_path: Path) -> None:
    """It is named by its number, as in GeoJSON."""
    path = tmp_path / "a.gpkg"
    pyogrio.raw.write(
        path,
        np.array([shapely.to_wkb(SHAPES[0]), None], dtype=object),
        [np.array(["a", "b"], dtype=object)],
        ["code"],
        driver="GPKG",
        geometry_type="Polygon",
        crs="EPSG:4326",
    )
    with pytest.raises(ImportDataError, match="a#2: the feature has no geometry"):
        read_upload("a", path.read_bytes())


@cache
def whole_files() -> tuple[bytes, ...]:
    """Return the districts in each of the formats."""
    with TemporaryDirectory() as folder:
        return collection(*SHAPES), packed(shapefile(Path(folder))), geopackage(Path(folder), "one")


@given(
    st.integers(0, 2), st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(0, 255)), max_size=6), st.floats(0.0, 1.0)
)
@settings(max_examples=150)
def test_a_damaged_file_is_refused_or_read_but_never_breaks(
    kind: int, changes: list[tuple[float, int]], kept: float
) -> None:
    """Bytes are changed and the end is cut off in each of the formats: the answer is shapes or an error of ours."""
    damaged = bytearray(whole_files()[kind])
    for place, value in changes:
        damaged[int(place * (len(damaged) - 1))] = value
    whole = len(damaged) if kept > 0.5 else int(2.0 * kept * len(damaged))
    with suppress(ImportDataError):
        assert read_upload("a", bytes(damaged[:whole])).shapes
