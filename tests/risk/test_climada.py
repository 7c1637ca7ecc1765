"""Every reference case of CLIMADA, with the same input, to one part in 10^9."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import sparse

from anlan.compute import Serial, local
from anlan.risk import exceedance
from anlan.risk.portfolio import insured_losses, layer, loss_matrix, portfolio_losses
from anlan.risk.return_periods import return_period_map
from tests.risk.climada_cases import Case, read_case

TOLERANCE = 1e-9

CASES = ("climada_fl_tc_1990_2004", "climada_salvador_flood/y2015", "climada_salvador_flood/y2040_extreme_cc")

each_case = pytest.mark.parametrize("name", CASES)


def case_of(shared_data: Path, name: str) -> Case:
    """Read one of the cases."""
    return read_case(shared_data / "risk" / name)


def equal(reference: object) -> object:
    """Say how close a result must be."""
    return pytest.approx(reference, rel=TOLERANCE, abs=1e-6)


@each_case
def test_event_losses_and_mean_annual_losses(shared_data: Path, name: str) -> None:
    """The loss of every event and the mean yearly loss of every asset."""
    case = case_of(shared_data, name)
    found = portfolio_losses(case.footprints, case.frequency, case.portfolio, case.functions, Serial())
    assert found.at_event == equal(case.column("gross_at_event.csv", "at_event"))
    assert found.mean_annual == equal(case.column("gross_eai_exp.csv", "eai_exp"))
    assert found.mean_annual.sum() == equal(found.at_event @ case.frequency)


@each_case
def test_frequency_curve(shared_data: Path, name: str) -> None:
    """The return period of each loss, with equal losses kept apart."""
    case = case_of(shared_data, name)
    losses = portfolio_losses(case.footprints, case.frequency, case.portfolio, case.functions, Serial()).at_event
    curve = exceedance(losses, case.frequency)
    assert curve.impact[::-1] == equal(case.column("gross_freq_curve.csv", "impact"))
    assert 1.0 / curve.frequency[::-1] == equal(case.column("gross_freq_curve.csv", "return_period"))


@each_case
def test_matrix_of_events_and_assets(shared_data: Path, name: str) -> None:
    """Every entry of the matrix, and no other."""
    case = case_of(shared_data, name)
    with local(2) as executor:
        found = loss_matrix(case.footprints, case.portfolio, case.functions, executor)
    stored = np.load(case.folder / "gross_matrix.npz")
    reference = sparse.csr_array((stored["data"], stored["indices"], stored["indptr"]), shape=tuple(stored["shape"]))
    found.sort_indices()
    reference.eliminate_zeros()
    reference.sort_indices()
    assert np.array_equal(found.indptr, reference.indptr)
    assert np.array_equal(found.indices, reference.indices)
    assert found.data == equal(reference.data)


@pytest.mark.parametrize(("method", "outside"), [("extrapolate_constant", "constant"), ("interpolate", "unknown")])
def test_return_period_maps(shared_data: Path, method: str, outside: str) -> None:
    """The impact at each asset for 2 to 100 years, inside and outside the range of its losses."""
    case = case_of(shared_data, CASES[0])
    reference = pl.read_csv(case.folder / f"gross_rpmap_{method}.csv", infer_schema_length=None)
    matrix = loss_matrix(case.footprints, case.portfolio, case.functions, Serial())
    periods = [float(name) for name in reference.columns]
    found = return_period_map(matrix, case.frequency, periods, Serial(), outside=outside)  # type: ignore[arg-type]
    wanted = reference.cast(pl.Float64).fill_null(np.nan).to_numpy()
    assert found.values == pytest.approx(wanted, rel=TOLERANCE, abs=1e-6, nan_ok=True)


def test_losses_of_the_calendar_years(shared_data: Path) -> None:
    """The losses of the historical events, added up by the year in which they fell."""
    case = case_of(shared_data, CASES[0])
    hazard = np.load(case.folder / "hazard.npz")
    losses = portfolio_losses(case.footprints, case.frequency, case.portfolio, case.functions, Serial()).at_event
    year = np.array([date.fromordinal(int(day)).year for day in case.days])
    reference = pl.read_csv(case.folder / "gross_impact_per_year.csv", infer_schema_length=None)
    sums = {one: losses[(year == one) & hazard["orig"]].sum() for one in reference["year"].to_list()}
    assert list(sums.values()) == equal(reference["impact"].cast(pl.Float64).to_list())


def test_losses_after_deductible_and_cover(shared_data: Path) -> None:
    """What the insured terms leave of every event and of every asset's mean yearly loss."""
    case = case_of(shared_data, CASES[0])
    found = insured_losses(case.footprints, case.frequency, case.portfolio, case.functions, Serial())
    assert found.at_event == equal(case.column("insured_at_event.csv", "at_event"))
    assert found.mean_annual == equal(case.column("insured_eai_exp.csv", "eai_exp"))
    curve = exceedance(found.at_event, case.frequency)
    assert curve.impact[::-1] == equal(case.column("insured_freq_curve.csv", "impact"))


def test_layer_of_risk_transfer(shared_data: Path) -> None:
    """A layer from 5 to 20 billion above every loss of the case pays nothing and leaves the mean yearly loss."""
    case = case_of(shared_data, CASES[0])
    losses = portfolio_losses(case.footprints, case.frequency, case.portfolio, case.functions, Serial()).at_event
    paid = layer(losses, 5e9, 20e9)
    assert paid @ case.frequency == 0.0
    assert (losses - paid) @ case.frequency == equal(76747878.57168342)
    assert layer(np.array([4.0, 7.0, 40.0]), 5.0, 20.0).tolist() == [0.0, 2.0, 20.0]


@each_case
def test_losses_without_terms_equal_gross_losses(shared_data: Path, name: str) -> None:
    """No deductible and no cover is no insurance: the path over single assets agrees with the folded one."""
    case = case_of(shared_data, name)
    bare = type(case.portfolio)(case.portfolio.value, case.portfolio.cell, case.portfolio.function)
    folded = portfolio_losses(case.footprints, case.frequency, bare, case.functions, Serial())
    single = insured_losses(case.footprints, case.frequency, bare, case.functions, Serial())
    assert single.at_event == pytest.approx(folded.at_event, rel=1e-12)
    assert single.mean_annual == pytest.approx(folded.mean_annual, rel=1e-12)
