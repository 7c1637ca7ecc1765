"""Rain of a storm at the city."""

import math

import numpy as np
import pytest

from anlan.scenarios.joint.rain import rain_rate
from anlan.scenarios.joint.typhoon import chance_of_largest, factor_for, rank_correlation_of


def test_the_rate_is_that_of_the_published_rings() -> None:
    """At 35 knots u = 1: 2.86 inch/day at the centre, 3.20 at 51.5 km, 3.20 / e at 134 km more (Tuleya et al. 2007)."""
    inch = 25.4 / 24.0
    assert rain_rate(0.0, 35.0) == pytest.approx(2.86 * inch)
    assert rain_rate(51.5, 35.0) == pytest.approx(3.20 * inch)
    assert rain_rate(51.5 + 134.0, 35.0) == pytest.approx(3.20 / math.e * inch)


def test_a_storm_too_weak_for_the_relation_brings_no_negative_rain() -> None:
    """The lines cross zero at 21 knots or below."""
    assert rain_rate(0.0, 5.0) == 0.0


def test_without_scatter_the_chance_is_the_share_of_drier_years() -> None:
    """Of four years two have less rain than 60 mm."""
    yearly, weight = np.array([80.0, 20.0, 50.0, 100.0]), np.full(4, 0.25)
    found = chance_of_largest(np.array([10.0, 60.0, 200.0]), yearly, weight, 1e-9)
    assert found == pytest.approx([0.0, 0.5, 1.0])


def test_the_factor_gives_the_wanted_rate() -> None:
    """Ten storms of rising rain are adjusted until they bring the largest rain 0.3 times a year."""
    rng = np.random.default_rng(2)
    rain, rate = np.linspace(10.0, 100.0, 10), np.full(10, 0.2)
    yearly, weight = rng.lognormal(4.5, 0.4, 4000), np.full(4000, 1.0 / 4000)
    factor = factor_for(0.3, rain, rate, yearly, weight, 0.6)
    assert rate @ chance_of_largest(factor * rain, yearly, weight, 0.6) == pytest.approx(0.3, abs=2e-3)


def test_a_rate_out_of_reach_takes_the_nearest_factor() -> None:
    """Storms of 2 a year cannot bring the largest rain 3 times a year; the largest factor is taken."""
    yearly, weight = np.array([50.0, 60.0]), np.full(2, 0.5)
    assert factor_for(3.0, np.array([10.0]), np.array([2.0]), yearly, weight, 0.5) == 5.0


def test_rain_without_scatter_has_the_ranks_of_the_climatology() -> None:
    """With a scatter as large as the spread of the climatology, rho = 1 / sqrt 2 and tau = 1 / 2."""
    rain = np.exp(np.array([-1.0, 1.0]))
    assert rank_correlation_of(rain, np.ones(2), 1e-9) == pytest.approx(1.0, abs=1e-6)
    assert rank_correlation_of(rain, np.ones(2), 1.0) == pytest.approx(0.5)
