"""Masks of fabric of resin, hour by hour by hand."""

from dataclasses import replace

import numpy as np
import pytest

from anlan.errors import SettingError
from anlan.supplies.production import (
    ProductionPlan,
    ProductionSettings,
    bindings_of,
    losses_of,
    plan_production,
    strengths_of,
)
from anlan.supplies.production.losses import recovery_of
from anlan.supplies.sources import Conditions
from tests.supplies.production.small import demand, masks, network


@pytest.fixture(scope="module")
def plan() -> ProductionPlan:
    """The plan for the masks."""
    return plan_production(*masks())


def test_what_two_levels_of_suppliers_allow_is_made(plan: ProductionPlan) -> None:
    """60 masks of fabric in hand, 60 of 30 kg in stock, and 24 each from resin of the first and second six hours.

    24 kg of resin are made in the first six hours, arrive in the next, become 12 kg of fabric that arrive in the third:
    24 masks; as many in the fourth. 72 of 240 masks are missing.
    """
    assert plan.status == "optimal"
    assert plan.gap == pytest.approx(0.0, abs=1e-9)
    assert plan.unmet.sum() == pytest.approx(72.0)
    np.testing.assert_allclose(plan.unmet[0, :2], 0.0, atol=1e-9)
    assert plan.hourly().sum() == pytest.approx(168.0)


def test_missing_masks_are_counted_in_person_hours(plan: ProductionPlan) -> None:
    """In the last 12 hours a missing mask is a tenth of the need of 10 people in an hour: one person-hour."""
    assert plan.person_hours == pytest.approx(72.0)
    assert plan.objective == pytest.approx(plan.bound)


def test_the_resin_stops_the_line(plan: ProductionPlan) -> None:
    """Tailor and weaver have time to spare; the refiner runs as fast as it can."""
    (found,) = bindings_of(plan)
    assert found.chain == ("mask", "fabric", "resin")
    assert (found.day, found.reason, found.maker) == (0, "rate", "resin:refiner")
    assert found.person_hours == pytest.approx(72.0)


def test_without_the_refiner_the_stock_lasts_twelve_hours(plan: ProductionPlan) -> None:
    """Without resin 120 of 240 masks are missing, 48 more; nothing is felt in the first 12 hours."""
    losses = {one.name: one for one in losses_of(plan)}
    assert losses["refiner"].extra == pytest.approx(48.0)
    assert losses["refiner"].survive_h == 12.0
    assert losses["resin"].extra == pytest.approx(48.0)
    assert np.isnan(losses["refiner"].recover_h)


def test_without_the_weaver_only_fabric_in_hand_is_left(plan: ProductionPlan) -> None:
    """60 masks are made: 180 are missing, 60 of them in the hours in which one is two person-hours."""
    losses = {one.name: one for one in losses_of(plan, kinds=("organisation",))}
    assert losses["weaver"].person_hours == pytest.approx(60.0 * 2.0 + 120.0)
    assert losses["tailor"].person_hours == pytest.approx(120.0 * 2.0 + 120.0)
    assert losses["tailor"].survive_h == 0.0
    assert list(losses) == ["tailor", "weaver", "refiner"]


def test_the_value_of_a_component_is_what_one_more_would_save(plan: ProductionPlan) -> None:
    """A kilogram of fabric in the last step makes two masks: two person-hours; one of resin before it makes one."""
    assert plan.value[1, -1] == pytest.approx(2.0)
    assert plan.value[2, 2] == pytest.approx(1.0)


def test_strength_is_not_supply(plan: ProductionPlan) -> None:
    """240 masks could be made around the clock; 168 reach people."""
    (found,) = strengths_of(plan, np.array([0.5]), by_hours=(24,))
    assert found.nameplate.tolist() == [240.0]
    assert found.shifts.tolist() == [120.0]
    assert found.ramped.tolist() == pytest.approx([240.0])
    assert found.supplied.tolist() == pytest.approx([168.0])


def test_what_is_handed_out_once_is_waited_for() -> None:
    """12 tents are wanted at once, 1 an hour is made: 6, then none are waited for at the end of two steps."""
    net = network(12, ("tent",), {}, [{"of": "tent", "rate": 1.0, "own": np.inf}])
    amount = np.zeros((1, 12))
    amount[0, 0] = 12.0
    found = plan_production(net, demand(("tent",), amount, np.full((1, 12), 24.0), (True,)))
    np.testing.assert_allclose(found.unmet[0], [6.0, 0.0])
    assert found.person_hours == pytest.approx(0.5 * 24.0 * 6.0)


def test_scrap_takes_more_components() -> None:
    """Of 100 kg with half of the output unfit for use, 50 are made."""
    makers = [{"of": "suit", "rate": 100.0, "yield": 0.5}, {"of": "film", "stock": 100.0}]
    net = network(6, ("suit",), {("suit", "film"): 1.0}, makers)
    found = plan_production(net, demand(("suit",), np.full((1, 6), 50.0), np.ones((1, 6))))
    assert found.made[0].sum() == pytest.approx(50.0)


def test_raw_material_in_hand_runs_out() -> None:
    """A line without suppliers stops when its material is used."""
    net = network(48, ("soap",), {}, [{"of": "soap", "rate": 1.0, "own": 10.0}])
    found = plan_production(net, demand(("soap",), np.full((1, 48), 1.0), np.ones((1, 48))))
    assert found.made.sum() == pytest.approx(10.0)
    assert bindings_of(found)[-1].reason == "material"


def test_a_component_without_a_source_is_named() -> None:
    """Nobody supplies the glue."""
    net = network(24, ("box",), {("box", "glue"): 1.0}, [{"of": "box", "rate": 1.0}])
    (found,) = bindings_of(plan_production(net, demand(("box",), np.ones((1, 24)), np.ones((1, 24)))))
    assert (found.chain, found.reason, found.maker) == (("box", "glue"), "no_source", "")


def test_what_is_kept_for_another_item_is_not_handed_out_before() -> None:
    """Six poles are made in the first six hours, kept, and go into six tents in the next: no pole is for people."""
    makers = [{"of": "tent", "rate": 1.0}, {"of": "pole", "rate": 1.0, "own": 6.0}]
    net = network(12, ("tent", "pole"), {("tent", "pole"): 1.0}, makers)
    net.makers.possible[:] = np.repeat([[0.0, 1.0], [1.0, 0.0]], 6, axis=1)
    amount = np.zeros((2, 12))
    amount[:, 6:] = [[1.0], [0.5]]
    found = plan_production(net, demand(("tent", "pole"), amount, amount * [[10.0], [1.0]]))
    assert found.arriving[1].tolist() == pytest.approx([6.0, 0.0])
    np.testing.assert_allclose(found.hourly()[1], 0.0, atol=1e-9)
    assert found.hourly()[0].sum() == pytest.approx(6.0)


def test_the_stock_of_a_supplier_of_an_item_reaches_people() -> None:
    """Ten torches lie at a supplier six hours away; nobody makes more."""
    net = network(12, ("torch",), {}, [{"of": "torch", "stock": 10.0, "lag": 6.0}])
    found = plan_production(net, demand(("torch",), np.ones((1, 12)), np.ones((1, 12))))
    assert found.unmet.sum() == pytest.approx(6.0)
    assert found.hourly()[0, :6].sum() == 0.0
    assert found.hourly().sum() >= 6.0 - 1e-9


def test_a_damaged_works_does_not_recover() -> None:
    """With nine tenths of the rate left in all hours; one that stands still for six hours is back in the seventh."""
    net, _ = masks()
    condition = np.ones((3, 24))
    condition[0], condition[1, :6] = 0.9, 0.0
    makers = replace(net.makers, places=("works", "loom", None), condition=condition)
    found = Conditions(
        scenario="", hours=24, survival={}, services={}, labour={}, origins=(), areas=(), epochs=np.array([0]),
        travel_h=np.zeros((1, 0, 0)), open_share=np.zeros((1, 0, 0)), provenance={},
    )  # fmt: skip
    hours = [recovery_of(replace(net, makers=makers), (one,), found) for one in range(3)]
    assert hours[:2] == [np.inf, 6.0]
    assert np.isnan(hours[2])


def test_lengths_that_differ_are_refused() -> None:
    """Lines of 24 hours do not fit a demand of 6."""
    net, _ = masks()
    with pytest.raises(SettingError, match="24 h and needs for 6 h"):
        plan_production(net, demand(("mask",), np.ones((1, 6)), np.ones((1, 6))))


@pytest.mark.parametrize("wrong", [{"step_h": 0}, {"thrift": -1.0}])
def test_settings_outside_their_range_are_refused(wrong: dict[str, float]) -> None:
    """A step has an hour at least, and money weighs nothing or more."""
    with pytest.raises(SettingError):
        ProductionSettings(**wrong)  # type: ignore[arg-type]
