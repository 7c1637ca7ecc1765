"""Spare parts: who waits for one, and until when."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import SettingError
from anlan.scenarios.cascade import CascadeSettings, Spares
from bench.cascade_reference import Reference
from tests.scenarios.cascade.test_properties import MARGINS, damage, random_town, run
from tests.scenarios.cascade.town import course, depends, link, model, node, town

SUBSTATIONS = ("one", "two")
BROKEN = [*SUBSTATIONS]
ONE_SPARE = {"power": Spares(nodes=1, lead_hours=48.0)}


def two_substations(cities: Path) -> City:
    """A plant feeds two substations, each of half of the people; the plant never fails."""
    nodes = [node("plant", "power", "source", fragility=None)]
    nodes += [node(name, "power", "supply") for name in SUBSTATIONS]
    links = [link("plant", name) for name in SUBSTATIONS]
    return town(cities, nodes, links, (depends("T1", "one"), depends("T2", "two")))


@pytest.fixture(name="city")
def city_of_two_substations(cities: Path) -> City:
    """A plant feeds two substations."""
    return two_substations(cities)


def steps(hours: int, *ends: int) -> NDArray[np.float64]:
    """Return the share without power when half of the people wait until each of two hours."""
    hour = np.arange(hours)
    return np.asarray(sum((hour < end) * 0.5 for end in ends))


def test_the_second_transformer_waits_for_the_part_that_was_ordered(city: City) -> None:
    """One spare and 48 h of lead: the first is back at 6 + 10, the second at 48 + 10, though crews are free."""
    found = model(city, hours=72, spares=ONE_SPARE)
    np.testing.assert_allclose(course(found, BROKEN)[0]["power"], steps(72, 16, 58))


def test_enough_parts_change_nothing(city: City) -> None:
    """Two spares for two transformers, the lead over before crews begin, no limit: all are the same to the bit."""
    free = course(model(city, hours=72, spares={}), BROKEN)[0]["power"]
    np.testing.assert_allclose(free, steps(72, 16, 16))
    for spares in (Spares(nodes=2), Spares(nodes=0, lead_hours=6.0), Spares(nodes=0, lead_hours=0.0), Spares()):
        found = model(city, hours=72, spares={"power": spares})
        np.testing.assert_array_equal(course(found, BROKEN)[0]["power"], free)


def test_parts_that_never_arrive_leave_the_component_broken(city: City) -> None:
    """No lead is given, or one beyond the hours that are followed."""
    for lead in (math.inf, 72.0, 5000.0):
        found = model(city, hours=72, spares={"power": Spares(nodes=1, lead_hours=lead)})
        np.testing.assert_allclose(course(found, BROKEN)[0]["power"], steps(72, 16, 72))


def test_parts_arrive_at_the_end_of_an_hour_that_has_begun(city: City) -> None:
    """A lead of 20.2 h: work begins at hour 21."""
    found = model(city, hours=72, spares={"power": Spares(nodes=1, lead_hours=20.2)})
    np.testing.assert_allclose(course(found, BROKEN)[0]["power"], steps(72, 16, 31))


def test_the_crew_goes_on_to_what_can_be_repaired(city: City) -> None:
    """One crew and no part for `one`: it mends the line to `two` first, 6 to 16, and comes back at 48."""
    rules = {"hours": 72, "crews": {"power": 1}, "priority": "listed"}
    waits = model(city, spares={"power": Spares(nodes=0, lead_hours=48.0)}, **rules)
    at_once = model(city, spares={}, **rules)
    damaged = ["one", "plant-two"]
    np.testing.assert_allclose(course(at_once, damaged)[0]["power"], steps(72, 16, 26))
    np.testing.assert_allclose(course(waits, damaged)[0]["power"], steps(72, 58, 16))


def test_nodes_and_links_have_their_own_parts(city: City) -> None:
    """A stock of links alone: the second line waits, transformers do not; parts of other networks do not count."""
    lines = {"power": Spares(links=1, lead_hours=48.0), "water": Spares(nodes=0, links=0)}
    found = model(city, hours=72, spares=lines)
    np.testing.assert_allclose(course(found, BROKEN)[0]["power"], steps(72, 16, 16))
    np.testing.assert_allclose(course(found, ["plant-one", "plant-two"])[0]["power"], steps(72, 16, 58))


def test_by_default_the_twenty_first_power_node_waits_a_week(cities: Path) -> None:
    """Twenty substations of 21 are back at 16, with 30 crews; of other networks all are."""
    names = [f"s{place:02}" for place in range(21)]
    nodes = [node("plant", "power", "source", fragility=None), *(node(name, "power", "supply") for name in names)]
    rows = [depends("T", name) for name in names]
    city = town(cities, nodes, [link("plant", name) for name in names], rows)
    found = model(city, crews={"power": 30})
    hour = np.arange(336)
    lost = course(found, names)[0]["power"]
    np.testing.assert_allclose(lost, np.select([hour < 16, hour < 178], [1.0, 1.0 / 21.0], 0.0), atol=1e-12)
    np.testing.assert_allclose(course(found, names[:20])[0]["power"], np.where(hour < 16, 20.0 / 21.0, 0.0), atol=1e-12)
    assert [CascadeSettings().spares_of(name).stock for name in ("water", "telecom", "road")] == [(None, None)] * 3


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_spare_parts_equal_the_rules_in_plain_python(seed: int) -> None:
    """Circles, capacities, few crews, access and stocks at random."""
    random = np.random.default_rng(seed)
    stocks = {
        name: Spares(
            int(random.integers(0, 3)), int(random.integers(0, 3)), float(random.choice([0.0, 9.5, 30.0, 99.0]))
        )
        for name in ("power", "water", "telecom", "road")
    }
    found = model(
        random_town(random), hours=70, spares=stocks, other_crews=2, crews={}, access=bool(seed % 2),
        margin=MARGINS[seed % 3],
    )  # fmt: skip
    failed, duration = damage(found, random, 2, 0.35)
    people, beds, _ = run(found, failed, duration)
    for row in range(2):
        parts = np.flatnonzero(failed[row]).tolist()
        without, open_beds = Reference(found, set(parts), {part: int(duration[row, part]) for part in parts}).run()
        np.testing.assert_allclose(people[row], np.array(without).transpose(1, 2, 0), atol=1e-6)
        np.testing.assert_allclose(beds[row], open_beds, atol=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_more_parts_an_earlier_delivery_and_less_damage_never_give_less(seed: int) -> None:
    """With a crew for every component, free access and no shortage of capacity."""
    random = np.random.default_rng(seed)
    city = random_town(random)
    nodes, links, other_nodes, other_links = random.integers(0, 3, 4).tolist()
    lead, less = float(random.integers(10, 60)), float(random.integers(0, 10))
    rules = {"hours": 100, "margin": {}, "other_crews": 99, "crews": {}}
    names = ("power", "water", "telecom", "road")
    scarce = model(city, spares={name: Spares(nodes, links, lead) for name in names}, **rules)
    ample = model(
        city, spares={name: Spares(nodes + other_nodes, links + other_links, lead - less) for name in names}, **rules
    )
    failed, duration = damage(scarce, random, 2, 0.3)
    lost, beds, down = run(scarce, failed, duration)
    for found, broken in ((ample, failed), (scarce, failed & (random.random(failed.shape) < 0.8))):
        better, more_beds, less_down = run(found, broken, duration)
        assert (better <= lost + 1e-6).all()
        assert (more_beds >= beds).all()
        assert (less_down <= down).all()


@pytest.mark.parametrize(
    ("spares", "words"),
    [
        ({"power": Spares(nodes=-1)}, "give 0 or more parts"),
        ({"power": Spares(links=-2)}, "give 0 or more parts"),
        ({"power": Spares(nodes=1, lead_hours=-1.0)}, "0 or more hours"),
        ({"power": Spares(nodes=1, lead_hours=math.nan)}, "0 or more hours"),
        ({"magic": Spares(nodes=1)}, "no network is called"),
    ],
)
def test_stocks_that_cannot_be_are_refused(spares: dict[str, Spares], words: str) -> None:
    """With the value and what to give instead."""
    with pytest.raises(SettingError, match=words):
        CascadeSettings(spares=spares)
