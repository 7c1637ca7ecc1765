"""Chains of failures on random networks."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.scenarios.cascade import Spares
from anlan.scenarios.cascade.block import follow_block
from anlan.scenarios.run import CAUSES
from anlan.scenarios.run.paths import trace_damage
from anlan.scenarios.run.states import moments
from tests.scenarios.cascade.test_properties import damage, random_town
from tests.scenarios.cascade.town import model

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=15)
@given(seeds)
def test_chains_take_as_many_person_hours_as_the_cascade(seed: int) -> None:
    """Every person-hour without a service has a chain, and only one."""
    random = np.random.default_rng(seed)
    found = model(random_town(random), hours=60, other_crews=1, crews={}, margin={"water": 1.2} if seed % 2 else {})
    failed, duration = damage(found, random, 1, 0.2)
    trace = trace_damage(found, failed[0], duration[0])
    rules = found.settings
    without = follow_block(
        found.plan, failed, duration, rules.hours, rules.delay, rules.access, len(found.districts), False
    )[0][0]
    for layer, name in enumerate(found.networks):
        told = sum(one.person_hours for one in trace.chains if one.network == name and not one.place)
        np.testing.assert_allclose(told, without[:, layer].sum(), atol=1e-6)


@settings(max_examples=15)
@given(seeds)
def test_chains_begin_with_damage(seed: int) -> None:
    """Without a shortage and without a circle of needs, every chain begins with something that is broken."""
    random = np.random.default_rng(seed)
    found = model(random_town(random), hours=60, other_crews=1, crews={}, margin={})
    failed, duration = damage(found, random, 1, 0.2)
    for one in trace_damage(found, failed[0], duration[0]).chains:
        component, cause = one.chain[0]
        assert cause == "damage" or found.plan.circular.any()
        assert failed[0, component] or cause != "damage"
        assert {cause for _, cause in one.chain} <= {*CAUSES}


@settings(max_examples=15)
@given(seeds)
def test_a_sample_followed_alone_is_that_of_the_cascade(seed: int) -> None:
    """Beds and the hours in which places stand still agree, with access, capacity, circles and few spare parts."""
    random = np.random.default_rng(seed)
    spares = {"power": Spares(nodes=1, links=1, lead_hours=40.0)} if seed % 3 else {}
    found = model(random_town(random), hours=60, other_crews=1, crews={}, access=bool(seed % 2), spares=spares)
    failed, duration = damage(found, random, 1, 0.2)
    rules = found.settings
    _, beds, down = follow_block(
        found.plan, failed, duration, rules.hours, rules.delay, rules.access, len(found.districts), False
    )[:3]
    seen, still = np.empty(rules.hours), np.zeros(len(found.places))
    for moment in moments(found, failed[0], duration[0]):
        seen[moment.begin : moment.end] = found.plan.beds[~moment.stopped].sum()
        still += (moment.end - moment.begin) * moment.stopped
    np.testing.assert_array_equal(seen, beds[0])
    np.testing.assert_array_equal(still, down[0])
