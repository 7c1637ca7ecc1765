"""Urban fire: what must hold between ignitions, the fire service and burnt buildings."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.fire.stock import stock_of
from anlan.hazards.urban_fire import UrbanFire
from tests.hazards.towns import disk, town

STATION = "id,name_zh,kind,lon,lat,engines,source\nbrigade,消防站,fire_station,{lon},34.6,3,hand\n"


def built(folder: Path, lon: float = 119.2, **settings: str) -> City:
    """Make a town of 19 dense cells with one fire station."""
    folder.mkdir(exist_ok=True)
    cells = disk(2)
    rows = ["h3,area,population,height_m,source", *(f"{cell},T,3000,2,hand" for cell in cells)]
    given = [f"urban_fire,{name},{value.replace(' ', ',')},hand" for name, value in settings.items()]
    tables = {
        "cells": "\n".join(rows) + "\n",
        "places": STATION.format(lon=lon),
        "hazard_parameters": "\n".join(["hazard,parameter,value,unit,source", *given]) + "\n",
    }
    return town(folder, tables, [2.0] * len(cells), cells)


def test_intensity_is_burnt_over_all_buildings_of_one_cell(tmp_path: Path) -> None:
    """Each fire stays on the cell of its ignition, and the share is its buildings over those of the cell."""
    city = built(tmp_path)
    events = UrbanFire().event_set(city, 50, 1)
    intensity = events.intensity(range(50))
    assert ((intensity > 0.0).sum(axis=1) == 1).all()
    buildings = stock_of(city, 41.76, 10.0).buildings
    cell = intensity.argmax(axis=1)
    assert np.array_equal(city.cells.h3[cell], events.parameters["cell"].to_numpy())
    assert intensity.max(axis=1) * buildings[cell] == pytest.approx(events.parameters["buildings"].to_numpy(), rel=1e-5)


def test_only_large_fires_are_events(tmp_path: Path) -> None:
    """Every event took the least number of buildings or more."""
    events = UrbanFire().event_set(built(tmp_path, least_buildings="15 buildings"), 50, 1)
    assert events.parameters["buildings"].to_numpy().min() >= 15.0


def test_a_far_station_means_more_fires(tmp_path: Path) -> None:
    """With the only station 30 km away large fires are several times as frequent."""
    near = UrbanFire().event_set(built(tmp_path / "near"), 200, 1).frequency.sum()
    far = UrbanFire().event_set(built(tmp_path / "far", lon=119.53), 200, 1).frequency.sum()
    assert far > 3.0 * near


def test_frequency_follows_the_ignitions(tmp_path: Path) -> None:
    """Twice the ignitions make twice the fires, and nothing else."""
    once = UrbanFire().event_set(built(tmp_path / "once"), 40, 1)
    twice = UrbanFire().event_set(built(tmp_path / "twice", ignitions="4.2e-4 1/year"), 40, 1)
    assert twice.frequency == pytest.approx(2.0 * once.frequency)
    assert twice.parameters.equals(once.parameters)


def test_the_stored_footprints_are_those_of_the_field(tmp_path: Path) -> None:
    """What is held in memory is what the field returns."""
    events = UrbanFire().event_set(built(tmp_path), 30, 1)
    stored = events.stored
    assert stored is not None
    intensity = events.intensity(range(30))
    assert np.array_equal(intensity[np.arange(30), stored.cell], stored.intensity)
    assert np.array_equal(np.diff(stored.first), np.ones(30))


def test_a_town_that_cannot_burn_is_refused_with_the_reason(tmp_path: Path) -> None:
    """Where hardly any fire can reach the least number the hazard says so instead of searching on."""
    city = built(tmp_path, least_buildings="900 buildings")
    with pytest.raises(SettingError, match="fires grew to 900 buildings; lower least_buildings"):
        UrbanFire().event_set(city, 5, 1)


def test_missing_parts_are_all_named(bare_town: City) -> None:
    """Without a station the hazard cannot say when engines arrive."""
    assert [str(message) for message in UrbanFire().missing(bare_town)] == [
        "no fire station has a position; give places of kind fire_station in places.csv"
    ]


def test_demo_city_has_a_fire_of_ten_houses_once_in_decades(cities: Path) -> None:
    """Ten buildings or more burn once in 20 to 200 years, fifty or more at most once in 500."""
    events = UrbanFire().event_set(City.load(cities / "lianyungang"), 4000, 1)
    buildings = events.parameters["buildings"].to_numpy()
    assert 1 / 200 < events.frequency.sum() < 1 / 20
    assert events.frequency[buildings >= 50.0].sum() < 1 / 500
