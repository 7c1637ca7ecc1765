"""Roads that a scenario's own damage closes at an hour."""

from pathlib import Path

import pytest

from anlan.errors import SettingError
from anlan.supplies.dispatch.damage import damaged_roads
from tests.scenarios.run.case import flooded, run
from tests.supplies.sources.test_conditions import roads


def test_a_broken_road_is_closed_until_it_is_repaired(cities: Path) -> None:
    """The flood breaks the only road in every sample; it is repaired by hour 36."""
    city = roads(cities)
    found = run(city, flooded(city, 1.0))
    assert damaged_roads(city, found, 24.0) == frozenset({"middle-beside"})
    assert damaged_roads(city, found, 24.0, share=1.0) == frozenset({"middle-beside"})
    assert damaged_roads(city, found, 40.0) == frozenset()


def test_nothing_is_closed_where_nothing_breaks(cities: Path) -> None:
    """A road that the flood cannot break stays open."""
    city = roads(cities, breaks=False)
    assert damaged_roads(city, run(city, flooded(city, 1.0)), 0.0) == frozenset()


@pytest.mark.parametrize(("hour", "share"), [(-1.0, 0.5), (1e6, 0.5), (float("nan"), 0.5), (1.0, 0.0), (1.0, 1.5)])
def test_hours_and_shares_that_make_no_sense_are_refused(cities: Path, hour: float, share: float) -> None:
    """The hour must lie in the scenario, the share between 0 and 1."""
    city = roads(cities)
    with pytest.raises(SettingError):
        damaged_roads(city, run(city, flooded(city, 1.0)), hour, share=share)
