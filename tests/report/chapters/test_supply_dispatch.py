"""The chapter on the dispatch: sheets, reasons, lateness and the map of ways."""

from pathlib import Path

import pytest

from anlan.language import LANGUAGES
from anlan.report.book import Chapter
from anlan.report.chapters.supply_dispatch import DispatchStory, dispatch_chapter
from anlan.report.voice import Voice
from anlan.supplies.dispatch import plan_dispatch, replan
from tests.supplies.dispatch.roadtown import STORE_PUMP, ask, road_town


@pytest.fixture(scope="module")
def chapter(cities: Path) -> Chapter:
    """A plan made again after a road has closed."""
    city = road_town(cities)
    asked = [ask(city, "school", "water", 500.0, by=7.0), ask(city, "pump", "water", 900.0, by=8.0)]
    before = plan_dispatch(city, asked, 6.0)
    return dispatch_chapter(DispatchStory(city, replan(city, before, 6.75, closed=[STORE_PUMP]), before))


def test_each_stop_has_a_line_under_its_vehicle(chapter: Chapter) -> None:
    """Place, times, what is unloaded, and room for who receives it."""
    rows = chapter.grids["convoy-sheets"].rows
    assert rows
    voice = Voice.of("en")
    assert "loads at Town store" in voice.say(rows[0].group)
    assert voice.say(rows[0].cells[4]).endswith("Drinking water")
    assert rows[0].cells[5] is None


def test_the_map_draws_ways_stores_and_places(chapter: Chapter) -> None:
    """Within the districts, in both languages; the ways have more than two points."""
    chart = chapter.charts[0]
    assert set(chart.data["part"]) == {"outline", "way", "place", "store"}
    assert chart.data["part"].count("way") > 2
    for language in LANGUAGES:
        assert chart.draw(Voice.of(language))["layer"]


def test_the_chapter_says_what_is_late_and_compares_with_the_plan_before(chapter: Chapter) -> None:
    """By district, in person-hours."""
    said = " ".join(str(one) for one in chapter.sentences)
    assert "Roads closed: 1, of them 0 by the scenario" in said
    assert "Of the requests that the plan before knew" in said
    assert {row.key for row in chapter.grids["late-by-district"].rows} == {"T1", "T2"}
    assert {"convoy_sheets", "allocation", "late"} <= set(chapter.tables)
