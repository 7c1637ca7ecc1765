"""Small cascades that are computed by hand, hour by hour."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from tests.scenarios.cascade.town import course, depends, link, model, node, town

NODES = (
    node("plant", "power", "source"),
    node("substation", "power", "supply"),
    node("waterworks", "water", "source"),
    node("tap", "water", "supply"),
    node("exchange", "telecom", "source", backup_hours=8.0),
    node("mast", "telecom", "supply"),
)
LINKS = (link("plant", "substation"), link("waterworks", "tap"), link("exchange", "mast"))
DEPENDENCIES = (
    depends("waterworks", "substation", backup=4.0),
    depends("exchange", "substation", backup=3.0),
    depends("hospital", "substation", backup=24.0),
    depends("hospital", "tap", backup=48.0),
    depends("hospital", "mast"),
    depends("T", "substation"),
    depends("T", "tap"),
    depends("T", "mast"),
)


@pytest.fixture(name="chain")
def chain_of_services(cities: Path) -> City:
    """Power feeds water and telecom; the hospital has a generator for 24 h and a tank for 48 h."""
    return town(cities, NODES, LINKS, DEPENDENCIES)


def test_a_chain_of_services_fails_and_returns_hour_by_hour(chain: City) -> None:
    """The substation is out from 0 to 36: crews come after 6 h and work 30 h."""
    without, beds, down = course(model(chain, hours=48), ["substation"], 30)
    hour = np.arange(48)
    np.testing.assert_array_equal(without["power"], hour < 36)
    np.testing.assert_array_equal(without["water"], (hour >= 4) & (hour < 36))  # the pumps' battery lasts 4 h
    np.testing.assert_array_equal(without["telecom"], (hour >= 8) & (hour < 36))  # the longer of 8 h and 3 h
    np.testing.assert_array_equal(beds, np.where((hour >= 24) & (hour < 36), 0.0, 40.0))  # generator of 24 h
    assert down["hospital"] == 12.0


def test_a_place_stops_when_its_first_backup_ends(chain: City) -> None:
    """With a tank of 2 h the hospital stops 2 h after the tap ran dry, long before the generator does."""
    rows = chain.table("dependencies").to_dicts()
    rows[3]["backup_hours"] = 2.0
    _, beds, _ = course(model(town_with(chain, rows), hours=48), ["substation"], 30)
    hour = np.arange(48)
    np.testing.assert_array_equal(beds, np.where((hour >= 6) & (hour < 36), 0.0, 40.0))


def town_with(city: City, dependencies: list[dict[str, object]]) -> City:
    """Return the town with other dependencies."""
    table = city.table("dependencies")
    return city.with_table("dependencies", type(table)(dependencies, schema=table.schema))


def test_services_that_places_can_spare_do_not_stop_them(chain: City) -> None:
    """The mast fails: people have no telephone, and the hospital works."""
    without, beds, _ = course(model(chain, hours=24), ["mast"], 10)
    np.testing.assert_array_equal(without["telecom"], np.arange(24) < 16)
    assert (beds == 40.0).all()
    strict, beds, _ = course(model(chain, hours=24, spared=()), ["mast"], 10)
    np.testing.assert_array_equal(beds, np.where(np.arange(24) < 16, 0.0, 40.0))
    np.testing.assert_array_equal(strict["telecom"], without["telecom"])


def test_a_broken_link_cuts_off_what_hangs_on_it_alone(chain: City) -> None:
    """The water main breaks; power and telephone go on."""
    without, _, _ = course(model(chain, hours=24), ["waterworks-tap"], 5)
    np.testing.assert_array_equal(without["water"], np.arange(24) < 11)
    assert not without["power"].any()
    assert not without["telecom"].any()


def test_one_crew_repairs_one_component_after_the_other(chain: City) -> None:
    """The plant feeds the same people as the substation; both are needed, and one crew takes them in turn."""
    two = course(model(chain, hours=48), ["plant", "substation"], 10)[0]
    one = course(model(chain, hours=48, crews={"power": 1}), ["plant", "substation"], 10)[0]
    np.testing.assert_array_equal(two["power"], np.arange(48) < 16)
    np.testing.assert_array_equal(one["power"], np.arange(48) < 26)


def test_the_level_of_a_service_is_the_sum_of_the_shares_that_work(cities: Path) -> None:
    """Two substations carry 0.75 and 0.25 of the need; the works go on with three quarters and stop with one."""
    nodes = (
        node("plant", "power", "source"),
        node("east", "power", "supply"),
        node("west", "power", "supply"),
        node("waterworks", "water", "source"),
        node("tap", "water", "supply"),
    )
    links = (link("plant", "east"), link("plant", "west"), link("waterworks", "tap"))
    rows = [
        depends(user, on, share=share)
        for user in ("waterworks", "T")
        for on, share in (("east", 0.75), ("west", 0.25))
    ]  # fmt: skip
    found = model(town(cities, nodes, links, [*rows, depends("T", "tap")]), hours=12)
    west, _, _ = course(found, ["west"])
    east, _, _ = course(found, ["east"])
    np.testing.assert_allclose(west["power"], 0.25)
    np.testing.assert_allclose(east["power"], 0.75)
    assert not west["water"].any()
    assert east["water"].all()


def test_nodes_that_depend_on_each_other_work_while_they_can(cities: Path) -> None:
    """A substation and an exchange need each other: both work, both stop with one, both return; it is reported."""
    nodes = (
        node("plant", "power", "source"),
        node("substation", "power", "supply"),
        node("exchange", "telecom", "source"),
        node("mast", "telecom", "supply"),
    )
    links = (link("plant", "substation"), link("exchange", "mast"))
    rows = (depends("substation", "mast", backup=2.0), depends("exchange", "substation", backup=1.0))
    found = model(town(cities, nodes, links, [*rows, depends("T", "substation"), depends("T", "mast")]), hours=36)
    assert [problem.code for problem in found.notices].count("circle") == 1
    whole, _, _ = course(found, [])
    assert not whole["power"].any()
    without, _, _ = course(found, ["exchange"], 10)
    hour = np.arange(36)
    np.testing.assert_array_equal(without["telecom"], hour < 16)
    np.testing.assert_array_equal(without["power"], (hour >= 2) & (hour < 16))


def test_a_short_supply_is_shared_in_proportion_to_demand(cities: Path) -> None:
    """Two works of 60 and 40 with a margin of 1.25 want 80 together; without the larger one half is served."""
    nodes = (
        node("large", "water", "source", capacity=60.0),
        node("small", "water", "source", capacity=40.0),
        node("tap", "water", "supply"),
    )
    city = town(cities, nodes, (link("large", "tap"), link("small", "tap")), (depends("T", "tap"),))
    without, _, _ = course(model(city, hours=12, margin={"water": 1.25}), ["large"])
    np.testing.assert_allclose(without["water"], 0.5)
    less, _, _ = course(model(city, hours=12, margin={"water": 1.25}), ["small"])
    np.testing.assert_allclose(less["water"], 0.25)
    free, _, _ = course(model(city, hours=12, margin={}), ["large"])
    assert not free["water"].any()


def test_people_without_a_way_to_a_hospital_are_cut_off(cities: Path) -> None:
    """A bridge leads from the lower town to the hospital in the upper town."""
    nodes = (
        node("low", "road", "junction", lon=160.02, lat=29.955),
        node("high", "road", "junction", lon=159.985683, lat=29.99444),
    )
    found = model(town(cities, nodes, (link("low", "high"),), ()), hours=12)
    without, _, _ = course(found, ["low-high"], 3)
    share = without["road"]
    assert 0.0 < share[0] < 1.0
    np.testing.assert_array_equal(share, np.where(np.arange(12) < 9, share[0], 0.0))


def test_a_component_waits_for_its_road_where_access_counts(cities: Path) -> None:
    """The substation lies behind the bridge; repair begins when the bridge is open."""
    nodes = (
        node("low", "road", "junction", lon=160.02, lat=29.955),
        node("high", "road", "junction", lon=159.985683, lat=29.99444),
        node("plant", "power", "source", lon=159.985683, lat=29.99444),
        node("substation", "power", "supply", lon=160.02, lat=29.955),
    )
    city = town(cities, nodes, (link("low", "high"), link("plant", "substation")), (depends("T", "substation"),))
    times = {"low-high": 20, "substation": 5}
    at_once, _, _ = course(model(city, hours=48), ["low-high", "substation"], times)
    waits, _, _ = course(model(city, hours=48, access=True), ["low-high", "substation"], times)
    np.testing.assert_array_equal(at_once["power"], np.arange(48) < 11)
    np.testing.assert_array_equal(waits["power"], np.arange(48) < 31)


def test_one_way_links_carry_in_their_direction_alone(cities: Path) -> None:
    """Water runs from the works to the first tap and on to the second, not back."""
    nodes = (node("works", "water", "source"), node("one", "water", "supply"), node("two", "water", "supply"))
    links = (link("works", "one", one_way="yes"), link("works", "two", one_way="yes"), link("two", "one"))
    rows = (depends("T1", "one"), depends("T2", "two"))
    found = model(town(cities, nodes, links, rows), hours=8)
    assert not course(found, ["works-one"])[0]["water"].any()
    links = (links[0], links[1], link("two", "one", one_way="yes"))
    found = model(town(cities, nodes, links, rows), hours=8)
    np.testing.assert_allclose(course(found, ["works-two"])[0]["water"], 0.5)
