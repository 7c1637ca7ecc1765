"""Two-stage programmes: by hand, by every method alike, beside an independent model, and what is impossible."""

import math
from dataclasses import dataclass, field

import linopy
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from anlan.compute import local
from anlan.errors import SettingError
from anlan.programs import EXPECTED, WORST_CASE, Program, RiskMeasure, Transport, TwoStage, Whole, solve_two_stage
from anlan.programs.two_stage import MoreColumns
from bench.reserve_case import OPENING, SIZES, ReserveCase, reserve_case, two_stage

MEASURES = (EXPECTED, WORST_CASE, RiskMeasure(0.5, 0.5, 0.6), RiskMeasure(0.0, 1.0, 0.75))
TIGHT = 1e-7


def newsboy(penalty: float, *, stock: float = 10.0) -> TwoStage:
    """Stock costs 1 a unit; 1 or 3 are wanted, equally likely; a unit short costs the penalty."""
    first = Program(np.array([1.0]), np.zeros(1), np.array([stock]), csc_array((0, 1)), np.zeros(0), np.zeros(0))
    blocks = [
        Transport(np.zeros((1, 1)), np.array([want]), np.array([penalty]), np.zeros(1), csr_array(np.ones((1, 1))))
        for want in (1.0, 3.0)
    ]
    return TwoStage(first, tuple(blocks), np.array([0.5, 0.5]))


def generic(model: TwoStage) -> TwoStage:
    """Return the same programme with blocks that do not solve themselves."""
    blocks = tuple(Whole(block().program, block().link) for block in model.recourse)
    return TwoStage(model.first, blocks, model.probability, model.scenario)


@pytest.mark.parametrize("method", ["extensive", "lshaped"])
@pytest.mark.parametrize(("penalty", "stock", "cost"), [(1.5, 1.0, 2.5), (4.0, 3.0, 3.0)])
def test_stock_is_bought_while_the_chance_of_want_pays_for_it(
    method: str, penalty: float, stock: float, cost: float
) -> None:
    """By hand: a second and third unit are worth half the penalty each, so they are bought at 4 and not at 1.5."""
    answer = solve_two_stage(newsboy(penalty), gap=TIGHT, method=method)
    assert answer.status == "optimal"
    assert answer.values == pytest.approx([stock])
    assert answer.objective == pytest.approx(cost)
    assert answer.bound == pytest.approx(cost)
    assert answer.costs == pytest.approx([0.0, penalty * (3.0 - stock)])


def test_a_tail_is_the_mean_of_the_worst_share() -> None:
    """Of costs 1, 2, 3, 10 alike likely, the worst 40 % are all of 10 and 0.15 of 3: (2.5 + 0.45) / 0.4."""
    measure = RiskMeasure(0.0, 1.0, 0.6)
    assert measure.of(np.array([1.0, 10.0, 3.0, 2.0]), np.full(4, 0.25)) == pytest.approx(7.375)
    assert RiskMeasure(1.0, 0.0, 0.9, 0.5).of(np.array([0.0, 4.0]), np.array([0.5, 0.5])) == pytest.approx(4.0)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), measure=st.sampled_from(MEASURES), blocks=st.sampled_from(["direct", "generic"]))
def test_every_method_finds_the_same_least_cost(seed: int, measure: RiskMeasure, blocks: str) -> None:
    """Cuts and the extensive form agree to 1e-6, on cases with whole columns, and both prove their bound."""
    model = two_stage(reserve_case(3, sites=4, areas=3, items=2, seed=seed))
    model = model if blocks == "direct" else generic(model)
    methods = ["extensive", "lshaped"] + (["robust"] if measure == WORST_CASE else [])
    answers = [solve_two_stage(model, measure=measure, gap=TIGHT, method=method) for method in methods]
    scale = max(abs(answers[0].objective), 1e-3)
    for answer in answers:
        assert answer.status == "optimal"
        assert abs(answer.objective - answers[0].objective) <= 1e-6 * scale
        assert answer.objective - answer.bound <= 1e-6 * scale
        assert model.first.violation(answer.values) <= 1e-5
        assert answer.first_cost + measure.of(answer.costs, model.probability) == pytest.approx(answer.objective)


def beside(case: ReserveCase) -> float:
    """Return the least mean cost of a case as linopy and HiGHS find it, each formula written anew."""
    scenarios, sites, areas = case.hours.shape
    items, sizes = case.price.size, range(SIZES.size)
    of_item = {name: xr.DataArray(getattr(case, name), dims="i") for name in ("price", "volume")}
    model = linopy.Model()
    opened = model.add_variables(binary=True, coords={"s": range(sites), "k": sizes}, dims=["s", "k"], name="open")
    stock = model.add_variables(lower=0, coords={"s": range(sites), "i": range(items)}, dims=["s", "i"], name="stock")
    model.add_constraints(opened.sum("k") <= 1)
    model.add_constraints((stock * of_item["volume"]).sum("i") - (opened * xr.DataArray(SIZES, dims="k")).sum("k") <= 0)
    rent = (opened * xr.DataArray(OPENING, dims="k")).sum()
    model.add_constraints(rent + (stock * of_item["price"]).sum() <= case.budget)
    terms = []
    for w in range(scenarios):
        way = np.isfinite(case.hours[w])
        hours = xr.DataArray(np.where(way, case.hours[w], 0.0), dims=["s", "a"])
        most = xr.DataArray(np.where(way, np.inf, 0.0), dims=["s", "a"], coords={"s": range(sites), "a": range(areas)})
        for i in range(items):
            flow = model.add_variables(lower=0, upper=most, name=f"flow {w} {i}")
            short = model.add_variables(lower=0, coords={"a": range(areas)}, dims=["a"], name=f"short {w} {i}")
            survival = xr.DataArray(case.survival[w], dims="s")
            model.add_constraints(flow.sum("a") - stock.sel(i=i) * survival <= 0)
            model.add_constraints(flow.sum("s") + short == xr.DataArray(case.demand[w, i], dims="a"))
            weight = float(case.probability[w] * case.weight[i])
            terms.append((flow * (weight * hours / 24.0)).sum() + weight * short.sum())
    model.add_objective(sum(terms[1:], terms[0]))
    model.solve("highs", output_flag=False, mip_rel_gap=1e-9)
    return float(model.objective.value or 0.0)


@pytest.mark.filterwarnings("ignore")
def test_an_independent_model_finds_the_same() -> None:
    """The same case written in linopy has the same least cost, to 1e-6."""
    case = reserve_case(3, sites=4, areas=3, items=2, seed=8)
    answer = solve_two_stage(two_stage(case), gap=TIGHT, method="lshaped")
    assert answer.objective == pytest.approx(beside(case), rel=1e-6)


@dataclass
class Hidden:
    """A block that starts with no way at all and makes ways when they are worth it."""

    inner: Transport
    made: set[int] = field(default_factory=set)

    @property
    def program(self) -> Program:
        """Only what stays unmet."""
        whole, unmet = self.inner.program, self.inner.demand.size
        keep = np.arange(whole.columns - unmet, whole.columns)
        return Program(
            whole.cost[keep],
            whole.lower[keep],
            whole.upper[keep],
            csc_array(whole.matrix[:, keep]),
            whole.row_lower,
            whole.row_upper,
        )

    @property
    def link(self) -> csc_array:
        """As in the full block."""
        return self.inner.link

    def priced(self, row_duals: NDArray[np.float64], *, costless: bool = False) -> MoreColumns | None:
        """Make the ways with a negative reduced cost."""
        whole = self.inner.program
        reduced = (0.0 if costless else whole.cost) - whole.matrix.T @ row_duals
        wanted = [k for k in np.flatnonzero(reduced < -1e-9).tolist() if k not in self.made]
        ways = whole.columns - self.inner.demand.size
        wanted = [k for k in wanted if k < ways]
        if not wanted:
            return None
        self.made |= set(wanted)
        return MoreColumns(
            whole.cost[wanted], whole.lower[wanted], whole.upper[wanted], csc_array(whole.matrix[:, wanted])
        )


@dataclass(frozen=True)
class Hiding:
    """Makes a `Hidden`."""

    inner: Transport

    def __call__(self) -> Hidden:
        """Make it afresh."""
        return Hidden(self.inner)


@pytest.mark.parametrize("measure", MEASURES[:3])
def test_columns_made_on_demand_lead_to_the_full_model(measure: RiskMeasure) -> None:
    """Blocks that know no way at first end at the cost of the full model, with a bound that holds for it."""
    model = two_stage(reserve_case(3, sites=4, areas=3, items=2, seed=4))
    full = solve_two_stage(model, measure=measure, gap=TIGHT, method="extensive")
    hidden = TwoStage(model.first, tuple(Hiding(b()) for b in model.recourse), model.probability, model.scenario)  # type: ignore[arg-type]
    cut = solve_two_stage(hidden, measure=measure, gap=1e-6, method="lshaped")
    assert cut.objective == pytest.approx(full.objective, rel=1e-6)
    assert cut.bound <= full.objective * (1.0 + 1e-9)
    extensive = solve_two_stage(hidden, measure=measure, gap=1e-6, method="extensive")
    assert extensive.bound <= full.objective * (1.0 + 1e-9) <= extensive.objective * (1.0 + 2e-9)


def must_deliver(most: float) -> TwoStage:
    """Nothing may go short: 2 or 5 are wanted, and stock is bounded."""
    first = Program(np.array([1.0]), np.zeros(1), np.array([most]), csc_array((0, 1)), np.zeros(0), np.zeros(0))
    blocks = []
    for want in (2.0, 5.0):
        matrix = csc_array(np.array([[1.0], [1.0]]))
        rows = np.array([-math.inf, want]), np.array([0.0, math.inf])
        block = Program(np.array([0.5]), np.zeros(1), np.array([math.inf]), matrix, *rows)
        blocks.append(Whole(block, csc_array(np.array([[-1.0], [0.0]]))))
    return TwoStage(first, tuple(blocks), np.array([0.5, 0.5]))


@pytest.mark.parametrize("method", ["extensive", "lshaped"])
def test_a_demand_that_must_be_met_bounds_the_stock(method: str) -> None:
    """By hand: five in stock at 1 each, and half of 2 and of 5 carried at 0.5."""
    answer = solve_two_stage(must_deliver(10.0), gap=TIGHT, method=method)
    assert answer.values == pytest.approx([5.0])
    assert answer.objective == pytest.approx(5.0 + 0.5 * 3.5)


@pytest.mark.parametrize("method", ["extensive", "lshaped"])
def test_the_impossible_is_an_answer(method: str) -> None:
    """Where no stock can meet the larger demand, the answer says so, and cuts name the scenario."""
    answer = solve_two_stage(must_deliver(4.0), method=method)
    assert answer.status == "infeasible"
    assert answer.values.size == 0
    assert math.isinf(answer.objective)
    if method == "lshaped":
        assert 1 in answer.missing


def test_the_number_of_workers_changes_nothing() -> None:
    """One and three threads give the same bits."""
    model = two_stage(reserve_case(12, sites=6, areas=5, items=3, seed=3))
    with local(1) as one, local(3) as three:
        answers = [solve_two_stage(model, method="lshaped", executor=each) for each in (one, three)]
    assert answers[0].values.tobytes() == answers[1].values.tobytes()
    assert (answers[0].objective, answers[0].bound) == (answers[1].objective, answers[1].bound)


def test_settings_out_of_range_are_refused() -> None:
    """An unknown method, a gap of 1, weights of nothing, a level of 1, and robust with a mean are named."""
    model = newsboy(2.0)
    with pytest.raises(SettingError, match="simplex"):
        solve_two_stage(model, method="simplex")
    with pytest.raises(SettingError, match="gap is 1"):
        solve_two_stage(model, gap=1.0)
    with pytest.raises(SettingError, match="worst case only"):
        solve_two_stage(model, method="robust")
    with pytest.raises(SettingError, match="0, 0, 0"):
        RiskMeasure(0.0, 0.0, 0.9, 0.0)
    with pytest.raises(SettingError, match="level"):
        RiskMeasure(1.0, 1.0, 1.0)
