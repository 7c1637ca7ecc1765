"""Chances over a planning horizon."""

import numpy as np
import pytest
from scipy.stats import chi2, poisson

from anlan.risk import exceedance
from anlan.risk.horizon import chances, rate_of


def test_equal_weights_give_the_exact_poisson_interval() -> None:
    """Ten of 1,000 simulated years reach the level: the interval is Garwood's (1936) for ten counts."""
    impact = np.concatenate([np.full(10, 5.0), np.zeros(990)])
    rate = rate_of(exceedance(impact, np.full(1000, 1e-3)), 5.0)
    assert rate.best == pytest.approx(0.01)
    assert rate.low == pytest.approx(chi2.ppf(0.05, 20) / 2 / 1000)
    assert rate.high == pytest.approx(chi2.ppf(0.95, 22) / 2 / 1000)
    assert poisson.sf(9, rate.low * 1000) == pytest.approx(0.05)
    assert poisson.cdf(10, rate.high * 1000) == pytest.approx(0.05)


def test_what_was_never_simulated_is_not_impossible() -> None:
    """No event of 1,000 years reaches the level: the rate is zero, its upper end three in a thousand years."""
    rate = rate_of(exceedance(np.ones(1000), np.full(1000, 1e-3)), 2.0)
    assert (rate.best, rate.low) == (0.0, 0.0)
    assert rate.high == pytest.approx(-np.log(0.05) / 1000, rel=1e-9)


def test_a_hundred_year_event_is_likelier_than_not_within_seventy_years() -> None:
    """1 in 100 years is 1 % in a year, 26 % in 30, 39 % in 50 (Cornell 1968)."""
    curve = exceedance(np.full(100, 7.0), np.full(100, 1e-4))
    found = {chance.years: chance.best for chance in chances(curve, [7.0], (1, 30, 50, 70))}
    assert found == pytest.approx({1: 0.00995, 30: 0.25918, 50: 0.39347, 70: 0.50341}, abs=1e-5)


def test_the_chance_lies_in_its_interval_and_grows_with_the_horizon() -> None:
    """Longer horizons and lower levels are never less likely."""
    rng = np.random.default_rng(1)
    curve = exceedance(rng.lognormal(0.0, 1.0, 500), np.full(500, 0.002))
    found = chances(curve, [1.0, 2.0, 5.0], (1, 10, 50))
    for chance in found:
        assert chance.low <= chance.best <= chance.high
    by_level = np.array([chance.best for chance in found]).reshape(3, 3)
    assert (np.diff(by_level, axis=1) > 0.0).all()
    assert (np.diff(by_level, axis=0) < 0.0).all()
