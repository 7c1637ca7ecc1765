"""The choice of the worst credible event, on event sets whose order is known."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from anlan.hazards import EventSet
from anlan.risk import EventImpacts, Slots, Vulnerability
from anlan.scenarios import Candidates, choose

TARGETS = ("killed", "displaced", "residential")


def impacts(kind: str, totals: list[list[float]], frequency: list[float]) -> EventImpacts:
    """Build the impacts of a hazard from a table of killed, displaced and lost dwellings by event."""
    count = len(frequency)

    def field(events: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.zeros((events.size, 1), dtype=np.float32)

    events = EventSet(
        kind=kind,
        unit="1",
        ids=tuple(f"{kind}-{index}" for index in range(count)),
        frequency=np.array(frequency),
        by_day=np.zeros(count, dtype=np.bool_),
        parameters=pl.DataFrame({"size": range(count)}),
        cells=np.zeros(1, dtype=np.int64),
        field=field,
        provenance={},
        pattern="size {size}",
    )
    vulnerability = Vulnerability(TARGETS, np.zeros(1), np.zeros((1, 3)))
    slots = Slots(np.zeros(1, np.int32), np.zeros(1, np.int32), ("city",), np.zeros(1, np.int32), 1)
    return EventImpacts(
        events=events,
        frequency=events.frequency,
        vulnerability=vulnerability,
        slots=slots,
        by_district=np.array(totals)[:, None, :],
        expected=np.zeros((2, 1, 3)),
        visitors=np.zeros((1, 3)),
        provenance={},
    )


FLOOD = impacts(
    "rain_flood",
    [[0, 100, 1e8], [10, 2000, 5e9], [2, 1000, 2e9], [1, 500, 1e9]],
    [0.1, 0.0005, 0.001, 0.01],
)
QUAKE = impacts("earthquake", [[500, 9000, 4e9], [20, 900, 4e8]], [0.0009, 0.004])


def test_the_most_severe_event_that_is_not_below_the_floor_is_chosen() -> None:
    """At 1 in 1,000 years the flood of 0.0005 is too rare; with the one of 0.001 the frequencies sum to 0.0015."""
    (flood,) = choose([FLOOD], 0.001)
    assert flood.event == 2
    assert flood.frequency == pytest.approx(0.0015)
    assert flood.worse == 1
    assert flood.beyond == 1


def test_a_lower_floor_admits_a_worse_event() -> None:
    """At 1 in 2,000 years the worst simulated flood is chosen, and nothing worse is known."""
    (flood,) = choose([FLOOD], 0.0005)
    assert flood.event == 1
    assert flood.worse is None
    assert flood.beyond == 0


def test_the_worst_of_all_hazards_comes_first() -> None:
    """The earthquake of 0.0049 or rarer is measured by the same levels as the flood."""
    choices = choose([FLOOD, QUAKE], 0.0009)
    assert [choice.kind for choice in choices] == ["earthquake", "rain_flood"]
    assert choices[0].event == 0
    assert choices[0].severity > choices[1].severity


def test_likelier_events_stand_five_and_ten_times_above_the_floor() -> None:
    """From a floor of 0.001 the flood of 0.01 is the neighbour at five and at ten times the frequency."""
    (flood,) = choose([FLOOD], 0.001)
    assert flood.likelier == (3,)


def test_the_band_holds_events_of_about_the_floors_frequency() -> None:
    """Half to twice the floor: the events that are reached 0.0005 and 0.0015 times a year."""
    (flood,) = choose([FLOOD], 0.001)
    assert set(flood.band) == {1, 2}


def test_a_harmless_hazard_gives_no_choice() -> None:
    """Without harm at the floor there is nothing to plan for."""
    assert choose([impacts("rain_flood", [[0, 0, 0]], [0.5])], 0.01) == ()
    assert choose([], 0.01) == ()


def test_severity_is_the_mean_of_the_ratios_to_the_levels() -> None:
    """Twice the deaths, half the displaced and no loss count (2 + 0.5 + 0) / 3; a level of zero does not count."""
    one = impacts("rain_flood", [[20, 50, 0]], [1.0])
    levels = {"killed": 10.0, "displaced": 100.0, "direct_loss": 5.0, "severely_injured": 0.0}
    assert Candidates.of(one, tuple(levels)).severity(levels) == pytest.approx([2.5 / 3.0])


def test_events_that_are_equally_severe_count_together_and_none_is_worse() -> None:
    """Two equal floods of 0.01 a year above a milder one: one at least as severe comes 0.02 times a year."""
    twins = impacts("rain_flood", [[5, 10, 1e6], [5, 10, 1e6], [1, 1, 1e5]], [0.01, 0.01, 0.1])
    for floor in (0.005, 0.015):
        (choice,) = choose([twins], floor)
        assert choice.frequency == pytest.approx(0.02)
        assert choice.frequency_of[choice.event] == choice.frequency
        assert (choice.beyond, choice.worse) == (0, None)
