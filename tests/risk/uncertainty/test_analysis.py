"""Intervals of an assessment, on a small town and against what can be worked out by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import Executor, Serial, local
from anlan.errors import SettingError
from anlan.hazards import HAZARDS, Hazard
from anlan.hazards.parameters import values_of
from anlan.language import Message
from anlan.risk import Assessment, assess_city
from anlan.risk.uncertainty import Doubt, Effort, Factor, Headline, Measure, Spreads, Uncertainty, uncertainty_of
from anlan.risk.uncertainty.factors import Design, design_of
from anlan.risk.uncertainty.functions import NODES
from anlan.risk.uncertainty.headlines import headlines_of
from anlan.risk.uncertainty.model import Model, Runs
from anlan.risk.uncertainty.runs import Losses, prepare, with_values
from anlan.risk.uncertainty.samples import stratified

NONE = Spreads(0.0, 0.0, 0.0)

SMALL = Effort(40, events=60, runs=4)


class Quiet:
    """Watches and says nothing."""

    def begin(self, stage: Message) -> None:
        """Learn that a stage begins."""

    def advance(self, done: int, total: int) -> None:
        """Learn how much of the stage is done."""
        assert 0 <= done <= total

    def end(self, result: Message) -> None:
        """Learn the result of a stage."""


def rain() -> Hazard:
    """Return the hazard of the small town."""
    return next(hazard for hazard in HAZARDS if hazard.kind == "rain_flood")


def wide(city: City) -> City:
    """Return the city with a spread on each function: 0.4 of the largest that its mean allows."""
    mean = pl.col("mean")
    return city.with_table(
        "vulnerability_points",
        city.table("vulnerability_points").with_columns((0.4 * (mean * (1.0 - mean)).sqrt()).alias("spread")),
    )


@pytest.fixture(scope="module")
def town(cities: Path) -> City:
    """Tinytown, of whose functions not all is known."""
    return wide(City.load(cities / "tinytown"))


@pytest.fixture(scope="module")
def assessment(town: City) -> Assessment:
    """Its risk from 200 years of rain."""
    return assess_city(town, 200, 5, Serial(), Quiet(), kinds=["rain_flood"])


def sampled(assessment: Assessment, executor: Executor | None = None, **changed: object) -> Uncertainty:
    """Sample what is not known about an assessment."""
    options = {"spreads": None, **changed}
    return uncertainty_of(assessment, SMALL, 30.0, executor or Serial(), Quiet(), **options)  # type: ignore[arg-type]


def model(spreads: Spreads, *, variance: float = 0.0, wide: bool = False) -> Model:
    """Return a model of two events that kill 10 and 100 people at 0.1 and 0.01 a year, and cost 1e6 and 1e7."""
    nodes = np.linspace(0.2, 1.8, NODES.size)[:, None] if wide else np.ones((1, 1))
    losses = Losses(np.array([0.1, 0.01]), (np.array([[10.0, 100.0]]) * nodes, np.array([[1e6, 1e7]])))
    rows = [("earthquake", ["killed"] if wide else [], False, spreads.frequency > 0.0, variance > 0.0)]
    return Model(
        design_of(rows, spreads),
        {"earthquake": Runs(("killed", "residential"), losses, (), spreads.frequency, variance)},
        spreads,
        tuple(headlines_of(["killed", "direct_loss"])),
        3,
    )


def figures(
    one: Model, rows: NDArray[np.float64], target: str, measure: Measure, at: float = 0.0
) -> NDArray[np.float64]:
    """Compute one headline of some samples."""
    return one(rows)[:, one.headlines.index(Headline(target, measure, at))]


def test_with_nothing_unknown_the_figures_are_those_by_hand() -> None:
    """10 * 0.1 + 100 * 0.01 = 2 a year; 10 once in 10 years; 100 once in 100 years and beyond it."""
    still = model(NONE)
    assert len(still.design) == 0
    found = dict(zip(still.headlines, still(np.zeros((1, 0)))[0], strict=True))
    assert found[Headline("killed", Measure.MEAN)] == pytest.approx(2.0)
    assert found[Headline("killed", Measure.LEVEL, 10.0)] == 10.0
    assert found[Headline("killed", Measure.LEVEL, 100.0)] == 100.0
    assert found[Headline("killed", Measure.TAIL, 100.0)] == pytest.approx(100.0)
    assert found[Headline("killed", Measure.CHANCE, 30.0)] == pytest.approx(0.01)
    assert found[Headline("direct_loss", Measure.MEAN)] == pytest.approx(2e5)
    assert still.best.tolist() == still(np.zeros((1, 0)))[0].tolist()


def test_known_variances_add_in_the_logarithm() -> None:
    """The mean is a product of lognormal factors: 0.2 for people and 0.3 for frequency make sqrt(0.13) in all."""
    both = model(Spreads(people=0.2, assets=0.0, frequency=0.3))
    drawn = np.log(figures(both, stratified(2000, len(both.design), 1), "killed", Measure.MEAN))
    assert drawn.std() == pytest.approx(np.sqrt(0.13), rel=0.02)
    assert np.exp(drawn).mean() == pytest.approx(2.0, rel=0.01)


def test_assets_and_people_are_doubted_apart() -> None:
    """What is not known about the value of assets does not move deaths."""
    one = model(Spreads(people=0.0, assets=0.3, frequency=0.0))
    rows = stratified(50, len(one.design), 1)
    assert np.ptp(figures(one, rows, "killed", Measure.MEAN)) == 0.0
    assert np.ptp(figures(one, rows, "direct_loss", Measure.MEAN)) > 0.0


def test_events_count_as_gamma_weights_do() -> None:
    """With weights of variance 1 the mean has the variance of the sum of (impact * rate)^2: 1 + 1."""
    one = model(NONE, variance=1.0)
    drawn = figures(one, stratified(4000, len(one.design), 2), "killed", Measure.MEAN)
    assert drawn.mean() == pytest.approx(2.0, rel=0.03)
    assert drawn.var() == pytest.approx(2.0, rel=0.1)


@given(low=st.floats(0.001, 0.999), high=st.floats(0.001, 0.999))
def test_more_damage_never_makes_a_figure_smaller(low: float, high: float) -> None:
    """Every headline rises with people, with frequency and with the damage functions."""
    one = model(Spreads(0.2, 0.2, 0.2), wide=True)
    rows = np.sort([[low], [high]], axis=0) * np.ones(len(one.design))
    less, more = one(rows)
    assert (less <= more * (1.0 + 1e-12)).all()


def test_the_columns_of_a_sample_are_laid_out_once() -> None:
    """People and assets belong to all hazards, the rest to each."""
    design = design_of([("earthquake", ["killed", "residential"], True, True, False)], Spreads())
    assert [factor.key for factor in design.factors] == [
        "people", "assets", "functions/earthquake", "parameters/earthquake", "frequency/earthquake",
    ]  # fmt: skip
    assert design.place(Doubt.FUNCTIONS, "earthquake", "residential") == 3
    assert design.place(Doubt.EVENTS, "earthquake") is None
    assert design.of(Factor(Doubt.FUNCTIONS, "earthquake")).tolist() == [False, False, True, True, False, False]


def test_sampled_parameters_reach_the_hazard(town: City) -> None:
    """A city with other values gives other events; its own table is left as it is."""
    cells = town.cells
    changed = with_values(town, rain(), (("drainage_mm", 50.0),))
    assert values_of(changed, "rain_flood", rain().parameters)["drainage_mm"] == 50.0
    assert values_of(town, "rain_flood", rain().parameters)["drainage_mm"] != 50.0
    less = rain().event_set(changed, 5, 1).intensity(range(5))
    assert (less >= rain().event_set(town, 5, 1).intensity(range(5))).all()
    assert changed.checksum == town.checksum
    assert changed.cells is cells


def test_parameters_are_drawn_about_the_value_of_the_city(town: City) -> None:
    """Their mean is the city's own value, not the default of the method."""
    simulation = prepare(town, [rain()], ["killed"], 10, 1)
    drawn = [dict(values)["drainage_mm"] for values in simulation.works["rain_flood"].values(town, 200, 1)]
    own = values_of(town, "rain_flood", rain().parameters)["drainage_mm"]
    stated = next(one for one in rain().parameters if one.name == "drainage_mm")
    assert np.mean(drawn) == pytest.approx(own, abs=0.05 * stated.deviation)
    assert np.std(drawn) == pytest.approx(stated.deviation, rel=0.05)
    assert [dict(one) for one in simulation.works["rain_flood"].values(town, 3, 1)] == [
        dict(one) for one in simulation.works["rain_flood"].values(town, 3, 1)
    ]


def test_the_report_s_figure_stands_beside_its_interval(assessment: Assessment) -> None:
    """Ends do not cross, and the best figure is that of the assessment."""
    found = sampled(assessment)
    for one in found.intervals:
        assert one.low <= one.median <= one.high
    mean = next(one for one in found.intervals if one.headline == Headline("killed", Measure.MEAN))
    assert mean.best == assessment.curve("killed").mean_annual
    assert mean.low < mean.best < mean.high
    assert found.values.shape == (SMALL.samples, len(found.intervals))


def test_chances_are_within_the_horizon(assessment: Assessment) -> None:
    """They lie between 0 and 1, and the best one is that of the assessment's curve."""
    found = sampled(assessment)
    chances = [one for one in found.intervals if one.headline.measure is Measure.CHANCE]
    assert chances
    for one in chances:
        assert 0.0 <= one.low <= one.high <= 1.0
        assert one.best == pytest.approx(assessment.curve(one.headline.target).chance(one.headline.at, 30.0))


def test_what_is_known_leaves_no_interval(assessment: Assessment, town: City) -> None:
    """Without spreads on functions, multipliers and parameters only the number of events is in doubt."""
    known = town.with_table(
        "vulnerability_points", town.table("vulnerability_points").with_columns(pl.lit(0.0).alias("spread"))
    )
    found = sampled(replace(assessment, city=known), spreads=NONE)
    factors = {one.factor.doubt for several in found.influences.values() for one in several}
    assert factors == {Doubt.PARAMETERS, Doubt.EVENTS}


def test_more_spread_makes_wider_intervals(assessment: Assessment) -> None:
    """Doubling what is not known about people widens the interval of deaths."""

    def width(people: float) -> float:
        found = sampled(assessment, spreads=Spreads(people, 0.0, 0.0))
        mean = next(one for one in found.intervals if one.headline == Headline("killed", Measure.MEAN))
        return mean.high / mean.low

    assert width(0.0) < width(0.6) < width(1.2)


def test_every_factor_is_ranked_for_every_figure(assessment: Assessment) -> None:
    """The largest comes first; for deaths the value of assets makes nothing."""
    found = sampled(assessment)
    assert set(found.influences) == {one.headline for one in found.intervals}
    for influences in found.influences.values():
        totals = [one.total for one in influences]
        assert totals == sorted(totals, reverse=True)
    deaths = {one.factor.doubt: one for one in found.influences[Headline("killed", Measure.MEAN)]}
    assert deaths[Doubt.ASSETS].total == pytest.approx(0.0, abs=1e-12)
    assert deaths[Doubt.FUNCTIONS].total > 0.1


def test_few_samples_give_intervals_without_a_ranking(assessment: Assessment) -> None:
    """A ranking from 20 samples would say more than is known."""
    found = uncertainty_of(assessment, Effort(20, 40, 2), 30.0, Serial(), Quiet())
    assert found.influences == {}
    assert found.intervals


@pytest.mark.parametrize(
    ("effort", "said"),
    [
        (Effort(19), "samples is 19; give 20 or more"),
        (Effort(20, events=0), "events is 0; give 1 or more"),
        (Effort(20, runs=0), "runs is 0; give 1 or more"),
    ],
)
def test_too_little_effort_is_refused(assessment: Assessment, effort: Effort, said: str) -> None:
    """The message names the number and the least that is allowed."""
    with pytest.raises(SettingError, match=said):
        uncertainty_of(assessment, effort, 30.0, Serial(), Quiet())


@settings(max_examples=3)
@given(workers=st.integers(2, 4))
def test_the_number_of_workers_does_not_show(assessment: Assessment, workers: int) -> None:
    """Samples, intervals and ranking are the same bits."""
    one = sampled(assessment)
    with local(workers) as executor:
        several = sampled(assessment, executor)
    assert several.values.tolist() == one.values.tolist()
    assert several.intervals == one.intervals
    assert several.influences == one.influences


def test_a_hazard_s_own_doubt_about_its_frequency_takes_the_place_of_the_usual_one(cities: Path) -> None:
    """A parameter that multiplies all rates is no reason to simulate again."""
    city = City.load(cities / "lianyungang")
    quake = next(hazard for hazard in HAZARDS if hazard.kind == "earthquake")
    simulation = prepare(city, [quake, rain()], ["killed"], 10, 1)
    stated = next(one for one in quake.parameters if one.name == "rate_factor")
    assert simulation.works["earthquake"].frequency(0.7) == stated.deviation / stated.default
    assert simulation.works["rain_flood"].frequency(0.7) == 0.7
    assert "rate_factor" not in [one.name for one in simulation.works["earthquake"].sampled]


def test_the_method_s_page_lists_every_sampled_parameter() -> None:
    """With its deviation and unit, for every hazard."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "methods" / "uncertainty.md").read_text(encoding="utf-8")
    absent = [
        row
        for hazard in HAZARDS
        for one in hazard.parameters
        if one.deviation
        and (row := f"| `{hazard.kind}` | `{one.name}` | {one.deviation:g} | {one.unit} | {one.meaning} |") not in page
    ]
    assert absent == []


def test_imported_events_are_taken_as_they_are(assessment: Assessment) -> None:
    """Their parameters cannot be sampled, their number of events is not changed."""
    found = sampled(assessment, imported=[assessment.impacts["rain_flood"].events])
    factors = {one.factor.doubt for several in found.influences.values() for one in several}
    assert Doubt.PARAMETERS not in factors
    assert Doubt.EVENTS in factors


def test_a_design_without_columns_has_no_factors() -> None:
    """Nothing in doubt, nothing to rank."""
    assert Design(()).factors == ()
