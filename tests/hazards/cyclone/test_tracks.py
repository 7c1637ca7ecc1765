"""Tracks by the hour and their resampling."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards.cyclone.decay import closest_approach
from anlan.hazards.cyclone.storms import STORM_PARAMETERS, arrays_of
from anlan.hazards.cyclone.tracks import Tracks, hourly_tracks, record_years, recorded, resample
from anlan.hazards.plane import Plane
from tests.hazards.towns import disk, town

VALUES = {"displacement_km": 80.0, "deficit_spread": 0.15, "radius_spread": 0.441}


@pytest.fixture
def tracks(small_town: City) -> Tracks:
    """The three storms of the small town by the hour."""
    return hourly_tracks(small_town, Plane.around(small_town), 1010.0)


def test_positions_are_linear_between_those_of_the_record(tracks: Tracks, small_town: City) -> None:
    """Three hours after the first position of ALPHA the centre is half way; its deficit at 15 h is 40 hPa."""
    x, y = Plane.around(small_town).xy(np.array([120.7]), np.array([32.5]))
    assert tracks.x[3] == pytest.approx(x[0])
    assert tracks.y[3] == pytest.approx(y[0])
    assert tracks.deficit[15] == pytest.approx(1010.0 - 970.0)
    assert np.diff(tracks.first).tolist() == [19, 13, 13]


def test_translation_by_hand(tracks: Tracks) -> None:
    """BETA moves two degrees north in 12 hours: 222.39 km, 5.148 m/s."""
    beta = slice(tracks.first[1], tracks.first[2])
    assert tracks.v[beta] == pytest.approx(5.148, abs=0.001)
    assert tracks.u[beta] == pytest.approx(0.0, abs=1e-9)


def test_a_storm_may_cross_the_date_line(tmp_path: Path) -> None:
    """Between 179 W and 179 E lies the date line, not the rest of the world."""
    rows = "D,DELTA,2001-08-01T00:00Z,-179.0,20.0,990,hand\nD,DELTA,2001-08-01T06:00Z,179.0,20.0,990,hand\n"
    city = town(tmp_path, {"typhoon_tracks": "storm,name,time,lon,lat,pressure_hpa,source\n" + rows}, [1.0], disk(0))
    plane = Plane.around(city)
    track = hourly_tracks(city, plane, 1010.0)
    assert track.x[3] == pytest.approx(plane.xy(np.array([180.0]), np.array([20.0]))[0][0])
    assert (track.u < 0.0).all()


def test_years_of_record(small_town: City) -> None:
    """2000 to 2009 are ten years."""
    assert record_years(small_town.table("typhoon_tracks")) == 10


def test_every_storm_is_used_equally_often(tracks: Tracks) -> None:
    """Of 100 events each of three storms makes 33 or 34."""
    sample = resample(tracks, 100, np.random.default_rng(1), VALUES)
    assert sorted(np.bincount(sample.storm).tolist()) == [33, 33, 34]


def test_no_spread_repeats_the_record(tracks: Tracks) -> None:
    """With all spreads zero every event is its storm, unchanged."""
    sample = resample(tracks, 30, np.random.default_rng(1), dict.fromkeys(VALUES, 0.0))
    assert not sample.shift_x.any()
    assert not sample.shift_y.any()
    assert (sample.deficit_factor == 1.0).all()
    assert (sample.radius_factor == 1.0).all()


def test_moments_of_the_perturbations(tracks: Tracks) -> None:
    """Over 20,000 events the displacement has its deviation, the deficit factor mean 1, the radius factor median 1."""
    sample = resample(tracks, 20_000, np.random.default_rng(1), VALUES)
    assert np.hypot(sample.shift_x, sample.shift_y) == pytest.approx(np.abs(sample.shift))
    assert sample.shift.std() == pytest.approx(80.0, rel=0.02)
    assert sample.deficit_factor.mean() == pytest.approx(1.0, abs=0.005)
    assert np.median(sample.radius_factor) == pytest.approx(1.0, abs=0.01)
    assert np.log(sample.radius_factor).std() == pytest.approx(0.441, rel=0.02)


def test_displacement_is_across_the_motion(tracks: Tracks) -> None:
    """BETA moves north, so its track is moved east and west only."""
    sample = resample(tracks, 99, np.random.default_rng(1), VALUES)
    beta = sample.storm == 1
    assert sample.shift_y[beta] == pytest.approx(0.0, abs=1e-9)
    assert sample.shift_x[beta] == pytest.approx(sample.shift[beta])


def test_hours_over_land_are_counted(tracks: Tracks) -> None:
    """BETA passes over Anhui and Shandong for all of its 12 hours; GAMMA stays over the Yellow Sea."""
    beta, gamma = tracks.first[2] - 1, tracks.first[3] - 1
    assert tracks.land[beta] == pytest.approx(12.0)
    assert tracks.sea_deficit[beta] == 0.0
    assert tracks.land[gamma] == 0.0
    assert tracks.sea_deficit[gamma] == tracks.deficit[gamma]


def test_the_record_itself_is_a_set_of_events(tracks: Tracks) -> None:
    """Each recorded storm once, neither displaced nor stronger nor larger."""
    sample = recorded(tracks)
    assert sample.storm.tolist() == [0, 1, 2]
    assert not sample.shift.any()
    assert (sample.deficit_factor == 1.0).all()


def test_closest_approach_by_hand(tracks: Tracks, small_town: City) -> None:
    """BETA on its own track passes 1.2 degrees of longitude west; the deficit there is about 26 hPa, here cut at 20."""
    values = {one.name: one.default for one in STORM_PARAMETERS} | {"deficit_max_hpa": 20.0}
    distance, deficit = closest_approach(arrays_of(Plane.around(small_town), tracks, recorded(tracks), values))
    assert distance[1] == pytest.approx(1.2 * 111.195 * np.cos(np.radians(34.6)), rel=0.01)
    assert deficit[1] == 20.0
