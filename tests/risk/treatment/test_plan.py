"""Programmes against all that are possible, limits that hold, and what is said when none exists."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.errors import SettingError
from anlan.risk.treatment import (
    CONSEQUENCES,
    Outcome,
    PlanSettings,
    Rule,
    Treatment,
    appraise,
    budget_curve,
    checkpoints_of,
    flow_of,
    greedy,
    plan_of,
    tail_mean,
    whole_risk,
)
from anlan.risk.treatment.appraisal import worth_of
from tests.risk.treatment.towns import made, measure

THREE = [measure("dyke", 90.0, 2.0, build=2), measure("pumps", 60.0, 3.0), measure("roofs", 30.0, 1.0, build=0, life=2)]
LEFT = {"dyke": {"west": 0.5, "east": 0.7}, "pumps": {"west": 0.6}, "roofs": {"east": 0.8}}
MONEY_FIRST = PlanSettings(years=3, horizon=6, values={"killed": 50.0})


def objective(treatment: Treatment, wanted: PlanSettings, outcome: Outcome) -> float:
    """Return what a programme is judged by: what remains and what it costs, with the worst futures weighed in."""
    worth = worth_of(treatment, wanted)
    cost = worth.cost * outcome.cost
    mean = whole_risk(treatment, wanted) - outcome.saved + cost
    if not outcome.sampled.size:
        return mean
    return (1.0 - wanted.tail) * mean + wanted.tail * (tail_mean(outcome.sampled, wanted.tail_share) + cost)


def every_programme(treatment: Treatment, wanted: PlanSettings) -> Iterator[dict[str, int]]:
    """Yield every choice of measures and start years that is finished in time, whatever it costs."""
    options = [[None, *range(1, wanted.years + 2 - max(each.build_years, 1))] for each in treatment.measures]
    for years in product(*options):
        pairs = zip(treatment.measures, years, strict=True)
        yield {each.id: year for each, year in pairs if year is not None}


def affordable(wanted: PlanSettings, outcome: Outcome) -> bool:
    """Say whether a programme keeps to both budgets."""
    spent = outcome.spending
    return bool(spent.sum() <= wanted.budget + 1e-6 and spent.max() <= wanted.yearly + 1e-6)


def obeys(treatment: Treatment, starts: Mapping[str, int]) -> bool:
    """Say whether a programme keeps to the rules between measures."""
    ready = {each.id: each.works_from(starts[each.id]) for each in treatment.measures if each.id in starts}
    for rule in treatment.rules:
        if rule.kind == "excludes" and rule.measure in starts and rule.other in starts:
            return False
        if rule.kind == "requires" and rule.measure in starts and not ready.get(rule.other, 99) <= ready[rule.measure]:
            return False
    return True


@settings(max_examples=25)
@given(
    st.floats(0.0, 300.0),
    st.floats(10.0, 120.0),
    st.sampled_from([{}, {"killed": 50.0}, {"direct_loss": 1.0}]),
    st.booleans(),
    st.sampled_from([(), (Rule("pumps", "requires", "dyke"),), (Rule("pumps", "excludes", "roofs"),)]),
    st.sampled_from([0.0, 0.5]),
    st.integers(0, 2**31),
)
def test_no_possible_programme_is_better(
    budget: float,
    yearly: float,
    values: dict[str, float],
    renew: bool,
    rules: tuple[Rule, ...],
    tail: float,
    seed: int,
) -> None:
    """The programme is as good as the best of all choices and years, each worked out year by year."""
    rng = np.random.default_rng(seed)
    left = {name: {area: float(rng.uniform(0.3, 1.0)) for area in areas} for name, areas in LEFT.items()}
    base = {"west": rng.uniform(0.1, 30.0, 4).tolist(), "east": rng.uniform(0.1, 30.0, 4).tolist()}
    treatment = made(THREE, left, base=base, rules=rules, futures=rng.uniform(0.0, 2.0, 8))
    wanted = replace(MONEY_FIRST, budget=budget, yearly=yearly, values=values, renew=renew, tail=tail, tail_share=0.75)
    plan = plan_of(treatment, wanted)
    assert plan.status == "optimal"
    assert plan.outcome is not None
    assert affordable(wanted, plan.outcome)
    assert obeys(treatment, plan.outcome.starts)
    allowed = [starts for starts in every_programme(treatment, wanted) if obeys(treatment, starts)]
    possible = [appraise(treatment, wanted, starts) for starts in allowed]
    best = min(objective(treatment, wanted, each) for each in possible if affordable(wanted, each))
    scale = whole_risk(treatment, wanted)
    assert objective(treatment, wanted, plan.outcome) <= best + 2e-6 * scale


def test_a_measure_is_finished_within_the_programme() -> None:
    """What takes longer than the programme cannot be begun."""
    treatment = made([measure("dam", build=5)], {"dam": {"west": 0.0}})
    for years, starts in ((4, {}), (5, {"dam": 1})):
        plan = plan_of(treatment, PlanSettings(years=years, horizon=30))
        assert plan.outcome is not None
        assert plan.outcome.starts == starts


def test_a_measure_waits_for_the_one_it_requires() -> None:
    """The pumps of a low quarter work no sooner than the dyke around it."""
    treatment = made(THREE, LEFT, rules=[Rule("pumps", "requires", "dyke")])
    plan = plan_of(treatment, PlanSettings(years=4, horizon=30, must=("pumps",)))
    assert plan.outcome is not None
    starts = plan.outcome.starts
    assert starts["pumps"] + 1 >= starts["dyke"] + 2


def test_every_district_gets_its_share() -> None:
    """Without a floor all money goes west; with it the east gets its part of benefit, or of spending."""
    pair = [measure("west-wall", 100.0, 0.0), measure("east-wall", 100.0, 0.0)]
    treatment = made(pair, {"west-wall": {"west": 0.2}, "east-wall": {"east": 0.9}})
    free = plan_of(treatment, PlanSettings(years=2, horizon=10, budget=100.0))
    assert free.outcome is not None
    assert list(free.outcome.starts) == ["west-wall"]
    fair = PlanSettings(years=2, horizon=10, budget=200.0, fairness=0.05)
    for wanted in (fair, replace(fair, fair_by="spending", fairness=1.0)):
        plan = plan_of(treatment, wanted)
        assert plan.outcome is not None
        assert set(plan.outcome.starts) == {"west-wall", "east-wall"}
    short = plan_of(treatment, replace(fair, budget=100.0))
    assert short.outcome is not None
    assert "west-wall" not in short.outcome.starts


def test_the_least_that_must_be_avoided_is_avoided() -> None:
    """Money would not pay for the dyke; the demand on lives does."""
    wanted = PlanSettings(years=3, horizon=30, values={"direct_loss": 1e-9}, least={"killed": 0.3})
    treatment = made(THREE, LEFT)
    plan = plan_of(treatment, wanted)
    assert plan.outcome is not None
    today = treatment.annual(()).sum(axis=0)
    place = CONSEQUENCES.index("killed")
    assert plan.outcome.after.sum(axis=0)[place] <= 0.7 * today[place] + 1e-9
    free = plan_of(treatment, replace(wanted, least={}))
    assert free.outcome is not None
    assert free.outcome.starts == {}


@pytest.mark.parametrize(
    ("wanted", "families", "said"),
    [
        (PlanSettings(years=3, must=("dyke",), budget=50.0), {"budget", "must"}, "raise the budget by 40, to 90"),
        (PlanSettings(years=3, must=("dyke",), yearly=30.0), {"yearly", "must"}, "to 45; it is too small in years"),
        (PlanSettings(years=1, must=("dyke",)), {"must"}, "do not demand dyke"),
        (PlanSettings(years=3, least={"killed": 0.9}), {"least"}, "killed 46.0%"),
        (PlanSettings(years=3, must=("pumps", "roofs")), {"must", "rules"}, "pumps excludes roofs"),
    ],
)
def test_without_a_programme_the_limit_in_the_way_is_named(wanted: PlanSettings, families: set[str], said: str) -> None:
    """Each family of limits that alone makes it impossible is named, with the least change."""
    plan = plan_of(made(THREE, LEFT, rules=[Rule("pumps", "excludes", "roofs")]), wanted)
    assert plan.status == "infeasible"
    assert plan.outcome is None
    assert {violation.family for violation in plan.violations} == families
    assert said in " / ".join(str(violation.remedy) for violation in plan.violations)


def test_limits_that_stand_in_the_way_together_are_all_named() -> None:
    """The dyke does not fit the budget, and without it the lives that are demanded cannot be saved."""
    wanted = PlanSettings(years=1, budget=1.0, must=("dyke",), least={"killed": 0.9})
    plan = plan_of(made(THREE, LEFT), wanted)
    assert {violation.family for violation in plan.violations} >= {"must", "least"}


def test_the_same_input_gives_the_same_programme() -> None:
    """Twice the same model, twice the same choice."""
    treatment = made(THREE, LEFT)
    first, second = (plan_of(treatment, replace(MONEY_FIRST, budget=150.0)).outcome for _ in range(2))
    assert first is not None
    assert second is not None
    assert dict(first.starts) == dict(second.starts)


@settings(max_examples=25)
@given(st.floats(0.0, 400.0), st.floats(20.0, 200.0))
def test_the_rule_of_thumb_is_never_better(budget: float, yearly: float) -> None:
    """Greedy choice keeps to the same budgets and saves at most as much."""
    treatment = made(THREE, LEFT)
    wanted = PlanSettings(years=4, horizon=8, budget=budget, yearly=yearly)
    simple, plan = greedy(treatment, wanted), plan_of(treatment, wanted)
    assert affordable(wanted, simple)
    assert plan.outcome is not None
    assert objective(treatment, wanted, plan.outcome) <= objective(treatment, wanted, simple) + 2e-6


def test_the_rule_of_thumb_is_misled_by_overlap() -> None:
    """Two measures on the same loss look best alone; the programme takes one of them and the other district's."""
    trio = [measure("pumps", 100.0, 0.0), measure("sponge", 100.0, 0.0), measure("east-wall", 100.0, 0.0)]
    treatment = made(trio, {"pumps": {"west": 0.1}, "sponge": {"west": 0.1}, "east-wall": {"east": 0.1}})
    wanted = PlanSettings(years=3, horizon=10, budget=200.0)
    simple, plan = greedy(treatment, wanted), plan_of(treatment, wanted)
    assert set(simple.starts) == {"pumps", "sponge"}
    assert plan.outcome is not None
    assert "east-wall" in plan.outcome.starts
    assert plan.outcome.saved > 1.2 * simple.saved


def test_more_money_never_saves_less() -> None:
    """The curve of budgets rises from nothing; its slope is what each unit more buys."""
    treatment = made(THREE, LEFT)
    points = budget_curve(treatment, PlanSettings(years=3, horizon=10, budget=100.0))
    assert points[0].budget == 0.0
    assert points[0].plan.outcome is not None
    assert points[0].plan.outcome.starts == {}
    assert 100.0 in [point.budget for point in points]
    for one, other in pairwise(points):
        assert one.plan.outcome is not None
        assert other.plan.outcome is not None
        gain = other.plan.outcome.saved - one.plan.outcome.saved
        assert gain >= -2e-6
        assert other.marginal == pytest.approx(gain / (other.budget - one.budget))


def test_the_worst_futures_change_the_choice() -> None:
    """A measure that is better on average gives way to one that helps in the worst futures."""
    pair = [measure("usual", 100.0, 0.0, build=0), measure("great", 100.0, 0.0, build=0)]
    treatment = made(
        pair,
        {"usual": {"west": 0.0}, "great": {"east": 0.1}},
        base={"west": [1.0] * 4, "east": [0.9] * 4},
        futures=np.ones(10),
    )
    east = treatment.combinations[1]
    rare = np.where(np.arange(10) == 0, 10.0, 0.0)[:, None, None] * east.annual[None]
    treatment = replace(treatment, combinations=(treatment.combinations[0], replace(east, samples=rare)))
    wanted = PlanSettings(years=1, horizon=10, budget=100.0)
    for tail, chosen in ((0.0, "usual"), (1.0, "great")):
        plan = plan_of(treatment, replace(wanted, tail=tail))
        assert plan.outcome is not None
        assert list(plan.outcome.starts) == [chosen]


def test_the_worst_futures_need_futures() -> None:
    """Without samples there is no tail; an unknown measure cannot be demanded."""
    treatment = made(THREE, LEFT)
    with pytest.raises(SettingError, match="ask for some"):
        plan_of(treatment, PlanSettings(tail=0.5))
    with pytest.raises(SettingError, match="'dike' is no measure"):
        plan_of(treatment, PlanSettings(must=("dike",)))


def test_checkpoints_follow_a_measure_through_its_life() -> None:
    """Begun in year 1, in use from year 2, inspected every year, renewed after two years of use."""
    short = measure("roofs", 30.0, 1.0, build=1, life=2)
    treatment = made([short], {"roofs": {"west": 0.1}})
    plan = plan_of(treatment, PlanSettings(years=1, horizon=5))
    steps = [(step.kind, step.first, step.last) for step in checkpoints_of(plan)]
    assert steps == [
        ("start", 1, 1),
        ("commissioning", 2, 2),
        ("inspection", 3, 5),
        ("renewal", 4, 4),
    ]
    ended = plan_of(treatment, PlanSettings(years=1, horizon=5, renew=False))
    steps = [(step.kind, step.first, step.last) for step in checkpoints_of(ended)]
    assert steps == [("start", 1, 1), ("commissioning", 2, 2), ("inspection", 3, 3), ("end_of_life", 4, 4)]
    working = flow_of(short, 1, ended.settings).working
    assert working.tolist() == [False, True, True, False, False]


def test_a_city_without_useful_measures_keeps_its_money() -> None:
    """Where nothing pays, the best programme is to do nothing."""
    treatment = made([measure("gold", 1e9)], {"gold": {"west": 0.5}})
    plan = plan_of(treatment, MONEY_FIRST)
    assert plan.outcome is not None
    assert plan.outcome.starts == {}
    assert plan.outcome.spending.sum() == 0.0
