"""Sampled cascades: random streams, results, ranking, refusals and notices."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Serial, local
from anlan.errors import PackageError, SettingError
from anlan.hazards import HAZARDS
from anlan.risk.slots import slots_of
from anlan.scenarios.cascade import Cascade, CascadeSettings, RepairTime, cascade_of, model_of, rank_hardening
from anlan.scenarios.cascade.draws import draw, lognormal_of, words_of_events, words_of_names
from tests.scenarios.cascade.test_by_hand import DEPENDENCIES, LINKS, NODES
from tests.scenarios.cascade.town import depends, flood, frame, link, node, town

BREAKABLE = tuple({**row, "capacity": None} for row in NODES)


@pytest.fixture(name="chain")
def chain_of_services(cities: Path) -> City:
    """Power feeds water and telecom; each component fails with a chance equal to the depth."""
    return town(cities, BREAKABLE, LINKS, DEPENDENCIES)


def run(city: City, depths: list[float], samples: int = 200, **rules: Any) -> Cascade:
    """Sample floods of given depths."""
    events = flood(city, depths)
    return cascade_of(
        city, events, range(len(depths)), samples=samples, seed=5, executor=Serial(), settings=CascadeSettings(**rules)
    )


def test_components_fail_as_often_as_their_function_says(chain: City) -> None:
    """At a depth of 0.3 m the chance is 0.3; without water nothing fails."""
    np.testing.assert_allclose(run(chain, [0.3], 4000).failures, 0.3, atol=0.03)
    assert not run(chain, [0.0]).failures.any()


def test_hours_of_repair_are_lognormal_with_the_mean_and_spread_that_are_set() -> None:
    """Rounded up to full hours, which adds half an hour in the mean."""
    center, spread = lognormal_of(np.array([[72.0]]), np.array([[36.0]]))
    words = words_of_events(1, "rain_flood", [(0, sample) for sample in range(20_000)])
    hazard = np.zeros((20_000, 1), dtype=np.int8)
    failed, duration = draw(words, words_of_names(["x"]), np.ones((20_000, 1)), hazard, center, spread, 10_000)
    assert failed.all()
    assert duration.mean() == pytest.approx(72.5, rel=0.02)
    assert duration.std() == pytest.approx(36.0, rel=0.05)


def test_random_numbers_belong_to_component_and_event(chain: City) -> None:
    """A sample is the same alone and among others, and another component changes nobody else's fate."""
    all_three = run(chain, [0.3, 0.5, 0.4], 40)
    events = flood(chain, [0.3, 0.5, 0.4])
    one = cascade_of(chain, events, [1], samples=40, seed=5, executor=Serial())
    np.testing.assert_array_equal(one.without, all_three.without[40:80])
    more = town_with_node(chain)
    wider = run(more, [0.3, 0.5, 0.4], 40)
    shared = [wider.model.components.index(name) for name in all_three.model.components]
    np.testing.assert_array_equal(wider.failures[shared], all_three.failures)


def town_with_node(city: City) -> City:
    """Add a node that nobody needs, before all others."""
    rows = city.table("nodes")
    return city.with_table("nodes", frame(city, "nodes", [node("extra", "gas", "junction"), *rows.to_dicts()]))


def test_the_result_does_not_depend_on_workers(chain: City) -> None:
    """Serial and two threads agree bit for bit, the ranking too."""
    events = flood(chain, [0.2, 0.4])
    serial = cascade_of(chain, events, [0, 1], samples=70, seed=2, executor=Serial())
    with local(2) as executor:
        threads = cascade_of(chain, events, [0, 1], samples=70, seed=2, executor=executor)
        ranked = rank_hardening(threads, events, executor)
    for name in ("without", "by_district", "share_lost", "beds", "person_hours", "place_hours", "failures"):
        np.testing.assert_array_equal(getattr(serial, name), getattr(threads, name))
    assert ranked == rank_hardening(serial, events, Serial())


def test_person_hours_are_the_sum_over_hours_and_districts(chain: City) -> None:
    """What districts lack adds up to the city, and its sum over hours to person-hours and to the loss."""
    found = run(chain, [0.3])
    assert found.by_district is not None
    people = found.model.served
    np.testing.assert_allclose(
        np.einsum("rdsh,ds->rsh", found.by_district, people) / people.sum(axis=0)[:, None], found.without, atol=1e-6
    )
    for place, name in enumerate(found.model.service_names):
        np.testing.assert_allclose(found.loss(name) * people[:, place].sum(), found.person_hours[:, place], rtol=1e-5)
        assert (found.robustness(name) <= found.quality(name).mean(axis=1) + 1e-12).all()
    assert found.band("power").shape == (4, 336)
    assert run(chain, [0.3], districts=False).by_district is None


def test_what_cells_lack_adds_up_to_what_their_districts_lack(chain: City) -> None:
    """Residents times the mean share of each row give the mean over the samples, hour by hour."""
    found = run(chain, [0.3, 0.6], 50, hours=100)
    assert found.by_district is not None
    residents = chain.cells.population
    slots = slots_of(chain)
    district = slots.district[slots.of_row]
    for place, name in enumerate(found.model.service_names):
        share = found.by_cell(name)
        assert share.shape == (100, residents.size)
        assert share.dtype == np.float32
        people = found.model.served[:, place]
        for at in range(len(slots.codes)):
            mine = district == at
            mean = found.by_district[:, at, place].mean(axis=0, dtype=np.float64) * people[at]
            np.testing.assert_allclose(share[:, mine] @ residents[mine], mean, rtol=1e-5, atol=1e-4)


def test_rows_of_cells_lose_what_their_own_nodes_lose(cities: Path) -> None:
    """Two areas have a substation each; the residents of the one that failed lose it for 16 hours, not longer."""
    nodes = (node("plant", "power", "source", fragility=None), node("east", "power", "supply"),
             node("west", "power", "supply", fragility=None), node("off", "water", "supply"))  # fmt: skip
    links = (link("plant", "east", fragility=None), link("plant", "west", fragility=None))
    city = town(cities, nodes, links, (depends("T1", "east"), depends("T2", "west")))
    rules = {"repairs": (RepairTime("power", "node", 9.5, 0.0),), "hours": 24}
    share = run(city, [1.0], 3, **rules).by_cell("power")
    model = model_of(city, "rain_flood", "m", CascadeSettings())
    lost = model.plan.need_node[model.plan.need_first[model.plan.people_need + model.need_of_row[0]]]
    east = lost == model.components.index("east")
    assert east.any()
    assert not east.all()
    np.testing.assert_array_equal(share[:, east], (np.arange(24) < 16)[:, None].repeat(east.sum(), axis=1))
    assert not share[:, ~east].any()


def test_rapidity_is_the_hour_from_which_service_stays_back(chain: City) -> None:
    """Zero where it never fell, infinite where it does not come back within the hours."""
    found = run(chain, [0.3], hours=24)
    rapid, quality = found.rapidity("power"), found.quality("power")
    for hour, level in zip(rapid.tolist(), quality, strict=True):
        below = np.flatnonzero(level < 0.95)
        expected = 0.0 if not below.size else np.inf if below[-1] == 23 else below[-1] + 1.0
        assert hour == expected


def test_hardening_saves_what_a_run_without_that_failure_saves(chain: City) -> None:
    """The saving of each candidate equals the difference of two whole runs on the same random numbers."""
    events = flood(chain, [0.3])
    before = run(chain, [0.3])
    ranked = rank_hardening(before, events, Serial(), candidates=9)
    assert [one.saved for one in ranked] == sorted((one.saved for one in ranked), reverse=True)
    assert ranked[0].component in {"plant", "substation"}
    for one in ranked[:3]:
        rows = chain.table("nodes").to_dicts()
        for row in rows:
            row["fragility"] = None if row["id"] == one.component else row["fragility"]
        if not any(row["fragility"] is None for row in rows):
            continue
        after = run(chain.with_table("nodes", frame(chain, "nodes", rows)), [0.3])
        saved = (before.person_hours - after.person_hours).sum(axis=1)
        assert one.saved == pytest.approx(saved.mean(), rel=1e-9)
        assert one.error == pytest.approx(saved.std() / np.sqrt(saved.size - 1), rel=1e-6)


def test_everything_that_is_wrong_is_said_at_once_with_file_and_line(chain: City) -> None:
    """Negative backups, unknown nodes, functions that are none and links across networks."""
    nodes = [dict(row) for row in chain.table("nodes").to_dicts()]
    nodes[1]["backup_hours"], nodes[2]["fragility"] = -2.0, "nothing"
    rows = [*chain.table("dependencies").to_dicts(), depends("T", "nowhere"), depends("tap", "tap")]
    links = [*chain.table("links").to_dicts(), {**LINKS[0], "id": "odd", "to_node": "tap"}]
    city = chain
    for table, content in (("nodes", nodes), ("dependencies", rows), ("links", links)):
        city = city.with_table(table, frame(city, table, content))
    with pytest.raises(PackageError) as caught:
        run(city, [0.3])
    assert {(problem.file, problem.line, problem.code) for problem in caught.value.problems} == {
        ("nodes.csv", 3, "negative"),
        ("nodes.csv", 4, "no-fragility"),
        ("dependencies.csv", 10, "unknown-node"),
        ("dependencies.csv", 11, "depends-on-itself"),
        ("links.csv", 5, "link-across-networks"),
    }


def test_functions_in_another_unit_are_refused(chain: City) -> None:
    """The function is in metres."""
    with pytest.raises(PackageError, match="is in m, but the hazard is computed in ft"):
        model_of(chain, "rain_flood", "ft", CascadeSettings())


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"hours": 0}, "covers 0 hours"),
        ({"delay": -1}, "begin after -1 hours"),
        ({"crews": {"power": 0}}, "give each network 1 or more"),
        ({"margin": {"water": 0.5}}, "margin of capacity"),
        ({"crews": {"magic": 3}}, "no network is called"),
        ({"enough": 0.0}, "share of a service that is enough is 0"),
        ({"priority": "loud"}, "order of repair is 'loud'"),
    ],
)
def test_rules_that_cannot_be_are_refused(rules: dict[str, Any], words: str) -> None:
    """With the value and what to give instead."""
    with pytest.raises(SettingError, match=words):
        CascadeSettings(**rules)


def test_cities_and_requests_without_content_are_refused(chain: City, cities: Path) -> None:
    """No networks, no samples, no such event, no such service."""
    plain = City.load(cities / "tinytown")
    with pytest.raises(SettingError, match="no networks"):
        run(plain, [0.3])
    with pytest.raises(SettingError, match="0 samples"):
        run(chain, [0.3], 0)
    with pytest.raises(SettingError, match="events 0 to 0"):
        cascade_of(chain, flood(chain, [0.3]), [1], samples=1, seed=0, executor=Serial())
    with pytest.raises(SettingError, match="served by 'gas'"):
        run(chain, [0.3], 1).loss("gas")
    with pytest.raises(SettingError, match="0 candidates"):
        rank_hardening(run(chain, [0.3], 1), flood(chain, [0.3]), Serial(), 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["typhoon_wind", "earthquake", "rain_flood"])
def test_the_demo_city_is_followed_through_a_strong_event(kind: str, cities: Path) -> None:
    """The strongest of 200 events: services fall and come back, and nobody is counted twice."""
    city = City.load(cities / "lianyungang")
    events = next(hazard for hazard in HAZARDS if hazard.kind == kind).event_set(city, 200, 1)
    strength = [float(events.intensity([event]).mean()) for event in range(len(events))]
    found = cascade_of(city, events, [int(np.argmax(strength))], samples=20, seed=1, executor=Serial())
    assert found.model.service_names == ("road", "power", "water", "telecom")
    assert ((found.without >= 0.0) & (found.without <= 1.0 + 1e-6)).all()
    np.testing.assert_allclose(found.model.served.sum(axis=0), city.cells.population.sum())
    if kind == "earthquake":
        assert found.loss("power").mean() > 0.0
        assert found.beds.min() < found.model.plan.beds.sum()
        assert rank_hardening(found, events, Serial(), 5)[0].saved > 0.0
