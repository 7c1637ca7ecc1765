"""Typhoon wind against the record of Lianyungang."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards import EventSet, TyphoonWind
from anlan.hazards.cyclone.storms import Storms
from anlan.hazards.cyclone.vortex import Physics, coriolis_of, radius_of_maximum_wind, shape_of, vortex_wind
from anlan.hazards.parameters import values_of
from tests.hazards.cyclone.passages import CRITICAL, Passages, passages, smirnov
from tests.hazards.towns import disk, town

STORMS_WITHIN_300_KM = 61
YEARS = 72
"""Storms and years of the record 1951-2022 (PROVENANCE.md of the reference data)."""

CODE_WIND = 29.7
"""Ten-minute wind of the basic pressure 0.55 kN/m2 of GB 50009 (p = v^2 / 1600), m/s, once in 50 years."""

KNOT = 0.5144


def test_frequency_is_that_of_the_record(small_town: City) -> None:
    """Three storms in ten years are 0.3 a year in all, however many events are made."""
    for events in (30, 300):
        assert TyphoonWind().event_set(small_town, events, 1).frequency.sum() == pytest.approx(0.3)


def test_years_of_record_can_be_set(tmp_path: Path, small_town: City) -> None:
    """A city that knows the record to be 60 years long has 0.05 storms a year."""
    tables = {
        "typhoon_tracks": "storm,time,lon,lat,pressure_hpa,source\n"
        "A,2000-08-01T00:00Z,120,34,960,hand\nB,2001-08-01T00:00Z,120,34,960,hand\nC,2002-08-01T00:00Z,120,34,960,hand\n",
        "hazard_parameters": "hazard,parameter,value,unit,source\ntyphoon_wind,record_years,60,years,hand\n",
    }
    events = TyphoonWind().event_set(town(tmp_path, tables, [1.0], disk(0)), 12, 1)
    assert events.frequency.sum() == pytest.approx(0.05)


def test_cells_at_sea_have_more_wind(tmp_path: Path, small_town: City) -> None:
    """A cell without land has the wind of a cell on land over 0.8 where both exceed the threshold."""
    cells = disk(1)
    tables = {"typhoon_tracks": small_town.table("typhoon_tracks").select(
        "storm", "name", "time", "lon", "lat", "pressure_hpa", "source"
    ).write_csv(datetime_format="%Y-%m-%dT%H:%MZ")}  # fmt: skip
    (tmp_path / "sea").mkdir()
    (tmp_path / "land").mkdir()
    land, sea = (
        TyphoonWind().event_set(town(tmp_path / name, tables, [1.0] * len(cells), cells, [share] * len(cells)), 30, 1)
        for name, share in (("land", 1.0), ("sea", 0.0))
    )
    on_land, at_sea = land.intensity(range(30)), sea.intensity(range(30))
    both = on_land > 0.0
    assert both.any()
    assert on_land[both] == pytest.approx(0.8 * at_sea[both], rel=1e-5)


@pytest.fixture(scope="module")
def seat(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town of one cell at the seat of Lianyungang with the real best tracks."""
    with (shared_data / "lianyungang/hazard/typhoon_tracks_jma_500km.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    lines = ["storm,name,time,lon,lat,pressure_hpa,source"]
    for row in rows:
        lon = (float(row["lon"]) + 180.0) % 360.0 - 180.0
        lines.append(
            f"{row['storm_id']},{row['name']},{row['time_utc']},{lon:.1f},{row['lat']},{row['pressure_hpa']},hand"
        )
    tables = {"typhoon_tracks": "\n".join(lines) + "\n"}
    return town(tmp_path_factory.mktemp("seat"), tables, [3.0], disk(0))


@pytest.fixture(scope="module")
def recorded(seat: City) -> EventSet:
    """10,000 storms for the seat of Lianyungang."""
    return TyphoonWind().event_set(seat, 10_000, seed=1)


@pytest.fixture(scope="module")
def pairs(seat: City) -> tuple[Passages, Passages]:
    """Return how the recorded and the made storms pass the city."""
    hazard = TyphoonWind()
    values = values_of(seat, hazard.kind, hazard.parameters)
    return passages(Storms.recorded(seat, values)), passages(Storms.of(seat, 10_000, 1, values))


def test_rate_of_storms_within_300_km(recorded: EventSet) -> None:
    """The resampled storms pass within 300 km as often as the recorded ones, to a tenth."""
    near = (recorded.parameters["distance_km"] <= 300.0).to_numpy()
    assert recorded.frequency[near].sum() == pytest.approx(STORMS_WITHIN_300_KM / YEARS, rel=0.1)


def test_central_pressure_within_300_km(recorded: EventSet, shared_data: Path) -> None:
    """Lower decile, median and upper decile of the pressure at the closest approach agree to 4 hPa."""
    with (shared_data / "lianyungang/hazard/typhoon_summary.csv").open(encoding="utf-8") as stream:
        summary = list(csv.DictReader(stream))
    observed = [float(row["closest_pressure"]) for row in summary if float(row["min_dist_km"]) <= 300.0]
    assert len(observed) == STORMS_WITHIN_300_KM
    near = recorded.parameters.filter(recorded.parameters["distance_km"] <= 300.0)["pressure_hpa"].to_numpy()
    quantiles = [0.1, 0.5, 0.9]
    assert np.quantile(near, quantiles) == pytest.approx(np.quantile(observed, quantiles), abs=4.0)


@pytest.mark.parametrize("radius_km", [300.0, 500.0])
def test_passages_and_landfalls_are_as_frequent_as_recorded(pairs: tuple[Passages, Passages], radius_km: float) -> None:
    """Yearly passages agree to a tenth and landfalls to the chance of so few storms (two standard deviations)."""
    real, made = pairs
    assert made.rate(made.nearest, radius_km) == pytest.approx(real.rate(real.nearest, radius_km), rel=0.1)
    landfalls = real.rate(real.landfall, radius_km)
    assert made.rate(made.landfall, radius_km) == pytest.approx(landfalls, abs=2.0 * math.sqrt(landfalls / YEARS))


@pytest.mark.parametrize(("radius_km", "largest"), [(300.0, CRITICAL / math.sqrt(STORMS_WITHIN_300_KM)), (500.0, 0.15)])
def test_strength_is_distributed_as_recorded(
    pairs: tuple[Passages, Passages], radius_km: float, largest: float
) -> None:
    """Lowest pressure and largest wind within the radius pass a Kolmogorov-Smirnov test within 300 km.

    Within 500 km, the edge of the record, displaced storms that leave are not made up for by storms that come in.
    """
    real, made = pairs
    for field in ("deficit", "wind"):
        distance = smirnov(real.within(field, radius_km), made.within(field, radius_km))
        assert distance < largest, field


@pytest.mark.parametrize("profile", [1980.0, 2008.0])
def test_vortex_wind_equals_the_best_track_wind(shared_data: Path, profile: float) -> None:
    """North of 25 N the mean of the vortex's largest wind at sea is within 5 % of the analysed 10-minute wind."""
    with (shared_data / "lianyungang/hazard/typhoon_tracks_jma_500km.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if float(row["wind_kt_10min"] or 0.0) >= 35.0]
    physics = Physics(profile, 1.15, 0.84, 0.55, 0.0, 0.0, 0.5 if profile > 2000.0 else 1.0, 2.5)
    computed, analysed = [], []
    for row in rows:
        lat, deficit = float(row["lat"]), 1010.0 - float(row["pressure_hpa"])
        if not 25.0 <= lat <= 40.0:
            continue
        radius = radius_of_maximum_wind(deficit, lat)
        shape = shape_of(physics, radius, deficit, lat)
        computed.append(vortex_wind(physics, radius, radius, deficit, shape, coriolis_of(lat)))
        analysed.append(KNOT * float(row["wind_kt_10min"]))
    assert len(computed) > 500
    assert np.mean(computed) == pytest.approx(np.mean(analysed), rel=0.05)


def test_wind_once_in_50_years_is_below_that_of_all_storms(recorded: EventSet) -> None:
    """Typhoons alone give at a coast open to the sea three quarters to all of the code's wind, which has all winds."""
    wind = recorded.intensity(range(10_000))[:, 0] / 0.8
    order = np.argsort(-wind)
    yearly = np.cumsum(recorded.frequency[order])
    fifty = float(np.interp(1.0 / 50.0, yearly, wind[order]))
    assert 0.75 * CODE_WIND < fifty < CODE_WIND
