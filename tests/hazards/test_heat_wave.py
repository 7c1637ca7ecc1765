"""Heat waves, from the normals of the months to degree-days on cells."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.hazards.heat_wave import KIND, PARAMETERS, HeatWave
from anlan.hazards.parameters import values_of
from anlan.hazards.weather.local import offsets_of
from anlan.hazards.weather.seasons import climate_for
from tests.hazards.towns import CLIMATE, disk, town


def test_each_summer_counts_as_one(small_town: City) -> None:
    """However many summers are simulated, there is one worst wave a year."""
    assert HeatWave().event_set(small_town, 250, 1).frequency.sum() == pytest.approx(1.0)


def test_waves_are_long_enough_and_hot(small_town: City) -> None:
    """A wave has two days or more, each at the 95th centile or above, and a summer without one has no degree-days."""
    frame = HeatWave().event_set(small_town, 2000, 1).parameters
    climate = climate_for(small_town, 1.0, values_of(small_town, KIND, PARAMETERS))
    waves = frame.filter(pl.col("days") > 0)
    assert waves["days"].min() == 2
    assert waves["extreme_c"].to_numpy().min() >= climate.centile(0.95)
    assert frame.filter(pl.col("days") == 0)["degree_days"].to_list().count(0.0) == (frame["days"] == 0).sum()


def test_waves_fall_into_the_warm_half_of_the_year(small_town: City) -> None:
    """They begin from May to September."""
    start = HeatWave().event_set(small_town, 2000, 1).parameters.filter(pl.col("days") > 0)["start_day"].to_numpy()
    assert 110 < start.min() < start.max() < 280


def test_mean_resident_feels_the_degree_days_of_the_wave(small_town: City) -> None:
    """In a town of small differences the mean over residents is the sum of the wave's departures."""
    events = HeatWave().event_set(small_town, 200, 1)
    assert np.abs(offsets_of(small_town, 0.6)).max() < 0.1
    felt = events.intensity(range(200)).mean(axis=1)
    assert felt == pytest.approx(events.parameters["degree_days"].to_numpy(), abs=1e-3)


def test_a_month_without_its_mean_is_told(tmp_path: Path) -> None:
    """Eleven months are not a year."""
    rows = CLIMATE.splitlines()[:-1]
    city = town(tmp_path, {"climate_normals": "\n".join(rows) + "\n"}, [1.0], disk(0))
    assert [str(message) for message in HeatWave().missing(city)] == [
        "11 months have a mean temperature; fill temperature_c of all twelve in climate_normals.csv"
    ]


def test_months_without_records_take_the_parameter(tmp_path: Path) -> None:
    """Where only means are known, the deviation is the stated one all year."""
    rows = [f"{month},{mean},hand" for month, mean in enumerate([0, 2, 7, 14, 19, 24, 27, 26, 22, 16, 9, 2], start=1)]
    table = "\n".join(["month,temperature_c,source", *rows]) + "\n"
    city = town(tmp_path, {"climate_normals": table}, [1.0], disk(0))
    assert climate_for(city, 1.0, values_of(city, KIND, PARAMETERS)).deviation == pytest.approx(np.full(365, 2.5))


def test_demo_city_breaks_its_record_about_once_in_its_length(cities: Path) -> None:
    """The hottest day of the record, 40.0 degC, less half a day's range is passed in 1 to 6 % of summers."""
    frame = HeatWave().event_set(City.load(cities / "lianyungang"), 10_000, 1).parameters
    assert 0.01 < (frame["extreme_c"].to_numpy() > 35.0).mean() < 0.06
