"""Fire following an earthquake."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.fire.following import (
    MILLION_SQUARE_FEET,
    expected_burnt_share,
    expected_ignitions,
    ground_acceleration,
    ignition_rate,
)
from anlan.hazards.fire.spread import Fabric
from anlan.hazards.fire.stock import Stock

FABRIC = Fabric(10.0, 3.0, 0.4)
STOCK = Stock(np.array([100.0, 0.0]), np.array([1e6, 0.0]), np.array([400.0, 0.0]))


def test_ignitions_of_the_published_equation() -> None:
    """At 0.5 g there are 0.581895 / 4 - 0.029444 / 2 in a million square feet; at 0.05 g none."""
    rate = ignition_rate(np.array([0.5, 0.05, 0.0])) * MILLION_SQUARE_FEET
    assert rate == pytest.approx([0.13075, 0.0, 0.0], abs=1e-5)


def test_acceleration_doubles_with_the_degree() -> None:
    """VI to X have the standard's 0.63, 1.25, 2.50, 5.00 and 10.00 m/s2, to its two decimals."""
    found = ground_acceleration(np.arange(6.0, 11.0)) * 9.80665
    assert found == pytest.approx([0.63, 1.25, 2.50, 5.00, 10.00], abs=0.0051)


def test_no_fire_below_degree_six() -> None:
    """Weak shaking and empty cells start nothing."""
    found = expected_ignitions(np.array([[5.9, 9.0], [9.0, 9.0]]), STOCK)
    assert found[0].tolist() == [0.0, 0.0]
    assert found[1, 0] > 0.0
    assert found[1, 1] == 0.0


def test_burnt_share_by_hand() -> None:
    """Where no fire passes on, each ignition takes one building of 400."""
    ignitions = expected_ignitions(np.array([9.0, 9.0]), STOCK)
    share = expected_burnt_share(np.array([9.0, 9.0]), STOCK, FABRIC, 5.0, 120.0, 0.1, 0.0)
    assert share == pytest.approx([1.0 - np.exp(-ignitions[0] / 400.0), 0.0])


@given(st.floats(6.0, 12.0), st.floats(0.0, 600.0), st.floats(0.0, 600.0))
def test_longer_without_fire_service_burns_more(intensity: float, first: float, second: float) -> None:
    """Shares lie between 0 and 1 and grow with the time."""
    early, late = (
        expected_burnt_share(np.array([intensity, 6.0]), STOCK, FABRIC, 8.0, time, 0.3, 0.5)[0]
        for time in sorted((first, second))
    )
    assert 0.0 <= early <= late <= 1.0
