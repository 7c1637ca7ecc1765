"""Extreme value distributions, L-moments and confidence intervals."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import genextreme, norm

from anlan.hazards.hydrology.extremes import (
    Gev,
    fit,
    fit_region,
    gev_of,
    gumbel_of,
    interval,
    l_moments,
    sample_of,
)

REFERENCE = np.array([2.0, 3.0, 4.0, 2.4, 5.5, 1.2, 5.4, 2.2, 7.1, 1.3, 1.5])
"""The sample on which the Python versions of Hosking's LMOMENTS routines are tested."""


def test_l_moments_equal_the_published_values() -> None:
    """Mean, second L-moment and L-skewness are those of Hosking's routine SAMLMU."""
    assert l_moments(REFERENCE) == pytest.approx((3.23636364, 1.14181818, 0.27388535), abs=5e-9)


def test_the_fit_equals_the_published_values() -> None:
    """Location, scale and shape are those of Hosking's routine PELGEV, whose k is our -xi, to its 1e-6."""
    fitted = fit(REFERENCE)
    assert (fitted.location, fitted.scale, fitted.shape) == pytest.approx((2.1792884, 1.3956404, 0.1555609), abs=1e-6)


def test_the_fitted_quantiles_equal_the_published_values() -> None:
    """The values below which the largest of a year stays with 0.2, 0.5 and 0.8 are those of QUAGEV."""
    found = fit(REFERENCE).exceeded_with(np.array([0.8, 0.5, 0.2]))
    assert found == pytest.approx([1.539112, 2.705672, 4.537048], abs=2e-6)


def test_the_gumbel_fit_equals_the_published_values() -> None:
    """Location and scale are those of PELGUM."""
    fitted = gumbel_of(*l_moments(REFERENCE)[:2])
    assert (fitted.location, fitted.scale, fitted.shape) == pytest.approx((2.285519, 1.647295, 0.0), abs=1e-6)


def test_no_skewness_beyond_that_of_gumbel_gives_gumbel() -> None:
    """An L-skewness of 2 ln 3 / ln 2 - 3 = 0.169925 has the shape 0."""
    skewness = 2.0 * np.log(3.0) / np.log(2.0) - 3.0
    assert gev_of(10.0, 2.0, skewness) == gumbel_of(10.0, 2.0)


@given(l1=st.floats(-50.0, 500.0), l2=st.floats(0.1, 100.0), skewness=st.floats(-0.3, 0.7))
def test_a_distribution_has_the_l_moments_it_was_made_from(l1: float, l2: float, skewness: float) -> None:
    """L-moments are the integrals of the quantiles times 1, 2 p - 1 and 6 p^2 - 6 p + 1."""
    made = gev_of(l1, l2, skewness)
    score = np.linspace(-20.0, 20.0, 8001)
    chance = 1.0 / (1.0 + np.exp(-score))  # in the logit both tails are seen
    density = (score[1] - score[0]) * chance * (1.0 - chance)
    value = made.exceeded_with(1.0 - chance)
    second = float((density * value * (2.0 * chance - 1.0)).sum())
    third = float((density * value * (6.0 * chance**2 - 6.0 * chance + 1.0)).sum())
    assert float((density * value).sum()) == pytest.approx(l1, abs=0.01 * l2)
    assert second == pytest.approx(l2, rel=0.01)
    assert third / second == pytest.approx(skewness, abs=0.01)


@given(st.lists(st.floats(0.1, 1000.0), min_size=5, max_size=40), st.floats(0.1, 10.0), st.floats(-100.0, 100.0))
def test_l_moments_follow_scale_and_shift(values: list[float], scale: float, shift: float) -> None:
    """A stretched and shifted sample has stretched L-moments, a shifted mean and the same skewness."""
    sample = np.array(values)
    mean, second, skewness = l_moments(sample)
    moved = l_moments(scale * sample + shift)
    assert moved[0] == pytest.approx(scale * mean + shift, abs=1e-6)
    assert moved[1] == pytest.approx(scale * second, abs=1e-6)
    if second > 0.01:
        assert moved[2] == pytest.approx(skewness, abs=1e-5)


def test_four_values_are_too_few() -> None:
    """The routine says how many it takes."""
    with pytest.raises(ValueError, match="4 values; L-moments need 5 or more"):
        l_moments(REFERENCE[:4])


def test_a_region_pools_stations_of_different_level() -> None:
    """Two stations of which one has three times the rain share one growth curve around their common mean."""
    pooled = fit_region([REFERENCE, 3.0 * REFERENCE])
    single = fit(REFERENCE)
    assert pooled.shape == pytest.approx(single.shape)
    assert pooled.scale == pytest.approx(2.0 * single.scale)
    assert pooled.location == pytest.approx(2.0 * single.location)


def refitted(to: Gev, rng: np.random.Generator) -> Gev:
    """Fit 40 years drawn from a distribution."""
    return fit(sample_of(to, 40, rng))


def test_the_interval_holds_nine_times_in_ten() -> None:
    """Of 60 samples of 40 years, about 54 intervals of 90 % hold the true 20-year value."""
    truth = Gev(90.0, 30.0, 0.1)
    wanted = truth.exceeded_with(np.array([0.05]))[0]
    held = 0
    for seed in range(60):
        fitted = fit(sample_of(truth, 40, np.random.default_rng(seed)))
        low, high = interval(fitted, partial(refitted, fitted), np.array([0.05]), seed, samples=200)
        held += bool(low[0] <= wanted <= high[0])
    assert 45 <= held <= 59


@pytest.mark.parametrize("shape", [-0.1, 0.0, 0.114])
def test_quantiles_equal_scipy(shape: float) -> None:
    """From once in 1.01 to once in 100,000 years the rain equals the quantile of an independent program."""
    rarity = np.array([0.99, 0.5, 0.1, 0.01, 1e-5])
    ours = Gev(90.0, 30.0, shape).quantile_of_normal(norm.isf(rarity))
    assert ours == pytest.approx(genextreme.isf(rarity, -shape, 90.0, 30.0), rel=1e-9)


@pytest.mark.parametrize("shape", [0.0, 0.114])
def test_the_largest_of_n_years(shape: float) -> None:
    """The distribution of the record of 40 years is that of one year to the power 40."""
    yearly, record = Gev(90.0, 30.0, shape), Gev(90.0, 30.0, shape).of_years(40.0)
    depth = np.linspace(100.0, 500.0, 9)
    one = genextreme.cdf(depth, -shape, yearly.location, yearly.scale)
    assert genextreme.cdf(depth, -shape, record.location, record.scale) == pytest.approx(one**40, rel=1e-9)


def test_one_year_is_itself() -> None:
    """The record of one year has the distribution of a year."""
    gev = Gev(90.0, 30.0, 0.114)
    assert vars(gev.of_years(1.0)) == pytest.approx(vars(gev))
