"""Water that spills from basin to basin."""

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.hydrology.routes import OUTSIDE, routes_of, sills_between, spill


def test_sills_by_hand() -> None:
    """Two neighbouring cells of 3 m and 5 m alone in the world: 5 m between them, their own height to the outside."""
    low = h3.latlng_to_cell(34.6, 119.2, 8)
    high = min(h3.grid_ring(low, 1))
    cells = np.array([low, high], dtype=np.int64)
    sills = sills_between(cells, np.array([0, 1]), np.array([3.0, 5.0]), np.array([True, True]))
    assert sills == {(0, 1): 5.0, (1, 0): 5.0, (0, OUTSIDE): 3.0, (1, OUTSIDE): 5.0}


def test_a_cell_without_land_is_outside() -> None:
    """The sea beside a cell of 3 m is reached over 3 m and has no sills of its own."""
    low = h3.latlng_to_cell(34.6, 119.2, 8)
    cells = np.array([low, min(h3.grid_ring(low, 1))], dtype=np.int64)
    sills = sills_between(cells, np.array([0, 1]), np.array([3.0, -9.0]), np.array([True, False]))
    assert sills == {(0, OUTSIDE): 3.0}


def test_the_way_out_has_the_lowest_pass() -> None:
    """Basin 2 could leave over 9 m, but over 4 m to basin 1 and 3 m to basin 0 it finds a lower way."""
    sills = {(0, OUTSIDE): 2.0, (0, 1): 3.0, (1, 0): 3.0, (1, 2): 4.0, (2, 1): 4.0, (2, OUTSIDE): 9.0}
    routes = routes_of(sills, 3)
    assert routes.receiver.tolist() == [OUTSIDE, 0, 1]
    assert routes.sill.tolist() == [2.0, 3.0, 4.0]
    assert routes.order.tolist() == [2, 1, 0]


def test_a_basin_without_land_has_no_way() -> None:
    """Its sill is not a number and it is not visited."""
    routes = routes_of({(0, OUTSIDE): 2.0}, 2)
    assert np.isnan(routes.sill[1])
    assert routes.order.tolist() == [0]


def test_spilling_by_hand() -> None:
    """A chain that holds 1, 2 and 3: of 10 in the topmost, 3 stay there, 2 and 1 below, and 4 leave."""
    kept, left = spill(
        np.array([[0.0, 0.0, 10.0]]), np.array([1.0, 2.0, 3.0]), np.array([OUTSIDE, 0, 1]), np.array([2, 1, 0])
    )
    assert kept.tolist() == [[1.0, 2.0, 3.0]]
    assert left.tolist() == [4.0]


@given(
    water=st.lists(st.floats(0.0, 20.0), min_size=6, max_size=6),
    capacity=st.lists(st.floats(0.0, 8.0), min_size=6, max_size=6),
    heights=st.lists(st.floats(0.0, 30.0), min_size=12, max_size=12),
)
def test_no_water_is_made_or_lost(water: list[float], capacity: list[float], heights: list[float]) -> None:
    """What is kept and what has left add up to what fell, and no basin keeps more than it holds."""
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)]
    sills = {(0, OUTSIDE): heights[6], (3, OUTSIDE): heights[7]}
    for (one, other), sill in zip(pairs, heights, strict=False):
        sills[one, other] = sills[other, one] = sill
    routes = routes_of(sills, 6)
    kept, left = spill(np.array([water]), np.array(capacity), routes.receiver, routes.order)
    assert kept.sum() + left[0] == pytest.approx(sum(water))
    assert (kept[0] <= np.array(capacity) + 1e-9).all()
