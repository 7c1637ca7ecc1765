"""Who meets whom, and what a reproduction number makes of it."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

AGES = 3
"""Age groups: 0 to 14, 15 to 59, 60 and over, as in ``anlan.city.cells.AGE_GROUPS``."""

WORKING = 1
"""Index of the age group that commutes."""

CONTACTS = np.array([[8.247, 7.156, 1.135], [1.999, 11.718, 1.307], [1.211, 6.295, 2.160]])
"""Contacts a day of a person of the row's age with people of the column's age, China, all places.

Prem et al. (2021), PLOS Computational Biology 17, e1009098, 16 groups of five years, collapsed with the residents of
China in 2020 (United Nations, World Population Prospects 2024): rows by a mean weighted by residents, columns by
sums."""


def reciprocal(contacts: FloatArray, people: FloatArray) -> FloatArray:
    """Return contacts such that a group meets another as often as the other meets it.

    The total of contacts between two groups becomes the mean of what either reports (Arregui et al. 2018, PLOS
    Computational Biology 14, e1006638, method M1, the "pairwise correction").

    Parameters
    ----------
    contacts
        Contacts a day of the row's group with the column's, shape (a, a).
    people
        People of each group, shape (a,), above zero.
    """
    total = contacts * people[:, None]
    balanced: FloatArray = (total + total.T) / 2.0 / people[:, None]
    return balanced


def exposure_matrix(contacts: FloatArray, presence: FloatArray, people: FloatArray) -> FloatArray:
    """Return the contacts a day of a person of each group with each infectious person of each group.

    A person of age a and district i makes the share ``presence[a, i, j]`` of contacts in district j, with the people
    who are there, those of every district in proportion to their presence (Sattenspiel and Dietz 1995, Mathematical
    Biosciences 128, 71-91).

    Parameters
    ----------
    contacts
        Contacts a day by age, shape (a, a).
    presence
        Shares of contacts by age, district of residence and district of contact, shape (a, d, d); rows add up to 1.
    people
        Residents by district and age, shape (d, a).

    Returns
    -------
    1/(person day), shape (d * a, d * a); group = district * a + age; rows are the susceptible.
    """
    districts, ages = people.shape
    present = np.einsum("bkj,kb->jb", presence, people)
    share = np.divide(1.0, present, out=np.zeros_like(present), where=present > 0.0)
    matrix = np.einsum("aij,ab,bkj,jb->iakb", presence, contacts, presence, share, optimize=True)
    groups = districts * ages
    return np.ascontiguousarray(matrix.reshape(groups, groups))


def reproduction(exposure: FloatArray, people: FloatArray) -> float:
    """Return the secondary cases of a case that passes the infection on at every contact and is infectious one day.

    It is the spectral radius of the next-generation matrix (Diekmann, Heesterbeek and Roberts 2010, Journal of the
    Royal Society Interface 7, 873-885); the reproduction number is this times the chance of infection a contact
    times the days of being infectious.

    Parameters
    ----------
    exposure
        Result of `exposure_matrix`, shape (g, g).
    people
        Residents by group, shape (g,).
    """
    return float(np.abs(np.linalg.eigvals(exposure * people[:, None])).max())
