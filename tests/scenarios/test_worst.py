"""The search on event sets whose order is known."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import SettingError
from anlan.language import Message
from anlan.risk import Assessment, EventImpacts, assess_city
from anlan.scenarios import PEAK, SEARCHED, Candidates, Worst, plan_with, search_worst
from anlan.scenarios.dimensions import NAMES
from anlan.scenarios.saved import Moment
from anlan.scenarios.worst import ENOUGH
from tests.rehearsal.test_tinytown import Silent
from tests.scenarios.test_choice import FLOOD, QUAKE, impacts

FLOOR = 0.0009


def assessed(city: City, *found: EventImpacts) -> Assessment:
    """Put impacts together as an assessment of tinytown."""
    return Assessment(city, {one.events.kind: one for one in found}, (), 1000, 1.0, 1)


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown, of which the profile of the displaced is used: it rises to all within ten hours."""
    return City.load(cities / "tinytown")


@pytest.fixture(scope="module")
def worst(town: City) -> Worst:
    """The search over a flood and an earthquake."""
    return search_worst(assessed(town, FLOOD, QUAKE), FLOOR)


def test_the_dimensions_cover_people_services_money_and_needs() -> None:
    """Eight dimensions, each with a unit."""
    assert NAMES == (
        "killed", "severely_injured", "displaced", "isolated", "without_power", "without_water", "direct_loss", PEAK,
    )  # fmt: skip
    assert {one.unit for one in SEARCHED} == {"persons", "currency"}


def test_the_greatest_need_is_that_of_the_worst_hour(worst: Worst) -> None:
    """All displaced are in need from the tenth hour; the dead need nothing."""
    assert worst.candidates["rain_flood"].values[PEAK] == pytest.approx([100.0, 2000.0, 1000.0, 500.0])


def test_the_worst_of_all_comes_first(worst: Worst) -> None:
    """The earthquake kills and displaces most; the flood of 0.0005 is too rare, that of 0.0015 is chosen."""
    assert [(choice.kind, choice.event) for choice in worst.choices] == [("earthquake", 0), ("rain_flood", 2)]
    assert worst.consequences("earthquake", 0)["killed"] == 500.0


def test_levels_are_those_of_all_hazards_together(worst: Worst) -> None:
    """0.0009 times a year 500 die; 0.0014 times 4 billion are lost, so 0.0009 is reached by the earthquake's loss."""
    assert worst.levels["killed"] == 500.0
    assert worst.levels["direct_loss"] == 4e9
    assert worst.beyond["direct_loss"] == 5e9


def test_events_of_any_hazard_count_for_the_joint_frequency(worst: Worst) -> None:
    """At least as severe as the flood of 1,000 displaced: the rarer flood and the earthquake too."""
    assert worst.joint["rain_flood"] == pytest.approx(0.0005 + 0.001 + 0.0009)
    assert worst.joint["earthquake"] == pytest.approx(0.0009)


def test_the_front_holds_credible_events_that_no_other_outdoes(town: City) -> None:
    """The flood loses more than the quake, which kills more; the flood that is too rare would outdo both."""
    flood = impacts("rain_flood", [[600, 9999, 9e9], [10, 100, 6e9], [9, 100, 5e9]], [0.0001, 0.001, 0.01])
    found = search_worst(assessed(town, flood, QUAKE), FLOOR)
    assert {(one.kind, one.event) for one in found.front} == {("earthquake", 0), ("rain_flood", 1)}
    assert found.front[0].severity >= found.front[1].severity
    assert found.front[0].frequency == pytest.approx(0.0009)


def test_a_lower_floor_admits_worse_events_measured_alike(worst: Worst) -> None:
    """At a third of the floor the flood of 0.0005 is credible; the levels by which it is measured stay."""
    severities = {
        factor: next(choice.severity for choice in choices if choice.kind == "rain_flood")
        for factor, choices in worst.sensitivity.items()
        if any(choice.kind == "rain_flood" for choice in choices)
    }
    assert list(severities) == [0.1, 0.3, 1.0, 3.0, 10.0]
    assert severities[0.3] > severities[1.0] > severities[3.0]
    assert severities[0.1] == severities[0.3]


def test_an_event_nearly_as_bad_and_likelier_is_named(town: City) -> None:
    """Nine tenths as bad and ten times likelier; the choice alone has no such neighbour."""
    flood = impacts("rain_flood", [[100, 0, 0], [90, 0, 0], [50, 0, 0]], [0.001, 0.009, 0.1])
    event, frequency = search_worst(assessed(town, flood), 0.001).nearly["rain_flood"]
    assert event == 1
    assert frequency == pytest.approx(0.01)
    alone = impacts("rain_flood", [[100, 0, 0], [50, 0, 0]], [0.001, 0.1])
    assert search_worst(assessed(town, alone), 0.001).nearly == {}


def test_a_simulation_too_small_for_the_floor_says_how_many_events_it_needs(town: City) -> None:
    """Twenty events of 0.01 reach down to 0.01; ten expected events at 0.001 need 2,000."""
    flood = impacts("rain_flood", [[number, 0, 0] for number in range(1, 21)], [0.01] * 20)
    rare = search_worst(assessed(town, flood), 0.001).resolution["rain_flood"]
    assert rare.expected == pytest.approx(0.1)
    assert rare.needed == 2000
    assert not rare.enough
    often = search_worst(assessed(town, flood), 0.1).resolution["rain_flood"]
    assert often.expected == pytest.approx(ENOUGH)
    assert often.needed == 20
    assert often.enough


def test_events_that_are_rarer_together_than_the_floor_all_lie_beyond_it(town: City) -> None:
    """Twenty events of 0.01 happen 0.2 times a year together; at a floor of 0.5 there is nothing more to simulate."""
    flood = impacts("rain_flood", [[number, 0, 0] for number in range(1, 21)], [0.01] * 20)
    found = search_worst(assessed(town, flood, impacts("earthquake", [[1, 0, 0]], [0.9])), 0.5)
    assert found.resolution["rain_flood"].expected == 20.0
    assert found.resolution["rain_flood"].enough


def test_a_floor_above_all_frequencies_gives_no_choice(town: City) -> None:
    """That nothing is credible is a result, and the planning set still stands for all that may happen."""
    found = search_worst(assessed(town, QUAKE), 0.01)
    assert found.choices == ()
    assert found.front == ()
    assert plan_with(found, 5).scenarios == ()


class Storms:
    """Tells compound events."""

    def identifier(self, event: int) -> str:
        """A name by number."""
        return f"storm-{event}"

    def describe(self, event: int) -> Message:
        """A sentence by number."""
        return Message("storm {number}", number=event)

    def moment(self, event: int) -> Moment:
        """In August, at high tide."""
        return Moment(month=8, tide="high")


def storms(kind: str = "storm", replaces: tuple[str, ...] = ()) -> Candidates:
    """Two compound events of a flood that leads; they kill more than flood and earthquake."""
    values = {
        "killed": np.array([700.0, 600.0]),
        "displaced": np.array([9500.0, 100.0]),
        "direct_loss": np.array([5e9, 0.0]),
    }
    hazards = ("rain_flood", "earthquake")
    return Candidates(kind, np.array([0.001, 0.01]), values, Message("Storm"), hazards, Storms(), replaces)


def test_compound_events_are_searched_like_others(town: City) -> None:
    """They lack dimensions, which count as zero; the needs in the worst hour follow the hazard that leads."""
    found = search_worst(assessed(town, FLOOD, QUAKE), FLOOR, (storms(),))
    assert found.choices[0].kind == "storm"
    assert found.levels["killed"] == 700.0
    assert found.candidates["storm"].values[PEAK] == pytest.approx([9500.0, 100.0])
    assert found.consequences("storm", 0)["without_power"] == 0.0
    assert ("storm", 0) in {(one.kind, one.event) for one in found.front}


def test_events_that_compound_ones_tell_again_count_once(town: City) -> None:
    """The flood keeps its choice, but what all hazards reach and how often leaves it out."""
    alone = search_worst(assessed(town, FLOOD, QUAKE), FLOOR, (storms(),))
    found = search_worst(assessed(town, FLOOD, QUAKE), FLOOR, (storms(replaces=("rain_flood",)),))
    assert {choice.kind for choice in found.choices} == {"storm", "rain_flood", "earthquake"}
    assert alone.joint["rain_flood"] == pytest.approx(found.joint["rain_flood"] + 0.0015)
    assert plan_with(found, 50).events == 4


def test_compound_events_need_a_kind_of_their_own(town: City) -> None:
    """A kind that is assessed already would hide its events."""
    with pytest.raises(ValueError, match="'rain_flood' are given twice"):
        search_worst(assessed(town, FLOOD), FLOOR, (storms("rain_flood"),))


def test_a_city_without_hazards_is_refused(town: City) -> None:
    """There is nothing to choose from."""
    with pytest.raises(SettingError, match="no hazard of tinytown"):
        search_worst(assessed(town), 0.001)


def test_the_planning_set_keeps_means_and_frequencies(town: City) -> None:
    """With as many scenarios as events nothing is lost."""
    found = search_worst(assessed(town, FLOOD, QUAKE), FLOOR)
    planned = plan_with(found, 50)
    assert len(planned.scenarios) == planned.events == 6
    assert planned.distance[-1] == 0.0
    assert sum(one.frequency for one in planned.scenarios) == pytest.approx(planned.frequency)
    for one in planned.fidelity.values():
        assert one.mean_kept == pytest.approx(one.mean)
        assert one.level_kept == one.level
        assert one.tail_kept == pytest.approx(one.tail)
    assert planned.fidelity["killed"].share == pytest.approx(1.0)


def test_the_mean_of_a_smaller_set_is_within_the_stated_bound(town: City) -> None:
    """Kantorovich distance times level times frequency bounds the error of each mean."""
    rng = np.random.default_rng(5)
    totals = [[*row] for row in np.round(rng.lognormal(3.0, 1.0, (60, 3)) * [1.0, 10.0, 1e6])]
    found = search_worst(assessed(town, impacts("rain_flood", totals, [0.01] * 60)), 0.02)
    planned = plan_with(found, 8)
    assert len(planned.scenarios) == 8
    assert sum(one.stands_for for one in planned.scenarios) == planned.events
    for name, one in planned.fidelity.items():
        assert abs(one.mean_kept - one.mean) <= planned.distance[-1] * found.levels[name] * planned.frequency + 1e-9


def test_everyday_events_are_left_out_of_the_planning_set(town: City) -> None:
    """What is milder than what happens once a year is told as a share of the mean."""
    flood = impacts("rain_flood", [[100, 0, 0], [50, 0, 0], [1, 0, 0]], [0.01, 1.0, 50.0])
    planned = plan_with(search_worst(assessed(town, flood), 0.01), 5)
    assert [one.event for one in planned.scenarios] == [1, 0]
    assert planned.fidelity["killed"].share == pytest.approx(51.0 / 101.0)


def test_nearly_equal_events_need_few_scenarios(cities: Path) -> None:
    """Tinytown's hundred floods differ by a part in ten thousand; a few stand for the flood of every year."""
    city = City.load(cities / "tinytown")
    found = search_worst(assess_city(city, 100, 1, Serial(), Silent()), 0.01)
    assert [choice.kind for choice in found.choices] == ["rain_flood"]
    assert found.front[0].severity == pytest.approx(1.0)
    planned = plan_with(found, 50)
    assert len(planned.scenarios) < 15
    assert planned.distance[0] < 1e-4
    assert planned.frequency == pytest.approx(1.0)
