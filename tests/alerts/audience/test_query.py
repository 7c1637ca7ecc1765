"""Whom a warning addresses: the same as a plain loop of Shapely says, for any polygon and any subscriber."""

import h3.api.basic_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas import TargetArea, area_from_polygons
from anlan.alerts.audience import Audience, Subscribers
from anlan.city.grid import cell_polygons
from anlan.errors import SettingError

GRID = st.integers(-40, 40)
"""Coordinates on a grid, so that points often lie on edges and corners."""

FREE = st.floats(-4.0, 4.0, allow_nan=False, width=64).map(lambda value: 0.0 if abs(value) < 1e-12 else value)
"""Any coordinates but those below a tenth of a micrometre: GEOS, with 106 bits, is not exact there itself."""


def area_of(geometry: BaseGeometry) -> TargetArea:
    """Return an area of any shape; only its geometry is looked at here."""
    nothing = np.empty(0)
    return TargetArea(geometry, geometry, 8, nothing.astype(np.int64), nothing)  # type: ignore[arg-type]


def people(lon: NDArray[np.float64], lat: NDArray[np.float64], **columns: object) -> Subscribers:
    """Return subscribers who want everything, numbered from 100 down."""
    count = len(lon)
    whole: dict[str, object] = {
        "ids": np.arange(100, 100 - count, -1, dtype=np.int64),
        "channels": np.ones(count, dtype=np.uint32),
        "needs": np.zeros(count, dtype=np.uint32),
        "language": np.zeros(count, dtype=np.int16),
        "threshold": np.zeros(count, dtype=np.uint8),
    }
    return Subscribers(lon=lon, lat=lat, **(whole | columns))  # type: ignore[arg-type]


def loop(geometry: BaseGeometry, everybody: Subscribers) -> list[int]:
    """Return the numbers of those in a shape or on its edge, one after the other."""
    places = zip(everybody.ids.tolist(), everybody.lon.tolist(), everybody.lat.tolist(), strict=True)
    return sorted(number for number, lon, lat in places if geometry.intersects(shapely.Point(lon, lat)))


@st.composite
def polygons(draw: st.DrawFn, coordinate: st.SearchStrategy[float]) -> BaseGeometry:
    """Draw polygons with holes and several parts: unions and differences of triangles, all valid."""
    corner = st.tuples(coordinate, coordinate)
    shape: BaseGeometry = shapely.Polygon()
    for number in range(draw(st.integers(1, 6))):
        triangle = shapely.Polygon(draw(st.lists(corner, min_size=3, max_size=3)))
        if triangle.is_valid and triangle.area > 1e-6:
            shape = shape.difference(triangle) if number % 3 == 2 else shape.union(triangle)
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 1e-9]
    whole = shapely.MultiPolygon(parts) if parts else shapely.box(0.0, 0.0, 1.0, 1.0)
    return whole if whole.is_valid else shapely.box(0.0, 0.0, 1.0, 1.0)


@given(polygons(GRID), st.lists(st.tuples(GRID, GRID), min_size=1, max_size=150))
def test_points_on_edges_and_corners_are_found_as_by_a_loop(shape: BaseGeometry, points: list[tuple[int, int]]) -> None:
    """On a grid many points lie exactly on an edge, a corner or the edge of a hole: all of these are addressed."""
    lon, lat = np.array(points, dtype=np.float64).T
    everybody = people(lon, lat)
    assert Audience.of(everybody).addressed(area_of(shape), "Minor").tolist() == loop(shape, everybody)


@given(polygons(FREE), st.lists(st.tuples(FREE, FREE), min_size=1, max_size=150), st.data())
def test_any_points_are_found_as_by_a_loop(
    shape: BaseGeometry, points: list[tuple[float, float]], data: st.DataObject
) -> None:
    """Points anywhere, and points a rounding error away from the edges of the shape, as a loop of Shapely says."""
    corners = shapely.get_coordinates(shape)
    share = data.draw(st.floats(0.0, 1.0))
    edge = corners[:-1] + share * np.diff(corners, axis=0)
    near = np.concatenate([edge, np.nextafter(edge, 9.0), np.nextafter(edge, -9.0), corners])
    near[np.abs(near) < 1e-12] = 0.0
    lon, lat = np.concatenate([np.array(points), near]).T
    everybody = people(lon, lat)
    assert Audience.of(everybody).addressed(area_of(shape), "Minor").tolist() == loop(shape, everybody)


@given(st.integers(0, 2**32 - 1), st.integers(3, 400), st.floats(0.1, 3.0))
def test_a_ragged_outline_and_thousands_of_points_agree_with_shapely(seed: int, corners: int, rough: float) -> None:
    """Blocks that lie wholly inside or outside are decided at once; that never changes who is found."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    reach = 1.0 + rough * rng.random(corners)
    star: BaseGeometry = shapely.Polygon(np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]))
    if not star.is_valid:
        star = star.convex_hull
    lon, lat = np.round(rng.normal(0.0, 1.5, (2, 5_000)), int(rng.integers(1, 12)))
    everybody = people(lon, lat)
    expected = np.sort(everybody.ids[shapely.intersects_xy(star, lon, lat)])
    np.testing.assert_array_equal(Audience.of(everybody).addressed(area_of(star), "Minor"), expected)


@given(st.lists(st.tuples(st.integers(-45, 45), st.integers(-20, 20)), min_size=1, max_size=80))
def test_subscribers_on_both_sides_of_the_180th_meridian_are_found(points: list[tuple[int, int]]) -> None:
    """A polygon across the meridian is drawn beyond 180; who stands exactly on it is in it, written as 180 or -180."""
    drawn = shapely.box(177.0, -1.5, 182.5, 1.0)
    area = area_from_polygons([drawn], resolution=4)
    east = np.array([180.0 + lon / 10.0 for lon, _ in points])
    lat = np.array([y / 10.0 for _, y in points])
    beside = np.where(east >= 180.0, -180.0, 180.0)
    lon = np.where(east > 180.0, east - 360.0, east)
    everybody = people(np.concatenate([lon, np.where(east == 180.0, beside, lon)]), np.concatenate([lat, lat]))
    inside = shapely.intersects_xy(drawn, np.concatenate([east, east]), np.concatenate([lat, lat]))
    expected = np.sort(everybody.ids[inside])
    np.testing.assert_array_equal(Audience.of(everybody).addressed(area, "Minor"), expected)


@given(st.integers(0, 2**32 - 1), polygons(FREE))
def test_areas_of_interest_are_found_where_they_touch_the_area(seed: int, shape: BaseGeometry) -> None:
    """A subscriber without a point is addressed when a cell of interest has a point in common with the area."""
    rng = np.random.default_rng(seed)
    count = 60
    row = rng.integers(0, count, 150)
    places = rng.uniform(-5.0, 5.0, (150, 2))
    cell = np.array([h3.latlng_to_cell(y, x, int(rng.integers(3, 10))) for x, y in places], dtype=np.int64)
    nowhere = np.full(count, np.nan)
    everybody = people(nowhere, nowhere, interest_row=row, interest_cell=cell)
    hit = shapely.intersects(shape, cell_polygons(cell))
    expected = np.unique(everybody.ids[row[hit]])
    np.testing.assert_array_equal(Audience.of(everybody).addressed(area_of(shape), "Minor"), expected)


def test_a_cell_of_interest_across_the_180th_meridian_is_found_from_both_sides() -> None:
    """One cell is drawn beyond 180 degrees; an area on the other side of the meridian still reaches it."""
    cell = h3.latlng_to_cell(10.0, 180.0, 3)
    outline = cell_polygons(np.array([cell]))[0]
    crossing = translate(outline, xoff=360.0) if outline.bounds[0] < -180.0 else outline
    nowhere = np.array([np.nan])
    one = people(nowhere, nowhere, interest_row=np.zeros(1, np.int64), interest_cell=np.array([cell], dtype=np.int64))
    audience = Audience.of(one)
    assert crossing.bounds[0] < 180.0 < crossing.bounds[2]
    for area in (shapely.box(179.9, 9.9, 180.0, 10.1), shapely.box(-180.0, 9.9, -179.9, 10.1)):
        assert audience.addressed(area_of(area), "Minor").tolist() == [100]
    assert audience.addressed(area_of(shapely.box(0.0, 9.9, 0.1, 10.1)), "Minor").tolist() == []


@given(st.integers(0, 2**32 - 1))
def test_adding_and_removing_gives_what_one_index_of_the_rest_gives(seed: int) -> None:
    """After any run of additions, changes and removals the answer is that of an index built at once."""
    rng = np.random.default_rng(seed)
    square = area_of(shapely.box(-1.0, -1.0, 1.0, 1.0))
    audience, known = Audience(), dict[int, tuple[float, float, str]]()
    for _ in range(12):
        ids = rng.choice(200, size=int(rng.integers(1, 40)), replace=False).astype(np.int64)
        if rng.random() < 0.3:
            audience = audience.without(ids)
            for number in ids.tolist():
                known.pop(number, None)
            continue
        lon, lat = rng.uniform(-2.0, 2.0, (2, len(ids)))
        tag = str(rng.choice(["zh", "en", "ko"]))
        audience = audience.with_added(people(lon, lat, ids=ids, languages=(tag,)))
        known |= {n: (x, y, tag) for n, x, y in zip(ids.tolist(), lon.tolist(), lat.tolist(), strict=True)}
    inside = {n: tag for n, (x, y, tag) in known.items() if abs(x) <= 1.0 and abs(y) <= 1.0}
    assert len(audience) == len(known)
    assert audience.addressed(square, "Minor").tolist() == sorted(inside)
    korean = sorted(n for n, tag in inside.items() if tag == "ko")
    assert audience.addressed(square, "Minor", languages={"ko"}).tolist() == korean


def test_an_audience_is_left_as_it_was_by_changes_to_a_later_one() -> None:
    """A thread that still asks the earlier audience gets the earlier answer."""
    zero = np.zeros(3)
    first = Audience.of(people(zero, zero))
    second = first.without(np.array([99]))
    here = area_of(shapely.box(-1.0, -1.0, 1.0, 1.0))
    assert first.addressed(here, "Minor").tolist() == [98, 99, 100]
    assert second.addressed(here, "Minor").tolist() == [98, 100]


@given(st.integers(0, 2**32 - 1))
def test_severity_channels_needs_and_languages_narrow_the_answer_as_written(seed: int) -> None:
    """Everything that is asked for must hold, as in the plain sentence of the loop below."""
    rng = np.random.default_rng(seed)
    count = 100
    lon, lat = rng.uniform(-2.0, 2.0, (2, count))
    columns = {
        "channels": rng.integers(0, 16, count).astype(np.uint32),
        "needs": rng.integers(0, 4, count).astype(np.uint32),
        "language": rng.integers(0, 2, count).astype(np.int16),
        "threshold": rng.integers(0, 5, count).astype(np.uint8),
    }
    everybody = people(lon, lat, languages=("zh", "en"), **columns)
    here = shapely.box(-1.0, -1.0, 1.0, 1.0)
    got = Audience.of(everybody).addressed(area_of(here), "Severe", channels=0b101, needs=0b10, languages=["en"])
    expected = [
        int(everybody.ids[row])
        for row in range(count)
        if abs(lon[row]) <= 1.0
        and abs(lat[row]) <= 1.0
        and everybody.threshold[row] <= 3
        and everybody.channels[row] & 0b101
        and everybody.needs[row] & 0b10
        and everybody.language[row] == 1
    ]
    assert got.tolist() == sorted(expected)


def test_a_severity_that_is_not_known_reaches_those_who_want_only_the_worst() -> None:
    """Unknown must not leave out who asked for Extreme alone; Severe does."""
    zero = np.zeros(1)
    audience = Audience.of(people(zero, zero, threshold=np.array([4], dtype=np.uint8)))
    here = area_of(shapely.box(-1.0, -1.0, 1.0, 1.0))
    assert audience.addressed(here, "Unknown").tolist() == [100]
    assert audience.addressed(here, "Severe").tolist() == []


def test_the_count_says_languages_channels_and_needs() -> None:
    """Five people, one far away: each language, bit and need is counted by hand."""
    lon = np.array([0.0, 0.0, 0.0, 0.0, 50.0])
    everybody = people(
        lon,
        np.zeros(5),
        channels=np.array([1, 3, 2, 0x80000000, 1], dtype=np.uint32),
        needs=np.array([0, 1, 0, 0, 1], dtype=np.uint32),
        language=np.array([0, 1, 1, 0, 0], dtype=np.int16),
        languages=("zh", "en"),
    )
    found = Audience.of(everybody).counted(area_of(shapely.box(-1.0, -1.0, 1.0, 1.0)), "Minor")
    assert found.total == 4
    assert found.by_language == {"zh": 2, "en": 2}
    assert found.by_channel == {0: 2, 1: 2, 31: 1}
    assert found.by_need == {0: 1}


def test_nobody_is_addressed_by_an_empty_audience() -> None:
    """An audience of nobody answers, with nobody."""
    nobody = Audience.of(people(np.empty(0), np.empty(0)))
    here = area_of(shapely.box(-1.0, -1.0, 1.0, 1.0))
    assert nobody.addressed(here, "Minor").tolist() == []
    assert nobody.counted(here, "Minor").total == 0
    assert len(nobody) == 0


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"ids": np.array([1, 1])}, "given twice"),
        ({"lon": np.array([0.0, np.nan])}, "NaN for both"),
        ({"lat": np.array([0.0, 91.0])}, "give degrees"),
        ({"lon": np.array([0.0, np.inf])}, "give degrees"),
        ({"language": np.array([0, 1], dtype=np.int16)}, "1 languages"),
        ({"needs": np.zeros(3, dtype=np.uint32)}, r"\[2, 3\] rows"),
        ({"interest_row": np.array([2]), "interest_cell": np.array([h3.latlng_to_cell(0, 0, 5)])}, "none of the 2"),
        ({"interest_row": np.array([0]), "interest_cell": np.array([17])}, "17 is no H3 cell"),
    ],
)
def test_columns_that_do_not_hold_together_are_refused(columns: dict[str, NDArray[np.generic]], said: str) -> None:
    """A wrong column would address the wrong people; it is named with what to do."""
    whole = {"lon": np.zeros(2), "lat": np.zeros(2)} | columns
    with pytest.raises(ValueError, match=said):
        Audience.of(people(**whole))  # type: ignore[arg-type]


def test_a_severity_that_cap_does_not_have_is_refused() -> None:
    """The known ones are named."""
    with pytest.raises(SettingError, match="severity is 'red'; give one of Minor"):
        Audience().addressed(area_of(shapely.box(0.0, 0.0, 1.0, 1.0)), "red")
