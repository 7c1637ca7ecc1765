"""Samples of what is not known, and the distributions that they are brought to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from anlan.risk.uncertainty.samples import lognormal, paired, stratified, truncated


@given(samples=st.integers(1, 60), columns=st.integers(1, 5), seed=st.integers(0, 2**32 - 1))
def test_each_part_of_each_column_holds_one_sample(samples: int, columns: int, seed: int) -> None:
    """Of n samples exactly one lies in each n-th of a column: that is what makes a Latin hypercube."""
    rows = stratified(samples, columns, seed)
    parts = np.sort(np.floor(rows * samples).astype(int), axis=0)
    assert (parts == np.arange(samples)[:, None]).all()


def test_the_same_seed_gives_the_same_samples() -> None:
    """Another seed, or another name of the stream, gives others."""
    assert stratified(8, 3, 1, "a").tolist() == stratified(8, 3, 1, "a").tolist()
    assert stratified(8, 3, 1, "a").tolist() != stratified(8, 3, 2, "a").tolist()
    assert stratified(8, 3, 1, "a").tolist() != stratified(8, 3, 1, "b").tolist()


def test_a_stratified_mean_is_far_closer_than_a_random_one() -> None:
    """The mean of a sum of columns of 200 samples is off by less than 1 in 1,000, against 1 in 25 for plain chance."""
    means = [stratified(200, 4, seed).sum(axis=1).mean() for seed in range(20)]
    assert np.abs(np.array(means) - 2.0).max() < 0.002


def test_two_samples_for_indices_are_independent() -> None:
    """Columns of one do not follow those of the other, nor their own neighbours."""
    one, other = paired(1024, 5, 3)
    assert one.shape == other.shape == (1024, 5)
    across = np.corrcoef(np.hstack([one, other]), rowvar=False) - np.eye(10)
    assert np.abs(across).max() < 0.05


def test_a_multiplier_has_mean_one_and_the_stated_spread() -> None:
    """The figures of the report stay the mean of what is sampled."""
    uniform = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.array([lognormal(u, 0.3) for u in uniform])
    assert drawn.mean() == pytest.approx(1.0, abs=1e-4)
    assert np.log(drawn).std() == pytest.approx(0.3, abs=1e-3)
    assert lognormal(0.9, 0.0) == 1.0


@given(uniform=st.floats(1e-9, 1.0 - 1e-9), mean=st.floats(-1.0, 1.0), deviation=st.floats(0.01, 10.0))
def test_a_parameter_stays_within_its_range(uniform: float, mean: float, deviation: float) -> None:
    """However wide the spread, a hazard never gets a value that it refuses."""
    (value,) = truncated(np.array([uniform]), mean, deviation, -1.0, 1.0)
    assert -1.0 <= value <= 1.0


def test_far_from_the_ends_a_parameter_is_normal() -> None:
    """Quantiles equal those of the normal distribution."""
    uniform = np.array([0.05, 0.5, 0.95])
    assert truncated(uniform, 80.0, 5.0, -1e3, 1e3) == pytest.approx(80.0 + 5.0 * norm.ppf(uniform))
