"""Cold waves: heat waves with the sign turned, and the differences that matter."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.hazards.cold_wave import KIND, PARAMETERS, ColdWave
from anlan.hazards.parameters import values_of
from anlan.hazards.weather.seasons import climate_for
from tests.hazards.towns import CLIMATE, disk, town


def test_waves_are_cold_and_last_four_days(small_town: City) -> None:
    """Each day of a wave is among the coldest twentieth of the year."""
    waves = ColdWave().event_set(small_town, 2000, 1).parameters.filter(pl.col("days") > 0)
    climate = climate_for(small_town, -1.0, values_of(small_town, KIND, PARAMETERS))
    assert waves["days"].min() == 4
    assert waves["extreme_c"].to_numpy().max() <= -climate.centile(0.95)


def test_waves_fall_into_winter(small_town: City) -> None:
    """They begin from November to March, across the turn of the year."""
    start = ColdWave().event_set(small_town, 2000, 1).parameters.filter(pl.col("days") > 0)["start_day"].to_numpy()
    assert ((start > 300) | (start < 100)).all()
    assert (start > 300).any()
    assert (start < 100).any()


def test_a_hill_is_hit_harder(tmp_path: Path) -> None:
    """A cell 300 m above the others has more degree-days in every wave."""
    city = town(tmp_path, {"climate_normals": CLIMATE}, [300.0, *[0.0] * 6], disk(1))
    events = ColdWave().event_set(city, 100, 1)
    hit = events.parameters["days"].to_numpy() > 0
    found = events.intensity(range(100))[hit]
    assert (found[:, 0] > found[:, 1]).all()


def test_a_year_turned_upside_down_has_heat_waves_of_the_same_size(tmp_path: Path) -> None:
    """Cold of a climate is heat of its mirror image."""
    rows = [line.split(",") for line in CLIMATE.splitlines()]
    mirrored = [
        rows[0],
        *([row[0], f"{-float(row[1])}", f"{-float(row[3])}", f"{-float(row[2])}", *row[4:]] for row in rows[1:]),
    ]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    cold = town(tmp_path / "one", {"climate_normals": CLIMATE}, [0.0], disk(0))
    warm = town(
        tmp_path / "two", {"climate_normals": "\n".join(",".join(row) for row in mirrored) + "\n"}, [0.0], disk(0)
    )
    values = values_of(cold, KIND, PARAMETERS)
    first, second = climate_for(cold, -1.0, values), climate_for(warm, 1.0, values)
    assert first.mean == pytest.approx(second.mean)
    assert first.deviation == pytest.approx(second.deviation)


def test_demo_city_has_its_record_cold_about_once_in_its_length(cities: Path) -> None:
    """The coldest day of the record, -18.1 degC, plus half a day's range is passed in 1 to 6 % of winters."""
    frame = ColdWave().event_set(City.load(cities / "lianyungang"), 10_000, 1).parameters
    assert 0.01 < (frame["extreme_c"].to_numpy() < -13.1).mean() < 0.06
    assert np.isfinite(frame["degree_days"].to_numpy()).all()
