"""Storm surge: its storms are those of the wind, its levels those of the gauge."""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards import EventSet, TyphoonWind
from anlan.hazards.cyclone.storms import Storms
from anlan.hazards.parameters import values_of
from anlan.hazards.storm_surge import (
    Luck,
    StormSurge,
    breach_levels,
    highest_tide,
    sea_levels,
    storm_values,
    tide_hours,
    tide_phase,
)
from anlan.hazards.surge.coast import tide_of_city
from anlan.hazards.surge.shelf import LEVEL, SURGE
from anlan.hazards.surge.tide import hours_of, spring_and_neap, tide_of
from tests.hazards.towns import ALL_TABLES, disk, town
from tools.lianyungang.tides import CONSTANTS, PARAMETERS

GAUGE_MEAN = 2.92
"""Mean level of the port gauge over its zero, m."""

SURGES = {"8118": 0.77, "8510": 0.67}
"""Highest level of the year less the astronomical tide of that day, m, where that day is a storm's: Agnes, Mamie."""


@pytest.fixture(scope="module")
def port(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a low town on the coast of Lianyungang with the real tracks and the real tide."""
    with (shared_data / "lianyungang/hazard/typhoon_tracks_jma_500km.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if float(row["lon"]) <= 180.0]
    tracks = ["storm,name,time,lon,lat,pressure_hpa,source"]
    tracks += [
        f"{row['storm_id']},{row['name']},{row['time_utc']},{row['lon']},{row['lat']},{row['pressure_hpa']},hand"
        for row in rows
    ]
    tide = ["station,constituent,amplitude_m,phase_deg,source"]
    tide += [f"port,{name},{amplitude},{phase},hand" for name, amplitude, phase in CONSTANTS]
    own = ["hazard,parameter,value,unit,source"]
    own += [f"storm_surge,{name},{value},{unit},hand" for name, value, unit in PARAMETERS]
    tables = {"typhoon_tracks": tracks, "tide_constituents": tide, "hazard_parameters": own}
    cells = disk(2)
    files = {name: "\n".join(lines) + "\n" for name, lines in tables.items()}
    return town(tmp_path_factory.mktemp("port"), files, [2.0] * len(cells), cells)


def levels_of_the_record(city: City) -> tuple[Storms, np.ndarray]:
    """Return the recorded storms and the highest water of each, with the tide of its own dates."""
    surge = StormSurge()
    values = values_of(city, surge.kind, surge.parameters)
    storms = Storms.recorded(city, storm_values(city, values))
    return storms, sea_levels(city, storms, tide_of_city(city), hours_of(storms.tracks.start), values)


def highest_of_years(shared: Path) -> Mapping[int, float]:
    """Return the highest level of each year at the port gauge, m above its zero."""
    with (shared / "lianyungang/hazard/tide_annual_extremes_1972_1990.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if "Lianyungang" in row["station"]]
    return {int(row["year"]): float(row["high_m"]) for row in rows}


def test_each_surge_belongs_to_the_wind_of_the_same_number(small_town: City) -> None:
    """The same city, number of events and seed give the same storms to wind and surge, with the same frequencies."""
    wind = TyphoonWind().event_set(small_town, 50, seed=5)
    surge = StormSurge().event_set(small_town, 50, seed=5)
    assert surge.parameters["wind_event"].to_list() == list(wind.ids)
    assert np.array_equal(surge.frequency, wind.frequency)
    for column in ("storm", "shift_km", "distance_km", "pressure_hpa"):
        assert surge.parameters[column].equals(wind.parameters[column]), column


def test_storms_follow_the_parameters_of_the_wind(tmp_path: Path) -> None:
    """A displacement that the city sets for wind displaces the storms of the surge; a factor for land does no harm."""
    own = "hazard,parameter,value,unit,source\n"
    own += "typhoon_wind,displacement_km,0,km,hand\ntyphoon_wind,land_factor,0.7,1,hand\n"
    cells = disk(1)
    city = town(tmp_path, ALL_TABLES | {"hazard_parameters": own}, [2.0] * len(cells), cells)
    assert (StormSurge().event_set(city, 30, 1).parameters["shift_km"] == 0.0).all()


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """A town with tracks and heights but neither tide nor coast is told both."""
    cells = disk(1)
    tables = {"typhoon_tracks": ALL_TABLES["typhoon_tracks"]}
    inland = town(tmp_path, tables, [2.0] * len(cells), cells, [0.0] * len(cells))
    sentences = [str(message) for message in StormSurge().missing(inland)]
    assert len(sentences) == 2
    assert "no cell lies at the coast" in sentences[0]
    assert "the tide is not known" in sentences[1]


def test_depth_is_the_level_over_the_ground_near_the_shore(small_town: City) -> None:
    """Without dykes a shore cell at the height h has the depth L - h, where the storm passes the highest tide."""
    events = StormSurge().event_set(small_town, 60, seed=1)
    depth = events.intensity(range(60))
    level = events.parameters["level_m"].to_numpy()
    top = highest_tide(tide_of_city(small_town))
    assert ((depth > 0.0).any(axis=1) <= (level > top)).all()
    wet = int(np.argmax(level))
    shore = np.flatnonzero(small_town.cells.coast_km < 0.7)
    assert depth[wet, shore] == pytest.approx(np.maximum(level[wet] - small_town.cells.height_m[shore], 0.0), abs=0.01)
    assert (depth[wet] <= np.maximum(level[wet] - small_town.cells.height_m, 0.0) + 1e-5).all()


def with_dykes(folder: Path, crest: float) -> EventSet:
    """Return the surges of a town behind dykes without freeboard or scatter."""
    cells = disk(3)
    own = "hazard,parameter,value,unit,source\n"
    own += f"storm_surge,dyke_crest_m,{crest},m,hand\nstorm_surge,dyke_freeboard_m,0,m,hand\n"
    own += "storm_surge,dyke_spread_m,0,m,hand\nstorm_surge,residual_spread_m,0,m,hand\n"
    folder.mkdir()
    city = town(folder, ALL_TABLES | {"hazard_parameters": own}, [2.0] * len(cells), cells)
    return StormSurge().event_set(city, 200, seed=2)


def test_dykes_hold_until_they_are_overtopped(tmp_path: Path) -> None:
    """Behind a crest of 3 m there is water in exactly those events that rise above 3 m; higher dykes flood less."""
    low, high = with_dykes(tmp_path / "low", 3.0), with_dykes(tmp_path / "high", 4.0)
    for events, crest in ((low, 3.0), (high, 4.0)):
        flooded = (events.intensity(range(200)) > 0.0).any(axis=1)
        assert np.array_equal(flooded, events.parameters["level_m"].to_numpy() > crest)
    assert 0 < (high.parameters["breaches"] > 0).sum() < (low.parameters["breaches"] > 0).sum() < 200


def test_breach_levels_are_never_below_the_highest_tide() -> None:
    """A crest of 0 m would be below the sea every day: dykes hold the highest tide at least."""
    tide = spring_and_neap(5.0, 4.2, 3.0)
    values = {"dyke_crest_m": 0.0, "dyke_freeboard_m": 1.0, "dyke_spread_m": 0.3, "sea_level_m": 0.25}
    rng = np.random.default_rng(1)
    level = breach_levels(rng.standard_normal((100, 3)), tide, values)
    assert level == pytest.approx(np.full((100, 3), 0.25 + highest_tide(tide)))
    high = breach_levels(rng.standard_normal((10_000, 1)), tide, values | {"dyke_crest_m": 7.0})
    assert high.mean() == pytest.approx(6.0, abs=0.02)
    assert high.std() == pytest.approx(0.3, rel=0.03)


def test_a_higher_sea_raises_every_level(tmp_path: Path, small_town: City) -> None:
    """Half a metre more mean sea level is half a metre more in every event."""
    cells = disk(4)
    own = "hazard,parameter,value,unit,source\nstorm_surge,sea_level_m,0.5,m,hand\n"
    heights = [2.0 + 0.1 * (index % 13) for index in range(len(cells))]
    risen = town(tmp_path, ALL_TABLES | {"hazard_parameters": own}, heights, cells)
    before, after = (StormSurge().event_set(city, 40, 3).parameters["level_m"] for city in (small_town, risen))
    assert (after - before).to_numpy() == pytest.approx(0.5)


def test_the_tide_is_drawn_in_the_season_of_the_storm(small_town: City) -> None:
    """All dates lie within half a lunar month of the storm's own day of the year, and all hours occur."""
    storms = Storms.of(small_town, 3000, 1, storm_values(small_town, {"holland_profile": 2008.0}))
    hours = tide_hours(storms, Luck.draw(3000, 1, 1))
    alpha = hours[storms.sample.storm == 0]
    day = alpha / 24.0 % 365.25
    august = hours_of(np.array(["2000-08-01"], dtype="datetime64[ms]"))[0] / 24.0 % 365.25
    assert np.abs((day - august + 182.6) % 365.25 - 182.6).max() < 29.53 / 2.0 + 1.5
    assert np.histogram(alpha % 24.0, 8)[0].min() > 80


def test_the_tide_of_an_event_is_high_low_or_in_between(small_town: City) -> None:
    """A wave of 2 m is high above 1 m and low below -1 m; storms out of reach have no tide."""
    tide = tide_of([("M2", 2.0, 0.0)])
    assert tide.usual_height == 2.0
    assert tide_phase(np.array([1.1, 0.9, -0.9, -1.1]), tide).tolist() == ["high", "mean", "mean", "low"]
    frame = StormSurge().event_set(small_town, 200, seed=5).parameters
    heights, phases = frame["tide_m"].to_numpy(), frame["tide"].to_numpy()
    assert heights[phases == "mean"].max() < heights[phases == "high"].min()


def test_an_event_at_its_own_tide_is_itself(small_town: City) -> None:
    """A higher tide only adds water, and a far lower one leaves the land dry."""
    events = StormSurge().event_set(small_town, 200, seed=5)
    event = int(np.argmax(events.parameters["level_m"].to_numpy()))
    own = float(events.parameters["tide_m"][event])
    dry, itself, wetter = StormSurge().at_tides(small_town, events, event, (own - 20.0, own, own + 1.0))
    assert np.array_equal(itself, events.intensity([event])[0])
    assert not dry.any()
    assert (wetter >= itself).all()
    assert wetter.sum() > itself.sum() > 0.0


def test_highest_water_of_recorded_years(port: City, shared_data: Path) -> None:
    """Storm or astronomy, whichever is higher, gives each year's highest level of 1972 to 1989 to 0.2 m in the mean."""
    observed = highest_of_years(shared_data)
    assert len(observed) == 18
    storms, level = levels_of_the_record(port)
    tide = tide_of(CONSTANTS)
    errors = []
    for year, high in observed.items():
        days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[h]")
        hours = hours_of(days.astype("datetime64[ms]"))
        own = level[storms.tracks.year == year, LEVEL].max(initial=-np.inf)
        errors.append(max(float(tide.height(hours).max()), own) + GAUGE_MEAN - high)
    assert abs(np.mean(errors)) < 0.05
    assert np.sqrt(np.mean(np.square(errors))) < 0.2


def test_surges_of_known_storms(port: City) -> None:
    """The two storms that made the highest water of a year have the surge that the gauge shows, to 0.3 m."""
    storms, level = levels_of_the_record(port)
    for storm, surge in SURGES.items():
        assert level[storms.tracks.storm.index(storm), SURGE] == pytest.approx(surge, abs=0.3), storm


def test_levels_of_long_return_periods(port: City) -> None:
    """Once in 20 years the sea rises to 6.1-6.6 m (6.5 in 1971-1990), once in 100 years to 6.6-7.2 m (6.8 in 1956)."""
    events = StormSurge().event_set(port, 10_000, seed=1)
    level = events.parameters["level_m"].to_numpy() + GAUGE_MEAN
    order = np.argsort(-level)
    twenty, hundred = np.interp([1.0 / 20.0, 1.0 / 100.0], np.cumsum(events.frequency[order]), level[order])
    assert 6.1 < twenty < 6.6
    assert 6.6 < hundred < 7.2
    assert events.parameters["largest_surge_m"].to_numpy().max() < 8.0
