"""The radiation model and where contacts are made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from anlan.hazards.epidemiology.commuting import presence_of, radiation

LINE = np.abs(np.subtract.outer(np.array([0.0, 1.0, 3.0]), np.array([0.0, 1.0, 3.0])))


def test_three_districts_by_hand() -> None:
    """10 people at 0, 20 at 1 and 30 at 3 km: from the first 200/(10*30) to the second, 300/(30*60) to the third."""
    shares = radiation(np.array([10.0, 20.0, 30.0]), LINE)
    weight = np.array([200.0 / (10.0 * 30.0), 300.0 / (30.0 * 60.0)])
    assert shares[0] == pytest.approx([0.0, *(weight / weight.sum())])


def test_a_city_of_one_district_has_nowhere_to_go() -> None:
    """All contacts are made at home."""
    shares = radiation(np.array([10.0]), np.zeros((1, 1)))
    assert presence_of(0.5, 1.0, shares) == pytest.approx(np.ones((3, 1, 1)))


@given(
    people=arrays(float, 5, elements=st.floats(0.0, 1e6)),
    distance=arrays(float, (5, 5), elements=st.floats(0.0, 100.0)),
    commuters=st.floats(0.0, 1.0),
)
def test_shares_are_shares(people: np.ndarray, distance: np.ndarray, commuters: float) -> None:
    """Nobody commutes to where he lives; what people of any age do adds up to one."""
    shares = radiation(people, distance)
    assert np.diagonal(shares).max() == 0.0
    presence = presence_of(commuters, 0.26, shares)
    assert presence.min() >= 0.0
    assert presence.sum(axis=2) == pytest.approx(np.ones((3, 5)))
    assert presence[0].tolist() == presence[2].tolist() == np.eye(5).tolist()
