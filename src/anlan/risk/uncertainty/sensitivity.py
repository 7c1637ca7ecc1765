"""Which factor makes how much of the variance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, sobol_indices

from anlan.compute import generator_of
from anlan.risk.uncertainty.factors import Design

RESAMPLES = 200
"""Resamples for the confidence of indices."""

CONFIDENCE = 0.9
"""Chance that an interval of an index holds the true one, 1."""


@dataclass(frozen=True)
class Indices:
    """Indices of Sobol' with their confidence.

    Parameters
    ----------
    first, total
        Share of the variance that a factor makes alone, and with all its interactions, 1, shape (s, d).
    first_low, first_high, total_low, total_high
        Ends of their intervals, shape (s, d).
    """

    first: NDArray[np.float64]
    total: NDArray[np.float64]
    first_low: NDArray[np.float64]
    first_high: NDArray[np.float64]
    total_low: NDArray[np.float64]
    total_high: NDArray[np.float64]


def exchanged(design: Design, one: NDArray[np.float64], other: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return the first sample with the columns of one factor taken from the other, for each factor.

    Parameters
    ----------
    design
        Columns of the samples.
    one, other
        Two independent samples, shape (n, columns).
    """
    return [np.where(design.of(factor), other, one) for factor in design.factors]


def indices(
    one: NDArray[np.float64], other: NDArray[np.float64], mixed: Sequence[NDArray[np.float64]], seed: int
) -> Indices:
    """Estimate indices: first order by Saltelli et al. (2010), table 2 (b), total by Jansen (1999), ibid. (f).

    Intervals come from resampling the rows, with quantiles of the resampled indices.

    Parameters
    ----------
    one, other
        Results of two independent samples, shape (n, s); n is a power of two.
    mixed
        Results of the first sample with the columns of a factor taken from the second, for each of d factors.
    seed
        Seed of the resampling.
    """
    a, b, ab = one.T, other.T, np.stack([values.T for values in mixed])
    first, total = _estimate(a, b, ab)
    rng = generator_of(seed, "resamples")
    again = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, a.shape[1], a.shape[1])
        again.append(_estimate(a[:, rows], b[:, rows], ab[:, :, rows]))
    half = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(np.array(again), [half, 1.0 - half], axis=0)
    return Indices(first, total, low[0], high[0], low[1], high[1])


def ranked(
    one: NDArray[np.float64], other: NDArray[np.float64], mixed: Sequence[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[NDArray[np.float64]]]:
    """Replace results by their ranks among all results of the same headline, between 0 and 1.

    Few extreme results would else decide a variance; ranks are the same for a figure and for its logarithm
    (Saltelli and Sobol' 1995, Reliability Engineering and System Safety 50(3), 225-239).

    Parameters
    ----------
    one, other, mixed
        As for `indices`.
    """
    rows = len(one)
    whole = np.concatenate([one, other, *mixed])
    ranks = rankdata(whole, axis=0) / len(whole)
    parts = [ranks[first : first + rows] for first in range(0, len(whole), rows)]
    return parts[0], parts[1], parts[2:]


def _estimate(
    a: NDArray[np.float64], b: NDArray[np.float64], ab: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    results: dict[Literal["f_A", "f_B", "f_AB"], NDArray[np.float64]] = {
        "f_A": a.copy(),  # the library shifts them in place
        "f_B": b.copy(),
        "f_AB": ab.copy(),
    }
    found = sobol_indices(func=results, n=a.shape[1])
    shape = a.shape[0], ab.shape[0]  # of one result alone the library drops the first axis
    return np.reshape(found.first_order, shape), np.reshape(found.total_order, shape)
