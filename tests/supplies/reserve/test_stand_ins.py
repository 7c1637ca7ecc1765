"""What stands in for what tinytown's reserve leaves unmet."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.supplies.reserve.decision import Decision, Judge
from anlan.supplies.reserve.from_city import reserve_of
from anlan.supplies.reserve.options import PlanOptions
from anlan.supplies.reserve.stand_ins import StandIn, stand_ins
from tests.supplies.reserve.plan_town import FREE, flood, town, ways


def found(city: City) -> tuple[StandIn, ...]:
    """Return what stands in under today's stock alone."""
    made = reserve_of(city, [flood()], [ways()], PlanOptions(edges=(3.0, 12.0)), FREE)
    return stand_ins(made, Judge(made, Serial()).of(Decision.nothing(made.problem)))


def having(cities: Path, table: str, **row: Any) -> City:
    """Return the town with one row in a table."""
    city = town(cities)
    columns = city.table(table)
    return city.with_table(table, pl.DataFrame([dict.fromkeys(columns.columns) | row], schema=columns.schema))


def test_what_is_left_of_a_substitute_is_set_against_what_is_missing(cities: Path) -> None:
    """Of 30 tents 20 are used; 10 left, each for 100 L, cover at most 1,000 of 1,350 L missing."""
    (one,) = found(having(cities, "substitutes", item="water", substitute="tent", ratio=0.01))
    assert (one.item, one.other, one.kind, one.scenario) == ("water", "tent", "substitute", "flood")
    assert one.unmet == pytest.approx(1350.0)
    assert one.covers == pytest.approx(1000.0)


def test_a_kit_that_is_left_gives_its_parts(cities: Path) -> None:
    """Were a tent a kit with 5 L in it, the 10 left would give 50 L."""
    (one,) = found(having(cities, "kits", kit="tent", item="water", quantity=5.0))
    assert (one.item, one.other, one.kind) == ("water", "tent", "kit")
    assert one.covers == pytest.approx(50.0)


def test_nothing_stands_in_where_nothing_is_named(cities: Path) -> None:
    """Without substitutes and kits."""
    city = town(cities)
    for table in ("substitutes", "kits"):
        city = city.with_table(table, city.table(table).clear())
    assert found(city) == ()
