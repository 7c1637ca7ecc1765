"""The peak demand on each item, and the event that sets it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.scenarios import course_of, item_peaks, search_worst
from anlan.scenarios.item_peaks import peak_rates, peaks_of
from anlan.supplies import needs_of
from tests.scenarios.test_choice import FLOOD, QUAKE, impacts
from tests.scenarios.test_worst import FLOOR, assessed, storms


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown: 24 L of water a day and a fifth of a tent for each of the displaced, a bed for the severely injured."""
    return City.load(cities / "tinytown")


@pytest.fixture(scope="module")
def lianyungang(cities: Path) -> City:
    """The demo city, with standards that begin and end, and courses that rise and fall."""
    return City.load(cities / "lianyungang")


def test_the_peaks_of_tinytown_by_hand(town: City) -> None:
    """All displaced need water from the tenth hour: 9,000 in the quake, 24 L a day each, and 1,800 tents."""
    water, tent = (one for one in item_peaks(search_worst(assessed(town, FLOOD, QUAKE), FLOOR)) if one.level)
    assert (water.item, tent.item) == ("water", "tent")
    assert water.level == pytest.approx(9000 * 24.0)
    assert tent.level == pytest.approx(1800.0)
    assert (tent.once, water.once) == (True, False)
    assert (water.kind, water.event) == ("earthquake", 0)
    assert water.covered
    assert water.missing == water.missing_in_all == 0.0


def test_an_item_that_another_event_drives_is_missing_in_the_choice(town: City) -> None:
    """A quake kills and ruins most and is chosen; a flood displaces more, and sets the line of the tents."""
    quake = impacts("earthquake", [[900, 1000, 9e9]], [0.001])
    flood = impacts("rain_flood", [[1, 4000, 1e6], [0, 2000, 1e6]], [0.001, 0.01])
    tent = next(one for one in item_peaks(search_worst(assessed(town, flood, quake), 0.001)) if one.item == "tent")
    assert (tent.kind, tent.event) == ("rain_flood", 0)
    assert tent.level == pytest.approx(800.0)
    assert tent.chosen == pytest.approx(200.0)
    assert tent.missing == pytest.approx(600.0)
    assert not tent.covered
    assert tent.by_choice["rain_flood"] == pytest.approx(800.0)
    assert tent.missing_in_all == 0.0


def test_an_item_that_nobody_needs_at_the_floor_has_no_driver(town: City) -> None:
    """Nobody is severely injured, so that no bed is needed."""
    bed = next(one for one in item_peaks(search_worst(assessed(town, FLOOD, QUAKE), FLOOR)) if one.item == "bed")
    assert (bed.level, bed.kind, bed.event, bed.covered) == (0.0, "", -1, True)


def test_compound_events_set_lines_too(town: City) -> None:
    """The storm displaces 9,500, more than the quake's 9,000."""
    found = item_peaks(search_worst(assessed(town, FLOOD, QUAKE), FLOOR, (storms(),)))
    tent = next(one for one in found if one.item == "tent")
    assert tent.kind == "storm"
    assert tent.level == pytest.approx(1900.0)


PEOPLE = ("killed", "severely_injured", "lightly_injured", "displaced", "isolated", "without_water", "without_power")


@given(
    people=st.lists(st.floats(0.0, 1e6), min_size=7, max_size=7), hazard=st.sampled_from(["earthquake", "explosion"])
)
def test_peaks_equal_those_of_the_needs_by_the_hour(lianyungang: City, people: list[float], hazard: str) -> None:
    """The linear map gives what the supplies compute hour by hour, for every item and any number of people."""
    hours, totals = 168, dict(zip(PEOPLE, people, strict=True))
    needs = needs_of(lianyungang, course_of(lianyungang, hazard, totals, hours), hours, (hazard,))
    found = storms()
    values = {name: np.array([number]) for name, number in totals.items()}
    one = type(found)("x", np.ones(1), values, found.name, (hazard,), found.teller)
    for place, item in enumerate(needs.items):
        amount = needs.amount[place]
        peak = amount.sum() if needs.once[place] else 24.0 * amount.max()
        assert peaks_of(one, peak_rates(lianyungang, hazard, item, hours))[0] == pytest.approx(peak, rel=1e-9, abs=1e-9)
