"""Natech: releases that natural hazards cause, and how often."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtr

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet
from anlan.hazards.explosion import Explosion
from anlan.hazards.industrial.natural_causes import flooded, shaken
from anlan.hazards.industrial.substances import BY_NAME
from anlan.hazards.natech import StormWeather, natech_frequency, natech_releases
from anlan.hazards.seismology.intensity import pga_of
from anlan.hazards.toxic_release import ToxicRelease
from tests.hazards.industrial.plants import industrial

DEPTHS = (0.0, 1.0, 4.0)
DEGREES = (0.0, 7.0, 9.0)
RATES = (0.5, 0.01, 0.001)


def cause(city: City, kind: str, levels: tuple[float, ...], unit: str) -> EventSet:
    """Make three events that reach every cell with the same intensity."""
    cells = len(city.cells)

    def field(events: np.ndarray) -> np.ndarray:
        return np.repeat(np.array(levels, dtype=np.float32)[events][:, None], cells, axis=1)

    return EventSet(
        kind=kind,
        unit=unit,
        ids=("weak", "middle", "strong"),
        frequency=np.array(RATES),
        by_day=np.zeros(3, dtype=np.bool_),
        parameters=pl.DataFrame({"level": list(levels)}),
        cells=city.cells.h3,
        field=field,
        provenance={"version": "test", "seed": 1, "checksum": city.checksum},
        pattern="",
    )


def test_a_flood_adds_its_frequency_times_the_chance(tmp_path: Path) -> None:
    """The sum over events, by hand, for a tank of acrylonitrile; the base frequency stands beside it."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    table = natech_frequency(city, ToxicRelease(), cause(city, "river_flood", DEPTHS, "m"))
    chance = flooded(np.array(DEPTHS), BY_NAME["acrylonitrile"], 0.5)
    assert table["natech"].to_numpy() == pytest.approx(np.array(RATES) @ chance)
    assert table["everyday"].to_list() == pytest.approx([5e-6, 5e-6, 1e-4])


def test_an_earthquake_acts_by_its_acceleration(tmp_path: Path) -> None:
    """Degrees become accelerations by the Chinese scale; a pressure vessel is three times as strong as a tank."""
    city = industrial(tmp_path, "chlorine,10", rings=2)
    table = natech_frequency(city, ToxicRelease(), cause(city, "earthquake", DEGREES, "1"))
    chance = shaken(pga_of(np.array(DEGREES[1:])), 3.0)
    assert table["natech"].to_numpy() == pytest.approx(np.array(RATES[1:]) @ chance, rel=1e-5)


@pytest.mark.parametrize("hazard", [ToxicRelease(), Explosion()], ids=["toxic", "explosion"])
def test_caused_events_carry_the_added_frequency_and_their_cause(
    tmp_path: Path, hazard: ToxicRelease | Explosion
) -> None:
    """Their frequencies add up to the table's (times the chance to explode); no event has the weak flood as cause."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=3)
    flood = cause(city, "river_flood", DEPTHS, "m")
    events = natech_releases(city, hazard, flood, 200, 1)
    added = float(natech_frequency(city, hazard, flood)["natech"].to_numpy().sum())
    chance = 1.0 if isinstance(hazard, ToxicRelease) else 0.935 * 0.9 * 0.4
    assert events.frequency.sum() == pytest.approx(added * chance)
    assert set(events.parameters["cause"]) == {"middle", "strong"}
    assert events.parameters["scenario"].unique().to_list() == ["ten minutes"]
    assert len(set(events.ids)) == 200
    assert events.intensity(range(200)).max() > 0.0


def test_causes_are_drawn_in_proportion(tmp_path: Path) -> None:
    """The middle flood is ten times as frequent as the strong one, which is more dangerous."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    events = natech_releases(city, ToxicRelease(), cause(city, "river_flood", DEPTHS, "m"), 1000, 1)
    weight = np.array(RATES) * flooded(np.array(DEPTHS), BY_NAME["acrylonitrile"], 0.5)[:, 1]
    share = (events.parameters["cause"] == "strong").mean()
    assert share == pytest.approx(weight[2] / weight.sum(), abs=0.002)


def test_a_set_of_its_own_has_no_cause(tmp_path: Path) -> None:
    """What happens without a natural cause says so."""
    events = ToxicRelease().event_set(industrial(tmp_path, "chlorine,10", rings=1), 10, 1)
    assert events.parameters["cause"].unique().to_list() == [""]


def test_a_cause_that_does_nothing_is_told(tmp_path: Path) -> None:
    """Water below the saddles of a pressure vessel causes no release."""
    city = industrial(tmp_path, "chlorine,10", rings=1)
    with pytest.raises(SettingError, match="no event of 'rain_flood' makes a plant lose its contents"):
        natech_releases(city, ToxicRelease(), cause(city, "rain_flood", (0.0, 0.2, 0.5), "m"), 10, 1)


def test_a_release_is_in_the_wind_and_month_of_the_storm_that_floods_the_plant(tmp_path: Path) -> None:
    """24 m/s in the strong storm and 20 m/s in the middle one, neutral air, July: what the wind hazard says there."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    surge = cause(city, "storm_surge", DEPTHS, "m")
    surge = replace(surge, parameters=surge.parameters.with_columns(month=pl.Series([6, 7, 9])))
    storm = StormWeather(cause(city, "typhoon_wind", (0.0, 20.0, 24.0), "m/s"))
    found = natech_releases(city, ToxicRelease(), surge, 200, 1, storm).parameters
    for name, wind, month in (("middle", 20.0, 7), ("strong", 24.0, 9)):
        here = found.filter(pl.col("cause") == name)
        assert here["wind_ms"].unique().to_list() == [wind]
        assert here["month"].unique().to_list() == [month]
        assert here["stability"].unique().to_list() == ["D"]


def test_a_storm_thins_the_cloud(tmp_path: Path) -> None:
    """The same ten minutes of chlorine kill a smaller share in 24 m/s than in the 2.6 m/s of a weak wind (class D)."""
    city = industrial(tmp_path, "chlorine,80", rings=8)
    surge = cause(city, "storm_surge", (0.0, 0.0, 9.0), "m")
    weak, strong = (
        natech_releases(
            city, ToxicRelease(), surge, 50, 1, StormWeather(cause(city, "typhoon_wind", (0.0, 0.0, wind), "m/s"))
        )
        for wind in (2.6, 24.0)
    )
    calm = np.flatnonzero(weak.parameters["wind_ms"].to_numpy() < 3.0)
    assert calm.size > 0
    shares = [ndtr(events.intensity(calm) - 5.0).sum(axis=1) for events in (weak, strong)]
    assert (shares[1] < 0.5 * shares[0]).all()


def test_a_rain_flood_brings_its_month_and_an_overcast_sky(tmp_path: Path) -> None:
    """Neutral air by day and night in any wind; where the month is not known, and the wind, they are the drawn ones."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    rain = cause(city, "rain_flood", DEPTHS, "m")
    plain = natech_releases(city, ToxicRelease(), rain, 200, 1).parameters
    assert plain["stability"].n_unique() > 1
    overcast = natech_releases(city, ToxicRelease(), rain, 200, 1, StormWeather()).parameters
    assert overcast["stability"].unique().to_list() == ["D"]
    for name in ("month", "hour", "wind_ms", "wind_from_deg", "cause", "plant"):
        assert overcast[name].equals(plain[name])
    dated = replace(rain, parameters=rain.parameters.with_columns(month=pl.Series([None, None, 7], dtype=pl.Int64)))
    found = natech_releases(city, ToxicRelease(), dated, 200, 1, StormWeather()).parameters
    july = found["cause"] == "strong"
    assert found.filter(july)["month"].unique().to_list() == [7]
    assert found.filter(~july)["month"].equals(plain.filter(~july)["month"])


def test_a_storm_weaker_than_the_drawn_wind_leaves_it(tmp_path: Path) -> None:
    """The wind hazard sets weak winds to zero: there the drawn one stays; and explosions know no weather."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    surge = cause(city, "storm_surge", DEPTHS, "m")
    storm = StormWeather(cause(city, "typhoon_wind", (0.0, 0.0, 0.0), "m/s"))
    drawn, found = (natech_releases(city, ToxicRelease(), surge, 50, 1, one).parameters for one in (None, storm))
    assert found["wind_ms"].equals(drawn["wind_ms"])
    with_it, without = (natech_releases(city, Explosion(), surge, 50, 1, one).parameters for one in (storm, None))
    assert with_it.equals(without)


def test_other_hazards_and_units_are_refused(tmp_path: Path) -> None:
    """Wind is not a known cause, and depths in feet are not taken for metres."""
    city = industrial(tmp_path, "chlorine,10", rings=1)
    flood = cause(city, "river_flood", DEPTHS, "ft")
    with pytest.raises(SettingError, match="'typhoon_wind' is not known"):
        natech_frequency(city, ToxicRelease(), replace(flood, kind="typhoon_wind"))
    with pytest.raises(SettingError, match="are in ft; give them in m"):
        natech_frequency(city, ToxicRelease(), flood)
