"""The distribution of rain and its field."""

import numpy as np
import pytest
from scipy.stats import genextreme, norm

from anlan.hazards.rainfall import Gev, correlation_root, fit_records


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


def test_a_fit_to_many_records_finds_the_distribution() -> None:
    """From the records of 4,000 stations of 10 or 60 years the parameters come back to a twentieth."""
    truth = Gev(90.0, 30.0, 0.114)
    years = np.where(np.arange(4000) % 2 == 0, 10, 60)
    rng = np.random.default_rng(1)
    depths = [
        float(genextreme.rvs(-0.114, truth.of_years(n).location, truth.of_years(n).scale, random_state=rng))
        for n in years
    ]
    fitted = fit_records(depths, years.tolist(), 0.114)
    assert fitted.location == pytest.approx(90.0, rel=0.05)
    assert fitted.scale == pytest.approx(30.0, rel=0.05)


def test_equal_records_give_no_spread() -> None:
    """Three records of 200 mm leave only the smallest scale."""
    fitted = fit_records([200.0, 200.0, 200.0], [40, 40, 40], 0.114)
    assert fitted.location == pytest.approx(200.0, rel=0.01)
    assert fitted.scale < 0.1


def test_correlation_by_hand() -> None:
    """Two points a degree of latitude apart, 111.195 km, with a length of 60 km are correlated by exp(-1.85325)."""
    root = correlation_root(np.array([119.0, 119.0]), np.array([34.0, 35.0]), 60.0)
    assert (root @ root.T) == pytest.approx(np.array([[1.0, 0.15673], [0.15673, 1.0]]), abs=1e-4)
    assert root[0, 1] == 0.0
