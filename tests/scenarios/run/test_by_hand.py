"""A run that is followed by hand: the substation is out from hour 0 to 36, and all else follows."""

from pathlib import Path

import numpy as np
import pytest

from anlan.scenarios.run import ScenarioRun
from tests.scenarios.run.case import chain, flooded, run


@pytest.fixture(name="told", scope="module")
def told_scenario() -> ScenarioRun:
    """One metre of water in all of tinytown: half is displaced after 10 h, 210 of 4,200 are severely injured."""
    city = chain(Path(__file__).resolve().parents[3] / "cities")
    return run(city, flooded(city, 1.0))


def test_every_service_is_out_for_the_hours_that_its_backup_does_not_bridge(told: ScenarioRun) -> None:
    """Power is out from 0 to 36, water from 4 (battery of the waterworks), the telephone from 8 (of the exchange)."""
    assert told.quality is not None
    assert {name: loss[0] for name, loss in told.quality.loss.items() if name in told.quality.services} == {
        "power": pytest.approx(36.0), "water": pytest.approx(32.0), "telecom": pytest.approx(28.0),
    }  # fmt: skip
    assert told.quality.rapidity["water"] == (36.0, 36.0, 36.0, 36.0)
    assert told.quality.robustness["water"] == (0.0, 0.0, 0.0, 0.0)


def test_lifelines_are_the_mean_of_the_services(told: ScenarioRun) -> None:
    """At hour 5 the telephone alone is left, from hour 36 all three are back."""
    assert told.quality is not None
    lifelines = told.quality.parts["lifelines"]
    np.testing.assert_allclose(lifelines[0, [0, 5, 10, 36]], [2.0 / 3.0, 1.0 / 3.0, 0.0, 1.0], atol=1e-6)
    assert told.quality.loss["lifelines"][0] == pytest.approx(32.0)


def test_health_is_the_share_of_patients_in_beds_that_work(told: ScenarioRun) -> None:
    """40 beds hold 24 patients of every day and 210 injured; from hour 24, when the generator stops, to 36 none."""
    assert told.quality is not None
    health = told.quality.parts["health"][0]
    assert health[0] == pytest.approx(40.0 / 234.0)
    np.testing.assert_allclose(health[24:36], 0.0, atol=1e-9)
    np.testing.assert_allclose(told.care.beds[[0, 23, 24, 35, 36]], [40.0, 40.0, 0.0, 0.0, 40.0])
    assert told.care.arriving.sum() == pytest.approx(210.0)
    assert told.care.in_care[0] == pytest.approx(40.0)
    assert told.care.waiting[0] == pytest.approx(194.0)
    assert told.care.staffed is None


def test_shelter_is_the_share_of_people_with_a_home_where_there_is_no_shelter(told: ScenarioRun) -> None:
    """Displaced come evenly over 10 h."""
    assert told.quality is not None
    np.testing.assert_allclose(told.quality.parts["shelter"][0, [0, 5, 10, 47]], [1.0, 0.75, 0.5, 0.5])


def test_the_whole_is_the_mean_of_the_parts_that_are_known(told: ScenarioRun) -> None:
    """There are no roads, so three parts count a third each; in both districts as in the whole city."""
    assert told.quality is not None
    parts = [told.quality.parts[name][0] for name in ("lifelines", "health", "shelter")]
    assert told.quality.weights == dict.fromkeys(("lifelines", "health", "shelter"), pytest.approx(1.0 / 3.0))
    np.testing.assert_allclose(told.quality.whole[0], np.mean(parts, axis=0), atol=1e-6)
    residents = np.array([2100.0, 2100.0])
    np.testing.assert_allclose(residents @ told.quality.by_district / 4200.0, told.quality.whole[0], atol=1e-6)


def test_chains_of_failures_lead_from_the_damage_to_those_without(told: ScenarioRun) -> None:
    """Water fails since the waterworks, once its battery is empty, lacks the substation that is damaged."""
    water = next(one for one in told.paths if one.network == "water")
    assert [(step.component, step.cause, step.since, step.until) for step in water.steps] == [
        ("substation", "damage", 0, 36), ("waterworks", "dependence", 4, 36), ("tap", "no_source", 4, 36),
    ]  # fmt: skip
    assert water.person_hours == pytest.approx(2100.0 * 32.0)
    assert water.persons == pytest.approx(2100.0)
    hospital = next(one for one in told.paths if one.user == "hospital")
    assert (hospital.persons, hospital.person_hours) == (40.0, 480.0)


def test_those_must_talk_between_whose_networks_failures_pass(told: ScenarioRun) -> None:
    """The grid with both companies that need it, and with the hospital; most person-hours first."""
    pairs = {(talk.first, talk.second): talk for talk in told.talks}
    assert next(iter(pairs)) == ("grid", "waterworks-company")
    assert pairs["grid", "waterworks-company"].person_hours == pytest.approx(4200.0 * 32.0)
    assert pairs["grid", "waterworks-company"].networks == ("power", "water")
    assert pairs["grid", "phone-company"].person_hours == pytest.approx(4200.0 * 28.0)
    assert pairs["grid", "health-office"].person_hours == pytest.approx(480.0)
    assert all(talk.links == 1 for talk in told.talks)


def test_every_age_group_lacks_what_its_cells_lack(told: ScenarioRun) -> None:
    """Everybody is served by the same nodes, so all groups fare alike."""
    assert told.groups is not None
    np.testing.assert_allclose(told.groups.persons, [840.0, 2520.0, 840.0])
    at = told.groups.services.index("water")
    np.testing.assert_allclose(told.groups.share[:, at, 3], 0.0, atol=1e-6)
    np.testing.assert_allclose(told.groups.share[:, at, 4:36], 1.0, atol=1e-6)


def test_an_outbreak_is_the_likelier_the_longer_people_lack_water(told: ScenarioRun) -> None:
    """2,100 people in each district without water for 32 h, at 1e-8 a person-day."""
    outbreaks = [one for one in told.secondary if one.kind == "epidemic"]
    assert [one.area for one in outbreaks] == ["T1", "T2"]
    assert outbreaks[0].chance == pytest.approx(-np.expm1(-2100.0 * 32.0 / 24.0 * 1e-8))
    assert outbreaks[0].people == pytest.approx(2100.0)


def test_strengthening_the_substation_saves_all(told: ScenarioRun) -> None:
    """It is the only component that can fail."""
    assert [one.component for one in told.hardening] == ["substation"]
    assert told.hardening[0].saved == pytest.approx(4200.0 * (36.0 + 32.0 + 28.0))


def test_what_is_missing_is_said(told: ScenarioRun) -> None:
    """No staff, no lightly injured, no shelter and no roads."""
    codes = {one.code for one in told.notices}
    assert {"no-staff", "no-casualties", "no-shelter", "no-roads"} <= codes


def test_a_run_carries_what_is_needed_to_make_it_again(told: ScenarioRun) -> None:
    """Version, seed, samples, scenario and state of the city."""
    assert told.provenance["scenario"] == "flood"
    assert told.provenance["seed"] == 1
    assert told.provenance["samples"] == 4
    assert told.provenance["checksum"] == told.scenario.city_checksum
