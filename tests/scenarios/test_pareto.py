"""Pareto-optimal rows, compared with the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from anlan.scenarios import pareto_front
from bench.scenarios import plain_front

TABLES = arrays(np.float64, st.tuples(st.integers(0, 40), st.integers(1, 4)), elements=st.integers(0, 5).map(float))


def test_an_event_beaten_in_one_dimension_only_stays() -> None:
    """The third has fewer deaths and less loss than the first; the second has more loss."""
    assert pareto_front(np.array([[9.0, 5.0], [1.0, 6.0], [8.0, 5.0]])).tolist() == [True, True, False]


def test_equal_events_stay_together() -> None:
    """Neither of two equal events outdoes the other."""
    assert pareto_front(np.array([[2.0, 3.0], [2.0, 3.0], [1.0, 3.0]])).tolist() == [True, True, False]


def test_a_difference_lost_in_a_sum_still_counts() -> None:
    """One death more beside a loss of 1e20 is seen, for ranks are compared and not sums of values."""
    assert pareto_front(np.array([[1.0, 1e20], [2.0, 1e20]])).tolist() == [False, True]


@given(TABLES)
def test_every_table_agrees_with_the_definition(values: NDArray[np.float64]) -> None:
    """Small whole numbers make many ties."""
    assert pareto_front(values).tolist() == plain_front(values).tolist()


def test_eight_dimensions_agree_with_the_definition() -> None:
    """Eight hundred lognormal rows, of which most are optimal."""
    values = np.random.default_rng(1).lognormal(size=(800, 8))
    assert np.array_equal(pareto_front(values), plain_front(values))


def test_a_missing_consequence_is_refused() -> None:
    """What is not a number can neither beat nor be beaten."""
    with pytest.raises(ValueError, match="not finite"):
        pareto_front(np.array([[np.nan, 1.0]]))
