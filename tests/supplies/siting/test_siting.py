"""Siting by hand, and what it refuses."""

import numpy as np
import pytest

from anlan.errors import InputError, SettingError
from anlan.supplies.siting import ChainProblem, SitingProblem, SitingSettings, locate, locate_chain, p_median

LINE = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
"""Five villages of tinytown along a road, a kilometre apart."""


def test_two_bases_along_the_road_serve_five_villages_with_three_kilometres() -> None:
    """By hand: bases in the second and in the fourth or fifth village leave 1 + 0 + 1 + 0 + 1 = 3 km."""
    answer = p_median(LINE, 2)
    assert (answer.cost, answer.bound, answer.status) == (3.0, 3.0, "optimal")
    assert answer.open.sum() == 2
    assert LINE[answer.assignment, np.arange(5)].sum() == 3.0


def test_many_people_draw_the_base() -> None:
    """By hand: with ten times the people in the last village the one base stands there, at 4 + 3 + 2 + 1 = 10."""
    answer = p_median(LINE, 1, weights=[1, 1, 1, 1, 10])
    assert answer.cost == 10.0
    assert answer.open.tolist() == [False, False, False, False, True]


def test_a_capacity_opens_a_second_base() -> None:
    """By hand: each base holds three villages, so two open at 10 each; with the service of 3 km that makes 23."""
    answer = locate(SitingProblem.of(LINE, fixed=np.full(5, 10.0), capacity=np.full(5, 3.0)))
    assert answer.status == "optimal"
    assert answer.cost == pytest.approx(23.0)


def test_a_split_village_is_cheaper_than_a_whole_one() -> None:
    """By hand: two bases of 1.5 serve three villages, the middle one half each; whole, there is no way at all."""
    cost = [[0.0, 2.0, 9.0], [9.0, 2.0, 0.0]]
    assert locate(SitingProblem.of(cost, capacity=[1.5, 1.5])).cost == pytest.approx(2.0)
    whole = locate(SitingProblem.of(cost, capacity=[1.5, 1.5], single_source=True))
    assert whole.status in {"infeasible", "unknown"}
    assert whole.cost == np.inf
    assert (whole.assignment == -1).all()


def test_a_chain_pays_both_ways() -> None:
    """By hand: the near depot costs 4 more but saves 2 on each of 4 units: 20 + 5 + 4 (1 + 1) = 33."""
    problem = ChainProblem.of(
        [[1.0, 1.0]], [[1.0], [3.0]], plants=([20.0], [9.0]), depots=([5.0, 1.0], [9.0, 9.0]), demand=[4.0]
    )
    answer = locate_chain(problem)
    assert answer.cost == pytest.approx(33.0)
    assert answer.status == "optimal"
    assert answer.depots.tolist() == [True, False]


def test_too_little_capacity_is_an_answer() -> None:
    """That nothing serves everybody is said with a proof, not raised."""
    answer = locate(SitingProblem.of(LINE, capacity=np.full(5, 0.5)))
    assert (answer.status, answer.cost, answer.bound) == ("infeasible", np.inf, np.inf)
    assert answer.proven


def test_an_unreachable_village_is_an_answer() -> None:
    """A customer that no site reaches makes the problem infeasible."""
    cost = LINE.copy()
    cost[:, 2] = np.inf
    assert p_median(cost, 2).status == "infeasible"


def test_every_wrong_number_is_named() -> None:
    """All problems come at once, with the place and the value."""
    with pytest.raises(InputError) as caught:
        SitingProblem.of([[1.0, np.nan], [-2.0, 3.0]], fixed=[1.0], demand=[1.0, np.inf], at_least=3)
    said = str(caught.value)
    for part in ("cost[0, 1] is nan", "cost[1, 0] is -2.0", "fixed has the shape (1,)", "demand[1] is inf", "3 to 2"):
        assert part in said


def test_a_chain_with_wrong_shapes_is_refused() -> None:
    """Depots have to be the same in both stages."""
    with pytest.raises(InputError, match="delivery_cost has the shape"):
        ChainProblem.of([[1.0, 1.0]], [[1.0]], plants=([1.0], [1.0]), depots=([1.0, 1.0], [1.0, 1.0]), demand=[1.0])
    with pytest.raises(InputError, match="supply_cost has the shape"):
        ChainProblem.of([1.0], [[1.0]], plants=([1.0], [1.0]), depots=([1.0], [1.0]), demand=[1.0])
    with pytest.raises(InputError, match="no customer takes anything"):
        ChainProblem.of([[1.0]], [[1.0]], plants=([1.0], [1.0]), depots=([1.0], [1.0]), demand=[0.0])


def test_settings_below_their_least_value_are_refused() -> None:
    """A search of no rounds is a mistake."""
    with pytest.raises(SettingError, match="rounds is 0"):
        SitingSettings(rounds=0)


def test_a_problem_cannot_be_changed_afterwards() -> None:
    """The arrays are copies and read-only, so that the checksum of the answer stays true."""
    problem = SitingProblem.of(LINE)
    with pytest.raises(ValueError, match="read-only"):
        problem.cost[0, 0] = 1.0
    assert len(str(locate(problem).provenance["checksum"])) == 64
