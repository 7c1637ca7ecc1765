"""The compiled transportation problem against the solver, and its prices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, eye_array

from anlan.programs import Transport, solve


def case(seed: int) -> tuple[Transport, np.ndarray]:
    """Make a small problem with closed ways, ties, empty sources and sinks without demand, and its supply."""
    rng = np.random.default_rng(seed)
    m, n = rng.integers(1, 7, 2)
    cost = rng.integers(0, 9, (m, n)).astype(np.float64)
    cost[rng.uniform(size=(m, n)) < 0.3] = np.inf
    block = Transport(
        cost,
        demand=rng.integers(0, 5, n).astype(np.float64),
        unmet=rng.integers(1, 12, n).astype(np.float64),
        base=np.zeros(m),
        supplied=csr_array(eye_array(int(m))),
    )
    return block, rng.integers(0, 6, m).astype(np.float64)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 1_000_000))
def test_it_costs_what_the_solver_finds(seed: int) -> None:
    """Cost, bound and flow agree with HiGHS on the same programme, to 1e-9."""
    block, supply = case(seed)
    program, shift = block.program, block.link @ supply
    known = solve(
        type(program)(
            program.cost,
            program.lower,
            program.upper,
            program.matrix,
            program.row_lower - shift,
            program.row_upper - shift,
        )
    ).objective
    slope = np.zeros(supply.size)
    cost, bound = block.evaluate(supply, 1.0, slope)
    shipped = block.ship(supply)
    assert cost == pytest.approx(known, abs=1e-9)
    assert bound == pytest.approx(known, abs=1e-9)
    assert shipped.flow.sum(axis=0) + shipped.unmet == pytest.approx(block.demand)
    assert (shipped.flow.sum(axis=1) <= supply + 1e-9).all()
    assert (shipped.flow >= 0.0).all()
    assert not shipped.flow[np.isinf(block.cost)].any()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_its_prices_bound_the_cost_of_any_supply(seed: int, other: int) -> None:
    """The cut at one supply never exceeds the cost at another."""
    block, supply = case(seed)
    elsewhere = np.random.default_rng(other).uniform(0.0, 8.0, supply.size)
    slope = np.zeros(supply.size)
    _, bound = block.evaluate(supply, 1.0, slope)
    cost, _ = block.evaluate(elsewhere, 1.0, np.zeros(supply.size))
    assert bound + slope @ (elsewhere - supply) <= cost + 1e-9
    assert (slope <= 0.0).all()
    assert block.least() <= cost + 1e-9


def test_the_dearer_want_is_met_first() -> None:
    """By hand: two units for wants of 2 and 2 at 5 and 9 a unit short; the second is served, a third is worth 5."""
    block = Transport(
        np.array([[1.0, 1.0]]), np.array([2.0, 2.0]), np.array([5.0, 9.0]), np.zeros(1), csr_array(np.eye(1))
    )
    shipped = block.ship(np.array([2.0]))
    assert shipped.unmet.tolist() == [2.0, 0.0]
    assert shipped.cost == 12.0
    assert shipped.price.tolist() == [-4.0]


def test_arrays_that_do_not_fit_are_refused() -> None:
    """A demand too many, a negative one and an infinite cost of want are mistakes of the caller."""
    link, zero = csr_array(np.eye(1)), np.zeros(1)
    with pytest.raises(ValueError, match="fit"):
        Transport(np.zeros((1, 1)), np.ones(2), np.ones(1), zero, link)
    with pytest.raises(ValueError, match="negative"):
        Transport(np.zeros((1, 1)), -np.ones(1), np.ones(1), zero, link)
    with pytest.raises(ValueError, match="finite"):
        Transport(np.zeros((1, 1)), np.ones(1), np.array([np.inf]), zero, link)
