"""Classes for maps: few, round bounds that a reader can remember."""

from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

MOST = 6
"""Most classes of a map."""

NOTHING = -1
"""Class of a cell where there is nothing to show."""


def wide_bounds(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return bounds 1, 3, 10, 30, ... for values that range over orders of magnitude.

    Parameters
    ----------
    values
        Any shape; only those above zero count.

    Returns
    -------
    At most `MOST` - 1 ascending bounds below the largest value; empty without values above zero.
    """
    positive = values[np.isfinite(values) & (values > 0.0)]
    if not positive.size:
        return ()
    # The topmost class starts at the last bound under all but the most extreme cells.
    top = float(np.quantile(positive, 0.995))
    low = max(float(np.quantile(positive, 0.02)), top / 10.0**3.5)
    series = [factor * 10.0**power for power in range(floor(log10(low)) - 1, ceil(log10(top)) + 1) for factor in (1, 3)]
    inside = [bound for bound in series if low < bound <= top]
    return tuple(float(f"{bound:.1g}") for bound in inside[-(MOST - 1) :])


def even_bounds(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return evenly spaced round bounds for values on a linear scale.

    Parameters
    ----------
    values
        Any shape; only those above zero count.

    Returns
    -------
    At most `MOST` - 1 ascending bounds inside the range of the values.
    """
    positive = values[np.isfinite(values) & (values > 0.0)]
    if not positive.size:
        return ()
    low, high = float(positive.min()), float(np.quantile(positive, 0.999))
    if not high > low:
        return ()
    raw = (high - low) / MOST
    unit = 10.0 ** floor(log10(raw))
    step = next(unit * factor for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if unit * factor >= raw)
    first = floor(low / step) + 1
    bounds = [index * step for index in range(first, first + MOST) if index * step < high]
    return tuple(float(f"{bound:.6g}") for bound in bounds[: MOST - 1])


def classify(values: NDArray[np.float64], bounds: tuple[float, ...]) -> tuple[int, ...]:
    """Return the class of each value; a value on a bound belongs to the class above it.

    Parameters
    ----------
    values
        Shape (c,); zero, negative and NaN belong to no class.
    bounds
        Ascending.
    """
    there = np.isfinite(values) & (values > 0.0)
    found = np.searchsorted(np.asarray(bounds), np.where(there, values, 0.0), side="right")
    return tuple(np.where(there, found, NOTHING).tolist())
