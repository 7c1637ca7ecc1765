"""Natech: releases that natural hazards cause, and how often."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet
from anlan.hazards.explosion import Explosion
from anlan.hazards.industrial.natural_causes import flooded, shaken
from anlan.hazards.industrial.substances import BY_NAME
from anlan.hazards.natech import natech_frequency, natech_releases
from anlan.hazards.seismology.intensity import pga_of
from anlan.hazards.toxic_release import ToxicRelease
from tests.hazards.industrial.plants import industrial

DEPTHS = (0.0, 1.0, 4.0)
DEGREES = (0.0, 7.0, 9.0)
RATES = (0.5, 0.01, 0.001)


def cause(city: City, kind: str, levels: tuple[float, ...], unit: str) -> EventSet:
    """Make three events that reach every cell with the same intensity."""
    cells = len(city.cells)

    def field(events: np.ndarray) -> np.ndarray:
        return np.repeat(np.array(levels, dtype=np.float32)[events][:, None], cells, axis=1)

    return EventSet(
        kind=kind,
        unit=unit,
        ids=("weak", "middle", "strong"),
        frequency=np.array(RATES),
        by_day=np.zeros(3, dtype=np.bool_),
        parameters=pl.DataFrame({"level": list(levels)}),
        cells=city.cells.h3,
        field=field,
        provenance={"version": "test", "seed": 1, "checksum": city.checksum},
        pattern="",
    )


def test_a_flood_adds_its_frequency_times_the_chance(tmp_path: Path) -> None:
    """The sum over events, by hand, for a tank of acrylonitrile; the base frequency stands beside it."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    table = natech_frequency(city, ToxicRelease(), cause(city, "river_flood", DEPTHS, "m"))
    chance = flooded(np.array(DEPTHS), BY_NAME["acrylonitrile"], 0.5)
    assert table["natech"].to_numpy() == pytest.approx(np.array(RATES) @ chance)
    assert table["everyday"].to_list() == pytest.approx([5e-6, 5e-6, 1e-4])


def test_an_earthquake_acts_by_its_acceleration(tmp_path: Path) -> None:
    """Degrees become accelerations by the Chinese scale; a pressure vessel is three times as strong as a tank."""
    city = industrial(tmp_path, "chlorine,10", rings=2)
    table = natech_frequency(city, ToxicRelease(), cause(city, "earthquake", DEGREES, "1"))
    chance = shaken(pga_of(np.array(DEGREES[1:])), 3.0)
    assert table["natech"].to_numpy() == pytest.approx(np.array(RATES[1:]) @ chance, rel=1e-5)


@pytest.mark.parametrize("hazard", [ToxicRelease(), Explosion()], ids=["toxic", "explosion"])
def test_caused_events_carry_the_added_frequency_and_their_cause(
    tmp_path: Path, hazard: ToxicRelease | Explosion
) -> None:
    """Their frequencies add up to the table's (times the chance to explode); no event has the weak flood as cause."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=3)
    flood = cause(city, "river_flood", DEPTHS, "m")
    events = natech_releases(city, hazard, flood, 200, 1)
    added = float(natech_frequency(city, hazard, flood)["natech"].to_numpy().sum())
    chance = 1.0 if isinstance(hazard, ToxicRelease) else 0.935 * 0.9 * 0.4
    assert events.frequency.sum() == pytest.approx(added * chance)
    assert set(events.parameters["cause"]) == {"middle", "strong"}
    assert events.parameters["scenario"].unique().to_list() == ["ten minutes"]
    assert len(set(events.ids)) == 200
    assert events.intensity(range(200)).max() > 0.0


def test_causes_are_drawn_in_proportion(tmp_path: Path) -> None:
    """The middle flood is ten times as frequent as the strong one, which is more dangerous."""
    city = industrial(tmp_path, "acrylonitrile,100", rings=2)
    events = natech_releases(city, ToxicRelease(), cause(city, "river_flood", DEPTHS, "m"), 1000, 1)
    weight = np.array(RATES) * flooded(np.array(DEPTHS), BY_NAME["acrylonitrile"], 0.5)[:, 1]
    share = (events.parameters["cause"] == "strong").mean()
    assert share == pytest.approx(weight[2] / weight.sum(), abs=0.002)


def test_a_set_of_its_own_has_no_cause(tmp_path: Path) -> None:
    """What happens without a natural cause says so."""
    events = ToxicRelease().event_set(industrial(tmp_path, "chlorine,10", rings=1), 10, 1)
    assert events.parameters["cause"].unique().to_list() == [""]


def test_a_cause_that_does_nothing_is_told(tmp_path: Path) -> None:
    """Water below the saddles of a pressure vessel causes no release."""
    city = industrial(tmp_path, "chlorine,10", rings=1)
    with pytest.raises(SettingError, match="no event of 'rain_flood' makes a plant lose its contents"):
        natech_releases(city, ToxicRelease(), cause(city, "rain_flood", (0.0, 0.2, 0.5), "m"), 10, 1)


def test_other_hazards_and_units_are_refused(tmp_path: Path) -> None:
    """Wind is not a known cause, and depths in feet are not taken for metres."""
    city = industrial(tmp_path, "chlorine,10", rings=1)
    flood = cause(city, "river_flood", DEPTHS, "ft")
    with pytest.raises(SettingError, match="'typhoon_wind' is not known"):
        natech_frequency(city, ToxicRelease(), replace(flood, kind="typhoon_wind"))
    with pytest.raises(SettingError, match="are in ft; give them in m"):
        natech_frequency(city, ToxicRelease(), flood)
