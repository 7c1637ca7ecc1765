"""Small maps for pages without scripts."""

import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anlan.alerts.sketch import Place, frame_of, ground, sketch

EAST = shapely.box(119.0, 34.0, 120.0, 35.0)


def drawn(area: shapely.Geometry, *places: Place, title: str = "Area") -> etree._Element:
    """Return a picture as elements."""
    return etree.fromstring(sketch(area, places, title=title))


@given(
    st.floats(-179, 178), st.floats(-80, 80), st.floats(1e-4, 1.0), st.floats(1e-4, 1.0), st.integers(100, 2000)
)  # fmt: skip
def test_the_area_lies_within_the_picture(west: float, south: float, wide: float, high: float, width: int) -> None:
    """Whatever its size, with free ground on each side, and one kilometre is as long across as it is up (to 1 %)."""
    area = shapely.box(west, south, west + wide, south + high)
    frame = frame_of(area, width)
    points = frame.pixels(shapely.get_coordinates(area))
    assert np.all(points > 0)
    assert np.all(points < np.array([frame.width, frame.height]))
    across = frame.width / ((frame.east - frame.west) * np.cos(np.radians((frame.south + frame.north) / 2)))
    assert frame.height / (frame.north - frame.south) == pytest.approx(
        across, abs=across * 0.01 + 1 / (frame.north - frame.south)
    )


def test_a_picture_names_the_districts_in_it() -> None:
    """Those far away are left out; what it shows is said to those who do not see it."""
    root = drawn(shapely.box(119.4, 34.4, 119.6, 34.6), Place("East", EAST), Place("Far", shapely.box(0, 0, 1, 1)))
    assert [one.text for one in root.findall("{*}text")] == ["East"]
    assert root.get("role") == "img"
    assert root.findtext("{*}title") == "Area"


def test_names_cannot_carry_markup() -> None:
    """They are written as text."""
    name = "<script>alert('&')</script>"
    root = drawn(shapely.box(119.4, 34.4, 119.6, 34.6), Place(name, EAST), title=name)
    assert [one.text for one in root.findall("{*}text")] == [name]
    assert root.findtext("{*}title") == name
    assert not root.findall(".//{*}script")


def test_holes_and_islands_are_drawn() -> None:
    """Each ring is a line of its own."""
    ring = shapely.Point(119.5, 34.5).buffer(0.2).difference(shapely.Point(119.5, 34.5).buffer(0.1))
    area = shapely.union(ring, shapely.Point(119.9, 34.9).buffer(0.05))
    (path,) = [one for one in drawn(area).findall("{*}path") if one.get("class") == "map-area"]
    assert len(re.findall("M", path.get("d") or "")) == 3


def test_a_picture_of_many_points_stays_small() -> None:
    """Bends that cannot be seen are left out: 20,000 points of a coast make less than 30,000 letters."""
    angle = np.linspace(0, 2 * np.pi, 20_000)
    radius = 0.3 + 0.002 * np.sin(900 * angle)
    coast = shapely.Polygon(np.column_stack([119.5 + radius * np.cos(angle), 34.5 + radius * np.sin(angle)]))
    text = sketch(coast, [], title="Coast")
    assert len(text) < 30_000


def test_a_ground_says_what_it_shows_so_that_a_point_can_be_read_from_it() -> None:
    """Its edges are those of the frame, around all districts, each of them named."""
    places = [Place("West", shapely.box(118.5, 34.0, 119.0, 35.0)), Place("East", EAST)]
    root = etree.fromstring(ground(places, title="City", width=300))
    west, south, east, north = map(float, (root.get("data-frame") or "").split())
    assert west < 118.5 < 120.0 < east
    assert south < 34.0 < 35.0 < north
    assert [one.text for one in root.findall("{*}text")] == ["West", "East"]
    assert (root.get("viewBox") or "").startswith("0 0 300 ")
