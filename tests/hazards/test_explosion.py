"""Explosion: which plants, how often, and how far the blast goes."""

from pathlib import Path

import pytest

from anlan.errors import SettingError
from anlan.hazards.explosion import Explosion
from tests.hazards.industrial.plants import industrial

PROPANE = "liquefied petroleum gas,{}"


def test_frequency_is_that_of_late_ignitions_that_explode(tmp_path: Path) -> None:
    """50 t of gas: (0.3 * 5e-7 + 0.5 * 5e-7 + 0.8 * 1e-5) * 0.9 * 0.4 a year."""
    city = industrial(tmp_path, PROPANE.format(50))
    expected = (0.3 * 5e-7 + 0.5 * 5e-7 + 0.8 * 1e-5) * 0.36
    for count in (3, 40):
        assert Explosion().event_set(city, count, 1).frequency.sum() == pytest.approx(expected)


def test_no_accident_is_put_on_a_real_plant(tmp_path: Path) -> None:
    """A real plant makes no event."""
    city = industrial(tmp_path, "real " + PROPANE.format(50))
    with pytest.raises(SettingError, match="no simulated plant"):
        Explosion().event_set(city, 10, 1)


def test_the_yield_keeps_to_its_bounds(tmp_path: Path) -> None:
    """TNT is heat times yield over 4.5 MJ/kg, with a yield from 1 to 10 %."""
    frame = Explosion().event_set(industrial(tmp_path, PROPANE.format(50), rings=1), 300, 1).parameters
    share = frame["yield"].to_numpy()
    assert 0.01 <= share.min() < share.max() <= 0.1
    assert frame["tnt_t"].to_numpy() == pytest.approx(share * frame["cloud_t"].to_numpy() * 46.3 / 4.5)


def test_pressure_falls_with_the_distance(tmp_path: Path) -> None:
    """The plant's own cell has the highest equivalent pressure, and far cells none."""
    city = industrial(tmp_path, PROPANE.format(200))
    intensity = Explosion().event_set(city, 30, 1).intensity(range(30))
    middle = abs(city.cells.lat - 34.6) + abs(city.cells.lon - 119.2)
    assert (intensity.argmax(axis=1) == middle.argmin()).all()
    assert (intensity[:, middle.argmax()] == 0.0).all()
    assert intensity[intensity > 0.0].min() >= 1.0


def test_more_gas_reaches_farther(tmp_path: Path) -> None:
    """Ten times the inventory reaches more cells in every event, with the same draws."""
    small, large = (
        Explosion().event_set(industrial(tmp_path / str(tonnes), PROPANE.format(tonnes)), 30, 1) for tonnes in (30, 300)
    )
    once, ten = (events.intensity(range(30)) for events in (small, large))
    assert (ten >= once - 1e-4).all()
    assert (ten > 0.0).sum() > (once > 0.0).sum()
