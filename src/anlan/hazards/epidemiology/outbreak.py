"""An outbreak: susceptible, exposed, infectious, removed by group, integrated in time."""

import math

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

SUSCEPTIBLE, EXPOSED, INFECTIOUS, REMOVED = range(4)
"""Rows of a state."""

STEPS = 2
"""Fewest steps a day."""


@compiled
def slopes(spread: FloatArray, rates: FloatArray, state: FloatArray, slope: FloatArray) -> None:
    """Fill the time derivative of a state (Kermack and McKendrick 1927 with a latent stage; Anderson and May 1991).

    Parameters
    ----------
    spread
        Infections a day of a susceptible person of the column's group by one infectious person of the row's, shape
        (g, g): the transposed exposure matrix times the chance of infection.
    rates
        Rate of leaving the latent and the infectious stage, 1/day.
    state
        People by stage and group, shape (4, g).
    slope
        People a day, shape (4, g), overwritten.
    """
    groups = state.shape[1]
    for target in range(groups):
        slope[0, target] = 0.0
    for source in range(groups):
        infectious = state[2, source]
        for target in range(groups):
            slope[0, target] += spread[source, target] * infectious
    for group in range(groups):
        infected = slope[0, group] * state[0, group]
        onset = rates[0] * state[1, group]
        removed = rates[1] * state[2, group]
        slope[0, group] = -infected
        slope[1, group] = infected - onset
        slope[2, group] = onset - removed
        slope[3, group] = removed


@compiled
def step(spread: FloatArray, rates: FloatArray, length: float, work: FloatArray) -> None:
    """Advance a state by the classical method of Runge and Kutta, fourth order.

    Parameters
    ----------
    spread, rates
        See `slopes`.
    length
        Length of the step, days.
    work
        State, slope, trial state and sum, shape (4, 4, g); the state is advanced.
    """
    state, slope, trial, total = work[0], work[1], work[2], work[3]
    trial[:] = state
    total[:] = state
    for stage in range(4):
        slopes(spread, rates, trial, slope)
        weight = length / 3.0 if stage in (1, 2) else length / 6.0
        ahead = length if stage == 2 else length / 2.0
        for row in range(4):
            for group in range(state.shape[1]):
                total[row, group] += weight * slope[row, group]
                trial[row, group] = state[row, group] + ahead * slope[row, group]
    state[:] = total


@compiled
def steps_for(infections: float, rates: FloatArray) -> int:
    """Return steps a day that are short against every stage, so that no stage becomes negative.

    Parameters
    ----------
    infections
        Infections a day of an infectious person at first.
    rates
        Rate of leaving the latent and the infectious stage, 1/day.
    """
    return int(max(STEPS, math.ceil(1.5 * infections), math.ceil(rates.max())))


@compiled
def outbreak(
    spread: FloatArray,
    rates: FloatArray,
    start: FloatArray,
    days: int,
    steps: int,
    least: float,
) -> FloatArray:
    """Follow an outbreak until it is over.

    Parameters
    ----------
    spread, rates
        See `slopes`.
    start
        People by stage and group at first, shape (4, g).
    days
        Days after which it is no longer followed.
    steps
        Steps a day.
    least
        The outbreak is over when fewer people than this are latent or infectious.

    Returns
    -------
    People by stage and group at the end of each day, the start included, shape (t + 1, 4, g).
    """
    groups = start.shape[1]
    history = np.empty((days + 1, 4, groups))
    work = np.empty((4, 4, groups))
    history[0] = start
    work[0] = start
    for day in range(1, days + 1):
        for _ in range(steps):
            step(spread, rates, 1.0 / steps, work)
        history[day] = work[0]
        if work[0, 1].sum() + work[0, 2].sum() < least:
            return history[: day + 1]
    return history
