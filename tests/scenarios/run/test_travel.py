"""Ways to hospital that are known by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anlan.city import City
from anlan.scenarios.run import RunSettings, TravelTimes
from tests.scenarios.cascade.town import Row, link, node, town
from tests.scenarios.run.case import flooded, only, run

HOSPITAL = (159.985683, 29.99444)
"""Longitude and latitude of the hospital of tinytown."""

FAR = (161.0, 31.0)
"""A junction that nobody lives next to."""

JUNCTIONS = (
    node("beside", "road", "junction", lon=HOSPITAL[0], lat=HOSPITAL[1]),
    node("middle", "road", "junction"),
    node("far", "road", "junction", lon=FAR[0], lat=FAR[1]),
)
SHORT = link("middle", "beside", length_km=10.0, speed_kmh=60.0)
ROUND = (
    link("middle", "far", length_km=15.0, speed_kmh=60.0),
    link("far", "beside", length_km=15.0, speed_kmh=60.0),
)

FAST: dict[str, Any] = {"local_kmh": 1e12, "travel_hours": (0, 24, 40, 1000)}
"""Nobody needs time to the junction."""


def roads(cities: Path, *links: Row) -> City:
    """Return tinytown with roads of which only the short one breaks."""
    return town(cities, only(JUNCTIONS), only(links, "middle-beside"), ())


def travel(city: City, **more: Any) -> TravelTimes:
    """Return the ways after a flood that breaks the short road."""
    found = run(city, flooded(city, 1.0), **{**FAST, **more}).travel
    assert found is not None
    return found


def test_a_broken_road_makes_the_way_longer_until_it_is_repaired(cities: Path) -> None:
    """10 km and 30 km at 60 km/h: those of the middle drive 30 minutes until hour 36, then 10."""
    found = travel(roads(cities, dict(SHORT), *map(dict, ROUND)))
    assert found.hours.tolist() == [0, 24, 40]
    share = found.city_minutes[2] / 10.0
    assert 0.0 < share < 1.0
    np.testing.assert_allclose(found.city_minutes, [30.0 * share, 30.0 * share, 10.0 * share])
    np.testing.assert_allclose(found.city_cut_off, 0.0)


def test_without_another_way_people_are_cut_off(cities: Path) -> None:
    """Those of the middle have no way until hour 36; the others are at the hospital."""
    found = travel(roads(cities, dict(SHORT)))
    share = found.city_cut_off[0]
    assert 0.0 < share < 1.0
    np.testing.assert_allclose(found.city_cut_off, [share, share, 0.0], atol=1e-12)
    np.testing.assert_allclose(found.city_minutes, [0.0, 0.0, 10.0 * share], atol=1e-6)


def test_the_whole_city_is_the_mean_of_its_districts(cities: Path) -> None:
    """Both districts of tinytown have as many residents."""
    found = travel(roads(cities, dict(SHORT), *map(dict, ROUND)))
    assert found.districts == ("T1", "T2")
    np.testing.assert_allclose(found.minutes.mean(axis=0), found.city_minutes)


def test_a_one_way_road_leads_only_one_way(cities: Path) -> None:
    """A road that leads from the hospital does not lead to it."""
    away = {**SHORT, "from_node": "beside", "to_node": "middle", "one_way": "yes"}
    found = travel(roads(cities, away, *map(dict, ROUND)))
    share = found.city_minutes[2] / 30.0
    assert 0.0 < share < 1.0
    np.testing.assert_allclose(found.city_minutes, 30.0 * share)


def test_of_two_roads_between_the_same_junctions_the_faster_counts(cities: Path) -> None:
    """A second road beside the short one, half as fast, is taken while the short one is broken."""
    slow = {**SHORT, "id": "lane", "speed_kmh": 30.0}
    found = travel(roads(cities, dict(SHORT), slow))
    np.testing.assert_allclose(found.city_minutes[0], 2.0 * found.city_minutes[2])


def test_the_way_to_the_junction_is_counted(cities: Path) -> None:
    """A slower way from home makes every time longer."""
    city = roads(cities, dict(SHORT))
    assert (travel(city, local_kmh=5.0).city_minutes > travel(city, local_kmh=20.0).city_minutes).all()


def test_roads_without_a_speed_are_told(cities: Path) -> None:
    """The default of 40 km/h is used, and said: 10 km take 15 minutes."""
    city = roads(cities, {**SHORT, "speed_kmh": None})
    found = run(city, flooded(city, 1.0), **FAST)
    assert found.travel is not None
    assert found.travel.city_minutes[2] == pytest.approx(15.0 * found.travel.city_cut_off[0])
    assert "no-speed" in {one.code for one in found.notices}
    assert RunSettings().road_kmh == 40.0


def test_people_without_a_way_are_the_access_that_is_lost(cities: Path) -> None:
    """The service of roads and the ways to the only hospital cut off the same people."""
    city = roads(cities, dict(SHORT))
    found = run(city, flooded(city, 1.0), **FAST)
    assert found.quality is not None
    assert found.travel is not None
    assert found.quality.parts["access"][0, 0] == pytest.approx(1.0 - found.travel.city_cut_off[0], abs=1e-6)
