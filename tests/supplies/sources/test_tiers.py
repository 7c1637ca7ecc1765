"""What arrives from each tier, and who gets it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.errors import SettingError
from anlan.supplies import Arrivals, Needs, balance
from anlan.supplies.cover import Tier, cover
from anlan.supplies.sources import Conditions, Source, released, sources_of
from tests.scenarios.cascade.town import frame

HOURS = 48


def further(city: City, **row: object) -> Source:
    """Return the source of one further supply of water."""
    base = {"id": "more", "tier": "market", "item": "water", "quantity": 100.0, "available_h": 10.0, "rate": 0.0,
            "usable_share": 1.0, "yearly_cost": 0.0}  # fmt: skip
    found = city.with_table("further_supplies", frame(city, "further_supplies", [{**base, **row}]))
    return next(one for one in sources_of(found, hours=HOURS) if one.id == "more")


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown."""
    return City.load(cities / "tinytown")


def test_shelves_empty_once_and_deliveries_go_on(town: City) -> None:
    """Half of 100 litres at hour 10, and half of 4 an hour after it."""
    found = further(town, rate=4.0, usable_share=0.5)
    assert found.kind == "market"
    assert found.arriving[:10].sum() == 0.0
    assert found.arriving[10] == 52.0
    np.testing.assert_allclose(found.arriving[11:], 2.0)
    assert found.nominal == 100.0 + 4.0 * HOURS


def test_an_agreement_arrives_at_its_expected_value(town: City) -> None:
    """4,200 litres that come with a chance of one half, after 20 hours."""
    agreed = next(one for one in sources_of(town, hours=HOURS) if one.kind == "agreement")
    assert agreed.arriving[20] == 2100.0
    assert agreed.nominal == 4200.0


def test_lots_and_agreements_that_ended_are_left_out(town: City) -> None:
    """On the last day they still count."""
    rows = town.table("stock").with_columns(expires=date(2026, 5, 1))
    city = town.with_table("stock", rows)
    kinds = {day: {one.kind for one in sources_of(city, hours=HOURS, on=date(2026, 5, day))} for day in (1, 2)}
    assert "stock" in kinds[1]
    assert "stock" not in kinds[2]


def test_stock_survives_in_part_and_waits_for_its_way(town: City) -> None:
    """Half of the water is lost with the store; a tenth of the people have a way until hour 24, then all."""
    areas = ("T1", "T2")
    share = np.array([[[0.1, 0.1]], [[1.0, 1.0]]])
    conditions = Conditions(
        scenario="flood", hours=HOURS, survival={"store": 0.5}, services={}, labour={}, origins=("store",),
        areas=areas, epochs=np.array([0, 24]), travel_h=np.ones((2, 1, 2)), open_share=share, provenance={},
    )  # fmt: skip
    found = next(one for one in sources_of(town, None, conditions) if one.id == "water-store")
    assert found.arriving[6] == pytest.approx(0.1 * 0.5 * 1050.0)
    assert found.arriving[24] == pytest.approx(0.9 * 0.5 * 1050.0)
    assert found.arriving.sum() == pytest.approx(525.0)
    dark = replace(conditions, services={"works": np.zeros(HOURS)})
    assert next(one for one in sources_of(town, None, dark) if one.kind == "capacity").arriving.sum() == 0.0


def test_nothing_is_handed_out_before_its_delay() -> None:
    """Ways that open earlier do not help."""
    np.testing.assert_allclose(released(10.0, 1.5, np.array([0.2, 0.4, 0.4, 1.0])), [0.0, 0.0, 4.0, 6.0])


def test_the_number_of_hours_must_be_known(town: City) -> None:
    """Neither a run nor conditions nor hours."""
    with pytest.raises(SettingError, match="hours is not known"):
        sources_of(town)


def test_what_an_area_keeps_serves_it_alone() -> None:
    """5 in the first area do not help the second; 4 for all are shared by what is missing: 1 and 3."""
    once, amount = np.array([False]), np.array([[[6.0], [3.0]]])
    own = Tier("household", np.array([[[5.0], [0.0]]]))
    found = cover(once, amount, np.array([[[60.0], [30.0]]]), [own, Tier("stock", np.array([[2.0]]))])
    np.testing.assert_allclose(found.used[:, 0, 0], [5.0, 2.0])
    np.testing.assert_allclose(found.unmet[0, :, 0], [0.5, 1.5])
    np.testing.assert_allclose(found.unmet_persons[0, :, 0], [5.0, 15.0])


@given(st.integers(0, 10_000))
def test_tiers_conserve_every_unit(seed: int) -> None:
    """What arrives is handed out or left; of what is used up, what is wanted is handed out or missing."""
    rng = np.random.default_rng(seed)
    once = rng.random(3) < 0.5
    amount = rng.uniform(0.0, 9.0, (3, 2, 8)) * (rng.random((3, 2, 8)) < 0.7)
    tiers = [Tier("household", rng.uniform(0.0, 3.0, (3, 2, 8))), Tier("stock", rng.uniform(0.0, 4.0, (3, 8)))]
    found = cover(once, amount, amount * 10.0, tiers)
    arrived = np.array([tiers[0].arriving.sum(axis=(1, 2)), tiers[1].arriving.sum(axis=1)])
    np.testing.assert_allclose(found.used.sum(axis=2) + found.left, arrived)
    missing = np.where(once, found.unmet[:, :, -1].sum(axis=1), found.unmet.sum(axis=(1, 2)))
    np.testing.assert_allclose(found.used.sum(axis=(0, 2)) + missing, amount.sum(axis=(1, 2)))
    assert (found.unmet >= 0.0).all()


@given(st.integers(0, 10_000))
def test_the_balance_of_a_city_is_that_of_one_area(seed: int) -> None:
    """Three tiers over one area give what the balance of the cycle gives."""
    rng = np.random.default_rng(seed)
    once, amount = np.array([True, False]), rng.uniform(0.0, 9.0, (2, 8))
    parts = [rng.uniform(0.0, 4.0, (2, 8)) for _ in range(3)]
    found = balance(Needs(("a", "b"), once, amount, amount), Arrivals(("a", "b"), *parts))
    whole = cover(once, amount[:, None], amount[:, None], [Tier("", one) for one in parts])
    np.testing.assert_array_equal(found.unmet, whole.unmet[:, 0])
    np.testing.assert_array_equal([found.stock, found.agreement, found.capacity], whole.used)
