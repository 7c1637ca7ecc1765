"""Several hazards at once hit the same people and the same things."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.city import City
from anlan.compute import Serial
from anlan.risk import assess
from anlan.scenarios import course_of
from anlan.scenarios.run.union import Union, union_of
from anlan.scenarios.saved import event_sets
from tests.scenarios.run.case import flooded

ROOT = Path(__file__).resolve().parents[3]

TOWN = City.load(ROOT / "cities" / "tinytown")

depths = st.floats(0.05, 3.0)


def joined(city: City, *each: float, onset: float = 0.0) -> Union:
    """Join floods of some depths; the second begins at `onset`."""
    impacts = [assess(city, events, Serial()) for events in event_sets(flooded(city, *each), city)]
    return union_of(city, impacts, [0.0] + [onset] * (len(each) - 1), 24)


def test_one_footprint_alone_keeps_its_impacts(cities: Path) -> None:
    """Totals, rows and course are those of the hazard."""
    city = City.load(cities / "tinytown")
    (events,) = event_sets(flooded(city, 1.0), city)
    alone = assess(city, events, Serial())
    found = joined(city, 1.0)
    assert found.totals == pytest.approx(dict(zip(alone.targets, alone.totals[0].tolist(), strict=True)))
    course = course_of(city, "rain_flood", found.totals, 24)
    for target, people in course.items():
        np.testing.assert_allclose(found.course[target], people)


def test_two_hazards_displace_whom_either_displaces(cities: Path) -> None:
    """Each displaces half of the people independently: together three quarters, of 4,200 people 3,150."""
    found = joined(City.load(cities / "tinytown"), 1.0, 1.0)
    assert found.totals["displaced"] == pytest.approx(3150.0)
    assert found.totals["residential"] == pytest.approx(0.75 * 42 * 10_000_000)


def test_the_second_hazard_counts_from_its_beginning(cities: Path) -> None:
    """Until hour 5 only the first displaces; displaced come evenly over 10 h, so 1,050 of 4,200 by then."""
    course = joined(City.load(cities / "tinytown"), 1.0, 1.0, onset=5.0).course["displaced"]
    assert course[5] == pytest.approx(1050.0)
    assert course[10] == pytest.approx(4200.0 * (1.0 - 0.5 * 0.75))
    assert course[15] == pytest.approx(3150.0)


@settings(max_examples=20)
@given(depths, depths)
def test_together_hazards_do_no_less_than_each_and_no_more_than_both(one: float, other: float) -> None:
    """The union lies between the larger and the sum, and nobody is hit who does not live there."""
    city = TOWN
    first, second, both = joined(city, one), joined(city, other), joined(city, one, other)
    for column in range(len(both.targets)):
        low = np.maximum(first.by_row[:, column], second.by_row[:, column])
        high = first.by_row[:, column] + second.by_row[:, column]
        assert (both.by_row[:, column] >= low * (1.0 - 1e-9)).all()
        assert (both.by_row[:, column] <= high * (1.0 + 1e-9)).all()
    people = [both.targets.index(name) for name in ("killed", "severely_injured", "displaced")]
    assert (both.by_row[:, people] <= city.cells.population[:, None] * (1.0 + 1e-9)).all()


def test_whom_one_hazard_injures_and_another_kills_is_killed(cities: Path) -> None:
    """Two hazards that kill 10 % and injure 10 % each: 19 % are killed, and 36 - 19 = 17 % of 4,200 people injured."""
    city = City.load(cities / "tinytown")
    points = city.table("vulnerability_points").with_columns(
        mean=pl.when(pl.col("function").is_in(["flood-killed", "flood-severely_injured"]))
        .then(pl.when(pl.col("intensity") > 0.0).then(0.1).otherwise(0.0))
        .otherwise(pl.col("mean"))
    )
    found = joined(city.with_table("vulnerability_points", points), 1.0, 1.0)
    assert found.totals["killed"] == pytest.approx(0.19 * 4200.0)
    assert found.totals["severely_injured"] == pytest.approx(0.17 * 4200.0)


def test_nobody_is_both_killed_and_injured(cities: Path) -> None:
    """Two hazards that each kill or injure everybody kill more and injure fewer, and never more than live there."""
    city = City.load(cities / "tinytown")
    points = city.table("vulnerability_points").with_columns(
        mean=pl.when(pl.col("function").is_in(["flood-killed", "flood-severely_injured"]))
        .then(pl.when(pl.col("intensity") > 0.0).then(0.5).otherwise(0.0))
        .otherwise(pl.col("mean"))
    )
    found = joined(city.with_table("vulnerability_points", points), 1.0, 1.0)
    assert found.totals["killed"] == pytest.approx(3150.0)
    assert found.totals["severely_injured"] == pytest.approx(1050.0)
    assert found.course["severely_injured"].max() == pytest.approx(1050.0)
