"""Forward selection, compared with a plain program, with all subsets, and with what must always hold."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from anlan.scenarios import reduce_events
from bench.scenarios import plain_reduction

Floats = NDArray[np.float64]

EIGHTHS = st.integers(1, 64).map(lambda number: number / 64.0)
"""Frequencies whose sums are exact."""


@st.composite
def sets(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Draw events and their frequencies."""
    count = draw(st.integers(1, 25))
    points = draw(arrays(np.float64, (count, 2), elements=st.integers(0, 30).map(float)))
    return points, np.array(draw(st.lists(EIGHTHS, min_size=count, max_size=count)))


def test_three_events_on_a_line_by_hand() -> None:
    """At 0, 1 and 10 with frequencies 1, 1 and 2: the last costs 19 / 4, the middle one 19 / 4, the first 21 / 4."""
    points, frequency = np.array([[0.0], [1.0], [10.0]]), np.array([1.0, 1.0, 2.0])
    found = reduce_events(points, frequency, 2)
    assert found.kept.tolist() == [1, 2]
    assert found.frequency.tolist() == [2.0, 2.0]
    assert found.nearest.tolist() == [0, 0, 1]
    assert found.distance == pytest.approx([19.0 / 4.0, 1.0 / 4.0])


def test_bounds_select_what_pricing_everything_selects() -> None:
    """Three hundred events in eight dimensions; the plain program prices each in every step."""
    rng = np.random.default_rng(2)
    points, frequency = rng.lognormal(size=(300, 8)), rng.random(300)
    found = reduce_events(points, frequency, 20)
    kept, distance = plain_reduction(points, frequency, 20)
    assert found.kept.tolist() == kept
    assert found.distance[-1] == pytest.approx(distance, rel=1e-12)


def test_the_selection_is_near_the_best_of_all_subsets() -> None:
    """Of twelve events three are kept; forward selection promises no optimum, but misses it by little here."""
    rng = np.random.default_rng(3)
    for _ in range(10):
        points, frequency = rng.random((12, 2)), rng.random(12)
        weight = frequency / frequency.sum()
        apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
        best = min(float(weight @ apart[list(subset)].min(axis=0)) for subset in combinations(range(12), 3))
        assert best * (1.0 - 1e-12) <= reduce_events(points, frequency, 3).distance[-1] <= 1.25 * best


@given(sets())
def test_frequencies_add_up_to_the_total(given_set: tuple[Floats, Floats]) -> None:
    """What is not kept gives its frequency to the nearest that is; nothing is lost."""
    points, frequency = given_set
    for keep in (1, 3, points.shape[0]):
        assert reduce_events(points, frequency, keep).frequency.sum() == frequency.sum()


@given(sets())
def test_each_event_is_stood_for_by_the_nearest(given_set: tuple[Floats, Floats]) -> None:
    """No other kept event is nearer than the one to which the frequency goes."""
    points, frequency = given_set
    found = reduce_events(points, frequency, 4)
    apart = np.sqrt(((points[:, None] - points[found.kept][None]) ** 2).sum(axis=2))
    assert np.array_equal(apart[np.arange(points.shape[0]), found.nearest], apart.min(axis=1))


@given(sets())
def test_the_distance_falls_with_every_event_kept_and_ends_at_nothing(given_set: tuple[Floats, Floats]) -> None:
    """With all events kept, equal ones once, there is no error."""
    points, frequency = given_set
    found = reduce_events(points, frequency, points.shape[0])
    assert (np.diff(found.distance) < 0.0).all()
    assert found.distance[-1] == 0.0
    assert found.kept.size == np.unique(points, axis=0).shape[0]


@given(sets())
def test_the_mean_differs_by_no_more_than_the_distance(given_set: tuple[Floats, Floats]) -> None:
    """The bound of Kantorovich and Rubinstein, in each coordinate."""
    points, frequency = given_set
    found = reduce_events(points, frequency, 3)
    gap = np.abs(points.T @ frequency - points[found.kept].T @ found.frequency) / frequency.sum()
    assert (gap <= found.distance[-1] + 1e-9).all()


def test_only_candidates_are_kept_and_all_events_count() -> None:
    """The best candidate stands for the crowd that may not be chosen itself."""
    points, frequency = np.array([[0.0], [0.1], [5.0], [9.0]]), np.array([8.0, 1.0, 1.0, 1.0])
    told: list[tuple[int, int]] = []
    found = reduce_events(
        points, frequency, 2, candidates=np.array([1, 3]), advance=lambda done, total: told.append((done, total))
    )
    assert found.kept.tolist() == [1, 3]
    assert found.frequency.tolist() == [9.0, 2.0]
    assert told == [(2, 4), (4, 4)]


def test_nothing_reduces_to_nothing() -> None:
    """A city without harm has no scenarios."""
    found = reduce_events(np.zeros((0, 8)), np.zeros(0), 5)
    assert found.kept.size == found.distance.size == 0
