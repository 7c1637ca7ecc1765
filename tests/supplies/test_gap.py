"""The gap of a scenario on tinytown."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.supplies.gap import Gap, gap_of
from anlan.supplies.needs import area_needs
from tests.report.made_run import full_run, networked
from tests.scenarios.cascade.town import frame


@pytest.fixture(scope="module")
def gap(cities: Path) -> Gap:
    """The gap of a flood."""
    city = networked(cities)
    return gap_of(city, full_run(city))


def test_what_is_wanted_is_handed_out_or_missing(gap: Gap) -> None:
    """For every item; the tiers are those of the city, production last."""
    assert gap.kinds[-1] == "capacity"
    missing = np.where(gap.needs.once, gap.covered.unmet[:, :, -1].sum(axis=1), gap.covered.unmet.sum(axis=(1, 2)))
    wanted = gap.needs.city_amount.sum(axis=1)
    np.testing.assert_allclose(gap.covered.used.sum(axis=(0, 2)) + missing, wanted, rtol=1e-9, atol=1e-6)


def test_what_a_tier_gives_has_arrived(gap: Gap) -> None:
    """Up to every hour; and nothing is given before its first hour."""
    so_far = np.cumsum(gap.arriving, axis=2) - np.cumsum(gap.covered.used, axis=2)
    assert so_far.min() >= -1e-6
    for tier in range(len(gap.kinds)):
        for item, hour in enumerate(gap.first_hour[tier]):
            if np.isfinite(hour):
                assert gap.covered.used[tier, item, : int(hour)].sum() <= 1e-9


def test_the_plan_of_production_is_solved_and_its_bounds_agree(gap: Gap) -> None:
    """The gap between both bounds is nothing."""
    assert gap.plan.status == "optimal"
    assert gap.plan.gap <= 1e-9


def test_the_capacity_that_is_missing_is_the_gap(gap: Gap) -> None:
    """Where nothing of an item is missing no capacity is, and the other way round."""
    for hours, least in zip(gap.short_hours, gap.capacity, strict=True):
        if hours is None:
            assert least.gap <= 1e-6 * max(1.0, least.gap)


def test_households_leave_less_to_others(cities: Path) -> None:
    """Water that households of the low part keep lowers the unmet person-hours, and never those of other items."""
    city = networked(cities)
    run = full_run(city)
    row = {"id": "home", "tier": "household", "item": "water", "area": "T1", "quantity": 500.0, "available_h": 0.0,
           "rate": 0.0, "usable_share": 1.0, "yearly_cost": 0.0}  # fmt: skip
    before = gap_of(city, run)
    after = gap_of(city.with_table("further_supplies", frame(city, "further_supplies", [row])), run)
    assert "household" in after.kinds
    assert (after.person_hours <= before.person_hours + 1e-6).all()
    assert after.person_hours.sum() < before.person_hours.sum()


def test_what_lies_idle_elsewhere_closes_no_gap(cities: Path) -> None:
    """A sea of water that households of the low part keep leaves the high part, and so the city, short of as much."""
    city = networked(cities)
    run = full_run(city)
    wanted = area_needs(city, run)
    row = {"id": "home", "tier": "household", "item": "water", "area": "T1", "quantity": 1e9, "available_h": 0.0,
           "rate": 0.0, "usable_share": 1.0, "yearly_cost": 0.0}  # fmt: skip
    both = wanted.amount.copy()
    both[:] = both.sum(axis=1, keepdims=True) / both.shape[1]
    needs = replace(wanted, amount=both)
    bare = city.with_table("stock", city.table("stock").clear())
    found = gap_of(bare.with_table("further_supplies", frame(city, "further_supplies", [row])), run, needs=needs)
    water = needs.items.index("water")
    other = needs.areas.index("T1") ^ 1
    lacking = both[water, other].sum() - found.arriving[1:, water].sum()
    assert lacking > 0.0
    assert found.capacity[water].gap >= lacking - 1e-6
