"""From return periods of maps to occurrence frequencies of events."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Frequencies(StrEnum):
    """What the return period of a map means.

    MARGINAL: the intensity of the map is reached or exceeded once in T years; maps are points of one curve, and the
    event of a map stands for what lies between its frequency and that of the next rarer map.

    OCCURRENCE: the map is one event that happens once in T years, beside those of the other maps.
    """

    MARGINAL = "marginal"
    OCCURRENCE = "occurrence"


def occurrence_frequencies(periods: NDArray[np.float64], meaning: Frequencies) -> NDArray[np.float64]:
    """Return the occurrence frequency of the event of each map.

    With T_1 < ... < T_n, marginal: f_i = 1/T_i - 1/T_{i+1}, f_n = 1/T_n, so that the frequencies of all events at
    least as rare as i add up to 1/T_i. Occurrence: f_i = 1/T_i.

    Parameters
    ----------
    periods
        Return periods, years, above zero, all different, in any order, (n,).
    meaning
        What they mean.

    Returns
    -------
    float64 (n,), 1/year, in the order of `periods`.

    Examples
    --------
    >>> occurrence_frequencies(np.array([10.0, 50.0]), Frequencies.MARGINAL)
    array([0.08, 0.02])
    """
    rate: NDArray[np.float64] = 1.0 / periods
    if meaning is Frequencies.OCCURRENCE:
        return rate
    order = np.argsort(periods)
    frequency = np.empty_like(rate)
    frequency[order] = rate[order] - np.append(rate[order][1:], 0.0)
    return frequency
