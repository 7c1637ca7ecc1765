"""The compiled loop from intensities to impacts."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def block_impacts(
    intensity: NDArray[np.float32],
    frequency: NDArray[np.float64],
    by_day: NDArray[np.bool_],
    knots: NDArray[np.float64],
    shares: NDArray[np.float64],
    exposure: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum the impacts of a block of events without keeping them by cell.

    Parameters
    ----------
    intensity
        Unit of the hazard, shape (k, c); zero where the hazard does not reach.
    frequency
        1/year, shape (k,).
    by_day
        Whether the exposure by day applies, shape (k,).
    knots, shares
        Compiled vulnerability, shapes (p,) and (p, t).
    exposure
        People or money in each cell by night (0) and by day (1), shape (2, c, t).

    Returns
    -------
    totals
        Impact of each event, people or money, shape (k, t).
    expected
        Frequency-weighted sum of the shares lost, 1/year, by night and by day, shape (2, c, t).
    """
    events, cells = intensity.shape
    points, targets = shares.shape
    totals = np.zeros((events, targets))
    expected = np.zeros((2, cells, targets))
    for event in range(events):
        day = 1 if by_day[event] else 0
        weight = frequency[event]
        for cell in range(cells):
            x = np.float64(intensity[event, cell])
            if x <= 0.0:
                continue
            upper = min(max(np.searchsorted(knots, x), 1), points - 1)
            lower = upper - 1
            part = min(max((x - knots[lower]) / (knots[upper] - knots[lower]), 0.0), 1.0)
            for target in range(targets):
                share = shares[lower, target] + part * (shares[upper, target] - shares[lower, target])
                totals[event, target] += share * exposure[day, cell, target]
                expected[day, cell, target] += weight * share
    return totals, expected
