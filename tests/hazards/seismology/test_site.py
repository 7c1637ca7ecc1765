"""Vs30 from the slope of the ground."""

import math

import numpy as np
import pytest

from anlan.hazards.seismology.site import vs30_of


def degrees(*slopes: float) -> list[float]:
    """Return slopes in degrees."""
    return [math.degrees(math.atan(slope)) for slope in slopes]


def test_bounds_of_the_classes_are_those_of_the_tables() -> None:
    """A slope of 0.05 is 490 m/s in active regions, one of 0.013 in stable ones."""
    assert vs30_of(np.array(degrees(3.5e-3, 0.05, 0.14)), 0.0, 300.0) == pytest.approx([240.0, 490.0, 760.0])
    assert vs30_of(np.array(degrees(2.0e-3, 0.013, 0.025)), 1.0, 300.0) == pytest.approx([240.0, 490.0, 760.0])


def test_flat_and_steep_ground_end_the_tables() -> None:
    """No slope is 180 m/s, a cliff 760 m/s, and where nothing is known the default stands."""
    assert vs30_of(np.array([0.0, 60.0, np.nan]), 0.0, 300.0) == pytest.approx([180.0, 760.0, 300.0])


def test_between_two_bounds_the_logarithm_is_even() -> None:
    """Half way from 0.018 to 0.05 in the logarithm lies the geometric mean of 360 and 490 m/s."""
    slope = degrees(math.sqrt(0.018 * 0.05))
    assert vs30_of(np.array(slope), 0.0, 300.0) == pytest.approx([math.sqrt(360.0 * 490.0)])


def test_the_two_tables_are_mixed_by_weight() -> None:
    """A quarter of the stable table: 0.25 * 490 + 0.75 * what active regions have at 0.013."""
    slope = np.array(degrees(0.013))
    active, stable = vs30_of(slope, 0.0, 300.0), vs30_of(slope, 1.0, 300.0)
    assert vs30_of(slope, 0.25, 300.0) == pytest.approx(0.25 * stable + 0.75 * active)
