"""A package for the eye: numbers that agree with it, a map that says what it shows, a page that needs no network."""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import pytest
import shapely
import shapely.geometry
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.city.show import Outline, Points, Reader, cell_map, map_of, page_of, summarise, write_map
from anlan.city.show.classes import DENSITY, RISK, class_colours, class_labels, class_of, round_breaks
from anlan.city.show.families import FAMILIES, FAMILY_OF
from anlan.city.show.figures import percent, three_digits
from anlan.city.show.picture import wrapped
from anlan.city.show.plane import Plane
from anlan.city.tables.ground import PLACE_KINDS
from anlan.language import LANGUAGES, Message

ENGLISH, CHINESE = Reader("en"), Reader("zh-Hans")
CELLS = np.sort(h3.grid_disk(h3.latlng_to_cell(34.6, 119.2, 8), 4)).astype(np.int64)


@pytest.fixture(scope="module")
def tinytown(cities: Path) -> City:
    """Load the invented town."""
    return City.load(cities / "tinytown")


@pytest.fixture(scope="module")
def lianyungang(cities: Path) -> City:
    """Load the demo city."""
    return City.load(cities / "lianyungang")


def block(city: City, reader: Reader, title: str) -> dict[str, tuple[str, ...]]:
    """Return a block of a summary: first cell of each row to the others."""
    found = next(part for part in summarise(city, reader).blocks if part.title == title)
    return {row[0]: row[1:] for row in found.rows}


def drawn(**more: Any) -> dict[str, Any]:
    """Draw a map of 61 cells with values from 0 to 60."""
    values = np.arange(len(CELLS), dtype=np.float64)
    return cell_map(CELLS, values, (10.0, 30.0), Message("Risk"), Message("Loss per km²"), str, **more)


def shapes_in(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield properties and shape of every feature of a specification."""
    for layer in spec["layer"]:
        for row in layer["data"]["values"]:
            if row.get("type") == "Feature":
                yield row["properties"], shapely.geometry.shape(row["geometry"])


def texts_of(spec: dict[str, Any]) -> str:
    """Render a specification and return the words that a reader sees."""
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", vl_convert.vegalite_to_svg(json.dumps(spec))))


def test_the_summary_counts_what_the_package_holds(tinytown: City) -> None:
    """People, cells and money of the town that can be computed by hand."""
    overview = block(tinytown, ENGLISH, "Overview")
    assert overview["People at night"] == ("4,200",)
    assert overview["H3 cells"] == ("42",)
    assert overview["Residents aged 15 to 59"] == ("2,520 (60 %)",)
    assert block(tinytown, ENGLISH, "Assets at replacement value")["Total"] == ("420 million CNY",)
    assert block(tinytown, ENGLISH, "Places")["Hospital"] == ("1", "1")
    assert block(tinytown, ENGLISH, "Tables")["cells.csv"][1:] == ("42", "100 %")


def test_the_summary_of_districts_adds_up(lianyungang: City) -> None:
    """The districts' people make the census total, and their surface that of the city."""
    rows = block(lianyungang, ENGLISH, "Districts and counties").values()
    assert sum(int(row[1].replace(",", "")) for row in rows) == 4_599_360
    assert sum(int(row[2].replace(",", "")) for row in rows) == pytest.approx(7483, abs=4)


def test_the_summary_says_what_is_missing_and_what_that_means(tinytown: City) -> None:
    """Each absent table stands with what cannot be said without it."""
    missing = block(tinytown, ENGLISH, "Missing tables")
    assert missing["typhoon_tracks.csv"] == ("typhoon wind cannot be assessed",)
    assert set(missing) == {f"{gap.table}.csv" for gap in tinytown.missing}


def test_a_reader_of_chinese_gets_names_and_scales_of_the_language(tinytown: City) -> None:
    """Chinese names, and money in 亿."""
    summary = summarise(tinytown, CHINESE)
    assert summary.title == "小镇"
    said = [cell for part in summary.blocks for row in part.rows for cell in row]
    assert "低区" in said
    assert any("亿" in cell and cell.startswith("4.20") for cell in said)


@pytest.mark.parametrize(
    ("value", "english"), [(5.059e11, "506 billion"), (4.2e8, "420 million"), (1.2e12, "1.20 trillion"), (950.0, "950")]
)
def test_money_is_said_to_three_digits(value: float, english: str) -> None:
    """Large amounts are said in the scale that leaves one to three digits before the point."""
    assert ENGLISH.money(value, "CNY") == f"{english} CNY"


def test_shares_and_numbers_hide_no_small_value() -> None:
    """A share of a tenth of a percent is not said to be nothing."""
    assert (percent(0.0), percent(0.001), percent(0.2), percent(1.0)) == ("0 %", "0.1 %", "20 %", "100 %")
    assert (three_digits(4.2), three_digits(42.04), three_digits(4204)) == ("4.20", "42.0", "4,204")


@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=200))
def test_classes_part_the_values(values: list[float]) -> None:
    """Bounds ascend, none is more than five, each value above zero has a class and zero has none."""
    array = np.array(values)
    breaks = round_breaks(array)
    assert list(breaks) == sorted(set(breaks))
    assert len(breaks) <= 5
    classes = class_of(array, breaks)
    assert ((classes == -1) == (array <= 0.0)).all()
    assert classes.max() <= len(breaks)
    assert len(class_labels(breaks, array, str)) == len(breaks) + 1


def test_a_bound_belongs_to_the_class_above_it() -> None:
    """The label '10 to 30' holds 10 and not 30."""
    assert class_of(np.array([9.99, 10.0, 29.9, 30.0, 0.0, np.nan]), (10.0, 30.0)).tolist() == [0, 1, 1, 2, -1, -1]
    assert class_labels((10.0, 30.0), np.array([1.0]), str) == ("below 10", "10 to 30", "30 and more")


def test_equal_values_are_labelled_by_their_value() -> None:
    """Where there is one class, the legend still says how much it is."""
    assert class_labels((), np.array([117.04, 117.04]), str) == ("117",)
    assert class_labels((), np.array([112.0, 118.0]), str) == ("112 to 118",)
    assert class_labels((), np.zeros(3), str) == ("0",)


def test_colours_grow_darker() -> None:
    """Lightness falls from class to class, so that a grey print can be read."""
    for palette, count in product((DENSITY, RISK), range(1, 7)):
        lightness = [sum(bytes.fromhex(colour[1:])) for colour in class_colours(palette, count)]
        assert lightness == sorted(lightness, reverse=True)
        assert len(set(lightness)) == count


def test_every_kind_of_place_has_one_symbol() -> None:
    """No kind is left out of the families, and none stands in two."""
    assert set(FAMILY_OF) == set(PLACE_KINDS)
    assert sum(len(family.kinds) for family in FAMILIES) == len(PLACE_KINDS)


def test_cells_of_a_class_are_joined_and_keep_their_surface() -> None:
    """One shape for each class; together they are as large as the cells."""
    shapes = [shape for properties, shape in shapes_in(drawn()) if "class" in properties]
    assert len(shapes) == 4
    surface = sum(h3.cell_area(cell, "km^2") for cell in CELLS)
    assert sum(shape.area for shape in shapes) == pytest.approx(surface, rel=5e-3)


def test_cells_are_cut_along_the_outlines_that_cover_them() -> None:
    """The coast is the area's border, not the zigzag of the cells; outlines that cover little cut nothing."""
    lat, lon = h3.cell_to_latlng(h3.latlng_to_cell(34.6, 119.2, 8))
    large, small = (shapely.Point(lon, lat).buffer(radius) for radius in (0.034, 0.01))
    for shape, cut in ((large, True), (small, False)):
        spec = drawn(outlines=(Outline("Town", shape, {"Area": "Town"}),))
        joined = shapely.union_all([part for properties, part in shapes_in(spec) if "class" in properties])
        outline = next(part for properties, part in shapes_in(spec) if "Area" in properties)
        assert (joined.difference(outline).area < 1e-3) == cut


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    """The line in the corner has the length in kilometres that stands beside it."""
    spec = drawn()
    line = next(shape for properties, shape in shapes_in(spec) if shape.geom_type == "LineString")
    west, _, east, _ = line.bounds
    assert f"{east - west:g} km" in texts_of(drawn(size=(500, 500)))
    assert 0.1 < (east - west) / Plane.of(CELLS).width_km < 0.26


def test_the_plane_has_true_distances() -> None:
    """Two points of the plane are as far apart as on the sphere, to a part in a thousand over a city."""
    plane = Plane.of(CELLS)
    lon, lat = np.array([119.18, 119.22]), np.array([34.58, 34.61])
    (x0, y0), (x1, y1) = plane.place(lon, lat)
    wanted = h3.great_circle_distance((lat[0], lon[0]), (lat[1], lon[1]), "km")
    assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(wanted, rel=1e-3)


def test_a_city_on_the_180th_meridian_is_drawn_in_one_piece() -> None:
    """Cells on both sides of the date line lie beside one another."""
    cells = np.sort(h3.grid_disk(h3.latlng_to_cell(-16.8, 180.0, 8), 3)).astype(np.int64)
    assert Plane.of(cells).width_km < 12.0


def test_synthetic_points_are_hollow_and_say_so() -> None:
    """A real place is filled with its colour, an invented one is white inside and named synthetic."""
    points = Points("Medical (2)", "#d1495b", "circle", np.array([119.2, 119.21]), np.array([34.6, 34.61]),
                    ["Old hospital", "Made-up clinic"], np.array([False, True]))  # fmt: skip
    rows = next(layer for layer in drawn(points=(points,))["layer"] if "shape" in layer["encoding"])["data"]["values"]
    assert [(row["name"], row["inside"]) for row in rows] == [
        ("Old hospital", "#d1495b"),
        ("Made-up clinic (synthetic)", "#ffffff"),
    ]


def test_the_picture_says_everything_a_map_must(lianyungang: City) -> None:
    """Title, unit, classes, districts, places, scale, what is synthetic and whom to thank."""
    said = texts_of(map_of(lianyungang, ENGLISH).spec(ENGLISH, (860, 800)))
    for words in ("Lianyungang: people and places", "People per km², at night", "1,000 to 5,000", "Haizhou District",
                  "Medical (245)", "20 km", "Synthetic, that is invented by a stated method", "GeoNames"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_written_in_either_language(tinytown: City, tmp_path: Path, language: str) -> None:
    """The PNG is whole and of the size of a page."""
    path = tmp_path / "map.png"
    write_map(tinytown, Reader(language), path)  # type: ignore[arg-type]
    content = path.read_bytes()
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert content.startswith(b"\x89PNG")
    assert width > 1500
    assert height > 1500
    assert [file.name for file in tmp_path.iterdir()] == ["map.png"]


def test_the_page_is_complete_in_itself(tinytown: City) -> None:
    """No script, style, font or picture is fetched from anywhere."""
    text = page_of(tinytown, CHINESE)
    head = text.split("<script>")[0]
    assert '<html lang="zh-Hans">' in head
    assert not re.findall(r"<(?:link|img|iframe)\b|<script[^>]+src|@import|url\(", text.split("<script>")[0])
    assert text.count("</script>") == 1
    assert "4,200" in head


def test_names_cannot_break_the_page(tinytown: City) -> None:
    """A name with markup is shown as it is written and ends no script."""
    evil = "</script><b>&"
    info = {**tinytown.info, "name_zh": evil}
    areas = tinytown.table("areas").with_columns(name_zh=tinytown.table("areas")["code"] + evil)
    city = City(info, tinytown.settings, tinytown.sources, {**tinytown.tables, "areas": areas}, tinytown.present,
                tinytown.shapes, tinytown.checksum)  # fmt: skip
    text = page_of(city, CHINESE)
    assert "<b>" not in text
    assert text.count("</script>") == 1
    assert "&lt;/script&gt;&lt;b&gt;&amp;" in text


def test_other_suffixes_are_refused(tinytown: City, tmp_path: Path) -> None:
    """Only PNG and HTML are drawn."""
    with pytest.raises(ValueError, match=r"neither .png nor .html"):
        write_map(tinytown, ENGLISH, tmp_path / "map.svg")


def test_long_notes_are_broken_into_lines() -> None:
    """English is broken between words, Chinese between characters, and no line begins with a full stop."""
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]
    assert wrapped("一二三四五六七八九。十", 18) == ["一二三四五六七八九。", "十"]
