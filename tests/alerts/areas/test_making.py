"""Target areas: what is refused and why, and that nobody who was in the area falls out of it."""

import math

import h3.api.basic_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas import (
    LIMITS,
    Limits,
    area_from_cells,
    area_from_circles,
    area_from_polygons,
    join_areas,
)
from anlan.alerts.areas.covering import covered
from anlan.city.grid import EARTH_RADIUS_KM, cell_polygons, cover
from anlan.errors import InputError, Severity

SQUARE = [(119.0, 34.0), (119.2, 34.0), (119.2, 34.2), (119.0, 34.2)]


def star(seed: int, corners: int, size: float = 0.2) -> Polygon:
    """Return a ragged outline around (119, 34)."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    reach = size * (0.5 + rng.random(corners))
    return Polygon(np.column_stack([119.0 + reach * np.cos(angle), 34.0 + reach * np.sin(angle)]))


def islands(seed: int, count: int) -> list[Polygon]:
    """Return small triangles that do not meet."""
    rng = np.random.default_rng(seed)
    places = rng.permutation(900)[:count]
    return [
        Polygon([(x, y), (x + 0.004 + 0.004 * rng.random(), y), (x, y + 0.006)])
        for x, y in ((119.0 + 0.01 * (place % 30), 34.0 + 0.01 * (place // 30)) for place in places.tolist())
    ]


def test_a_simple_polygon_stays_as_it_was_drawn() -> None:
    """Within the limits no point is moved; an open ring is closed."""
    area = area_from_polygons([SQUARE], description="a square")
    assert area.rings() == ((*SQUARE, SQUARE[0]),)
    assert area.geometry.equals(area.asked)
    assert area.wider.km2 == area.wider.cells == 0
    assert area.findings == ()
    assert area.description == "a square"


def test_the_surface_is_that_of_the_sphere() -> None:
    """A band of latitude has the surface R2 (lon2 - lon1) (sin lat2 - sin lat1); to 1e-9."""
    area = area_from_polygons([SQUARE])
    band = math.radians(0.2) * (math.sin(math.radians(34.2)) - math.sin(math.radians(34.0)))
    assert area.km2 == pytest.approx(EARTH_RADIUS_KM**2 * band, rel=1e-9)


def test_the_cells_are_all_that_have_surface_in_common() -> None:
    """Each cell that overlaps is there, ascending, and its share is the surface in common; to 1e-6 of a cell."""
    area = area_from_polygons([SQUARE], resolution=7)
    near = np.array(sorted(h3.grid_disk(h3.latlng_to_cell(34.1, 119.1, 7), 15)))
    outlines = cell_polygons(near)
    common = shapely.area(shapely.intersection(outlines, area.geometry)) / shapely.area(outlines)
    assert area.cells.tolist() == near[common > 1e-9].tolist()
    np.testing.assert_allclose(area.share, common[common > 1e-9], atol=1e-4)


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ([(0.0, 0.0), (1.0, 1.0)], "2 different points"),
        ([(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)], "not valid|no surface"),
        ([(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)], "not valid: Self-intersection"),
        ([(34.5, 119.1), (34.6, 119.1), (34.6, 119.2)], "exchanged"),
        ([(512_000.0, 3_800_000.0), (513_000.0, 3_800_000.0), (513_000.0, 3_801_000.0)], "not in degrees"),
        ([(0.0, 80.0), (10.0, 90.0), (20.0, 80.0)], "reaches a pole"),
        ([(0.0, -80.0), (10.0, -90.0), (20.0, -80.0)], "reaches a pole"),
        ([(0.0, 80.0), (120.0, 80.0), (-120.0, 80.0)], "around a pole no warning can be drawn"),
        ([(179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0)], "181 for -179"),
        ([(0.0, 0.0), (float("nan"), 1.0), (1.0, 0.0)], "not a finite number"),
        ([(0.0, 0.0), (1e-9, 0.0), (0.0, 1e-9)], "no surface"),
        ([("a", "b"), ("c", "d"), ("e", "f")], "pairs of longitude and latitude"),
        ([(1.0, 2.0, 3.0)], "pairs of longitude and latitude"),
        (Point(1.0, 1.0), "it is a Point"),
        (shapely.LineString([(0.0, 0.0), (1.0, 1.0)]), "it is a LineString"),
        (Polygon(), "it is empty"),
        (shapely.GeometryCollection([Point(0.0, 0.0)]), "it is a GeometryCollection"),
    ],
)
def test_a_shape_for_which_no_warning_can_be_given_is_refused_with_its_reason(drawn: object, said: str) -> None:
    """Nothing is mended and nothing is made wider; the shape is named by its number."""
    with pytest.raises(InputError, match=said) as caught:
        area_from_polygons([SQUARE, drawn])  # type: ignore[list-item]
    assert [problem.place for problem in caught.value.problems] == ["drawing#2"]


def test_every_wrong_shape_is_told_at_once() -> None:
    """Two wrong shapes among three give two problems."""
    with pytest.raises(InputError) as caught:
        area_from_polygons([Point(0.0, 0.0), SQUARE, [(0.0, 0.0)]])
    assert [problem.feature for problem in caught.value.problems] == ["1", "3"]


def test_nothing_drawn_is_refused() -> None:
    """An area that is missing never means everywhere."""
    for call in (area_from_polygons, area_from_circles, area_from_cells):
        with pytest.raises(InputError, match="no area is given"):
            call([])
    with pytest.raises(InputError, match="no area is given"):
        join_areas([])


def test_more_than_the_limits_is_refused_before_it_is_looked_at() -> None:
    """1,001 polygons or 50,001 points are refused; both are told where both hold."""
    many = [shapely.box(x, 0.0, x + 0.01, 0.01) for x in np.linspace(0.0, 100.0, 1_001)]
    with pytest.raises(InputError, match="1,001 polygons, more than the 1,000"):
        area_from_polygons(many)
    with pytest.raises(InputError, match="60,000 points, more than the 50,000"):
        area_from_polygons([star(1, 59_999)])
    with pytest.raises(InputError) as caught:
        area_from_polygons([*many, star(1, 59_999)])
    assert len(caught.value.problems) == 2


def test_an_area_of_far_too_many_cells_is_refused() -> None:
    """A rectangle over half a continent at resolution 8 is a mistake, or the task of another office."""
    with pytest.raises(InputError, match="more than the 200,000 that are accepted"):
        area_from_polygons([shapely.box(80.0, 20.0, 120.0, 50.0)])


def test_a_polygon_across_the_180th_meridian_is_cut_there() -> None:
    """Longitudes beyond 180 are brought back; the surface stays the same, to 1e-12."""
    area = area_from_polygons([[(179.0, 0.0), (181.0, 0.0), (181.0, 1.0), (179.0, 1.0)]], resolution=5)
    same = area_from_polygons([[(9.0, 0.0), (11.0, 0.0), (11.0, 1.0), (9.0, 1.0)]], resolution=5)
    assert area.geometry.bounds[0::2] == (-180.0, 180.0)
    assert len(area.rings()) == 2
    assert area.km2 == pytest.approx(same.km2, rel=1e-12)


def test_a_ring_just_off_a_pole_is_accepted_and_covers_no_pole() -> None:
    """Polar stations are warned like others; only what reaches the pole is refused."""
    area = area_from_polygons([[(0.0, 80.0), (20.0, 80.0), (20.0, 85.0), (0.0, 85.0)]], resolution=4)
    assert area.geometry.bounds[3] == 85.0


@given(st.integers(0, 2**32 - 1), st.integers(251, 450))
@settings(max_examples=6)
def test_a_simplified_outline_covers_the_old_one_and_says_by_how_much_it_is_wider(seed: int, corners: int) -> None:
    """Points above the limit are taken away outwards only; surface and cells that are added are told exactly."""
    area = area_from_polygons([star(seed, corners)], resolution=6, limits=Limits(wider=5.0))
    assert area.points <= LIMITS.points
    assert area.geometry.is_valid
    assert area.geometry.covers(area.asked)
    assert area.wider.km2 == pytest.approx(area.km2 - area_from_asked(area.asked), rel=1e-6, abs=1e-9)
    assert [finding.code for finding in area.findings] == ["simplified"]
    assert area.findings[0].severity is Severity.NOTICE


def area_from_asked(shape: BaseGeometry) -> float:
    """Return the surface of a shape that is not simplified, km2."""
    return area_from_polygons([shape], resolution=7, limits=Limits(points=50_000)).km2


@given(st.integers(0, 2**32 - 1), st.integers(13, 45))
@settings(max_examples=10)
def test_many_polygons_become_few_and_everybody_stays_in(seed: int, count: int) -> None:
    """Islands are joined by narrow bridges; none is lost. Where a bridge meets an outline, to 0.1 mm."""
    area = area_from_polygons(islands(seed, count), resolution=8, limits=Limits(wider=5.0))
    assert len(area.rings()) <= LIMITS.polygons
    assert area.points <= LIMITS.points
    assert area.geometry.buffer(1e-9).covers(area.asked)


def test_few_islands_cost_little_more_surface() -> None:
    """Twenty islands in twelve polygons: bridges of 20 m, not a blanket over the sea between them."""
    area = area_from_polygons(islands(3, 20), resolution=8)
    assert 0.0 < area.wider.share < LIMITS.wider


def test_cells_that_are_covered_anyway_are_used_before_others() -> None:
    """An outline with many points on cells of 5 km is simplified without a single further cell."""
    angle = np.linspace(0.0, 2.0 * np.pi, 400, endpoint=False)
    reach = 0.3 + 0.002 * np.sin(40.0 * angle)
    wavy = Polygon(np.column_stack([119.0 + reach * np.cos(angle), 34.0 + reach * np.sin(angle)]))
    area = area_from_polygons([wavy], resolution=6)
    assert area.points <= LIMITS.points
    assert area.wider.cells == 0
    assert area.wider.share < 0.005


def test_an_area_that_would_become_much_wider_is_refused() -> None:
    """A hundred islands do not fit into twelve polygons of 250 points; the user is told, with the surface."""
    with pytest.raises(InputError, match="to say it in 12 and 250 without leaving anybody out") as caught:
        area_from_polygons(islands(1, 200))
    assert "draw fewer and simpler shapes" in str(caught.value)


def test_a_hole_is_cut_and_not_filled() -> None:
    """Messages know no holes: the rings cover the ring-shaped area and leave the hole free; to 1e-12 degrees2."""
    ring = Polygon(SQUARE, [[(119.05, 34.05), (119.15, 34.05), (119.1, 34.15)]])
    area = area_from_polygons([ring])
    parts = [Polygon(one) for one in area.rings()]
    assert all(not part.interiors and part.is_valid for part in parts)
    assert shapely.union_all(parts).symmetric_difference(ring).area < 1e-12
    assert sum(part.area for part in parts) == pytest.approx(ring.area, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8))
@settings(max_examples=12)
def test_rings_without_holes_cover_what_the_area_covers(seed: int, holes: int) -> None:
    """Whatever the holes, the rings of the message have the area's surface; to 1e-9 of it."""
    rng = np.random.default_rng(seed)
    shape: BaseGeometry = star(seed, 30)
    for x, y in rng.uniform(-0.1, 0.1, (holes, 2)).tolist():
        shape = shape.difference(Point(119.0 + x, 34.0 + y).buffer(0.01 + 0.02 * rng.random(), quad_segs=2))
    area = area_from_polygons([shape], resolution=7, limits=Limits(40, 2_000))
    parts = [Polygon(one) for one in area.rings()]
    assert not any(part.interiors for part in parts)
    assert shapely.union_all(parts).symmetric_difference(area.geometry).area < 1e-9 * area.geometry.area


def test_overlapping_polygons_count_once() -> None:
    """The surface of two that overlap is that of their union."""
    area = area_from_polygons([shapely.box(119.0, 34.0, 119.2, 34.2), shapely.box(119.1, 34.0, 119.3, 34.2)])
    assert area.geometry.equals(shapely.box(119.0, 34.0, 119.3, 34.2))
    assert isinstance(area.geometry, Polygon)


@given(
    st.floats(-179.9, 179.9), st.floats(-70.0, 70.0), st.floats(0.1, 300.0), st.lists(st.floats(0.0, 1.0), min_size=20)
)
@settings(max_examples=25)
def test_a_circle_holds_everybody_within_its_radius_on_the_ellipsoid(
    lon: float, lat: float, radius: float, bearings: list[float]
) -> None:
    """Points at the radius along geodesics of WGS 84 (Vincenty 1975, direct formula) lie in the polygon."""
    area = area_from_circles([(lon, lat, radius)], resolution=4)
    for share in bearings:
        x, y = vincenty(lon, lat, 2.0 * math.pi * share, radius * 1000.0)
        sides = [Point(x + turn, y) for turn in (-360.0, 0.0, 360.0)]
        assert any(area.geometry.intersects(side) for side in sides)


def test_a_circle_is_hardly_wider_than_it_is() -> None:
    """The surface exceeds that of the circle on the sphere by 1.2 %, told to 5e-5 of it, and the finding says so."""
    area = area_from_circles([(119.2, 34.6, 20.0)])
    cap = 2.0 * math.pi * EARTH_RADIUS_KM**2 * (1.0 - math.cos(20.0 / EARTH_RADIUS_KM))
    assert area.km2 / cap == pytest.approx(1.012, abs=5e-4)
    assert area.wider.share == pytest.approx(area.km2 / cap - 1.0, abs=5e-5)
    assert area.circles == ((119.2, 34.6, 20.0),)
    assert "1.2%" in str(area.findings[0])


@pytest.mark.parametrize(
    ("circle", "said"),
    [
        ((119.0, 34.0, 0.0), "its radius is 0 km"),
        ((119.0, 34.0, -1.0), "its radius is -1 km"),
        ((119.0, 34.0, float("nan")), "not a finite number"),
        ((119.0, 34.0, 1_001.0), "its radius is 1001 km"),
        ((34.0, 119.0, 5.0), "not degrees"),
        ((0.0, 89.0, 200.0), "reaches a pole"),
        ((0.0, -89.0, 200.0), "reaches a pole"),
        ((1.0, 2.0), "three numbers"),
        ("circle", "three numbers"),
    ],
)
def test_a_circle_that_is_none_is_refused(circle: object, said: str) -> None:
    """A circle without radius is a point, and nobody knows how far around it people should be warned."""
    with pytest.raises(InputError, match=said):
        area_from_circles([circle])  # type: ignore[list-item]


def test_cells_are_the_area_of_their_outlines() -> None:
    """Whole numbers and text, of mixed resolutions, the same cell twice: one area with their surface; to 1e-6."""
    middle = h3.latlng_to_cell(34.6, 119.2, 8)
    far = h3.latlng_to_cell(34.9, 119.6, 6)
    area = area_from_cells([*h3.grid_disk(middle, 2), middle, h3.int_to_str(far)])
    km2 = sum(h3.cell_area(cell) for cell in [*h3.grid_disk(middle, 2), far])
    assert area.km2 == pytest.approx(km2, rel=1e-5)
    assert area.resolution == 8
    assert set(h3.grid_disk(middle, 2)) <= set(area.cells.tolist())
    assert len(area.rings()) == 2


def test_cells_of_one_resolution_are_the_cells_of_the_area() -> None:
    """No neighbour is taken for touched because its corner was rounded."""
    cells = h3.grid_disk(h3.latlng_to_cell(34.6, 119.2, 8), 3)
    area = area_from_cells(cells)
    assert area.cells.tolist() == sorted(cells)
    assert (area.share == 1.0).all()


def test_cells_across_the_180th_meridian_are_cut_there() -> None:
    """Nobody on the other side of the meridian is left out."""
    cells = h3.grid_disk(h3.latlng_to_cell(10.0, 180.0, 6), 2)
    area = area_from_cells(cells)
    assert area.geometry.bounds[0::2] == (-180.0, 180.0)
    assert area.km2 == pytest.approx(sum(h3.cell_area(cell) for cell in cells), rel=1e-5)


@pytest.mark.parametrize("cell", ["", "x", "8830808001ffff", 17, -1, 2**70, "88308080 1fffff"])
def test_what_is_no_cell_is_refused(cell: int | str) -> None:
    """A cell with a slip is named."""
    with pytest.raises(InputError, match="is no H3 cell"):
        area_from_cells([h3.latlng_to_cell(34.6, 119.2, 8), cell])


def test_a_cell_of_half_a_continent_is_refused() -> None:
    """Edges of very coarse cells are bent, and could not be drawn in longitude and latitude."""
    with pytest.raises(InputError, match="is of resolution 2"):
        area_from_cells([h3.latlng_to_cell(34.6, 119.2, 2)])


def test_joined_areas_keep_what_each_was_made_from() -> None:
    """A circle and a polygon: one area, the descriptions, circles and findings of both."""
    square, circle = (
        area_from_polygons([SQUARE], description="甲"),
        area_from_circles([(120.0, 35.0, 3.0)], description="乙"),
    )
    both = join_areas([square, circle])
    assert both.geometry.covers(square.geometry)
    assert both.geometry.covers(circle.geometry)
    assert both.km2 == pytest.approx(square.km2 + circle.km2, rel=1e-12)
    assert both.description == "甲、乙"
    assert both.circles == circle.circles
    assert [finding.code for finding in both.findings] == ["circle-drawn"]
    assert isinstance(both.geometry, MultiPolygon)
    assert both.wider.km2 == pytest.approx(circle.wider.km2, rel=1e-9)


def vincenty(lon: float, lat: float, bearing: float, metres: float) -> tuple[float, float]:
    """Return the end of a geodesic on WGS 84, degrees (Vincenty 1975, Survey Review 23, direct formula)."""
    a, f = 6_378_137.0, 1.0 / 298.257223563
    b = a * (1.0 - f)
    reduced = math.atan((1.0 - f) * math.tan(math.radians(lat)))
    sin_u, cos_u = math.sin(reduced), math.cos(reduced)
    sigma1 = math.atan2(math.tan(reduced), math.cos(bearing))
    sin_alpha = cos_u * math.sin(bearing)
    u2 = (1.0 - sin_alpha**2) * (a * a - b * b) / (b * b)
    big_a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    big_b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    sigma = metres / (b * big_a)
    for _ in range(20):
        twice = math.cos(2.0 * sigma1 + sigma)
        sine, cosine = math.sin(sigma), math.cos(sigma)
        inner = cosine * (2.0 * twice**2 - 1.0) - big_b / 6.0 * twice * (4.0 * sine**2 - 3.0) * (4.0 * twice**2 - 3.0)
        sigma = metres / (b * big_a) + big_b * sine * (twice + big_b / 4.0 * inner)
    sine, cosine, twice = math.sin(sigma), math.cos(sigma), math.cos(2.0 * sigma1 + sigma)
    side = sin_u * sine - cos_u * cosine * math.cos(bearing)
    north = math.atan2(sin_u * cosine + cos_u * sine * math.cos(bearing), (1.0 - f) * math.hypot(sin_alpha, side))
    along = math.atan2(sine * math.sin(bearing), cos_u * cosine - sin_u * sine * math.cos(bearing))
    c = f / 16.0 * (1.0 - sin_alpha**2) * (4.0 + f * (4.0 - 3.0 * (1.0 - sin_alpha**2)))
    rest = sigma + c * sine * (twice + c * cosine * (2.0 * twice**2 - 1.0))
    return lon + math.degrees(along - (1.0 - c) * f * sin_alpha * rest), math.degrees(north)


def test_an_area_across_the_180th_meridian_is_simplified_on_both_sides() -> None:
    """An outline of 600 points around the meridian: nobody on either side falls out, and nothing leaves the Earth."""
    around = shapely.transform(star(4, 600), lambda xy: xy + np.array([61.0, 0.0]))
    area = area_from_polygons([around], resolution=6, limits=Limits(wider=5.0))
    assert area.asked.bounds[0::2] == (-180.0, 180.0)
    assert area.geometry.bounds[0::2] == (-180.0, 180.0)
    assert area.geometry.buffer(1e-9).covers(area.asked)
    assert area.points <= LIMITS.points


def test_a_notch_is_cut_off_before_a_corner_is_moved_out() -> None:
    """Five points are four too many for a square with a small notch: the notch goes, the square stays as it is."""
    notched = Polygon([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0), (0.45, 0.95), (0.4, 1.0), (0.0, 1.0)])
    area = area_from_polygons([notched], resolution=5, limits=Limits(points=5))
    assert area.geometry.equals(shapely.box(0.0, 0.0, 1.0, 1.0))


def test_two_corners_become_the_one_where_their_edges_meet() -> None:
    """A square whose corner was cut off is a square again, to the last decimals that are written (1e-5 degrees)."""
    cut = Polygon([(0.0, 0.0), (1.0, 0.0), (1.0, 0.9), (0.9, 1.0), (0.0, 1.0)])
    area = area_from_polygons([cut], resolution=5, limits=Limits(points=5))
    assert area.geometry.covers(cut)
    assert area.geometry.symmetric_difference(shapely.box(0.0, 0.0, 1.0, 1.0)).area < 1e-5


def test_cells_of_an_outline_with_very_many_points_are_those_of_the_whole() -> None:
    """It is cut into pieces first; cells are the same and shares to 1e-3, for edges are bent between other points."""
    shape = star(2, 1_200)
    cells, share, km2 = covered(shape, 7)
    whole = cover([shape], 7)
    order = np.argsort(whole.cell)
    assert cells.tolist() == whole.cell[order].tolist()
    np.testing.assert_allclose(share, whole.share_of_cell[order], atol=1e-3)
    assert km2.sum() == pytest.approx(whole.area_km2.sum(), rel=1e-4)
