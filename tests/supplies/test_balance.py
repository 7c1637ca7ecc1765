"""Needs against arrivals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.supplies import Arrivals, Balance, Needs, balance


def one_item(
    *,
    once: bool,
    amount: list[float],
    stock: list[float],
    agreement: list[float] | None = None,
    capacity: list[float] | None = None,
    persons: list[float] | None = None,
) -> Balance:
    """Balance a single item."""
    none = [0.0] * len(amount)
    needs = Needs(("item",), np.array([once]), np.array([amount]), np.array([persons or amount]))
    arrivals = Arrivals(("item",), np.array([stock]), np.array([agreement or none]), np.array([capacity or none]))
    return balance(needs, arrivals)


def test_consumption_that_nothing_covers_is_not_made_good_later() -> None:
    """Water missed in the first hour is not drunk in the second."""
    result = one_item(once=False, amount=[10, 10, 10], stock=[0, 25, 0])
    assert result.unmet.tolist() == [[10, 0, 0]]
    assert result.stock.tolist() == [[0, 10, 10]]
    assert result.shortage.tolist() == [10]


def test_what_is_handed_out_once_is_waited_for() -> None:
    """Ten tents asked in the first hour are handed out when they arrive in the second."""
    result = one_item(once=True, amount=[10, 0, 5], stock=[0, 12, 0])
    assert result.unmet.tolist() == [[10, 0, 3]]
    assert result.stock.tolist() == [[0, 10, 2]]
    assert result.shortage.tolist() == [10]


def test_stock_is_used_before_agreements_and_agreements_before_production() -> None:
    """An hour's need of 10 takes 4, 3 and 3."""
    result = one_item(once=False, amount=[10], stock=[4], agreement=[3], capacity=[9])
    assert (result.stock[0, 0], result.agreement[0, 0], result.capacity[0, 0]) == (4, 3, 3)
    assert result.unmet[0, 0] == 0


def test_people_without_follow_the_unmet_share() -> None:
    """A quarter of the need is unmet for 200 people: 50 people go without."""
    result = one_item(once=False, amount=[8], stock=[6], persons=[200])
    assert result.unmet_person_hours == pytest.approx([50.0])


hours = st.lists(st.floats(0, 1e6), min_size=12, max_size=12)


@given(st.booleans(), hours, hours, hours, hours)
def test_nothing_is_lost_or_invented(
    once: bool, amount: list[float], stock: list[float], agreement: list[float], capacity: list[float]
) -> None:
    """No source gives more than has arrived, no need is covered twice, and every need is covered or unmet."""
    result = one_item(once=once, amount=amount, stock=stock, agreement=agreement, capacity=capacity)
    given_out = result.stock + result.agreement + result.capacity
    slack = 1e-6 * (1.0 + sum(amount))
    for used, arrived in ((result.stock, stock), (result.agreement, agreement), (result.capacity, capacity)):
        assert (np.cumsum(used) <= np.cumsum(arrived) + slack).all()
        assert (used >= 0.0).all()
    if once:
        assert np.cumsum(given_out) + result.unmet[0] == pytest.approx(np.cumsum(amount), abs=slack)
    else:
        assert (given_out + result.unmet)[0] == pytest.approx(amount, abs=slack)


@given(hours, hours, st.floats(0, 1e6))
def test_more_stock_never_leaves_more_unmet(amount: list[float], stock: list[float], more: float) -> None:
    """Adding stock in the first hour cannot raise the unmet need of any hour of consumption."""
    before = one_item(once=False, amount=amount, stock=stock).unmet
    after = one_item(once=False, amount=amount, stock=[stock[0] + more, *stock[1:]]).unmet
    assert after.sum() <= before.sum() + 1e-6 * (1.0 + sum(amount))
