"""The chapters on needs."""

from dataclasses import replace
from pathlib import Path

import pytest

from anlan.language import LANGUAGES, Message
from anlan.report.chapters.supply_needs import supply_list_chapter
from anlan.report.chapters.supply_needs_curves import supply_courses_chapter
from anlan.report.chapters.supply_needs_parts import NeedsStory, band_of
from anlan.report.chapters.supply_needs_sheets import needs_sheets
from anlan.report.chapters.supply_needs_tables import area_frame, hour_frame, list_frame
from anlan.report.chapters.supply_needs_targets import supply_targets_chapter
from anlan.report.quantity import Quantity
from anlan.report.voice import Voice
from anlan.supplies import area_needs, supplies_list, task_capability
from tests.report.made_run import full_run, networked, saved


@pytest.fixture(scope="module", name="story")
def two_floods(cities: Path) -> NeedsStory:
    """Needs of a flood and of one that displaces twice as many."""
    city = networked(cities)
    first = full_run(city)
    course = {**first.course, "displaced": 2.0 * first.course["displaced"]}
    second = replace(first, scenario=saved(city, id="flood-2", name={"en": "Flood <two>", "zh-Hans": "洪水二"}),
                     course=course)  # fmt: skip
    runs = (first, second)
    needs = tuple(area_needs(city, run) for run in runs)
    return NeedsStory(city, runs, needs, supplies_list(needs), task_capability(city, runs))


def test_the_list_names_the_scenario_that_drives_each_line(story: NeedsStory) -> None:
    """Water and tents are those of the second flood, beds of the first, which is named first."""
    grid = supply_list_chapter(story).grids["supplies-list"]
    column = [one.key for one in grid.columns].index("driver")
    voice = Voice.of("en")
    said = {row.key: voice.say(row.cells[column]) for row in grid.rows}
    assert said == {"water": "2. Rain flood", "tent": "2. Rain flood", "bed": "1. Rain flood"}
    assert all(row.synthetic for row in grid.rows)


def test_every_sentence_and_chart_is_said_in_both_languages(story: NeedsStory) -> None:
    """Nothing is left without a translation or a value; charts are drawn in either language."""
    chapters = (supply_list_chapter(story), supply_courses_chapter(story), supply_targets_chapter(story))
    for language in LANGUAGES:
        voice = Voice.of(language)
        for chapter in chapters:
            for sentence in (chapter.title, *chapter.sentences, *chapter.limits):
                assert voice.say(sentence)
            for chart in chapter.charts:
                assert chart.draw(voice)["data"] == {"name": chart.key}
            for grid in chapter.grids.values():
                assert all(len(row.cells) == len(grid.columns) for row in grid.rows)


def test_an_empty_list_says_so(story: NeedsStory) -> None:
    """Without a line there is one sentence and no table."""
    chapter = supply_list_chapter(replace(story, listed=replace(story.listed, lines=())))
    assert len(chapter.sentences) == 1
    assert not chapter.grids


def test_tables_hold_every_line_area_and_hour(story: NeedsStory) -> None:
    """Three items, two districts in two scenarios, 48 hours."""
    assert list_frame(story).height == 3
    assert area_frame(story).height >= 12
    assert hour_frame(story).height == 3 * 48


def test_the_workbook_is_in_the_readers_language_and_agrees_with_the_list(story: NeedsStory) -> None:
    """Chinese headings, units and names; what is to be provided times the unit price is the value of the tables."""
    sheets = needs_sheets(story, Voice.of("zh-Hans"), ())
    for sheet in sheets:
        for heading in (column.heading for column in sheet.columns):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in heading), heading
    frame = list_frame(story)
    titles = [column.title for column in sheets[0].columns]
    provide = titles.index(Voice.of("zh-Hans").say(Message("To provide at the peak")))
    assert [row[provide] for row in sheets[0].rows] == pytest.approx(frame["to_provide"].to_list())


def test_a_band_without_width_is_not_shown(story: NeedsStory) -> None:
    """A spread that nobody states would look like certainty."""
    line = story.listed.lines[0]
    assert band_of(story, replace(line, band=(line.peak, line.peak))) is None
    assert band_of(story, replace(line, band=(line.peak, 2.0 * line.peak))) is not None


def test_a_sum_that_no_line_knows_is_not_nothing(story: NeedsStory) -> None:
    """Tinytown has no prices: the value of its list is unknown, not zero."""
    figures = {one.key: one.value for one in supply_list_chapter(story).figures}
    assert figures["value"] == Quantity(None, "CNY")
