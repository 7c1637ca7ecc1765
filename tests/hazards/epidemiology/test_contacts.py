"""Contacts, mixing between districts and the next-generation matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from anlan.hazards.epidemiology.contacts import AGES, CONTACTS, exposure_matrix, reciprocal, reproduction

CHINA_2020 = np.array([256.06, 914.68, 255.37])
"""Residents by age, millions (United Nations, World Population Prospects 2024)."""


def test_the_table_is_nearly_reciprocal_for_its_own_country() -> None:
    """What children report of adults and adults of children differs by less than a hundredth, the old by a third."""
    total = CONTACTS * CHINA_2020[:, None]
    assert total[0, 1] == pytest.approx(total[1, 0], rel=0.01)
    assert total[1, 2] == pytest.approx(total[2, 1], rel=0.35)


@given(
    contacts=arrays(float, (AGES, AGES), elements=st.floats(0.01, 30.0)),
    people=arrays(float, AGES, elements=st.floats(1.0, 1e7)),
)
def test_reciprocal_contacts_are_the_same_from_both_sides(contacts: np.ndarray, people: np.ndarray) -> None:
    """Group a meets b as often as b meets a, and the number of all contacts stays."""
    total = reciprocal(contacts, people) * people[:, None]
    assert total == pytest.approx(total.T, rel=1e-12)
    assert total.sum() == pytest.approx((contacts * people[:, None]).sum(), rel=1e-12)


def test_reproduction_of_two_ages_by_hand() -> None:
    """Two groups of 50 who make 2 contacts inside and 1 outside: the largest eigenvalue of [[2, 1], [1, 2]] is 3."""
    contacts = np.array([[2.0, 1.0], [1.0, 2.0]])
    people = np.array([50.0, 50.0])
    matrix = exposure_matrix(contacts, np.ones((2, 1, 1)), people[None])
    assert matrix == pytest.approx(contacts / 50.0)
    assert reproduction(matrix, people) == pytest.approx(3.0)


def test_moving_about_does_not_change_the_number_of_contacts() -> None:
    """However people mix between districts, everybody makes as many contacts as the table says."""
    people = np.array([[100.0, 300.0, 120.0], [40.0, 90.0, 70.0]])
    presence = np.tile(np.array([[0.8, 0.2], [0.3, 0.7]]), (3, 1, 1))
    made = exposure_matrix(CONTACTS, presence, people) @ people.ravel()
    assert made.reshape(2, 3) == pytest.approx(np.tile(CONTACTS.sum(axis=1), (2, 1)))


def test_an_empty_group_infects_nobody() -> None:
    """A district without old people leaves no contacts undefined."""
    matrix = exposure_matrix(CONTACTS, np.ones((3, 1, 1)), np.array([[10.0, 20.0, 0.0]]))
    assert np.isfinite(matrix).all()
    assert matrix[:, 2].max() == 0.0
