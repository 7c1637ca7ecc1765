"""Samples of what is not known, and the distributions that they are brought to."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, qmc, truncnorm

from anlan.compute import generator_of

EDGE = 2.0**-40
"""Samples keep this distance from 0 and 1, where a normal distribution has no value."""


def stratified(samples: int, columns: int, seed: int, *key: int | str) -> NDArray[np.float64]:
    """Draw a Latin hypercube: each of the n equal parts of each column holds one sample.

    McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245.

    Parameters
    ----------
    samples, columns
        Number of rows and of columns.
    seed
        Seed.
    *key
        Names of the stream of random numbers.

    Returns
    -------
    Uniform between 0 and 1, shape (samples, columns).
    """
    drawn = qmc.LatinHypercube(columns, rng=generator_of(seed, "uncertainty", *key)).random(samples)
    return np.clip(drawn, EDGE, 1.0 - EDGE)


def paired(samples: int, columns: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw the two independent samples that sensitivity indices need, from one scrambled sequence of Sobol'.

    Saltelli et al. (2010), Computer Physics Communications 181(2), section 5.

    Parameters
    ----------
    samples
        Number of rows, a power of two.
    columns
        Number of columns.
    seed
        Seed.

    Returns
    -------
    Two samples, uniform between 0 and 1, shape (samples, columns).
    """
    sequence = qmc.Sobol(2 * columns, rng=generator_of(seed, "sensitivity"))
    drawn = np.clip(sequence.random(samples), EDGE, 1.0 - EDGE)
    return drawn[:, :columns], drawn[:, columns:]


def lognormal(uniform: float, deviation: float) -> float:
    """Bring a sample to a lognormal multiplier of mean 1.

    Parameters
    ----------
    uniform
        Sample, between 0 and 1.
    deviation
        Standard deviation of the logarithm, 1.
    """
    return float(np.exp(deviation * norm.ppf(uniform) - deviation**2 / 2.0))


def truncated(
    uniform: NDArray[np.float64], mean: float, deviation: float, low: float, high: float
) -> NDArray[np.float64]:
    """Bring samples to a normal distribution that is cut off at the ends of a range.

    Parameters
    ----------
    uniform
        Samples, between 0 and 1, shape (n,).
    mean, deviation
        Of the distribution before it is cut off.
    low, high
        Ends of the range, which holds the mean.
    """
    ends = (low - mean) / deviation, (high - mean) / deviation
    drawn = truncnorm.ppf(uniform, *ends, loc=mean, scale=deviation)
    return np.clip(np.asarray(drawn, dtype=np.float64), low, high)
