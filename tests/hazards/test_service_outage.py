"""Service outages: frequency, hours and users follow from the network."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.service_outage import ServiceOutage
from tests.hazards.towns import LINKS, NODES, disk, town


def test_frequency_is_that_of_all_failures_that_cut_somebody_off(small_town: City) -> None:
    """Three nodes at 0.017 a year and 14 km of lines at 0.5 a year for 100 km: all in one chain."""
    events = ServiceOutage().event_set(small_town, 300, 1)
    assert events.frequency.sum() == pytest.approx(3 * 0.017 + 0.5 * 0.14)


def test_hours_are_lognormal(small_town: City) -> None:
    """Half of the outages last no longer than four hours."""
    hours = ServiceOutage().event_set(small_town, 4000, 1).parameters["hours"].to_numpy()
    assert np.median(hours) == pytest.approx(4.0, rel=0.06)
    assert np.log(hours).std() == pytest.approx(1.2, rel=0.05)


def test_the_end_of_the_line_goes_dark_alone(small_town: City) -> None:
    """When the eastern node fails by itself, cells in the east are without power for the hours of the event."""
    events = ServiceOutage().event_set(small_town, 400, 1)
    east = np.flatnonzero((events.parameters["part"] == "east").to_numpy())
    assert east.size > 0
    intensity = events.intensity(east)
    dark = intensity[0] > 0.0
    assert (small_town.cells.lon[dark] > 119.199).all()
    expected = events.parameters["hours"].to_numpy()[east].astype(np.float32)
    assert (intensity[:, dark] == expected[:, None]).all()


def test_persons_are_the_residents_of_dark_cells(small_town: City) -> None:
    """The number in the sentence is that of residents of the cells without power."""
    events = ServiceOutage().event_set(small_town, 100, 1)
    residents = np.bincount(small_town.cells.row_cell, weights=small_town.cells.population)
    dark = events.intensity(range(100)) > 0.0
    assert dark @ residents == pytest.approx(events.parameters["persons"].to_numpy())


def test_users_bridge_their_own_hours(tmp_path: Path) -> None:
    """With twelve hours of batteries only longer outages are felt, and twelve hours less."""
    tables = {"nodes": NODES, "links": LINKS, "dependencies": "user,node,backup_hours,source\nT,west,12,hand\n"}
    city = town(tmp_path, tables, [1.0] * 7, disk(1))
    events = ServiceOutage().event_set(city, 500, 1)
    felt = events.intensity(range(500))[:, 0]
    frame = events.parameters
    hit = (frame["persons"] > 0).to_numpy()
    expected = np.maximum(frame["hours"].to_numpy()[hit] - 12.0, 0.0)
    assert felt[hit] == pytest.approx(expected, rel=1e-4, abs=1e-4)
    assert not felt[~hit].any()


def test_water_has_a_network_of_its_own(cities: Path) -> None:
    """Outages of water are made from works and mains, for scenarios; an unknown service is refused."""
    events = ServiceOutage("water").event_set(City.load(cities / "lianyungang"), 50, 1)
    assert events.parameters["part"].str.contains("water").all()
    assert "tap water" in str(events.describe(0))
    with pytest.raises(SettingError, match="there is no outage of 'gas'; use one of power, water, telecom"):
        ServiceOutage("gas")


def test_no_failure_is_put_on_a_real_plant(cities: Path) -> None:
    """Real plants appear by their role alone, in all events of the demo city."""
    city = City.load(cities / "lianyungang")
    places = city.table("places").filter(~pl.col("synthetic"))["id"].to_list()
    real = set(city.table("nodes").filter(pl.col("place").is_in(places))["id"].to_list())
    assert real
    parts = ServiceOutage().event_set(city, 10_000, 1).parameters["part"].unique().to_list()
    named = {name for part in parts for piece in part.split(" + ") for name in piece.split(" - ")}
    assert not real & named


def test_what_is_missing_is_told(tmp_path: Path, bare_town: City) -> None:
    """Without nodes, and without links between them."""
    assert [str(message) for message in ServiceOutage().missing(bare_town)] == [
        "the network 'power' has 0 sources and 0 supply nodes; give both in nodes.csv"
    ]
    (tmp_path / "unlinked").mkdir()
    city = town(tmp_path / "unlinked", {"nodes": NODES}, [1.0], disk(0))
    assert [str(message) for message in ServiceOutage().missing(city)] == [
        "no source of the network 'power' reaches a supply node; give the links in links.csv"
    ]


def test_demo_city_outages_are_a_part_of_the_national_figure(cities: Path) -> None:
    """Failures above the township cost a resident 0.2 to 3 hours a year; all causes, 7.83 in China in 2023."""
    city = City.load(cities / "lianyungang")
    events = ServiceOutage().event_set(city, 10_000, 1)
    frame = events.parameters
    hours = (frame["persons"] * frame["hours"]).to_numpy() @ events.frequency / city.cells.population.sum()
    assert 0.2 < hours < 3.0
