"""Outlines that cross too often are told before GEOS joins them; those of real areas never are."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Polygon
from shapely.affinity import translate

from anlan.alerts import NoShape, polygon_of
from anlan.alerts.areas import area_from_polygons, join_areas
from anlan.alerts.shapes.crossings import crossing_more, tangled
from anlan.alerts.shapes.outlines import MOST_RAGGED, ragged
from anlan.errors import InputError

CORNER = st.tuples(st.integers(0, 9), st.integers(0, 9))
TRIANGLE = st.lists(CORNER, min_size=3, max_size=3, unique=True).map(Polygon).filter(lambda one: one.area > 0.0)


def comb(teeth: int, *, lying: bool) -> Polygon:
    """Return a comb of 100 m whose teeth stand, or lie."""
    x, none, full = np.arange(teeth) * (1e-3 / teeth), np.zeros(teeth), np.full(teeth, 1e-3)
    wide = x + 4e-4 / teeth
    points = np.stack([[x, none], [x, full], [wide, full], [wide, none]]).transpose(2, 0, 1).reshape(-1, 2)
    points = np.vstack([points, [[1e-3, -1e-4], [0.0, -1e-4]]])
    return Polygon(np.array([119.0, 34.0]) + (points[:, ::-1] if lying else points))


def star(corners: int, size: float = 0.005) -> NDArray[np.float64]:
    """Return a closed ring that runs to and fro between its middle and its rim, and never crosses itself."""
    angle = np.linspace(0.0, 2.0 * np.pi, corners - 1, endpoint=False)
    reach = size * np.random.default_rng(7).uniform(0.2, 1.0, corners - 1)
    ring = np.column_stack([119.0 + reach * np.cos(angle), 34.0 + reach * np.sin(angle)])
    return np.vstack([ring, ring[:1]])


def test_two_combs_laid_across_one_another_are_tangled() -> None:
    """2,400 points each and a million crossings; each by itself, and both side by side, are not."""
    standing, lying = comb(600, lying=False), comb(600, lying=True)
    assert standing.is_valid
    assert tangled([standing, lying])
    assert tangled([shapely.MultiPolygon([standing]), lying])
    assert not tangled([standing])
    assert not tangled([standing, translate(lying, xoff=1.0)])
    assert not tangled([])


def test_neighbours_with_one_border_are_not_tangled() -> None:
    """A border of 20,000 points that both have, and one drawn anew a metre beside it."""
    border = np.column_stack([np.linspace(119.0, 120.0, 20_000), 34.0 + 1e-3 * np.sin(np.arange(20_000))])
    south = Polygon([*border.tolist(), (120.0, 33.0), (119.0, 33.0)])
    north = Polygon([*border.tolist(), (120.0, 35.0), (119.0, 35.0)])
    assert not tangled([south, north])
    assert not tangled([south, translate(north, xoff=1e-5, yoff=1e-5)])


@given(st.lists(TRIANGLE, min_size=2, max_size=5))
def test_crossings_are_counted_as_geos_sees_them(triangles: list[Polygon]) -> None:
    """Sides of different triangles on a grid that cross in their inside; those that only touch do not count."""
    points = [shapely.get_coordinates(one) for one in triangles]
    sides = np.vstack([np.column_stack([one[:-1], one[1:]]) for one in points])
    owner = np.repeat(np.arange(len(triangles)), 3)
    order = np.argsort(np.minimum(sides[:, 0], sides[:, 2]), kind="stable")
    lines = np.asarray(shapely.linestrings(sides.reshape(-1, 2, 2)), dtype=object)
    count = sum(
        bool(shapely.crosses(lines[one], lines[other]))
        for one, other in combinations(range(len(sides)), 2)
        if owner[one] != owner[other]
    )
    assert not crossing_more(sides[order], owner[order], count, 10_000)
    assert count == 0 or crossing_more(sides[order], owner[order], count - 1, 10_000)
    assert crossing_more(sides[order], owner[order], 10_000, 1)


def test_a_tangled_drawing_is_refused_and_not_joined() -> None:
    """Neither drawn at once nor joined of two areas that are fine by themselves."""
    drawn = [comb(400, lying=False), comb(400, lying=True)]
    with pytest.raises(InputError, match="cross each other more than 300,000 times"):
        area_from_polygons(drawn)
    areas = [area_from_polygons([shapely.envelope(one)]) for one in drawn]
    assert join_areas(areas).km2 > 0.0


def test_a_ring_of_very_many_points_that_runs_to_and_fro_is_not_judged_for_minutes() -> None:
    """One within the limit is judged; one far beyond is refused, in messages and in drawings."""
    few, many = star(MOST_RAGGED), star(4 * MOST_RAGGED)
    assert ragged(few) is None
    assert ragged(many) is not None
    text = " ".join(f"{lat},{lon}" for lon, lat in many.tolist())
    shape = polygon_of(text)
    assert isinstance(shape, NoShape)
    assert shape.code == "crossed-polygon"
    with pytest.raises(InputError, match="runs to and fro or nearly touches itself"):
        area_from_polygons([Polygon(many)])


def test_a_long_coast_is_no_ragged_ring() -> None:
    """40,000 points that wind about are held to be simple without GEOS."""
    angle = np.linspace(0.0, 2.0 * np.pi, 40_000, endpoint=False)
    reach = 1.0 + 0.05 * np.sin(40.0 * angle) + 0.01 * np.sin(3_000.0 * angle)
    ring = np.column_stack([119.0 + reach * np.cos(angle), 34.0 + reach * np.sin(angle)])
    assert ragged(np.vstack([ring, ring[:1]])) is None
