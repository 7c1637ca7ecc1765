"""The rise over the shelf: by hand, against the closed form, and its signs."""

import math

import numpy as np
import pytest

from anlan.hazards.cyclone.vortex import Physics, coriolis_of
from anlan.hazards.surge.shelf import (
    LARGEST,
    LEVEL,
    RISE_PER_HPA,
    SURGE,
    TIDE,
    Shelf,
    TideWaves,
    _setup,
    kinematic_stress,
    peaks,
    tide_at,
)
from tests.hazards.cyclone.test_field import at_origin

PHYSICS = Physics(2008.0, 1.15, 0.84, 0.55, math.radians(20.0), math.radians(20.0), 0.5, 2.5)

NODES = 200


def shelf(length_km: float = 100.0, depth_m: float = 20.0, lat: float = 35.0, east: bool = True) -> Shelf:
    """Return a shelf of even depth from the origin, to the east or to the west."""
    sign = 1.0 if east else -1.0
    away = (np.arange(NODES) + 0.5) * length_km / NODES
    return Shelf(
        x=sign * away, y=np.zeros(NODES), width=np.full(NODES, 1000.0 * length_km / NODES),
        depth=np.full(NODES, depth_m), out_x=sign, out_y=0.0, lat=lat, stress=1.0, friction=0.0025, reach=600.0,
    )  # fmt: skip


def tide(height: float = 0.0) -> TideWaves:
    """Return a tide that stands at one height."""
    return TideWaves(np.array([[height]]), np.zeros((1, 1)), np.zeros(1))


def passing(x: float, y: float, u: float, v: float, hours: int = 24, deficit: float = 40.0) -> np.ndarray:
    """Return a track that is at (x, y) half way."""
    steps = np.arange(hours) - hours // 2
    rows = [x + 3.6 * u * steps, y + 3.6 * v * steps, np.full(hours, 35.0), np.full(hours, deficit), np.full(hours, u),
            np.full(hours, v)]  # fmt: skip
    return np.array(rows, dtype=np.float64)


def highest(track: np.ndarray, over: Shelf, height: float = 0.0) -> np.ndarray:
    """Return the result of `peaks` for one storm."""
    storms = at_origin(track)
    storms = storms._replace(limits=np.array([1.0, 110.0, 0.0, 6.5]))
    return np.asarray(peaks(np.array([0]), storms, PHYSICS, over, tide(height))[0])


def test_stress_by_hand() -> None:
    """20 m/s: (1.1 + 2.5 (1 - 0.36)^2) 1e-6 * 400 = 8.496e-4; below 7.2 m/s the sea is smooth."""
    assert kinematic_stress(20.0) == pytest.approx(8.496e-4)
    assert kinematic_stress(5.0) == pytest.approx(1.1e-6 * 25.0)


def test_steady_set_up_equals_the_closed_form() -> None:
    """Over 100 km of 20 m a stress of 1e-3 m2/s2 raises the sea as h^2 = h0^2 + 2 s L / g says (Dean and Dalrymple).

    The level depends on the depth that it has itself made: (20 + rise)^2 = 400 + 2 * 1e-3 * 1e5 / 9.81 gives 0.5034 m.
    """
    over = shelf()
    none = np.zeros(NODES)
    rise = _setup(over, np.full(NODES, 1e-3), none, none.copy(), 0.0, 0.0, 3600.0)
    assert rise == pytest.approx(math.sqrt(400.0 + 2.0 * 1e-3 * 1e5 / 9.81) - 20.0, abs=0.002)


def test_deeper_water_rises_less() -> None:
    """High tide and a deeper shelf lower the set-up."""
    none = np.zeros(NODES)
    shallow, high_tide, deep = (
        _setup(shelf(depth_m=depth), np.full(NODES, 1e-3), none, none.copy(), level, 0.0, 3600.0)
        for depth, level in ((10.0, 0.0), (10.0, 3.0), (40.0, 0.0))
    )
    assert shallow > high_tide > deep > 0.0


def test_a_current_along_the_shore_is_turned_against_it() -> None:
    """North of the equator a wind that blows with the shore on its right raises the sea, on its left lowers it."""
    none, along = np.zeros(NODES), np.full(NODES, 1e-3)
    coriolis = coriolis_of(35.0)
    # looking out to sea, positive along the shore is to the left: then the shore is on the left of the current
    left = _setup(shelf(), none, along, np.zeros(NODES), 0.0, coriolis, 3600.0)
    right = _setup(shelf(), none, -along, np.zeros(NODES), 0.0, coriolis, 3600.0)
    assert left < 0.0 < right
    assert right == pytest.approx(coriolis * 3.6 * 1e5 / (9.81 * 20.0), rel=0.05)


def test_friction_holds_the_current() -> None:
    """After many hours the current is that at which friction equals the stress: V = D sqrt(s / K)."""
    none, along, current = np.zeros(NODES), np.full(NODES, 1e-3), np.zeros(NODES)
    for _ in range(300):
        _setup(shelf(), none, along, current, 0.0, 0.0, 3600.0)
    assert current == pytest.approx(20.0 * math.sqrt(1e-3 / 0.0025), rel=0.01)


def test_the_tide_is_a_sum_of_waves() -> None:
    """Two waves of 1 m and 0.5 m, a quarter turn later: 1 * cos(90) + 0.5 * cos(180) = -0.5 m."""
    waves = TideWaves(np.array([[1.0, 0.5]]), np.zeros((1, 2)), np.radians([15.0, 30.0]))
    assert tide_at(waves, 0, 6.0) == pytest.approx(-0.5)


def test_low_pressure_alone_lifts_the_sea() -> None:
    """Without wind on the water a centre over the shore raises it by 1 cm for each of its 40 hPa."""
    over = shelf()._replace(stress=0.0)
    result = highest(passing(0.0, 0.0, 0.0, 0.0), over)
    assert result[LARGEST] == pytest.approx(40.0 * RISE_PER_HPA, rel=1e-6)
    assert pytest.approx(0.00994, abs=1e-5) == RISE_PER_HPA


def test_wind_towards_the_shore_raises_and_away_from_it_lowers() -> None:
    """A centre south of a shore that faces east blows from the sea onto it; a centre north of it blows out to sea."""
    south = highest(passing(0.0, -80.0, 0.0, 0.0), shelf())
    north = highest(passing(0.0, 80.0, 0.0, 0.0), shelf())
    assert south[SURGE] > 0.8
    assert south[SURGE] > north[LARGEST]
    west_facing = highest(passing(0.0, 80.0, 0.0, 0.0), shelf(east=False))
    assert west_facing[SURGE] > 0.8


def test_a_stronger_storm_raises_more() -> None:
    """20, 40 and 60 hPa give ever more surge."""
    surges = [
        highest(passing(0.0, -80.0, 0.0, 0.0, deficit=deficit), shelf())[LARGEST] for deficit in (20.0, 40.0, 60.0)
    ]
    assert surges == sorted(surges)
    assert surges[0] < surges[2] / 2.0


def test_level_is_tide_and_surge_at_one_moment() -> None:
    """The level is the sum of the tide and of the surge at the highest moment; the largest surge may fall elsewhere."""
    result = highest(passing(0.0, -80.0, -3.0, 3.0), shelf(), height=1.2)
    assert result[TIDE] == pytest.approx(1.2)
    assert result[LEVEL] == pytest.approx(result[TIDE] + result[SURGE])
    assert result[LARGEST] >= result[SURGE]


def test_a_storm_out_of_reach_has_no_level() -> None:
    """Farther than the reach nothing is computed."""
    result = highest(passing(900.0, 0.0, 0.0, 0.0), shelf())
    assert result[LEVEL] == -np.inf
    assert result[LARGEST] == 0.0
