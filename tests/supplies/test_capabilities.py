"""What must be done for how many by when."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.scenarios.run import CareLoad
from anlan.supplies import CapabilityTarget, capability_targets, duty_for, needs_of
from anlan.supplies.capabilities import GROUPS, LIMITS, most_in_a_day
from tests.report.made_run import HOURS, bare_run, full_run, networked


@pytest.fixture(scope="module", name="city")
def town(cities: Path) -> City:
    """Tinytown with networks, organisations and duties."""
    return networked(cities)


@pytest.fixture(scope="module", name="targets")
def all_targets(city: City) -> dict[str, CapabilityTarget]:
    """Targets of a run with every part, by key."""
    run = full_run(city)
    return {one.key: one for one in capability_targets(city, run, needs_of(city, run.course, run.hours))}


def test_displaced_people_are_sheltered_ten_hours_after_the_flood_begins(
    city: City, targets: dict[str, CapabilityTarget]
) -> None:
    """The worst hour gives how many, the onset in hour 2 and the limit by when, the duties who leads."""
    shelter = targets["shelter"]
    assert shelter.quantity == pytest.approx(20.0 * len(city.cells.population))
    assert (shelter.by_hour, shelter.unit, shelter.lead, shelter.duty) == (12, "persons", "relief", "open shelters")
    assert not shelter.assumed


def test_the_dead_and_the_injured_are_looked_for(targets: dict[str, CapabilityTarget]) -> None:
    """0.1 deaths and 0.4 severe injuries in each of 42 rows; the limit is an assumption and said to be one."""
    assert targets["rescue"].quantity == pytest.approx(21.0)
    assert targets["rescue"].by_hour == 2 + LIMITS["rescue"].hours
    assert targets["rescue"].assumed


def test_networks_that_break_ask_for_repair(city: City, targets: dict[str, CapabilityTarget]) -> None:
    """Mean number of components that fail, led by whoever restores power, until the service is back in the mean."""
    cascade = full_run(city).cascade
    assert cascade is not None
    layer = cascade.model.plan.layer == cascade.model.networks.index("power")
    repair = targets["repair-power"]
    assert repair.quantity == pytest.approx(float(cascade.failures[layer].sum()))
    assert repair.lead == "grid"
    assert repair.by_hour <= HOURS


def test_patients_ask_for_beds_in_their_worst_hour(city: City) -> None:
    """Seven patients in hour 5, of whom three wait: seven beds, three of them more than there are."""
    rise = np.zeros(HOURS)
    rise[5] = 1.0
    care = CareLoad(rise, 4.0 * rise, 3.0 * rise, 4.0 * rise, 4.0 * rise, None)
    found = {one.key: one for one in capability_targets(city, replace(full_run(city), care=care), None)}
    assert (found["beds"].quantity, found["beds"].by_hour) == (7.0, 5)
    assert (found["transfer"].quantity, found["transfer"].by_hour) == (3.0, 5)


def test_relief_supplies_follow_the_needs(city: City, targets: dict[str, CapabilityTarget]) -> None:
    """A target for each item with its unit; what is used up counts for the day of greatest need."""
    run = full_run(city)
    needs = needs_of(city, run.course, run.hours)
    for place, item in enumerate(needs.items):
        amount = needs.amount[place]
        expected = np.ceil(amount.sum() - 1e-9) if needs.once[place] else most_in_a_day(amount)
        assert targets[f"item-{item}"].quantity == pytest.approx(float(expected))
        assert targets[f"item-{item}"].item == item


def test_without_networks_the_impacts_say_who_is_cut_off(city: City) -> None:
    """The worst hour of isolated people; nothing is repaired."""
    run = bare_run(city)
    run = replace(run, course={**run.course, "isolated": np.full(HOURS, 50.0)})
    found = {one.key: one for one in capability_targets(city, run, None)}
    assert found["reach"].quantity == 50.0
    assert not [key for key in found if key.startswith(("repair", "item", "communicate"))]


def test_targets_are_unique_grouped_and_at_least_one(targets: dict[str, CapabilityTarget]) -> None:
    """Keys differ; groups follow each other in their order; what is less than one is left out."""
    groups = list(dict.fromkeys(one.group for one in targets.values()))
    assert groups == [group for group in GROUPS if group in groups]
    assert all(one.quantity >= 1.0 for one in targets.values() if one.group != "secondary")


def test_the_duty_of_the_hazard_goes_before_one_for_any_hazard(city: City) -> None:
    """Both fit the word; without the hazard the general one stands; an unknown task has none."""
    found = duty_for(city, ("shelter",), ("rain_flood",))
    assert found is not None
    assert (found.organisation, found.role, found.hazard) == ("relief", "lead", "rain_flood")
    assert duty_for(city, ("shelter",), ("earthquake",)) is None
    general = duty_for(city, ("restore", "shelter"), ("earthquake",))
    assert general is not None
    assert general.organisation == "grid"


def test_a_word_named_first_counts_more_than_the_role(city: City) -> None:
    """Who supports the task itself goes before who leads a task that is only like it."""
    found = duty_for(city, ("restore power", "open"), ("rain_flood",))
    assert found is not None
    assert found.organisation == "grid"


@given(st.lists(st.floats(0.0, 1e6), max_size=100))
def test_the_greatest_day_lies_between_the_mean_and_the_sum(hours: list[float]) -> None:
    """No window of 24 hours holds more than all, and the largest at least the mean of a day."""
    amount = np.array(hours)
    most = most_in_a_day(amount)
    assert most <= amount.sum() * (1.0 + 1e-9) + 1e-6
    assert most >= amount.sum() / max(np.ceil(len(hours) / 24.0), 1.0) * (1.0 - 1e-9) - 1e-6
