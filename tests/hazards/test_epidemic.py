"""Epidemic: severity is met exactly, ages and districts differ as they must, and beds save lives."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards import EventSet
from anlan.hazards.epidemic import Epidemic, hospital_demand
from anlan.hazards.epidemiology.population import Population
from tests.hazards.towns import disk, town

CELLS = disk(3)
YOUNG, OLD = len(CELLS) // 2, len(CELLS) - len(CELLS) // 2

AREAS = """code,name_zh,level,parent,source
T,小城,city,,hand
W,西区,district,T,hand
E,东区,district,T,hand
"""

PLACES = """id,name_zh,kind,lon,lat,beds,icu_beds,source
clinic,医院,hospital,119.2,34.6,400,20,hand
"""


def two_districts(folder: Path, **settings: float) -> City:
    """Make a town whose first half is a young district W and whose second half an old district E."""
    rows = ["h3,area,population,age_0_14,age_15_59,age_60_plus,height_m,source"]
    rows += [f"{cell},W,2000,600,1200,200,2,hand" for cell in CELLS[:YOUNG]]
    rows += [f"{cell},E,2000,200,1000,800,2,hand" for cell in CELLS[YOUNG:]]
    given = [f"epidemic,{name},{value},1,hand" for name, value in settings.items()]
    tables = {
        "areas": AREAS,
        "cells": "\n".join(rows) + "\n",
        "places": PLACES,
        "hazard_parameters": "\n".join(["hazard,parameter,value,unit,source", *given]) + "\n",
    }
    return town(folder, tables, [2.0] * len(CELLS), CELLS)


def by_district(city: City, events: EventSet) -> NDArray[np.float64]:
    """Return deaths of each event in W and E."""
    deaths = events.intensity(range(len(events))).astype(np.float64) * 2.0
    return np.stack([deaths[:, :YOUNG].sum(axis=1), deaths[:, YOUNG:].sum(axis=1)], axis=1)


def test_as_many_die_as_the_severity_says(tmp_path: Path) -> None:
    """Over the whole town deaths per 1,000 residents equal the severity that was drawn."""
    city = two_districts(tmp_path)
    events = Epidemic().event_set(city, 40, 1)
    deaths = by_district(city, events).sum(axis=1) / (2.0 * len(CELLS))
    assert deaths == pytest.approx(events.parameters["severity"].to_numpy(), rel=1e-5)


def test_who_is_old_decides_where_people_die(tmp_path: Path) -> None:
    """Where the old die most, the old district loses more; where the young do, the young one, each in every event."""
    city = two_districts(tmp_path)
    events = Epidemic().event_set(city, 60, 1)
    rate = by_district(city, events) / np.array([2.0 * YOUNG, 2.0 * OLD])
    pattern = events.parameters["pattern"].to_numpy()
    assert (rate[pattern == "old", 1] > rate[pattern == "old", 0]).all()
    assert (rate[pattern == "young", 1] < rate[pattern == "young", 0]).all()


def test_without_commuters_the_other_district_is_spared(tmp_path: Path) -> None:
    """Nobody dies where nobody brings it."""
    city = two_districts(tmp_path, commuters=0.0)
    events = Epidemic().event_set(city, 30, 1)
    deaths = by_district(city, events)
    into_west = (events.parameters["district"] == "W").to_numpy()
    assert deaths[into_west, 1].max() == deaths[~into_west, 0].max() == 0.0
    assert deaths[into_west, 0].min() > 0.0
    assert deaths[~into_west, 1].min() > 0.0


def test_commuters_take_it_along(tmp_path: Path) -> None:
    """With a few commuters both districts are reached, the one of introduction first."""
    city = two_districts(tmp_path)
    events = Epidemic().event_set(city, 10, 1)
    for event in range(10):
        row = events.parameters.row(event, named=True)
        demand = hospital_demand(city, row)
        peak = demand.infections.argmax(axis=0)
        first = demand.districts.index(row["district"])
        assert peak[first] <= peak[1 - first]
        assert demand.infections.sum(axis=0).min() > 0.0


def test_demand_and_footprint_tell_the_same(tmp_path: Path) -> None:
    """Deaths by district in the hospitals' account are those of the footprint."""
    city = two_districts(tmp_path)
    events = Epidemic().event_set(city, 8, 1)
    deaths = by_district(city, events)
    for event in range(8):
        demand = hospital_demand(city, events.parameters.row(event, named=True))
        west, east = demand.districts.index("W"), demand.districts.index("E")
        assert demand.deaths[[west, east]].sum(axis=1) == pytest.approx(deaths[event], rel=1e-5)


def test_patients_come_after_infections_and_leave(tmp_path: Path) -> None:
    """Nobody is in hospital in the first eight days, the peak is later than that of infections, few are left."""
    city = two_districts(tmp_path)
    events = Epidemic().event_set(city, 8, 1)
    demand = hospital_demand(city, events.parameters.row(7, named=True))
    beds = (demand.ward + demand.intensive).sum(axis=1)
    assert beds[:8].max() == 0.0
    assert beds.argmax() > demand.infections.sum(axis=1).argmax() + 8
    assert beds[-1] < 0.05 * beds.max()
    assert (demand.free_ward, demand.free_intensive) == (0.4 * 380.0, 0.6 * 20.0)


def test_beds_save_lives(tmp_path: Path) -> None:
    """With plenty of beds half as many die of the same infection as with none; the city's own lie between."""
    city = two_districts(tmp_path)
    row = Epidemic().event_set(city, 8, 1).parameters.row(6, named=True)
    none, own, plenty = (
        hospital_demand(city, row, **beds).deaths.sum()
        for beds in ({"ward_beds": 0.0, "intensive_beds": 0.0}, {}, {"ward_beds": 1e6, "intensive_beds": 1e6})
    )
    assert plenty == pytest.approx(none / 2.0, rel=1e-6)
    assert plenty < own < none


def test_middle_of_the_reproduction_numbers_is_the_parameter(small_town: City) -> None:
    """Of 2,000 pandemics half have R above 1.8, nearly, and none is outside its bounds."""
    number = Epidemic().event_set(small_town, 2000, 1).parameters["reproduction"].to_numpy()
    assert np.median(number) == pytest.approx(1.85, abs=0.05)  # the lower bound cuts off one in twenty
    assert 1.2 <= number.min() < number.max() <= 4.0


def test_districts_and_residents_of_the_demo_city(cities: Path) -> None:
    """Six districts; residents by age add up to those of the cells; groups meet as often from both sides."""
    city = City.load(cities / "lianyungang")
    ages = city.cells.ages
    assert ages is not None
    population = Population.of(city, ages, 0.08, 0.26)
    assert len(population.districts) == 6
    assert population.people.sum() == pytest.approx(ages.sum())
    people = population.people.reshape(-1)
    assert np.abs(np.linalg.eigvals(population.spread * people)).max() == pytest.approx(1.0)


def test_residents_are_counted_by_district_and_age(tmp_path: Path) -> None:
    """Every cell counts for its own district."""
    city = two_districts(tmp_path)
    ages = city.cells.ages
    assert ages is not None
    population = Population.of(city, ages, 0.08, 0.26)
    expected = {"W": [600.0 * YOUNG, 1200.0 * YOUNG, 200.0 * YOUNG], "E": [200.0 * OLD, 1000.0 * OLD, 800.0 * OLD]}
    assert {code: row.tolist() for code, row in zip(population.districts, population.people, strict=True)} == expected
