"""What a scenario does to stores, factories and ways, on towns that are known by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.supplies.sources import Conditions, ConditionSettings, conditions_of
from tests.scenarios.cascade.town import MIDDLE, Row, depends, link, node, town
from tests.scenarios.run.case import flooded, only, run

HOSPITAL = (159.985683, 29.99444)

FAST = ConditionSettings(local_kmh=1e12, epochs=(24, 40, 1000))
"""Nobody needs time to the junction; hours beyond the run are left out."""


def roads(cities: Path, *, breaks: bool = True) -> City:
    """Return tinytown with one road between the hospital and the middle, where the warehouse lies too."""
    nodes = (node("beside", "road", "junction", lon=HOSPITAL[0], lat=HOSPITAL[1]), node("middle", "road", "junction"))
    found = town(cities, only(nodes), only([_road()], "middle-beside" if breaks else ""), ())
    places = found.table("places")
    lon, lat = (
        np.where(places["id"] == "store", at, places[name]) for at, name in zip(MIDDLE, ("lon", "lat"), strict=True)
    )
    return found.with_table("places", places.with_columns(lon=lon, lat=lat))


def _road() -> Row:
    return dict(link("middle", "beside", length_km=20.0, speed_kmh=40.0))


def conditions(city: City, depth: float = 1.0, **more: Any) -> Conditions:
    """Return the conditions of a flood that breaks what can break."""
    return conditions_of(city, run(city, flooded(city, depth)), settings=FAST, **more)


def test_ways_close_with_the_road_and_open_when_it_is_repaired(cities: Path) -> None:
    """20 km at 40 km/h: the hospital's stock takes half an hour to those at the middle, from hour 36 on."""
    found = conditions(roads(cities))
    assert found.epochs.tolist() == [0, 24, 40]
    at = found.origins.index("hospital")
    assert (found.open_share[1, at] < 1.0).any()
    np.testing.assert_allclose(found.open_share[2], 1.0)
    far = 1.0 - found.open_share[0, at]
    np.testing.assert_allclose(found.travel_h[2, at], 0.5 * far, atol=1e-9)


def test_whole_roads_are_always_open(cities: Path) -> None:
    """Where no road breaks, ways are the same at all hours."""
    found = conditions(roads(cities, breaks=False))
    np.testing.assert_allclose(found.open_share, 1.0)
    np.testing.assert_allclose(found.travel_h, found.travel_h[:1].repeat(len(found.epochs), axis=0))


def test_without_roads_ways_are_straight(cities: Path) -> None:
    """Tinytown has no roads: 1.4 times the distance at 40 km/h, open everywhere."""
    city = City.load(cities / "tinytown")
    found = conditions(city)
    np.testing.assert_allclose(found.open_share, 1.0)
    assert (found.travel_h > 0.0).all()
    assert (found.travel_h < 1.0).all()


def test_what_the_flood_takes_of_buildings_it_takes_of_stores(cities: Path) -> None:
    """The survival of a store is one less the share lost of industrial value at its depth."""
    city = City.load(cities / "tinytown")
    scenario_run = run(city, flooded(city, 1.0))
    found = conditions_of(city, scenario_run)
    targets = scenario_run.impacts[0].targets
    share = scenario_run.impacts[0].vulnerability.at(np.array([1.0]))[0]
    lost = share[targets.index("industrial")] if "industrial" in targets else 0.0
    assert found.survival["store"] == pytest.approx(1.0 - lost)
    assert set(found.survival) == set(found.origins)


def test_a_factory_works_when_its_power_does(cities: Path) -> None:
    """The substation breaks surely and is back after 36 hours; its backup of 5 hours bridges the first."""
    nodes = only([node("substation", "power", "source", capacity=10.0)], "substation")
    city = town(cities, nodes, (), [depends("works", "substation", backup=5.0)])
    found = conditions(city)
    services = found.services["works"]
    assert services[36:].all()
    assert services[:5].all()
    assert not services[5:36].any()
    assert "store" not in found.services
    assert (found.working("store") <= 1.0).all()


def test_staff_who_lost_their_homes_stay_away(cities: Path) -> None:
    """Labour never exceeds one, and falls with the share of those in need."""
    city = City.load(cities / "tinytown")
    deep, dry = conditions(city, 1.0), conditions(city, 0.001)
    assert (deep.labour["works"] <= dry.labour["works"] + 1e-12).all()
    assert deep.labour["works"].min() < 1.0


def test_a_level_without_areas_is_refused(cities: Path) -> None:
    """The message names the level."""
    city = City.load(cities / "tinytown")
    with pytest.raises(SettingError, match="village"):
        conditions_of(city, run(city, flooded(city, 1.0)), level="village")


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"epochs": ()}, {"epochs": (-1,)}])
def test_settings_outside_their_range_are_refused(wrong: dict[str, Any]) -> None:
    """Samples and hours are checked."""
    with pytest.raises(SettingError):
        ConditionSettings(**wrong)


def test_no_more_samples_are_followed_than_the_run_has(cities: Path) -> None:
    """The result does not depend on more samples than there are."""
    city = roads(cities)
    few = conditions_of(city, run(city, flooded(city, 0.5)), settings=ConditionSettings(samples=4))
    many = conditions_of(city, run(city, flooded(city, 0.5)), settings=ConditionSettings(samples=400))
    np.testing.assert_array_equal(few.open_share, many.open_share)
