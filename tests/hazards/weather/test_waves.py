"""Waves: the worst run of a season, found and counted as by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.weather.waves import degree_days, worst_runs

DAY = st.floats(20.0, 35.0)


def by_hand(temperature: np.ndarray, departure: np.ndarray, threshold: float, least: int) -> float:
    """Try every run of days from its first to its last, slowly."""
    worst = 0.0
    for start in range(temperature.size):
        for end in range(start + least, temperature.size + 1):
            whole = (temperature[start:end] >= threshold).all()
            before = start > 0 and temperature[start - 1] >= threshold
            after = end < temperature.size and temperature[end] >= threshold
            if whole and not before and not after:
                worst = max(worst, float(departure[start:end].sum()))
    return worst


@given(st.lists(DAY, min_size=1, max_size=40).map(np.array), st.integers(1, 5))
def test_worst_run_is_the_one_found_by_trying_all(temperature: np.ndarray, least: int) -> None:
    """The run has the largest sum of departures of all runs that are long enough."""
    departure = temperature - 25.0
    start, days = worst_runs(temperature[None], departure[None], 28.0, least)
    total = float(departure[start[0] : start[0] + days[0]].sum())
    assert total == pytest.approx(by_hand(temperature, departure, 28.0, least))
    assert days[0] == 0 or days[0] >= least


def test_a_wave_may_end_with_the_season() -> None:
    """Days up to the last one count."""
    temperature = np.array([[20.0, 30.0, 31.0]])
    start, days = worst_runs(temperature, temperature - 25.0, 28.0, 2)
    assert (start.tolist(), days.tolist()) == ([1], [2])


def test_degree_days_by_hand() -> None:
    """Departures of 5, 6 and 1 give 12 degC d; a cell 2 degC cooler 3 + 4 + 0, one 1 degC warmer 15."""
    first, departure = np.array([0, 0, 3]), np.array([5.0, 6.0, 1.0])
    found = degree_days(np.array([1, 0]), first, departure, np.array([0.0, -2.0, 1.0]))
    assert found.tolist() == [[12.0, 7.0, 15.0], [0.0, 0.0, 0.0]]
