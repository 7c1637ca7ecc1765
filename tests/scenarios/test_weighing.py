"""What other weights of the dimensions would choose."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.risk import exceedance
from anlan.scenarios import search_worst, weigh
from anlan.scenarios.weighing import chosen_by, draw_weights
from tests.scenarios.test_choice import FLOOD, QUAKE, impacts
from tests.scenarios.test_worst import FLOOR, assessed


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown."""
    return City.load(cities / "tinytown")


def test_weights_add_up_to_one_and_are_drawn_alike() -> None:
    """Every dimension has the same mean weight, and the same seed gives the same sets."""
    drawn = draw_weights(4, 5000, 3)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(5000))
    assert drawn.mean(axis=0) == pytest.approx(np.full(4, 0.25), abs=0.01)
    assert np.array_equal(drawn, draw_weights(4, 5000, 3))


def test_two_events_share_the_weights_by_hand() -> None:
    """One is twice as bad in the first of two dimensions, the other by half in the second.

    With weight w of the first, the severities are 2 w + 1 - w and w + 1.5 (1 - w); they meet at w = 1/3, and the first
    event is chosen by two thirds of the weights.
    """
    ratios = np.array([[2.0, 1.0], [1.0, 1.5]])
    weights = draw_weights(2, 20_000, 1)
    event, severity = chosen_by(ratios, np.array([1.0, 1.0]), 1.0, weights)
    assert np.array_equal(event == 0, weights[:, 0] > 1.0 / 3.0)
    assert np.mean(event == 0) == pytest.approx(2.0 / 3.0, abs=0.01)
    assert severity == pytest.approx(np.max(weights @ ratios.T, axis=1))


@given(
    seed=st.integers(0, 10_000),
    events=st.integers(1, 60),
    together=st.sampled_from([0.0, 1.0, 3.0]),
    floor=st.sampled_from([0.003, 0.03, 0.3, 3.0]),
)
def test_leaving_out_what_cannot_be_chosen_changes_nothing(
    seed: int, events: int, together: float, floor: float
) -> None:
    """The severity is that of putting all events in order, for any correlation, ties and zeros."""
    rng = np.random.default_rng(seed)
    drawn = np.exp(together * rng.normal(size=(events, 1)) + rng.normal(size=(events, 3)))
    ratios = np.asarray(np.round(drawn, 1), dtype=np.float64)
    ratios[rng.random((events, 3)) < 0.2] = 0.0
    frequency = rng.choice([0.001, 0.01, 0.02], events)
    weights = draw_weights(3, 20, seed)
    event, severity = chosen_by(ratios, frequency, floor, weights)
    for row, weight in enumerate(weights):
        curve = exceedance(ratios @ weight, frequency)
        place = curve.index_at(floor)
        plain = 0.0 if place is None else float(curve.impact[place])
        assert severity[row] == pytest.approx(plain, rel=1e-9)
        assert (event[row] == -1) == (plain == 0.0)
        if plain > 0.0:
            assert ratios[event[row]] @ weight == pytest.approx(plain, rel=1e-9)


def test_shares_add_up_and_central_weights_favour_their_event(town: City) -> None:
    """The flood loses more money than the quake, which is worse in all else: it is chosen by weights on money."""
    flood = impacts("rain_flood", [[1, 0, 9e9]], [0.001])
    found = weigh(search_worst(assessed(town, flood, QUAKE), FLOOR))
    assert sum(one.share for one in found.accepted) == pytest.approx(1.0)
    quake, money = found.accepted
    assert (quake.kind, money.kind) == ("earthquake", "rain_flood")
    assert money.central["direct_loss"] > 0.5 > quake.central["direct_loss"]
    assert sum(money.central.values()) == pytest.approx(1.0)
    assert found.share_of("earthquake") == quake.share
    assert found.stays == {"earthquake": 1.0, "rain_flood": 1.0}


def test_an_event_that_outdoes_all_others_is_chosen_by_all_weights(town: City) -> None:
    """The quake is worse in every dimension that counts."""
    quake = impacts("earthquake", [[900, 9000, 9e9]], [0.001])
    found = weigh(search_worst(assessed(town, FLOOD, quake), FLOOR))
    assert [(one.kind, one.event, one.share) for one in found.accepted] == [("earthquake", 0, 1.0)]


def test_nothing_credible_leaves_nothing_to_weigh(town: City) -> None:
    """At a floor above all frequencies."""
    assert weigh(search_worst(assessed(town, QUAKE), 0.01)).accepted == ()
