"""Where events go beyond the points of a function, the report names the assumption."""

from pathlib import Path

import numpy as np

from anlan.city import City
from anlan.compute import Serial
from anlan.report import Voice
from anlan.report.chapters.beyond import beyond_grids, beyond_limits, beyond_table, exceeded_of
from anlan.risk import Assessment, assess
from tests.risk.event_sets import event_set


def assessment(city: City, depth: float) -> Assessment:
    """Assess one event of one depth."""
    events = event_set(city, np.full((1, len(city.cells)), depth, dtype=np.float32), np.array([0.01]))
    return Assessment(city, {"rain_flood": assess(city, events, Serial())}, (), 100, 1.0, 1)


def test_every_exceeded_function_is_told_with_its_unit_and_how_often(cities: Path) -> None:
    """A sentence counts them and a table names them, the same in the page and in the files."""
    run = assessment(City.load(cities / "tinytown"), 2.5)
    exceeded = exceeded_of(run)
    voice = Voice.of("en")
    told = [voice.say(sentence) for sentence in beyond_limits(run, exceeded)]
    assert len(told) == 1
    assert "beyond the last point of 4 vulnerability functions" in told[0]
    rows = beyond_grids(run, exceeded)["beyond"].rows
    assert [voice.say(cell) for cell in rows[0].cells] == ["Deaths", "1 m", "1\u00a0%", "2.5 m", "0.01 a year"]
    table = beyond_table(run, exceeded)
    assert table.height == len(rows) == 4
    assert table.row(0) == ("rain_flood", "killed", "m", 1.0, 0.01, 2.5, 0.01)


def test_nothing_is_said_where_the_functions_cover_the_events(cities: Path) -> None:
    """No sentence, no table, and no rows in the files."""
    run = assessment(City.load(cities / "tinytown"), 0.9)
    exceeded = exceeded_of(run)
    assert list(beyond_limits(run, exceeded)) == []
    assert beyond_grids(run, exceeded) == {}
    assert beyond_table(run, exceeded).height == 0
