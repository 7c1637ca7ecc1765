"""Pairs of marginal events: every marginal frequency is kept, and ranks follow the copula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import kendalltau

from anlan.errors import SettingError
from anlan.scenarios.joint import Copula, Marginal, comonotone, couple

FloatArray = NDArray[np.float64]


def rng() -> np.random.Generator:
    """Return the generator of these tests."""
    return np.random.default_rng(3)


def side(count: int, rate: float, together: float = 1.0) -> Marginal:
    """Return events of equal frequency in ascending order."""
    return Marginal(np.full(count, rate / count), np.full(count, together), np.arange(float(count)))


@given(
    st.lists(st.floats(1e-4, 1.0), min_size=1, max_size=12),
    st.lists(st.floats(1e-4, 1.0), min_size=1, max_size=12),
    st.floats(0.05, 0.9),
    st.sampled_from([("independence", 0.0), ("gumbel", 0.5), ("comonotone", 1.0), ("gaussian", -0.4)]),
    st.integers(1, 40),
)
def test_the_frequency_of_every_event_is_kept(
    first: list[float], second: list[float], share: float, copula: tuple[str, float], slabs: int
) -> None:
    """What happens together and what is left alone add up to each event's own frequency, to 1e-9 of the total."""
    one = np.array(first)
    other = np.array(second)
    rate = share * min(one.sum(), other.sum())
    a = Marginal(one, np.full(one.size, rate / one.sum()), np.sin(np.arange(one.size)))
    b = Marginal(other, np.ones(other.size), np.cos(np.arange(other.size))).scaled_to(a.rate)
    found = couple(a, b, Copula(*copula), rng(), slabs)
    assert found.frequency.sum() == pytest.approx(rate)
    assert (found.frequency > 0.0).all()
    for own, event, alone in ((one, found.first, found.first_alone), (other, found.second, found.second_alone)):
        whole = np.bincount(event, weights=found.frequency, minlength=own.size) + alone
        assert np.abs(whole - own).max() <= 1e-9 * own.sum()


def test_the_ranks_of_what_coincides_follow_the_copula() -> None:
    """A thousand events on each side with tau 0.6: pieces have that rank correlation."""
    found = couple(side(1000, 1.0), side(1000, 1.0), Copula("gaussian", 0.6), rng())
    assert kendalltau(found.first, found.second)[0] == pytest.approx(0.6, abs=0.03)


def test_perfect_dependence_pairs_equal_ranks() -> None:
    """With the same frequencies event i meets event i alone."""
    found = couple(side(50, 1.0), side(50, 2.0, 0.5), Copula("comonotone", 1.0), rng(), 100)
    assert (found.first == found.second).all()
    assert found.second_alone == pytest.approx(np.full(50, 0.02))


def test_the_same_seed_gives_the_same_pairs() -> None:
    """Nothing but the generator decides."""
    one, two = (couple(side(30, 1.0), side(20, 1.0), Copula("frank", 0.3), rng()) for _ in range(2))
    assert (one.first == two.first).all()
    assert (one.frequency == two.frequency).all()


def test_what_never_coincides_stays_alone() -> None:
    """A rate of zero leaves both sides whole."""
    found = couple(side(3, 1.0, 0.0), side(2, 1.0, 0.0), Copula("independence", 0.0), rng())
    assert found.frequency.size == 0
    assert found.first_alone.sum() == pytest.approx(1.0)


def test_events_that_are_too_rare_to_coincide_so_often_are_refused() -> None:
    """Events of 0.1 a year cannot coincide once a year."""
    with pytest.raises(SettingError, match="cannot coincide"):
        side(5, 0.1).scaled_to(1.0)


def test_sides_of_different_rates_are_refused() -> None:
    """Both must coincide equally often."""
    with pytest.raises(ValueError, match="scale one"):
        couple(side(5, 1.0), side(5, 2.0), Copula("independence", 0.0), rng())


def test_worst_with_worst_by_hand() -> None:
    """Sides of 0.1 + 0.2 and of 0.15 a year: 0.1 of both worst, 0.05 of the next with it, 0.15 of that alone."""
    index, frequency = comonotone([np.array([0.2, 0.1]), np.array([0.15])], [np.array([1.0, 9.0]), np.array([5.0])])
    assert index.tolist() == [[1, 0], [0, 0], [0, -1]]
    assert frequency == pytest.approx([0.1, 0.05, 0.15])


@given(st.lists(st.lists(st.floats(1e-3, 1.0), min_size=1, max_size=8), min_size=1, max_size=3))
def test_worst_with_worst_keeps_every_frequency(sides: list[list[float]]) -> None:
    """Each side's frequencies are parted, none is made."""
    rates = [np.array(one) for one in sides]
    index, frequency = comonotone(rates, [np.sin(7.0 * np.arange(one.size)) for one in rates])
    for column, own in enumerate(rates):
        here = index[:, column] >= 0
        whole = np.bincount(index[here, column], weights=frequency[here], minlength=own.size)
        assert np.abs(whole - own).max() <= 1e-9 * max(one.sum() for one in rates)
