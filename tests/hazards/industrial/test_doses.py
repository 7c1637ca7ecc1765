"""Toxic loads against numerical integration and published probits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from anlan.hazards.industrial.doses import equivalent_time, shelter
from anlan.hazards.industrial.substances import BY_NAME, SUBSTANCES, Probit

PPM_PER_MG = 24.04
"""Litres of a mole of gas at 20 degC, so that ppm = 24.04 mg/m3 / (g/mol)."""


def lethal_mg(probit: Probit, minutes: float) -> float:
    """Concentration that kills half in some minutes, mg/m3."""
    return math.exp(((5.0 - probit.a) / probit.b - math.log(minutes)) / probit.n)


def test_carbon_monoxide_of_the_purple_book() -> None:
    """CPR 18E, appendix 6.B: 21.3 g/m3 for 30 minutes give a probit of 5.97 and kill 0.835."""
    probit = -7.4 + math.log(21_300.0 * 30.0)
    assert probit == pytest.approx(5.97, abs=0.005)
    assert ndtr(probit - 5.0) == pytest.approx(0.835, abs=0.003)


def test_chlorine_agrees_with_another_review() -> None:
    """Withers and Lees (1985): 433 ppm kill half of regular people in 10 minutes, 250 in 30."""
    chlorine = BY_NAME["chlorine"].probit
    assert chlorine is not None
    for minutes, ppm in ((10.0, 433.0), (30.0, 250.0)):
        found = lethal_mg(chlorine, minutes) * PPM_PER_MG / 70.91
        assert ppm / 1.6 < found < ppm * 1.6


@pytest.mark.parametrize(
    ("name", "a", "b", "n"),
    [("ammonia", -35.9, 1.85, 2.0), ("hydrogen chloride", -16.85, 2.0, 1.0), ("phosgene", -19.27, 3.686, 1.0),
     ("hydrogen sulphide", -31.42, 3.008, 1.43)],
)  # fmt: skip
def test_probits_lie_within_a_factor_of_four_of_another_collection(name: str, a: float, b: float, n: float) -> None:
    """Half-lethal concentrations for 30 minutes beside Lees (2005) in ppm, as HSE SPC/Tech/OSD/30, table 2, has them.

    Collections differ by this much for the same animals; a wrong unit would be off by far more. For hydrogen fluoride
    they differ by a factor of seven.
    """
    substance = BY_NAME[name]
    assert substance.probit is not None
    ours = lethal_mg(substance.probit, 30.0) * PPM_PER_MG / (1000.0 * substance.molar_kg)
    theirs = lethal_mg(Probit(a, b, n), 30.0)
    assert theirs / 4.0 < ours < theirs * 4.0


@pytest.mark.parametrize("n", [1.0, 2.0, 2.75])
def test_equivalent_time_of_puff_and_plume(n: float) -> None:
    """sqrt(pi / n) as the stretch goes to zero, twice the stretch as it grows."""
    short, long = equivalent_time(np.array([1e-3, 300.0]), n)
    assert short == pytest.approx(math.sqrt(math.pi / n), rel=1e-3)
    assert long == pytest.approx(600.0, rel=0.01)


def test_with_an_exponent_of_one_the_dose_is_kept() -> None:
    """The integral of the concentration does not depend on the spread along the wind: H_1 erf = 2 z."""
    z = np.array([0.05, 0.5, 1.0, 3.0])
    assert equivalent_time(z, 1.0) * np.array([math.erf(one) for one in z]) == pytest.approx(2.0 * z, rel=1e-4)


@given(st.floats(5.0, 1799.0), st.floats(0.5, 3.5), st.floats(0.1, 10.0))
def test_buildings_shelter(seconds: float, n: float, air_changes: float) -> None:
    """The load indoors is between nothing and that out of doors, and less air exchange is better."""
    at = np.array([seconds])
    often, seldom = shelter(at, n, air_changes)[0], shelter(at, n, 0.5 * air_changes)[0]
    assert 0.0 < seldom <= often <= 1.0


def test_shelter_from_a_long_cloud_by_hand() -> None:
    """Half an hour at one change an hour, n = 1: (T - (1 - exp(-k T)) / k) / T = 0.2131."""
    assert shelter(np.array([1800.0]), 1.0, 1.0)[0] == pytest.approx(0.2131, abs=1e-4)


def test_every_substance_is_poisonous_or_explosive() -> None:
    """Each entry serves a hazard, and its name is written as packages write it."""
    for substance in SUBSTANCES:
        assert substance.probit is not None or substance.combustion > 0.0
        assert substance.name == substance.name.lower()
