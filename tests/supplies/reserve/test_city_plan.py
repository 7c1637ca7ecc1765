"""The plan of tinytown's reserve, what it is compared with, and how it is told."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from anlan.compute import Serial
from anlan.report.chapters.supply_plan import supply_plan_chapter
from anlan.report.chapters.supply_plan_coverage import supply_coverage_chapter
from anlan.report.chapters.supply_plan_prices import supply_prices_chapter
from anlan.report.chapters.supply_plan_tables import plan_sheets
from anlan.report.supply_plan_numbers import plan_numbers
from anlan.report.voice import Voice
from anlan.supplies.exchange.tables import write_xlsx
from anlan.supplies.reserve.build_up import build_up
from anlan.supplies.reserve.comparison import WAYS, compare
from anlan.supplies.reserve.decision import Decision, Judge
from anlan.supplies.reserve.from_city import CityReserve
from anlan.supplies.reserve.options import Cover
from anlan.supplies.reserve.outcome import PlanOutcome, agreements, openings, purchases, unmet_items
from anlan.supplies.reserve.pricing import budget_steps, cover_prices, sensitivities
from anlan.supplies.reserve.solve import solve_reserve
from tests.supplies.reserve.plan_town import reserve

SERIAL = Serial()


def told(problem: CityReserve) -> PlanOutcome:
    """Return the plan with everything that explains it."""
    answer = solve_reserve(problem.problem, problem.settings, SERIAL)
    judge = Judge(problem, SERIAL)
    outcome = PlanOutcome(
        problem, answer, judge.of(Decision.of(answer)), judge.of(Decision.today(problem.problem)),
    )  # fmt: skip
    return replace(
        outcome,
        ways=compare(problem, answer, judge, SERIAL),
        steps=build_up(problem, answer, judge),
        budgets=budget_steps(problem, answer, judge, SERIAL),
        prices=cover_prices(problem, ["water"], [12.0], SERIAL),
        views=sensitivities(problem, answer, SERIAL),
    )


@pytest.fixture(scope="module")
def outcome(cities: Path) -> PlanOutcome:
    """The plan of tinytown for one flood."""
    return told(reserve(cities))


def test_water_is_bought_for_what_is_missing_when_it_can_be_there(outcome: PlanOutcome) -> None:
    """From hour 7 on 2,100 L are needed in windows that end at 12 and 24; the store holds 1,050.

    900 L are needed from hour 3 to 12 and 1,200 from 12 to 24, the window of the agreement, which comes at hour 20.
    What is needed before hour 3 cannot be there. An hour without counts 100 and a litre costs 0.22 a year, so that all
    of it is bought or agreed: 1,050 L are missing, the agreement would bring them at no yearly cost.
    """
    assert outcome.answer.status == "optimal"
    bought = {one.item: one.amount for one in purchases(outcome)}
    agreed = float(outcome.judged.course.from_agreements.sum())
    assert bought.get("water", 0.0) + agreed == pytest.approx(1050.0, abs=1e-3)
    assert "tent" not in bought


def test_the_need_before_anything_can_be_there_stays_unmet(outcome: PlanOutcome) -> None:
    """Water leaves the store at hour 6: 300 L of the first three hours are never met, for 300 person-hours."""
    assert outcome.judged.course.unmet.sum() == pytest.approx(300.0, abs=1e-3)
    assert outcome.judged.mean_late == pytest.approx(300.0, abs=1e-3)
    water = next(one for one in unmet_items(outcome) if one.item == "water")
    assert water.persons == pytest.approx(100.0, abs=1e-6)


def test_coverage_by_hour(outcome: PlanOutcome) -> None:
    """None of the water by hour 3, 900 of 1,200 L by hour 12 and 2,100 of 2,400 L by hour 24; all tents by hour 12."""
    coverage = outcome.judged.coverage
    water, tent = coverage.by_item[0]
    assert water.tolist() == pytest.approx([0.0, 0.75, 0.875], abs=1e-6)
    assert tent[1:].tolist() == pytest.approx([1.0, 1.0], abs=1e-6)
    assert np.isnan(coverage.mean[1]).all()
    assert coverage.worst[0].tolist() == coverage.mean[0].tolist()


def test_the_judge_and_the_search_agree(outcome: PlanOutcome) -> None:
    """A plan costs the same, however it is computed."""
    assert outcome.judged.objective == pytest.approx(outcome.answer.objective, rel=1e-6)
    assert outcome.answer.bound <= outcome.answer.objective * (1.0 + 1e-6)


def test_no_other_way_beats_the_plan(outcome: PlanOutcome) -> None:
    """Every way is judged alike, and none costs less than the bound."""
    assert [way.key for way in outcome.ways] == list(WAYS)
    for way in outcome.ways:
        assert way.judged.objective >= outcome.answer.bound * (1.0 - 1e-6)


def test_steps_add_up_to_the_plan(outcome: PlanOutcome) -> None:
    """What the steps save together is what the plan saves beside today's stock alone."""
    problem = outcome.reserve.problem
    nothing = Judge(outcome.reserve, SERIAL).of(Decision.nothing(problem))
    saved = sum(step.saved for step in outcome.steps)
    assert saved == pytest.approx(nothing.objective - outcome.judged.objective, rel=1e-6)
    assert sum(step.once for step in outcome.steps) == pytest.approx(outcome.answer.spent_once, rel=1e-6)
    years = [step.year for step in outcome.steps]
    assert years == sorted(years)


def test_more_budget_is_never_worse(outcome: PlanOutcome) -> None:
    """Hours of going without fall as the budget rises."""
    late = [step.late for step in outcome.budgets]
    assert all(after <= before + 1e-6 for before, after in pairwise(late))


def test_a_base_is_opened_where_the_store_is_lost(cities: Path) -> None:
    """A flood that takes the whole store leaves only new sites; half a base holds enough."""
    lost = reserve(cities, survival=0.0)
    answer = solve_reserve(lost.problem, lost.settings, SERIAL)
    told = PlanOutcome(
        lost,
        answer,
        Judge(lost, SERIAL).of(Decision.of(answer)),
        Judge(lost, SERIAL).of(Decision.nothing(lost.problem)),
    )
    assert [(one.site.id, one.size) for one in openings(told)] == [("base", 0.5)]
    capped = reserve(cities, survival=0.0, bases=0)
    assert not solve_reserve(capped.problem, capped.settings, SERIAL).opened.any()


def test_a_demand_that_nothing_can_keep_is_an_answer(cities: Path) -> None:
    """Water by hour 3 cannot be there: the plan says so, names the demand and what could be kept."""
    asked = reserve(cities, covers=(Cover("water", 3.0, 0.5),))
    answer = solve_reserve(asked.problem, asked.settings, SERIAL)
    assert answer.status == "infeasible"
    assert answer.broken[0].floor == "water:3=0.5"
    assert answer.broken[0].attainable == pytest.approx(0.0, abs=1e-6)
    judge = Judge(asked, SERIAL)
    one = PlanOutcome(asked, answer, judge.of(Decision.of(answer)), judge.of(Decision.today(asked.problem)))
    said = [Voice.of("en").say(sentence) for sentence in supply_plan_chapter(one).sentences]
    assert "No reserve within the budgets" in said[0]
    assert "water:3=0.5" in said[1]
    assert "No money keeps every demand" in said[2]


def test_a_demand_on_water_is_kept(cities: Path) -> None:
    """Nine tenths by hour 24 in every area: 1,080 of the last window's 1,200 L."""
    asked = reserve(cities, covers=(Cover("water", 24.0, 0.9),), hour_worth=0.05)
    answer = solve_reserve(asked.problem, asked.settings, SERIAL)
    assert answer.status == "optimal"
    assert answer.served[0, 0, 0, 2] >= 0.9 * 1200.0 - 1e-3


def test_prices_rise_with_the_share(outcome: PlanOutcome) -> None:
    """Today's 1,050 L keep all of the 900 L of the window to hour 12; in the window to 24 the agreement helps too."""
    assert [one.cost for one in outcome.prices] == pytest.approx([0.0] * len(outcome.prices), abs=1e-6)
    dear = cover_prices(reserve_without_stock(outcome), ["water"], [12.0], SERIAL)
    assert [one.cost for one in dear] == pytest.approx([900.0 * one.share * 0.22 for one in dear], rel=1e-3)


def reserve_without_stock(outcome: PlanOutcome) -> CityReserve:
    """Return the same problem with empty stores: each litre costs 0.2 a year to buy and 0.02 to renew."""
    problem = outcome.reserve.problem
    return replace(outcome.reserve, problem=replace(problem, stock_now=np.zeros_like(problem.stock_now)))


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_chapters_say_everything_in_both_languages(outcome: PlanOutcome, language: str) -> None:
    """Every sentence, figure and cell can be said, and no placeholder is left."""
    voice = Voice.of(language)  # type: ignore[arg-type]
    for make in (supply_plan_chapter, supply_coverage_chapter, supply_prices_chapter):
        chapter = make(outcome)
        said = [voice.say(one) for one in (*chapter.sentences, *chapter.limits)]
        said += [voice.say(cell) for grid in chapter.grids.values() for row in grid.rows for cell in row.cells]
        assert said
        assert not any("{" in text for text in said)
        for chart in chapter.charts:
            assert chart.draw(voice)["usermeta"] == {"language": language}
            assert len({len(column) for column in chart.data.values()}) == 1


def test_workbook_for_the_purchasing_office(outcome: PlanOutcome, tmp_path: Path) -> None:
    """The workbook opens; its agreements are those of the plan, with their numbers."""
    path = write_xlsx(tmp_path / "plan.xlsx", plan_sheets(outcome, Voice.of("en")))
    book = load_workbook(path)
    assert "Agreements" in book.sheetnames
    cells = [cell.value for row in book["Agreements"].iter_rows() for cell in row]
    assert agreements(outcome)[0].row["id"] in cells


def test_numbers_for_other_programs(outcome: PlanOutcome) -> None:
    """The file is strict JSON with both bounds and where they come from."""
    content = json.loads(plan_numbers(outcome))
    assert content["marker"] == "anlan-reserve-plan"
    assert content["bound_per_year"] <= content["objective_per_year"] * (1.0 + 1e-6)
    assert content["provenance"]["package"] == outcome.reserve.city.checksum
    assert [way["way"] for way in content["ways"]] == list(WAYS)
