"""What the grid promises: exact shares, exact totals, no polygon lost."""

import csv
import json
from pathlib import Path

import h3.api.numpy_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import affinity

from anlan.city.grid import (
    Coverage,
    area_km2,
    cell_polygons,
    cover,
    grid_points,
    grid_totals,
    point_cells,
    round_to_total,
)

LON, LAT = 119.2, 34.6

corners = st.floats(-0.06, 0.06).filter(lambda value: abs(value) > 1e-4)
boxes = st.tuples(corners, corners, st.floats(1e-4, 0.08), st.floats(1e-4, 0.08)).map(
    lambda numbers: shapely.box(
        LON + numbers[0], LAT + numbers[1], LON + numbers[0] + numbers[2], LAT + numbers[1] + numbers[3]
    )
)
resolutions = st.integers(6, 8)
amounts = st.lists(st.floats(0.0, 1e7), min_size=1, max_size=60)


def cell_sums(coverage: Coverage) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Add up the shares of each cell over all polygons."""
    cells, index = np.unique(coverage.cell, return_inverse=True)
    return cells, np.bincount(index, weights=coverage.share_of_cell).astype(np.float64)


@given(boxes, resolutions)
@settings(max_examples=40, deadline=None)
def test_the_overlaps_of_a_polygon_add_up_to_its_surface(box: shapely.Polygon, resolution: int) -> None:
    """Nothing of a polygon is lost or counted twice, however small it is."""
    coverage = cover([box], resolution)
    assert len(coverage) >= 1
    assert coverage.share_of_polygon.sum() == pytest.approx(1.0, rel=1e-12)
    assert coverage.area_km2.sum() == pytest.approx(area_km2(np.array([box]))[0], rel=1e-9)
    assert (coverage.share_of_cell > 0.0).all()
    assert (coverage.share_of_cell <= 1.0).all()


@given(st.lists(st.tuples(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)), min_size=3, max_size=12, unique=True))
@settings(max_examples=30, deadline=None)
def test_the_shares_of_a_cell_over_a_partition_add_up_to_one(seats: list[tuple[float, float]]) -> None:
    """A cell inside the union of a partition is shared out completely; one at its edge never exceeds 1."""
    region = shapely.box(LON - 0.06, LAT - 0.06, LON + 0.06, LAT + 0.06)
    points = shapely.MultiPoint([(LON + x, LAT + y) for x, y in seats])
    faces = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=region))
    parts = [part for part in shapely.intersection(faces, region) if part.geom_type == "Polygon" and part.area > 1e-9]
    coverage = cover(parts, 8)
    cells, sums = cell_sums(coverage)
    inside = shapely.contains_properly(shapely.union_all(parts).buffer(-1e-6), cell_polygons(cells))
    assert inside.any()
    np.testing.assert_allclose(sums[inside], 1.0, atol=1e-9)
    assert sums.max() <= 1.0 + 1e-9


@given(st.lists(boxes, min_size=1, max_size=5), st.data())
@settings(max_examples=40, deadline=None)
def test_totals_are_conserved(shapes: list[shapely.Polygon], data: st.DataObject) -> None:
    """The cells of each polygon add up to its total, by area and by any density."""
    coverage = cover(shapes, 7)
    totals = data.draw(st.lists(st.just(0.0) | st.floats(1e-3, 1e9), min_size=len(shapes), max_size=len(shapes)))
    seed = data.draw(st.integers(0, 2**32 - 1))
    density = np.random.default_rng(seed).exponential(size=len(coverage))
    for weights in (None, density, np.zeros(len(coverage))):
        spread = grid_totals(coverage, totals, weights)
        back = np.bincount(coverage.polygon, weights=spread, minlength=len(shapes))
        np.testing.assert_allclose(back, totals, rtol=1e-9)


@given(amounts)
def test_points_keep_their_total(values: list[float]) -> None:
    """Values at points are added up by cell and none is lost."""
    generator = np.random.default_rng(len(values))
    lon, lat = LON + generator.normal(0, 0.05, len(values)), LAT + generator.normal(0, 0.05, len(values))
    cells, sums = grid_points(lon, lat, np.array(values), 8)
    assert sums.sum() == pytest.approx(sum(values), rel=1e-9)
    assert (np.diff(cells) > 0).all()
    assert set(cells.tolist()) == {h3.latlng_to_cell(y, x, 8) for x, y in zip(lon, lat, strict=True)}


@given(amounts)
@example([1.21875, 1.21875, 1.21875, 14.875])
def test_rounding_keeps_the_total_and_moves_nothing_by_more_than_one(values: list[float]) -> None:
    """Whole numbers add up to the rounded total, and none is a person away from its amount."""
    rounded = round_to_total(np.array(values))
    assert rounded.sum() == round(np.array(values).sum())
    assert (np.abs(rounded - np.array(values)) <= 1.0 + 1e-6).all()
    assert (rounded >= 0).all()


@given(amounts, st.integers(1, 10**9))
def test_rounding_reaches_a_given_total(values: list[float], total: int) -> None:
    """Amounts scaled to a census total give exactly that total, and an empty cell stays empty."""
    given_values = np.array([*values, 1.0])
    rounded = round_to_total(given_values, total)
    assert rounded.sum() == total
    assert not rounded[given_values == 0.0].any()


def test_rounding_by_hand() -> None:
    """Hamilton's method: the largest remainders are served, the first of equals first."""
    assert round_to_total(np.array([1.5, 2.25, 3.25])).tolist() == [2, 2, 3]
    assert round_to_total(np.array([0.5, 0.5, 0.5, 0.5])).tolist() == [1, 1, 0, 0]
    assert round_to_total(np.array([1.0, 3.0]), 10).tolist() == [3, 7]


def test_rounding_refuses_what_it_cannot_reach() -> None:
    """A negative amount, or people wanted where all amounts are zero, is an error."""
    with pytest.raises(ValueError, match="negative"):
        round_to_total(np.array([1.0, -1.0]))
    with pytest.raises(ValueError, match="cannot be rounded"):
        round_to_total(np.zeros(3), 5)


def test_a_polygon_smaller_than_a_cell_has_one_row_with_its_own_surface() -> None:
    """A small polygon around a cell's centre takes its share of that one cell."""
    cell = h3.latlng_to_cell(LAT, LON, 8)
    lat, lon = h3.cell_to_latlng(cell)
    box = shapely.box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001)
    coverage = cover({"yard": box}, 8)
    assert coverage.keys == ("yard",)
    assert coverage.cell.tolist() == [cell]
    assert coverage.share_of_polygon.tolist() == [1.0]
    assert coverage.share_of_cell[0] == pytest.approx(coverage.area_km2[0] / h3.cell_area(cell, "km^2"), rel=2e-6)


def test_a_cell_covers_itself_alone() -> None:
    """The outline of a cell is covered by that cell, whole, and by nothing else."""
    cell = h3.latlng_to_cell(LAT, LON, 8)
    coverage = cover(cell_polygons(np.array([cell])).tolist(), 8)
    assert coverage.cell.tolist() == [cell]
    assert coverage.share_of_cell[0] == pytest.approx(1.0, abs=1e-9)


def test_a_hole_takes_nothing() -> None:
    """A cell within a hole is not in the result, and hole and ring together make the full square."""
    outer = shapely.box(LON - 0.1, LAT - 0.1, LON + 0.1, LAT + 0.1)
    hole = shapely.box(LON - 0.03, LAT - 0.03, LON + 0.03, LAT + 0.03)
    ring = outer.difference(hole)
    coverage = cover([ring, hole], 8)
    middle = h3.latlng_to_cell(LAT, LON, 8)
    assert middle not in coverage.cell[coverage.polygon == 0]
    full = cover([outer], 8)
    assert coverage.area_km2.sum() == pytest.approx(full.area_km2.sum(), rel=1e-9)


def test_a_hole_within_one_cell_is_left_out_of_that_cell() -> None:
    """A polygon whose hole lies wholly inside one cell covers that cell but for the hole."""
    cell = int(point_cells(np.array([LON]), np.array([LAT]), 8)[0])
    outline = cell_polygons(np.array([cell]))[0]
    hole = affinity.scale(outline, 0.5, 0.5)
    coverage = cover([outline.difference(hole)], 8)
    assert coverage.cell.tolist() == [cell]
    np.testing.assert_allclose(coverage.share_of_cell, [0.75], rtol=1e-6)
    np.testing.assert_allclose(coverage.area_km2, area_km2(np.array([outline])) - area_km2(np.array([hole])), rtol=1e-6)


def test_the_parts_of_a_multipolygon_are_joined_in_a_cell() -> None:
    """Two islands in one cell make one row, whose share is the sum of both."""
    cell = h3.latlng_to_cell(LAT, LON, 6)
    lat, lon = h3.cell_to_latlng(cell)
    islands = [shapely.box(lon + x, lat, lon + x + 0.002, lat + 0.002) for x in (-0.01, 0.01)]
    joined = cover([shapely.MultiPolygon(islands)], 6)
    apart = cover(islands, 6)
    assert joined.cell.tolist() == [cell]
    assert joined.share_of_cell[0] == pytest.approx(apart.share_of_cell.sum(), rel=1e-12)


def test_a_polygon_on_the_180th_meridian_is_covered_on_both_sides() -> None:
    """Parts on both sides of the date line meet without a gap."""
    sides = shapely.MultiPolygon([shapely.box(179.9, -17.0, 180.0, -16.9), shapely.box(-180.0, -17.0, -179.9, -16.9)])
    coverage = cover([sides], 7)
    assert coverage.area_km2.sum() == pytest.approx(area_km2(np.array([sides]))[0], rel=1e-9)
    lon = np.array([h3.cell_to_latlng(cell)[1] for cell in coverage.cell])
    assert (lon > 0).any()
    assert (lon < 0).any()
    assert np.isclose(coverage.share_of_cell, 1.0).any()


def test_the_surface_of_cells_agrees_with_h3() -> None:
    """Straight edges change the surface of a cell of resolution 8 by less than two millionths."""
    cells = point_cells(np.linspace(100, 130, 50), np.linspace(20, 50, 50), 8)
    ours = area_km2(cell_polygons(cells))
    theirs = [h3.cell_area(cell, "km^2") for cell in cells]
    np.testing.assert_allclose(ours, theirs, rtol=2e-6)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Polygon(), "empty"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "invalid"),
        (shapely.box(500_000, 3_800_000, 501_000, 3_801_000), "degrees"),
    ],
)
def test_a_polygon_that_cannot_be_covered_is_named(shape: shapely.Polygon, words: str) -> None:
    """Empty, crossing itself, or in metres: the error names the polygon and says what to do."""
    with pytest.raises(ValueError, match=f"'port'.*{words}"):
        cover({"port": shape}, 8)


def test_a_total_for_each_polygon_is_demanded() -> None:
    """Totals that do not match the polygons are refused."""
    with pytest.raises(ValueError, match="one number for each of 1"):
        grid_totals(cover([shapely.box(LON, LAT, LON + 0.01, LAT + 0.01)], 8), [1.0, 2.0])


def test_the_districts_of_lianyungang_are_gridded_exactly(shared_data: Path) -> None:
    """The census of the six districts spreads over the cells and comes back as 4,599,360."""
    folder = shared_data / "lianyungang"
    text = (folder / "admin/districts_cgcs2000_generalised.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    shapes = {item["properties"]["adcode"]: shapely.geometry.shape(item["geometry"]) for item in features}
    with (folder / "population/census2020.csv").open(encoding="utf-8") as stream:
        census = {row["adcode"]: float(row["population"]) for row in csv.DictReader(stream)}
    coverage = cover(shapes, 8)
    totals = [census[key] for key in coverage.keys]
    people = round_to_total(grid_totals(coverage, totals))
    assert people.sum() == 4_599_360
    cells, sums = cell_sums(coverage)
    assert (sums > 1.0 - 1e-9).mean() > 0.9
    assert sums.max() <= 1.0 + 1e-9
    assert coverage.area_km2.sum() == pytest.approx(7483, abs=1)
    assert len(cells) == len(set(cells.tolist()))
