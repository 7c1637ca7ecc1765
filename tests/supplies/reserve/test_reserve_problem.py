"""A problem that does not hold together is refused with all that is wrong."""

import numpy as np
import pytest

from anlan.errors import InputError, SettingError
from anlan.supplies.reserve import ReserveSettings
from tests.supplies.reserve.reserve_cases import floor, hand_problem, made_problem


def refused(**changes: object) -> list[str]:
    """Return what is said about a problem with these changes."""
    with pytest.raises(InputError) as caught:
        hand_problem(**changes)
    return [str(problem) for problem in caught.value.problems]


def test_arrays_of_the_wrong_shape_are_all_named() -> None:
    """Two of them, with the shape that was wanted."""
    said = refused(volume=np.ones(2), need=np.ones((1, 1, 2)))
    assert said == [
        "reserve#volume: its shape is (2,), not (1,); give a value for each i",
        "reserve#need: its shape is (1, 1, 2), not (1, 1, 2, 2); give a value for each w, i, a, t",
    ]


def test_impossible_values_are_all_named() -> None:
    """Negative, not a number, more than a whole, backwards in time, and probabilities that do not sum to 1."""
    said = refused(
        buy_once=np.array([-3.0]),
        haul=np.array([np.nan]),
        survival=np.full((1, 2), 1.5),
        edges=np.array([6.0, 6.0]),
        probability=np.array([0.5]),
        stock_max=np.array([[10.0], [10.0]]),
        budget_once=-1.0,
    )
    assert [each.split(":")[0] for each in said] == [
        "reserve#buy_once", "reserve#survival", "reserve#haul", "reserve#edges", "reserve#probability",
        "reserve#stock_max", "reserve#budget_once",
    ]  # fmt: skip
    assert "impossible values: 1; the first is -3 at [0]" in said[0]
    assert "less than today's stock is allowed at s1 of tent" in said[5]


def test_references_to_nothing_and_names_that_occur_twice_are_named() -> None:
    """An item's storage class that is not there, two areas alike, origins in another order."""
    said = refused(storage_of=np.array([3]), areas=("a1", "a1"), origins=("s2", "s1"))
    assert said == [
        "reserve#storage_of: 3 at [0] refers to nothing; there are 1; number them from 0",
        "reserve#areas: a1 occurs twice; give each an identifier of its own",
        "reserve#origins: origins do not begin with the sites; list the sites first, in their order",
    ]


def test_floors_must_be_shares_by_an_hour_at_which_a_window_ends() -> None:
    """A share of 1.2, and an hour before the first window ends."""
    problem = hand_problem()
    said = refused(floors=(floor(problem, 1.2, 6.0), floor(problem, 0.5, 2.0)))
    assert said == [
        "reserve#floors first hours: its share is 1.2; give a share from 0 to 1",
        "reserve#floors first hours: no window ends by hour 2; the first ends at 6; "
        "give an hour at which a window ends",
    ]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("hour_worth", 0.0, "above 0"),
        ("discount", 1.0, "from 0 to below 1"),
        ("equity", -0.1, "from 0 to below 1"),
        ("gap", 0.0, "above 0 and below 1"),
        ("parts", 0, "1 or more"),
        ("years", -1.0, "above 0"),
        ("events_a_year", 0.0, "above 0"),
    ],
)
def test_settings_outside_what_is_allowed_are_refused(name: str, value: float, allowed: str) -> None:
    """With the value and what is allowed."""
    with pytest.raises(SettingError, match=f"{name} is {value:g}; give a value {allowed}"):
        ReserveSettings(**{name: value})  # type: ignore[arg-type]


def test_money_paid_once_is_spread_as_an_annuity() -> None:
    """3 % over 20 years: 0.0672157 a year; without a discount a twentieth."""
    assert ReserveSettings().yearly_share == pytest.approx(0.0672157, rel=1e-6)
    assert ReserveSettings(discount=0.0).yearly_share == 0.05


def test_made_problems_hold_together() -> None:
    """So that other tests fail for their own reasons."""
    assert made_problem(0).sizes_of == {"s": 4, "k": 2, "c": 2, "i": 3, "a": 5, "w": 4, "j": 3, "l": 2, "o": 9, "t": 4}
