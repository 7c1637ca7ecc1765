"""The allocation: by hand, against an independent model, and what must always hold."""

from pathlib import Path
from typing import Any

import linopy
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.city import City
from anlan.supplies.dispatch import Allocation, AllocationSettings, Lot, Request, allocate, priorities_of
from anlan.supplies.dispatch.allocation_model import AllocationProblem, solve_allocation
from tests.supplies.dispatch.roadtown import ask, road_town

WATER = Lot("w", "stock", "water", "store", "relief", 1050.0, 6.0)
POINTS = {"store": 0, "school": 1, "pump": 2}
HOURS = np.array([[0, 0.25, 0.5], [0.25, 0, 0.75], [0.5, 0.75, 0]])


def shared(city: City, requests: list[Request], lots: tuple[Lot, ...] = (WATER,), hours: Any = HOURS,
           **more: Any) -> Allocation:  # fmt: skip
    """Allocate at hour 6."""
    return allocate(city, priorities_of(city, requests, 6.0), lots, POINTS, hours, 6.0, **more)


def granted(found: Allocation) -> dict[str, float]:
    """Return what each place gets."""
    return {one.priority.request.place: one.granted for one in found.verdicts}


def test_two_districts_share_what_is_short(cities: Path) -> None:
    """1050 L for 1050 L and 2100 L: a third of each with fairness, all for the more people without it."""
    city = road_town(cities)
    asked = [ask(city, "school", "water", 1050.0, people=200.0), ask(city, "pump", "water", 2100.0, people=50.0)]
    fair = shared(city, asked)
    assert granted(fair) == pytest.approx({"school": 350.0, "pump": 700.0}, rel=1e-5)
    assert [one.fair_share for one in fair.verdicts] == pytest.approx([1.0 / 3.0] * 2)
    useful = shared(city, asked, settings=AllocationSettings(equity=0.0))
    assert granted(useful) == pytest.approx({"school": 1050.0, "pump": 0.0}, abs=1e-3)
    half = shared(city, asked, settings=AllocationSettings(equity=0.5))
    assert granted(half) == pytest.approx({"school": 700.0, "pump": 350.0}, rel=1e-5)
    assert fair.gap < 1e-6


def test_the_reason_names_what_binds(cities: Path) -> None:
    """Short by fairness, by empty stores, by no way, by no item; the price is the worth of a unit at the margin."""
    city = road_town(cities)
    school, pump = ask(city, "school", "water", 1050.0, people=200.0), ask(city, "pump", "water", 2100.0, people=50.0)
    reasons = {one.priority.request.place: one.reason for one in shared(city, [school, pump]).verdicts}
    assert reasons == {"school": "fairness", "pump": "stock"}
    cut = np.where(HOURS == 0.5, np.inf, HOURS)
    found = {one.priority.request.place: one for one in shared(city, [school, pump], hours=cut).verdicts}
    assert (found["pump"].reason, found["school"].reason) == ("no_way", "met")
    assert shared(city, [ask(city, "school", "tent", 2.0)]).verdicts[0].reason == "no_item"
    alone = shared(city, [ask(city, "school", "water", 2100.0, people=210.0)]).verdicts[0]
    # 210 people for 24 h over 2100 L: 2.4 person-hours a litre, less a millionth part by the hour for the way.
    assert alone.price == pytest.approx(2.4, rel=1e-4)
    assert "50% of it: every store that can reach it is empty of the item" in str(alone.why())


def test_pieces_are_not_cut(cities: Path) -> None:
    """Three tents between two districts: one each, never one and a half."""
    city = road_town(cities)
    lot = Lot("t", "stock", "tent", "store", "relief", 3.0, 0.0)
    found = shared(city, [ask(city, "school", "tent", 3.0), ask(city, "pump", "tent", 3.0)], (lot,))
    assert sum(granted(found).values()) <= 3.0
    assert all(one.quantity == int(one.quantity) for one in found.allotments)


def test_vehicles_can_be_what_binds(cities: Path) -> None:
    """100 L to the school take 100 kg x 1.5 h; half of the kg h carry half of it, and the reason says so."""
    city = road_town(cities)
    found = shared(city, [ask(city, "school", "water", 100.0)], carrying=75.0)
    assert found.verdicts[0].granted == pytest.approx(50.0)
    assert found.verdicts[0].reason == "vehicles"
    assert found.carrying_price > 0.0


def problem(seed: int, equity: float) -> AllocationProblem:
    """Make a small problem: 3 lots, 6 requests in 3 districts, 1 item and 2 classes, some arcs missing."""
    rng = np.random.default_rng(seed)
    lot, request = (grid.ravel() for grid in np.meshgrid(np.arange(3), np.arange(6), indexing="ij"))
    kept = rng.random(lot.size) < 0.7
    triage = np.array([1, 1, 1, 2, 2, 2])
    return AllocationProblem(
        available=rng.integers(1, 20, 3).astype(float), wanted=rng.integers(1, 20, 6).astype(float), triage=triage,
        lot=lot[kept], request=request[kept], ratio=np.ones(int(kept.sum())),
        worth=rng.uniform(0.5, 3.0, int(kept.sum())), effort=np.ones(int(kept.sum())), carrying=np.inf,
        floor=np.arange(6), floor_item=triage - 1, equity=equity,
    )  # fmt: skip


def independent(p: AllocationProblem, triage: int, value_before: float | None) -> float:
    """Return the most worth of a class by linopy, without fairness, given that class 1 keeps its worth."""
    model = linopy.Model()
    x = model.add_variables(lower=0.0, coords=[pd.RangeIndex(len(p.lot), name="a")], name="x")
    for place in range(len(p.available)):
        if (p.lot == place).any():
            model.add_constraints(x.isel(a=np.flatnonzero(p.lot == place)).sum() <= p.available[place])
    for place in range(len(p.wanted)):
        if (p.request == place).any():
            model.add_constraints(x.isel(a=np.flatnonzero(p.request == place)).sum() <= p.wanted[place])
    own = p.triage[p.request]
    if value_before is not None and (own == 1).any():
        model.add_constraints((x * np.where(own == 1, p.worth, 0.0)).sum() >= value_before * (1.0 - 1e-7))
    model.add_objective((x * np.where(own == triage, -p.worth, 0.0)).sum())
    model.solve(solver_name="highs", output_flag=False)
    return -float(model.objective.value or 0.0)


@pytest.mark.parametrize("seed", range(3))
def test_class_by_class_the_worth_is_that_of_an_independent_model(seed: int) -> None:
    """An independent model writes the same two stages its own way; equal to 1e-5."""
    p = problem(seed, 0.0)
    found = solve_allocation(p)
    first = independent(p, 1, None)
    assert found.value[0] == pytest.approx(first, rel=1e-5)
    assert found.value[1] == pytest.approx(independent(p, 2, first), rel=1e-5, abs=1e-5)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 1.0]))
def test_what_always_holds(seed: int, equity: float) -> None:
    """Never more than there is or is wanted; every district has its fair floor; no bound is below its value."""
    p = problem(seed, equity)
    found = solve_allocation(p)
    assert found.status == "optimal"
    used = np.bincount(p.lot, weights=found.flow, minlength=3)
    got = np.bincount(p.request, weights=found.flow, minlength=6)
    assert (used <= p.available * (1.0 + 1e-6)).all()
    assert (got <= p.wanted * (1.0 + 1e-6)).all()
    assert (got >= equity * found.floor_share * p.wanted * (1.0 - 1e-5) - 1e-6).all()
    assert (found.bound >= found.value - 1e-6 * np.abs(found.value)).all()


def test_the_fair_shares_are_the_largest_least_ones() -> None:
    """Three districts of 10; one is reached by a lot of 2 alone, the others share 10: shares 0.2, 0.5, 0.5."""
    p = AllocationProblem(
        available=np.array([2.0, 10.0]), wanted=np.full(3, 10.0), triage=np.ones(3, dtype=np.int64),
        lot=np.array([0, 1, 1]), request=np.array([0, 1, 2]), ratio=np.ones(3), worth=np.array([1.0, 5.0, 1.0]),
        effort=np.ones(3), carrying=np.inf, floor=np.arange(3), floor_item=np.zeros(3, dtype=np.int64), equity=1.0,
    )  # fmt: skip
    assert solve_allocation(p).floor_share == pytest.approx([0.2, 0.5, 0.5], abs=1e-6)
