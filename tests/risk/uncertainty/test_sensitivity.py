"""Indices of functions whose true indices are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from anlan.risk.uncertainty.factors import Design, Doubt, Factor
from anlan.risk.uncertainty.samples import paired
from anlan.risk.uncertainty.sensitivity import Indices, exchanged, indices, ranked

FACTORS = (Factor(Doubt.PEOPLE), Factor(Doubt.ASSETS), Factor(Doubt.FREQUENCY, "rain_flood"))


def ishigami(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ishigami and Homma (1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi)^3."""
    x = (2.0 * rows - 1.0) * np.pi
    return (np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]


def ishigami_indices() -> tuple[list[float], list[float]]:
    """The exact indices, by integration: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225."""
    a, b = 7.0, 0.1
    one, two, both = (1.0 + b * np.pi**4 / 5.0) ** 2 / 2.0, a**2 / 8.0, 8.0 * b**2 * np.pi**8 / 225.0
    whole = one + two + both
    return [one / whole, two / whole, 0.0], [(one + both) / whole, two / whole, both / whole]


def estimated(design: Design, count: int, seed: int) -> Indices:
    """Estimate the indices of the function above."""
    one, other = paired(count, len(design), seed)
    return indices(ishigami(one), ishigami(other), [ishigami(rows) for rows in exchanged(design, one, other)], seed)


def test_the_indices_of_ishigami_s_function_are_found() -> None:
    """0.3139, 0.4424, 0 alone and 0.5576, 0.4424, 0.2437 in all, each to 0.01."""
    found = estimated(Design(tuple((factor, "") for factor in FACTORS)), 8192, 1)
    first, total = ishigami_indices()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=1e-4)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    assert found.first[0] == pytest.approx(first, abs=0.01)
    assert found.total[0] == pytest.approx(total, abs=0.01)


def test_the_intervals_hold_the_true_indices_about_as_often_as_they_say() -> None:
    """Of 90 intervals at 90 % (15 seeds, 6 indices) no more than a fifth miss."""
    design = Design(tuple((factor, "") for factor in FACTORS))
    first, total = (np.array(exact) for exact in ishigami_indices())
    missed = 0
    for seed in range(15):
        found = estimated(design, 256, seed)
        missed += int(((found.first_low[0] > first) | (found.first_high[0] < first)).sum())
        missed += int(((found.total_low[0] > total) | (found.total_high[0] < total)).sum())
    assert missed <= 18


def test_columns_of_one_factor_count_together() -> None:
    """With x1 and x3 in one factor, their interaction is its own: alone and in all they make what x2 leaves."""
    columns = ((FACTORS[0], "x1"), (FACTORS[1], ""), (FACTORS[0], "x3"))
    found = estimated(Design(columns), 8192, 2)
    two = ishigami_indices()[0][1]
    assert found.first[0] == pytest.approx([1.0 - two, two], abs=0.02)
    assert found.total[0] == pytest.approx([1.0 - two, two], abs=0.02)


def test_a_sum_of_known_variances_is_shared_by_hand() -> None:
    """3 x1 + 2 x2 + x3 of equal variances: 9, 4 and 1 parts of 14, alone and in all."""
    design = Design(tuple((factor, "") for factor in FACTORS))
    one, other = paired(4096, 3, 5)
    weights = np.array([[3.0], [2.0], [1.0]])
    found = indices(one @ weights, other @ weights, [rows @ weights for rows in exchanged(design, one, other)], 5)
    assert found.first[0] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.01)
    assert found.total[0] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.01)


def test_ranks_do_not_see_a_rising_transformation() -> None:
    """A figure and its logarithm have the same indices."""
    design = Design(tuple((factor, "") for factor in FACTORS))
    one, other = paired(256, 3, 7)
    mixed = exchanged(design, one, other)
    plain = indices(*ranked(ishigami(one), ishigami(other), [ishigami(rows) for rows in mixed]), 7)
    grown = indices(
        *ranked(np.exp(ishigami(one)), np.exp(ishigami(other)), [np.exp(ishigami(rows)) for rows in mixed]), 7
    )
    assert plain.total.tolist() == grown.total.tolist()
    assert plain.first_low.tolist() == grown.first_low.tolist()


def test_a_figure_that_never_moves_has_no_causes() -> None:
    """Its indices are zero, not undefined."""
    still = np.ones((64, 1))
    found = indices(still, still, [still, still], 1)
    assert found.first.tolist() == found.total.tolist() == [[0.0, 0.0]]
