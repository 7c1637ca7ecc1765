"""The reserve plan: by hand, against a second formulation, floors, budgets, and what can never happen."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.compute import Serial, local
from anlan.programs import RiskMeasure
from anlan.supplies.reserve import ReserveAnswer, ReserveProblem, ReserveSettings, solve_reserve
from anlan.supplies.reserve.pricing import CLOSE, largest_share
from tests.supplies.reserve.linopy_reserve import least_cost
from tests.supplies.reserve.reserve_cases import floor, hand_problem, made_problem

EXACT = ReserveSettings(gap=1e-7)


def test_a_town_by_hand_opens_the_second_site_because_the_first_is_too_far_for_one_area() -> None:
    """100 tents in each site; every tent in time. Opening and buying 160 tents cost 2,600 once.

    Without s2 (room for 100 in s1) a2 gets at best 60 tents 6 h late and the rest never: far above that cost. With
    it: the whole need is met in the first window, so the cost is 2,600 times the annuity alone.
    """
    answer = solve_reserve(hand_problem(), EXACT, Serial())
    assert answer.status == "optimal"
    assert answer.opened.tolist() == [[False], [True]]
    np.testing.assert_allclose(answer.stock, [[100.0], [100.0]], rtol=1e-9)
    np.testing.assert_allclose(answer.bought, [[60.0], [100.0]], rtol=1e-9)
    assert answer.unmet.sum() == pytest.approx(0.0, abs=1e-6)
    assert answer.late.sum() == pytest.approx(0.0, abs=1e-6)
    assert answer.spent_once == pytest.approx(2600.0)
    assert answer.objective == pytest.approx(2600.0 * EXACT.yearly_share)


def test_a_town_by_hand_without_money_for_the_site_sends_late() -> None:
    """600 buys 60 tents: 100 lie in s1. What is best: all to a1 in time (24 person-hours saved each, not 18).

    a2's 100 tents are never there: 100 x 24 person-hours, and nobody else waits.
    """
    answer = solve_reserve(hand_problem(budget_once=600.0), EXACT, Serial())
    np.testing.assert_allclose(answer.stock, [[100.0], [0.0]], rtol=1e-9)
    np.testing.assert_allclose(answer.late[0, 0], [0.0, 2400.0], atol=1e-6)
    np.testing.assert_allclose(answer.unmet[0, 0], [[0.0, 0.0], [100.0, 0.0]], atol=1e-6)
    assert answer.objective == pytest.approx(600.0 * EXACT.yearly_share + 2400.0)


def test_what_is_handed_out_once_is_waited_for_and_what_is_used_up_is_not() -> None:
    """All stock may lie in s1: tents reach a2 in the second window (6 h without); water comes too late for it."""
    everything = {"room_now": np.array([[300.0], [0.0]]), "possible": np.zeros((2, 1), np.bool_)}
    tents = solve_reserve(hand_problem(**everything), EXACT, Serial())
    np.testing.assert_allclose(tents.served[0, 0], [[100.0, 0.0], [0.0, 100.0]], atol=1e-6)
    np.testing.assert_allclose(tents.late[0, 0], [0.0, 600.0], atol=1e-6)
    water = solve_reserve(hand_problem(**everything, once=np.array([False])), EXACT, Serial())
    np.testing.assert_allclose(water.served[0, 0], [[100.0, 0.0], [0.0, 0.0]], atol=1e-6)
    np.testing.assert_allclose(water.late[0, 0], [0.0, 600.0], atol=1e-6)


def test_a_unit_more_of_stock_is_worth_the_person_hours_that_it_saves() -> None:
    """With money for 60 tents one tent more in s1 would reach a2 late: 24 - 6 = 18 person-hours; in s2 in time: 24."""
    answer = solve_reserve(hand_problem(budget_once=600.0), EXACT, Serial())
    np.testing.assert_allclose(answer.stock_worth[:, 0], [18.0, 24.0], rtol=1e-9)


SMALL = {"s": 3, "i": 2, "a": 4, "w": 2, "j": 2, "l": 1, "t": 3}
MEASURES = {
    "mean": RiskMeasure(),
    "tail": RiskMeasure(mean=0.3, cvar=0.7, level=0.6),
    "worst": RiskMeasure(mean=0.0, worst=1.0),
}


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES)
def test_the_plan_costs_what_the_second_formulation_finds(measure: str) -> None:
    """By either method, within 1e-6; and no bound is above it."""
    problem = made_problem(1, SMALL)
    wanted = ReserveSettings(gap=1e-7, measure=MEASURES[measure], events_a_year=0.5, hour_worth=3.0)
    other = least_cost(problem, wanted)
    for method in ("extensive", "lshaped"):
        answer = solve_reserve(problem, replace(wanted, method=method), Serial())
        assert (answer.status, answer.method) == ("optimal", method)
        assert answer.objective == pytest.approx(other, rel=1e-6)
        assert answer.bound <= other * (1.0 + 1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("until_h", [3.0, 12.0])
def test_floors_that_can_be_kept_are_kept_at_the_cost_that_the_second_formulation_finds(until_h: float) -> None:
    """A floor in areas that roads always reach, and no limit of money."""
    edges = np.array([3.0, 12.0, 24.0])
    plain = made_problem(3, SMALL, budget_once=np.inf, budget_yearly=np.inf, edges=edges)
    near = (plain.travel_h[:, :3].min(axis=1) < 2.5).all(axis=0)
    problem = replace(plain, survival=np.ones_like(plain.survival), floors=(floor(plain, 0.6, until_h, near),))
    answer = solve_reserve(problem, EXACT, Serial())
    assert near.any()
    last = int(until_h > 3.0)
    assert (answer.on_time[:, :, near, last] >= 0.6 * problem.need[:, :, near, last] - 1e-6).all()
    assert (answer.status, answer.broken) == ("optimal", ())
    assert answer.objective == pytest.approx(least_cost(problem, EXACT), rel=1e-6)


def test_several_floors_each_keep_their_own_hour() -> None:
    """Half by hour 6 and nine tenths by hour 24: 50 tents lie near, the others come later.

    Taken together as nine tenths by hour 6 no plan would keep them.
    """
    plain = hand_problem(room_now=np.array([[50.0], [300.0]]), possible=np.zeros((2, 1), np.bool_))
    near = np.array([True, False])
    day = replace(floor(plain, 0.9, 24.0, near), name="day")
    problem = replace(plain, floors=(floor(plain, 0.5, 6.0, near), day))
    answer = solve_reserve(problem, EXACT, Serial())
    assert (answer.status, answer.broken) == ("optimal", ())
    np.testing.assert_allclose(answer.on_time[0, 0, 0], [50.0, 0.0], atol=1e-6)
    strict = replace(plain, floors=(replace(day, until_h=6.0),))
    assert solve_reserve(strict, EXACT, Serial()).status == "infeasible"


@pytest.mark.slow
@pytest.mark.parametrize("shares", [(0.3, 0.95), (0.8, 0.5)])
def test_several_floors_cost_what_the_second_formulation_finds(shares: tuple[float, float]) -> None:
    """Person-hours count so little that only the floors make anybody lay in."""
    plain = made_problem(3, SMALL, budget_once=np.inf, budget_yearly=np.inf, edges=np.array([3.0, 12.0, 24.0]))
    near = (plain.travel_h[:, :3].min(axis=1) < 2.5).all(axis=0)
    floors = (floor(plain, shares[0], 3.0, near), replace(floor(plain, shares[1], 12.0, near), name="later"))
    problem = replace(plain, survival=np.ones_like(plain.survival), floors=floors)
    wanted = replace(EXACT, hour_worth=0.01)
    answer = solve_reserve(problem, wanted, Serial())
    without = solve_reserve(replace(problem, floors=()), wanted, Serial())
    assert (answer.status, answer.broken) == ("optimal", ())
    assert answer.objective == pytest.approx(least_cost(problem, wanted), rel=1e-6)
    assert answer.objective > without.objective * 1.01


def test_floors_that_no_plan_keeps_are_named_with_the_money_that_would_keep_them() -> None:
    """Half of the first need in time at both areas takes 10 tents more in s1 and 50 in s2: 1,600 once."""
    problem = hand_problem(budget_once=600.0)
    problem = replace(problem, floors=(floor(problem, 0.5, 6.0),))
    answer = solve_reserve(problem, EXACT, Serial())
    assert answer.status == "infeasible"
    (broken,) = answer.broken
    assert (broken.floor, broken.item, broken.area, broken.scenario) == ("first hours", "tent", "a2", "quake")
    assert (broken.hour, broken.missing, broken.attainable) == pytest.approx((6.0, 50.0, 0.0))
    assert answer.relaxed_budget == pytest.approx(1600.0 * EXACT.yearly_share, rel=1e-4)
    assert answer.bound == np.inf


def test_a_floor_that_no_money_keeps_has_no_budget() -> None:
    """The road to a2 is cut."""
    problem = hand_problem(travel_h=np.array([[[2.0, np.inf], [9.0, np.inf]]]))
    answer = solve_reserve(replace(problem, floors=(floor(problem, 0.5, 6.0),)), EXACT, Serial())
    assert answer.status == "infeasible"
    assert [each.area for each in answer.broken] == ["a2"]
    assert np.isnan(answer.relaxed_budget)


def test_the_largest_share_is_what_all_areas_can_have_at_once() -> None:
    """100 tents, all that there is room for, are half of two areas' needs; a plan that fills one area keeps none."""
    near = np.array([[[2.0, 2.0], [2.0, 2.0]]])
    problem = hand_problem(travel_h=near, possible=np.zeros((2, 1), np.bool_))
    problem = replace(problem, floors=(floor(problem, 0.9, 6.0),))
    assert largest_share(problem, EXACT, Serial(), 0.0, 0.9) == pytest.approx(0.5, abs=CLOSE)


def test_equity_shares_a_lack_between_areas() -> None:
    """100 tents at once for two areas alike, as good in one as in the other: with equity each gets half."""
    near = np.array([[[2.0, 2.0], [2.0, 2.0]]])
    problem = hand_problem(travel_h=near, budget_once=600.0, area_weight=np.array([1.0, 1.05]))
    met = [
        solve_reserve(problem, replace(EXACT, equity=equity, parts=4), Serial()).on_time[0, 0, :, 0]
        for equity in (0.0, 0.5)
    ]
    np.testing.assert_allclose(met[0], [0.0, 100.0], atol=1e-6)
    np.testing.assert_allclose(met[1], [50.0, 50.0], atol=1e-6)


def test_today_s_stock_may_be_given_up_where_that_is_asked_for() -> None:
    """Holding a tent costs 100 a year, more than it saves."""
    problem = hand_problem(hold_yearly=np.array([100.0]), budget_yearly=0.0)
    kept = solve_reserve(problem, EXACT, Serial())
    sold = solve_reserve(problem, replace(EXACT, keep_stock=False), Serial())
    assert kept.stock[0, 0] == pytest.approx(40.0)
    assert sold.stock.sum() == pytest.approx(0.0, abs=1e-9)
    assert sold.objective == pytest.approx(200.0 * 24.0)
    assert kept.objective > sold.objective


def possible(problem: ReserveProblem, answer: ReserveAnswer) -> None:
    """Assert what holds for every plan."""
    for part in (answer.stock, answer.bought, answer.served, answer.unmet, answer.late, answer.from_stock):
        assert part.min(initial=0.0) >= -1e-6
    new = problem.open_once[answer.opened].sum() + answer.bought.sum(axis=0) @ problem.buy_once
    assert new == pytest.approx(answer.spent_once)
    assert answer.spent_once <= problem.budget_once * (1.0 + 1e-6)
    held = problem.stock_now.sum(axis=0) @ problem.hold_yearly
    assert answer.spent_yearly - held <= problem.budget_yearly * (1.0 + 1e-6)
    np.testing.assert_allclose(
        answer.served.sum(axis=3) + answer.unmet.sum(axis=3), problem.need.sum(axis=3), atol=1e-5
    )
    used = answer.from_stock.sum(axis=(1, 2)) + answer.from_agreements.sum(axis=1) + answer.from_lines.sum(axis=1)
    np.testing.assert_allclose(used, answer.served.sum(axis=(1, 2, 3)), atol=1e-5)
    assert (answer.from_stock <= problem.survival[:, :, None] * answer.stock + 1e-5).all()
    assert (answer.from_agreements <= problem.agreement_quantity * answer.agreements + 1e-5).all()
    volume = np.stack([(answer.stock * problem.volume)[:, problem.storage_of == c].sum(axis=1) for c in range(2)], 1)
    opened = (problem.room * answer.opened[:, :, None]).sum(axis=1)
    today = [(problem.stock_now * problem.volume)[:, problem.storage_of == c].sum(axis=1) for c in range(2)]
    assert (volume <= np.maximum(problem.room_now, np.stack(today, 1)) + opened + 1e-4).all()
    assert answer.bound <= answer.objective * (1.0 + 1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000_000))
def test_no_plan_is_impossible(seed: int) -> None:
    """Nothing is negative, every need is either met or not, sources give what they have, room and budgets are kept."""
    problem = made_problem(seed, {"s": 3, "a": 3, "i": 2, "w": 3})
    answer = solve_reserve(problem, ReserveSettings(gap=0.02), Serial())
    assert answer.status == "optimal"
    possible(problem, answer)


def test_no_more_sites_are_opened_than_may_be() -> None:
    """More than one is worth it; with at most one, one is opened, and the plan costs more."""
    problem = made_problem(5, room=np.full((4, 2, 2), 300.0), budget_once=1e5, budget_yearly=1e5)
    free = solve_reserve(problem, EXACT, Serial())
    held = solve_reserve(replace(problem, most_opened=1.0), EXACT, Serial())
    assert free.opened.sum() > 1
    assert held.opened.sum() == 1
    assert held.objective > free.objective


def test_more_money_is_never_worse() -> None:
    """The best plan under a larger budget costs no more."""
    found = [solve_reserve(made_problem(5, budget_once=money), EXACT, Serial()).objective for money in (500.0, 3000.0)]
    assert found[1] <= found[0] + 1e-6


@pytest.mark.parametrize("method", ["extensive", "lshaped"])
def test_any_number_of_workers_finds_the_same_plan(method: str) -> None:
    """Value by value."""
    wanted = ReserveSettings(method=method)
    alone = solve_reserve(made_problem(7), wanted, Serial())
    with local(3) as pool:
        together = solve_reserve(made_problem(7), wanted, pool)
    assert (alone.objective, alone.bound) == (together.objective, together.bound)
    np.testing.assert_array_equal(alone.stock, together.stock)
    np.testing.assert_array_equal(alone.served, together.served)


def test_an_answer_says_what_it_was_made_from() -> None:
    """The checksum changes with the problem and with the settings, and with nothing else."""
    one, again = (solve_reserve(hand_problem(), EXACT, Serial()) for _ in range(2))
    other = solve_reserve(hand_problem(haul=np.array([0.01])), EXACT, Serial())
    assert one.checksum == again.checksum != other.checksum
    assert one.version
