"""The kernel: programmes as matrices, both bounds, every status, warm sessions, proofs of infeasibility."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array, csr_array

from anlan.programs import Drafting, Program, Session, SolveOptions, solve


def knapsack(whole: bool) -> Program:
    """Two goods: worth 5 and 4, weight 3 and 2, at most 2 of each, weight at most 7."""
    draft = Drafting()
    goods = draft.columns(2, cost=[-5.0, -4.0], upper=2.0, whole=whole)
    draft.entries(draft.rows((), upper=7.0), goods, [3.0, 2.0])
    return draft.program(constant=100.0)


def test_a_linear_programme_is_solved_with_duals() -> None:
    """By hand: both of the second, one of the first; a unit of weight is worth 5/3."""
    answer = solve(knapsack(whole=False))
    assert answer.status == "optimal"
    np.testing.assert_allclose(answer.values, [1.0, 2.0])
    assert answer.objective == pytest.approx(100.0 - 13.0)
    assert (answer.bound, answer.gap) == (answer.objective, 0.0)
    np.testing.assert_allclose(answer.row_duals, [-5.0 / 3.0])
    np.testing.assert_allclose(answer.reduced_costs, [0.0, -4.0 + 10.0 / 3.0])


def test_whole_numbers_are_whole_and_bounded_from_both_sides() -> None:
    """By hand: one and two is already whole."""
    answer = solve(knapsack(whole=True))
    assert answer.status == "optimal"
    np.testing.assert_allclose(answer.values, [1.0, 2.0])
    assert answer.bound == pytest.approx(answer.objective)
    assert answer.row_duals.size == 0


def infeasible() -> Program:
    """Ask for 3 of two columns that are at most 1, beside a row that is no obstacle."""
    draft = Drafting()
    pair = draft.columns(2, cost=1.0, upper=1.0)
    draft.entries(draft.rows((), upper=5.0), pair, [1.0, -1.0])
    draft.entries(draft.rows((), lower=3.0), pair, 1.0)
    return draft.program()


def proves(program: Program, ray: np.ndarray) -> bool:
    """Check Farkas's lemma: the most that the weighted rows can reach is below the least that they demand."""
    weights = program.matrix.T @ ray
    columns = zip(weights, program.lower, program.upper, strict=True)
    most = sum(float(w * (high if w > 0 else low)) for w, low, high in columns if w)
    rows = zip(ray, program.row_lower, program.row_upper, strict=True)
    return most < sum(float(y * (low if y > 0 else high)) for y, low, high in rows if y) - 1e-9


@pytest.mark.parametrize("presolve", [True, False])
def test_an_infeasible_programme_is_an_answer_with_a_proof(presolve: bool) -> None:
    """The ray puts its weight on the row that cannot be kept."""
    answer = solve(infeasible(), options=SolveOptions(presolve=presolve))
    assert (answer.status, answer.objective, answer.bound) == ("infeasible", math.inf, math.inf)
    assert answer.values.size == 0
    assert answer.ray is not None
    assert proves(infeasible(), answer.ray)


def test_an_unbounded_programme_is_an_answer() -> None:
    """Nothing holds the column."""
    draft = Drafting()
    draft.entries(draft.rows((), lower=1.0), draft.columns((), cost=-1.0), 1.0)
    assert solve(draft.program()).status == "unbounded"


def test_a_programme_without_rows_or_columns_is_its_constant() -> None:
    """Nothing to choose."""
    answer = solve(Drafting().program(constant=3.0))
    assert (answer.status, answer.objective, answer.bound) == ("optimal", 3.0, 3.0)


def test_a_search_that_stops_at_its_limit_says_so() -> None:
    """Bounds are kept: what was found is no better than the bound."""
    rng = np.random.default_rng(3)
    draft = Drafting()
    goods = draft.columns(60, cost=-rng.integers(20, 100, 60).astype(float), upper=1.0, whole=True)
    draft.entries(draft.rows(5, upper=300.0)[:, None], goods, rng.integers(5, 100, (5, 60)))
    program = draft.program()
    stopped, whole = solve(program, options=SolveOptions(nodes=1)), solve(program)
    assert stopped.status == "limit"
    assert stopped.bound <= whole.objective + 1e-6 <= stopped.objective + 2e-6
    assert stopped.gap > 0.0
    assert program.violation(stopped.values) < 1e-6


def test_a_session_solves_again_after_changes() -> None:
    """Rows, costs, bounds, new columns and new rows give what a new programme gives."""
    session = Session(knapsack(whole=False))
    assert session.solve().objective == pytest.approx(87.0)
    session.change_rows(0, -math.inf, 4.0)
    assert session.solve().objective == pytest.approx(92.0)
    session.change_columns([0], cost=-9.0, bounds=(0.0, 1.0))
    assert session.solve().objective == pytest.approx(100.0 - 9.0 - 2.0)
    session.add_columns(-10.0, 0.0, 1.0, csc_array(np.array([[4.0]])))
    assert session.solve().objective == pytest.approx(100.0 - 9.0 - 2.5)
    session.add_rows(-math.inf, 0.5, csr_array(np.array([[1.0, 0.0, 0.0]])))
    assert session.solve().objective == pytest.approx(100.0 - 4.5 - 6.25)
    assert (session.rows, session.columns) == (2, 3)
    session.delete_rows([1])
    assert session.solve().objective == pytest.approx(100.0 - 9.0 - 2.5)


def test_whole_numbers_can_be_taken_back_and_demanded_again() -> None:
    """With half a unit of weight less the first good is divided; whole, only the second is left."""
    session = Session(knapsack(whole=True))
    session.change_rows(0, -math.inf, 5.5)
    assert session.solve().objective == pytest.approx(91.0)
    session.set_whole(None)
    relaxed = session.solve()
    assert relaxed.objective == pytest.approx(100.0 - 8.0 - 2.5)
    assert relaxed.row_duals.size == 1
    session.set_whole(np.array([True, True]))
    assert session.solve().objective == pytest.approx(91.0)


def test_a_basis_brings_back_the_solution_without_work() -> None:
    """Begun from its own basis, a programme needs no step."""
    first = solve(knapsack(whole=False), options=SolveOptions(keep_basis=True, presolve=False))
    again = solve(knapsack(whole=False), options=SolveOptions(presolve=False), basis=first.basis)
    assert again.iterations == 0
    np.testing.assert_allclose(again.values, first.values)


def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    """The solver's name and its log stay unwritten."""
    solve(knapsack(whole=True))
    solve(infeasible())
    assert capfd.readouterr() == ("", "")


def test_shapes_that_do_not_fit_are_refused() -> None:
    """A mistake of the program is named where it is made."""
    with pytest.raises(ValueError, match="cost do not fit a matrix of 1 rows and 2 columns"):
        Program(np.zeros(3), np.zeros(2), np.ones(2), csc_array((1, 2)), np.zeros(1), np.zeros(1))
    with pytest.raises(ValueError, match="not a number"):
        Program(np.zeros(2), np.zeros(2), np.full(2, np.nan), csc_array((1, 2)), np.zeros(1), np.zeros(1))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_linear_programmes_agree_with_another_solver_interface(seed: int) -> None:
    """Random covering programmes: objective as SciPy's, duals that price the columns, no bound broken."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(1, 6)), int(rng.integers(1, 8))
    matrix, demand = rng.integers(0, 4, (rows, columns)).astype(float), rng.integers(0, 6, rows).astype(float)
    cost = rng.integers(1, 9, columns).astype(float)
    draft = Drafting()
    chosen = draft.columns(columns, cost=cost, upper=5.0)
    draft.entries(draft.rows(rows, lower=demand)[:, None], chosen, matrix)
    answer = solve(draft.program())
    other = linprog(cost, A_ub=-matrix, b_ub=-demand, bounds=(0.0, 5.0))
    if other.status == 2:
        assert answer.status == "infeasible"
        return
    assert answer.objective == pytest.approx(other.fun, abs=1e-7)
    np.testing.assert_allclose(answer.reduced_costs, cost - matrix.T @ answer.row_duals, atol=1e-7)
    assert draft.program().violation(answer.values) < 1e-7
