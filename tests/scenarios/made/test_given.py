"""Signals and past events: the physics of the hazards with what is known of an event."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.errors import ImportDataError, PackageError, SettingError
from anlan.hazards import RainFlood, StormSurge, TyphoonWind
from anlan.hazards.cyclone.storms import Storms
from anlan.hazards.industrial.blast import overpressure
from anlan.hazards.parameters import values_of
from anlan.hazards.seismology.intensity import xiao_yu
from anlan.hazards.storm_surge import highest_tide
from anlan.hazards.surge.coast import tide_of_city
from anlan.scenarios.made import Details, from_past, from_signal, past_ids, saved_from_event
from anlan.scenarios.made.details import moment_of
from anlan.scenarios.made.physics import Position, Quake, blasted, blown, rained, shaken, storm_of, surged
from anlan.scenarios.saved import Moment, event_sets

KM = 111.195
"""Kilometres in a degree of latitude, on a sphere of 6371.0088 km."""


def with_parameters(city: City, rows: dict[tuple[str, str], float], unit: str = "1") -> City:
    """Return the city with parameters of hazards of its own."""
    columns = {"hazard": [key[0] for key in rows], "parameter": [key[1] for key in rows], "value": [*rows.values()]}
    frame = pl.DataFrame(columns).with_columns(unit=pl.lit(unit), synthetic=pl.lit(False), source=pl.lit("hand"))
    schema = city.table("hazard_parameters").schema
    return city.with_table("hazard_parameters", frame.select(list(schema)).cast(dict(schema)))  # type: ignore[arg-type]


def test_shaking_is_that_of_the_relation_at_the_distance(coast: City) -> None:
    """With the relation of GB 18306 alone, on ground of its own Vs30, a point source 60 km to the north."""
    weights = {("earthquake", f"weight_{name}"): 0.0 for name in ("yu_2013", "boore_2014")}
    city = with_parameters(coast, weights | {("earthquake", "weight_xiao_2011"): 1.0})
    quake = Quake(119.2, 34.6 + 60.0 / KM, 7.0, 15.0, strike_deg=0.0, length_km=0.0)
    degrees = shaken(city, quake)
    cells = city.cells
    east = (cells.lon - 119.2) * KM * np.cos(np.radians(34.6))
    distance = np.hypot(east, (cells.lat - quake.lat) * KM)
    names = ("ipe_constant", "ipe_magnitude", "ipe_distance", "ipe_distance_add_km")
    constants = dict(zip(names, (3.6588, 1.3626, 3.5406, 13.0), strict=True))
    assert degrees == pytest.approx(xiao_yu(np.array(7.0), distance, constants), abs=0.02)


def test_shaking_grows_with_magnitude_and_nearness_and_ends_at_the_threshold(coast: City) -> None:
    """A strong near one shakes everything; a weak far one nothing."""
    near, weaker = (shaken(coast, Quake(119.2, 34.7, magnitude, 15.0)) for magnitude in (7.0, 6.0))
    far = shaken(coast, Quake(119.2, 36.7, 7.0, 15.0))
    assert (near > weaker).all()
    assert (near > far).all()
    assert (near >= 4.0).all()
    assert not shaken(coast, Quake(119.2, 39.0, 5.0, 15.0)).any()


def test_an_unknown_direction_is_the_mean_of_four(coast: City) -> None:
    """For each cell, where all are above the threshold."""
    where = (119.2, 34.9, 7.0, 15.0)
    each = [shaken(coast, Quake(*where, strike_deg=strike)) for strike in (0.0, 45.0, 90.0, 135.0)]
    assert shaken(coast, Quake(*where)) == pytest.approx(np.mean(each, axis=0), abs=1e-4)


def test_the_wind_of_a_recorded_track_is_that_of_the_hazard(coast: City) -> None:
    """Positions handed over one by one give the footprint of the recorded storm."""
    values = values_of(coast, "typhoon_wind", TyphoonWind().parameters)
    track = coast.table("typhoon_tracks").filter(pl.col("storm") == "A").sort("time")
    positions = [Position(row["time"], row["lon"], row["lat"], row["pressure_hpa"]) for row in track.to_dicts()]
    wind = blown(coast, storm_of(coast, "ALPHA", positions, for_surge=False))
    recorded = Storms.recorded(coast, values)
    assert recorded.tracks.storm[0] == "A"
    np.testing.assert_array_equal(wind, blown(coast, recorded))
    assert wind.max() > 20.0


def test_rain_of_a_day_is_that_of_the_hazard(coast: City) -> None:
    """A simulated year of nearly uniform rain gives nearly the same water as that rain given."""
    uniform = with_parameters(coast, {("rain_flood", "correlation_length_km"): 1000.0}, unit="km")
    events = RainFlood().event_set(uniform, 40, 3)
    rain = events.parameters["mean_mm"].to_numpy()
    wettest = int(np.argmax(rain))
    depth = rained(uniform, float(rain[wettest]), 24.0)
    assert depth.sum() == pytest.approx(events.intensity([wettest])[0].sum(), rel=0.05)
    assert depth.sum() > 0.0


def test_more_rain_or_the_same_in_less_time_stands_deeper(coast: City) -> None:
    """Drains take what they can in the time that they have."""
    assert rained(coast, 400.0, 24.0).sum() > rained(coast, 200.0, 24.0).sum()
    assert rained(coast, 200.0, 3.0).sum() > rained(coast, 200.0, 24.0).sum()
    assert not rained(coast, 0.0, 24.0).any()


def test_the_sea_stands_over_the_ground_above_the_highest_tide(coast: City) -> None:
    """Without dykes a shore cell at the height h has the depth L - h; at the tide itself nothing breaches."""
    top = highest_tide(tide_of_city(coast))
    level = top + 2.0
    depth = surged(coast, level)
    shore = np.flatnonzero(coast.cells.coast_km < 0.7)
    assert depth[shore] == pytest.approx(np.maximum(level - coast.cells.height_m[shore], 0.0), abs=0.02)
    assert not surged(coast, top - 0.01).any()


def test_a_city_without_coast_or_heights_has_no_such_water(cities: Path, coast: City) -> None:
    """The reason is said."""
    with pytest.raises(SettingError, match="the sea cannot be laid on tinytown"):
        surged(City.load(cities / "tinytown"), 3.0)
    cells = coast.table("cells").with_columns(height_m=pl.lit(None, dtype=pl.Float64))
    with pytest.raises(SettingError, match="height of a cell is not known"):
        rained(coast.with_table("cells", cells), 100.0, 24.0)


def test_a_blast_is_that_of_the_distance(coast: City) -> None:
    """Far from it a cell has the overpressure at its middle; beyond 1 kPa nothing."""
    tnt, lon, lat = 500.0, 119.2, 34.55
    pressure = blasted(coast, lon, lat, tnt)
    cells = coast.cells
    distance = 1000.0 * np.hypot((cells.lon - lon) * KM * np.cos(np.radians(34.6)), (cells.lat - lat) * KM)
    expected = overpressure(distance / np.cbrt(1000.0 * tnt))
    far = (expected > 1.2) & (distance > 4000.0)
    assert far.any()
    assert pressure[far] == pytest.approx(expected[far], rel=0.05)
    assert not pressure[expected < 0.8].any()


SIGNALS: dict[str, dict[str, Any]] = {
    "earthquake": {"lon": 119.2, "lat": 34.7, "magnitude": 6.5},
    "typhoon_wind": {
        "name": "ALPHA",
        "positions": [
            {"time": "2000-08-01T00:00Z", "lon": 121.0, "lat": 32.0, "pressure_hpa": 950},
            {"time": "2000-08-01T18:00Z", "lon": 119.2, "lat": 35.0, "pressure_hpa": 960},
        ],
    },
    "rain_flood": {"rain_mm": 400, "hours": 24},
    "storm_surge": {"level_m": 5.0},
    "explosion": {"lon": 119.2, "lat": 34.6, "tnt_t": 20},
}


def signal(path: Path, kind: str, **more: Any) -> Path:
    """Write a signal; fields may be given."""
    content = {"hazard": kind, "time": "2026-07-01T08:00:00+08:00", **SIGNALS[kind], **more}
    path.write_text(json.dumps({key: value for key, value in content.items() if value != "left out"}), encoding="utf-8")
    return path


@pytest.mark.parametrize("hazard", sorted(SIGNALS))
def test_each_kind_of_signal_becomes_a_scenario(coast: City, tmp_path: Path, hazard: str) -> None:
    """Its time in UTC, its moment in the city's own; the leading hazard first."""
    made = from_signal(coast, signal(tmp_path / "one.json", hazard))
    assert made.footprints[0].kind == hazard
    assert made.origin_detail["time_utc"] == "2026-07-01T00:00Z"
    assert (made.moment.month, made.moment.hour, made.moment.workday, made.moment.by_day) == (7, 8, True, True)
    assert made.assumptions
    assert [one.kind for one in event_sets(made, coast)] == [one.kind for one in made.footprints]


def test_a_storm_at_a_coast_brings_its_surge(coast: City, tmp_path: Path) -> None:
    """Two footprints where the sea rises beyond the tide."""
    made = from_signal(coast, signal(tmp_path / "one.json", "typhoon_wind"))
    assert [one.kind for one in made.footprints] in (["typhoon_wind"], ["typhoon_wind", "storm_surge"])
    assert any("The sea rises to" in one.text["en"] for one in made.assumptions)


def test_what_a_signal_does_not_say_is_said_to_be_assumed(coast: City, tmp_path: Path) -> None:
    """Depth and direction of an earthquake."""
    texts = " ".join(one.text["en"] for one in from_signal(coast, signal(tmp_path / "a", "earthquake")).assumptions)
    assert "The depth is not known; 15 km are taken." in texts
    assert "direction of the rupture is not known" in texts
    known = from_signal(coast, signal(tmp_path / "b", "earthquake", depth_km=10, strike_deg=30, length_km=20))
    assert len(known.assumptions) == 1


LONG = [{**SIGNALS["typhoon_wind"]["positions"][0], "time": f"{year}-07-01T00:00Z"} for year in (2026, 2027)]
"""Positions of a storm that lasts a year."""


@pytest.mark.parametrize(
    ("hazard", "change", "code"),
    [
        ("earthquake", {"magnitude": 12}, "wrong-value"),
        ("earthquake", {"magnitude": "left out"}, "missing-key"),
        ("earthquake", {"colour": 1}, "unknown-key"),
        ("earthquake", {"time": "2026-07-01T08:00"}, "wrong-time"),
        ("earthquake", {"time": "0001-01-01T00:00+08:00"}, "wrong-time"),
        ("earthquake", {"time": "9999-12-31T23:59Z"}, "wrong-time"),
        ("earthquake", {"hazard": "drought"}, "not-a-choice"),
        ("typhoon_wind", {"positions": []}, "too-few"),
        ("typhoon_wind", {"positions": [*SIGNALS["typhoon_wind"]["positions"][::-1]]}, "wrong-value"),
        ("typhoon_wind", {"positions": LONG}, "too-long"),
        ("rain_flood", {"hours": 0}, "wrong-value"),
        ("storm_surge", {"level_m": "high"}, "wrong-value"),
        ("explosion", {"tnt_t": 0}, "wrong-value"),
    ],
)
def test_wrong_signals_are_refused(coast: City, tmp_path: Path, hazard: str, change: dict[str, Any], code: str) -> None:
    """With line and remedy."""
    with pytest.raises(ImportDataError) as refused:
        from_signal(coast, signal(tmp_path / "one.json", hazard, **change))
    assert code in {problem.code for problem in refused.value.problems}


def test_past_events_are_laid_on_the_city_of_today(coast: City) -> None:
    """Each by its own physics; what was recorded is told, and what was not is assumed."""
    kinds = {event: from_past(coast, event).footprints[0].kind for event in past_ids(coast)[:5]}
    assert kinds == {
        "quake": "earthquake",
        "storm": "typhoon_wind",
        "surge": "storm_surge",
        "rain": "rain_flood",
        "blast": "explosion",
    }
    rain = from_past(coast, "rain")
    assert "350 to 400 mm in 24 hours." in rain.story["en"]
    assert rain.origin_detail["recorded_deaths_then"] == 7
    assert rain.moment == Moment(month=7, workday=False)
    quake = from_past(coast, "quake")
    assert quake.assumptions[0].text == {"en": "The depth is not known.", "zh-Hans": "深度未知"}
    assert quake.moment == Moment(month=7)
    assert not quake.footprints[0].parameters["strike_deg"]


def test_the_moment_of_a_past_event_is_that_of_its_clock(coast: City) -> None:
    """14:48 of a Thursday, unless the maker says otherwise."""
    blast = from_past(coast, "blast")
    assert blast.origin_detail["time_utc"] == "2019-03-21T06:48Z"
    assert blast.moment == Moment(month=3, workday=True, hour=14, by_day=True)
    assert from_past(coast, "blast", Details(hour=2)).moment == Moment(month=3, workday=True, hour=2, by_day=False)
    assert from_past(coast, "blast", Details(workday=False)).moment.by_day is False


def test_a_working_day_sends_nobody_home_whose_hour_is_not_known() -> None:
    """People of an event by day without an hour stay where they are, unless it is no working day."""
    by_day = Moment(by_day=True)
    assert moment_of(by_day, Details(workday=True)).by_day
    assert not moment_of(by_day, Details(workday=False)).by_day
    assert not moment_of(Moment(), Details(workday=True)).by_day


def test_past_events_that_cannot_be_laid_are_refused(coast: City) -> None:
    """Unknown, without a track, without a number, of a hazard without physics."""
    with pytest.raises(SettingError, match="it has: quake, storm"):
        from_past(coast, "none")
    for event, code in (("trackless", "no-track"), ("numberless", "missing-number"), ("unmodelled", "no-physics")):
        with pytest.raises(PackageError) as refused:
            from_past(coast, event)
        assert [problem.code for problem in refused.value.problems] == [code]


def test_an_event_is_kept_whole(coast: City) -> None:
    """Its footprint comes back to the last bit, with its parameters and its people."""
    events = StormSurge().event_set(coast, 60, seed=1)
    depth = events.intensity(range(60))
    index = int(np.argmax(depth.sum(axis=1)))
    made = saved_from_event(coast, events, index, frequency=0.01)
    (back,) = event_sets(made, coast)
    np.testing.assert_array_equal(back.intensity([0])[0], depth[index])
    assert back.ids == (events.ids[index],)
    assert back.parameters["level_m"][0] == events.parameters["level_m"][index]
    assert made.origin == "worst"
    assert made.name["en"].startswith("Storm surge: Storm typhoon_wind-")
    with pytest.raises(SettingError, match="does nothing in town"):
        saved_from_event(coast, events, int(np.argmin(depth.sum(axis=1))))
    with pytest.raises(IndexError):
        saved_from_event(coast, events, 60)
