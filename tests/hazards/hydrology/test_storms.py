"""The course of a storm and the water that stands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.hydrology.storms import chicago, runoff, standing


def test_runoff_by_hand() -> None:
    """CN 80 retains S = 63.5 mm: of 100 mm run off (100 - 12.7)^2 / (100 + 50.8) = 50.54 mm, of 10 mm none."""
    assert runoff(np.array([100.0, 10.0, 12.7]), 80.0) == pytest.approx([50.54, 0.0, 0.0], abs=0.005)


def test_runoff_in_inches_by_hand() -> None:
    """4 inches on CN 75 (S = 3.333 in) run off by (4 - 0.6667)^2 / (4 + 2.6667) = 1.6667 inches."""
    assert runoff(np.array([4.0 * 25.4]), 75.0) == pytest.approx([1.6667 * 25.4], rel=1e-4)


def test_sealed_ground_lets_all_rain_run_off() -> None:
    """CN 100 retains nothing, also when there is no rain."""
    assert runoff(np.array([0.0, 50.0]), 100.0).tolist() == [0.0, 50.0]


def test_the_middle_of_a_storm_follows_the_curve_of_depth_and_duration() -> None:
    """With an exponent of 0.3 and the peak after 9 of 24 hours, the 4 hours around it hold (4 / 24)^0.3 of the rain."""
    fallen = chicago(24.0, 0.3, 0.375)
    begins, ends = 9.0 - 0.375 * 4.0, 9.0 + 0.625 * 4.0
    inside = fallen[round(ends * 6) - 1] - fallen[round(begins * 6) - 1]
    assert inside == pytest.approx((4.0 / 24.0) ** 0.3, rel=1e-12)


@given(exponent=st.floats(0.0, 1.0), peak=st.floats(0.0, 1.0))
def test_all_rain_falls_and_none_comes_back(exponent: float, peak: float) -> None:
    """Whatever the course, its shares rise from nothing to one."""
    fallen = chicago(24.0, exponent, peak)
    assert fallen.size == 144
    assert (np.diff(np.concatenate([[0.0], fallen])) >= -1e-12).all()
    assert fallen[-1] == pytest.approx(1.0)


def test_a_steady_rain_stands_where_drains_are_too_small() -> None:
    """200 mm on sealed ground in 24 steady hours less 100 mm of drains and 30 mm of ponds leave 70 mm."""
    steady = chicago(24.0, 1.0, 0.375)
    assert standing(np.array([200.0, 100.0]), steady, 100.0, 100.0, 30.0) == pytest.approx([70.0, 0.0])


def test_a_short_burst_stands_longer_than_drains_can_take() -> None:
    """Of 120 mm in the first of 24 steps with drains of 10 mm a step, 110 mm stand at the end of that step."""
    burst = np.ones(24)
    assert standing(np.array([120.0]), burst, 100.0, 240.0, 0.0) == pytest.approx([110.0])


@given(rain=st.floats(0.0, 800.0), exponent=st.floats(0.05, 1.0), drain=st.floats(0.0, 300.0))
def test_more_stands_than_a_whole_day_of_drains_leaves(rain: float, exponent: float, drain: float) -> None:
    """What stands is at most the runoff, and at least the runoff less all that the drains take in a day."""
    water = standing(np.array([rain]), chicago(24.0, exponent, 0.4), 85.0, drain, 0.0)[0]
    whole = runoff(np.array([rain]), 85.0)[0]
    assert max(whole - drain, 0.0) - 1e-9 <= water <= whole + 1e-9
