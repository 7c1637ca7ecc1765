"""Outflow of reservoirs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.hydrology.dam_breach import (
    breach_hydrograph,
    depth_of,
    formation_time,
    peak_outflow,
    release_hydrograph,
)


def test_peak_outflow_of_teton() -> None:
    """Teton 1976, 370 million m3 and 82 m deep: 48,000 m3/s, where more than 28,300 (a million cubic feet) came."""
    peak = peak_outflow(370e6, 82.3)
    assert peak == pytest.approx(48_500.0, rel=0.01)
    assert 28_300.0 < peak < 4.0 * 28_300.0


def test_formation_time_by_hand() -> None:
    """100 million m3 behind 20 m: 63.2 sqrt(1e8 / (9.80665 400)) = 10,091 s."""
    assert formation_time(1e8, 20.0) == pytest.approx(10_091.0, rel=1e-4)


def test_half_the_depth_holds_a_quarter() -> None:
    """The volume grows with the square of the depth."""
    assert depth_of(0.25, 12.0) == pytest.approx(6.0)


@given(volume=st.floats(1e5, 1e10), depth=st.floats(2.0, 200.0))
def test_a_breach_lets_all_the_water_go(volume: float, depth: float) -> None:
    """The course rises once and falls once, and its volume is that of the reservoir."""
    course = breach_hydrograph(volume, depth)
    assert course.volume == pytest.approx(volume)
    assert (np.diff(course.time) > 0.0).all()
    assert course.flow.max() == pytest.approx(peak_outflow(volume, depth))


def test_a_release_by_hand() -> None:
    """9 million m3 in 10 hours, gates moving for the first and the last: 277.8 m3/s."""
    course = release_hydrograph(9e6, 10.0)
    assert course.flow.tolist() == pytest.approx([0.0, 277.78, 277.78, 0.0], rel=1e-4)
    assert course.volume == pytest.approx(9e6)
