"""Yu, Li and Xiao (2013) against values of the OpenQuake engine's verification table.

The medians are rows of the table ``yu_2013_mean_eastern`` of the OpenQuake engine on the axes of the ellipse, at a
depth of 15 km.
"""

import numpy as np
import pytest

from anlan.hazards.seismology import yu_2013
from anlan.hazards.seismology.yu_2013 import PGA_LONG, PGA_SHORT, PGV_LONG, PGV_SHORT

PGA_ROWS = [
    (5.0, 30.0, 0.02668034, 0.01656704),
    (6.0, 5.0, 0.2146538, 0.1549977),
    (6.0, 100.0, 0.01448044, 0.01023330),
    (7.0, 50.0, 0.1192795, 0.08672251),
    (8.0, 200.0, 0.02711265, 0.02238402),
]
"""Magnitude, epicentral distance (km), PGA (g) along the longer and the shorter axis."""

PGV_ROWS = [(6.0, 5.0, 10.94856, 7.792509), (7.0, 50.0, 8.931841, 6.491466), (8.0, 200.0, 3.068264, 2.499698)]
"""The same for PGV (cm/s)."""

GRAVITY_OF_TABLE = 980.665 / 980.0
"""The table was made with 980 cm/s2."""


@pytest.mark.parametrize(("magnitude", "distance", "long", "short"), PGA_ROWS)
def test_accelerations_are_those_of_the_table(magnitude: float, distance: float, long: float, short: float) -> None:
    """On both axes to 0.001 %, below and above the turn at M 6.5."""
    at = np.array(magnitude), np.hypot(np.array(distance), 15.0)
    for axis, expected in ((PGA_LONG, long), (PGA_SHORT, short)):
        assert np.exp(axis.motion(*at)) / 980.665 * GRAVITY_OF_TABLE == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("magnitude", "distance", "long", "short"), PGV_ROWS)
def test_velocities_are_those_of_the_table(magnitude: float, distance: float, long: float, short: float) -> None:
    """On both axes to 0.001 %."""
    at = np.array(magnitude), np.hypot(np.array(distance), 15.0)
    for axis, expected in ((PGV_LONG, long), (PGV_SHORT, short)):
        assert np.exp(axis.motion(*at)) == pytest.approx(expected, rel=1e-5)


def test_the_axes_of_an_ellipse_have_the_same_acceleration() -> None:
    """50 km along the longer axis of M 7 have the acceleration of 38.5 km along the shorter one, to rounding."""
    magnitude, depth = np.array(7.0), np.array(15.0)
    short = yu_2013.short_radius(magnitude, np.array(50.0), depth)
    assert short == pytest.approx(38.5, abs=0.05)
    long = PGA_LONG.motion(magnitude, np.hypot(50.0, depth))
    assert PGA_SHORT.motion(magnitude, np.hypot(short, depth)) == pytest.approx(float(long), abs=1e-12)
