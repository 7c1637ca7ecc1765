"""What must hold for every network."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.city import City
from anlan.risk.networks import Network
from anlan.risk.networks.kernel import states
from anlan.scenarios.cascade import CascadeModel
from anlan.scenarios.cascade.block import follow_block
from anlan.scenarios.cascade.kernel import supply_layer, whole_state
from bench.cascade_reference import Reference
from tests.scenarios.cascade.town import MIDDLE, depends, link, model, node, town

ROOT = Path(__file__).resolve().parents[3]
LAYERS = ("power", "water", "telecom", "road")
NODES = 6


def random_town(random: np.random.Generator, directed: bool = False) -> City:
    """Make networks of six nodes each that need each other at random, circles too."""
    nodes, links, rows = [], [], dict[tuple[str, str], Any]()
    for name in LAYERS:
        for place in range(NODES):
            role = ("source", "source", "junction", "supply", "supply", "supply")[place]
            lon, lat = MIDDLE[0] + random.uniform(-0.03, 0.03), MIDDLE[1] + random.uniform(-0.03, 0.03)
            nodes.append(
                node(f"{name}-{place}", name, role, lon=lon, lat=lat, capacity=float(random.integers(1, 9)),
                     place="works" if name == "water" and place == 0 else None)
            )  # fmt: skip
        for number in range(9):
            one, other = random.choice(NODES, 2, replace=False).tolist()
            way = "yes" if directed and random.random() < 0.5 else "no"
            size = {"capacity": float(random.integers(0, 4)), "length_km": float(random.uniform(0.5, 3.0))}
            links.append(link(f"{name}-{one}", f"{name}-{other}", id=f"{name}:{number}", one_way=way, **size))
    users = [str(row["id"]) for row in nodes] + ["hospital", "works", "school", "T1", "T2"]
    for _ in range(40):
        user, on = users[int(random.integers(len(users)))], f"{LAYERS[random.integers(3)]}-{random.integers(3, NODES)}"
        if user != on:
            share, backup = float(random.choice([0.25, 0.5, 1.0])), float(random.choice([0.0, 0.0, 2.5, 6.0, 30.0]))
            rows[user, on] = depends(user, on, backup, share)
    return town(ROOT / "cities", nodes, links, list(rows.values()))


def run(found: CascadeModel, failed: NDArray[np.bool_], duration: NDArray[np.int64]) -> tuple[Any, Any, Any]:
    """Follow damage that is given."""
    rules = found.settings
    return follow_block(
        found.plan, failed, duration, rules.hours, rules.delay, rules.access, len(found.districts), False
    )[:3]


def damage(
    found: CascadeModel, random: np.random.Generator, count: int, chance: float
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Draw damage and hours of repair."""
    parts = len(found.components)
    return random.random((count, parts)) < chance, random.integers(1, 40, (count, parts))


MARGINS: tuple[dict[str, float], ...] = (
    {}, {"water": 1.2, "power": 1.0}, {"water": 1.0, "power": 1.05, "telecom": 1.1}
)  # fmt: skip
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=25)
@given(seeds)
def test_the_kernel_equals_the_rules_in_plain_python(seed: int) -> None:
    """Shares of service and beds agree at every hour, with capacity, access, one-way links and circles."""
    random = np.random.default_rng(seed)
    rules = {"access": bool(seed % 2), "margin": MARGINS[seed % 3], "any_of": ("telecom", "water")[: seed % 4 - 1]}
    found = model(random_town(random, directed=seed % 5 == 0), hours=60, other_crews=1, crews={}, **rules)
    failed, duration = damage(found, random, 3, 0.2)
    without, beds, _ = run(found, failed, duration)
    for row in range(len(failed)):
        parts = np.flatnonzero(failed[row]).tolist()
        theirs, their_beds = Reference(found, set(parts), {part: int(duration[row, part]) for part in parts}).run()
        np.testing.assert_allclose(without[row], np.array(theirs).transpose(1, 2, 0), atol=1e-6)
        np.testing.assert_array_equal(beds[row], their_beds)


@settings(max_examples=25)
@given(seeds)
def test_without_damage_everybody_is_served(seed: int) -> None:
    """Whatever the network, nobody lacks a service, and every place works."""
    random = np.random.default_rng(seed)
    found = model(random_town(random), hours=30)
    failed, duration = damage(found, random, 1, 0.0)
    without, beds, down = run(found, failed, duration)
    assert not without.any()
    assert (beds == 40.0).all()
    assert not down.any()


@settings(max_examples=25)
@given(seeds)
def test_more_damage_never_gives_more_service(seed: int) -> None:
    """With a fixed order of repair, no shortage of capacity and free access; shares stay from 0 to 1."""
    random = np.random.default_rng(seed)
    found = model(random_town(random), hours=80, margin={}, other_crews=2, crews={})
    less, duration = damage(found, random, 2, 0.15)
    more = less | (random.random(less.shape) < 0.1)
    light, light_beds, light_down = run(found, less, duration)
    heavy, heavy_beds, heavy_down = run(found, more, duration)
    assert (heavy >= light - 1e-6).all()
    assert (heavy_beds <= light_beds).all()
    assert (heavy_down >= light_down).all()
    share = heavy[:, :, found.services] / np.where(found.served > 0.0, found.served, 1.0)[..., None]
    assert ((share >= 0.0) & (share <= 1.0 + 1e-9)).all()


@settings(max_examples=25)
@given(seeds)
def test_a_longer_backup_never_gives_less_service(seed: int) -> None:
    """Every backup is made longer, each by another time."""
    random = np.random.default_rng(seed)
    found = model(random_town(random), hours=80, margin={})
    failed, duration = damage(found, random, 2, 0.2)
    short, short_beds, _ = run(found, failed, duration)
    backup = found.plan.need_backup + random.uniform(0.0, 20.0, found.plan.need_backup.size)
    rules = found.settings
    plan = found.plan._replace(need_backup=backup)
    longer, longer_beds, _, _ = follow_block(
        plan, failed, duration, rules.hours, rules.delay, rules.access, len(found.districts), False
    )
    assert (longer <= short + 1e-6).all()
    assert (longer_beds >= short_beds).all()


@pytest.mark.parametrize("directed", [False, True])
def test_reach_equals_that_of_the_network_measures(directed: bool) -> None:
    """Who is supplied in damaged random graphs agrees with `anlan.risk.networks`, equal to OpenQuake."""
    random = np.random.default_rng(3)
    for _ in range(20):
        nodes = [node(f"n{place}", "power", "source" if place < 3 else "supply") for place in range(30)]
        way = "yes" if directed else "no"
        pairs = [tuple(random.choice(30, 2, replace=False).tolist()) for _ in range(40)]
        links = [
            link(f"n{one}", f"n{other}", id=f"e{at}", one_way=way) for at, (one, other) in enumerate(pairs)
        ]  # fmt: skip
        found = model(town(ROOT / "cities", nodes, links, ()))
        failed = random.random(70) < 0.15
        network = Network.of(
            [f"n{place}" for place in range(30)],
            [f"e{at}" for at in range(40)],
            [(f"n{one}", f"n{other}") for one, other in pairs],
            sources=["n0", "n1", "n2"],
            demands=[f"n{place}" for place in range(3, 30)],
            directed=directed,
        )
        first = np.array([0, failed.sum()], dtype=np.int64)
        served, _, _ = states(
            network.indptr, network.head, network.edge, network.length, network.source, network.demand, False, first,
            np.flatnonzero(failed).astype(np.int32),
        )  # fmt: skip
        state = whole_state(found.plan)
        state.broken[:] = failed
        state.works[:] = ~failed[:30]
        supply_layer(found.plan, 0, state, True)
        np.testing.assert_array_equal(state.level[3:] > 0.0, served[0, 3:] > 0.0)
