"""Toxic release: which plants, how often, and whom the clouds reach."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr

from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.hazards.toxic_release import ToxicRelease
from anlan.risk import assess
from tests.hazards.industrial.plants import industrial

NORTH = "toxic_release,wind_steadiness,50,1,hand\ntoxic_release,wind_from,180,deg,hand\n"


def test_frequencies_add_up_to_the_base_rate(tmp_path: Path) -> None:
    """1.1e-5 a year for a vessel under pressure, 1.1e-4 for a tank, for any number of events."""
    city = industrial(tmp_path, "chlorine,10", "acrylonitrile,100")
    for count in (6, 50):
        assert ToxicRelease().event_set(city, count, 1).frequency.sum() == pytest.approx(1.1e-5 + 1.1e-4)


def test_no_accident_is_put_on_a_real_plant(tmp_path: Path) -> None:
    """A real plant makes no event; with nothing else the hazard says what it needs."""
    city = industrial(tmp_path, "real chlorine,100")
    assert "simulated plant" in str(ToxicRelease().missing(city)[0])
    with pytest.raises(SettingError, match="no simulated plant"):
        ToxicRelease().event_set(city, 10, 1)


def test_other_substances_are_left_to_other_hazards(tmp_path: Path) -> None:
    """Benzene is not assessed as poisonous."""
    assert ToxicRelease().missing(industrial(tmp_path, "benzene,100"))


def test_fewer_events_than_pairs_keep_the_rate_of_accidents(tmp_path: Path) -> None:
    """Two events stand for the three losses of a vessel."""
    city = industrial(tmp_path, "chlorine,10")
    few, enough = (ToxicRelease().event_set(city, events, 1) for events in (2, 3))
    assert few.frequency.sum() == pytest.approx(enough.frequency.sum())


def test_clouds_go_with_the_wind(tmp_path: Path) -> None:
    """In a steady southerly everybody who is reached lives north of the plant, but for the plant's own cell."""
    city = industrial(tmp_path, "chlorine,80", parameters=NORTH)
    events = ToxicRelease().event_set(city, 30, 1)
    reached = events.intensity(range(30)).max(axis=0) > 2.0
    assert reached.sum() > 3
    assert city.cells.lat[reached].min() > 34.59


def test_the_share_killed_is_that_of_the_probit(tmp_path: Path) -> None:
    """Intensity Y stands for a share of Phi(Y - 5); 0 where nobody is killed, and never above 10."""
    intensity = ToxicRelease().event_set(industrial(tmp_path, "chlorine,80"), 60, 1).intensity(range(60))
    share = ndtr(intensity[intensity > 0.0] - 5.0)
    assert share.min() > 2e-7
    assert share.max() < 0.5
    assert intensity.max() <= 10.0


def test_more_gas_kills_more(tmp_path: Path) -> None:
    """Ten times the inventory raises the expected number of deaths, with the same weather."""
    small = industrial(tmp_path / "small", "chlorine,10")
    large = industrial(tmp_path / "large", "chlorine,100")
    killed = [assess(city, ToxicRelease().event_set(city, 60, 1), Serial()).of("killed") for city in (small, large)]
    assert (killed[1] >= killed[0]).all()
    assert killed[1].sum() > 1.5 * killed[0].sum()


def test_tighter_buildings_save_lives(tmp_path: Path) -> None:
    """With a fifth of the air exchange no cell is worse off and some are better."""
    leaky = industrial(tmp_path / "leaky", "chlorine,80")
    tight = industrial(tmp_path / "tight", "chlorine,80", parameters="toxic_release,air_changes,0.2,1/h,hand\n")
    worse, better = (ToxicRelease().event_set(city, 30, 1).intensity(range(30)) for city in (leaky, tight))
    assert (better <= worse + 1e-5).all()
    assert (better < worse - 0.01).any()


def test_day_and_night_follow_the_hour(tmp_path: Path) -> None:
    """Working hours are 8:00 to 18:30: 10.5 of 24 hours."""
    events = ToxicRelease().event_set(industrial(tmp_path, "chlorine,10", rings=1), 3000, 1)
    hour = events.parameters["hour"].to_numpy()
    assert np.array_equal(events.by_day, (hour >= 8.0) & (hour < 18.5))
    assert events.by_day.mean() == pytest.approx(10.5 / 24.0, abs=0.03)
