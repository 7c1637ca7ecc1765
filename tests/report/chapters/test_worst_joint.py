"""The chapter on hazards that strike together."""

import json
from pathlib import Path

import numpy as np
import pytest
import vl_convert

from anlan.city import City
from anlan.compute import Serial
from anlan.language import LANGUAGES, Language, Message
from anlan.report import Voice
from anlan.report.book import Chapter
from anlan.report.chapters.worst_joint import joint_chapter
from anlan.report.quantity import Quantity
from anlan.risk import Assessment, Skipped
from anlan.scenarios import search_worst
from anlan.scenarios.joint import JointSettings, compounds_of, judge_joint, outbreak_family
from tests.scenarios.joint.test_impacts import assessed

FLOOR = 1e-3


@pytest.fixture(scope="module")
def chapter(cities: Path) -> Chapter:
    """An epidemic during a flood in tinytown; the epidemic is a stand-in that harms like a flood."""
    city = City.load(cities / "tinytown")
    found = {"epidemic": assessed(city, 1, 20), "rain_flood": assessed(city, 2, 20)}
    assessment = Assessment(city, found, (), 100, 1.0, 1)
    family, _ = outbreak_family(assessment, JointSettings(epidemic_days=300.0))
    assert family is not None
    compounds = compounds_of(assessment, [family], FLOOR, Serial())
    worst = search_worst(assessment, FLOOR, [one.candidates for one in compounds])
    missing = Skipped("heat_joint", (Message("heat waves and power failures must be assessed"),))
    return joint_chapter(worst, judge_joint(worst, compounds, Serial()), [missing])


def said(chapter: Chapter, language: Language = "en") -> str:
    """Say a chapter's sentences."""
    return " ".join(Voice.of(language).say(sentence) for sentence in chapter.sentences)


def test_the_choice_is_told_with_its_parts_and_frequencies(chapter: Chapter) -> None:
    """Family, parts, what they bring together, how often, and the worst of a single hazard."""
    text = said(chapter)
    for part in (
        "Epidemic during a flood: event",
        "At the same time: event",
        "Together they bring",
        "Compound events of this family at least as severe happen once in",
        "The worst credible event of a single hazard is of",
        "if its parts never met",
        "No Heat with power failure: heat waves and power failures must be assessed.",
    ):
        assert part in text


def test_the_parts_add_up_to_less_than_their_sum(chapter: Chapter) -> None:
    """Each part has a row, and the row of both counts nobody twice."""
    rows = chapter.grids["joint-parts"].rows
    assert [row.key.split("-")[-1] for row in rows] == ["rain_flood", "rain_flood", "together"]
    cells = [row.cells[2] for row in rows]
    severity = [cell.value for cell in cells if isinstance(cell, Quantity) and cell.value is not None]
    assert max(severity[:2]) <= severity[2] + 1e-9
    assert severity[2] <= sum(severity[:2]) + 1e-9


def test_the_dependence_says_what_it_rests_on(chapter: Chapter) -> None:
    """Rate, chance, copula, basis and source in one row."""
    (row,) = chapter.grids["joint-dependence"].rows
    voice = Voice.of("en")
    assert voice.say(row.cells[3]) == "independence"
    assert voice.say(row.cells[5]).startswith("assumption: Independent causes")


def test_three_curves_stand_in_one_chart(chapter: Chapter) -> None:
    """As modelled, apart and worst with worst; the rarest event of the last is the worst of all, to 3 %."""
    (chart,) = chapter.charts
    series, severity = np.array(chart.data["series"]), np.array(chart.data["severity"])
    assert set(series) == {"modelled", "apart", "perfect"}
    top = {name: severity[series == name].max() for name in ("modelled", "apart", "perfect")}
    assert max(top["apart"], top["modelled"]) <= 1.03 * top["perfect"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charts_can_be_drawn_in_every_language(chapter: Chapter, language: Language) -> None:
    """Vega-Lite compiles them, and every column has a value for each row."""
    for chart in chapter.charts:
        vl_convert.vegalite_to_vega(json.dumps(chart.draw(Voice.of(language))))
        assert len({len(column) for column in chart.data.values()}) == 1


def test_without_families_the_chapter_says_so(cities: Path) -> None:
    """No family, no grid, one sentence."""
    city = City.load(cities / "tinytown")
    worst = search_worst(Assessment(city, {"rain_flood": assessed(city, 2, 20)}, (), 100, 1.0, 1), FLOOR)
    chapter = joint_chapter(worst, ())
    assert "No compound event" in said(chapter)
    assert not chapter.grids
