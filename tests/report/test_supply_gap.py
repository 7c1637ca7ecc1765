"""The chapters on the gap."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.language import LANGUAGES
from anlan.report.chapters.supply_gap import supply_gap_chapter
from anlan.report.chapters.supply_gap_parts import GapStory
from anlan.report.chapters.supply_gap_production import supply_production_chapter
from anlan.report.chapters.supply_gap_sheets import gap_sheets
from anlan.report.quantity import Quantity
from anlan.report.voice import Voice
from anlan.supplies.gap import gap_of
from anlan.supplies.production import bindings_of, losses_of, option_values, strengths_of
from tests.report.made_run import full_run, networked
from tests.scenarios.cascade.town import Row, frame

ROWS: Mapping[str, list[Row]] = {
    "organisations": [{"id": "mill", "name_zh": "厂", "name_en": "Mill", "kind": "enterprise"}],
    "bill_of_materials": [{"product": "water", "component": "cap", "quantity": 1.0, "component_unit": "piece"}],
    "component_sources": [
        {"component": "cap", "organisation": "mill", "stock": 500.0, "component_unit": "piece", "rate": 20.0,
         "lead_h": 12.0}
    ],
}  # fmt: skip


def supplied(cities: Path) -> City:
    """Return tinytown whose bottled water needs caps, of which a mill delivers few."""
    city = networked(cities)
    for table, rows in ROWS.items():
        city = city.with_table(table, frame(city, table, rows))
    lines = city.table("capacity").with_columns(material_h=0.0, conversion_h=6.0)
    return city.with_table("capacity", lines)


@pytest.fixture(scope="module", name="story")
def one_flood(cities: Path) -> GapStory:
    """The gap of a flood, with all that follows from it."""
    city = supplied(cities)
    run = full_run(city)
    gap = gap_of(city, run)
    plan = gap.plan
    return GapStory(city, (run,), (gap,), bindings_of(plan), losses_of(plan, gap.conditions),
                    option_values(city, plan), strengths_of(plan, np.ones(1)))  # fmt: skip


def test_the_component_that_binds_is_said(story: GapStory) -> None:
    """Caps stop the water."""
    assert {one.chain for one in story.bindings if one.day == 1} == {("water", "cap")}
    voice = Voice.of("en")
    said = [voice.say(one) for one in supply_production_chapter(story).sentences]
    assert any(one.startswith("What stops") and "cap" in one for one in said)


def test_every_sentence_chart_and_table_is_made_in_both_languages(story: GapStory) -> None:
    """Charts are drawn in either language; tables are complete."""
    chapters = (supply_gap_chapter(story), supply_production_chapter(story))
    for language in LANGUAGES:
        voice = Voice.of(language)
        for chapter in chapters:
            for sentence in (chapter.title, *chapter.sentences, *chapter.limits):
                assert voice.say(sentence)
            for chart in chapter.charts:
                assert chart.draw(voice)["data"] == {"name": chart.key}
                assert len({len(column) for column in chart.data.values()}) == 1
            for grid in chapter.grids.values():
                assert all(len(row.cells) == len(grid.columns) for row in grid.rows)


def test_a_city_that_lacks_nothing_says_so(story: GapStory) -> None:
    """One sentence, and no row of what is missing."""
    gap = story.first
    covered = replace(gap.covered, unmet=0.0 * gap.covered.unmet, unmet_persons=0.0 * gap.covered.unmet_persons)
    chapter = supply_gap_chapter(replace(story, gaps=(replace(gap, covered=covered),)))
    assert len(chapter.sentences) == 1
    assert not chapter.grids["supply-gap"].rows


def test_the_workbook_is_in_the_readers_language(story: GapStory) -> None:
    """Chinese headings on every sheet; rows are as many as the tables have."""
    sheets = gap_sheets(story, Voice.of("zh-Hans"), ())
    assert len(sheets) >= 4
    for sheet in sheets:
        for heading in (column.heading for column in sheet.columns):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in heading), heading
    assert len(sheets[0].rows) == sum(len(gap.needs.items) for gap in story.gaps)


def test_days_on_end_with_the_same_bottleneck_are_one_row(story: GapStory) -> None:
    """The spells of the table hold all unmet person-hours of all days, and no two that touch say the same."""
    grid = supply_production_chapter(story).grids["binding"]
    lost = [column.key for column in grid.columns].index("lost")
    cells = [row.cells[lost] for row in grid.rows]
    shown = sum(cell.value or 0.0 for cell in cells if isinstance(cell, Quantity))
    assert shown == pytest.approx(sum(one.person_hours for one in story.bindings))
    assert len(grid.rows) <= len(story.bindings)
    assert len({row.key for row in grid.rows}) == len(grid.rows)
