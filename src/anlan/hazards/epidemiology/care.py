"""Demand for hospital beds, and who dies when there are too few."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.epidemiology.contacts import AGES
from anlan.hazards.epidemiology.severity import HIGHEST_FATALITY

FloatArray = NDArray[np.float64]

ADMISSIONS_AT = 7.5e-4
"""Deaths per symptomatic case at which `ADMISSIONS` holds."""

ADMISSIONS = 16.7
"""Admissions to hospital per death at that fatality."""

ADMISSIONS_EXPONENT = -0.315
"""Power of the fatality by which admissions per death fall.

Through the three scenarios of CDC (2017), Pandemic Influenza Plan, table A.1: 0.8, 3.8 and 7.7 million admissions with
48,000, 510,000 and 1.3 million deaths among 64 million cases. It gives 16.7, 7.9 and 5.9 instead of 16.7, 7.5, 5.9."""

CRITICAL = 0.3
"""Share of admissions that need intensive care: 0.20, 0.32 and 0.30 in the same table."""

FEWEST_ADMISSIONS = 1.0 / (CRITICAL * HIGHEST_FATALITY)
"""Fewest admissions per death: all deaths are among those in need of intensive care."""

MOST_STEPS = 60
"""Steps in which the fatality is sought at most; about ten are needed."""

CLOSE = 1e-12
"""What is missing or too much when the fatality is found: of its logarithm, and of that of the deaths."""


class Care(NamedTuple):
    """Hospitals, and what a lack of them does.

    Parameters
    ----------
    ward, intensive
        Beds free for patients of the pandemic.
    ward_days, intensive_days
        Mean stay, days.
    penalty
        Factor of the share who die among those who find no bed.
    symptomatic
        Share of the infected with symptoms.
    """

    ward: float
    intensive: float
    ward_days: float
    intensive_days: float
    penalty: float
    symptomatic: float


@compiled
def infections_by_age(history: FloatArray) -> FloatArray:
    """Return the new infections a day by age in the whole city.

    Parameters
    ----------
    history
        People by day, stage and group, shape (t + 1, 4, g); the first stage are the susceptible.

    Returns
    -------
    People, shape (t, ages).
    """
    days, groups = history.shape[0] - 1, history.shape[2]
    found = np.zeros((days, AGES))
    for day in range(days):
        for group in range(groups):
            found[day, group % AGES] += history[day, 0, group] - history[day + 1, 0, group]
    return found


@compiled
def admissions(fatality: FloatArray, infected: FloatArray, symptomatic: float) -> FloatArray:
    """Return the share of the infected of each age that needs a hospital.

    Parameters
    ----------
    fatality
        Share of the infected who die with care, by age, shape (ages,).
    infected
        All infected by age, shape (ages,).
    symptomatic
        Share of the infected with symptoms.
    """
    deaths = 0.0
    for age in range(AGES):
        deaths += fatality[age] * infected[age]
    cases = deaths / (symptomatic * infected.sum())
    ratio = max(ADMISSIONS * (cases / ADMISSIONS_AT) ** ADMISSIONS_EXPONENT, FEWEST_ADMISSIONS)
    share: FloatArray = np.minimum(fatality * ratio, 1.0)
    return share


@compiled
def occupancy(patients: FloatArray, days: float) -> FloatArray:
    """Return the beds that are taken: every day one in `days` patients leaves.

    Parameters
    ----------
    patients
        Admissions a day, shape (t,).
    days
        Mean stay, days, one at least.
    """
    taken = np.empty(patients.size)
    beds = 0.0
    for day in range(patients.size):
        beds = beds * (1.0 - 1.0 / days) + patients[day]
        taken[day] = beds
    return taken


@compiled
def penalties(infections: FloatArray, fatality: FloatArray, care: Care) -> FloatArray:
    """Return the factor of the share who die among those infected on each day, shape (t,).

    Those who find no bed of the kind they need die `penalty` times as often; beds are shared by the whole city, and
    the scarcer kind decides.

    Parameters
    ----------
    infections
        New infections a day by age, shape (t, ages).
    fatality
        Share of the infected who die with care, by age, shape (ages,).
    care
        Hospitals.
    """
    need = admissions(fatality, infections.sum(axis=0), care.symptomatic)
    patients = np.zeros(infections.shape[0])
    for day in range(infections.shape[0]):
        for age in range(AGES):
            patients[day] += infections[day, age] * need[age]
    ward = occupancy(patients * (1.0 - CRITICAL), care.ward_days)
    intensive = occupancy(patients * CRITICAL, care.intensive_days)
    factor = np.ones(patients.size)
    for day in range(patients.size):
        lacking = max(ward[day] - care.ward, 0.0) / max(ward[day], 1e-9)
        lacking = max(lacking, max(intensive[day] - care.intensive, 0.0) / max(intensive[day], 1e-9))
        factor[day] += (care.penalty - 1.0) * lacking
    return factor


@compiled
def fatality_at(level: float, relative: FloatArray) -> FloatArray:
    """Return the share of the infected who die with care, by age, shape (ages,).

    Parameters
    ----------
    level
        That of the age whose relative fatality is 1.
    relative
        Relative fatality by age, shape (ages,).
    """
    return np.minimum(level * relative, HIGHEST_FATALITY)


@compiled
def deaths_by_age(infections: FloatArray, fatality: FloatArray, factor: FloatArray) -> FloatArray:
    """Return those who die by age, shape (ages,).

    Parameters
    ----------
    infections
        New infections a day by age, shape (t, ages).
    fatality
        Share of the infected who die with care, by age, shape (ages,).
    factor
        Result of `penalties`, shape (t,).
    """
    deaths = np.zeros(AGES)
    for day in range(factor.size):
        for age in range(AGES):
            deaths[age] += infections[day, age] * min(fatality[age] * factor[day], 1.0)
    return deaths


@compiled
def fatality_for(deaths: float, infections: FloatArray, relative: FloatArray, care: Care) -> float:
    """Find the fatality with care for which so many die with the hospitals there are.

    By the Illinois method (Dowell and Jarratt 1971, BIT 11, 168-174) on logarithms.

    Parameters
    ----------
    deaths
        People who die.
    infections
        New infections a day by age, shape (t, ages).
    relative
        Relative fatality by age, shape (ages,).
    care
        Hospitals.

    Returns
    -------
    Share of the infected of relative fatality 1 who die with care; the highest possible where too few are infected.
    """
    low = np.log(deaths / infections.sum() / care.penalty / relative.max())
    high = np.log(HIGHEST_FATALITY / relative.min())
    below, above = _excess(low, deaths, infections, relative, care), _excess(high, deaths, infections, relative, care)
    if above <= 0.0:
        return float(np.exp(high))
    kept = 0
    for _ in range(MOST_STEPS):
        if high - low <= CLOSE or below >= 0.0 or above <= CLOSE:
            break
        middle = low + (high - low) * below / (below - above)
        found = _excess(middle, deaths, infections, relative, care)
        if found < 0.0:
            low, below = middle, found
            above = above / 2.0 if kept < 0 else above
            kept = -1
        else:
            high, above = middle, found
            below = below / 2.0 if kept > 0 else below
            kept = 1
    return float(np.exp(high))


@compiled
def _excess(level: float, deaths: float, infections: FloatArray, relative: FloatArray, care: Care) -> float:
    """Return the logarithm of the deaths at the logarithm of a fatality over the deaths that are sought."""
    fatality = fatality_at(np.exp(level), relative)
    found = deaths_by_age(infections, fatality, penalties(infections, fatality, care)).sum()
    return float(np.log(found / deaths))
