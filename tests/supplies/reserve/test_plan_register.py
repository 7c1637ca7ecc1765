"""Tinytown's plan against a register of three risks."""

from pathlib import Path

import pytest

from anlan.compute import Serial
from anlan.risk.register import Control, Rating, RegisterItem
from anlan.supplies.reserve.decision import Decision, Judge
from anlan.supplies.reserve.register import against_register
from anlan.supplies.reserve.solve import solve_reserve
from tests.supplies.reserve.plan_town import reserve


def risk(hazard: str, area: str) -> RegisterItem:
    """Return a red risk."""
    rating, control = Rating(4, 4, "red"), Control("partly", "both", "orange")
    return RegisterItem(f"{hazard}/{area}", "computed", hazard, area, rating, control, None)


def test_each_risk_is_looked_for_in_the_scenarios_that_have_its_hazard(cities: Path) -> None:
    """Floods in the lower town are covered; the upper town needs nothing; no scenario has an earthquake.

    Water is ready at hour 6, so 300 of 2,400 L come too late; of 20 tents none does. Both weigh alike: (7/8 + 1) / 2.
    Today's 1,050 L leave 1,350 L missing: (1,050 / 2,400 + 1) / 2.
    """
    made = reserve(cities)
    judge = Judge(made, Serial())
    plan = judge.of(Decision.of(solve_reserve(made.problem, made.settings, Serial()))).coverage
    today = judge.of(Decision.nothing(made.problem)).coverage
    risks = [risk("rain_flood", "T1"), risk("rain_flood", "T2"), risk("earthquake", "T1"), risk("rain_flood", "T9")]
    found = against_register(made.problem, plan, today, risks, {"flood": ["rain_flood"]}, "T")
    assert [one.item.area for one in found] == ["T1", "T2", "T1"]
    assert [one.state for one in found] == ["covered", "nothing", "absent"]
    assert found[0].scenarios == ("flood",)
    assert found[0].hour == 24.0
    assert found[0].share == pytest.approx(0.9375)
    assert found[0].today == pytest.approx(0.71875)


def test_the_whole_city_counts_as_its_scenario_is_covered(cities: Path) -> None:
    """All needs are in the lower town, so the city is covered as it is."""
    made = reserve(cities)
    cover = Judge(made, Serial()).of(Decision.nothing(made.problem)).coverage
    city, lower = against_register(
        made.problem, cover, cover, [risk("rain_flood", "T"), risk("rain_flood", "T1")], {"flood": ["rain_flood"]}, "T"
    )
    assert city.share == pytest.approx(lower.share)
