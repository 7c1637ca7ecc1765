"""Return-period maps at the ends of what is known."""

import numpy as np
from scipy import sparse

from anlan.compute import Serial
from anlan.risk.return_periods import return_period_map


def test_the_last_digit_of_a_sum_of_frequencies_decides_nothing() -> None:
    """A place that n of 10,000 equally frequent events reach is reached once in 10,000/n years, whatever n is."""
    counts = np.arange(1, 1001)
    events = sparse.csr_array((np.arange(1000)[:, None] < counts).astype(float) * 2.0)
    frequency = np.full(1000, 1.0 / 10_000)
    periods = [10_000.0 / count for count in counts]
    for outside in ("constant", "unknown"):
        found = return_period_map(events, frequency, periods, Serial(), outside=outside)
        assert (np.diag(found.values) == 2.0).all()


def test_what_comes_more_rarely_than_asked_for_is_nothing_or_unknown() -> None:
    """One event in 100 years is not on the map of 99 years; beyond 100 years it is, unless the end is unknown."""
    events, frequency = sparse.csr_array(np.array([[3.0]])), np.array([0.01])
    constant = return_period_map(events, frequency, [99.0, 100.0, 101.0], Serial())
    unknown = return_period_map(events, frequency, [99.0, 100.0, 101.0], Serial(), outside="unknown")
    assert constant.values.tolist() == [[0.0, 3.0, 3.0]]
    assert np.isnan(unknown.values).tolist() == [[True, False, True]]
