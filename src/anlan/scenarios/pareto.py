"""Which events no other event beats in every consequence."""

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled


def pareto_front(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which rows are Pareto-optimal: no other row is at least as large everywhere and larger somewhere.

    The result is exact. Values are replaced by their dense ranks in each column, which keeps every comparison; a row
    can then only be beaten by one with a larger sum of ranks, so that rows are taken in descending order of the sum
    and compared with those found so far: Chomicki et al. (2003), Skyline with presorting, Proc. 19th ICDE, section 4
    (algorithm SFS). Equal rows do not beat each other.

    Parameters
    ----------
    values
        Consequences of each event, larger is worse, shape (n, d).

    Returns
    -------
    Whether each row belongs to the set, shape (n,).

    Raises
    ------
    ValueError
        If a value is not finite.
    """
    if not np.isfinite(values).all():
        raise ValueError("a consequence is not finite; every value must be a number")
    count, width = values.shape
    ranks = np.empty((count, width), dtype=np.int32)
    for column in range(width):
        ranks[:, column] = np.unique(values[:, column], return_inverse=True)[1]
    order = np.argsort(-ranks.sum(axis=1, dtype=np.int64), kind="stable")
    kept = np.zeros(count, dtype=np.bool_)
    kept[order[_sweep(ranks[order])]] = True
    return kept


@compiled
def _sweep(ranks: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Compare rows, in descending order of their sums, with the rows kept so far."""
    count, width = ranks.shape
    front = np.empty((count, width), dtype=np.int32)
    kept = np.zeros(count, dtype=np.bool_)
    found = 0
    for row in range(count):
        beaten = False
        for other in range(found):
            above = True
            for column in range(width):
                if front[other, column] < ranks[row, column]:
                    above = False
                    break
            if above:
                beaten = not np.array_equal(front[other], ranks[row])
                break
        if not beaten:
            kept[row] = True
            front[found] = ranks[row]
            found += 1
    return kept
