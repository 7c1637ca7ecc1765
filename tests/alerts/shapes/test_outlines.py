"""Shapes: read as they are meant, refused where they are not valid, never mended and never widened."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from anlan.alerts import Area, Circle, NoShape, circle_of, circles_of, polygon_of, polygons_of

BLANKS = st.text(" \t\n\r", min_size=1, max_size=3)
SQUARE = "34,119 34,120 35,120 35,119 34,119"


def decimals(most: int) -> st.SearchStrategy[str]:
    """Draw decimal numbers in the ways in which they are written."""
    number = st.decimals(-most, most, allow_nan=False, allow_infinity=False, places=6).map(lambda one: f"{one:f}")
    short = st.integers(-most, most).map(str)
    odd = st.sampled_from(["+1.5", ".5", "-.25", "7.", "0.1000000000000000055511", "-0.0", "3.30000000000000004"])
    return number | short | odd


@settings(max_examples=200)
@given(
    points=st.dictionaries(decimals(179), decimals(89), min_size=1, max_size=12),
    blanks=BLANKS,
)
def test_numbers_are_the_doubles_nearest_to_what_is_written(points: dict[str, str], blanks: str) -> None:
    """Of few digits and of many; `Decimal` decides what is nearest.

    From west to east and back along the pole, so that the polygon is valid whatever the points are.
    """
    from_west = sorted({float(Decimal(lon)): (lat, lon) for lon, lat in points.items()}.items())
    text = blanks.join(["-90,-180", *(f"{lat},{lon}" for _, (lat, lon) in from_west), "-90,180", "-90,-180"])
    found = polygon_of(text)
    assert isinstance(found, Polygon)
    wanted = [(float(Decimal(lon)), float(Decimal(lat))) for _, (lat, lon) in from_west]
    assert list(found.exterior.coords)[1:-2] == wanted


def test_a_polygon_is_in_longitude_and_latitude() -> None:
    """The message says latitude first."""
    assert polygon_of(f"\n {SQUARE}\t") == Polygon([(119, 34), (120, 34), (120, 35), (119, 35)])
    many = " ".join(f"{34 + step / 1000},{119 + step * step / 1e6}" for step in range(1_000))
    found = polygon_of(f"{many} 34,120 34,119.0")
    assert isinstance(found, Polygon)
    assert found.exterior.coords[999] == (119.998001, 34.999)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank-shape"),
        (" \n", "blank-shape"),
        ("34,119", "few-points"),
        ("34,119 34,120 35,120 35,119", "open-polygon"),
        ("34,119 34,120 35,120 35,119 34,119.0001", "open-polygon"),
        ("34,119 35,120 34,120 35,119 34,119", "crossed-polygon"),
        ("34,119 34,120 34,121 34,119", "crossed-polygon"),
        ("119,34 120,34 120,35 119,35 119,34", "wrong-point"),
        ("34,119 34,120 35,180.1 35,119 34,119", "wrong-point"),
        ("34,119 34,120 35,1e2 35,119 34,119", "wrong-point"),
        ("34,119 34,120 nan,120 35,119 34,119", "wrong-point"),
        ("34,119 34,120,35 120 35,119 34,119", "wrong-point"),
        ("34, 119 34, 120 35, 120 34, 119", "wrong-point"),
        ("３４,119 34,120 35,120 ３４,119", "wrong-point"),
        ("1 2,3,4 5,6,7 8", "wrong-point"),
        ("34,119 34,120\u00a035,120 35,119 34,119", "wrong-point"),
        ("34,119\u200334,120\u200335,120\u200334,119", "wrong-point"),
        ("34,119 34,120 35,120 35,119 34,119 \ud800", "wrong-point"),
        ("34,119 34,120 35,120 35,119 34,119 0,180.10000000000000000001", "wrong-point"),
    ],
)
def test_what_is_no_polygon_says_why(text: str, code: str) -> None:
    """With a remedy; where latitude and longitude are exchanged, that is said."""
    found = polygon_of(text)
    assert isinstance(found, NoShape)
    assert found.code == code
    assert ("latitude first" in str(found.remedy)) is text.startswith("119,34")


@pytest.mark.parametrize("wrong", ["35,1x0", "91,0", "35", "35,,120", "35,120,7", "-,1"])
def test_one_wrong_point_among_many_is_named(wrong: str) -> None:
    """The point itself stands in the reason."""
    text = " ".join(["34,119"] * 2_000 + [wrong] + ["34,119"] * 2_000)
    found = polygon_of(text)
    assert isinstance(found, NoShape)
    assert f"'{wrong}'" in str(found.reason)


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        ("34.5,119.5 10.5", Circle(119.5, 34.5, 10.5)),
        (" 34.5,119.5\n 0 ", Circle(119.5, 34.5, 0.0)),
        ("34.5,119.5", None),
        ("34.5, 119.5 1", None),
        ("34.5,119.5 -1", None),
        ("34.5,119.5 20001", None),
        ("119.5,34.5 1", None),
        ("a b", None),
        ("", None),
    ],
)
def test_circles_are_read_or_refused(text: str, circle: Circle | None) -> None:
    """Radius in kilometres, zero for a point."""
    found = circle_of(text)
    assert (found if isinstance(found, Circle) else None) == circle


def test_shapes_of_an_area_are_those_that_are_valid() -> None:
    """What is none is left out, so that nothing is widened by mending it."""
    area = Area(description="d", polygons=(SQUARE, "34,119", ""), circles=("34,119 1", "x"))
    assert polygons_of(area) == (Polygon([(119, 34), (120, 34), (120, 35), (119, 35)]),)
    assert circles_of(area) == (Circle(119.0, 34.0, 1.0),)


def test_a_polygon_of_too_many_points_is_refused() -> None:
    """Before anything is drawn."""
    found = polygon_of("34,119 " * 200_001)
    assert isinstance(found, NoShape)
    assert found.code == "few-points"


def test_a_text_made_to_be_slow_is_not() -> None:
    """A hundred thousand signs without a point of the form are refused at once."""
    for text in ("1" * 200_000, "1,1 " * 50_000 + "1,", "-" * 200_000, "1.1.1" * 40_000):
        assert isinstance(polygon_of(text), NoShape)
