"""How far events go beyond the points of vulnerability functions is never overstated."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.risk import EventImpacts, assess
from anlan.risk.reach import WORST, beyond_last_point, harm_before_first_point
from tests.risk.event_sets import event_set


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Tinytown: all four functions for rain floods rise to less than 1 at 1 m."""
    return City.load(cities / "tinytown")


def impacts_of(city: City, depths: list[float], *, maps: bool = True) -> EventImpacts:
    """Assess events of one depth everywhere, each of 0.001 a year."""
    intensity = np.repeat(np.array(depths, dtype=np.float32)[:, None], len(city.cells), axis=1)
    return assess(city, event_set(city, intensity, np.full(len(depths), 0.001)), Serial(), maps=maps)


@pytest.mark.parametrize("maps", [True, False])
def test_a_function_that_still_rises_where_events_go_beyond_is_found(city: City, maps: bool) -> None:
    """Each target comes with its last point, the share lost there, the strongest intensity and the frequency."""
    found = beyond_last_point(city, impacts_of(city, [0.5, 1.5, 2.5], maps=maps))
    assert {one.target: one.share for one in found} == {
        "killed": 0.01,
        "severely_injured": 0.05,
        "displaced": 0.5,
        "residential": 0.5,
    }
    assert {(one.last, one.strongest) for one in found} == {(1.0, 2.5)}
    assert [one.frequency for one in found] == pytest.approx([0.002] * 4)


def test_events_at_the_last_point_are_covered(city: City) -> None:
    """The last point itself is not beyond."""
    assert beyond_last_point(city, impacts_of(city, [0.5, 1.0])) == ()


def test_more_events_than_are_looked_at_again_count_by_class(city: City) -> None:
    """The frequencies of the cells hold what the worst events alone do not."""
    count = 3 * WORST
    found = beyond_last_point(city, impacts_of(city, [2.0] * count))
    assert found[0].frequency == pytest.approx(0.001 * count)
    assert found[0].strongest == pytest.approx(2.0)


def test_a_rare_event_between_the_sampled_ones_is_found_by_its_harm(city: City) -> None:
    """The strongest of many events is met even if the range of the classes was taken from others."""
    depths = [0.5] * 1000
    depths[501] = 3.0
    found = beyond_last_point(city, impacts_of(city, depths))
    assert found[0].strongest == 3.0
    assert found[0].frequency == pytest.approx(0.001)


def test_a_function_that_ends_flat_or_at_one_is_not_named(city: City) -> None:
    """Where nothing more can be lost, or the author says that nothing more is, no assumption is made."""
    points = city.table("vulnerability_points").with_columns(
        pl.when((pl.col("intensity") == 1.0) & (pl.col("function") == "flood-displaced"))
        .then(1.0)
        .otherwise("mean")
        .alias("mean")
    )
    flat = points.filter((pl.col("function") == "flood-killed") & (pl.col("intensity") == 1.0))
    points = pl.concat([points, flat.with_columns(intensity=pl.lit(2.0))])
    changed = replace(city, tables={**city.tables, "vulnerability_points": points})
    found = beyond_last_point(changed, impacts_of(changed, [3.0]))
    assert [one.target for one in found] == ["severely_injured", "residential"]


def test_a_function_that_begins_with_a_loss_is_named(city: City) -> None:
    """Its first share holds for every intensity below its first point."""
    points = city.table("vulnerability_points").with_columns(
        pl.when((pl.col("intensity") == 0.0) & (pl.col("function") == "flood-residential"))
        .then(0.25)
        .otherwise("intensity")
        .alias("intensity"),
        pl.when((pl.col("intensity") == 0.0) & (pl.col("function") == "flood-residential"))
        .then(0.1)
        .otherwise("mean")
        .alias("mean"),
    )
    changed = replace(city, tables={**city.tables, "vulnerability_points": points})
    assert harm_before_first_point(city, impacts_of(city, [0.5])) == {}
    assert harm_before_first_point(changed, impacts_of(changed, [0.5])) == {"residential": 0.25}
