"""Requests are read all or none, and every problem is named."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.errors import ImportDataError, SettingError
from anlan.supplies.dispatch import PrioritySettings, priorities_of, read_requests
from anlan.supplies.dispatch.from_needs import requests_from_needs
from anlan.supplies.dispatch.requests import standing_items
from anlan.supplies.needs import AreaNeeds
from tests.supplies.dispatch.roadtown import ask, road_town

HEAD = "id,who,place,item,quantity,needed_by_h,people,vulnerable,source\n"


def test_a_file_of_requests_is_read(cities: Path) -> None:
    """Position and district come from the place; a missing source is the district."""
    city = City.load(cities / "tinytown")
    first, second = read_requests(city, HEAD + "a,relief,pump,water,100,6,50,5,shelter\nb,,T2,tent,3,8,15,,\n", "r.csv")
    assert (first.district, first.quantity, first.vulnerable, first.source) == ("T1", 100.0, 5.0, "shelter")
    assert (second.district, second.item, second.vulnerable, second.source) == ("T2", "tent", 0.0, "district")


def test_every_problem_of_a_file_is_told_at_once(cities: Path) -> None:
    """Unknown names with the nearest known one, bad numbers, doubles, more vulnerable people than people."""
    rows = (
        "a,,pump,watr,100,6,50,5,shelter\n"
        "b,,nowhere,tent,-3,8,15,,rumour\n"
        "c,,pump,tent,4,8,15,20,\n"
        "c,,pump,tent,4,8,15,2,\n"
        ",,pump,tent,x,8,15,2,\n"
    )
    with pytest.raises(ImportDataError) as caught:
        read_requests(City.load(cities / "tinytown"), HEAD + rows, "r.csv")
    found = [(one.line, one.code) for one in caught.value.problems]
    assert found == [
        (2, "unknown-item"), (3, "bad-number"), (3, "unknown-place"), (3, "unknown-source"),
        (4, "too-many-vulnerable"), (5, "duplicate"), (6, "bad-number"), (6, "no-id"),
    ]  # fmt: skip
    assert "did you mean 'water'?" in str(caught.value)


def test_missing_columns_are_named(cities: Path) -> None:
    """Nothing else is looked at."""
    with pytest.raises(ImportDataError, match="column 'quantity' is missing"):
        read_requests(City.load(cities / "tinytown"), "id,place,item,needed_by_h,people\n", "r.csv")


def test_priority_is_triage_then_weighted_person_hours(cities: Path) -> None:
    """A bed saves lives and stands first; of two others the larger score: people x weight x hours, by hand."""
    city = road_town(cities)
    many = ask(city, "school", "water", 100.0, by=10.0, people=100.0)
    frail = ask(city, "pump", "water", 100.0, by=12.0, people=80.0, vulnerable=40.0)
    bed = ask(city, "pump", "bed", 1.0, by=12.0, people=1.0)
    found = priorities_of(city, [many, frail, bed], 6.0, PrioritySettings(vulnerable=2.0, horizon_h=24.0))
    # The span ends at hour 12 + 24: 100 x 1 x 26 = 2600, and 80 x 1.5 x 24 = 2880.
    assert [(one.request.item, one.triage, one.score) for one in found] == [
        ("bed", 1, 24.0), ("water", 2, pytest.approx(2880.0)), ("water", 2, pytest.approx(2600.0)),
    ]  # fmt: skip
    assert "80 people who count 1.50 each, for 24.0 h: 2880 person-hours" in str(found[1].why())


def test_weights_outside_their_range_are_refused() -> None:
    """A vulnerable person counts for at least one."""
    with pytest.raises(SettingError, match=r"counts for 0\.5"):
        PrioritySettings(vulnerable=0.5)


def test_needs_become_requests(cities: Path) -> None:
    """Water of the wave, tents of all hours so far, whole ones, by the hour at which half is needed."""
    city = road_town(cities)
    amount = np.zeros((2, 1, 24))
    amount[0, 0] = 10.0
    amount[1, 0, :4] = 0.3
    needs = AreaNeeds(
        scenario="s", name={"en": "s"}, frequency=None, items=("water", "tent"), once=np.array([False, True]),
        areas=("T1",), hours=24, amount=amount, persons=np.full((2, 1, 24), 50.0), band=np.zeros((2, 2, 24)),
            so_far_band=np.zeros((2, 2, 24)), peak_band=np.zeros((2, 2)), onset=0.0, synthetic=True, provenance={},
    )  # fmt: skip
    water, tent = requests_from_needs(city, needs, 4.0, wave_h=12.0, lead_h=3.0)
    assert (water.quantity, water.needed_by_h, water.people, water.district) == (120.0, 9.0, 50.0, "T1")
    assert (tent.quantity, tent.needed_by_h) == (2.0, 7.0)
    with pytest.raises(SettingError, match="hours 0 to 23"):
        requests_from_needs(city, needs, 24.0)


def test_what_no_vehicle_carries_is_not_asked_for(cities: Path) -> None:
    """A place without weight and volume is refused in a file, by line; one with a weight is not."""
    city = City.load(cities / "tinytown")
    items = city.table("items").with_columns(
        unit=pl.when(pl.col("id") == "tent").then(pl.lit("place")).otherwise(pl.col("unit")),
        weight_kg=pl.lit(None, dtype=pl.Float64), volume_m3=pl.lit(None, dtype=pl.Float64),
    )  # fmt: skip
    rooms = city.with_table("items", items)
    assert "tent" in standing_items(rooms)
    with pytest.raises(ImportDataError, match="no vehicle carries 'tent'"):
        read_requests(rooms, HEAD + "b,,T2,tent,3,8,15,,\n", "r.csv")
    heavy = rooms.with_table("items", items.with_columns(weight_kg=pl.lit(1.0)))
    assert not standing_items(heavy)
