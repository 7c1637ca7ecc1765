"""The compiled loops against plain NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.risk import ShareTable
from anlan.risk.groups import Groups, fold
from anlan.risk.kernel import block_impacts, stored_impacts

KNOTS = np.array([2.0, 4.0, 8.0])
SHARES = np.array([[0.0, 0.1], [0.5, 0.1], [1.0, 0.3]])
TABLE = ShareTable.linear(KNOTS, SHARES)


def groups_of(exposure: NDArray[np.float64]) -> Groups:
    """Fold an exposure of shape (2, cells, 2), each function summed into a column of its own."""
    cells = exposure.shape[1]
    cell, function = np.repeat(np.arange(cells), 2), np.tile(np.arange(2), cells)
    return fold(cell, function, function, exposure.reshape(2, -1), cells=cells, columns=2)[0]


def run(
    intensity: NDArray[np.floating], by_day: NDArray[np.bool_], exposure: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Run the kernel with a frequency of 0.01 for every event; the expected shares have the shape of the exposure."""
    totals, expected = block_impacts(
        np.asarray(intensity, dtype=np.float32), np.full(len(by_day), 0.01), by_day, TABLE, groups_of(exposure)
    )
    return totals, expected.reshape(exposure.shape)


def test_one_event_by_hand() -> None:
    """Intensity 3 lies half way between 2 and 4: a quarter of 100 people and a tenth of 10 yuan are lost."""
    exposure = np.array([[[100.0, 10.0]], [[40.0, 10.0]]])
    totals, expected = run(np.array([[3.0]]), np.array([False]), exposure)
    assert totals == pytest.approx(np.array([[25.0, 1.0]]))
    assert expected[0] == pytest.approx(np.array([[0.0025, 0.001]]))
    assert expected[1] == pytest.approx(np.zeros((1, 2)))


def test_an_event_by_day_meets_the_people_of_the_day() -> None:
    """The same event by day finds 40 people."""
    exposure = np.array([[[100.0, 10.0]], [[40.0, 10.0]]])
    totals, _ = run(np.array([[3.0]]), np.array([True]), exposure)
    assert totals[0, 0] == pytest.approx(10.0)


def test_a_cell_that_is_not_reached_loses_nothing() -> None:
    """Intensity zero is no hazard, even for a function that begins above zero."""
    totals, expected = run(np.array([[0.0]]), np.array([False]), np.ones((2, 1, 2)))
    assert totals.sum() == 0.0
    assert expected.sum() == 0.0


def shares_at(intensity: NDArray[np.floating]) -> NDArray[np.float64]:
    """Interpolate both functions with NumPy."""
    x = intensity.astype(np.float64)
    shares = np.stack([np.interp(x, KNOTS, column) for column in SHARES.T], axis=1)
    return np.where(x[:, None] > 0.0, shares, 0.0)


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 2**31))
def test_dense_and_stored_footprints_equal_numpy(events: int, cells: int, seed: int) -> None:
    """Totals and expected shares equal a plain interpolation of every event and cell, however they are stored."""
    rng = np.random.default_rng(seed)
    reached = rng.integers(0, 2, (events, cells))
    intensity = (rng.uniform(0.0, 10.0, (events, cells)) * reached).astype(np.float32)
    by_day = rng.integers(0, 2, events).astype(np.bool_)
    exposure = rng.uniform(0.0, 1e6, (2, cells, 2))
    totals, expected = run(intensity, by_day, exposure)
    for event in range(events):
        wanted = (shares_at(intensity[event]) * exposure[int(by_day[event])]).sum(axis=0)
        assert totals[event] == pytest.approx(wanted, rel=1e-12)
    for part in (0, 1):
        shares = np.sum([shares_at(row) for row in intensity[by_day == bool(part)]], axis=0) * 0.01
        assert expected[part] == pytest.approx(shares if np.ndim(shares) else np.zeros((cells, 2)), rel=1e-12)
    place = np.nonzero(intensity)
    first = np.concatenate([[0], np.cumsum((intensity > 0.0).sum(axis=1))]).astype(np.int64)
    stored = stored_impacts(
        first, place[1].astype(np.int32), intensity[place], np.full(events, 0.01), by_day, TABLE, groups_of(exposure)
    )
    assert np.array_equal(stored[0], totals)
    assert np.array_equal(stored[1].reshape(expected.shape), expected)


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 100.0), min_size=2, max_size=40, unique=True), st.integers(0, 2**31))
def test_a_table_equals_interpolation_for_any_knots(knots: list[float], seed: int) -> None:
    """Whatever the gaps between the knots, the buckets find the interval in which an intensity lies."""
    rng = np.random.default_rng(seed)
    x = np.sort(np.array(knots))
    shares = rng.uniform(0.0, 1.0, (x.size, 1))
    table = ShareTable.linear(x, shares)
    asked = np.concatenate([rng.uniform(0.001, 120.0, 40), x, x - 1e-9, x + 1e-9])
    asked = asked[asked > 0.0].astype(np.float64)
    groups = fold(np.arange(asked.size), np.zeros(asked.size, int), np.arange(asked.size), np.ones((2, asked.size)),
                  cells=asked.size, columns=asked.size)[0]  # fmt: skip
    totals, _ = block_impacts(asked[None, :], np.ones(1), np.zeros(1, dtype=np.bool_), table, groups)
    wanted = np.interp(asked, x, shares[:, 0])
    assert totals[0] == pytest.approx(wanted, abs=1e-9)
    assert table.at(asked)[:, 0] == pytest.approx(wanted, abs=1e-9)


def test_a_product_of_functions_is_exact_between_the_knots() -> None:
    """Mean damage times share affected is a parabola between knots, not a straight line."""
    one = ShareTable.linear(np.array([0.0, 2.0]), np.array([[0.0], [1.0]]))
    both = one.times(one)
    assert both.at(np.array([0.5, 1.0, 3.0]))[:, 0] == pytest.approx([0.0625, 0.25, 1.0])


def test_exposures_of_a_cell_are_folded() -> None:
    """Three assets of two functions in one cell and one in another make three groups that keep the sums."""
    groups, group_of = fold(
        np.array([1, 0, 1, 1]), np.array([0, 1, 1, 0]), np.zeros(4, dtype=int), np.array([[1.0, 2.0, 4.0, 8.0]] * 2),
        cells=3, columns=1,
    )  # fmt: skip
    assert groups.first.tolist() == [0, 1, 3, 3]
    assert groups.function.tolist() == [1, 0, 1]
    assert groups.value[0].tolist() == [2.0, 9.0, 4.0]
    assert group_of.tolist() == [1, 0, 2, 1]
