"""What has arrived by an hour, as stores of a dispatch."""

from pathlib import Path

import pytest

from anlan.city import City
from anlan.supplies.dispatch import Lot
from anlan.supplies.dispatch.arrived import stores_in, whole_pieces
from anlan.supplies.gap import Gap, gap_of
from tests.report.made_run import full_run, networked


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Tinytown with networks."""
    return networked(cities)


@pytest.fixture(scope="module")
def gap(city: City) -> Gap:
    """The gap of a flood."""
    return gap_of(city, full_run(city))


def test_production_counts_as_far_as_the_plan_over_its_suppliers_has_delivered(city: City, gap: Gap) -> None:
    """At every hour no item has more than the plan has made so far, nothing at hour 0, and something at the end."""
    made = dict(zip(gap.plan.demand.items, gap.plan.hourly(), strict=True))
    for hour in (0, 6, 24, gap.conditions.hours):
        found: dict[str, float] = {}
        for lot in stores_in(city, gap, float(hour)).lots:
            if lot.kind == "production":
                found[lot.item] = found.get(lot.item, 0.0) + lot.quantity
                assert lot.ready_h <= hour
        assert hour > 0 or not found
        for item, quantity in found.items():
            assert quantity <= made[item][:hour].sum() * (1.0 + 1e-9) + 1e-6
    assert found or not any(one.kind == "capacity" and one.arriving.any() for one in gap.sources)


def test_stores_hold_what_survives(city: City, gap: Gap) -> None:
    """Own stock is multiplied by the survival of its place, pieces rounded down."""
    stock = {row["id"]: row for row in city.table("stock").iter_rows(named=True)}
    for lot in stores_in(city, gap, 6.0).lots:
        if lot.kind == "stock":
            row = stock[lot.id]
            assert lot.quantity <= row["quantity"] * gap.conditions.survival.get(row["place"], 1.0) * (1.0 + 1e-9)


def test_of_pieces_only_whole_ones_are_there(city: City) -> None:
    """5.4 tents are 5, 0.9 are none; of water every part counts."""
    lots = [Lot(str(place), "stock", item, "store", "", quantity, 0.0)
            for place, (item, quantity) in enumerate((("tent", 5.4), ("tent", 0.9), ("water", 5.4)))]  # fmt: skip
    assert [(one.item, one.quantity) for one in whole_pieces(city, lots)] == [("tent", 5.0), ("water", 5.4)]
