"""CLIMADA's measures for San Salvador, to one part in 10^9; and what joint application changes.

CLIMADA moves the intensities of the impact functions: a function that had its point at I has it at a I - b. That is
the same as changing the intensity to (I + b) / a, an intensity lever with factor 1 / a and offset -b / a. Its cutoff
removes the events whose loss is exceeded more often than a frequency.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from anlan.compute import Serial
from anlan.risk import Effects, exceedance
from anlan.risk.portfolio import portfolio_losses
from anlan.risk.treatment import (
    Combinations,
    Measure,
    PlanSettings,
    Treatment,
    discount_factors,
    greedy,
    plan_of,
    present_value,
)
from tests.risk.climada_cases import Case, read_case

YEARS = 26
"""2015 to 2040, both counted."""

RATE = 0.02

CLIMADA_RESIDUAL = -39.5e6
"""What CLIMADA prints as residual risk of all six measures, USD."""


@dataclass(frozen=True)
class Salvador:
    """The case of one year with the measures of the study."""

    case: Case
    measures: pl.DataFrame

    @cached_property
    def today(self) -> NDArray[np.float64]:
        """Loss of each event without measures, USD."""
        case = self.case
        return portfolio_losses(case.footprints, case.frequency, case.portfolio, case.functions, Serial()).at_event

    def losses(self, names: Collection[str]) -> NDArray[np.float64]:
        """Return the loss of each event with measures applied jointly, USD."""
        case = self.case
        rows = [row for row in self.measures.iter_rows(named=True) if row["name"] in names]
        lowered = self.effects(rows).at(case.footprints.intensity, case.footprints.cell)
        cutoff = min((row["hazard_freq_cutoff"] for row in rows), default=np.inf)
        spread = np.repeat(self.harmful(cutoff), np.diff(case.footprints.first))
        footprints = replace(case.footprints, intensity=np.where(spread, lowered, 0.0))
        return portfolio_losses(footprints, case.frequency, case.portfolio, case.functions, Serial()).at_event

    def effects(self, rows: list[dict[str, Any]]) -> Effects:
        """Return the engine's effects for rows of CLIMADA's table."""
        cells = int(self.case.footprints.cell.max()) + 1
        factor = np.prod([1.0 / row["hazard_inten_imp_a"] for row in rows])
        offset = np.sum([-row["hazard_inten_imp_b"] / row["hazard_inten_imp_a"] for row in rows])
        return Effects(1.0, np.full(cells, factor), np.full(cells, offset), np.ones((1, 1)))

    def harmful(self, cutoff: float) -> NDArray[np.bool_]:
        """Say of each event whether its loss without measures is exceeded no more often than the cutoff."""
        curve = exceedance(self.today, self.case.frequency)
        keep = np.zeros(self.today.size, dtype=np.bool_)
        keep[curve.order[curve.frequency <= cutoff]] = True
        return keep

    def risk(self, names: Collection[str]) -> float:
        """Return the mean yearly loss with measures applied jointly, USD a year."""
        return float(self.losses(names) @ self.case.frequency)


@pytest.fixture(scope="module")
def present(shared_data: Path) -> Salvador:
    """The city of 2015."""
    return salvador(shared_data, "y2015")


@pytest.fixture(scope="module")
def future(shared_data: Path) -> Salvador:
    """The city of 2040 in the extreme climate."""
    return salvador(shared_data, "y2040_extreme_cc")


def salvador(shared_data: Path, year: str) -> Salvador:
    """Read one year of the case."""
    folder = shared_data / "risk" / "climada_salvador_flood"
    measures = pl.read_csv(folder / "measures.csv", infer_schema_length=None)
    assert (measures.select("mdd_a", "paa_a").to_numpy() == 1.0).all()
    assert (measures.select("mdd_b", "paa_b").to_numpy() == 0.0).all()
    return Salvador(read_case(folder / year), measures)


def published(shared_data: Path, case: str) -> pl.DataFrame:
    """Read CLIMADA's results for one way of counting the years between."""
    results = shared_data / "risk" / "climada_salvador_flood" / "cost_benefit.csv"
    return pl.read_csv(results, infer_schema_length=None).filter(pl.col("case") == case)


def course(first: float, last: float) -> float:
    """Return the worth of a risk that goes in a straight line from 2015 to 2040, discounted from 2015 on."""
    return present_value(np.linspace(first, last, YEARS), RATE, 0)


def test_the_risk_with_each_measure(shared_data: Path, present: Salvador, future: Salvador) -> None:
    """The mean yearly loss with each single measure, now and in 2040, and without any."""
    for row in published(shared_data, "2015_to_2040_linear").iter_rows(named=True):
        names = () if row["measure"] == "no measure" else (row["measure"],)
        assert present.risk(names) == pytest.approx(row["risk_with_measure_present"], rel=1e-9)
        assert future.risk(names) == pytest.approx(row["risk_with_measure_future"], rel=1e-9)


@pytest.mark.parametrize("case", ["2015_to_2040_linear", "2015_to_2040_nodep"])
def test_benefits_and_ratios_until_2040(shared_data: Path, present: Salvador, future: Salvador, case: str) -> None:
    """Benefit and cost-benefit ratio of each single measure, with the risk growing in a straight line."""
    without = course(present.risk(()), future.risk(()))
    for row in published(shared_data, case).filter(pl.col("cost").is_not_null()).iter_rows(named=True):
        name = row["measure"]
        benefit = without - course(present.risk((name,)), future.risk((name,)))
        assert benefit == pytest.approx(row["benefit"], rel=1e-9)
        assert row["cost"] / benefit == pytest.approx(row["cost_ben_ratio"], rel=1e-9)


def test_benefits_with_the_risk_of_today(shared_data: Path, present: Salvador) -> None:
    """The same with a risk that stays as it is."""
    without = course(present.risk(()), present.risk(()))
    assert without == pytest.approx(73120015.31012808, rel=1e-9)
    for row in (
        published(shared_data, "present_only_to_2040").filter(pl.col("cost").is_not_null()).iter_rows(named=True)
    ):
        with_it = course(present.risk((row["measure"],)), present.risk((row["measure"],)))
        assert without - with_it == pytest.approx(row["benefit"], rel=1e-9)


def test_sums_of_single_benefits_exceed_the_risk_and_joint_ones_never(
    shared_data: Path, present: Salvador, future: Salvador
) -> None:
    """CLIMADA's sum leaves -39.5 million; any set of measures applied jointly leaves between zero and the whole."""
    results = published(shared_data, "2015_to_2040_linear")
    whole = course(present.risk(()), future.risk(()))
    assert whole - float(results["benefit"].sum() or 0.0) == pytest.approx(CLIMADA_RESIDUAL, rel=2e-3)
    names = present.measures["name"].to_list()
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            left = present.losses(chosen)
            assert (left >= 0.0).all()
            assert (left <= present.today).all()
            for further in set(names) - set(chosen):
                assert (present.losses((*chosen, further)) <= left * (1.0 + 1e-12)).all()
    assert 0.0 < course(present.risk(names), future.risk(names)) < whole


def test_the_joint_risk_equals_a_plain_computation(present: Salvador) -> None:
    """All six together, asset by asset with NumPy's interpolation."""
    folder = present.case.folder
    hazard = np.load(folder / "hazard.npz")
    assets = pl.read_csv(folder / "exposure.csv", infer_schema_length=None)
    points = pl.read_csv(folder / "impact_functions.csv", infer_schema_length=None)
    rows = present.measures.select("hazard_inten_imp_a", "hazard_inten_imp_b").rows()
    risk = 0.0
    for event in np.flatnonzero(present.harmful(0.2)):
        depth = np.zeros(hazard["shape"][1])
        part = slice(hazard["indptr"][event], hazard["indptr"][event + 1])
        depth[hazard["indices"][part]] = hazard["data"][part]
        lowered = depth / np.prod([a for a, _ in rows]) + sum(b / a for a, b in rows)
        for (number,), some in assets.group_by("impf_id"):
            curve = points.filter(pl.col("impf_id") == number)
            share = np.interp(lowered[some["centroid_index"].to_numpy()], curve["intensity"], curve["mdd"])
            reached = depth[some["centroid_index"].to_numpy()] > 0.0
            risk += float((some["value"].to_numpy() * share * reached).sum()) * hazard["frequency"][event]
    assert present.risk(present.measures["name"].to_list()) == pytest.approx(risk, rel=1e-9)


def test_a_programme_for_san_salvador(present: Salvador) -> None:
    """With every combination as such, the programme stops where a further measure costs more than it saves."""
    names = present.measures["name"].to_list()
    costs = present.measures["cost"].to_list()
    measures = tuple(
        Measure(name, name, None, "prevent", (), float(cost), 0.0, 0, YEARS, None)
        for name, cost in zip(names, costs, strict=True)
    )
    annual = np.zeros((1 << len(names), 4))
    for number in range(len(annual)):
        annual[number, 3] = present.risk([name for bit, name in enumerate(names) if number >> bit & 1])
    everything = Combinations("rain_flood", "acelhuate", tuple(names), annual, np.zeros((0, *annual.shape)))
    treatment = Treatment(
        measures, (), (everything,), ("acelhuate",), np.ones(1), {name: np.ones(1) for name in names}, {}
    )
    settings = PlanSettings(years=1, horizon=YEARS, rate=RATE, values={"direct_loss": 1.0})
    best, simple = plan_of(treatment, settings).outcome, greedy(treatment, settings)
    assert best is not None
    factors = float(discount_factors(RATE, YEARS).sum())
    worth = [
        (annual[0, 3] - annual[number, 3]) * factors
        - sum(cost for bit, cost in enumerate(costs) if number >> bit & 1) * 1.02**-1
        for number in range(len(annual))
    ]
    assert best.saved - best.cost == pytest.approx(max(worth), rel=1e-6)
    assert set(simple.starts) == set(names)
    assert best.saved - best.cost > simple.saved - simple.cost
