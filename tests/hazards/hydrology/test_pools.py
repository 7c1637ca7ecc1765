"""Pools on low ground."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.hydrology.pools import basins_of, pool_depths, pool_level, volumes_below


def test_pool_level_by_hand() -> None:
    """Ground at 1, 2 and 5 m, 1 km2 each: 0.5 fills to 1.5 m, 1 to 2 m, 3 to 3 m, 10 to 6 m."""
    heights, areas = np.array([1.0, 2.0, 5.0]), np.ones(3)
    levels = [pool_level(volume, heights, areas) for volume in (0.0, 0.5, 1.0, 3.0, 10.0)]
    assert levels == pytest.approx([1.0, 1.5, 2.0, 3.0, 6.0])


def test_volumes_below_by_hand() -> None:
    """Up to 3 m the same ground holds 2 + 1 = 3; a basin without a level holds nothing."""
    basin = np.array([0, 0, 0, 1])
    held = volumes_below(np.array([3.0, np.nan]), basin, np.array([1.0, 2.0, 5.0, 0.0]), np.ones(4))
    assert held.tolist() == [3.0, 0.0]


def test_cells_without_surface_hold_nothing() -> None:
    """A cell of the sea in a basin stays dry and takes no water, though it is the lowest."""
    height, area = np.array([-5.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.0])
    order, first = basins_of(np.zeros(3, dtype=np.int64), height, area)
    depth = pool_depths(np.array([[2.0]]), order, first, height, area)
    assert depth[0].tolist() == [0.0, 1.5, 0.5]


@given(
    ground=st.lists(st.tuples(st.integers(0, 3), st.floats(-5.0, 60.0), st.floats(0.01, 5.0)), min_size=1, max_size=40),
    water=st.lists(st.floats(0.0, 50.0), min_size=4, max_size=4),
)
def test_pools_keep_every_drop(ground: list[tuple[int, float, float]], water: list[float]) -> None:
    """In each basin with land, surface times depth adds up to the water, and the wet cells share one level."""
    basin = np.array([part[0] for part in ground], dtype=np.int64)
    height = np.array([part[1] for part in ground])
    area = np.array([part[2] for part in ground])
    order, first = basins_of(basin, height, area)
    volume = np.array([water[: basin.max() + 1]])
    depth = pool_depths(volume, order, first, height, area)[0].astype(np.float64)
    for number in range(int(basin.max()) + 1):
        inside = basin == number
        if not inside.any():
            continue
        assert (area * depth)[inside].sum() == pytest.approx(volume[0, number], rel=1e-4, abs=1e-4)
        level = (height + depth)[inside & (depth > 1e-3)]
        if level.size:
            assert np.ptp(level) < 1e-3
            assert height[inside & (depth == 0.0)].min(initial=np.inf) >= level.min() - 1e-3
