"""The report says of imported events where they come from and what was assumed."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from anlan.city import City
from anlan.compute import Serial
from anlan.report import Voice
from anlan.report.chapters.imported import imported_limits
from anlan.risk import Assessment, assess
from tests.risk.event_sets import event_set


def said(city: City, **provenance: str | int) -> list[str]:
    """Assess one event of some provenance."""
    events = event_set(city, np.ones((1, len(city.cells)), dtype=np.float32), np.array([0.01]))
    events = replace(events, provenance={**events.provenance, **provenance})
    run = Assessment(city, {"rain_flood": assess(city, events, Serial())}, (), 100, 1.0, 1)
    return [Voice.of("en").say(sentence) for sentence in imported_limits(run)]


def test_file_distance_and_gaps_are_named(cities: Path) -> None:
    """What cells take, how many take nothing, and where people are taken to be."""
    city = City.load(cities / "tinytown")
    told = said(city, file="{maps}.csv", max_distance_km="5", cells_without_point=3, people="by night")
    assert told == [
        "Rain flood: the events were imported from {maps}.csv, not simulated. Each cell takes the nearest of their "
        "points within 5 km; 3 of 42 cells have none and count as unharmed.",
        "Rain flood: the source does not say at what hour events happen; people are taken to be at home.",
    ]


def test_simulated_events_need_no_such_sentence(cities: Path) -> None:
    """Nothing is said of them."""
    assert said(City.load(cities / "tinytown")) == []
