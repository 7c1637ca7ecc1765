"""What one more spare part would save, and that the part of a hardened component is free for others."""

import math
from pathlib import Path

import pytest

from anlan.city import City
from anlan.compute import Executor, Serial, local
from anlan.scenarios.cascade import Cascade, CascadeSettings, Spares, cascade_of, rank_hardening, value_of_spares
from anlan.scenarios.cascade.damage import drawn
from tests.scenarios.cascade.test_spares import SUBSTATIONS, two_substations
from tests.scenarios.cascade.town import flood


@pytest.fixture(name="city")
def city_of_two_substations(cities: Path) -> City:
    """A plant feeds two substations, each of half of the people."""
    return two_substations(cities)


def followed(city: City, executor: Executor, nodes: int, samples: int = 70) -> Cascade:
    """Follow a flood that breaks each component with chance 0.6."""
    spares = {"power": Spares(nodes=nodes, links=5, lead_hours=60.0), "water": Spares(nodes=0)}
    rules = CascadeSettings(hours=120, spares=spares)
    return cascade_of(city, flood(city, [0.6]), [0], samples=samples, seed=5, executor=executor, settings=rules)


def test_the_value_of_a_spare_is_the_difference_of_two_whole_runs(city: City) -> None:
    """One transformer in stock against two, sample by sample; a part that is never short saves nothing."""
    before, after = followed(city, Serial(), 1), followed(city, Serial(), 2)
    best, lines = value_of_spares(before, flood(city, [0.6]), Serial())
    saved = (before.person_hours - after.person_hours).sum(axis=1)
    assert (best.network, best.part, best.stock) == ("power", "node", 1)
    assert best.saved == pytest.approx(saved.mean())
    assert best.error == pytest.approx(saved.std(ddof=1) / math.sqrt(saved.size))
    both = [before.model.components.index(name) for name in SUBSTATIONS]
    broken, _ = drawn(before.model, flood(city, [0.6]), before.rows, slice(0, len(before.rows)))
    assert best.short == broken[:, both].all(axis=1).mean()
    assert best.saved > 0.0
    assert (lines.network, lines.part, lines.short, lines.saved, lines.error) == ("power", "link", 0.0, 0.0, 0.0)


def test_the_value_of_a_spare_does_not_depend_on_workers(city: City) -> None:
    """One and two workers agree bit for bit, over three blocks."""
    events = flood(city, [0.6])
    with local(2) as executor:
        there = value_of_spares(followed(city, executor, 0), events, executor)
    assert value_of_spares(followed(city, Serial(), 0), events, Serial()) == there


def test_a_hardened_component_leaves_its_part_to_the_others(city: City) -> None:
    """Hardening `one` saves more than its own people's hours while `two` waits for the only part."""
    scarce, ample = followed(city, Serial(), 1), followed(city, Serial(), 2)
    events = flood(city, [0.6])
    saved = [{one.component: one.saved for one in rank_hardening(found, events, Serial())} for found in (scarce, ample)]
    assert saved[0]["one"] > saved[1]["one"]
