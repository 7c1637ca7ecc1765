"""The chapter on measures: what it says, draws and tabulates."""

import json

import polars as pl
import pytest
import vl_convert

from anlan.city import City
from anlan.compute import Serial
from anlan.language import LANGUAGES, Message
from anlan.report import Voice
from anlan.report.book import Chapter
from anlan.report.chapters.plan import plan_chapter
from anlan.report.document import Grid
from anlan.risk import Assessment, assess
from anlan.risk.treatment import PlanRun, PlanSettings, make_plan
from tests.risk.treatment.towns import base_town, floods, with_measures

MEASURES = (
    {"id": "pumps", "name_zh": "泵站", "name_en": "Pumps", "area": "west", "lever": "intensity", "offset": 0.3,
     "cost": 300.0},
    {"id": "shutters", "name_zh": "挡板", "name_en": "Shutters", "factor": 0.5, "cost": 200.0, "owner": "works"},
    {"id": "wall", "name_zh": "堤", "name_en": None, "area": "east", "factor": 0.7, "cost": 400.0, "build_years": 2},
    {"id": "team", "name_zh": "队伍", "name_en": "Team", "lever": "capability", "offset": 5.0},
    {"id": "store", "name_zh": "储备", "name_en": "Store", "lever": "supply", "offset": 5.0},
    {"id": "heat-phones", "name_zh": "高温预警", "name_en": "Heat phones", "lever": "lead_time", "hazard": "heat_wave",
     "offset": 1.0, "offset_unit": "h"},
)  # fmt: skip

FURTHER = ({"id": "shutters-stock", "measure": "shutters", "lever": "supply", "offset": 10.0},)


class Silent:
    """Watches and says nothing."""

    def begin(self, stage: Message) -> None:
        """Ignore the beginning."""

    def advance(self, done: int, total: int) -> None:
        """Ignore the step."""

    def end(self, result: Message) -> None:
        """Ignore the end."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A town with three measures against floods, and others that these impacts do not show."""
    return with_measures(base_town(tmp_path_factory.mktemp("plan")), MEASURES, FURTHER)


def run_of(city: City, settings: PlanSettings, samples: int = 0) -> PlanRun:
    """Plan for a town with a few floods."""
    impacts = assess(city, floods(city, 9, 20), Serial())
    assessment = Assessment(city, {"rain_flood": impacts}, (), 1000, 1.0, 1)
    return make_plan(assessment, settings, Serial(), Silent(), samples=samples)


@pytest.fixture(scope="module")
def run(city: City) -> PlanRun:
    """A programme of two years for 520 yuan; the wall of the east does not fit beside the others."""
    return run_of(city, PlanSettings(years=2, horizon=10, budget=520.0), samples=20)


@pytest.fixture(scope="module")
def chapter(run: PlanRun) -> Chapter:
    """Its chapter."""
    return plan_chapter(run)


def column(grid: Grid, key: str) -> dict[str, str]:
    """Return one column of a table in English, by row."""
    place = [each.key for each in grid.columns].index(key)
    voice = Voice.of("en")
    return {row.key: voice.say(row.cells[place]) for row in grid.rows}


def test_the_measures_stand_with_owner_years_cost_and_benefit(run: PlanRun, chapter: Chapter) -> None:
    """Chosen measures come first; one without value here shows none, and the reason is given."""
    grid = chapter.grids["plan-measures"]
    assert run.plan.outcome is not None
    chosen = set(run.plan.outcome.starts)
    assert [row.key for row in grid.rows][: len(chosen)] == sorted(chosen, key=[row.key for row in grid.rows].index)
    assert column(grid, "measure") == {
        "pumps": "Pumps",
        "shutters": "Shutters",
        "wall": "堤",
        "team": "Team",
        "store": "Store",
        "heat-phones": "Heat phones",
    }
    assert column(grid, "owner")["shutters"] == "works"
    assert column(grid, "alone-killed")["team"] == "–"


def test_what_is_not_valued_here_is_named_with_its_place(chapter: Chapter) -> None:
    """Wholly or in part, for want of an assessment or by its kind: no measure is passed over in silence."""
    why = column(chapter.grids["plan-unvalued"], "why")
    assert {name: text.split(";")[0] for name, text in why.items()} == {
        "team": "it strengthens the response",
        "store": "it adds stock, agreements or capacity",
        "heat-phones": "its hazard was not assessed: Heat wave",
        "shutters": "in part: it adds stock, agreements or capacity",
    }
    said = " ".join(Voice.of("en").say(sentence) for sentence in chapter.sentences)
    assert "Not valued in this plan but in the rehearsal: Team." in said
    assert "Not valued in this plan but in the supply balance: Store." in said
    assert "Valued in this plan in part only, for the rest in the supply balance: Shutters." in said
    assert "because their hazards were not assessed: Heat phones." in said
    chinese = " ".join(Voice.of("zh-Hans").say(sentence) for sentence in chapter.sentences)
    assert "由推演估值的措施：队伍。" in chinese


def test_the_timeline_shows_construction_and_use(run: PlanRun, chapter: Chapter) -> None:
    """Every chosen measure is drawn from its start over its commissioning to the horizon."""
    timeline = next(chart for chart in chapter.charts if chart.key == "plan-timeline")
    rows = list(zip(*(timeline.data[name] for name in ("measure", "phase", "first", "last")), strict=True))
    assert run.plan.outcome is not None
    for name, start in run.plan.outcome.starts.items():
        assert (name, "build", start, start + 1) in rows
        assert (name, "use", start + 1, 11) in rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_a_valid_drawing(chapter: Chapter, language: str) -> None:
    """The specifications compile with their data, in both languages."""
    assert [chart.key for chart in chapter.charts] == [
        "plan-timeline",
        "plan-spending",
        "plan-remaining",
        "plan-budgets",
    ]
    for chart in chapter.charts:
        spec = chart.draw(Voice.of(language))  # type: ignore[arg-type]
        assert spec["data"] == {"name": chart.key}
        names = list(chart.data)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*chart.data.values(), strict=True)]
        compiled = vl_convert.vegalite_to_vega(json.dumps({**spec, "datasets": {chart.key: rows}}))
        assert compiled["marks"]


def test_sentences_compare_with_the_rule_of_thumb_and_the_worst_futures(chapter: Chapter) -> None:
    """What it costs and saves, what the usual way would save, what the next million buys, and the worst futures."""
    said = " ".join(Voice.of("en").say(sentence) for sentence in chapter.sentences)
    assert "in 2 years" in said
    assert "Chosen one after another by benefit for cost" in said
    assert "each million more avoids" in said
    assert "In the worst 10\u00a0% of 20 possible futures" in said


def test_tables_hold_every_combination_and_year(run: PlanRun, chapter: Chapter) -> None:
    """The files have each combination of each district, each year of each district, each budget."""
    tables = chapter.tables
    assert tables["plan_combinations"].height == sum(len(each.annual) for each in run.plan.treatment.combinations)
    assert tables["plan_years"].height == 10 * len(run.plan.treatment.areas)
    assert tables["plan_budgets"].height == len(run.curve)
    first = tables["plan_years"].filter(pl.col("year") == 1).drop("year", "area").sum().row(0)
    assert first == pytest.approx(tuple(run.plan.treatment.annual(()).sum(axis=0)))


def test_pairs_on_the_same_loss_are_shown_with_their_overlap(chapter: Chapter) -> None:
    """Pumps and shutters do part of each other's work."""
    grid = chapter.grids["plan-pairs"]
    assert {row.key for row in grid.rows} == {"pumps/shutters", "shutters/wall"}
    assert all(text.startswith("CNY -") for text in column(grid, "direct_loss-gain").values())


def test_without_a_programme_the_chapter_says_what_to_change(city: City) -> None:
    """The remedies stand as sentences; nothing is drawn that does not exist."""
    chapter = plan_chapter(run_of(city, PlanSettings(years=2, horizon=10, budget=100.0, must=("wall",))))
    said = [Voice.of("en").say(sentence) for sentence in chapter.sentences]
    assert said[0].startswith("No programme keeps to all limits")
    assert "raise the budget by 300, to 400" in said
    assert "do not demand wall" in said
    assert "plan-timeline" not in [chart.key for chart in chapter.charts]
    assert "plan-steps" not in chapter.grids


def test_in_money_the_chapter_speaks_of_money(city: City) -> None:
    """With a value for a life, what is saved is an amount."""
    chapter = plan_chapter(run_of(city, PlanSettings(years=2, horizon=10, values={"killed": 1e6})))
    said = " ".join(Voice.of("en").say(sentence) for sentence in chapter.sentences)
    assert "saves CNY" in said
    assert "plan-settings" in chapter.grids
