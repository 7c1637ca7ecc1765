"""Releases by the rain of a storm, in its weather."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.hazards.natech import StormWeather, natech_releases
from anlan.hazards.toxic_release import ToxicRelease
from anlan.scenarios.joint import ABSENT
from anlan.scenarios.joint.events import Rows
from anlan.scenarios.joint.stormy import in_their_storms
from tests.hazards.industrial.plants import industrial
from tests.hazards.test_natech import DEPTHS, cause

INDEX = [[0, 2, ABSENT], [1, 2, 0], [2, 2, 0], [2, 1, 3], [ABSENT, 2, 0], [2, 2, 0]]
"""Storm, rain and release of six compound events; one pair of storm and release comes twice."""

RATES = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])

WINDS = (0.0, 20.0, 24.0)


def test_a_release_by_the_rain_of_a_storm_is_in_its_wind_and_month(tmp_path: Path) -> None:
    """By hand: 20 and 24 m/s, July and September, neutral; without a storm the release is as it was."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=3)
    rain = cause(city, "rain_flood", DEPTHS, "m")
    releases = natech_releases(city, ToxicRelease(), rain, 5, 1, StormWeather())
    wind = cause(city, "typhoon_wind", WINDS, "m/s")
    wind = replace(wind, parameters=wind.parameters.with_columns(month=pl.Series([6, 7, 9])))
    rows, made = in_their_storms(city, Rows(np.array(INDEX), RATES), releases, wind)
    assert rows.index[:, -1].tolist() == [ABSENT, 5, 6, 7, 0, 6]
    assert made.parameters["wind_ms"].to_list()[5:] == [20.0, 24.0, 24.0]
    assert made.parameters["month"].to_list()[5:] == [7, 9, 9]
    assert made.parameters["stability"].unique().to_list() == ["D"]
    assert made.parameters[:5].equals(releases.parameters)
    for name in ("plant", "substance", "scenario", "cause", "hour"):
        assert made.parameters[name].to_list()[5:] == [releases.parameters[name][at] for at in (0, 0, 3)]
    assert made.parameters["wind_from_deg"].to_list()[5] == pytest.approx(releases.parameters["wind_from_deg"][0])
    assert made.frequency == pytest.approx([0.5, 0.0, 0.0, 0.0, 0.0, 0.2, 0.9, 0.4])
    assert len(set(made.ids)) == 8


def test_footprints_are_those_of_either_set(tmp_path: Path) -> None:
    """Releases without a storm reach the same people as before, whatever they are asked for with."""
    city = industrial(tmp_path, "chlorine,80", rings=4)
    rain = cause(city, "rain_flood", (0.0, 0.0, 9.0), "m")
    releases = natech_releases(city, ToxicRelease(), rain, 5, 1, StormWeather())
    wind = cause(city, "typhoon_wind", (0.0, 0.0, 0.0), "m/s")
    _, made = in_their_storms(city, Rows(np.array(INDEX), RATES), releases, wind)
    mixed = made.intensity([6, 0, 3])
    assert (mixed[1:] == releases.intensity([0, 3])).all()
    assert mixed[0] == pytest.approx(releases.intensity([0])[0], abs=1e-4)


def test_without_releases_in_storms_nothing_changes(tmp_path: Path) -> None:
    """The set keeps its events."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=1)
    releases = natech_releases(city, ToxicRelease(), cause(city, "rain_flood", DEPTHS, "m"), 5, 1)
    wind = cause(city, "typhoon_wind", WINDS, "m/s")
    rows, made = in_their_storms(city, Rows(np.array([[0, 2, ABSENT], [ABSENT, 2, 1]]), RATES[:2]), releases, wind)
    assert made.ids == releases.ids
    assert rows.index[:, -1].tolist() == [ABSENT, 1]
