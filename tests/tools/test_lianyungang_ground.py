"""The ground and the records of the demonstration city, against the reference data they restate."""

import csv
import json
from pathlib import Path

import h3
import numpy as np
import polars as pl
import pytest
import shapely
from shapely.geometry import shape

from anlan.city import City
from anlan.city.grid import cover
from tools.lianyungang import areas, build, cells, hazards, page, past_events, seismicity
from tools.lianyungang.division import ISLANDS
from tools.lianyungang.table_files import write_city
from tools.lianyungang.townships import CENSUS_2000

LAYERS = (areas, cells, hazards, past_events, seismicity)
"""The layers under test, in building order."""

FILES = (
    "areas.csv",
    "areas.geojson",
    "cells.csv",
    "typhoon_tracks.csv",
    "earthquakes.csv",
    "rainfall_records.csv",
    "water_levels.csv",
    "climate_normals.csv",
    "hazard_history.csv",
    "past_events.csv",
    "seismic_sources.csv",
    "seismic_sources.geojson",
    "hazard_parameters.csv",
)
"""What they write."""

LICENCES = {
    "facts",
    "public domain",
    "MIT",
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-3.0",
    "JMA terms of use (free with attribution)",
}
"""Licences under which a row may stand in the package."""

POPULATION = 4_599_360
"""Residents in the census of 2020."""

AGES = ["age_0_14", "age_15_59", "age_60_plus"]


@pytest.fixture(scope="module")
def package(cities: Path) -> Path:
    """Folder of the built package."""
    return cities / "lianyungang"


@pytest.fixture(scope="module")
def city(lianyungang: City) -> City:
    """The package, loaded and checked."""
    return lianyungang


@pytest.fixture(scope="module")
def reference(shared_data: Path) -> Path:
    """Folder of the reference data of the city."""
    return shared_data / "lianyungang"


def rows(file: Path) -> list[dict[str, str]]:
    """Read a CSV file of the reference data."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def census(reference: Path) -> dict[str, dict[str, str]]:
    """Return the census by district."""
    found = {row["adcode"]: row for row in rows(reference / "population" / "census2020.csv")}
    return {code: row for code, row in found.items() if code != "320700" and "+" not in code}


def outline(city: City, code: str) -> shapely.Polygon | shapely.MultiPolygon:
    """Return the outline of an area."""
    found = city.shapes["areas"][code]
    assert isinstance(found, shapely.Polygon | shapely.MultiPolygon)
    return found


def by_district(city: City) -> pl.DataFrame:
    """Return the sums of the cells of every district."""
    table = city.table("cells").with_columns(district=pl.col("area").str.slice(0, 6))
    return table.group_by("district").agg(pl.col("population", "population_day", *AGES).sum()).sort("district")


def test_cells_add_up_to_the_census_of_every_district_and_the_city(city: City, reference: Path) -> None:
    """No person is lost or made between the census and the cells."""
    wanted = {code: round(float(row["population"])) for code, row in census(reference).items()}
    assert dict(by_district(city).select("district", "population").iter_rows()) == wanted
    assert sum(wanted.values()) == POPULATION == city.info["population"]


def test_cells_add_up_to_every_township(city: City) -> None:
    """The row of a township and the rows of its cells say the same."""
    sums = city.table("cells").group_by("area").agg(pl.col("population").sum())
    townships = city.table("areas").filter(pl.col("level") == "township")
    joined = townships.join(sums, left_on="code", right_on="area", suffix="_cells")
    assert joined.height == 90
    assert joined["population"].to_list() == joined["population_cells"].to_list()


def test_ages_of_every_row_add_up_to_its_residents(city: City) -> None:
    """No row has a person without an age, and none has less than nobody."""
    table = city.table("cells")
    assert (table.select(pl.sum_horizontal(AGES)).to_series() == table["population"]).all()
    assert table.select(pl.min_horizontal(pl.col(AGES).min())).item() >= 0


def test_ages_of_the_two_published_districts_are_exact(city: City, reference: Path) -> None:
    """Lianyun and Ganyu have the ages of their bulletins to the person."""
    found = {row[0]: row[1:] for row in by_district(city).select("district", *AGES).iter_rows()}
    known = {code: row for code, row in census(reference).items() if row["age_0_14"]}
    assert set(known) == {"320703", "320707"}
    for code, row in known.items():
        assert found[code] == tuple(round(float(row[column])) for column in ("age_0_14", "age_15_59", "age_60p"))


def test_ages_of_the_city_have_the_published_shares(city: City, reference: Path) -> None:
    """The city's ages are those of the bulletin of 2022 to within one person."""
    shares = [float(row["share"]) for row in rows(reference / "population" / "age_structure_2022_city.csv")]
    sums = city.table("cells").select(pl.col(AGES).sum()).row(0)
    assert np.abs(np.array(sums) - np.array(shares) * POPULATION).max() <= 1.0


def test_people_move_by_day_but_none_leaves_the_city(city: City) -> None:
    """The working day keeps the total and fills the urban core."""
    table = city.table("cells")
    assert table["population_day"].sum() == POPULATION
    core = table.filter(pl.col("area") == "320706011000")
    assert core["population_day"].sum() > core["population"].sum()


def test_names_and_codes_of_the_90_townships_are_those_of_the_list(city: City, reference: Path) -> None:
    """No township is missing, misspelt or renumbered, and each has an English name of its own."""
    listed = {row["mca_code"]: (row["name_zh"], row["adcode"]) for row in rows(reference / "admin" / "townships.csv")}
    townships = city.table("areas").filter(pl.col("level") == "township")
    assert {row[0]: row[1:] for row in townships.select("code", "name_zh", "parent").iter_rows()} == listed
    assert len(listed) == 90 == townships["name_en"].n_unique()


def test_published_seats_are_kept_with_their_uncertainty(city: City, reference: Path) -> None:
    """The 35 known seats are not moved; all others are marked as placed."""
    known = {row["mca_code"]: row for row in rows(reference / "admin" / "townships.csv") if row["lon"]}
    table = city.table("areas").filter(pl.col("source") == "townships-seat-published")
    assert set(table["code"]) == set(known)
    assert len(known) == 35
    for code, lon, lat, metres in table.select("code", "seat_lon", "seat_lat", "seat_uncertainty_m").iter_rows():
        assert (lon, lat) == pytest.approx((float(known[code]["lon"]), float(known[code]["lat"])), abs=1e-5)
        assert metres == float(known[code]["coord_uncertainty_m"])


def test_every_seat_lies_in_its_township_or_as_near_as_its_uncertainty(city: City) -> None:
    """A placed seat is inside its outline; a published one at most its uncertainty outside."""
    table = city.table("areas").filter(pl.col("level") == "township")
    for code, lon, lat, metres, source in table.select(
        "code", "seat_lon", "seat_lat", "seat_uncertainty_m", "source"
    ).iter_rows():
        away_m = 111_200.0 * shapely.distance(city.shapes["areas"][code], shapely.Point(lon, lat))
        assert away_m <= (metres if source == "townships-seat-published" else 0.0), code


def test_townships_tile_their_district_without_gap_or_overlap(city: City) -> None:
    """Neighbours share their vertices, and the townships of a district are the district."""
    outlines = city.shapes["areas"]
    table = city.table("areas")
    townships = table.filter(pl.col("level") == "township")
    assert shapely.coverage_is_valid([outlines[code] for code in townships["code"]])
    for district in table.filter(pl.col("level") == "district")["code"]:
        parts = [outlines[code] for code in townships.filter(pl.col("parent") == district)["code"]]
        assert shapely.is_valid(parts).all()
        assert shapely.area(shapely.symmetric_difference(shapely.union_all(parts), outlines[district])) < 1e-9
        assert shapely.area(parts).sum() == pytest.approx(shapely.area(outlines[district]), abs=1e-9)


def test_districts_are_the_generalised_outlines(city: City, reference: Path) -> None:
    """The outlines are those of the licensed set, moved by less than the grid of the coordinates."""
    file = reference / "admin" / "districts_cgcs2000_generalised.geojson"
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        own = city.shapes["areas"][feature["properties"]["adcode"]]
        given_ = shape(feature["geometry"])
        assert shapely.area(shapely.symmetric_difference(own, given_)) < 1e-5 * given_.area
        assert shapely.hausdorff_distance(own, given_) < 2e-6


def test_islands_are_whole(city: City) -> None:
    """The two island townships hold all detached parts of their district, and nothing ashore."""
    mainland = max(shapely.get_parts(city.shapes["areas"]["320703"]), key=lambda part: part.area)
    for code in ISLANDS:
        assert shapely.area(shapely.intersection(city.shapes["areas"][code], mainland)) == 0.0
    parts = sum(len(shapely.get_parts(city.shapes["areas"][code])) for code in ISLANDS)
    assert parts == len(shapely.get_parts(city.shapes["areas"]["320703"])) - 1


def test_shares_are_the_exact_overlaps_of_cells_and_townships(city: City) -> None:
    """Every township is covered and every share is what the geometry says, to the last written digit."""
    table = city.table("cells")
    codes = sorted(table["area"].unique())
    exact = cover({code: outline(city, code) for code in codes}, 8)
    keys = zip(exact.cell.tolist(), (codes[index] for index in exact.polygon), strict=True)
    wanted = dict(zip(keys, exact.share_of_cell.tolist(), strict=True))
    found = {row[:2]: row[2] for row in table.select("h3", "area", "share").iter_rows()}
    assert set(found) <= set(wanted)
    assert max(abs(wanted[key] - found.get(key, 0.0)) for key in wanted) <= 1.5e-6


def test_the_whole_city_is_covered_also_where_nobody_lives(city: City) -> None:
    """The ground of the rows is the ground of the city; empty cells are kept."""
    table = city.table("cells")
    size = {cell: h3.cell_area(h3.int_to_str(cell)) for cell in table["h3"].unique().to_list()}
    ground = sum(size[cell] * share for cell, share in table.select("h3", "share").iter_rows())
    assert ground == pytest.approx(cover({"city": outline(city, "320700")}, 8).area_km2.sum(), rel=1e-5)
    assert (table["population"] == 0).any()


def test_published_groups_of_lianyun_are_exact(city: City) -> None:
    """The bulletin's counts of the development zone and of Xuwei hold."""
    persons = dict(city.table("areas").select("code", "population").iter_rows())
    assert persons["320703009000"] + persons["320703010000"] + persons["320703011000"] == 90_248
    assert persons["320703012000"] == 42_124


def test_townships_are_near_their_census_of_2000(city: City, reference: Path) -> None:
    """Where an older count exists, twenty years have not changed it by more than a factor of two."""
    before = {row["township"]: float(row["population"]) for row in rows(
        reference / "population" / "township_census2000_partial.csv"
    )}  # fmt: skip
    persons = dict(city.table("areas").select("code", "population").iter_rows())
    for code, name in CENSUS_2000.items():
        assert 0.5 < persons[code] / before[name] < 2.0, name


def test_terrain_has_the_ridge_and_the_plain(city: City) -> None:
    """The highest cell is on Yuntai, the plain is low and nothing lies below 1.5 m."""
    ground = city.cells
    top = int(np.argmax(ground.height_m))
    assert 500.0 < ground.height_m[top] <= 626.0
    assert h3.great_circle_distance((ground.lat[top], ground.lon[top]), (34.65, 119.28)) < 2.0
    assert ground.height_m.min() >= 1.5
    plain = (ground.lat < 34.45) & (ground.lon > 119.3)
    assert 1.5 <= np.median(ground.height_m[plain]) <= 5.0


def test_few_people_live_on_slopes(city: City) -> None:
    """Steep cells hold less than a fifth of the density of level ones."""
    ground = city.cells
    persons = np.bincount(ground.row_cell, weights=ground.population, minlength=len(ground.h3))
    steep = ground.slope_deg > 8.0
    assert steep.sum() > 50
    assert persons[steep].mean() < 0.2 * persons[~steep].mean()


def test_assets_are_the_declared_value_of_every_resident(city: City) -> None:
    """What stands on the cells is the value per resident, up to rounding to 1,000 CNY."""
    for name, value in cells.VALUE_PER_RESIDENT.items():
        assert city.table("cells")[f"assets_{name}"].sum() == pytest.approx(value * POPULATION, rel=1e-4)


def test_no_row_has_a_source_of_unclear_licence(city: City) -> None:
    """Every source has one of the licences that were looked at, and none is of the material kept out."""
    assert set(city.sources["licence"]) <= LICENCES
    text = " ".join(city.sources["title"]).lower()
    assert not [name for name in ("amap", "cnmaps", "diva-gis", "itur", "heatmap") if name in text]


def test_the_package_is_small(package: Path) -> None:
    """The whole stays under 10 MB and the ground under 6 MB."""
    assert sum(file.stat().st_size for file in package.iterdir()) < 10e6
    assert sum((package / name).stat().st_size for name in FILES) < 6e6


def test_city_toml_is_what_the_layers_declare(package: Path, tmp_path: Path) -> None:
    """The committed description names every layer's sources as they stand in the code."""
    sources = [source for layer in build.LAYERS for source in layer.SOURCES]
    write_city(tmp_path, build.CITY, build.CYCLE, sources)
    assert (tmp_path / "city.toml").read_bytes() == (package / "city.toml").read_bytes()


@pytest.mark.slow
def test_building_again_gives_the_committed_bytes(package: Path, shared_data: Path, tmp_path: Path) -> None:
    """The same reference data and seed give the same files, byte for byte."""
    for layer in LAYERS:
        layer.build(shared_data.parent, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(FILES)
    assert [name for name in FILES if (tmp_path / name).read_bytes() != (package / name).read_bytes()] == []


def test_the_page_of_the_city_says_what_the_package_holds(city: City) -> None:
    """Counts, sources and methods on the page are those of the package, and its pictures are there."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.renewed(text, city) == text, "run python -m tools.lianyungang.page"
    for picture in ("townships", "people", "terrain", "records"):
        assert f"img/lianyungang-{picture}.png" in text
        assert (page.PAGE.parent / "img" / f"lianyungang-{picture}.png").is_file()
