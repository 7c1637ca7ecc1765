"""Footprints brought to the cells of a city."""

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.exchange import Footprints, event_set
from tests.hazards.exchange.made import dense, footprints


def spread(city: City, *, every: int = 1, seed: int = 0, shift: float = 0.0) -> Footprints:
    """Put a point on every so many-th cell and draw four events on them; the last reaches nothing."""
    cells = city.cells
    lon, lat = cells.lon[::every] + shift, cells.lat[::every]
    rng = np.random.default_rng(seed)
    filled = rng.random((4, lon.size)) < [[1.0], [0.5], [0.1], [0.0]]
    event, point = np.nonzero(filled)
    return footprints(
        ids=tuple("abcd"),
        names=("Ida", "Joe", "Kim", "Lee"),
        frequency=np.array([0.01, 0.02, 0.03, 0.04]),
        historical=np.ones(4, dtype=bool),
        lon=lon,
        lat=lat,
        indptr=np.append(0, np.cumsum(filled.sum(axis=1))).astype(np.int64),
        indices=point.astype(np.int32),
        data=rng.uniform(10.0, 60.0, event.size),
    )


def test_points_on_the_cells_give_their_own_intensities(small_town: City) -> None:
    """One point at the centre of each cell."""
    events = spread(small_town)
    found = event_set(events, small_town, 0.001)
    assert np.array_equal(found.intensity(range(4)), dense(events).astype(np.float32))
    assert (found.ids, found.kind, found.unit) == (("a", "b", "c", "d"), "typhoon_wind", "m/s")
    assert np.array_equal(found.frequency, events.frequency)
    assert str(found.describe(0)) == "Event Ida of made.h5"


def test_an_event_that_reaches_nothing_stays_in_the_set(small_town: City) -> None:
    """Its frequency counts, its footprint is empty."""
    found = event_set(spread(small_town), small_town, 1.0)
    assert len(found) == 4
    assert not found.intensity([3]).any()


def test_a_cell_takes_the_nearest_point(small_town: City) -> None:
    """Against the great-circle distance to every point, computed by H3."""
    events = spread(small_town, every=7, shift=0.002)
    found = event_set(events, small_town, 50.0).intensity([0])[0]
    cells = small_town.cells
    for cell in range(0, cells.h3.size, 5):
        here = (cells.lat[cell], cells.lon[cell])
        away = [h3.great_circle_distance(here, there) for there in zip(events.lat, events.lon, strict=True)]
        assert found[cell] == dense(events).astype(np.float32)[0, int(np.argmin(away))]


def test_a_cell_beyond_the_distance_gets_nothing(small_town: City) -> None:
    """One point in the middle, 1.5 km; whether a cell is within is told by H3's distance."""
    events = footprints(lon=np.full(3, 119.2), lat=np.array([34.6, 34.9, 35.0]))
    found = event_set(events, small_town, 1.5, most_uncovered=1.0)
    away = [
        h3.great_circle_distance((lat, lon), (34.6, 119.2))
        for lat, lon in zip(small_town.cells.lat, small_town.cells.lon, strict=True)
    ]
    assert np.array_equal(found.intensity([0])[0] > 0.0, np.array(away) <= 1.5)
    assert found.provenance["cells_without_point"] == int((np.array(away) > 1.5).sum())


def test_a_city_that_is_not_covered_is_refused_with_the_share(small_town: City) -> None:
    """Cells and people beyond the distance are told; no cell at all is refused whatever is allowed."""
    events = footprints(lon=np.full(3, 119.2), lat=np.array([34.6, 34.9, 35.0]))
    with pytest.raises(SettingError, match=r"\d+\.\d% of the cells, with \d+\.\d% of the people, have no point"):
        event_set(events, small_town, 1.5)
    with pytest.raises(SettingError, match=r"100\.0% of the cells"):
        event_set(footprints(), small_town, 0.001, most_uncovered=1.0)


def test_nearness_holds_across_the_date_line(small_town: City) -> None:
    """Two points 0.02 degree of longitude apart, on either side of 180 degrees, and a city that is far from both."""
    events = footprints(lon=np.array([179.99, -179.99, 0.0]), lat=np.zeros(3))
    with pytest.raises(SettingError):
        event_set(events, small_town, 100.0)
    assert event_set(events, small_town, 20_100.0).intensity([0]).shape == (1, small_town.cells.h3.size)


@pytest.mark.parametrize("distance", [0.0, -1.0, np.nan, np.inf])
def test_a_distance_must_be_above_zero(distance: float, small_town: City) -> None:
    """There is no default: how far a point may stand for a cell depends on the hazard."""
    with pytest.raises(SettingError, match="max_distance_km"):
        event_set(spread(small_town), small_town, distance)


@given(order=st.lists(st.integers(0, 3), min_size=1, max_size=6), seed=st.integers(0, 5))
def test_rows_do_not_depend_on_the_events_asked_for_with_them(small_town: City, order: list[int], seed: int) -> None:
    """And what is stored is what is spread: ascending, unique, above zero."""
    found = event_set(spread(small_town, every=3, seed=seed), small_town, 5.0)
    whole = found.intensity(range(4))
    assert np.array_equal(found.intensity(order), whole[order])
    assert found.stored is not None
    assert (found.stored.intensity > 0.0).all()
    for event in range(4):
        part = slice(int(found.stored.first[event]), int(found.stored.first[event + 1]))
        assert np.array_equal(found.stored.cell[part], np.flatnonzero(whole[event]))
        assert np.array_equal(found.stored.intensity[part], whole[event][whole[event] > 0.0])


def test_people_are_at_home_unless_the_source_says_otherwise(small_town: City) -> None:
    """What was assumed stands in the provenance."""
    silent = event_set(footprints(lon=small_town.cells.lon[:3], lat=small_town.cells.lat[:3]), small_town, 50.0)
    told = event_set(
        footprints(lon=small_town.cells.lon[:3], lat=small_town.cells.lat[:3], by_day=np.array([True, False])),
        small_town,
        50.0,
    )
    assert (silent.by_day.tolist(), silent.provenance["people"]) == ([False, False], "by night")
    assert (told.by_day.tolist(), told.provenance["people"]) == ([True, False], "as stated")
