"""The records of hazards in the demonstration city, against the reference data they restate."""

import csv
from pathlib import Path

import polars as pl
import pytest
from shapely import Point

from anlan.city import City
from tools.lianyungang import seismicity


@pytest.fixture(scope="module")
def city(lianyungang: City) -> City:
    """The package, loaded and checked."""
    return lianyungang


@pytest.fixture(scope="module")
def reference(shared_data: Path) -> Path:
    """Folder of the reference data of the city."""
    return shared_data / "lianyungang"


def rows(file: Path) -> list[dict[str, str]]:
    """Read a CSV file of the reference data."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_all_storms_are_restated(city: City, reference: Path) -> None:
    """Every position west of 180 degrees is there, with its pressure, and its wind in metres per second."""
    given_ = rows(reference / "hazard" / "typhoon_tracks_jma_500km.csv")
    kept = [row for row in given_ if float(row["lon"]) <= 180.0]
    table = city.table("typhoon_tracks")
    assert table["storm"].n_unique() == 120 == len({row["storm_id"] for row in given_})
    assert len(given_) - 10 < table.height == len(kept)
    assert table["pressure_hpa"].to_list() == [float(row["pressure_hpa"]) for row in kept]
    assert table["lon"].to_list() == [float(row["lon"]) for row in kept]
    for metres, row in zip(table["wind_ms"], kept, strict=True):
        knots = row["wind_kt_10min"]
        assert (metres is None) == (not knots)
        assert not knots or metres == pytest.approx(float(knots) * 1852.0 / 3600.0, abs=0.006)


def test_all_catalogues_of_earthquakes_are_kept_apart(city: City, reference: Path) -> None:
    """82 entries of four catalogues, each with its magnitude; ISC-GEM under its own licence."""
    table = city.table("earthquakes")
    counts = dict(table.group_by("catalogue").len().iter_rows())
    assert counts == {"NOAA NCEI": 46, "ISC-GEM": 16, "Gazetteer of Lianyungang": 19, "CENC": 1}
    given_ = rows(reference / "hazard" / "earthquakes.csv")
    assert table["magnitude"].to_list() == [float(row["mag"]) if row["mag"] else None for row in given_]
    assert set(table.filter(pl.col("catalogue") == "ISC-GEM")["source"]) == {"isc-gem"}
    assert city.sources.filter(pl.col("id") == "isc-gem")["licence"].item() == "CC-BY-SA-3.0"


def test_every_rain_record_stands_or_is_below_one_that_does(city: City, reference: Path) -> None:
    """No depth of the reference data is lost except under a larger one of the same station and duration."""
    table = city.table("rainfall_records")
    depths = set(table["depth_mm"].to_list())
    given_ = [float(row["max_mm"]) for row in rows(reference / "hazard" / "storm_rainfall_records.csv")]
    given_ += [float(row["max_mm"]) for row in rows(reference / "hazard" / "short_duration_rain_max_1981_1990.csv")]
    assert sorted(set(given_) - depths) == [209.7, 210.2, 257.8]
    day = dict(table.filter(pl.col("duration_h") == 24.0).select("station", "depth_mm").iter_rows())
    assert day["墟沟/西连岛"] == 597.6
    assert day["连云港市区"] == 400.0
    assert table.filter(pl.col("until_year") == 2012)["record_years"].to_list() == [62]


def test_water_levels_are_those_of_the_tables(city: City, reference: Path) -> None:
    """Annual maxima of tide, gate and reservoir are restated one by one, each in its own zero."""
    table = city.table("water_levels").filter(pl.col("statistic") == "annual maximum")
    found = {row[:2]: row[2] for row in table.select("station", "year", "level_m").iter_rows()}
    wanted: dict[tuple[str, int], float] = {}
    for row in rows(reference / "hazard" / "tide_annual_extremes_1972_1990.csv"):
        if row["high_m"]:
            wanted[row["station"].split()[0], int(row["year"])] = float(row["high_m"])
    for row in rows(reference / "hazard" / "linhong_gate_annual_max_stage_1962_1990.csv"):
        wanted["临洪闸", int(row["year"])] = float(row["max_stage_m"])
    for row in rows(reference / "hazard" / "shilianghe_reservoir_levels_1961_1990.csv"):
        wanted["石梁河水库", int(row["year"])] = float(row["max_level_m"])
    assert found == wanted
    assert table.group_by("station").agg(pl.col("datum").n_unique())["datum"].max() == 1


def test_past_disasters_keep_their_dead_and_their_losses(city: City, reference: Path) -> None:
    """28 disasters from 1582 to 2024 with the numbers of the reference data."""
    table = city.table("hazard_history")
    given_ = {row["date"]: row for row in rows(reference / "hazard" / "hazard_history.csv")}
    assert table.height == 28 == len(given_)
    for day, deaths, loss in table.select("day", "deaths", "loss").iter_rows():
        row = given_[day]
        assert deaths == (float(row["dead"]) if row["dead"] else None)
        million = row["direct_loss_cny_million"]
        assert loss == (pytest.approx(float(million) * 1e6) if million else None)


def test_monthly_weather_is_that_of_the_table(city: City, reference: Path) -> None:
    """Temperature and rain of the twelve months."""
    given_ = rows(reference / "climate" / "monthly_normals_lianyungang.csv")
    table = city.table("climate_normals")
    assert table["temperature_c"].to_list() == [float(row["t_mean_c"]) for row in given_]
    assert table["rain_mm"].to_list() == [float(row["precip_mean_mm_1960_1990"]) for row in given_]


def test_rate_of_the_sea_zone_is_its_count_over_its_years(cities: Path) -> None:
    """Four main shocks from magnitude 5.95 in 1900 to 2025, brought to magnitude 5 by the law with b = 0.85."""
    part = (10 ** (-0.85 * 0.95) - 10 ** (-0.85 * 2.3)) / (1 - 10 ** (-0.85 * 2.3))
    quakes = seismicity.main_shocks(cities / "lianyungang")
    rates = {row["id"]: float(str(row["rate"])) for row in seismicity.rows(quakes)}
    assert rates["south-yellow-sea"] == pytest.approx(4 / (126 * part), rel=1e-3)


def test_the_fault_has_the_large_earthquakes_of_its_zone(cities: Path) -> None:
    """Zone and fault together have the zone's rate, and the fault its share from magnitude 7: 0.0189."""
    quakes = seismicity.main_shocks(cities / "lianyungang")
    rates = {row["id"]: float(str(row["rate"])) for row in seismicity.rows(quakes)}
    whole = seismicity.rate(seismicity.ZONES[0], quakes)
    share = (10 ** (-0.85 * 2.0) - 10 ** (-0.85 * 3.5)) / (1 - 10 ** (-0.85 * 3.5))
    assert rates["tanlu-middle"] + rates["tanlu-fault"] == pytest.approx(whole)
    assert rates["tanlu-fault"] == pytest.approx(share * whole)


def test_the_fault_runs_inside_its_zone(city: City) -> None:
    """The trace lies between the outer lines of the zone, and 1668's epicentre is within 15 km of it."""
    assert seismicity.TANLU.covers(seismicity.TANLU_FAULT)
    assert seismicity.TANLU_FAULT.distance(Point(118.6, 35.3)) * 111.2 < 15.0
    assert city.table("earthquakes").filter(pl.col("magnitude") == 8.5)["lon"].to_list() == [118.6]


def test_past_events_restate_their_records(city: City, reference: Path) -> None:
    """Hazard and day are those of the entry, the earthquake is that of the catalogue, the storm has a track."""
    events = city.table("past_events")
    joined = events.join(city.table("hazard_history"), left_on="history", right_on="id", suffix="_then")
    assert joined.height == events.height == 6
    assert joined["hazard"].to_list() == joined["hazard_then"].to_list()
    for row in joined.iter_rows(named=True):
        assert row["day_then"].startswith(str(row["day"]))
    quake = events.filter(pl.col("hazard") == "earthquake").row(0, named=True)
    known = city.table("earthquakes").filter(pl.col("id") == "noaa-1668-07-25").row(0, named=True)
    assert [quake[name] for name in ("lon", "lat", "magnitude")] == [
        known[name] for name in ("lon", "lat", "magnitude")
    ]
    (storm,) = events["storm"].drop_nulls()
    assert set(city.table("typhoon_tracks").filter(pl.col("storm") == storm)["name"]) == {"DAMREY"}
    places = {row["id"]: row for row in rows(reference / "facilities" / "critical_facilities.csv")}
    for event, park in (("2017-duigougang-explosion", "CHEM2"), ("2019-xiangshui-explosion", "CHEM4")):
        own = events.filter(pl.col("id") == event).row(0, named=True)
        assert (own["lon"], own["lat"]) == (float(places[park]["lon"]), float(places[park]["lat"]))
