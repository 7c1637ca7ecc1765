"""Reserving a line against keeping a stock, by hand."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.supplies.production import Demand, KeepingCost, network_of, option_values, plan_production


def test_both_ways_of_being_ready_pay_for_what_the_scenario_uses(cities: Path) -> None:
    """A unit at 10 with 0.1 m3 and a shelf life of two years: 0.4 + 20 + 2.5 in a year, and 1 for the tenth bought."""
    city = City.load(cities / "tinytown")
    line = city.table("capacity").row(0, named=True)
    items = city.table("items").with_columns(
        price=pl.lit(10.0), volume_m3=pl.lit(0.1), shelf_life_days=pl.lit(730.5)
    )  # fmt: skip
    types = {name: city.table("items").schema[name] for name in ("price", "volume_m3", "shelf_life_days")}
    rows = city.table("capacity").with_columns(price=pl.lit(None, dtype=city.table("capacity").schema["price"]))
    city = city.with_table("items", items.cast(types)).with_table("capacity", rows)  # type: ignore[arg-type]
    hours = 96
    wanted = np.ones((1, hours))
    demand = Demand((line["item"],), np.array([False]), wanted, wanted, np.zeros((1, hours)))
    plan = plan_production(network_of(city, hours), demand)
    found = next(one for one in option_values(city, plan, KeepingCost(frequency=0.1)) if one.line == line["id"])
    assert found.quantity > 0.0
    days = float(items.cast(types)["shelf_life_days"][0])  # type: ignore[arg-type]
    yearly = 10.0 * 0.04 + 0.1 * 200.0 + 10.0 * 0.5 * 365.25 / days + 10.0 * 0.1
    assert found.stock_yearly == pytest.approx(yearly * found.quantity)
    assert found.reserve_yearly == pytest.approx(line["reservation_cost"] + 0.1 * 10.0 * found.quantity)
