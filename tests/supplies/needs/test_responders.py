"""Responders at work, and casualties as they arrive."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.supplies import NeedsSettings, area_needs
from anlan.supplies.needs.areas import rows_by_area
from anlan.supplies.needs.people import PeopleInNeed
from anlan.supplies.needs.responders import casualties_by_area, responders_by_area, responders_ready
from tests.report.made_run import bare_run, networked
from tests.supplies.needs.made_needs import with_rows, with_standards

STILL = NeedsSettings(draws=0)


@pytest.fixture(scope="module", name="city")
def town(cities: Path) -> City:
    """Tinytown with one team of ten and a garrison of five that lists none."""
    city = with_rows(networked(cities), "organisations", [
        {"id": "garrison", "name_zh": "驻军", "kind": "military", "staff": 5},
    ])  # fmt: skip
    team = {"id": "fire", "name_zh": "消防队", "organisation": "relief", "capability": "rescue", "persons": 10,
            "ready_minutes": 30.0}  # fmt: skip
    return with_rows(city, "teams", [team])


def test_teams_set_out_when_they_are_ready(city: City) -> None:
    """The flood begins in hour 2; the team is ready half an hour later, the garrison after an hour."""
    np.testing.assert_array_equal(responders_ready(city, 2.0, 5), [0.0, 0.0, 0.0, 15.0, 15.0])
    np.testing.assert_array_equal(responders_ready(city, 1.5, 5), [0.0, 0.0, 10.0, 15.0, 15.0])


def test_as_many_are_at_work_as_people_need_them_and_teams_are_there(city: City) -> None:
    """861 people in need ask for 43 responders and there are 15, half in each district; one for 1,000 asks for less."""
    people = PeopleInNeed(city, bare_run(city), rows_by_area(city, "district"))
    ready = np.full(people.run.hours, 15.0)
    np.testing.assert_allclose(responders_by_area(people, ready, 20.0)[:, 0], [7.5, 7.5])
    np.testing.assert_allclose(responders_by_area(people, ready, 1000.0)[:, 0].sum(), 0.861, rtol=1e-9)


def test_responders_need_water_where_they_work(city: City) -> None:
    """24 L a day for each is one litre an hour from the first hour in which they are ready."""
    own = with_standards(city, {"driver": "responders", "rate": 24.0})
    found = area_needs(own, bare_run(city), level="city", settings=STILL)
    np.testing.assert_allclose(found.amount[0, 0, :5], [0.0, 0.0, 0.0, 15.0, 15.0])


def test_casualties_arrive_by_the_course_of_their_hazard(city: City) -> None:
    """Half in the first hour after the onset, all after two; each of the 16.8 counts once, in the hour of arrival."""
    course = [{"hazard": "rain_flood", "driver": "casualty_arrivals", "hour": hour, "share": share}
              for hour, share in ((0.0, 0.0), (1.0, 0.5), (2.0, 1.0))]  # fmt: skip
    own = with_rows(city, "time_profiles", course)
    people = PeopleInNeed(own, bare_run(own), rows_by_area(own, "city"))
    np.testing.assert_allclose(casualties_by_area(people)[0, :6], [0.0, 0.0, 8.4, 16.8, 16.8, 16.8], rtol=1e-12)
    kits = with_standards(own, {"driver": "casualty_arrivals", "per": "once", "rate": 1.0, "item": "bed"})
    found = area_needs(kits, bare_run(own), level="city", settings=STILL)
    np.testing.assert_allclose(found.amount[0, 0, :6], [0.0, 0.0, 8.4, 8.4, 0.0, 0.0], rtol=1e-12, atol=1e-12)


def test_without_such_a_course_casualties_rise_with_the_injured(city: City) -> None:
    """Tinytown tells no course of the injured: all have arrived when the flood begins."""
    people = PeopleInNeed(city, bare_run(city), rows_by_area(city, "city"))
    np.testing.assert_allclose(casualties_by_area(people)[0, :3], [0.0, 0.0, 16.8], rtol=1e-12)


def test_nobody_injured_means_no_casualties(city: City) -> None:
    """A run without injuries has none who arrive."""
    run = bare_run(city)
    calm = replace(
        run, targets=("displaced",), by_row=run.by_row[:, 2:3], course={"displaced": run.course["displaced"]}
    )
    people = PeopleInNeed(city, calm, rows_by_area(city, "city"))
    assert casualties_by_area(people).max() == 0.0
