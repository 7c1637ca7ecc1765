"""An outbreak against final sizes, growth rates and an independent solver."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from anlan.hazards.epidemiology.contacts import CONTACTS, exposure_matrix, reciprocal, reproduction
from anlan.hazards.epidemiology.outbreak import STEPS, outbreak, steps_for

LATENT, INFECTIOUS = 1.0 / 1.6, 1.0 / 2.4


def homogeneous(number: float, people: float, infectious: float, days: int = 2000, steps: int = STEPS) -> np.ndarray:
    """Follow an outbreak in one group until a millionth of a person is left."""
    start = np.array([[people - infectious], [0.0], [infectious], [0.0]])
    rates = np.array([LATENT, INFECTIOUS])
    return outbreak(np.array([[number * INFECTIOUS / people]]), rates, start, days, steps, 1e-6)


@pytest.mark.parametrize(("number", "size"), [(1.5, 0.58281), (2.0, 0.79681), (3.0, 0.94048)])
def test_final_size_is_the_published_one(number: float, size: float) -> None:
    """Few bring it in: the infected share z solves z = 1 - exp(-R z), Kermack and McKendrick 1927."""
    history = homogeneous(number, 1e9, 1.0)
    assert 1.0 - history[-1, 0, 0] / 1e9 == pytest.approx(size, abs=1e-5)


@pytest.mark.parametrize("number", [1.2, 1.8, 4.0])
def test_final_size_equation_holds(number: float) -> None:
    """With a thousandth infectious at first, ln(S / S0) = -R (1 - S / N) to 1e-6 at the steps that the hazard uses."""
    history = homogeneous(number, 1e6, 1e3)
    exact = brentq(lambda s: math.log(s / 0.999) + number * (1.0 - s), 1e-9, 0.999)
    assert history[-1, 0, 0] / 1e6 == pytest.approx(exact, abs=1e-6)


def test_growth_rate_follows_from_the_reproduction_number() -> None:
    """At first R = (1 + r / latent rate) (1 + r / infectious rate), Wallinga and Lipsitch 2007."""
    history = homogeneous(2.0, 1e9, 1.0, days=40)
    growth = math.log(history[40, 2, 0] / history[30, 2, 0]) / 10.0
    assert (1.0 + growth / LATENT) * (1.0 + growth / INFECTIOUS) == pytest.approx(2.0, abs=1e-4)


def test_below_one_it_dies_out() -> None:
    """With R = 0.8 ten infectious people infect 40 in all: 10 R / (1 - R)."""
    history = homogeneous(0.8, 1e9, 10.0)
    assert 1e9 - 10.0 - history[-1, 0, 0] == pytest.approx(40.0, abs=0.1)


def ages_start(people: np.ndarray) -> np.ndarray:
    """Make ten of every group infectious."""
    start = np.zeros((4, people.size))
    start[0], start[2] = people - 10.0, 10.0
    return start


def test_age_groups_keep_to_their_final_sizes() -> None:
    """For every age ln(S / S0) is minus the exposure to all who were infectious, whatever the course."""
    people = np.array([9e5, 2.7e6, 1e6])
    matrix = exposure_matrix(reciprocal(CONTACTS, people), np.ones((3, 1, 1)), people[None])
    spread = matrix.T / reproduction(matrix, people) * 1.8 * INFECTIOUS
    start = ages_start(people)
    history = outbreak(np.ascontiguousarray(spread), np.array([LATENT, INFECTIOUS]), start, 2000, STEPS, 1e-6)
    removed = history[-1, 3]
    assert np.log(history[-1, 0] / start[0]) == pytest.approx(-(removed @ spread) / INFECTIOUS, abs=2e-6)


def test_equals_an_independent_solver() -> None:
    """The daily course of three ages equals the eighth-order method of Dormand and Prince to a ten-thousandth."""
    people = np.array([9e5, 2.7e6, 1e6])
    matrix = exposure_matrix(reciprocal(CONTACTS, people), np.ones((3, 1, 1)), people[None])
    spread = np.ascontiguousarray(matrix.T / reproduction(matrix, people) * 2.5 * INFECTIOUS)
    history = outbreak(spread, np.array([LATENT, INFECTIOUS]), ages_start(people), 120, STEPS, 0.0)

    def slope(_: float, flat: np.ndarray) -> np.ndarray:
        susceptible, exposed, infectious, _removed = flat.reshape(4, 3)
        infected, onset, end = (infectious @ spread) * susceptible, LATENT * exposed, INFECTIOUS * infectious
        return np.concatenate([-infected, infected - onset, onset - end, end])

    exact = solve_ivp(slope, (0, 120), ages_start(people).ravel(), "DOP853", np.arange(121.0), rtol=1e-11, atol=1e-6)
    difference = np.abs(history.reshape(121, 12) - exact.y.T).max()
    assert difference < 1e-4 * people.sum()


@given(
    number=st.floats(0.3, 8.0),
    latent=st.floats(0.5, 5.0),
    infectious=st.floats(0.5, 8.0),
    people=st.lists(st.floats(10.0, 1e6), min_size=3, max_size=3),
)
def test_people_are_neither_made_nor_lost(number: float, latent: float, infectious: float, people: list[float]) -> None:
    """Stages add up to the residents of each group every day, none is negative, and nobody becomes susceptible."""
    size = np.array(people)
    matrix = exposure_matrix(CONTACTS, np.ones((3, 1, 1)), size[None])
    spread = np.ascontiguousarray(matrix.T / reproduction(matrix, size) * number / infectious)
    start = np.zeros((4, 3))
    start[0], start[2] = 0.99 * size, 0.01 * size
    rates = np.array([1.0 / latent, 1.0 / infectious])
    history = outbreak(spread, rates, start, 60, steps_for(number / infectious, rates), 0.0)
    assert history.sum(axis=1) == pytest.approx(np.tile(size, (61, 1)), rel=1e-12)
    assert history.min() >= 0.0
    assert (np.diff(history[:, 0], axis=0) <= 0.0).all()
