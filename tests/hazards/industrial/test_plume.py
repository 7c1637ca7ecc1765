"""Gaussian plumes and puffs against published examples, and what must hold for any of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.industrial.plume import LIDS, plume, stretch, vertical
from anlan.hazards.industrial.sigmas import ALONG, RURAL, URBAN, sigma_y, sigma_z

D, F = 3, 5


def test_burning_dump_of_turners_workbook() -> None:
    """Turner (1970), example 1: 3 g/s, 7 m/s, neutral, 3 km away, sigmas of 190 and 65 m: 1.1e-5 g/m3."""
    found = plume(3.0, 7.0, 190.0, vertical(0.0, 0.0, 65.0, 1e9))
    assert found == pytest.approx(1.1e-5, rel=0.01)


def test_widths_give_that_example_to_a_quarter() -> None:
    """Briggs' widths stand for the curves of the workbook: the same example without its sigmas."""
    upward = vertical(0.0, 0.0, sigma_z(3000.0, D, RURAL), LIDS[D])
    assert plume(3.0, 7.0, sigma_y(3000.0, D, RURAL, 600.0), upward) == pytest.approx(1.1e-5, rel=0.25)


def test_carbon_monoxide_of_the_purple_book() -> None:
    """CPR 18E, appendix 6.B: 100 kg/s, 5 m/s, source and people at 1 m, sigmas of 28.8 and 10.3 m: 21.3 g/m3."""
    assert 1000.0 * plume(100.0, 5.0, 28.8, vertical(1.0, 1.0, 10.3, 1e9)) == pytest.approx(21.3, rel=0.005)


@pytest.mark.parametrize(
    ("stability", "ground", "across", "upward"),
    [(0, RURAL, 209.76, 200.0), (D, RURAL, 76.28, 37.95), (F, RURAL, 38.14, 12.31), (0, URBAN, 270.45, 339.41),
     (D, URBAN, 135.22, 122.79), (F, URBAN, 92.97, 50.60)],
)  # fmt: skip
def test_widths_at_one_kilometre(stability: int, ground: int, across: float, upward: float) -> None:
    """Briggs' formulas, evaluated by hand."""
    assert sigma_y(1000.0, stability, ground, 600.0) == pytest.approx(across, rel=1e-3)
    assert sigma_z(1000.0, stability, ground) == pytest.approx(upward, rel=1e-3)


def test_a_puff_is_half_as_wide_as_a_plume_of_ten_minutes() -> None:
    """CPR 14E, chapter 4."""
    assert sigma_y(1000.0, D, RURAL, 1.0) == pytest.approx(0.5 * sigma_y(1000.0, D, RURAL, 600.0), rel=1e-3)


@given(st.floats(0.0, 50.0), st.floats(1.0, 5000.0), st.floats(50.0, 2000.0))
def test_nothing_is_lost_between_ground_and_lid(height: float, sigma: float, lid: float) -> None:
    """The vertical profile holds the whole release, however often it is reflected."""
    if height >= lid:
        return
    heights = np.linspace(0.0, lid, 4001)
    profile = [vertical(height, at, sigma, lid) for at in heights]
    assert np.trapezoid(profile, heights) == pytest.approx(1.0, rel=0.02)


def test_far_away_the_gas_is_mixed_below_the_lid() -> None:
    """Turner (1970), equation 3.5: once sigma_z is much larger than the layer, the profile is even."""
    assert vertical(1.0, 1.5, 159.0, 100.0) == pytest.approx(1.0 / 100.0, rel=0.02)
    assert vertical(1.0, 1.5, 1000.0, 100.0) == 1.0 / 100.0


def test_a_short_release_is_a_puff() -> None:
    """As the duration goes to zero: mass / ((2 pi)^1.5 sigma_x sigma_y sigma_z) twice for the ground."""
    distance, wind, mass, across, upward = 800.0, 3.0, 1000.0, 30.0, 0.02
    found = plume(mass / 0.01, wind, across, upward) * math.erf(stretch(distance, wind, 0.01))
    puff = mass * upward / (2.0 * math.pi * ALONG * distance * across)
    assert found == pytest.approx(puff, rel=1e-4)


def test_a_long_release_is_a_plume() -> None:
    """Half an hour at 3 m/s is far longer than the cloud's spread along the wind at 800 m."""
    assert math.erf(stretch(800.0, 3.0, 1800.0)) == pytest.approx(1.0, abs=1e-9)
