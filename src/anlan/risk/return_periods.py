"""What is reached or exceeded at each place, once in a return period."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from anlan.compute import Executor
from anlan.compute.compiled import compiled

COLUMNS = 512
"""Places computed together."""

ROUNDING = 1e-10
"""Relative difference up to which a sum of frequencies counts as equal to the frequency that is asked for, 1.

A place that a hundred events of 1/10,000 a year reach is reached once in 100 years, whatever the last digit of their
sum; without this, the last digit would choose between the smallest value and nothing.
"""

Outside = Literal["constant", "unknown"]


@dataclass(frozen=True)
class ReturnPeriodMap:
    """Intensity or impact at each place, by return period.

    Parameters
    ----------
    periods
        Return periods, years, shape (p,).
    values
        In the unit of the input, shape (c, p).
    """

    periods: NDArray[np.float64]
    values: NDArray[np.float64]


def return_period_map(
    matrix: sparse.csr_array,
    frequency: NDArray[np.float64],
    periods: Sequence[float],
    executor: Executor,
    *,
    outside: Outside = "constant",
) -> ReturnPeriodMap:
    """Interpolate, at each place, the value whose exceedance frequency is one in the return period.

    The values of a place are sorted from the largest down and their frequencies added up; between two values the
    logarithm of the value is linear in the logarithm of the frequency. Only values above zero take part, and equal
    values stay separate points. Beyond the largest value the largest is given; more often than the smallest, zero; or
    both are unknown (NaN), if `outside` says so.

    Parameters
    ----------
    matrix
        Values of n events at c places, shape (n, c).
    frequency
        Frequency of each event, 1/year, shape (n,).
    periods
        Return periods, years.
    executor
        Where the places are computed.
    outside
        What is given outside the range of the values.
    """
    by_place = matrix.tocsc()
    wanted = 1.0 / np.asarray(periods, dtype=np.float64)
    first = by_place.indptr.astype(np.int64)

    def run(block: tuple[int, int]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = _interpolated(
            first[block[0] : block[1] + 1], by_place.indices, by_place.data, frequency, wanted, outside == "constant"
        )
        return found

    count = matrix.shape[1]
    blocks = [(begin, min(begin + COLUMNS, count)) for begin in range(0, count, COLUMNS)]
    values = np.concatenate([*executor.map(run, blocks)]) if blocks else np.zeros((0, wanted.size))
    return ReturnPeriodMap(np.asarray(periods, dtype=np.float64), values)


@compiled
def _interpolated(
    first: NDArray[np.int64],
    event: NDArray[np.int32],
    value: NDArray[np.floating],
    frequency: NDArray[np.float64],
    wanted: NDArray[np.float64],
    constant: bool,
) -> NDArray[np.float64]:
    result = np.zeros((first.size - 1, wanted.size))
    for place in range(first.size - 1):
        begin, end = first[place], first[place + 1]
        values = value[begin:end].astype(np.float64)
        order = np.argsort(-values, kind="mergesort")
        total, count = 0.0, 0
        rate, level = np.empty(values.size), np.empty(values.size)
        for index in order:
            if values[index] > 0.0:
                total += frequency[event[begin + index]]
                rate[count], level[count] = total, values[index]
                count += 1
        for column in range(wanted.size):
            result[place, column] = _at(rate[:count], level[:count], wanted[column], constant)
    return result


@compiled
def _at(rate: NDArray[np.float64], level: NDArray[np.float64], wanted: float, constant: bool) -> float:
    count = rate.size
    if count == 0 or wanted > rate[count - 1] * (1.0 + ROUNDING):
        return 0.0 if constant else np.nan
    if wanted < rate[0] * (1.0 - ROUNDING):
        return float(level[0]) if constant else np.nan
    upper = min(int(np.searchsorted(rate, wanted)), count - 1)
    if upper == 0 or rate[upper] <= wanted:
        return float(level[upper])
    lower = upper - 1
    part = np.log(wanted / rate[lower]) / np.log(rate[upper] / rate[lower])
    return float(np.exp(np.log(level[lower]) + part * (np.log(level[upper]) - np.log(level[lower]))))
