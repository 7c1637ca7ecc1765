"""What holds for every plan of production, and the same plan by an independent model."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import linopy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.supplies.production import (
    Demand,
    ProductionNetwork,
    ProductionPlan,
    ProductionSettings,
    losses_of,
    minimum_capacity,
    plan_production,
)
from tests.supplies.production.small import demand, drawn

SEEDS = st.integers(0, 10_000)
CLOSE = 1e-6
STEP = 6


def lost(plan: ProductionPlan) -> float:
    """Return the unmet person-hours; all programmes have a plan, if only that of making nothing."""
    assert plan.status == "optimal"
    return plan.person_hours


@given(SEEDS)
@settings(max_examples=15)
def test_the_loss_of_a_maker_never_helps(seed: int) -> None:
    """Whoever is taken out, no fewer person-hours are unmet; a new plan without it says the same as the warm one."""
    net, wanted = drawn(seed)
    plan = plan_production(net, wanted)
    for loss in losses_of(plan, kinds=("organisation",)):
        assert loss.extra >= -CLOSE * max(lost(plan), 1.0)
        again = plan_production(net.without(list(loss.makers)), wanted)
        assert lost(again) == pytest.approx(loss.person_hours, rel=CLOSE, abs=CLOSE)


@given(SEEDS)
@settings(max_examples=15)
def test_the_time_to_survive_is_that_of_plans_for_shorter_scenarios(seed: int) -> None:
    """Up to it a plan for those hours alone leaves as few person-hours unmet without it as with it; not a step on."""
    net, wanted = drawn(seed)
    plan = plan_production(net, wanted)
    for loss in losses_of(plan, kinds=("organisation",))[:2]:
        for end in (loss.survive_h, loss.survive_h + STEP):
            if not 0.0 < end < net.hours:
                continue
            short, less = (cut(one, wanted, int(end)) for one in (net, net.without(list(loss.makers))))
            with_it, without = (lost(plan_production(*one, ProductionSettings(thrift=0.0))) for one in (short, less))
            assert (without > with_it + 0.5 * CLOSE * max(with_it, 1.0)) == (end > loss.survive_h)


def cut(net: ProductionNetwork, wanted: Demand, hours: int) -> tuple[ProductionNetwork, Demand]:
    """Return the first hours of a network and of what is wanted."""
    makers = replace(net.makers, possible=net.makers.possible[:, :hours], condition=net.makers.condition[:, :hours])
    parts = {name: getattr(wanted, name)[:, :hours] for name in ("amount", "persons", "supply")}
    return replace(net, makers=makers, hours=hours), replace(wanted, **parts)


@given(SEEDS, st.integers(0, 5))
@settings(max_examples=25)
def test_more_stock_never_hurts(seed: int, material: int) -> None:
    """Ten units more of anything in the first maker's hand leave no more person-hours unmet."""
    net, wanted = drawn(seed)
    maker = int(np.flatnonzero(net.makers.material == material)[0])
    stock = net.makers.stock.copy()
    stock[maker] += 10.0
    richer = replace(net, makers=replace(net.makers, stock=stock))
    before = lost(plan_production(net, wanted))
    assert lost(plan_production(richer, wanted)) <= before + CLOSE * max(before, 1.0)


@given(SEEDS)
@settings(max_examples=25)
def test_nothing_is_lost_or_made_of_nothing(seed: int) -> None:
    """Of each material what there was and what was made is used, handed out or kept."""
    net, wanted = drawn(seed)
    plan = plan_production(net, wanted)
    stock = np.zeros(len(net.materials))
    drawn_stock = np.where(plan.model.stock >= 0, plan.answer.values[plan.model.stock], 0.0)
    np.add.at(stock, net.makers.material, drawn_stock)
    used = np.zeros(len(net.materials))
    new = np.where(plan.model.new >= 0, plan.answer.values[plan.model.new], 0.0).sum(axis=1)
    for maker in range(len(net.makers)):
        parts, quantity = net.parts_of(int(net.makers.material[maker]))
        used[parts] += quantity * net.makers.scrap[maker] * new[maker]
    given_out = np.zeros(len(net.materials))
    once = plan.step_demand.once
    missing = np.where(once, plan.unmet[:, -1], plan.unmet.sum(axis=1))
    given_out[: net.items] = plan.step_demand.amount.sum(axis=1) - missing
    there = stock + plan.arriving.sum(axis=1)
    np.testing.assert_allclose(there, used + given_out + plan.kept[:, -1], rtol=CLOSE, atol=1e-5)
    for_people = plan.for_people()
    assert (for_people.sum(axis=1) <= (there - used)[: net.items] + 1e-5).all()
    waiting = np.diff(plan.unmet, axis=1, prepend=0.0)
    handed = plan.step_demand.amount - np.where(once[:, None], waiting, plan.unmet)
    assert (np.cumsum(for_people, axis=1) >= np.cumsum(handed, axis=1) - 1e-5).all()


@pytest.mark.parametrize("seed", range(4))
def test_linopy_finds_the_same_objective(seed: int) -> None:
    """The same programme, written line by line from its description, has the same optimum."""
    net, wanted = drawn(seed)
    assert by_linopy(net, wanted) == pytest.approx(lost(plan_production(net, wanted)), rel=CLOSE, abs=CLOSE)


def by_linopy(net: ProductionNetwork, wanted: Demand) -> float:
    """Write and solve the programme with linopy, term by term from its description."""
    steps, makers = net.hours // STEP, net.makers
    amount, persons = (part.reshape(2, steps, STEP).sum(axis=2) for part in (wanted.amount, wanted.persons))
    asked = np.where(wanted.once[:, None], np.cumsum(amount, axis=1), amount)
    weight = np.divide(persons, asked, out=np.zeros_like(asked), where=asked > 0.0)
    full = np.tile(makers.rate[:, None] * STEP, (1, steps))
    raw = makers.own_material > 0.0
    assembled = net.assembled[makers.material] & np.isfinite(makers.own_material)
    model, shape = linopy.Model(), {"k": full.shape, "m": (len(net.materials), steps), "i": (2, steps)}

    def block(name: str, size: str, upper: NDArray[np.float64] | float = np.inf) -> linopy.Variable:
        coords = [range(length) for length in shape[size]]
        most = np.broadcast_to(np.asarray(upper), shape[size])
        return model.add_variables(0, most, coords=coords, dims=[f"{name}-{size}", f"{name}-t"], name=name)

    own, new = block("own", "k", full * raw[:, None]), block("new", "k", full * assembled[:, None])
    stock = block("stock", "k", np.where(np.arange(steps) == 0, makers.stock[:, None], 0.0))
    kept, out, missing = block("kept", "m"), block("out", "i"), block("missing", "i")
    for k, t in np.ndindex(full.shape):
        model.add_constraints(own.at[k, t] + new.at[k, t] <= float(full[k, t]))
    for k in np.flatnonzero(np.isfinite(makers.own_material)):
        model.add_constraints(summed([1.0 * own.at[k, t] for t in range(steps)]) <= float(makers.own_material[k]))
    for m, t in np.ndindex(shape["m"]):
        terms = [-1.0 * kept.at[m, t], *([1.0 * kept.at[m, t - 1]] if t else [])]
        terms += [-1.0 * out.at[m, t]] if m < net.items else []
        terms += flows(net, own, new, stock, m, t)
        model.add_constraints(summed(terms) == 0.0)
    for i, t in np.ndindex(shape["i"]):
        before = [-1.0 * missing.at[i, t - 1]] if wanted.once[i] and t else []
        model.add_constraints(summed([1.0 * out.at[i, t], 1.0 * missing.at[i, t], *before]) == amount[i, t])
    model.add_objective((missing * weight).sum())
    model.solve("highs", output_flag=False, io_api="direct")
    assert model.objective.value is not None
    return float(model.objective.value)


def flows(net: ProductionNetwork, own: Any, new: Any, stock: Any, m: int, t: int) -> list[Any]:
    """Return what comes in of a material in a step, and what goes into others."""
    terms = []
    for k, maker in enumerate(net.makers.material.tolist()):
        lag = int(np.ceil(net.makers.lag[k] / STEP - 1e-9))
        if maker == m and t >= lag:
            terms += [1.0 * own.at[k, t - lag], 1.0 * new.at[k, t - lag]]
        if maker == m and t == lag:
            terms.append(1.0 * stock.at[k, 0])
        parts, quantity = net.parts_of(maker)
        terms += [-float(q * net.makers.scrap[k]) * new.at[k, t]
                  for part, q in zip(parts.tolist(), quantity, strict=True) if part == m]  # fmt: skip
    return terms


def summed(terms: Sequence[Any]) -> Any:
    """Add terms up."""
    return reduce(add, terms)


def test_the_smallest_capacity_by_hand() -> None:
    """10 an hour for 10 hours with 30 in stock at once: 70 are missing; 7 an hour from the start, or 10 after 5."""
    supply = np.zeros((1, 10))
    supply[0, 0] = 30.0
    wanted = replace(demand(("water",), np.full((1, 10), 10.0), np.ones((1, 10))), supply=supply)
    (found,) = minimum_capacity(wanted, np.zeros((1, 10)), (0.0, 5.0))
    assert (found.gap, found.hour) == (70.0, 10)
    assert found.stock_first.tolist() == [0.0, 20.0]
    assert found.rate.tolist() == [7.0, 10.0]


@given(SEEDS, st.integers(0, 12))
@settings(max_examples=50)
def test_the_smallest_capacity_covers_every_hour_and_less_does_not(seed: int, start: int) -> None:
    """With the stock and the rate no sum of needs is ahead of what there is; with 1 % less rate some is."""
    rng = np.random.default_rng(seed)
    wanted = demand(("water",), rng.uniform(0.0, 9.0, (1, 12)), np.ones((1, 12)))
    produced = rng.uniform(0.0, 4.0, (1, 12))
    (found,) = minimum_capacity(wanted, produced, (float(start),))
    gaps = np.cumsum(wanted.amount - produced)
    running = np.maximum(np.arange(1.0, 13.0) - start, 0.0)
    assert (found.stock_first[0] + found.rate[0] * running >= gaps - 1e-9).all()
    if found.rate[0] > 0.0:
        assert (found.stock_first[0] + 0.99 * found.rate[0] * running < gaps - 1e-9).any()


def test_a_programme_that_is_begun_anew_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the basis of the plan does not help within the allowed iterations, the loss costs as much."""
    plan = plan_production(*drawn(3))
    warm = {one.name: one for one in losses_of(plan)}
    monkeypatch.setattr("anlan.supplies.production.losses.WARM", 0)
    for one in losses_of(plan):
        assert one.person_hours == pytest.approx(warm[one.name].person_hours, rel=CLOSE, abs=CLOSE)
        assert one.survive_h == warm[one.name].survive_h
