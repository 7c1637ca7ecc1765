"""Population of every form arrives on the cells with its total unchanged."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.city.grid import cell_polygons, cover, point_cells
from anlan.city.importing import ImportRequest, import_city
from anlan.city.importing.areas import Area
from anlan.city.importing.partition import partition_of
from anlan.city.importing.population import Spread, whole_persons
from anlan.errors import ImportDataError
from tests.city.import_files import (
    DISTRICTS,
    MIDDLE,
    SOUTH,
    STEP,
    TOWN,
    TOWNSHIPS,
    WEST,
    districts,
    projected,
    raster,
    table,
    townships,
    write_vector,
)

AREAS = (
    Area("320700", "小城", "city"),
    *(Area(code, code, "district", parent="320700", shape=shape) for code, shape in DISTRICTS.items()),
    *(Area(code, code, "township", parent=code[:6], shape=shape) for code, shape in TOWNSHIPS.items()),
)
PARTITION = partition_of(AREAS, 8)


def population_of(city: City) -> dict[str, int]:
    """Return the population of each area of a package."""
    return dict(city.table("areas").select("code", "population").iter_rows())


def bring(tmp_path: Path, population: Path | None, **options: object) -> City:
    """Import the townships with a population file."""
    areas = (districts(tmp_path), townships(tmp_path))
    request = ImportRequest(tmp_path / "town", areas=areas, population=population, **options)  # type: ignore[arg-type]
    return import_city(request).city


@given(st.integers(0, 2**32 - 1), st.integers(1, 10**8))
def test_whole_persons_keep_every_total(seed: int, total: int) -> None:
    """Any spread of people over the cells becomes whole persons with the same total, none made up in empty areas."""
    generator = np.random.default_rng(seed)
    persons = generator.exponential(size=len(PARTITION.coverage)) ** 3
    persons[PARTITION.coverage.polygon == generator.integers(len(PARTITION.codes))] = 0.0
    persons *= total / persons.sum()
    whole = whole_persons(AREAS, PARTITION, Spread(persons), rescale=False, problems=[])
    assert whole.sum() == total
    by_area = np.bincount(PARTITION.coverage.polygon, weights=whole)
    exact = np.bincount(PARTITION.coverage.polygon, weights=persons)
    assert np.abs(by_area - exact).max() <= 1.0 + 1e-6
    assert not by_area[exact == 0.0].any()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32650", "EPSG:4490"])
def test_a_raster_in_any_reference_system_keeps_its_total(tmp_path: Path, crs: str) -> None:
    """A raster that lies within the town gives exactly its sum, whatever its reference system."""
    values = np.random.default_rng(7).gamma(0.6, 40.0, (30, 40)).astype(np.float32)
    corners = np.array([[WEST + 0.003, SOUTH + 0.003], [WEST + 2 * STEP - 0.003, SOUTH + 2 * STEP - 0.003]])
    low, high = corners if crs in {"EPSG:4326", "EPSG:4490"} else projected(corners, crs)
    city = bring(tmp_path, raster(tmp_path, values, (low[0], low[1], high[0], high[1]), crs))
    assert city.info["population"] == round(float(values.astype(np.float64).sum()))
    assert city.table("cells")["population"].sum() == city.info["population"]


def test_pixels_outside_the_city_stay_outside(tmp_path: Path) -> None:
    """A pixel on the boundary counts by the share of it that lies inside, the next county not at all."""
    values = np.full((4, 4), 1000.0)
    bounds = (WEST - 2 * STEP, SOUTH, WEST + 2 * STEP, SOUTH + 2 * STEP)
    city = bring(tmp_path, raster(tmp_path, values, bounds))
    assert city.info["population"] == 8000
    assert population_of(city)["320701"] == 4000


def test_pixels_without_data_hold_nobody(tmp_path: Path) -> None:
    """The value that means no data, and NaN, count as empty."""
    values = np.array([[100.0, -9999.0], [np.nan, 50.0]])
    city = bring(tmp_path, raster(tmp_path, values, TOWN.bounds, nodata=-9999.0))
    assert population_of(city) == {
        "320700": 150, "320701": 100, "320702": 50, "320701001": 0, "320701002": 100, "320702001": 50, "320702002": 0
    }  # fmt: skip


def test_a_pixel_larger_than_a_cell_is_spread_over_the_cells_it_covers(tmp_path: Path) -> None:
    """One pixel over the whole town fills all cells by their surface, each to within a tenth."""
    city = bring(tmp_path, raster(tmp_path, np.array([[500_000.0]]), TOWN.bounds))
    cells = city.table("cells").filter(pl.col("share") > 0.999)
    people = cells["population"].to_numpy()
    assert city.info["population"] == 500_000
    assert people.std() / people.mean() < 0.1


def test_negative_pixels_are_refused(tmp_path: Path) -> None:
    """Negative people that are not declared as missing data stop the import, with their number and value."""
    with pytest.raises(ImportDataError) as raised:
        bring(tmp_path, raster(tmp_path, np.array([[100.0, -9999.0]]), TOWN.bounds))
    assert "population.tif: 1 pixels are negative, the lowest -9999" in str(raised.value)


def test_a_raster_elsewhere_or_without_a_system_is_refused(tmp_path: Path) -> None:
    """A raster that does not touch the town, or does not say where it is, is named."""
    with pytest.raises(ImportDataError, match="does not touch the city"):
        bring(tmp_path, raster(tmp_path, np.ones((2, 2)), (10.0, 50.0, 11.0, 51.0)))
    with pytest.raises(ImportDataError, match="no reference system"):
        bring(tmp_path, raster(tmp_path, np.ones((2, 2)), (0.0, 0.0, 2.0, 2.0), crs=""))


def test_points_keep_their_total_cell_by_cell(tmp_path: Path) -> None:
    """Each point's people stand in the cell and area in which the point lies."""
    generator = np.random.default_rng(3)
    lon, lat = (low + generator.uniform(0.001, 0.079, 300) for low in (WEST, SOUTH))
    people = generator.integers(0, 900, 300)
    rows = "\n".join(f"{x!r},{y!r},{p}" for x, y, p in zip(lon.tolist(), lat.tolist(), people, strict=True))
    city = bring(tmp_path, table(tmp_path, "villages.csv", f"lng,lat,人口\n{rows}\n"))
    assert city.info["population"] == people.sum()
    cells = city.table("cells").group_by("h3").agg(pl.col("population").sum()).filter(pl.col("population") > 0)
    expected = pl.DataFrame({"h3": point_cells(lon, lat, 8), "population": people})
    expected = expected.group_by("h3").agg(pl.col("population").sum()).filter(pl.col("population") > 0)
    assert cells.sort("h3").equals(expected.sort("h3"))


def test_points_outside_are_counted_and_left_out(tmp_path: Path) -> None:
    """A point far outside is left out with a notice; one on the edge of the drawing goes to the nearest area."""
    text = f"lon,lat,population\n{MIDDLE[0]},{MIDDLE[1]},10\n{WEST - 0.001},{SOUTH + 0.01},5\n120.5,35.5,7\n"
    areas = (districts(tmp_path), townships(tmp_path))
    path = table(tmp_path, "villages.csv", text)
    result = import_city(ImportRequest(tmp_path / "town", areas=areas, population=path))
    said = "\n".join(map(str, result.notices))
    assert result.city.info["population"] == 15
    assert "villages.csv: 7 persons lie outside the city and were left out" in said
    assert "villages.csv: 1 points lie just outside the areas and went to the nearest" in said


def test_polygons_share_their_people_by_surface(tmp_path: Path) -> None:
    """H3 cells with people, as published in Web Mercator, arrive unchanged; those mostly outside are left out."""
    coverage = cover([TOWN], 8)
    inside = coverage.cell[coverage.share_of_cell > 0.5 + 1e-6]
    outside = coverage.cell[coverage.share_of_cell < 0.5 - 1e-6]
    people = np.arange(1, len(inside) + 1) * 3
    path = write_vector(
        tmp_path / "kontur.gpkg",
        cell_polygons(np.concatenate((inside, outside))).tolist(),
        {"population": [*people.tolist(), *([9] * len(outside))]},
        crs="EPSG:3857",
    )
    result = import_city(ImportRequest(tmp_path / "town", areas=(districts(tmp_path),), population=path))
    assert result.city.info["population"] == people.sum()
    assert any(f"{9 * len(outside)} persons lie outside" in str(notice) for notice in result.notices)
    whole = set(coverage.cell[coverage.share_of_cell > 1.0 - 1e-9].tolist())
    cells = dict(result.city.table("cells").group_by("h3").agg(pl.col("population").sum()).iter_rows())
    wanted = {cell: count for cell, count in zip(inside.tolist(), people.tolist(), strict=True) if cell in whole}
    assert max(abs(cells[cell] - count) for cell, count in wanted.items()) <= 1


def test_a_table_by_code_fills_areas_evenly_and_says_so(tmp_path: Path) -> None:
    """A census table without positions fills each area evenly, and its source is an assumption."""
    text = "code,population\n320701001,1000\n320701002,2000\n320702001,3000\n320702002,4001\n"
    city = bring(tmp_path, table(tmp_path, "census.csv", text))
    assert population_of(city)["320702002"] == 4001
    assert city.info["population"] == 10_001
    kinds = dict(city.sources.select("id", "kind").iter_rows())
    assert kinds[city.table("cells")["source"][0]] == "assumption"


def test_the_population_of_the_areas_serves_without_a_file(tmp_path: Path) -> None:
    """Areas that state their population need no other file; a parent's figure is shared by surface."""
    areas = (districts(tmp_path, population=[900, 101]), townships(tmp_path))
    city = import_city(ImportRequest(tmp_path / "town", areas=areas)).city
    people = population_of(city)
    assert (people["320701"], people["320702"], people["320700"]) == (900, 101, 1001)
    assert abs(people["320701001"] - 450) <= 1


def test_cells_are_scaled_to_the_areas_when_asked(tmp_path: Path) -> None:
    """With --rescale-to-areas each district has its census figure and keeps the pattern of the raster."""
    values = np.array([[10.0, 30.0], [20.0, 60.0]])
    areas = (districts(tmp_path, population=[3000, 9001]), townships(tmp_path))
    path = raster(tmp_path, values, TOWN.bounds)
    request = ImportRequest(tmp_path / "town", areas=areas, population=path, rescale_to_areas=True)
    people = population_of(import_city(request).city)
    assert people == {
        "320700": 12001, "320701": 3000, "320702": 9001, "320701001": 2000, "320701002": 1000, "320702001": 6001,
        "320702002": 3000,
    }  # fmt: skip


def test_a_difference_between_raster_and_areas_is_said(tmp_path: Path) -> None:
    """Without scaling, the areas get the sums of their cells and the difference is a notice."""
    areas = (districts(tmp_path, population=[3000, 9001]),)
    path = raster(tmp_path, np.array([[10.0, 30.0]]), TOWN.bounds)
    result = import_city(ImportRequest(tmp_path / "town", areas=areas, population=path))
    assert population_of(result.city)["320701"] == 10
    said = "\n".join(map(str, result.notices))
    assert "districts.geojson#1: area '320701' states 3000 persons and 10 were imported; use --rescale-to-areas" in said


def test_every_bad_row_of_a_population_table_is_listed(tmp_path: Path) -> None:
    """Wrong numbers, missing positions and unknown codes are reported together, each with its line."""
    text = "lon,lat,population\n119.12,34.52,many\n,,12\n119.12,34.52,-4\n119.12,34.52,\n"
    with pytest.raises(ImportDataError) as raised:
        bring(tmp_path, table(tmp_path, "villages.csv", text))
    places = [(problem.place, problem.code) for problem in raised.value.problems if problem.file == "villages.csv"]
    assert sorted(places) == [
        ("villages.csv:2", "wrong-number"),
        ("villages.csv:3", "no-position"),
        ("villages.csv:4", "wrong-number"),
        ("villages.csv:5", "no-population"),
    ]


def test_lines_are_not_a_population(tmp_path: Path) -> None:
    """A file of roads cannot be a population."""
    path = write_vector(
        tmp_path / "roads.gpkg", [shapely.LineString([MIDDLE, (119.2, 34.6)])], {"pop": [1]}, kind="LineString"
    )
    with pytest.raises(ImportDataError, match="of kind LineString"):
        bring(tmp_path, path)


def test_a_table_without_a_population_field_lists_its_fields(tmp_path: Path) -> None:
    """The message names what there is, so that the user can choose."""
    with pytest.raises(ImportDataError, match="no field looks like a population; there are lon, lat, wealth"):
        bring(tmp_path, table(tmp_path, "villages.csv", "lon,lat,wealth\n119.12,34.52,1\n"))


def test_what_a_city_states_above_its_districts_lives_in_the_rest_of_it(tmp_path: Path) -> None:
    """A city of 100 whose only district has 60 leaves 40 people to its other half, not 100."""
    city = write_vector(tmp_path / "city.geojson", [TOWN], {"code": ["320700"], "population": [100]})
    west = write_vector(tmp_path / "west.geojson", [DISTRICTS["320701"]], {"code": ["320701"], "population": [60]})
    found = import_city(ImportRequest(tmp_path / "town", areas=(city, west))).city
    assert population_of(found) == {"320700": 100, "320701": 60}
    assert found.table("cells").filter(pl.col("area") == "320700")["population"].sum() == 40


def test_districts_that_exceed_their_city_are_named(tmp_path: Path) -> None:
    """Stated totals that cannot both be true stop the import."""
    city = write_vector(tmp_path / "city.geojson", [TOWN], {"code": ["320700"], "population": [100]})
    areas = (city, districts(tmp_path, population=[90, 20]))
    with pytest.raises(ImportDataError, match="'320700' states 100 persons and the areas below it add up to 110"):
        import_city(ImportRequest(tmp_path / "town", areas=areas))
