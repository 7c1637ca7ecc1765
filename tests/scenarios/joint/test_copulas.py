"""Copulas against closed forms."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import kendalltau, kstest

from anlan.errors import SettingError
from anlan.scenarios.joint import COPULAS, Copula, fit_tau, frank_tau

DRAWS = 20_000


def rng() -> np.random.Generator:
    """Return the generator of these tests."""
    return np.random.default_rng(7)


def test_the_parameters_are_those_of_the_closed_forms() -> None:
    """Gumbel: tau = 1 - 1 / theta; normal: tau = 2 / pi asin rho; Frank of theta 5.736 has tau 0.5 (Nelsen 2006)."""
    assert Copula("gumbel", 0.5).parameter == pytest.approx(2.0)
    assert Copula("gaussian", 1.0 / 3.0).parameter == pytest.approx(0.5)
    assert Copula("frank", 0.5).parameter == pytest.approx(5.736, abs=5e-4)


@given(st.floats(-0.95, 0.95))
@example(1e-8)
@example(-2e-5)
@example(1e-7)
@example(0.0)
@example(1.1e-3)
def test_the_parameter_of_frank_gives_back_tau(tau: float) -> None:
    """Tau and theta are inverse to each other, also for negative dependence."""
    assert frank_tau(Copula("frank", tau).parameter) == pytest.approx(tau, abs=1e-6)


@pytest.mark.parametrize(
    ("family", "tau"),
    [
        ("gaussian", 0.4),
        ("gaussian", -0.3),
        ("gumbel", 0.0),
        ("gumbel", 0.4),
        ("gumbel", 0.99),
        ("frank", 0.4),
        ("frank", -0.4),
        ("frank", -0.9),
        ("frank", 0.98),
        ("independence", 0.0),
    ],
)
def test_a_sample_has_uniform_marginals_and_the_rank_correlation(family: str, tau: float) -> None:
    """Kendall's tau of 20,000 pairs has a standard error of about 0.005."""
    first, second = Copula(family, tau).sample(DRAWS, rng())
    assert kendalltau(first, second)[0] == pytest.approx(tau, abs=0.02)
    for one in (first, second):
        assert kstest(one, "uniform").pvalue > 1e-3


def test_gumbel_has_an_upper_tail_and_frank_has_none() -> None:
    """For theta 2 the chance that one is extreme given the other tends to 2 - sqrt 2 = 0.586."""
    assert Copula("gumbel", 0.5).upper_tail == pytest.approx(2.0 - np.sqrt(2.0))
    shares = {}
    for family in ("gumbel", "frank"):
        first, second = Copula(family, 0.5).sample(200_000, rng())
        shares[family] = (second[first > 0.995] > 0.995).mean()
    assert shares["gumbel"] == pytest.approx(0.586, abs=0.06)
    assert shares["frank"] < 0.1


def test_gumbel_is_its_distribution_function() -> None:
    """C(0.7, 0.8) = exp(-((-ln 0.7)^2 + (-ln 0.8)^2)^(1/2)) for theta 2."""
    first, second = Copula("gumbel", 0.5).sample(100_000, rng())
    wanted = np.exp(-np.hypot(np.log(0.7), np.log(0.8)))
    assert ((first <= 0.7) & (second <= 0.8)).mean() == pytest.approx(wanted, abs=0.006)


def test_perfect_dependence_has_equal_ranks() -> None:
    """Both variables are the same."""
    first, second = Copula("comonotone", 1.0).sample(10, rng())
    assert (first == second).all()
    assert Copula("comonotone", 1.0).upper_tail == 1.0


def test_tau_is_fitted_with_its_error() -> None:
    """The estimate of 200 pairs lies within three standard errors, which are near the asymptotic 0.044."""
    first, second = Copula("gumbel", 0.4).sample(200, rng())
    found = fit_tau(first, second)
    assert abs(found.tau - 0.4) < 3.0 * found.error
    assert 0.02 < found.error < 0.07
    assert found.copula("gumbel").tau == found.tau
    assert found.parameter_error("gumbel") == pytest.approx(found.error / (1.0 - found.tau) ** 2, rel=1e-3)


def test_a_negative_estimate_gives_gumbel_without_dependence() -> None:
    """Gumbel has no negative dependence; the nearest is none."""
    found = fit_tau(np.arange(9.0), -np.arange(9.0))
    assert found.tau == pytest.approx(-1.0)
    assert found.copula("gumbel").tau == 0.0


@pytest.mark.parametrize(("family", "tau"), [("gumbel", -0.1), ("gaussian", 1.0), ("independence", 0.2)])
def test_a_correlation_that_a_family_does_not_reach_is_refused(family: str, tau: float) -> None:
    """The error names the family and its range."""
    with pytest.raises(SettingError, match=family):
        Copula(family, tau)


def test_an_unknown_family_is_refused_with_those_that_exist() -> None:
    """All names are listed."""
    with pytest.raises(SettingError, match=", ".join(COPULAS)):
        Copula("clayton", 0.5)


def test_too_few_or_constant_pairs_are_refused() -> None:
    """Three pairs, or a constant variable, say nothing about ranks."""
    for first in (np.arange(3.0), np.ones(9)):
        with pytest.raises(SettingError, match="rank correlation"):
            fit_tau(first, np.arange(float(first.size)))
