"""Spread between buildings: Hamada's equations by hand, and the race with the fire service."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.fire.spread import buildings_burnt, crossing_times, extent, fought_fire, fought_fires, perimeter

FABRIC = np.array([10.0, 3.0, 0.4])

wind = st.floats(0.0, 25.0)
minutes = st.floats(0.0, 300.0)


def test_times_to_the_next_building_by_hand() -> None:
    """Side 10 m, gap 4 m, all combustible, 10 m/s: 6.75 + 32 / 50 over 1.6 * 2.7; 6.75 + 32 / 7.5 over 1.5."""
    down, beside, up = crossing_times(10.0, 4.0, 0.0, 10.0)
    assert down == pytest.approx((6.75 + 32.0 / 50.0) / (1.6 * 2.7))
    assert beside == pytest.approx((6.75 + 32.0 / 7.5) / 1.5)
    assert up == pytest.approx((6.75 + 32.0 / 7.0) / 1.2)


def test_resistant_buildings_by_hand() -> None:
    """All resistant, no wind: 11.25 + 64 / 25 over 1.6 downwind, 11.25 + 64 / 5 elsewhere."""
    down, beside, up = crossing_times(10.0, 4.0, 1.0, 0.0)
    assert down == pytest.approx((11.25 + 64.0 / 25.0) / 1.6)
    assert beside == up == pytest.approx(11.25 + 64.0 / 5.0)


def test_strong_wind_by_hand() -> None:
    """At 10 m/s the correction for light winds is gone: distances are speed times time, less the first building."""
    down, beside, up = extent(10.0, 4.0, 0.0, 10.0, 60.0)
    t_down, t_beside, t_up = crossing_times(10.0, 4.0, 0.0, 10.0)
    assert down == pytest.approx(14.0 / t_down * 60.0)
    assert beside == pytest.approx(9.0 + 14.0 / t_beside * (60.0 - t_beside))
    assert up == pytest.approx(9.0 + 14.0 / t_up * (60.0 - t_up))
    assert buildings_burnt(10.0, 4.0, 0.0, 10.0, 60.0) == pytest.approx(
        1.5 * (10.0 / 14.0) ** 2 / 100.0 * beside * (down + up)
    )


def test_without_wind_a_fire_is_round() -> None:
    """All three distances are equal in calm air."""
    down, beside, up = extent(10.0, 4.0, 0.2, 0.0, 45.0)
    assert down == beside == up


def test_edge_of_a_round_fire_is_a_circle() -> None:
    """The perimeter of equal axes is 2 pi r."""
    assert perimeter(30.0, 30.0, 30.0) == pytest.approx(2.0 * np.pi * 30.0)


@given(wind, minutes, minutes)
def test_a_fire_only_grows(wind: float, first: float, second: float) -> None:
    """Later there are no fewer burnt buildings."""
    early, late = sorted((first, second))
    assert buildings_burnt(10.0, 3.0, 0.4, wind, early) <= buildings_burnt(10.0, 3.0, 0.4, wind, late) + 1e-9


@given(wind, minutes, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_resistance_slows_a_fire(wind: float, minutes: float, first: float, second: float) -> None:
    """More resistant buildings mean no more burnt ones."""
    less, more = sorted((first, second))
    assert buildings_burnt(10.0, 3.0, more, wind, minutes) <= buildings_burnt(10.0, 3.0, less, wind, minutes) + 1e-9


def test_engines_before_full_involvement_keep_a_fire_small() -> None:
    """Nothing spreads when the first engines are there in time."""
    assert fought_fire(FABRIC, 5.0, 20.0, np.array([19.0]), np.array([2.0]), 20.0, 100.0) == (0.0, 0.0)


def test_a_fire_nobody_fights_takes_the_group() -> None:
    """Without engines everything that can burn burns."""
    taken, spread = fought_fire(FABRIC, 5.0, 20.0, np.empty(0), np.empty(0), 20.0, 80.0)
    assert taken == 80.0
    assert buildings_burnt(10.0, 3.0, 0.4, 5.0, spread) >= 80.0 > buildings_burnt(10.0, 3.0, 0.4, 5.0, spread - 1.0)


@given(st.floats(0.0, 15.0), st.floats(21.0, 90.0), st.floats(0.0, 60.0))
def test_later_or_fewer_engines_lose_more(wind: float, arrival: float, delay: float) -> None:
    """A delay never saves a building, an engine never costs one."""

    def taken(at: float, engines: float) -> float:
        return fought_fire(FABRIC, wind, 20.0, np.array([at]), np.array([engines]), 20.0, 1e6)[0]

    assert taken(arrival, 4.0) <= taken(arrival + delay, 4.0)
    assert taken(arrival, 6.0) <= taken(arrival, 4.0)


def test_many_fires_are_followed_as_one() -> None:
    """Position and departure give the arrival; small groups are left out."""
    stations = np.array([[0.0, 0.0, 2.0], [30.0, 0.0, 4.0]])
    fires = np.array([[10.0, 0.0, 5.0, 5.0, 20.0, 500.0], [10.0, 0.0, 5.0, 5.0, 20.0, 3.0]])
    found = fought_fires(FABRIC, fires, stations, 2.0, 20.0, 10.0)
    arrival, engines = np.array([25.0, 45.0]), np.array([2.0, 4.0])
    assert found[0, :2].tolist() == list(fought_fire(FABRIC, 5.0, 20.0, arrival, engines, 20.0, 500.0))
    assert found[0, 2] == 25.0
    assert found[1].tolist() == [0.0, 0.0, 0.0]
