"""Capacity that is shared, and nodes that cover for each other, computed by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.errors import SettingError
from anlan.scenarios.cascade import CascadeSettings
from tests.scenarios.cascade.test_properties import damage, random_town, run
from tests.scenarios.cascade.town import course, depends, link, model, node, town

PLANTS = (node("large", "power", "source", capacity=60.0), node("small", "power", "source", capacity=40.0))


def test_power_is_shared_where_all_capacities_are_known(cities: Path) -> None:
    """Plants of 60 and 40 with 15 % over demand: without the larger one 40 of 100 / 1.15 = 86.96 are there."""
    links = (link("large", "tap"), link("small", "tap"))
    city = town(cities, (*PLANTS, node("tap", "power", "supply")), links, (depends("T", "tap"),))
    without, _, _ = course(model(city, hours=24), ["large"])
    np.testing.assert_allclose(without["power"], np.where(np.arange(24) < 16, 1.0 - 0.4 * 1.15, 0.0))


def test_a_layer_wants_no_more_than_its_supply_nodes_pass(cities: Path) -> None:
    """Plants that export: the town's substations pass 50, and 40 of them are there without the larger plant."""
    links = (link("large", "tap"), link("small", "tap"))
    nodes = (*PLANTS, node("tap", "power", "supply", capacity=50.0))
    city = town(cities, nodes, links, (depends("T", "tap"),))
    without, _, _ = course(model(city, hours=12), ["large"])
    np.testing.assert_allclose(without["power"], 0.2)


def test_a_layer_with_an_unknown_capacity_has_no_shortage(cities: Path) -> None:
    """The smaller plant may give anything."""
    nodes = (PLANTS[0], node("small", "power", "source"), node("tap", "power", "supply"))
    city = town(cities, nodes, (link("large", "tap"), link("small", "tap")), (depends("T", "tap"),))
    without, _, _ = course(model(city, hours=12), ["large"])
    assert not without["power"].any()


def test_islands_share_what_their_own_sources_give(cities: Path) -> None:
    """The tie breaks: T1, half of the people, has the larger plant and enough; T2 gets 40 of its 50."""
    nodes = (*PLANTS, node("one", "power", "supply"), node("two", "power", "supply"))
    links = (link("large", "one"), link("one", "two"), link("small", "two"))
    city = town(cities, nodes, links, (depends("T1", "one"), depends("T2", "two")))
    found = model(city, hours=12, margin={"power": 1.0})
    people = found.plan.persons / found.plan.persons.sum()
    without, _, _ = course(found, ["one-two"])
    own = dict(
        zip(found.plan.need_node[found.plan.need_first[found.plan.people_need : -1]].tolist(), people, strict=True)
    )
    names = {name: own[found.components.index(name)] for name in ("one", "two")}
    lost = sum(share - min(share, can) for share, can in ((names["one"], 0.6), (names["two"], 0.4)))
    np.testing.assert_allclose(without["power"], lost)


def test_a_user_that_stops_for_want_of_power_frees_none_for_itself(cities: Path) -> None:
    """Power and water need each other: at 30 of 100 the works stop, and stay so until the plant is back."""
    nodes = (
        node("large", "power", "source", capacity=70.0),
        node("small", "power", "source", capacity=30.0),
        node("feeder", "power", "supply"),
        node("grid", "power", "supply"),
        node("works", "water", "source"),
        node("tap", "water", "supply"),
    )
    links = (link("large", "grid"), link("small", "grid"), link("grid", "feeder"), link("works", "tap"))
    rows = (
        depends("works", "feeder"),
        depends("feeder", "tap"),  # a circle: the feeder's own plant needs water
        depends("T1", "grid"),
        depends("T2", "feeder"),
        depends("T", "tap"),
    )
    found = model(town(cities, nodes, links, rows), hours=30, margin={"power": 1.0})
    assert found.plan.circular.any()
    without, _, _ = course(found, ["large"])
    two = found.plan.persons[found.plan.need_node[found.plan.need_first[found.plan.people_need : -1]] == 2].sum()
    share = two / found.served.sum(axis=0)[found.service_names.index("power")]
    hour = np.arange(30)
    np.testing.assert_array_equal(without["water"], hour < 16)
    # T2 has nothing behind the stopped feeder; its demand counts all the same, and T1 keeps 30 %.
    np.testing.assert_allclose(without["power"], np.where(hour < 16, share + (1.0 - share) * 0.7, 0.0))


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_everything_is_back_when_all_is_repaired(seed: int) -> None:
    """With scarce capacity and circles too: nothing stays out, or starts and stops, after the last repair."""
    random = np.random.default_rng(seed)
    margin = {"power": 1.0, "water": 1.0, "telecom": 1.0}
    found = model(random_town(random), hours=120, margin=margin, other_crews=50, crews={})
    failed, duration = damage(found, random, 2, 0.2)
    without, beds, _ = run(found, failed, duration)
    assert not without[..., 6 + 40 :].any()
    assert (beds[:, 6 + 40 :] == 40.0).all()


@pytest.mark.parametrize(("any_of", "lost"), [(("telecom",), 0.0), ((), 0.5)])
def test_one_mast_covers_for_the_other(cities: Path, any_of: tuple[str, ...], lost: float) -> None:
    """Two masts cover the town, half of the need each: one is enough, unless shares are added up."""
    nodes = (
        node("exchange", "telecom", "source"),
        node("east", "telecom", "supply"),
        node("west", "telecom", "supply"),
    )
    links = (link("exchange", "east"), link("exchange", "west"))
    rows = (depends("T", "east", share=0.5), depends("T", "west", share=0.5))
    found = model(town(cities, nodes, links, rows), hours=24, any_of=any_of)
    np.testing.assert_allclose(course(found, ["east"])[0]["telecom"], np.where(np.arange(24) < 16, lost, 0.0))
    np.testing.assert_array_equal(course(found, ["east", "west"])[0]["telecom"], np.arange(24) < 16)


def test_networks_that_cover_for_each_other_must_exist() -> None:
    """As in all other rules."""
    with pytest.raises(SettingError, match="no network is called"):
        CascadeSettings(any_of=("smoke",))
