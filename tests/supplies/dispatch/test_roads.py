"""Ways between points, by hand on three roads."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.supplies.dispatch.requests import Sites
from anlan.supplies.dispatch.roads import RoadNet
from tests.supplies.dispatch.roadtown import STORE_PUMP, STORE_SCHOOL, road_town

PLACES = ("store", "school", "pump")


def points(city: City) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Return the positions of store, school and pump."""
    at = Sites.of(city).at
    return np.array([at[name][0] for name in PLACES]), np.array([at[name][1] for name in PLACES])


def test_times_and_lengths_are_those_of_the_roads(cities: Path) -> None:
    """Hours at 40 km/h; a vehicle of 20 km/h takes twice as long; 100 km/h is no faster than the road."""
    city = road_town(cities)
    net = RoadNet.of(city)
    lon, lat = points(city)
    found = net.ways(lon, lat, kmh=40.0)
    assert found.hours == pytest.approx(np.array([[0, 0.25, 0.5], [0.25, 0, 0.75], [0.5, 0.75, 0]]), abs=1e-6)
    assert found.km == pytest.approx(np.array([[0, 10, 20], [10, 0, 30], [20, 30, 0]]), abs=1e-6)
    assert net.ways(lon, lat, kmh=20.0).hours == pytest.approx(2.0 * found.hours, abs=1e-6)
    assert net.ways(lon, lat, kmh=100.0).hours == pytest.approx(found.hours, abs=1e-6)


def test_a_closed_road_is_driven_around_or_ends_the_way(cities: Path) -> None:
    """Store to pump over the school takes 1 h and 40 km; with both roads of the store closed there is no way."""
    city = road_town(cities)
    net = RoadNet.of(city)
    lon, lat = points(city)
    around = net.ways(lon, lat, kmh=40.0, closed=[STORE_PUMP])
    assert (around.hours[0, 2], around.km[0, 2]) == (pytest.approx(1.0), pytest.approx(40.0))
    line = net.path(lon, lat, [(0, 2)], kmh=40.0, closed=[STORE_PUMP])[0]
    assert (float(lon[1]), float(lat[1])) in [(pytest.approx(x), pytest.approx(y)) for x, y in line]
    cut = net.ways(lon, lat, kmh=40.0, closed=[STORE_PUMP, STORE_SCHOOL])
    assert np.isinf(cut.hours[0, 1:]).all()
    assert np.isfinite(net.ways(lon, lat, kind="air", kmh=200.0, closed=[STORE_PUMP, STORE_SCHOOL]).hours).all()


def test_a_city_without_roads_has_straight_ways(cities: Path) -> None:
    """1.4 times the distance; the detour is an assumption."""
    city = City.load(cities / "tinytown")
    lon, lat = points(city)
    net = RoadNet.of(city)
    x, y = net.plane.xy(lon, lat)
    assert net.ways(lon, lat, kmh=40.0).km[0, 1] == pytest.approx(1.4 * np.hypot(x[0] - x[1], y[0] - y[1]))


def test_closures_of_unknown_roads_are_refused(cities: Path) -> None:
    """All of them are named."""
    with pytest.raises(SettingError, match="'bridge', 'tunnel'"):
        RoadNet.of(road_town(cities)).refuse_unknown(["tunnel", "bridge", STORE_PUMP])
