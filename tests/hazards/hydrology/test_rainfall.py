"""The distribution of a year's largest rain from what a city has."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import genextreme, weibull_min

from anlan.city import City
from anlan.hazards.hydrology.extremes import Gev, fit
from anlan.hazards.hydrology.rainfall import (
    Records,
    WetDays,
    duration_exponent,
    fit_growth,
    fit_records,
    records_like,
    season_of,
    tail_of_days,
    wet_days_of,
    yearly_median,
    yearly_rain,
)
from tests.hazards.towns import disk, town

VALUES = {"shape": 0.114, "day_factor": 1.13}

RECORDS = "station,duration_h,depth_mm,record_years,until_year,source\n"

THREE = RECORDS + "a,24,180,40,1990,hand\nb,24,210,40,1990,hand\nc,24,260,40,1990,hand\n"


def normals(months: int) -> str:
    """Write the same weather for some months: 8 days of rain with 96 mm, the largest day of 31 years 180 mm."""
    rows = [f"{month},96,8,180,31,hand" for month in range(1, months + 1)]
    return "\n".join(["month,rain_mm,rain_days,rain_max_day_mm,record_years,source", *rows]) + "\n"


def test_a_fit_to_many_records_finds_the_distribution() -> None:
    """From the records of 4,000 stations of 10 or 60 years the parameters come back to a twentieth."""
    truth = Gev(90.0, 30.0, 0.114)
    years = np.where(np.arange(4000) % 2 == 0, 10, 60)
    rng = np.random.default_rng(1)
    depths = [
        float(genextreme.rvs(-0.114, truth.of_years(n).location, truth.of_years(n).scale, random_state=rng))
        for n in years
    ]
    fitted = fit_records(Records(np.array(depths), years.astype(float)), 0.114)
    assert fitted.location == pytest.approx(90.0, rel=0.05)
    assert fitted.scale == pytest.approx(30.0, rel=0.05)


def test_equal_records_give_no_spread() -> None:
    """Three records of 200 mm leave only the smallest scale."""
    fitted = fit_records(Records(np.full(3, 200.0), np.full(3, 40.0)), 0.114)
    assert fitted.location == pytest.approx(200.0, rel=0.01)
    assert fitted.scale < 0.1


def test_growth_from_a_known_median_finds_the_distribution() -> None:
    """From 2,000 records and the median of a year the scale comes back to a twentieth, the median exactly."""
    truth = Gev(90.0, 30.0, 0.114)
    records = records_like(truth, Records(np.zeros(2000), np.full(2000, 40.0)), np.random.default_rng(3))
    median = truth.exceeded_with(np.array([0.5]))[0]
    fitted = fit_growth(records, float(median), 0.114)
    assert fitted.scale == pytest.approx(30.0, rel=0.05)
    assert fitted.exceeded_with(np.array([0.5]))[0] == pytest.approx(median, rel=1e-9)


def test_days_of_rain_give_back_their_tail() -> None:
    """The largest days of 400 months of Weibull rain with the shape 0.7 lead back to 0.7."""
    rng = np.random.default_rng(5)
    days, years = np.full(400, 10.0), np.full(400, 30.0)
    largest = weibull_min.rvs(0.7, scale=10.0, size=(400, 300), random_state=rng).max(axis=1)
    mean = np.full(400, weibull_min.mean(0.7, scale=10.0))
    assert tail_of_days(WetDays(mean, days, largest, years)) == pytest.approx(0.7, abs=0.01)


def test_the_median_of_a_year_by_hand() -> None:
    """With 100 exponential days of 10 mm the yearly median solves (1 - exp(-x / 10))^100 = 1/2: 49.7 mm."""
    wet = WetDays(np.full(12, 10.0), np.full(12, 100.0 / 12.0), np.full(12, 60.0), np.full(12, 30.0))
    assert yearly_median(wet, 1.0) == pytest.approx(-10.0 * np.log(-np.expm1(np.log(0.5) / 100.0)), rel=1e-9)


def test_the_largest_rain_falls_in_the_months_of_heavy_days() -> None:
    """Two alike months of heavy rain share it, and ten of drizzle hardly get any."""
    mean = np.where(np.arange(12) // 2 == 3, 20.0, 4.0)
    wet = WetDays(mean, np.full(12, 10.0), mean * 6.0, np.full(12, 30.0))
    season = season_of(wet)
    assert season.sum() == pytest.approx(1.0)
    assert season[6] == season[7] > 0.49
    assert season[0] < 0.001


def test_yearly_maxima_come_before_records(tmp_path: Path) -> None:
    """With six years at one station the distribution is the fit of their L-moments; rain of an hour does not count."""
    depths = [80.0, 95.0, 110.0, 130.0, 90.0, 160.0]
    rows = [f"a,24,{1981 + place},{depth},hand" for place, depth in enumerate(depths)]
    text = "\n".join(["station,duration_h,year,depth_mm,source", *rows, "a,1,1981,40,hand"]) + "\n"
    city = town(tmp_path, {"rainfall_maxima": text, "rainfall_records": THREE}, [1.0], disk(0))
    found, wanted = yearly_rain(city, VALUES), fit(np.array(depths))
    assert vars(found) == pytest.approx(vars(wanted))


def test_days_of_rain_set_the_median(tmp_path: Path) -> None:
    """With the weather of twelve months the median is that of the days of rain times 1.13, not that of the records."""
    city = town(tmp_path, {"rainfall_records": THREE, "climate_normals": normals(12)}, [1.0], disk(0))
    wet = wet_days_of(city)
    assert wet is not None
    median = yearly_rain(city, VALUES).exceeded_with(np.array([0.5]))[0]
    assert median == pytest.approx(1.13 * yearly_median(wet, tail_of_days(wet)), rel=1e-6)


def test_eleven_months_of_weather_are_not_a_year(tmp_path: Path) -> None:
    """The records alone are fitted."""
    city = town(tmp_path, {"rainfall_records": THREE, "climate_normals": normals(11)}, [1.0], disk(0))
    records = Records(np.array([180.0, 210.0, 260.0]), np.full(3, 40.0))
    assert yearly_rain(city, VALUES) == fit_records(records, 0.114)


def test_a_record_of_ten_stations_weighs_as_ten_times_its_years(tmp_path: Path) -> None:
    """300 mm as the largest of ten stations of 40 years make less rain likely than 300 mm at one of them."""
    header = RECORDS.replace("until_year", "until_year,stations")
    shared = "a,24,180,40,1990,1,hand\nb,24,210,40,1990,1,hand\n"
    chance, found = np.array([0.01]), []
    for stations in (1, 10):
        folder = tmp_path / str(stations)
        folder.mkdir()
        city = town(folder, {"rainfall_records": f"{header}{shared}c,24,300,40,1990,{stations},hand\n"}, [1.0], disk(0))
        found.append(yearly_rain(city, VALUES).exceeded_with(chance)[0])
    assert found[1] < found[0]


def test_rain_grows_with_duration_as_its_records_do(tmp_path: Path) -> None:
    """Two stations of different level whose depth doubles from 1.5 to 24 hours have the exponent ln 2 / ln 16."""
    rows = "a,1.5,60,40,1990,hand\na,24,120,40,1990,hand\nb,1.5,100,40,1990,hand\nb,24,200,40,1990,hand\n"
    city = town(tmp_path, {"rainfall_records": RECORDS + rows + "b,0.5,90,40,1990,hand\n"}, [1.0], disk(0))
    assert duration_exponent(city) == pytest.approx(0.25)


def test_one_duration_has_no_exponent(small_town: City) -> None:
    """A city that knows 24 hours alone says so."""
    assert duration_exponent(small_town) is None
