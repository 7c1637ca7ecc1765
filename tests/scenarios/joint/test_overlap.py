"""Overlap in time of events with independent causes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.scenarios.joint.overlap import EVEN, chance_of_any, overlap_days, season_of


@given(st.floats(0.0, 300.0), st.floats(0.0, 60.0))
def test_even_seasons_overlap_by_the_sum_of_the_durations(first: float, second: float) -> None:
    """Without seasons the share is (D1 + D2) / 365."""
    found = overlap_days(EVEN, EVEN, np.array([first]), second)
    assert found == pytest.approx([(first + second) / 365.0], abs=1e-9)


def test_an_even_start_of_the_first_cancels_the_season_of_the_second() -> None:
    """A season matters only if both have one."""
    july = season_of(np.eye(12)[6])
    assert overlap_days(EVEN, july, np.array([30.0]), 10.0) == pytest.approx([40.0 / 365.0], abs=1e-9)


def test_the_same_month_overlaps_more_and_opposite_months_never() -> None:
    """Two events of 31 days that both begin in July nearly always meet; July and January never do."""
    january, july = (season_of(np.eye(12)[month]) for month in (0, 6))
    assert overlap_days(july, july, np.array([31.0]), 31.0) == pytest.approx([1.0], abs=0.01)
    assert overlap_days(july, january, np.array([31.0]), 31.0) == pytest.approx([0.0], abs=1e-9)


def test_a_wave_longer_than_a_year_meets_more_than_one() -> None:
    """Over two years two yearly floods are expected."""
    july = season_of(np.eye(12)[6])
    assert overlap_days(EVEN, july, np.array([730.0]), 0.0) == pytest.approx([2.0], abs=1e-6)


def test_the_chance_of_at_least_one_is_that_of_poisson() -> None:
    """One expected event happens at all with 1 - 1 / e."""
    assert chance_of_any(np.array([0.0, 1.0])) == pytest.approx([0.0, 0.6321], abs=1e-4)
