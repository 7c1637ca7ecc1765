"""Administrative codes as target areas, and how many people a target area holds."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas import (
    Estimate,
    area_from_circles,
    area_from_codes,
    area_from_polygons,
    area_from_upload,
    estimate,
    join_areas,
)
from anlan.alerts.areas.named import code_shapes, prefix_of
from anlan.city import City
from anlan.errors import InputError
from tests.city.packages import EAST, TOWN, WEST, Package, town


def load(folder: Path, package: Package | None = None) -> City:
    """Write and load the small town."""
    return City.load((package or town()).write(folder / "town"))


@pytest.fixture(scope="module")
def demo(cities: Path) -> City:
    """Return the demo city."""
    return City.load(cities / "lianyungang")


def outline(city: City, code: str) -> BaseGeometry:
    """Return the outline of an area as the package holds it."""
    return cast("BaseGeometry", city.shapes["areas"][code])


@pytest.mark.parametrize("code", ["320706", "320706000", "320706000000", " 320706 "])
def test_a_district_is_named_by_any_length_of_its_code(demo: City, code: str) -> None:
    """Six, nine and twelve digits stand for the same outline, and its name describes it."""
    area = area_from_codes([code], demo)
    assert area.asked.equals(outline(demo, "320706"))
    assert area.description == "海州区"
    assert area.codes == (code.strip(),)


@pytest.mark.parametrize("code", ["3207", "320700", "320700000", "320700000000"])
def test_the_code_of_the_city_stands_for_all_of_it(demo: City, code: str) -> None:
    """The prefix that all codes of the city begin with is the city; nothing is said to lie beyond it."""
    named = code_shapes([code], demo)
    assert named.shapes[0].equals(outline(demo, "320700"))
    assert named.findings == ()


def test_a_code_beyond_the_city_is_taken_within_it_and_noted(demo: City) -> None:
    """The province reaches further than the city's table; the rest is for others to warn."""
    named = code_shapes(["32"], demo)
    assert named.shapes[0].equals(outline(demo, "320700"))
    assert [finding.code for finding in named.findings] == ["beyond-city"]


def test_a_township_is_its_own_outline(demo: City) -> None:
    """Twelve digits of a township are never widened to its district."""
    area = area_from_codes(["320703001000"], demo)
    assert area.asked.equals(outline(demo, "320703001000"))
    assert area.geometry.within(outline(demo, "320703").buffer(1e-3))


def test_codes_given_together_or_twice_are_one_area(demo: City) -> None:
    """Two districts and one of them again: the union of the two."""
    area = area_from_codes(["320706", "320703", "320706000000"], demo)
    both = shapely.union_all([outline(demo, "320706"), outline(demo, "320703")])
    assert area.asked.symmetric_difference(both).area < 1e-12
    assert area.description == "海州区、连云区"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("000000", "it stands for everywhere"),
        ("", "it stands for everywhere"),
        ("100000", "no area of the city has this code"),
        ("330100", "no area of the city has this code"),
        ("32070", "no area of the city has this code"),
        ("3", "no area of the city has this code"),
        ("320703001001", "or name 320703001000 墟沟街道 if all of it is to be warned"),
        ("320706999", "or name 320706 海州区 if all of it is to be warned"),
        ("海州", "no area of the city has this code"),
    ],
)
def test_a_code_that_is_not_there_is_never_widened_to_one_that_is(demo: City, code: str, said: str) -> None:
    """A village that the table does not have is refused; the larger area is named, not taken."""
    with pytest.raises(InputError) as caught:
        area_from_codes(["320706", code], demo)
    assert said in str(caught.value)
    assert len(caught.value.problems) == 1


def test_every_wrong_code_is_told_at_once(demo: City) -> None:
    """Two of three are wrong."""
    with pytest.raises(InputError) as caught:
        area_from_codes(["330100", "320706", "440100"], demo)
    assert [problem.feature for problem in caught.value.problems] == ["330100", "440100"]


def test_no_code_is_refused(demo: City) -> None:
    """An empty list never means the whole city."""
    with pytest.raises(InputError, match="no area is given"):
        area_from_codes([], demo)


def test_zeros_that_fill_a_code_up_are_not_part_of_its_prefix() -> None:
    """Only whole groups of zeros are left out: township 320703010 ends in a zero of its own."""
    assert prefix_of("320703010000") == "320703010"
    assert prefix_of("320000") == "32"
    assert prefix_of("320700100") == "320700100"
    assert prefix_of("town-000000") == "town-000000"


def test_an_area_without_an_outline_is_that_of_the_areas_below_it(tmp_path: Path) -> None:
    """The town has lost its outline, its districts have theirs."""
    city = load(tmp_path, town().feature("town", None))
    assert area_from_codes(["town"], city).asked.equals(TOWN)


def test_an_area_without_any_outline_is_that_of_its_cells_and_says_how_much_larger(tmp_path: Path) -> None:
    """No outlines at all: cells reach beyond the district, nobody is left out, and the surface is told; to 1 %."""
    package = town().drop("areas.geojson")
    area = area_from_codes(["west"], load(tmp_path, package))
    assert area.asked.covers(WEST.buffer(-1e-6))
    (finding,) = (one for one in area.findings if one.code == "cells-for-outline")
    meant = area_from_polygons([WEST]).km2
    assert area.meant_km2 == pytest.approx(meant, rel=0.01)
    assert area.wider.km2 == pytest.approx(area.km2 - meant, rel=0.03)
    assert f"{area.wider.km2:,.1f} km2 more" in str(finding)


def test_cells_that_two_areas_without_outlines_share_count_once(tmp_path: Path) -> None:
    """Both districts named one by one are meant as the whole town is; to 1e-9."""
    city = load(tmp_path, town().drop("areas.geojson"))
    both, whole = area_from_codes(["west", "east"], city), area_from_codes(["town"], city)
    assert both.km2 == pytest.approx(whole.km2, rel=1e-9)
    assert both.meant_km2 == pytest.approx(whole.meant_km2, rel=1e-9)
    assert both.wider.share == pytest.approx(whole.wider.share, rel=1e-9)


def test_cells_of_an_area_that_reach_into_one_with_an_outline_are_meant_there(tmp_path: Path) -> None:
    """The west has an outline, the east none: what its cells take of the west was asked for anyway; to 1 %."""
    city = load(tmp_path, town().feature("town", None).feature("east", None))
    area = area_from_codes(["west", "east"], city)
    assert area.meant_km2 == pytest.approx(area_from_polygons([TOWN]).km2, rel=0.01)


def test_an_area_without_outline_and_cells_is_refused(tmp_path: Path) -> None:
    """A district in which nothing is known cannot be drawn."""
    package = town().drop("areas.geojson").add("areas.csv", "north,北区,district,town,0\n")
    with pytest.raises(InputError, match="北区 has no outline and no cells"):
        area_from_codes(["north"], load(tmp_path, package))


def test_everybody_is_in_the_whole_city(demo: City) -> None:
    """The estimate for the city's own outline, simplified, is its population, to 0.1 %, and every district is whole."""
    area = area_from_codes(["320700"], demo)
    assert [finding.code for finding in area.findings] == ["simplified"]
    assert area.wider.share < 0.002
    found = estimate(area, demo)
    assert found.people == pytest.approx(float(demo.cells.population.sum()), rel=1e-3)
    assert found.people_day == pytest.approx(float(demo.cells.population_day.sum()), rel=1e-3)
    assert len(found.districts) == 6
    assert all(district.share > 0.995 for district in found.districts)
    assert found.outside_km2 < 1.0


def test_a_district_holds_its_census_population(demo: City) -> None:
    """Haizhou: 918,005 residents in the table of areas, estimated by cells; to 1.5 %, most of them its own."""
    found = estimate(area_from_codes(["320706"], demo), demo)
    assert found.people == pytest.approx(918_005, rel=0.015)
    assert found.districts[0].code == "320706"
    assert found.districts[0].share > 0.98
    assert sum(district.people for district in found.districts) == pytest.approx(found.people, rel=1e-9)
    assert sum(township.people for township in found.townships) == pytest.approx(found.people, rel=1e-9)


def test_half_of_a_town_holds_half_of_its_people(tmp_path: Path) -> None:
    """Ten people in each cell's part: those of the west and of the east are everybody; to 1e-5."""
    city = load(tmp_path)
    west, east = (estimate(area_from_polygons([shape]), city) for shape in (WEST, EAST))
    everybody = estimate(area_from_polygons([TOWN]), city)
    assert everybody.people == pytest.approx(float(city.cells.population.sum()), rel=1e-5)
    assert west.people + east.people == pytest.approx(everybody.people, rel=1e-5)
    assert {one.code for one in west.districts} == {"west", "east"}
    assert west.districts[0].code == "west"


def test_an_area_of_another_resolution_is_estimated_on_the_cells_of_the_city(tmp_path: Path) -> None:
    """The cells of the target area need not be those of the city."""
    city = load(tmp_path)
    fine, coarse = (estimate(area_from_polygons([WEST], resolution=one), city) for one in (9, 6))
    assert fine == coarse


def test_an_area_beyond_the_city_says_what_is_not_counted(tmp_path: Path) -> None:
    """Nobody knows how many live there: the surface is told, and nobody is invented."""
    city = load(tmp_path)
    far = area_from_polygons([shapely.box(120.0, 35.0, 120.1, 35.1)])
    found = estimate(far, city)
    assert replace(found, outside_km2=0.0) == Estimate(0.0, 0.0, (), (), 0.0)
    assert found.outside_km2 == pytest.approx(far.km2, rel=1e-9)


def test_an_uploaded_area_is_judged_like_a_drawn_one() -> None:
    """A file with a wrong shape is refused under its name and the number of the feature."""
    good = shapely.to_geojson(WEST)
    assert area_from_upload("west.geojson", good.encode()).asked.equals(WEST)
    point = '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [119, 34]}}'
    bow = '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}'
    both = f'{{"type": "FeatureCollection", "features": [{point}, {bow}]}}'
    with pytest.raises(InputError) as caught:
        area_from_upload("folder/two.geojson", both.encode())
    assert [problem.place for problem in caught.value.problems] == ["two.geojson#1", "two.geojson#2"]


def test_no_number_of_an_estimate_is_unknown(demo: City) -> None:
    """Shares lie within 0 and 1, and nothing is NaN, for an area at the coast that reaches into the sea."""
    found = estimate(area_from_polygons([shapely.box(119.3, 34.6, 119.9, 34.9)]), demo)
    shares = [one.share for one in (*found.districts, *found.townships)]
    assert np.isfinite([found.people, found.people_day, found.outside_km2, *shares]).all()
    assert 0.0 <= min(shares) <= max(shares) <= 1.0
    assert found.outside_km2 > 100.0


def test_circles_joined_upon_each_other_are_as_wide_as_one() -> None:
    """What each adds lies in the others: the share that is told stays that of a single circle; to 1e-9."""
    one = area_from_circles([(119.0, 34.0, 5.0)])
    many = join_areas([one] * 120)
    assert many.meant_km2 == pytest.approx(one.meant_km2, rel=1e-9)
    assert many.wider.share == pytest.approx(one.wider.share, rel=1e-9)
