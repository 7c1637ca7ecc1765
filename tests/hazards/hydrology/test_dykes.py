"""Failing dykes and the water that comes through."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.hydrology.dykes import Dyke, breach_volume, breaches, held_below
from anlan.hazards.hydrology.pools import basins_of

DYKE = Dyke(bank=3.0, design=5.0, crest=6.0)


def test_failure_by_hand() -> None:
    """None at the bank, 15 % at the design stage, 85 % at the crest, half of the way between, 99 % far above."""
    chance = DYKE.failure(np.array([2.0, 3.0, 4.0, 5.0, 5.5, 6.0, 9.0]))
    assert chance == pytest.approx([0.0, 0.0, 0.075, 0.15, 0.5, 0.85, 0.99])


def test_the_river_stands_no_higher_than_the_crest() -> None:
    """Heads are counted from the bank and end at the crest."""
    assert DYKE.head(np.array([2.0, 4.5, 6.0, 9.0])) == pytest.approx([0.0, 1.5, 3.0, 3.0])


def test_volume_of_a_breach_by_hand() -> None:
    """1 m of head on 100 m is 170.5 m3/s; 0.4 of it over 24 hours are 5.89 million m3."""
    assert breach_volume(np.array([1.0]), 100.0, 24.0) == pytest.approx([5.893], rel=1e-3)


def test_volume_of_a_breach_is_the_integral_over_the_flood() -> None:
    """The closed form equals the sum over a head that rises to 2 m and falls back within 10 hours."""
    hours = np.linspace(0.0, 10.0, 100_001)
    head = 2.0 * (1.0 - np.abs(hours / 5.0 - 1.0))
    flow = np.sqrt(9.80665) * (2.0 / 3.0) ** 1.5 * 50.0 * head**1.5
    assert breach_volume(np.array([2.0]), 50.0, 10.0) == pytest.approx([np.trapezoid(flow, hours * 3600.0) / 1e6])


@given(failure=st.floats(1e-6, 0.99), reaches=st.integers(1, 80), seed=st.integers(0, 1000))
def test_a_breach_is_one_of_the_reaches(failure: float, reaches: int, seed: int) -> None:
    """At least one reach fails, none twice, and all exist."""
    chosen = breaches(failure, reaches, np.random.default_rng(seed))
    assert 1 <= chosen.size <= reaches
    assert (np.diff(chosen) > 0).all()
    assert 0 <= chosen.min() <= chosen.max() < reaches


def test_breaches_are_as_many_as_independence_given_one_makes() -> None:
    """With p for each of 20 reaches and 60 % for the whole, 20 p / 0.6 fail on average, and all are equal."""
    rng = np.random.default_rng(1)
    drawn = [breaches(0.6, 20, rng) for _ in range(20_000)]
    mean = 20.0 * (1.0 - 0.4 ** (1.0 / 20.0)) / 0.6
    assert np.mean([one.size for one in drawn]) == pytest.approx(mean, rel=0.01)
    count = np.bincount(np.concatenate(drawn), minlength=20)
    assert count == pytest.approx(np.full(20, count.mean()), rel=0.1)


def test_water_below_the_river_by_hand() -> None:
    """With the bank at 2 m and a head of 1.5 m, cells of 1 km2 at 1, 3 and 4 m hold 2.5 + 0.5 million m3."""
    height, area = np.array([3.0, 1.0, 4.0]), np.ones(3)
    order, first = basins_of(np.zeros(3, dtype=np.int64), height, area)
    held = held_below(np.array([1.5]), np.array([0]), np.array([2.0]), order, first, height, area)
    assert held == pytest.approx([3.0])
