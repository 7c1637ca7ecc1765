"""What a scenario sets off, and with what chance."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.hazards.fire.following import expected_ignitions
from anlan.hazards.fire.stock import stock_of
from anlan.scenarios.run import ScenarioRun, SecondaryEvent
from tests.scenarios.cascade.town import MIDDLE, depends, frame, node, town
from tests.scenarios.run.case import chain, flooded, only, run

TANK = {"kind": "hazard_source", "lon": MIDDLE[0], "lat": MIDDLE[1], "area": "T2", "substance": "chlorine",
        "inventory_t": 50.0}  # fmt: skip


def with_tank(cities: Path, **more: Any) -> City:
    """Return tinytown with a simulated installation that hangs on a substation and bridges 10 h."""
    nodes = [node("plant", "power", "source"), node("substation", "power", "supply")]
    from_plant = {"id": "line", "from_node": "plant", "to_node": "substation", "length_km": 1.0, "one_way": "no"}
    city = town(cities, only(nodes, "substation"), [from_plant], [])
    rows = frame(city, "places", [{"id": "tank", "synthetic": True, **TANK, **more}])
    city = city.with_table("places", pl.concat([city.table("places"), rows]))
    return city.with_table("dependencies", frame(city, "dependencies", [depends("tank", "substation", 10.0)]))


def releases(found: ScenarioRun) -> list[SecondaryEvent]:
    """Return the releases for lack of power."""
    return [one for one in found.secondary if one.kind == "gas_release" and one.source == "assumption"]


def test_an_installation_may_leak_when_its_backup_ends(cities: Path) -> None:
    """Power is out until hour 36 in every sample, so it stands still from hour 10; then 1 of 100 leaks."""
    city = with_tank(cities)
    (found,) = releases(run(city, flooded(city, 1.0)))
    assert (found.place, found.area, found.hour) == ("tank", "T2", 10.0)
    assert found.chance == pytest.approx(0.01)


def test_people_within_reach_are_those_who_live_there(cities: Path) -> None:
    """A reach wider than the town holds all 4,200, by day as many as are there."""
    city = with_tank(cities)
    (found,) = releases(run(city, flooded(city, 1.0), release_km=100.0))
    assert found.people == pytest.approx(4200.0)


def test_an_installation_that_bridges_the_outage_does_not_leak(cities: Path) -> None:
    """Power is back at hour 36; a backup of 40 h lasts."""
    city = with_tank(cities)
    city = city.with_table("dependencies", frame(city, "dependencies", [depends("tank", "substation", 40.0)]))
    assert releases(run(city, flooded(city, 1.0))) == []


def test_no_real_firm_is_given_an_accident(cities: Path) -> None:
    """The same installation, not simulated, is left out, and that is said."""
    city = with_tank(cities, synthetic=False)
    found = run(city, flooded(city, 1.0))
    assert [one for one in found.secondary if one.kind == "gas_release"] == []
    assert "real-installations" in {one.code for one in found.notices}


def test_a_flood_that_floats_a_vessel_makes_a_release_at_once(cities: Path) -> None:
    """In 3 m of water a pressure vessel of chlorine floats in 44 %, half of them are held down."""
    city = with_tank(cities)
    found = run(city, flooded(city, 3.0))
    (at_once,) = [one for one in found.secondary if one.kind == "gas_release" and one.source != "assumption"]
    assert at_once.hour == 0.0
    assert at_once.chance == pytest.approx(0.22, abs=0.01)


def test_fires_after_an_earthquake_follow_the_ignition_equation(cities: Path) -> None:
    """The chance of a fire is that of at least one of the mean number, by district; it begins with the shaking."""
    city = City.load(cities / "tinytown")
    found = run(city, flooded(city, 9.0, kind="earthquake", unit="1"))
    stock = stock_of(city, 41.76, 10.0)
    expected = expected_ignitions(np.full(len(city.cells), 9.0), stock).sum() / 2.0
    fires = [one for one in found.secondary if one.kind == "fire"]
    assert {one.area for one in fires} == {"T1", "T2"}
    for one in fires:
        assert one.chance == pytest.approx(1.0 - np.exp(-expected))
        assert one.hour == 0.0
        assert one.people is not None
        assert 0.0 < one.people < 2100.0


def test_weak_shaking_sets_nothing_off(cities: Path) -> None:
    """Below degree VI no fire is counted."""
    city = City.load(cities / "tinytown")
    assert run(city, flooded(city, 5.0, kind="earthquake", unit="1")).secondary == ()


def test_an_outbreak_is_told_for_the_whole_city_where_districts_are_not(cities: Path) -> None:
    """4,200 people without water for 32 h, in one place."""
    city = chain(cities)
    found = run(city, flooded(city, 1.0), cascade={"districts": False})
    (outbreak,) = [one for one in found.secondary if one.kind == "epidemic"]
    assert outbreak.area is None
    assert outbreak.people == pytest.approx(4200.0)
    assert outbreak.chance == pytest.approx(-np.expm1(-4200.0 * 32.0 / 24.0 * 1e-8))
    assert found.quality is not None
    np.testing.assert_allclose(found.quality.by_district[0, 20], found.quality.whole[0, 20], atol=1e-6)
