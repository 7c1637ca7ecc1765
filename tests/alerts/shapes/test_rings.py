"""Rings read and held to be simple by kernels are what the plain way, number by number and by GEOS, makes of them."""

from collections.abc import Iterable

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Polygon

from anlan.alerts import NoShape, polygon_of
from anlan.alerts.shapes.rings import END, certainly_simple, read_ring

GRID = st.integers(0, 6).map(float)
FINE = st.floats(-80.0, 80.0, allow_nan=False).map(lambda one: round(one, 3))
CORNER = st.tuples(GRID, GRID) | st.tuples(FINE, FINE)


def ragged(seed: int, corners: int, step: float) -> NDArray[np.float64]:
    """Return a closed ring around the origin, in which sides cross where it is ragged enough."""
    rng = np.random.default_rng(seed)
    angle = 2.0 * np.pi * np.arange(corners) / corners + step * rng.normal(size=corners)
    radius = 10.0 + 30.0 * step * rng.normal(size=corners)
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).round(6)
    return np.vstack([ring, ring[:1]])


def sound(ring: NDArray[np.float64]) -> bool:
    """Say what GEOS says of a ring."""
    polygon = Polygon(ring)
    return bool(polygon.is_valid and polygon.area > 0.0)


def closed(corners: Iterable[tuple[float, float]], times: int) -> NDArray[np.float64]:
    """Return the ring of some corners, each as often as said."""
    ring = np.array([one for corner in corners for one in [corner] * times])
    return np.vstack([ring, ring[:1]])


@settings(max_examples=500)
@given(st.lists(CORNER, min_size=3, max_size=9), st.integers(1, 2))
def test_no_ring_is_held_to_be_simple_that_geos_refuses(corners: list[tuple[float, float]], times: int) -> None:
    """Few corners on a coarse grid touch, cross and lie upon each other in every way."""
    ring = closed(corners, times)
    assert not certainly_simple(ring) or sound(ring)


@pytest.mark.parametrize(
    ("corners", "simple"),
    [
        ([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)], True),
        ([(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 4.0)], True),  # a corner on a straight line
        ([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0)], False),  # a corner upon a side
        ([(0.0, 0.0), (4.0, 0.0), (2.0, 0.0)], False),  # back upon itself
        ([(2.0, 2.0), (0.0, 0.0), (4.0, 0.0), (2.0, 2.0), (4.0, 4.0), (0.0, 4.0)], False),  # two that touch
        ([(0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0)], False),  # two that cross
        ([(0.0, 0.0), (1e-200, 0.0), (0.0, 1e-200)], False),  # an area that rounds to nothing
        ([(0.0, 0.0), (4.0, 0.0), (0.0, 0.0)], False),  # two corners
        ([(1.0, 1.0)], False),
    ],
)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_touches_is_not_held_to_be_simple(corners: list[tuple[float, float]], times: int, *, simple: bool) -> None:
    """Points that stand several times in a row change nothing."""
    assert certainly_simple(closed(corners, times)) is simple


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(8, 700), st.sampled_from([0.0, 1e-4, 1e-3, 0.01, 0.1]))
def test_rings_are_accepted_and_refused_as_geos_does(seed: int, corners: int, step: float) -> None:
    """Of many corners, from round to wild: what is valid is found to be so without GEOS, and nothing else is."""
    ring = ragged(seed, corners, step)
    assert certainly_simple(ring) is sound(ring)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(4, 40),
    st.sampled_from([1e-3, 0.3]),
    st.sampled_from(["{0:.6f},{1:.6f}", "{0!r},{1!r}", "+{0:.4f},{1:.3f}", "{0:.25f},{1:.20f}", "{0:.0f}.,{1:.1f}"]),
    st.text(" \t\n\r\f\v", min_size=1, max_size=3),
)
def test_a_polygon_is_what_the_plain_way_makes_of_its_text(
    seed: int, corners: int, step: float, form: str, blanks: str
) -> None:
    """Split at blanks, read with `float`, judged by GEOS: the same polygon or the same reason."""
    text = blanks.join(form.format(abs(lat), lon) for lon, lat in ragged(seed, corners, step).tolist())
    plain = np.array([[float(number) for number in pair.split(",")] for pair in text.split()])[:, ::-1]
    found = polygon_of(f"{blanks}{text}{blanks}")
    if isinstance(found, Polygon):
        assert found.exterior.coords[:] == [tuple(point) for point in plain.tolist()]
        assert sound(plain)
    elif found.code == "crossed-polygon":
        assert not sound(plain)
        assert shapely.is_valid_reason(Polygon(plain)) in str(found.reason) or Polygon(plain).area == 0.0
    else:
        assert found.code == "wrong-point"
        assert np.abs(plain[:, 1]).max() > 90.0 or "e" in text  # as small numbers are said in Python


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "1", "1,", ",1", "1,1 2", "1,1,1", "1,1;2,2", "1e1,1", "--1,1", "1..,1", ".,1", "+,1", "1,1 "),
        *("1,1\x002,2", "1,1\x1c2,2", "1,1\u00a02,2", "91,0", "0,-181", "1" * 16 + ",1"),
    ],
)
def test_what_is_not_plainly_written_is_left_to_the_plain_way(text: str) -> None:
    """No point is read from it, except that blanks behind a text change nothing."""
    points = read_ring(np.frombuffer(text.encode() + END, dtype=np.uint8))
    assert points.tolist() == ([[1.0, 1.0]] if text == "1,1 " else [])


def test_a_ring_made_to_be_slow_is_left_undecided_soon() -> None:
    """A comb whose teeth all reach across it: every side's box meets every other's."""
    teeth = 20_000
    x = np.linspace(0.0, 60.0, 2 * teeth)
    slant = np.column_stack([x + np.tile([0.0, 60.0], teeth), np.tile([0.0, 60.0], teeth)])
    ring = np.vstack([slant, [[179.0, -1.0], [-1.0, -1.0]], slant[:1]])
    assert not certainly_simple(ring)


def test_a_polygon_that_geos_must_judge_is_judged() -> None:
    """A spike so thin that rounding decides: the answer is that of GEOS, and a mistake has its reason."""
    thin = "0,0 0,10 0.00000000000000000000001,5 0,0"
    assert isinstance(polygon_of("10,10 10,20 20,20 20,10 10,10"), Polygon)
    assert isinstance(found := polygon_of(thin), NoShape) is not sound(np.array([[0, 0], [10, 0], [5, 1e-23], [0, 0]]))
    assert isinstance(found, Polygon) or found.code == "crossed-polygon"
