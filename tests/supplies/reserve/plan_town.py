"""Tinytown with prices and a site for a base, one flood by hand, and what the flood leaves of stores and roads."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from anlan.city import City
from anlan.supplies.needs import AreaNeeds
from anlan.supplies.reserve.from_city import CityReserve, reserve_of
from anlan.supplies.reserve.options import PlanOptions
from anlan.supplies.reserve.rules import ReserveRules
from anlan.supplies.sources import Conditions

HOURS = 24
FREE = ReserveRules(rate=0.0, years=10.0, holding=0.0, storage_m3=0.0, disposal_kg=0.0, recovered={}, rehearsal=0.0)
"""Rules by which a thing that lasts a hundred years costs a tenth of its price a year."""


def town(cities: Path) -> City:
    """Return tinytown with prices, volumes, shelf lives of a hundred years, and one site in the upper town."""
    city = City.load(cities / "tinytown")
    items = city.table("items").with_columns(
        price=pl.Series([2.0, 1000.0, None]),
        volume_m3=pl.Series([0.001, 0.2, None]),
        weight_kg=pl.Series([1.0, 40.0, None]),
        shelf_life_days=pl.Series([36525.0, 36525.0, None]),
        storage=pl.Series(["dry", "dry", "building"]),
    )
    city = city.with_table("items", items.select(city.table("items").columns))
    sites = city.table("candidate_sites")
    site: dict[str, Any] = dict.fromkeys(sites.columns)
    site |= {"id": "base", "name_zh": "基地", "name_en": "Base", "lon": 160.0, "lat": 29.957, "use": "warehouse",
             "capacity_m3": 1000.0, "fixed_cost": 50000.0, "yearly_cost": 1000.0}  # fmt: skip
    return city.with_table("candidate_sites", pl.DataFrame([site], schema=sites.schema))


def flood(name: str = "flood", *, factor: float = 1.0, frequency: float | None = 0.01) -> AreaNeeds:
    """Return the needs of 100 people in the lower town who need 1 L of water an hour and 20 tents at hour 10."""
    amount, persons = np.zeros((2, 2, HOURS)), np.zeros((2, 2, HOURS))
    amount[0, 0], persons[0, 0] = 100.0 * factor, 100.0 * factor
    amount[1, 0, 10], persons[1, 0, 10:] = 20.0 * factor, 100.0 * factor
    return AreaNeeds(
        scenario=name, name={"en": name, "zh-Hans": "洪水"}, frequency=frequency, items=("water", "tent"),
        once=np.array([False, True]), areas=("T1", "T2"), hours=HOURS, amount=amount, persons=persons,
        band=np.stack([amount.sum(axis=1)] * 2), so_far_band=np.stack([amount.sum(axis=1).cumsum(axis=-1)] * 2),
        peak_band=np.stack([amount.sum(axis=1).max(axis=-1)] * 2), onset=0, synthetic=True,
        provenance={"version": "1", "seed": 1},
    )  # fmt: skip


def ways(name: str = "flood", *, survival: float = 1.0, opens: int = 0) -> Conditions:
    """Return ways of an hour from everywhere to everywhere, closed until an hour of 0 or 12."""
    origins = ("store", "works", "base", "hospital")
    share = np.ones((2, len(origins), 2))
    share[: opens // 12] = 0.0
    return Conditions(
        scenario=name, hours=HOURS, survival={"store": survival, "works": 1.0, "base": 1.0}, services={}, labour={},
        origins=origins, areas=("T1", "T2"), epochs=np.array([0, 12]), travel_h=np.ones((2, len(origins), 2)),
        open_share=share, provenance={"version": "1"},
    )  # fmt: skip


def reserve(cities: Path, *, rules: ReserveRules = FREE, survival: float = 1.0, **options: Any) -> CityReserve:
    """Return the problem of the one flood."""
    given: dict[str, Any] = {
        "edges": (3.0, 12.0),
        "chance": 1.0,
        "hour_worth": 100.0,
        "vulnerable": 0.0,
        "item_weights": {},
    } | options
    return reserve_of(town(cities), [flood()], [ways(survival=survival)], PlanOptions(**given), rules)
