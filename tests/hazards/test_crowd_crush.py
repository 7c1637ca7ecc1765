"""Crowd crush: where, how often, how dense and who is there."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.hazards.crowd_crush import CrowdCrush
from anlan.risk import assess
from tests.hazards.towns import CITY_TOML, disk, town

CELLS = disk(2)

SYNTHETIC = """
[[sources]]
id = "made"
kind = "synthetic"
title = "Made up for a test"
licence = "CC0-1.0"
method = "By hand"
seed = 1
constraint = "None"
"""

SIMULATED = "sim-square,模拟广场,event_place,119.2,34.6,20000,true,made"
REAL = "park,公园,event_place,119.2,34.6,20000,false,hand"
SMALL = "sim-hall,模拟会场,event_place,119.21,34.605,5000,true,made"

FUNCTION = "id,hazard,target,intensity_unit,confidence,source\ncrush,crowd_crush,killed,1/m2,assumption,hand\n"
POINTS = "function,intensity,mean,source\ncrush,5,0.001,hand\ncrush,20,0.001,hand\n"


def crowded(folder: Path, *places: str) -> City:
    """Make a town of 19 cells, 9,000 people in the last and 100 in each other, with places where crowds gather."""
    people = [100] * (len(CELLS) - 1) + [9000]
    rows = [f"{cell},T,{count},2,hand" for cell, count in zip(CELLS, people, strict=True)]
    tables = {
        "cells": "\n".join(["h3,area,population,height_m,source", *rows]) + "\n",
        "vulnerability_functions": FUNCTION,
        "vulnerability_points": POINTS,
    }
    town(folder, tables, [2.0] * len(CELLS), CELLS)
    header = "id,name_zh,kind,lon,lat,persons,synthetic,source"
    (folder / "places.csv").write_text("\n".join([header, *places]) + "\n", encoding="utf-8")
    (folder / "city.toml").write_text(CITY_TOML + SYNTHETIC, encoding="utf-8")
    return City.load(folder)


def test_frequency_is_that_of_the_record(tmp_path: Path) -> None:
    """1.6 accidents a year in a billion people: 1.7e-5 a year in a town of 10,800, for any number of events."""
    city = crowded(tmp_path, SIMULATED)
    for count in (1, 50):
        assert CrowdCrush().event_set(city, count, 1).frequency.sum() == pytest.approx(1.6e-9 * 10_800)


def test_a_simulated_place_is_hit_where_it_stands(tmp_path: Path) -> None:
    """Every footprint is one cell, that of the place, and the event names the place."""
    city = crowded(tmp_path, SIMULATED)
    events = CrowdCrush().event_set(city, 20, 1)
    hit = events.intensity(range(20)) > 0.0
    assert hit.sum(axis=1).tolist() == [1] * 20
    assert (hit.argmax(axis=1) == CELLS.index(disk(0)[0])).all()
    assert events.parameters["place"].unique().to_list() == ["sim-square"]


def test_no_accident_is_put_on_a_real_place(tmp_path: Path) -> None:
    """A real place lends its capacity to a nameless gathering where most people of its area live."""
    city = crowded(tmp_path, REAL)
    events = CrowdCrush().event_set(city, 20, 1)
    assert (events.intensity(range(20)).argmax(axis=1) == len(CELLS) - 1).all()
    assert events.parameters["place"].unique().to_list() == [""]
    assert events.parameters["persons"].to_numpy().max() <= 20_000.0


def test_density_and_attendance_keep_to_their_bounds(tmp_path: Path) -> None:
    """From 5 to 12 to the square metre, most often 7, a mean of 8; half to all of the capacity is there."""
    frame = CrowdCrush().event_set(crowded(tmp_path, SIMULATED), 4000, 1).parameters
    density = frame["density"].to_numpy()
    assert 5.0 <= density.min() < density.max() <= 12.0
    assert density.mean() == pytest.approx(8.0, abs=0.1)
    assert np.histogram(density, np.arange(5.0, 13.0))[0].argmax() in (1, 2)
    persons = frame["persons"].to_numpy()
    assert 10_000.0 <= persons.min() < persons.max() <= 20_000.0


def test_larger_gatherings_come_to_harm_more_often(tmp_path: Path) -> None:
    """Places of 20,000 and 5,000 share accidents four to one."""
    events = CrowdCrush().event_set(crowded(tmp_path, SIMULATED, SMALL), 4000, 1)
    assert (events.parameters["place"] == "sim-square").mean() == pytest.approx(0.8, abs=0.03)


def test_the_crowd_counts_and_its_neighbours_do_not(tmp_path: Path) -> None:
    """With one in a thousand killed at any density, a thousandth of those present die, residents of the cell in it."""
    city = crowded(tmp_path, SIMULATED)
    events = CrowdCrush().event_set(city, 30, 1)
    killed = assess(city, events, Serial()).of("killed")
    assert killed == pytest.approx(events.parameters["persons"].to_numpy() / 1000.0, rel=1e-5)


@pytest.mark.parametrize(
    "place", ["a,甲,event_place,119.2,34.6,,true,made", "b,乙,event_place,119.235,34.6,50,true,made"]
)
def test_a_place_without_capacity_or_outside_does_not_count(tmp_path: Path, place: str) -> None:
    """Then the hazard says what it needs."""
    city = crowded(tmp_path, place)
    assert "event_place" in str(CrowdCrush().missing(city)[0])
    with pytest.raises(SettingError, match="no gathering place"):
        CrowdCrush().event_set(city, 5, 1)
