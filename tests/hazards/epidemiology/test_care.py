"""Patients, beds and deaths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.epidemiology.care import (
    Care,
    admissions,
    deaths_by_age,
    fatality_at,
    fatality_for,
    occupancy,
    penalties,
)
from anlan.hazards.epidemiology.severity import RELATIVE_FATALITY

PLENTY = Care(1e12, 1e12, 9.0, 8.0, 2.0, 0.669)
NONE = PLENTY._replace(ward=0.0, intensive=0.0)


def wave(people: float, days: int = 120) -> np.ndarray:
    """Return new infections a day that rise and fall, by age."""
    course = np.exp(-0.5 * ((np.arange(days) - days / 2.0) / 12.0) ** 2)
    return np.outer(course / course.sum(), people * np.array([0.2, 0.6, 0.2]))


@pytest.mark.parametrize(("admitted", "died"), [(800_000, 48_000), (3_800_000, 510_000), (7_700_000, 1_300_000)])
def test_admissions_are_those_of_published_scenarios(admitted: float, died: float) -> None:
    """Of 64 million symptomatic cases as many are admitted as in CDC 2017, table A.1, to a tenth."""
    infected = np.full(3, 64e6 / 3.0)
    need = admissions(np.full(3, died / 64e6), infected, 1.0)
    assert float((need * infected).sum()) == pytest.approx(admitted, rel=0.1)


def test_steady_admissions_fill_days_times_beds() -> None:
    """Ten a day who stay nine days take 90 beds, and when nobody comes the beds empty."""
    taken = occupancy(np.append(np.full(200, 10.0), np.zeros(200)), 9.0)
    assert taken[199] == pytest.approx(90.0, rel=1e-6)
    assert taken[-1] < 1e-6
    assert taken.sum() == pytest.approx(200 * 10.0 * 9.0, rel=1e-6)


def test_enough_beds_cost_nobody_and_none_cost_double() -> None:
    """The factor is 1 with beds for all and the penalty without any."""
    fatality = fatality_at(0.002, RELATIVE_FATALITY[0])
    assert penalties(wave(1e6), fatality, PLENTY).tolist() == [1.0] * 120
    assert penalties(wave(1e6), fatality, NONE)[30:] == pytest.approx(np.full(90, 2.0))


@given(deaths=st.floats(10.0, 20_000.0), beds=st.floats(0.0, 5_000.0), pattern=st.sampled_from(range(3)))
def test_so_many_die_as_wanted(deaths: float, beds: float, pattern: int) -> None:
    """With any hospitals the fatality that is found gives the deaths asked for."""
    care = PLENTY._replace(ward=beds, intensive=beds / 10.0)
    infections, relative = wave(1e6), RELATIVE_FATALITY[pattern]
    fatality = fatality_at(fatality_for(deaths, infections, relative, care), relative)
    found = deaths_by_age(infections, fatality, penalties(infections, fatality, care)).sum()
    assert found == pytest.approx(deaths, rel=1e-6)


@given(beds=st.floats(0.0, 3_000.0), more=st.floats(0.0, 3_000.0))
def test_more_beds_never_cost_lives(beds: float, more: float) -> None:
    """The same infection kills no more when beds are added."""
    fatality = fatality_at(0.004, RELATIVE_FATALITY[2])
    few, many = (PLENTY._replace(ward=10.0 * number, intensive=number) for number in (beds, beds + more))
    died = [deaths_by_age(wave(1e6), fatality, penalties(wave(1e6), fatality, care)).sum() for care in (few, many)]
    assert died[1] <= died[0] + 1e-9


def test_deaths_end_at_the_highest_fatality() -> None:
    """If more shall die than can, all but a few of the infected die."""
    infections, relative = wave(1_000.0), RELATIVE_FATALITY[1]
    fatality = fatality_at(fatality_for(5_000.0, infections, relative, PLENTY), relative)
    assert deaths_by_age(infections, fatality, penalties(infections, fatality, PLENTY)).sum() == pytest.approx(950.0)
