"""Whole columns: sets of which one may be chosen, and branching that proves what the extensive form proves."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csc_array

from anlan.compute import Serial
from anlan.programs import EXPECTED, Program, RiskMeasure, solve_two_stage
from anlan.programs.branching import sets_of
from anlan.programs.lshaped import Limits, LShaped
from anlan.programs.two_stage import Progress
from anlan.supplies.reserve import reserve_model
from bench.reserve_bases import SETTINGS, bases_problem


def small(seed: int) -> LShaped:
    """Return the method for a small reserve problem with dear bases, to a gap of 0.1 %."""
    problem = bases_problem(2, sites=4, areas=3, agreements=2, lines=1, seed=seed)
    return LShaped(reserve_model(problem, SETTINGS).two_stage, EXPECTED, Limits(gap=1e-3), Serial(), None)


def test_sizes_of_a_site_are_one_set_and_other_whole_columns_stand_alone() -> None:
    """Rows: a + b <= 1 is a set; c + 2 d <= 1 is none, nor is e + f <= 1 where f is not whole."""
    matrix = np.array([[1.0, 1, 0, 0, 0, 0], [0, 0, 1, 2, 0, 0], [0, 0, 0, 0, 1, 1]])
    first = Program(
        np.zeros(6), np.zeros(6), np.ones(6), csc_array(matrix), np.full(3, -np.inf), np.ones(3),
        np.array([True] * 5 + [False]),
    )  # fmt: skip
    sets = sets_of(first)
    assert [each.tolist() for each in sets.members] == [[0, 1], [2], [3], [4]]
    assert sets.row.tolist() == [0, -1, -1, -1]


@pytest.mark.parametrize("seed", [1, 2])
def test_branching_proves_what_the_extensive_form_proves(seed: int) -> None:
    """Four dear bases of three sizes, two scenarios: both within 0.1 % of the same optimum."""
    method = small(seed)
    ours = method.solve()
    whole = solve_two_stage(method.model, gap=1e-4, method="extensive")
    assert ours.status == "optimal"
    assert ours.gap <= 1e-3
    assert ours.objective == pytest.approx(whole.objective, rel=2e-3)
    assert ours.bound <= whole.objective * (1.0 + 1e-9)
    assert whole.bound <= ours.objective * (1.0 + 1e-9)


def test_branching_proves_a_tail_too() -> None:
    """Half mean, half the worst third: one estimate for each scenario."""
    model = small(4).model
    measure = RiskMeasure(0.5, 0.5, 0.6)
    ours = LShaped(model, measure, Limits(gap=1e-3), Serial(), None).solve()
    whole = solve_two_stage(model, measure=measure, gap=1e-4, method="extensive")
    assert ours.gap <= 1e-3
    assert ours.objective == pytest.approx(whole.objective, rel=2e-3)


def test_few_nodes_leave_a_gap_that_holds() -> None:
    """Without a tree the answer says limit unless proven, and its bounds still hold the optimum."""
    method = small(1)
    limits = replace(method.limits, gap=1e-6, nodes=0, blocks=0)
    ours = LShaped(method.model, EXPECTED, limits, Serial(), None).solve()
    whole = solve_two_stage(method.model, gap=1e-4, method="extensive")
    assert ours.status in {"limit", "optimal"}
    assert ours.bound <= whole.objective * (1.0 + 1e-9)
    assert whole.bound <= ours.objective * (1.0 + 1e-9)


def test_whoever_watches_sees_bounds_of_the_programme_itself() -> None:
    """No relaxed point is shown as a plan: objectives never rise, bounds never fall, none contradicts the optimum."""
    seen: list[Progress] = []
    method = small(2)
    answer = LShaped(method.model, EXPECTED, Limits(gap=1e-3), Serial(), seen.append).solve()
    assert all(later.objective <= sooner.objective for sooner, later in pairwise(seen))
    assert all(later.bound >= sooner.bound for sooner, later in pairwise(seen))
    assert all(each.bound <= answer.objective and each.objective >= answer.bound for each in seen)


def test_cuts_that_were_taken_out_come_back_where_they_count() -> None:
    """After polishing other whole columns the relaxed bound is what it was: the pool fills the gaps."""
    method = small(3)
    method.solve()
    low, matrix = np.array(method.pool.low), method.pool.matrix()
    answer = method.solved()
    assert (matrix @ answer.values >= low - 2e-6 * np.maximum(1.0, np.abs(low))).all()
