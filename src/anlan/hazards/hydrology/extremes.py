"""The largest value of a year: extreme value distributions, L-moments and confidence intervals."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, log_ndtr, ndtri

FloatArray = NDArray[np.float64]

EULER = 0.5772156649015329
"""Euler's constant."""

LEAST_SAMPLE = 5
"""Values from which three L-moments say anything."""


@dataclass(frozen=True)
class Gev:
    """Generalised extreme value distribution of the largest value of a year.

    Parameters
    ----------
    location, scale
        Parameters mu and sigma, in the unit of the value (rain mm, stage m).
    shape
        Parameter xi; positive for a heavy tail, 0 for Gumbel. Hosking's k is -xi.
    """

    location: float
    scale: float
    shape: float

    def quantile_of_normal(self, score: FloatArray) -> FloatArray:
        """Return the value whose probability is that of a standard normal score; any shape.

        Jenkinson (1955), The frequency distribution of the annual maximum (or minimum) values of meteorological
        elements, QJRMS 81, 158-171: x = mu + sigma ((-ln p)^-xi - 1) / xi. The logarithm of the normal distribution
        is taken directly, so that the far tail is exact.
        """
        rarity = -log_ndtr(score)
        if self.shape == 0.0:
            return np.asarray(self.location - self.scale * np.log(rarity))
        return np.asarray(self.location + self.scale * np.expm1(-self.shape * np.log(rarity)) / self.shape)

    def exceeded_with(self, chance: FloatArray) -> FloatArray:
        """Return the value that is exceeded with a chance a year, more than 0 and less than 1; any shape."""
        return self.quantile_of_normal(-np.asarray(ndtri(chance)))

    def of_years(self, years: float) -> "Gev":
        """Return the distribution of the largest of `years` independent years.

        Max-stability: location mu + sigma (n^xi - 1) / xi, scale sigma n^xi, the same shape (Coles 2001, An
        introduction to statistical modeling of extreme values, section 3.1.3).
        """
        log_years = np.log(years)
        if self.shape == 0.0:
            return Gev(self.location + self.scale * float(log_years), self.scale, 0.0)
        growth = float(np.expm1(self.shape * log_years))
        return Gev(self.location + self.scale * growth / self.shape, self.scale * (growth + 1.0), self.shape)

    def times(self, factor: float) -> "Gev":
        """Return the distribution of a multiple of the value."""
        return Gev(self.location * factor, self.scale * factor, self.shape)


def l_moments(sample: FloatArray) -> tuple[float, float, float]:
    """Return the first two sample L-moments and the L-skewness.

    Hosking and Wallis (1997), Regional frequency analysis, section 2.7: unbiased probability-weighted moments
    b0, b1, b2 of the ascending sample; l1 = b0, l2 = 2 b1 - b0, l3 = 6 b2 - 6 b1 + b0, t3 = l3 / l2.

    Parameters
    ----------
    sample
        Values, (n,), `LEAST_SAMPLE` or more.

    Raises
    ------
    ValueError
        If there are fewer.
    """
    ordered = np.sort(np.asarray(sample, dtype=np.float64))
    count = ordered.size
    if count < LEAST_SAMPLE:
        raise ValueError(f"{count} values; L-moments need {LEAST_SAMPLE} or more")
    rank = np.arange(count, dtype=np.float64)
    b0 = float(ordered.mean())
    b1 = float((rank / (count - 1) * ordered).mean())
    b2 = float((rank * (rank - 1) / ((count - 1) * (count - 2)) * ordered).mean())
    l2, l3 = 2.0 * b1 - b0, 6.0 * b2 - 6.0 * b1 + b0
    return b0, l2, l3 / l2 if l2 > 0.0 else 0.0


def gev_of(l1: float, l2: float, t3: float) -> Gev:
    """Return the distribution with given L-moments.

    Hosking, Wallis and Wood (1985), Estimation of the generalized extreme-value distribution by the method of
    probability-weighted moments, Technometrics 27, 251-261; Hosking and Wallis (1997), appendix A.6:
    the shape k = -xi solves 2 (1 - 3^-k) / (1 - 2^-k) - 3 = t3, and scale and location follow from l2 and l1. The
    approximation k = 7.8590 c + 2.9554 c^2 is refined by Newton's steps to 1e-12.

    Parameters
    ----------
    l1, l2
        First two L-moments.
    t3
        L-skewness, between -0.5 and 0.95.
    """
    c = 2.0 / (3.0 + t3) - math.log(2.0) / math.log(3.0)
    k = 7.8590 * c + 2.9554 * c * c
    for _ in range(20):
        miss, slope = _skewness_of(k) - t3, (_skewness_of(k + 1e-6) - _skewness_of(k - 1e-6)) / 2e-6
        k -= miss / slope
        if abs(miss) < 1e-12:
            break
    if abs(k) < 1e-7:
        return gumbel_of(l1, l2)
    part = float(gamma(1.0 + k))
    scale = l2 * k / (part * -math.expm1(-k * math.log(2.0)))
    return Gev(l1 - scale * (1.0 - part) / k, scale, -k)


def _skewness_of(k: float) -> float:
    """L-skewness of shape k (Hosking and Wallis 1997, appendix A.6)."""
    if abs(k) < 1e-9:
        return 2.0 * math.log(3.0) / math.log(2.0) - 3.0
    return 2.0 * math.expm1(-k * math.log(3.0)) / math.expm1(-k * math.log(2.0)) - 3.0


def gumbel_of(l1: float, l2: float) -> Gev:
    """Return the Gumbel distribution with given L-moments.

    Hosking and Wallis (1997), appendix A.3: sigma = l2 / ln 2, mu = l1 - 0.5772 sigma.
    """
    scale = l2 / math.log(2.0)
    return Gev(l1 - EULER * scale, scale, 0.0)


def fit(sample: FloatArray) -> Gev:
    """Fit the distribution to the largest values of years by L-moments."""
    return gev_of(*l_moments(sample))


def fit_region(samples: Sequence[FloatArray]) -> Gev:
    """Fit one distribution to the largest values of years at several stations: the index-flood method.

    Hosking and Wallis (1997), section 6.2: each station's values are divided by their mean (the index), the L-moment
    ratios of the stations are averaged with the lengths of their records as weights, and the distribution of these
    ratios is multiplied by the index, here the mean over all values.

    Parameters
    ----------
    samples
        Values of each station, `LEAST_SAMPLE` or more each.
    """
    length = np.array([sample.size for sample in samples], dtype=np.float64)
    found = np.array([l_moments(sample) for sample in samples])
    ratio = float(np.average(found[:, 1] / found[:, 0], weights=length))
    skewness = float(np.average(found[:, 2], weights=length))
    index = float(np.average(found[:, 0], weights=length))
    return gev_of(1.0, ratio, skewness).times(index)


def interval(
    fitted: Gev,
    refit: Callable[[np.random.Generator], Gev],
    chance: FloatArray,
    seed: int,
    samples: int = 1000,
    confidence: float = 0.9,
) -> tuple[FloatArray, FloatArray]:
    """Return a confidence interval of quantiles by parametric bootstrap.

    Efron and Tibshirani (1993), An introduction to the bootstrap, sections 6.5 and 13.3: data are drawn from the
    fitted distribution and fitted again; the interval lies between percentiles of the quantiles found.

    Parameters
    ----------
    fitted
        The distribution fitted to the data.
    refit
        Draws data like those observed from `fitted` and returns the fit to them.
    chance
        Chances of exceedance in a year, (q,).
    seed
        Seed of the draws.
    samples
        Number of repetitions.
    confidence
        Probability that the interval is meant to hold.

    Returns
    -------
    Lower and upper ends, (q,) each; widened to hold the fitted quantile.
    """
    rng = np.random.default_rng(seed)
    drawn = np.array([refit(rng).exceeded_with(chance) for _ in range(samples)])
    tail = 50.0 * (1.0 - confidence)
    low, high = np.percentile(drawn, [tail, 100.0 - tail], axis=0)
    centre = fitted.exceeded_with(chance)
    return np.minimum(low, centre), np.maximum(high, centre)


def sample_of(fitted: Gev, size: int, rng: np.random.Generator) -> FloatArray:
    """Draw the largest values of `size` years."""
    return fitted.quantile_of_normal(rng.standard_normal(size))
