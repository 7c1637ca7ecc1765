"""Maps of intensity by return period."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Serial, local
from anlan.risk import assess_each
from tests.risk.event_sets import VULNERABILITY, event_set


@pytest.mark.parametrize("stored", [False, True])
def test_a_map_equals_the_sorted_intensities_within_a_class(cities: Path, stored: bool) -> None:
    """Of 1,000 equally frequent events the tenth strongest in a cell is reached once in a hundred years."""
    city = City.load(cities / "tinytown")
    rng = np.random.default_rng(4)
    depth = (rng.gamma(2.0, 0.5, (1000, len(city.cells))) * rng.integers(0, 2, (1000, len(city.cells)))).astype("f4")
    events = event_set(city, depth, np.full(1000, 1e-3), stored=stored)
    with local(2) as executor:
        impacts = assess_each(city, events, executor, [None], vulnerability=VULNERABILITY, maps=True)[0]
    alone = assess_each(city, events, Serial(), [None], vulnerability=VULNERABILITY, maps=True)[0]
    assert impacts.rates is not None
    assert alone.rates is not None
    assert np.array_equal(impacts.rates.rates, alone.rates.rates)
    found = impacts.rates.map_of([10.0, 100.0])
    wanted = -np.sort(-depth, axis=0)[[99, 9]].T
    assert (found.values <= wanted + 1e-6).all()
    assert (wanted - found.values <= found.step + 1e-6).all()
    assert impacts.rates.rates.sum() == pytest.approx((depth > 0.0).sum() * 1e-3, rel=1e-5)


def test_what_does_not_come_so_often_is_zero(cities: Path) -> None:
    """One event in 500 years shows on the map of 1,000 years and not on that of 100."""
    city = City.load(cities / "tinytown")
    depth = np.full((1, len(city.cells)), 2.0, dtype=np.float32)
    events = event_set(city, depth, np.array([0.002]))
    impacts = assess_each(city, events, Serial(), [None], vulnerability=VULNERABILITY, maps=True)[0]
    assert impacts.rates is not None
    found = impacts.rates.map_of([100.0, 1000.0])
    assert (found.values[:, 0] == 0.0).all()
    assert found.values[:, 1] == pytest.approx(2.0, abs=found.step)
