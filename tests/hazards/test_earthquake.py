"""Earthquake: intensity by hand, and the hazard against direct integration and the national zonation."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards import Earthquake, EventSet
from anlan.hazards.earthquake import intensities
from tests.hazards.towns import SOURCES, disk, town

RELATION = np.array([3.5406, 13.0, 4.0])


def exceeded(events: EventSet, cell: int, frequency: float) -> float:
    """Return the intensity at a cell that is exceeded with an annual frequency."""
    intensity = events.intensity(range(len(events)))[:, cell]
    order = np.argsort(-intensity)
    return float(np.interp(frequency, np.cumsum(events.frequency[order]), intensity[order]))


def test_intensity_by_hand() -> None:
    """M 7 at 50 km: 3.6588 + 1.3626 * 7 - 3.5406 lg 63 = 6.826; on the rupture 9.25; at 600 km nothing."""
    level = 3.6588 + 1.3626 * 7.0
    table = np.array([[0.0], [0.0], [0.0], [1.0], [0.0], [level]])
    x = np.array([50.0, 0.0, 600.0])
    result = intensities(np.array([0]), table, RELATION, x, np.zeros(3))[0]
    assert result == pytest.approx([6.826, 9.253, 0.0], abs=1e-3)


def test_distance_is_to_the_rupture() -> None:
    """North of a rupture of 60 km along the meridian, 50 km from its middle are 20 km; to the east they are 50."""
    table = np.array([[0.0], [0.0], [0.0], [1.0], [30.0], [13.0]])
    north, east = intensities(np.array([0]), table, RELATION, np.array([0.0, 50.0]), np.array([50.0, 0.0]))[0]
    assert north == pytest.approx(13.0 - 3.5406 * math.log10(33.0), abs=1e-5)
    assert east == pytest.approx(13.0 - 3.5406 * math.log10(63.0), abs=1e-5)


def test_intensity_is_at_most_twelve() -> None:
    """However large the event, the scale ends at 12."""
    table = np.array([[0.0], [0.0], [0.0], [1.0], [30.0], [30.0]])
    assert intensities(np.array([0]), table, RELATION, np.zeros(1), np.zeros(1))[0, 0] == 12.0


def test_rates_of_all_sources_add_up(small_town: City) -> None:
    """0.05 and 0.2 a year make 0.25, for any number of events."""
    for events in (2, 101):
        assert Earthquake().event_set(small_town, events, 1).frequency.sum() == pytest.approx(0.25)


def test_every_source_needs_an_event(small_town: City) -> None:
    """Two sources cannot share one event."""
    with pytest.raises(SettingError, match="1 events asked for; give 2 or more"):
        Earthquake().event_set(small_town, 1, 1)


def test_ten_hours_of_24_are_working_hours(small_town: City) -> None:
    """Of 5,000 events about ten in 24 strike by day."""
    assert Earthquake().event_set(small_town, 5000, 1).by_day.mean() == pytest.approx(10.0 / 24.0, abs=0.02)


def test_strikes_are_those_of_the_source(small_town: City) -> None:
    """The source near by has ruptures of strike 20; the other one's lie anywhere."""
    frame = Earthquake().event_set(small_town, 400, 1).parameters
    near = frame.filter(frame["source"] == "near")["strike_deg"]
    far = frame.filter(frame["source"] == "far")["strike_deg"]
    assert near.unique().to_list() == [20.0]
    assert far.std() == pytest.approx(180.0 / math.sqrt(12.0), rel=0.1)


def test_hazard_equals_direct_integration(tmp_path: Path) -> None:
    """For one small source far away the frequency of VI equals the integral over magnitude and residual to 3 %."""
    tables = {
        "seismic_sources": SOURCES.splitlines()[0] + "\nnear,近,0.05,0.9,5,7.5,15,20,hand\n",
        "hazard_parameters": "hazard,parameter,value,unit,source\nearthquake,ipe_spread_limit,6,1,hand\n",
    }
    city = town(tmp_path, tables, [1.0], disk(0))
    events = Earthquake().event_set(city, 40_000, 1)
    assert exceeded(events, 0, integral(events, 6.0)) == pytest.approx(6.0, abs=0.02)


def integral(events: EventSet, intensity: float) -> float:
    """Return the frequency of an intensity when each event keeps its place but its residual is integrated."""
    frame = events.parameters
    east = np.radians(119.2 - frame["lon"].to_numpy()) * 6371.0088 * math.cos(math.radians(34.6))
    north = np.radians(34.6 - frame["lat"].to_numpy()) * 6371.0088
    strike = np.radians(frame["strike_deg"].to_numpy())
    along = np.abs(east * np.sin(strike) + north * np.cos(strike))
    beyond = np.maximum(along - frame["length_km"].to_numpy() / 2.0, 0.0)
    distance = np.hypot(beyond, east * np.cos(strike) - north * np.sin(strike))
    mean = 3.6588 + 1.3626 * frame["magnitude"].to_numpy() - 3.5406 * np.log10(distance + 13.0)
    return float((events.frequency * norm.sf((intensity - mean) / 0.5826)).sum())
