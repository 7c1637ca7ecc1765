"""The tide against published values, another program and the gauge."""

import csv
from pathlib import Path

import numpy as np
import pytest

from anlan.hazards.surge.tide import CONSTITUENTS, EPOCH, Tide, hours_of, spring_and_neap, tide_of
from tools.lianyungang.tides import CONSTANTS

SPEEDS = {"M2": 28.9841042, "S2": 30.0, "N2": 28.4397295, "K1": 15.0410686, "O1": 13.9430356, "K2": 30.0821373,
          "P1": 14.9589314, "Q1": 13.3986609, "M4": 57.9682085, "MS4": 58.9841042, "SA": 0.0410686}  # fmt: skip
"""Degrees an hour (Pugh and Woodworth 2014, tables 4.1 and 4.3)."""

UTIDE = {0: 2.28735, 6: -1.52056, 13: 2.34087, 100: 1.48575, 239: 1.95891}
"""Height in m, hours after 1985-08-20T00:00Z, of the constituents without SA by UTide 0.4 (Codiga 2011), with its own
nodal corrections frozen at the middle of ten days."""

GAUGE_MEAN = 2.92
"""Mean level of the port gauge over its zero, m."""


@pytest.fixture
def tide() -> Tide:
    """The tide at Lianyungang."""
    return tide_of(CONSTANTS)


def test_speeds_are_the_published_ones() -> None:
    """Each constituent turns as fast as the tables say."""
    for name, speed in SPEEDS.items():
        one = tide_of([(name, 1.0, 0.0)])
        assert np.degrees(one.speed[0]) == pytest.approx(speed, abs=1e-5), name
    assert set(SPEEDS) < set(CONSTITUENTS)


def test_heights_equal_those_of_another_program() -> None:
    """Five heights over ten days agree with UTide to 5 cm of a tide of 4 m."""
    tide = tide_of([row for row in CONSTANTS if row[0] != "SA"])
    start = hours_of(np.array(["1985-08-20T00:00"], dtype="datetime64[ms]"))[0]
    computed = tide.height(start + np.array(list(UTIDE), dtype=np.float64))
    assert computed == pytest.approx(list(UTIDE.values()), abs=0.05)


def test_highest_and_lowest_tide(tide: Tide) -> None:
    """Over 1979 to 1997 the tide stays between the gauge's published HAT 5.781 m and LAT -0.267 m, to 7 cm."""
    hours = hours_of(np.arange("1979-01-01", "1998-01-01", dtype="datetime64[h]").astype("datetime64[ms]"))
    height = tide.height(hours) + GAUGE_MEAN
    assert height.max() == pytest.approx(5.781, abs=0.07)
    assert height.min() == pytest.approx(-0.267, abs=0.07)


def test_waves_carry_the_tide_through_a_storm(tide: Tide) -> None:
    """Amplitudes and angles at the start, turned on by the speeds, give the height four days later to 1 cm."""
    start = hours_of(np.array(["1981-08-30T00:00"], dtype="datetime64[ms]"))
    amplitude, angle = tide.waves(start)
    for later in (0.0, 13.0, 96.0):
        carried = (amplitude[0] * np.cos(angle[0] + tide.speed * later)).sum()
        assert carried == pytest.approx(float(tide.height(start + later)[0]), abs=0.01)


def test_springs_and_neaps_by_hand() -> None:
    """High waters of 5.0 and 4.2 over a mean of 3.0 m are 1.6 m of M2 and 0.4 m of S2."""
    tide = spring_and_neap(5.0, 4.2, 3.0)
    assert dict(zip(tide.names, tide.amplitude, strict=True)) == pytest.approx({"M2": 1.6, "S2": 0.4})
    hours = np.arange(0.0, 19.0 * 8766.0)
    assert tide.height(hours).max() == pytest.approx(1.6 * 1.037 + 0.4, abs=0.02)


def test_hours_count_from_the_epoch() -> None:
    """A day after the epoch is 24 hours."""
    assert hours_of(np.array([EPOCH + np.timedelta64(1, "D")])) == pytest.approx([24.0])


def test_no_high_tide_of_the_record_lies_far_below_the_astronomical_one(tide: Tide, shared_data: Path) -> None:
    """Each year's highest level of the port is the astronomical one of that year less 0.15 m, or more."""
    with (shared_data / "lianyungang/hazard/tide_annual_extremes_1972_1990.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if "Lianyungang" in row["station"]]
    assert len(rows) == 18
    for row in rows:
        year = int(row["year"])
        days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[h]")
        hours = hours_of(days.astype("datetime64[ms]"))
        assert float(row["high_m"]) > tide.height(hours).max() + GAUGE_MEAN - 0.15, year
