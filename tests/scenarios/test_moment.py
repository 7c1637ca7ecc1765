"""When events happen, and what they would do at another time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.hazards import HAZARDS, EventSet, StormSurge
from anlan.risk import assess
from anlan.scenarios import PEAK, moment_of
from anlan.scenarios.moment import TIMINGS, WORK_HOURS
from anlan.scenarios.other_moments import other_moments
from tests.hazards.towns import ALL_TABLES, disk, town
from tests.scenarios.test_choice import impacts


def events_of(kind: str, count: int, by_day: bool = False, **columns: list[float | str | None]) -> EventSet:
    """Return events of a kind, by day or by night, with some parameters."""
    events = impacts(kind, [[1.0, 1.0, 1.0]] * count, [0.01] * count).events
    frame = pl.DataFrame({"size": range(count), **columns})
    return replace(events, by_day=np.full(count, by_day), parameters=frame, provenance={"seed": 7})


def test_every_hazard_says_what_is_known_of_its_moment() -> None:
    """No kind is left out."""
    assert set(TIMINGS) == {hazard.kind for hazard in HAZARDS}


def test_what_an_event_carries_is_kept() -> None:
    """Month and hour of a release, tide of a surge, and the month in which a wave begins."""
    release = moment_of(events_of("toxic_release", 1, True, month=[4], hour=[13.7]), 0)
    assert (release.month, release.hour, release.workday, release.by_day) == (4, 13, True, True)
    surge = moment_of(events_of("storm_surge", 1, month=[8], tide=["high"]), 0)
    assert (surge.month, surge.tide, surge.hour, surge.workday) == (8, "high", None, None)
    waves = events_of("heat_wave", 4, start_day=[0, 1, 59, 60])
    assert [moment_of(waves, event).month for event in range(4)] == [None, 1, 2, 3]


def test_an_earthquake_may_come_in_any_month_and_at_any_hour() -> None:
    """Drawn alike: all months, all hours by day or outside of it, five working days of seven nights."""
    by_day, by_night = events_of("earthquake", 600, True), events_of("earthquake", 600)
    days, nights = ([moment_of(events, event) for event in range(600)] for events in (by_day, by_night))
    assert {moment.month for moment in days} == set(range(1, 13))
    assert {moment.hour for moment in days} == set(WORK_HOURS)
    assert {moment.hour for moment in nights} == set(range(24)) - set(WORK_HOURS)
    assert all(moment.workday for moment in days)
    assert np.mean([bool(moment.workday) for moment in nights]) == pytest.approx(5.0 / 7.0, abs=0.06)


def test_the_moment_of_an_event_does_not_depend_on_the_others() -> None:
    """The same in a larger set, and again."""
    few, many = events_of("earthquake", 3), events_of("earthquake", 30)
    assert [moment_of(few, event) for event in range(3)] == [moment_of(many, event) for event in range(3)]


def test_what_is_not_modelled_is_left_open() -> None:
    """A river flood has no month, hour or tide; people are at home."""
    moment = moment_of(events_of("river_flood", 1), 0)
    assert (moment.month, moment.workday, moment.hour, moment.tide, moment.by_day) == (None, None, None, None, False)


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A town by the sea with three times as many people by day; a depth of 1 m kills a tenth and displaces all."""
    folder, cells = tmp_path_factory.mktemp("working"), disk(2)
    functions = "id,hazard,target,intensity_unit,confidence,source\n"
    functions += "".join(f"{name},storm_surge,{name},m,assumption,hand\n" for name in ("killed", "displaced"))
    points = "function,intensity,mean,source\n"
    points += "killed,0,0,hand\nkilled,1,0.1,hand\ndisplaced,0,0,hand\ndisplaced,1,1,hand\n"
    names = ("typhoon_tracks", "water_levels")
    tables = {name: ALL_TABLES[name] for name in names}
    tables |= {"vulnerability_functions": functions, "vulnerability_points": points}
    town(folder, tables, [1.0 + 0.1 * place for place in range(len(cells))], cells)
    frame = pl.read_csv(folder / "cells.csv")
    frame.with_columns(population_day=3 * pl.col("population")).write_csv(folder / "cells.csv")
    return City.load(folder)


def test_a_higher_tide_brings_more_harm(working: City) -> None:
    """As simulated, then at low, mean, high and highest tide; the first equals the event's own impact."""
    found = assess(working, StormSurge().event_set(working, 300, seed=5), Serial())
    event = int(np.argmax(found.of("displaced")))
    assert found.of("displaced")[event] > 0.0
    itself, low, mean, high, highest = other_moments(working, found, event, 24)
    assert itself.itself
    assert itself.consequences["displaced"] == pytest.approx(found.of("displaced")[event])
    assert [one.moment.tide for one in (low, mean, high, highest)] == ["low", "mean", "high", "high"]
    harm = [one.consequences["displaced"] for one in (low, mean, high, highest)]
    assert harm == sorted(harm)
    assert harm[0] < harm[3]
    assert highest.consequences[PEAK] == pytest.approx(harm[3])


def test_a_sudden_event_is_told_by_night_and_by_day(working: City) -> None:
    """The same footprint on those who are there: the row of its own time of day equals the event."""
    surge = StormSurge().event_set(working, 300, seed=5)
    found = assess(working, replace(surge, by_day=np.ones(300, dtype=np.bool_)), Serial())
    quake = replace(found, events=replace(found.events, kind="earthquake"))
    event = int(np.argmax(found.of("killed")))
    itself, night, day = other_moments(working, quake, event, 24)
    assert [one.moment.by_day for one in (itself, night, day)] == [True, False, True]
    assert (night.moment.hour, day.moment.hour, day.moment.workday) == (3, 11, True)
    assert day.consequences == itself.consequences
    cells = working.cells
    shares = found.vulnerability.at(found.events.intensity([event])[0])[cells.row_cell]
    column = found.targets.index("killed")
    assert night.consequences["killed"] == pytest.approx(cells.population @ shares[:, column])
    assert day.consequences["killed"] == pytest.approx(found.of("killed")[event])


def test_a_moment_that_makes_no_difference_is_not_told(cities: Path) -> None:
    """Rain lasts a day and a night."""
    city = City.load(cities / "tinytown")
    (rain,) = (hazard for hazard in HAZARDS if hazard.kind == "rain_flood")
    found = assess(city, rain.event_set(city, 5, 1), Serial())
    assert other_moments(city, found, 0, 24) == ()
    assert moment_of(found.events, 0).month is None
