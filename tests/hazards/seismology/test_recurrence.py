"""Recurrence: Weichert's estimator against closed forms, the likelihood itself and a known law."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import poisson

from anlan.hazards.seismology.catalogue import Quakes
from anlan.hazards.seismology.recurrence import Counts, counted, weichert

UNEQUAL = Counts(
    np.array([5.0, 5.5, 6.0, 6.5, 7.0]), np.array([14, 9, 8, 3, 1]), np.array([50.0, 80.0, 200.0, 400.0, 500.0]), 0.5
)


def catalogue(years: list[int], magnitudes: list[float]) -> Quakes:
    """Return events of some years and magnitudes at one place."""
    year, count = np.array(years), len(years)
    places = np.zeros(count)
    return Quakes(
        np.array([str(one) for one in range(count)]), year, year * 365.25, places, places, np.array(magnitudes),
        np.zeros(count, dtype=np.bool_),
    )  # fmt: skip


def test_equal_periods_give_the_closed_form() -> None:
    """With equal periods and no upper end beta = ln(1 + d / (mean - m_1)) / d (Bender 1983, BSSA 73, 831-851)."""
    middle = np.asarray(4.05 + 0.1 * np.arange(60), dtype=np.float64)
    count = np.zeros(60, dtype=np.int64)
    count[:8] = [40, 31, 25, 20, 16, 13, 10, 8]
    result = weichert(Counts(middle, count, np.full(60, 30.0), 0.1))
    mean = float((count * middle).sum() / count.sum())
    beta = math.log(1.0 + 0.1 / (mean - 4.05)) / 0.1
    assert result.b_value == pytest.approx(beta / math.log(10.0), rel=1e-5)
    assert result.rate == pytest.approx(163 / 30.0, rel=1e-9)


def test_it_is_the_largest_likelihood() -> None:
    """A search over rate and beta for the largest Poisson likelihood of the counts finds the same two numbers."""

    def against(unknown: np.ndarray) -> float:
        weight = np.exp(-unknown[1] * (UNEQUAL.middle - 5.0))
        return -float(poisson.logpmf(UNEQUAL.count, np.exp(unknown[0]) * UNEQUAL.years * weight / weight.sum()).sum())

    found = minimize(against, np.array([0.0, 2.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    result = weichert(UNEQUAL)
    assert result.rate == pytest.approx(math.exp(found.x[0]), rel=1e-5)
    assert result.b_value * math.log(10.0) == pytest.approx(found.x[1], rel=1e-5)


def test_errors_are_those_of_repeated_catalogues() -> None:
    """400 catalogues drawn from a law scatter about it by the standard errors that they are given.

    That of b holds to 10 %; that of the rate takes b for known and is too small by about a tenth.
    """
    beta, rate = 0.9 * math.log(10.0), 0.5
    share = np.exp(-beta * (UNEQUAL.middle - 5.0))
    expected = rate * UNEQUAL.years * share / share.sum()
    rng = np.random.default_rng(1)
    fits = [
        weichert(Counts(UNEQUAL.middle, rng.poisson(20.0 * expected), 20.0 * UNEQUAL.years, 0.5)) for _ in range(400)
    ]
    b_values, rates = (np.array([getattr(fit, name) for fit in fits]) for name in ("b_value", "rate"))
    assert b_values.mean() == pytest.approx(0.9, abs=0.005)
    assert rates.mean() == pytest.approx(0.5, rel=0.01)
    assert b_values.std() == pytest.approx(np.mean([fit.b_error for fit in fits]), rel=0.1)
    assert rates.std() == pytest.approx(1.1 * np.mean([fit.rate_error for fit in fits]), rel=0.1)


def test_a_known_b_value_leaves_the_rate() -> None:
    """With b given the rate is events over the years weighted by the law, and b has no error."""
    result = weichert(UNEQUAL, 0.9)
    share = 10.0 ** (-0.9 * (UNEQUAL.middle - 5.0))
    assert result.rate == pytest.approx(35.0 * share.sum() / (UNEQUAL.years * share).sum())
    assert result.rate_error == pytest.approx(result.rate / math.sqrt(35.0))
    assert result.b_value == pytest.approx(0.9)
    assert result.b_error == 0.0


def test_events_count_only_while_the_catalogue_is_complete() -> None:
    """From 5.0 since 1950 and from 6.0 since 1800: a 5.2 of 1900 does not count, a 6.1 of 1900 does."""
    quakes = catalogue([1900, 1900, 1960, 1799, 2030], [5.2, 6.1, 5.2, 6.5, 5.3])
    counts = counted(quakes, ((1950, 5.0), (1800, 6.0)), 2019, 7.0, 0.5)
    assert counts.middle == pytest.approx([5.25, 5.75, 6.25, 6.75])
    assert counts.count.tolist() == [1, 0, 1, 0]
    assert counts.years.tolist() == [70.0, 70.0, 220.0, 220.0]


def test_the_largest_magnitude_belongs_to_the_highest_class() -> None:
    """An event on the upper bound is counted, one above it is not."""
    counts = counted(catalogue([2000, 2000], [7.0, 7.1]), ((1950, 5.0),), 2019, 7.0, 0.5)
    assert counts.count.tolist() == [0, 0, 0, 1]


def test_too_few_events_are_refused() -> None:
    """No event, or all in the lowest class, does not give a law; the reason says what to do."""
    empty = Counts(UNEQUAL.middle, np.zeros(5, dtype=np.int64), UNEQUAL.years, 0.5)
    with pytest.raises(ValueError, match="no event lies in the periods"):
        weichert(empty)
    with pytest.raises(ValueError, match="give b"):
        weichert(Counts(UNEQUAL.middle, np.array([3, 0, 0, 0, 0]), UNEQUAL.years, 0.5))
