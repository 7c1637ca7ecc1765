"""Rain flood, from rain to depth."""

from pathlib import Path

import h3
import numpy as np
import pytest
from scipy.stats import kstest

from anlan.city import City
from anlan.hazards import RainFlood
from anlan.hazards.hydrology.basins import Basins
from anlan.hazards.hydrology.extremes import Gev
from anlan.hazards.hydrology.rain_field import RainField
from anlan.hazards.hydrology.rainfall import yearly_rain
from anlan.hazards.rain_flood import KIND, Standing
from tests.hazards.towns import RAIN, disk, town

RECORDS = "station,duration_h,depth_mm,record_years,until_year,source\n"


def test_tinytown_by_hand(cities: Path) -> None:
    """200 mm on sealed ground less 100 mm drained: 0.1 m on 42 cells stands 0.6 m deep on the 7 low ones."""
    events = RainFlood().event_set(City.load(cities / "tinytown"), 50, 1)
    depth = np.sort(events.intensity([17])[0])
    assert depth[-7:] == pytest.approx(np.full(7, 0.6), rel=2e-3)
    assert not depth[:-7].any()


def test_each_year_counts_as_one(small_town: City) -> None:
    """However many years are simulated, there is one largest rain a year."""
    assert RainFlood().event_set(small_town, 250, 1).frequency.sum() == pytest.approx(1.0)


def test_rain_at_every_point_has_the_given_distribution(small_town: City) -> None:
    """Over 4,000 years the rain of each basin passes a Kolmogorov-Smirnov test against the distribution of the city."""
    gev = Gev(90.0, 30.0, 0.114)
    basins = Basins.of(small_town)
    rain = RainField(gev, basins.lon, basins.lat, 60.0, KIND, seed=1)(np.arange(4000))
    for basin in range(rain.shape[1]):
        assert kstest(rain[:, basin], "genextreme", args=(-0.114, 90.0, 30.0)).pvalue > 0.01


def test_neighbouring_basins_get_similar_rain(small_town: City) -> None:
    """Basins some 6 km apart with a length of 100 km are correlated by about 0.94 in normal scores."""
    basins = Basins.of(small_town)
    assert basins.lon.size > 1
    rain = RainField(Gev(90.0, 30.0, 0.114), basins.lon, basins.lat, 100.0, KIND, seed=1)(np.arange(4000))
    expected = np.exp(-h3.great_circle_distance(
        (basins.lat[0], basins.lon[0]), (basins.lat[1], basins.lon[1])) / 100.0)  # fmt: skip
    rank = np.argsort(np.argsort(rain, axis=0), axis=0)
    assert np.corrcoef(rank[:, 0], rank[:, 1])[0, 1] == pytest.approx(6 / np.pi * np.arcsin(expected / 2), abs=0.02)


def test_sill_holds_back_a_metre_and_no_more(tmp_path: Path) -> None:
    """On one flat cell a flood of 2 m of water stands one metre above the ground; the rest has left."""
    tables = {
        "rainfall_frequency": "duration_h,location_mm,scale_mm,shape,source\n24,2000,0.001,0,hand\n",
        "hazard_parameters": "hazard,parameter,value,unit,source\n"
        "rain_flood,curve_number,100,1,hand\nrain_flood,drainage_mm,0,mm,hand\n",
    }
    events = RainFlood().event_set(town(tmp_path, tables, [5.0], disk(0)), 1, 1)
    assert events.intensity([0])[0] == pytest.approx([1.0])


def test_frequency_of_the_city_comes_before_its_records(small_town: City) -> None:
    """The row of 24 hours is taken as it stands."""
    assert yearly_rain(small_town, {"shape": 0.3, "day_factor": 1.13}) == Gev(90.0, 30.0, 0.114)


def test_records_are_fitted_where_there_is_no_frequency(tmp_path: Path) -> None:
    """Of three stations each counts once, with its longest record; rain of other durations does not count."""
    rows = "a,24,180,40,1990,hand\na,24,300,10,2020,hand\nb,24,210,40,1990,hand\nc,24,260,40,1990,hand\n"
    city = town(tmp_path, {"rainfall_records": RECORDS + rows + "d,1,90,40,1990,hand\n"}, [1.0], disk(0))
    assert RainFlood().missing(city) == ()
    fitted = yearly_rain(city, {"shape": 0.114, "day_factor": 1.13})
    median = fitted.of_years(40.0).quantile_of_normal(np.array([0.0]))[0]
    assert 180.0 < median < 260.0


def test_two_stations_are_too_few(tmp_path: Path) -> None:
    """The hazard says how many stations there are and how many it takes."""
    city = town(
        tmp_path, {"rainfall_records": RECORDS + "a,24,180,40,1990,hand\nb,24,210,40,1990,hand\n"}, [1.0], disk(0)
    )
    assert [str(message) for message in RainFlood().missing(city)] == [
        "rain of 24 h is known at 2 stations; give a row of 24 h in rainfall_frequency.csv, or rows of 24 h in "
        "rainfall_maxima.csv, or for 3 stations in rainfall_records.csv"
    ]


def test_unknown_heights_are_counted(tmp_path: Path) -> None:
    """Two cells without height are named as missing."""
    heights = [None, None, *[1.0] * 5]
    city = town(tmp_path, {"rainfall_frequency": RAIN}, heights, disk(1))
    assert [str(message) for message in RainFlood().missing(city)] == [
        "the height of 2 cells is not known; fill height_m in cells.csv"
    ]


def test_shorter_durations_make_a_peak_that_drains_cannot_take(tmp_path: Path) -> None:
    """The same 150 mm stand higher where the city knows that much of a day's rain falls in few hours."""
    values = {parameter.name: parameter.default for parameter in RainFlood.parameters}
    found = []
    for name, rows in (("steady", ""), ("peaked", "a,1,60,40,1990,hand\na,24,180,40,1990,hand\n")):
        folder = tmp_path / name
        folder.mkdir()
        city = town(folder, {"rainfall_frequency": RAIN, "rainfall_records": RECORDS + rows}, [1.0], disk(0))
        found.append(float(Standing(city, values)(np.array([150.0]))[0]))
    assert found[1] > found[0] + 20.0


def test_rain_beyond_the_table_stands_whole(small_town: City) -> None:
    """Above 2,500 mm every further millimetre stands."""
    water = Standing(small_town, {parameter.name: parameter.default for parameter in RainFlood.parameters})
    assert np.diff(water(np.array([2500.0, 2600.0]))) == pytest.approx([100.0])
