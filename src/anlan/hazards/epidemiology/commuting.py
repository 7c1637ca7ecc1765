"""Where people of one district go: the radiation model."""

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.epidemiology.contacts import AGES, WORKING

FloatArray = NDArray[np.float64]


def radiation(opportunities: FloatArray, distance: FloatArray) -> FloatArray:
    """Return the share of each district's commuters that goes to each other district.

    Simini et al. (2012), Nature 484, 96-100, eq. 2: m n / ((m + s) (m + n + s)) with the opportunities m at home, n at
    the destination and s nearer to home than the destination; divided by its sum over the destinations, since a city
    is finite (Masucci et al. 2013, Physical Review E 88, 022812).

    Parameters
    ----------
    opportunities
        What draws commuters, such as people by day, shape (d,), not negative.
    distance
        Distances, any unit, shape (d, d).

    Returns
    -------
    Shares, shape (d, d); zero on the diagonal; rows add up to 1 where there is somewhere to go, else to 0.
    """
    size = opportunities.size
    shares = np.zeros((size, size))
    for home in range(size):
        order = np.argsort(distance[home], kind="stable")
        order = order[order != home]
        there = opportunities[order]
        nearer = opportunities[home] + np.concatenate([[0.0], np.cumsum(there)[:-1]])
        weight = opportunities[home] * there
        product = nearer * (nearer + there)
        shares[home, order] = np.divide(weight, product, out=np.zeros_like(weight), where=product > 0.0)
        total = shares[home].sum()
        if total > 0.0:
            shares[home] /= total
    return shares


def presence_of(commuters: float, contacts_away: float, shares: FloatArray) -> FloatArray:
    """Return where people of each age and district make their contacts.

    Parameters
    ----------
    commuters
        Share of the working age who work in another district.
    contacts_away
        Share of a worker's contacts made at work.
    shares
        Result of `radiation`, shape (d, d).

    Returns
    -------
    Shape (ages, d, d); rows add up to 1. Only the working age leaves its district.
    """
    districts = shares.shape[0]
    presence = np.tile(np.eye(districts), (AGES, 1, 1))
    away = commuters * contacts_away * shares
    presence[WORKING] = away + np.diag(1.0 - away.sum(axis=1))
    return presence
