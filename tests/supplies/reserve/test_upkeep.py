"""A year of peacetime, by hand."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.errors import SettingError
from anlan.supplies.reserve.rules import ReserveRules
from anlan.supplies.reserve.upkeep import DAYS, annuity, renewal_factor, upkeep_of


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown whose water costs 2 a litre and keeps a year, whose tents cost 1,000 and keep ten."""
    city = City.load(cities / "tinytown")
    items = city.table("items").with_columns(
        price=pl.Series([2.0, 1000.0, None]),
        shelf_life_days=pl.Series([DAYS, 10 * DAYS, None]),
        volume_m3=pl.Series([0.001, 0.2, None]),
        weight_kg=pl.Series([1.0, 40.0, None]),
    )
    return city.with_table("items", items.select(city.table("items").columns))


def test_water_and_tents_by_hand_without_interest(town: City) -> None:
    """Water renewed after 0.7 years for 30 % of its price, tents thrown away after ten years."""
    rules = ReserveRules(rate=0.0, holding=0.05, storage_m3=40.0, recovered={"water": 0.7}, rotate_at=0.7)
    upkeep = upkeep_of(town, ("water", "tent", "bed"), rules)
    assert upkeep.renewal[0] == pytest.approx(0.6 / 0.7, rel=1e-12)
    assert upkeep.renewal[1] == pytest.approx((1000.0 + 0.8 * 40.0) / 10.0, rel=1e-12)
    assert upkeep.kept[0] == pytest.approx(0.6 / 0.7 + 0.1 + 0.04, rel=1e-12)
    assert (upkeep.bought - upkeep.kept)[:2] == pytest.approx([2.0 / 30.0, 1000.0 / 30.0], rel=1e-12)
    assert not upkeep.kept[2]


def test_interest_is_paid_on_what_is_bought(town: City) -> None:
    """A tent of 1,000 costs 149.03 a year more to buy than to keep, over ten years at 8 %."""
    upkeep = upkeep_of(town, ("tent",), ReserveRules(rate=0.08, years=10.0))
    assert upkeep.bought[0] - upkeep.kept[0] == pytest.approx(149.03, abs=5e-3)


def test_dual_use_is_what_saves_short_lived_stock(town: City) -> None:
    """Water that nobody uses before its last day costs more a year than water that is rotated."""
    used, thrown = (upkeep_of(town, ("water",), ReserveRules(dual_use=dual)) for dual in (True, False))
    assert used.rotated.tolist() == [True]
    assert thrown.rotated.tolist() == [False]
    assert used.kept[0] < thrown.kept[0]


def test_capital_recovery_factor_by_table() -> None:
    """10 years at 8 %: 0.14903, as interest tables print it."""
    assert annuity(10.0, 0.08) == pytest.approx(0.14903, abs=5e-6)
    assert annuity(10.0, 0.0) == pytest.approx(0.1, rel=1e-12)


@given(years=st.floats(0.1, 50.0), rate=st.floats(1e-6, 0.3))
def test_renewal_and_interest_are_the_annuity(years: float, rate: float) -> None:
    """Interest on one unit of money and its renewal every so many years are the annuity over those years."""
    assert rate + renewal_factor(np.array([years]), rate)[0] == pytest.approx(annuity(years, rate), rel=1e-6)


@pytest.mark.parametrize(
    "wrong", [{"rate": -0.1}, {"filling": 1.2}, {"years": 0.0}, {"turnover": -1.0}, {"recovered": {"food": 2.0}}]
)
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    """What cannot be is refused by name."""
    with pytest.raises(SettingError):
        ReserveRules(**wrong)  # type: ignore[arg-type]
