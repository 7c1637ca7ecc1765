"""The DC power flow and what is shed where a link is full, on cases computed by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.scenarios.cascade import CascadeModel, CascadeSettings
from anlan.scenarios.cascade.flow import angles, carried_by, factored
from anlan.scenarios.cascade.kernel import supply_layer, whole_state
from tests.scenarios.cascade.town import course, depends, link, model, node, town

ONE, OTHER = np.array([0, 1, 0], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
"""Three buses in a triangle: links 0-1, 1-2 and 0-2."""

EQUAL = np.ones(3)


def flows(power: list[float]) -> NDArray[np.float64]:
    """Return the flows of the triangle with equal reactances."""
    matrix, start = factored(3, ONE, OTHER, EQUAL)
    angle = angles(matrix, start, np.array(power))
    return EQUAL * (angle[ONE] - angle[OTHER])


def test_two_thirds_go_the_short_way_and_one_third_the_long_way() -> None:
    """With equal reactances the way over two links has twice the reactance of the direct one."""
    np.testing.assert_allclose(flows([1.0, 0.0, -1.0]), [1 / 3, 1 / 3, 2 / 3], rtol=1e-12)
    np.testing.assert_allclose(flows([90.0, -30.0, -60.0]), [40.0, 10.0, 50.0], rtol=1e-12)


def shares(most: list[float], demand: tuple[float, float, float] = (0.0, 30.0, 60.0)) -> NDArray[np.float64]:
    """Return what the triangle carries when bus 0 feeds it."""
    supply = np.array([200.0, 0.0, 0.0])
    return carried_by(np.array(demand), supply, 1.0, ONE, OTHER, EQUAL, np.array(most))


def test_a_full_link_sheds_those_whose_power_goes_through_it() -> None:
    """Link 0-2 carries 50 and may carry 40: of bus 1 a third goes through it, of bus 2 two thirds; 1/9, 2/9 are shed.

    The smallest shares in the weighted mean square: mu = 10 / (30 / 9 + 60 x 4 / 9) = 1 / 3.
    """
    found = shares([np.inf, np.inf, 40.0])
    np.testing.assert_allclose(found[1:], [8 / 9, 7 / 9], rtol=1e-9)
    drawn = np.array([30.0, 60.0]) * found[1:]
    assert drawn[0] / 3 + 2 * drawn[1] / 3 == pytest.approx(40.0)
    np.testing.assert_allclose(shares([np.inf, np.inf, 50.0])[1:], 1.0)


def test_behind_a_full_radial_link_all_is_shed_alike() -> None:
    """A feeder of 45 for 30 and 60: one half of both; nobody before it loses anything."""
    one, other = np.array([0, 1, 1], dtype=np.int32), np.array([1, 2, 3], dtype=np.int32)
    demand, supply = np.array([20.0, 0.0, 30.0, 60.0]), np.array([200.0, 0.0, 0.0, 0.0])
    found = carried_by(demand, supply, 1.0, one, other, np.ones(3), np.array([45.0, np.inf, np.inf]))
    np.testing.assert_allclose(found, [1.0, 0.5, 0.5, 0.5], rtol=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_no_link_carries_more_than_its_capacity(seed: int) -> None:
    """On random meshed networks with several sources; shares stay from 0 to what the sources can give."""
    random = np.random.default_rng(seed)
    count = int(random.integers(3, 12))
    pairs = [(int(random.integers(node)), node) for node in range(1, count)]
    pairs += [tuple(sorted(random.choice(count, 2, replace=False).tolist())) for _ in range(count)]
    one, other = np.array(pairs, dtype=np.int32).T.copy()
    weight, most = random.uniform(0.3, 3.0, one.size), random.uniform(0.1, 2.0, one.size)
    demand, supply = random.uniform(0.0, 2.0, count), random.uniform(0.0, 3.0, count) * (np.arange(count) < 2)
    share = carried_by(demand, supply, 0.9, one, other, weight, most)
    assert ((share >= 0.0) & (share <= 0.9 + 1e-12)).all()
    laplacian = np.zeros((count, count))
    for a, b, each in zip(one, other, weight, strict=True):
        laplacian[[a, b, a, b], [a, b, b, a]] += each * np.array([1.0, 1.0, -1.0, -1.0])
    drawn = demand * share
    angle = np.linalg.pinv(laplacian) @ (supply / supply.sum() * drawn.sum() - drawn)
    assert (weight * np.abs(angle[one] - angle[other]) <= most * (1.0 + 1e-5)).all()


def triangle(cities: Path, **more: Any) -> CascadeModel:
    """Return a town whose only plant stands at one corner; a second, stronger line leads to the far corner."""
    nodes = (
        node("plant", "power", "source", capacity=90.0),
        node("near", "power", "supply"),
        node("far", "power", "supply"),
    )
    links = (
        link("plant", "near"),
        link("near", "far"),
        link("plant", "far", capacity=40.0),
        link("plant", "far", id="spare", capacity=90.0),
    )
    rows = (depends("T1", "near"), depends("T2", "far"))
    return model(town(cities, nodes, links, rows), hours=24, margin={"power": 1.0}, **more)


def test_a_lost_line_overloads_the_one_beside_it(cities: Path) -> None:
    """Without the spare line the far corner gets 7/9 and the near one 8/9; the balance of the island sees nothing."""
    found = triangle(cities, flow="dc")
    found = triangle_with(found, near=30.0, far=60.0)
    state = whole_state(found.plan)
    supply_layer(found.plan, 0, state, True)
    np.testing.assert_allclose(state.level, 1.0)
    state.broken[found.components.index("spare")] = True
    supply_layer(found.plan, 0, state, True)
    np.testing.assert_allclose(state.level, [1.0, 8 / 9, 7 / 9], rtol=1e-9)
    lost = course(found, ["spare"])[0]["power"]
    assert (lost[:16] > 0.0).all()
    assert not lost[16:].any()
    assert not course(triangle(cities), ["spare"])[0]["power"].any()


def triangle_with(found: CascadeModel, near: float, far: float) -> CascadeModel:
    """Return the model with other demands, MW."""
    demand = np.array([0.0, near, far])
    return replace(found, plan=found.plan._replace(demand=demand))


def test_without_known_capacities_power_is_not_routed(cities: Path) -> None:
    """DC flow needs demand in the unit of capacities; without a margin there is none."""
    assert triangle(cities, flow="dc").plan.routed.any()
    nodes = (node("plant", "power", "source"), node("tap", "power", "supply"))
    city = town(cities, nodes, (link("plant", "tap", capacity=1.0),), (depends("T", "tap"),))
    assert not model(city, flow="dc").plan.routed.any()
    with pytest.raises(SettingError, match="flow of power is 'ac'; give one of balance, dc"):
        CascadeSettings(flow="ac")
