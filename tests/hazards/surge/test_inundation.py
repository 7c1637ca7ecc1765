"""The way of the water inland, on rows of cells whose depths can be told by hand."""

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import Cells
from anlan.hazards.surge.inundation import Inundation, inundation_of, reaches_of
from tests.hazards.towns import CENTRE

FIRST, LAST = h3.latlng_to_cell(*CENTRE, 8), h3.latlng_to_cell(34.6, 119.26, 8)

ROW = [h3.str_to_int(cell) for cell in h3.grid_path_cells(FIRST, LAST)]
"""Cells that touch one after the other, from the middle of the towns eastward."""


def cells_of(heights: list[float], coast: list[float] | None = None) -> Cells:
    """Return a row of cells from the sea inland, with the first at the coast; H3 orders them as it likes."""
    names = ROW[: len(heights)]
    order = np.argsort(names)
    centre = np.array([h3.cell_to_latlng(h3.int_to_str(name)) for name in names])
    count = len(names)
    distance = [0.3 + 0.9 * place for place in range(count)] if coast is None else coast
    return Cells(
        h3=np.array(names)[order], lon=centre[order, 1], lat=centre[order, 0], area_km2=np.full(count, 0.8),
        height_m=np.array(heights)[order], land_share=np.ones(count), coast_km=np.array(distance)[order],
        river_km=np.full(count, np.nan), slope_deg=np.zeros(count), row_cell=np.arange(count, dtype=np.int32),
        row_area=np.zeros(count, dtype=np.int32), share=np.ones(count), population=np.zeros(count),
        population_day=np.zeros(count), assets=np.zeros((count, 5)), ages=None,
    )  # fmt: skip


def place(cells: Cells, step: int) -> int:
    """Return the index of a cell of the row."""
    return int(np.flatnonzero(cells.h3 == ROW[step])[0])


def flooded(cells: Cells, level: float, fall: float) -> np.ndarray:
    """Return the depths behind a shore that is open everywhere."""
    reaches = reaches_of(cells)
    found = inundation_of(cells, reaches, fall, level)
    return np.asarray(found.depths(np.full((1, len(reaches)), level))[0])


def test_a_flat_shore_without_attenuation_is_a_bathtub() -> None:
    """Every cell below the level has the depth that is missing to it."""
    cells = cells_of([1.0, 1.5, 2.0])
    depth = flooded(cells, 3.0, 0.0)
    assert [depth[place(cells, step)] for step in range(3)] == pytest.approx([2.0, 1.5, 1.0])


def test_a_ridge_keeps_the_hollow_behind_it_dry() -> None:
    """Ground at 1 m behind a ridge of 4 m stays dry at 3 m and floods at 5 m."""
    cells = cells_of([2.0, 4.0, 1.0])
    assert flooded(cells, 3.0, 0.0)[place(cells, 2)] == 0.0
    assert flooded(cells, 5.0, 0.0)[place(cells, 2)] == pytest.approx(4.0)


def test_the_surface_falls_inland() -> None:
    """With 0.5 m/km each cell is shallower than the one before by half of their distance."""
    cells = cells_of([1.0, 1.0, 1.0, 1.0])
    depth = flooded(cells, 3.0, 0.5)
    steps = [depth[place(cells, step)] for step in range(4)]
    gaps = [
        h3.great_circle_distance(*(h3.cell_to_latlng(h3.int_to_str(ROW[at])) for at in (step, step + 1)))
        for step in range(3)
    ]
    assert -np.diff(steps) == pytest.approx(0.5 * np.array(gaps), rel=0.01)


@given(
    heights=st.lists(st.floats(0.0, 6.0), min_size=2, max_size=6),
    level=st.floats(0.1, 6.0),
    more=st.floats(0.0, 2.0),
    fall=st.floats(0.0, 1.0),
)
def test_more_water_is_never_less_depth(heights: list[float], level: float, more: float, fall: float) -> None:
    """A higher sea and less attenuation never lower a depth, and no depth exceeds the level over the ground."""
    cells = cells_of(heights)
    low, high = flooded(cells, level, fall), flooded(cells, level + more, fall)
    assert (high >= low - 1e-5).all()
    assert (flooded(cells, level, 0.0) >= low - 1e-5).all()
    assert (low <= np.maximum(level - cells.height_m, 0.0) + 1e-5).all()


def test_a_breach_lets_in_what_it_can() -> None:
    """0.8 km2 m fills a cell of 0.8 km2 at 1 m by a metre; plenty of water fills it to the sea."""
    cells = cells_of([1.0])
    found = inundation_of(cells, reaches_of(cells), 0.0, 5.0)
    assert found.sill == pytest.approx([1.0])
    level = found.filled_to(np.array([4.0, 4.0, 4.0]), np.array([[0.0], [0.8], [100.0]]))
    assert level[:, 0] == pytest.approx([1.0, 2.0, 4.0], abs=0.03)


def test_reaches_divide_the_shore() -> None:
    """Every shore cell is in one reach, and no other cell is."""
    cells = cells_of([1.0] * 6, coast=[0.1, 0.1, 0.1, 5.0, 5.0, 5.0])
    reaches = reaches_of(cells)
    assert sorted(np.concatenate(reaches).tolist()) == sorted(place(cells, step) for step in range(3))


def test_a_reach_that_holds_lets_nothing_in() -> None:
    """Minus infinity behind a reach is dry ground."""
    found = Inundation(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[1.0, 2.0], [2.0, 1.0]]), np.ones(2))
    assert found.depths(np.array([[-np.inf, 3.0]]))[0] == pytest.approx([1.0, 2.0])
    assert found.depths(np.array([[-np.inf, -np.inf]]))[0] == pytest.approx([0.0, 0.0])
    assert found.depths(np.array([[3.0, 3.0]]))[0] == pytest.approx([2.0, 2.0])
