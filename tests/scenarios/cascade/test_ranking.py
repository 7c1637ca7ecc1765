"""What hardening and doubling a component save; and that no result depends on where it is computed."""

import multiprocessing
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Executor, Serial, local
from anlan.compute.cluster import cluster
from anlan.scenarios.cascade import Cascade, CascadeSettings, Hardening, RepairTime, cascade_of, rank_hardening
from anlan.scenarios.cascade.damage import drawn, rows_of, twins_drawn
from tests.compute.dask_cluster import serve
from tests.scenarios.cascade.test_by_hand import DEPENDENCIES, LINKS, NODES
from tests.scenarios.cascade.test_hazards import quake, shaken
from tests.scenarios.cascade.test_properties import random_town
from tests.scenarios.cascade.town import flood, frame, link, node, town


@pytest.fixture(name="chain")
def chain_of_services(cities: Path) -> City:
    """The chain of services; the substation fails in earthquakes too."""
    return shaken(town(cities, tuple({**row, "capacity": None} for row in NODES), LINKS, DEPENDENCIES), "substation")


def run(city: City, depth: float, samples: int, executor: Executor) -> tuple[Cascade, tuple[Hardening, ...]]:
    """Follow a flood with an earthquake, and rank what to harden or double."""
    events = (flood(city, [depth]), quake(city, [0.2]))
    found = cascade_of(
        city, events, [0], samples=samples, seed=5, executor=executor, settings=CascadeSettings(hours=96)
    )
    return found, rank_hardening(found, events, executor, candidates=9)


def test_a_twin_fails_independently_of_the_component_beside_it(chain: City) -> None:
    """At 0.3 both fail in 9 of 100 samples; of the substation, which earthquakes break too, in 0.44 squared."""
    events = (flood(chain, [0.3]), quake(chain, [0.2]))
    model = run(chain, 0.3, 1, Serial())[0].model
    rows, block = rows_of(events, [0], 20_000, 5), slice(0, 20_000)
    chosen = np.array([model.components.index(name) for name in ("plant", "substation")])
    both = drawn(model, events, rows, block)[0][:, chosen] & twins_drawn(model, events, rows, block, chosen)
    np.testing.assert_allclose(both.mean(axis=0), [0.09, 0.44**2], atol=0.008)


def test_doubling_saves_what_hardening_saves_unless_the_twin_fails(chain: City) -> None:
    """In the mean a share of one minus the chance; hardening is never worse, and the best comes first."""
    _, ranked = run(chain, 0.3, 3000, Serial())
    by_name = {one.component: one for one in ranked}
    assert by_name["plant"].doubled == pytest.approx(0.7 * by_name["plant"].saved, rel=0.05)
    assert by_name["substation"].doubled == pytest.approx(0.56 * by_name["substation"].saved, rel=0.05)
    for one in ranked:
        assert one.best == "harden"
        assert 0.0 < one.doubled <= one.saved
        assert one.doubled_error > 0.0
    assert [one.saved for one in ranked] == sorted((one.saved for one in ranked), reverse=True)


def test_doubling_equals_a_network_with_two_parallel_parts(cities: Path) -> None:
    """A second main beside the first, laid into the tables, saves as much as the simulated twin within the error."""
    nodes = (node("works", "water", "source", fragility=None), node("tap", "water", "supply", fragility=None))
    one = town(cities, nodes, (link("works", "tap"),), ())
    events = flood(one, [0.4])
    rules = CascadeSettings(hours=72, repairs=(RepairTime("water", "link", 30.0, 0.0),))
    before = cascade_of(one, events, [0], samples=4000, seed=5, executor=Serial(), settings=rules)
    (ranked,) = rank_hardening(before, events, Serial())
    two = one.with_table("links", frame(one, "links", (link("works", "tap"), link("works", "tap", id="second"))))
    after = cascade_of(two, events, [0], samples=4000, seed=5, executor=Serial(), settings=rules)
    saved = (before.person_hours - after.person_hours).sum(axis=1)
    assert ranked.doubled == pytest.approx(saved.mean(), abs=4.0 * ranked.doubled_error)


FIELDS = ("without", "by_district", "share_lost", "beds", "person_hours", "place_hours", "failed", "failures")


@pytest.mark.parametrize("workers", [2, 3])
def test_threads_give_the_same_bits(chain: City, workers: int) -> None:
    """The course, the cells and the ranking, of several blocks."""
    here, ranked = run(chain, 0.3, 70, Serial())
    with local(workers) as executor:
        there, again = run(chain, 0.3, 70, executor)
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name), err_msg=name)
    assert ranked == again


def test_routed_power_gives_the_same_bits_in_threads() -> None:
    """Random networks with circles, in which links are full."""
    city = random_town(np.random.default_rng(4))
    rules = CascadeSettings(hours=96, flow="dc", margin={"power": 1.0, "water": 1.1})
    found = []
    for workers in (1, 2):
        with local(workers) as executor:
            found.append(
                cascade_of(city, flood(city, [0.2]), [0], samples=70, seed=5, executor=executor, settings=rules)
            )
    assert found[0].model.plan.routed.any()
    assert found[0].person_hours.any()
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(found[0], name), getattr(found[1], name), err_msg=name)


@pytest.fixture(scope="module")
def dask() -> Iterator[Executor]:
    """Open a cluster of two worker processes."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    process.start()
    try:
        assert here.poll(120), "the cluster did not start"
        with cluster(here.recv()) as executor:
            yield executor
    finally:
        here.send("stop")
        process.join(60)
        if process.is_alive():
            process.kill()


@pytest.mark.slow
@pytest.mark.skipif(find_spec("distributed") is None, reason="the package distributed is not installed")
def test_a_cluster_gives_the_same_bits(chain: City, dask: Executor) -> None:
    """Two processes of a Dask cluster: the course, the cells and the ranking."""
    here, ranked = run(chain, 0.3, 70, Serial())
    there, again = run(chain, 0.3, 70, dask)
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name), err_msg=name)
    assert ranked == again
