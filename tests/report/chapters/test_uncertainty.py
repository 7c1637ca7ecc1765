"""The chapter on how sure the figures are: what it says, draws and tabulates."""

import json
from dataclasses import replace

import numpy as np
import pytest
import vl_convert

from anlan.language import LANGUAGES
from anlan.report import Voice
from anlan.report.book import Chapter
from anlan.report.chapters.uncertainty import FACTORS, SHORT, uncertainty_chapter
from anlan.risk.uncertainty import Doubt, Effort, Factor, Headline, Influence, Interval, Measure, Spreads, Uncertainty

MEAN, LEVEL = Headline("killed", Measure.MEAN), Headline("killed", Measure.LEVEL, 100.0)
CHANCE, MONEY = Headline("killed", Measure.CHANCE, 10.0), Headline("direct_loss", Measure.MEAN)

FOUND = Uncertainty(
    intervals=(
        Interval(MEAN, 2.0, 1.0, 1.8, 4.0),
        Interval(LEVEL, 50.0, 20.0, 45.0, 90.0),
        Interval(CHANCE, 0.3, 0.1, 0.28, 0.6),
        Interval(MONEY, 3e9, 0.0, 2e9, 8e9),
    ),
    influences={
        MEAN: (
            Influence(Factor(Doubt.FUNCTIONS, "earthquake"), 0.5, 0.62, 0.4, 0.6, 0.5, 0.7),
            Influence(Factor(Doubt.PEOPLE), 0.3, 0.31, 0.2, 0.4, 0.2, 0.4),
            Influence(Factor(Doubt.EVENTS, "rain_flood"), -0.01, 0.01, -0.05, 0.05, 0.0, 0.03),
        ),
        LEVEL: (Influence(Factor(Doubt.FREQUENCY, "earthquake"), 0.98, 1.04, 0.9, 1.1, 0.9, 1.2),),
    },
    values=np.ones((3, 4)),
    horizon=30.0,
    spreads=Spreads(),
    effort=Effort(40),
    provenance={"version": "0", "seed": 1, "checksum": "c"},
)


@pytest.fixture(scope="module")
def chapter() -> Chapter:
    """The chapter of a small result made by hand."""
    return uncertainty_chapter(FOUND, "CNY")


def test_the_interval_and_its_main_causes_are_told_in_plain_words(chapter: Chapter) -> None:
    """Low, high and the report's own figure; then the two largest causes with their shares."""
    said = [Voice.of("en").say(sentence) for sentence in chapter.sentences]
    assert said[0] == (
        "Deaths, mean of all years: between 1 and 4 people a year in 90 % of the samples, 2 people a year in this "
        "report."
    )
    assert said[1] == (
        "The largest part of this doubt comes from: Earthquake, damage at a given intensity (62\u00a0%); then from: "
        "People who are there (31\u00a0%)."
    )
    assert said[3] == "Nearly all of this doubt comes from: Earthquake, how often."
    assert said[4].startswith("Direct loss, mean of all years: between CNY 0 a year and CNY 8 billion a year")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_a_valid_drawing(chapter: Chapter, language: str) -> None:
    """The specifications compile with their data, in both languages."""
    assert [chart.key for chart in chapter.charts] == ["interval-killed", "interval-direct_loss", "doubt-killed"]
    for chart in chapter.charts:
        spec = chart.draw(Voice.of(language))  # type: ignore[arg-type]
        assert spec["data"] == {"name": chart.key}
        names = list(chart.data)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*chart.data.values(), strict=True)]
        compiled = vl_convert.vegalite_to_vega(json.dumps({**spec, "datasets": {chart.key: rows}}))
        assert compiled["marks"]


def test_nothing_below_zero_is_drawn(chapter: Chapter) -> None:
    """A logarithmic axis has no zero, and a share no value outside 0 to 1."""
    charts = {chart.key: chart.data for chart in chapter.charts}
    assert min(charts["interval-direct_loss"]["low"]) > 0.0
    assert charts["doubt-killed"]["alone"] == [0.5, 0.3, 0.0]


def test_tables_hold_every_figure_cause_and_sample(chapter: Chapter) -> None:
    """With units, and the estimates as they are."""
    assert chapter.tables["uncertainty"]["unit"].to_list() == ["persons/year", "persons", "1", "CNY/year"]
    assert chapter.tables["uncertainty_causes"].filter(cause="frequency")["total"].to_list() == [1.04]
    assert chapter.tables["uncertainty_samples"].shape == (3, 4)
    assert len(chapter.grids["uncertainty"].rows) == 4


def test_without_a_ranking_the_chapter_says_so() -> None:
    """No charts of causes, no empty table."""
    bare = uncertainty_chapter(replace(FOUND, influences={}), "CNY")
    assert [chart.key for chart in bare.charts] == ["interval-killed", "interval-direct_loss"]
    assert "uncertainty-causes" not in bare.grids
    assert "Too few samples" in " ".join(Voice.of("en").say(limit) for limit in bare.limits)


def test_every_kind_of_doubt_has_its_words() -> None:
    """In sentences and in charts."""
    assert set(FACTORS) == set(SHORT) == set(Doubt)
