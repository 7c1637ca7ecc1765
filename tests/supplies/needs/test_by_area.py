"""Needs by item, area and hour."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import PackageError, SettingError
from anlan.scenarios.norms import norms_of
from anlan.scenarios.run import run_scenario
from anlan.scenarios.run.settings import RunSettings
from anlan.supplies import NeedsSettings, area_needs, needs_of
from anlan.supplies.needs.areas import rows_by_area
from anlan.supplies.needs.people import PeopleInNeed
from tests.report.made_run import HOURS, bare_run, full_run, networked
from tests.scenarios.run.case import flooded
from tests.supplies.needs.made_needs import with_rows, with_standards

STILL = NeedsSettings(draws=0)
RISING = np.linspace(1.0, 0.2, HOURS)


@pytest.fixture(scope="module", name="city")
def town(cities: Path) -> City:
    """Tinytown with networks: two districts of 21 rows of 100 people each."""
    return networked(cities)


def test_tinytown_by_hand(city: City) -> None:
    """20 displaced in each row: 24 L a day each is 420 L in the first hour of a district, and 0.2 tents are 84."""
    found = area_needs(city, bare_run(city), settings=STILL)
    water, tent, bed = (found.items.index(name) for name in ("water", "tent", "bed"))
    assert found.areas == ("T1", "T2")
    np.testing.assert_allclose(found.amount[water], np.tile(420.0 * RISING, (2, 1)), rtol=1e-12)
    np.testing.assert_allclose(found.persons[water], np.tile(420.0 * RISING, (2, 1)), rtol=1e-12)
    np.testing.assert_allclose(found.amount[tent, :, 0], [84.0, 84.0], rtol=1e-12)
    assert found.amount[tent, :, 1:].max() == 0.0
    assert found.amount[bed].sum() == pytest.approx(0.4 * 42)
    assert found.once.tolist() == [name != "water" for name in found.items]
    assert (found.onset, found.synthetic, found.scenario) == (2.0, True, "flood")


def test_areas_add_up_to_the_needs_of_the_city(city: City) -> None:
    """Where both know the same, as without networks, nothing is lost or invented by the split: 1e-12."""
    run = bare_run(city)
    known = needs_of(city, run.course, run.hours)
    for level in ("district", "city"):
        found = area_needs(city, run, level=level, settings=STILL)
        assert found.items == known.items
        np.testing.assert_allclose(found.city_amount, known.amount, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found.city_persons, known.persons, rtol=1e-12, atol=1e-12)


def test_several_footprints_add_up_to_the_course_of_the_run(city: City) -> None:
    """Two floods, the second ten hours later: the union of both, by district, is the course of the run."""
    run = run_scenario(city, flooded(city, 0.5, 1.5, kind="rain_flood", onset=10.0), samples=2, seed=1,
                       executor=Serial(), settings=RunSettings(candidates=0, paths=0))  # fmt: skip
    people = PeopleInNeed(city, run, rows_by_area(city, "district"))
    found = people.of("displaced")
    assert len(run.impacts) == 2
    np.testing.assert_allclose(found.sum(axis=0), run.course["displaced"], rtol=1e-12)


def test_services_are_those_of_the_networks_for_people_who_are_at_home(city: City) -> None:
    """0.1 % are killed and 20 % displaced by the course; a share of the rest lacks water, whatever the impacts say."""
    run = full_run(city)
    run = replace(run, course={**run.course, "without_water": np.full(HOURS, 1e9)})
    assert run.cascade is not None
    share = run.cascade.by_cell("water")[:, 0].astype(np.float64)
    people = PeopleInNeed(city, run, rows_by_area(city, "district"))
    expected = 2100.0 * share * (1.0 - 0.001 - 0.2 * RISING)
    assert expected.max() > 0.0
    np.testing.assert_allclose(people.of("without_water"), np.tile(expected, (2, 1)), rtol=1e-6)


def test_who_is_without_two_services_needs_an_item_once(city: City) -> None:
    """Water at 3 without water and 1 without power: the second counts only those who have water, independently."""
    run = full_run(city)
    assert run.cascade is not None
    both = with_standards(city, {"driver": "without_water", "rate": 72.0}, {"driver": "without_power", "rate": 24.0})
    found = area_needs(both, run, level="city", settings=STILL)
    water = run.cascade.by_cell("water").astype(np.float64)
    power = run.cascade.by_cell("power").astype(np.float64)
    home = 100.0 * (1.0 - 0.001 - 0.2 * RISING)[:, None]
    expected = (home * (3.0 * water + power * (1.0 - water))).sum(axis=1)
    np.testing.assert_allclose(found.amount[0, 0], expected, rtol=1e-6)
    assert (found.persons[0, 0] <= home.sum(axis=1) * 42 + 1e-6).all()


def test_districts_add_up_to_the_city_and_never_hand_out_less(city: City) -> None:
    """With networks too: what is used up adds up, and what is handed out once is never less than for the city whole."""
    run = full_run(city)
    own = with_standards(
        city, {"driver": "without_power", "rate": 24.0}, {"driver": "isolated", "rate": 12.0},
        {"item": "tent", "driver": "without_water", "per": "once", "rate": 0.2},
    )  # fmt: skip
    parts, whole = (area_needs(own, run, level=level, settings=STILL) for level in ("district", "city"))
    np.testing.assert_allclose(parts.city_amount[0], whole.city_amount[0], rtol=1e-9)
    assert parts.city_amount[1].sum() >= whole.city_amount[1].sum() - 1e-9


def test_a_scenario_that_needs_nothing_has_no_items(city: City) -> None:
    """Standards for other hazards alone leave an empty result, with bands of no items."""
    found = area_needs(with_standards(city, {"rate": 1.0, "hazard": "earthquake"}), bare_run(city))
    assert (found.items, found.amount.shape, found.band.shape) == ((), (0, 2, HOURS), (2, 0, HOURS))


def test_phases_replace_each_other(city: City) -> None:
    """One latrine for 50 in the first ten hours, then one for 20: 840 people fall to a rest of what the second asks."""
    steps = with_standards(
        city, {"item": "tent", "per": "once", "rate": 0.02, "to_h": 10.0, "phase": "first"},
        {"item": "tent", "per": "once", "rate": 0.05, "from_h": 10.0, "phase": "later"},
    )  # fmt: skip
    found = area_needs(steps, bare_run(city), level="city", settings=STILL)
    people = 840.0 * RISING
    assert found.amount[0, 0, 0] == pytest.approx(0.02 * people[0])
    assert found.amount[0, 0, 10] == pytest.approx(0.05 * people[10] - 0.02 * people[0])
    assert found.amount.sum() == pytest.approx(0.05 * people[10])
    np.testing.assert_allclose(found.persons[0, 0], people, rtol=1e-12)


def test_a_standard_for_an_age_group_counts_its_residents(city: City) -> None:
    """A fifth of every row is 14 or younger."""
    young = with_standards(city, {"rate": 24.0, "group": "age_0_14"})
    run = bare_run(city)
    np.testing.assert_allclose(
        area_needs(young, run, level="city", settings=STILL).amount[0, 0], 168.0 * RISING, rtol=1e-12
    )
    np.testing.assert_allclose(needs_of(young, run.course, run.hours).amount[0], 168.0 * RISING, rtol=1e-12)


def test_a_standard_for_another_hazard_is_left_out(city: City) -> None:
    """The scenario is a flood; what an earthquake needs is not needed."""
    other = with_standards(city, {"rate": 24.0}, {"item": "tent", "rate": 1.0, "hazard": "earthquake"})
    assert area_needs(other, bare_run(city), settings=STILL).items == ("water",)


def test_standards_for_several_hazards_at_once_do_not_add_up(city: City) -> None:
    """Five sandbags in a flood of rain and three in a surge are five where both strike; those for any hazard add up."""
    run = bare_run(city)
    rows = ({"rate": 24.0}, {"rate": 120.0, "hazard": "rain_flood"}, {"rate": 72.0, "hazard": "storm_surge"})
    found = norms_of(with_standards(city, *rows), run.hours, ["displaced"], ["storm_surge", "rain_flood"])
    assert [norm.rate[0] for norm in found] == [24.0, 120.0]
    assert [sorted(norm.hazards) for norm in found] == [[], ["rain_flood", "storm_surge"]]


def test_a_standard_for_one_of_two_hazards_counts_its_people(city: City) -> None:
    """Of two floods of one kind all count for it; none of them for the standard of another kind that is at work too."""
    run = run_scenario(city, flooded(city, 0.5, 1.5, onset=10.0), samples=2, seed=1, executor=Serial(),
                       settings=RunSettings(candidates=0, paths=0))  # fmt: skip
    people = PeopleInNeed(city, run, rows_by_area(city, "city"))
    np.testing.assert_allclose(people.of("displaced", hazards=frozenset({"rain_flood"})), people.of("displaced"))
    assert people.of("displaced", hazards=frozenset({"earthquake"})).max() == 0.0


def test_wounds_are_not_those_of_an_epidemic(city: City) -> None:
    """A standard for what injures by force holds in a flood, and not for the ill of an epidemic."""
    kits = with_standards(city, {"rate": 24.0, "hazard": "trauma"})
    assert [norm.hazards for norm in norms_of(kits, 3, ["displaced"], ["rain_flood", "epidemic"])] == [{"rain_flood"}]
    assert norms_of(kits, 3, ["displaced"], ["epidemic"]) == ()


def test_teams_are_told_apart_from_supplies(city: City) -> None:
    """An item of the group teams is no supply; it is computed where it is asked for."""
    crew = {"id": "crew", "name_zh": "队", "group": "teams", "unit": "team"}
    own = with_standards(with_rows(city, "items", [crew]), {"rate": 24.0}, {"item": "crew", "per": "once", "rate": 0.1})
    run = bare_run(city)
    assert area_needs(own, run, settings=STILL).items == needs_of(own, run.course, run.hours).items == ("water",)
    teams = area_needs(own, run, settings=STILL, teams=True)
    assert (teams.items, teams.amount.sum()) == (("crew",), pytest.approx(84.0))


def test_an_unknown_level_is_refused_with_the_levels_there_are(city: City) -> None:
    """The remedy names what the city has."""
    with pytest.raises(SettingError, match="no area of level 'township'; give one of city, district"):
        area_needs(city, bare_run(city), level="township")


def test_standards_that_mix_day_and_once_are_refused(city: City) -> None:
    """An item is used up or handed out, not both."""
    mixed = with_standards(city, {"rate": 24.0}, {"per": "once", "rate": 1.0})
    with pytest.raises(PackageError, match="both by the day and once"):
        area_needs(mixed, bare_run(city))


@given(st.floats(1.0, 50.0))
def test_more_people_never_need_less(factor: float) -> None:
    """Every item, area and hour grows with the people, in proportion where impacts alone tell them."""
    city = networked(Path(__file__).resolve().parents[3] / "cities")
    run = bare_run(city)
    more = replace(run, course={name: factor * values for name, values in run.course.items()})
    few, many = (area_needs(city, one, settings=STILL).amount for one in (run, more))
    np.testing.assert_allclose(many, factor * few, rtol=1e-9, atol=1e-9)
