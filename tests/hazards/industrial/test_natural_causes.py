"""Chances of releases by shaking and by water."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.industrial.natural_causes import flooded, shaken
from anlan.hazards.industrial.substances import BY_NAME, SUBSTANCES, Substance

CHLORINE, BENZENE = BY_NAME["chlorine"], BY_NAME["benzene"]


def test_half_of_the_tanks_are_damaged_at_the_published_median() -> None:
    """Eidinger et al. (2001): state 2 or worse at 0.22 g, state 4 or worse at 1.09 g, or by state 5 where it leads."""
    assert shaken(np.array([0.22]), 1.0).sum() == pytest.approx(0.5)
    assert shaken(np.array([1.09]), 1.0)[0, :2].sum() == pytest.approx(0.5, abs=0.01)


@given(st.floats(0.001, 3.0), st.floats(1.0, 5.0))
def test_chances_of_shaking_are_chances(pga: float, strength: float) -> None:
    """None is negative, together at most one, and more shaking damages more."""
    found = shaken(np.array([pga, 1.5 * pga]), strength)
    assert (found >= -1e-15).all()
    assert (found.sum(axis=-1) <= 1.0 + 1e-12).all()
    assert found[1].sum() >= found[0].sum()


def test_stronger_vessels_take_more() -> None:
    """Three times the strength moves the median to three times the acceleration."""
    assert shaken(np.array([0.66]), 3.0).sum() == pytest.approx(shaken(np.array([0.22]), 1.0).sum())


def test_a_tank_floats_when_it_is_nearly_empty() -> None:
    """1 m of water lifts the reference tank of benzene below a fill of (1000 - 245) / (879 * 8) = 0.107."""
    expected = 0.5 * (0.1074 - 0.01) / 0.74
    assert flooded(np.array([1.0]), BENZENE, 0.5)[0, 1] == pytest.approx(expected, rel=0.01)


def test_a_pressure_vessel_on_saddles_stays_dry_in_shallow_water() -> None:
    """Below its saddles nothing happens; deep water lifts it."""
    shallow, deep = flooded(np.array([0.7, 3.5]), CHLORINE, 0.0)
    assert shallow.sum() == 0.0
    assert deep[1] > 0.2


def test_anchored_vessels_hold() -> None:
    """With all of them held down water does nothing."""
    assert flooded(np.array([0.5, 3.0]), BENZENE, 1.0).sum() == 0.0


@pytest.mark.parametrize("substance", SUBSTANCES, ids=lambda one: one.name)
def test_deeper_water_is_never_better(substance: Substance) -> None:
    """For every substance the chance rises with the depth and stays a chance."""
    found = flooded(np.linspace(0.0, 8.0, 50), substance, 0.2)[:, 1]
    assert (np.diff(found) >= 0.0).all()
    assert found[0] == 0.0
    assert found[-1] <= 0.8
