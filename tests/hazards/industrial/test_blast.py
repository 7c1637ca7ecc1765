"""Blast against published pressures, a fine grid and the explosion at Tianjiayi."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.hazards.industrial.blast import (
    CENTRE,
    LOG_TAIL,
    MEDIAN_KPA,
    RANGES,
    cell_damage,
    damage,
    distance_of,
    overpressure,
    pressure_of,
)

KPA_PER_PSI = 6.894757
METRIC_PER_K = 0.3048 / 0.45359237 ** (1.0 / 3.0)
"""m/kg^(1/3) for each ft/lb^(1/3)."""

RADIUS = 531.0
AREA = 1.5 * math.sqrt(3.0) * RADIUS**2


def hexagon() -> NDArray[np.float64]:
    """Corners of a cell, m."""
    angle = np.radians(60.0 * np.arange(6))
    return RADIUS * np.column_stack([np.cos(angle), np.sin(angle)])


@pytest.mark.parametrize(
    ("factor", "psi"), [(9.0, 12.0), (11.0, 8.0), (18.0, 3.5), (24.0, 2.3), (30.0, 1.7), (40.0, 1.2), (50.0, 0.9)]
)
def test_pressures_of_explosives_safety_distances(factor: float, psi: float) -> None:
    """The overpressures that DoD 6055.9 states for its distances K9 to K50, to 3 %."""
    found = overpressure(np.array(factor * METRIC_PER_K))
    assert float(found) == pytest.approx(psi * KPA_PER_PSI, rel=0.03)


@pytest.mark.parametrize("edge", RANGES[1:3].tolist())
def test_pieces_meet(edge: float) -> None:
    """The polynomials of neighbouring ranges differ by less than 2 % where they meet."""
    below, above = overpressure(np.array([edge * (1.0 - 1e-9), edge * (1.0 + 1e-9)]))
    assert below == pytest.approx(above, rel=0.02)


def test_pressure_and_damage_can_be_turned_round() -> None:
    """Distances and equivalent pressures are the inverses of pressure and damage."""
    assert float(overpressure(np.array(distance_of(5.0)))) == pytest.approx(5.0, rel=1e-3)
    kpa = np.array([2.0, 8.0, 17.5, 60.0])
    assert pressure_of(damage(kpa)) == pytest.approx(kpa, rel=1e-9)
    assert damage(np.array([MEDIAN_KPA]))[0] == pytest.approx(0.5)


def test_tianjiayi() -> None:
    """260 t of TNT: houses destroyed to 300 m, doors and windows torn out at 1 km, glass broken beyond 2 km."""
    scale = 260_000.0 ** (1.0 / 3.0)
    kpa = overpressure(np.array([300.0, 1000.0, 2000.0]) / scale)
    assert 34.5 <= kpa[0] <= 68.9
    assert 6.9 <= kpa[1] <= 13.8
    assert 2.07 <= kpa[2] <= 6.9


@pytest.mark.parametrize("offset", [(0.0, 0.0), (0.0, 455.0), (400.0, 0.0), (900.0, 100.0), (1900.0, 300.0)])
@pytest.mark.parametrize("tnt_kg", [100.0, 5000.0, 260_000.0])
def test_a_cell_agrees_with_a_fine_grid(tnt_kg: float, offset: tuple[float, float]) -> None:
    """From blasts that damage a hundredth of the cell to those that damage all of it, inside and outside, to 1 %."""
    found = cell_damage(hexagon() - np.array(offset), AREA, tnt_kg ** (1.0 / 3.0), LOG_TAIL, CENTRE)
    at = (np.arange(1500) + 0.5) / 1500.0 * 2.0 * RADIUS - RADIUS
    x, y = np.meshgrid(at, at)
    root = math.sqrt(3.0)
    inside = (np.abs(y) <= 0.5 * root * RADIUS) & (root * np.abs(x) + np.abs(y) <= root * RADIUS)
    distance = np.hypot(x[inside] - offset[0], y[inside] - offset[1])
    expected = damage(np.maximum(overpressure(distance / tnt_kg ** (1.0 / 3.0)), 1e-9)).mean()
    assert found == pytest.approx(expected, rel=0.01, abs=1e-14)


@given(st.floats(-3000.0, 3000.0), st.floats(-3000.0, 3000.0), st.floats(10.0, 1e6))
def test_damage_is_a_share_and_grows_with_the_charge(east: float, north: float, tnt_kg: float) -> None:
    """Wherever the charge lies, the share is between 0 and 1 and does not fall when the charge is doubled."""
    seen = hexagon() - np.array([east, north])
    once, twice = (cell_damage(seen, AREA, (many * tnt_kg) ** (1.0 / 3.0), LOG_TAIL, CENTRE) for many in (1.0, 2.0))
    assert 0.0 <= once <= 1.0
    assert twice >= once * (1.0 - 1e-6)
