"""Compound events built part by part: aligned, caused and linked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.scenarios.joint import ABSENT, Copula, Marginal, Rows


def test_a_caused_part_takes_its_frequency_from_its_cause() -> None:
    """Of 0.2 a year of event 1, 0.05 comes with release 0 and 0.03 with release 2; the rest and event 0 come alone."""
    rows = Rows.aligned(np.array([0.1, 0.2]), 1).caused(0, np.array([1, 0, 1]), np.array([0.05, 0.02, 0.03]))
    found = {tuple(pair): rate for pair, rate in zip(rows.index.tolist(), rows.frequency.tolist(), strict=True)}
    assert found == pytest.approx({(0, ABSENT): 0.08, (0, 1): 0.02, (1, ABSENT): 0.12, (1, 0): 0.05, (1, 2): 0.03})


def test_an_event_never_happens_more_often_because_of_what_it_causes() -> None:
    """Releases of 0.15 a year in an event of 0.1 are cut to 0.1: the second keeps 0.02."""
    rows = Rows.aligned(np.array([0.1]), 1).caused(0, np.array([0, 0]), np.array([0.08, 0.07]))
    assert rows.index.tolist() == [[0, 0], [0, 1]]
    assert rows.frequency == pytest.approx([0.08, 0.02])


@given(
    st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.floats(1e-3, 0.5)), min_size=1, max_size=10),
)
def test_causes_keep_their_frequency(causes: list[float], effects: list[tuple[int, float]]) -> None:
    """Whatever is caused, the rows of each cause add up to its frequency."""
    own = np.array(causes)
    cause = np.array([place % own.size for place, _ in effects])
    rows = Rows.aligned(own, 2).caused(1, cause, np.array([rate for _, rate in effects]))
    whole = np.bincount(rows.index[:, 0], weights=rows.frequency, minlength=own.size)
    assert whole == pytest.approx(own, abs=1e-9 * own.sum())
    assert (rows.index[:, 0] == rows.index[:, 1]).all()


def test_linked_parts_partition_the_frequency_of_both() -> None:
    """Half of the storms bring one of the rains; each side's frequency is parted between together and alone."""
    storms = Rows.aligned(np.full(4, 0.5), 2)
    rains = Rows.aligned(np.full(5, 0.4), 1)
    side = Marginal(storms.frequency, np.full(4, 0.5), np.arange(4.0))
    other = Marginal(rains.frequency, np.ones(5), np.arange(5.0)).scaled_to(side.rate)
    rows = storms.linked(side, rains, other, Copula("gumbel", 0.5), np.random.default_rng(1))
    together = (rows.index >= 0).all(axis=1)
    assert rows.frequency[together].sum() == pytest.approx(1.0)
    for column, own in ((0, storms.frequency), (2, rains.frequency)):
        here = rows.index[:, column] >= 0
        whole = np.bincount(rows.index[here, column], weights=rows.frequency[here])
        assert whole == pytest.approx(own, abs=1e-9)
    assert (rows.index[:, 0] == rows.index[:, 1]).all()
