"""The compiled loop against plain NumPy and against CLIMADA."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.risk import Vulnerability
from anlan.risk.kernel import block_impacts

KNOTS = np.array([2.0, 4.0, 8.0])
SHARES = np.array([[0.0, 0.1], [0.5, 0.1], [1.0, 0.3]])


def run(
    intensity: NDArray[np.floating], by_day: NDArray[np.bool_], exposure: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Run the kernel with a frequency of 0.01 for every event."""
    totals, expected = block_impacts(
        np.asarray(intensity, dtype=np.float32), np.full(len(by_day), 0.01), by_day, KNOTS, SHARES, exposure
    )
    return totals, expected


def test_one_event_by_hand() -> None:
    """Intensity 3 lies half way between 2 and 4: a quarter of 100 people and a tenth of 10 yuan are lost."""
    exposure = np.array([[[100.0, 10.0]], [[40.0, 10.0]]])
    totals, expected = run(np.array([[3.0]]), np.array([False]), exposure)
    assert totals == pytest.approx(np.array([[25.0, 1.0]]))
    assert expected[0] == pytest.approx(np.array([[0.0025, 0.001]]))
    assert expected[1] == pytest.approx(np.zeros((1, 2)))


def test_an_event_by_day_meets_the_people_of_the_day() -> None:
    """The same event by day finds 40 people."""
    exposure = np.array([[[100.0, 10.0]], [[40.0, 10.0]]])
    totals, _ = run(np.array([[3.0]]), np.array([True]), exposure)
    assert totals[0, 0] == pytest.approx(10.0)


def test_a_cell_that_is_not_reached_loses_nothing() -> None:
    """Intensity zero is no hazard, even for a function that begins above zero."""
    totals, expected = run(np.array([[0.0]]), np.array([False]), np.ones((2, 1, 2)))
    assert totals.sum() == 0.0
    assert expected.sum() == 0.0


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 2**31))
def test_kernel_equals_numpy(events: int, cells: int, seed: int) -> None:
    """Totals and expected shares equal a plain interpolation of every event and cell."""
    rng = np.random.default_rng(seed)
    reached = rng.integers(0, 2, (events, cells))
    intensity = (rng.uniform(0.0, 10.0, (events, cells)) * reached).astype(np.float32)
    by_day = rng.integers(0, 2, events).astype(np.bool_)
    exposure = rng.uniform(0.0, 1e6, (2, cells, 2))
    totals, expected = run(intensity, by_day, exposure)
    vulnerability = Vulnerability(("displaced", "residential"), KNOTS, SHARES)
    for event in range(events):
        shares = vulnerability.at(intensity[event])
        assert totals[event] == pytest.approx((shares * exposure[int(by_day[event])]).sum(axis=0), rel=1e-12)
    for part in (0, 1):
        shares = np.sum([vulnerability.at(row) for row in intensity[by_day == bool(part)]], axis=0) * 0.01
        assert expected[part] == pytest.approx(shares if np.ndim(shares) else np.zeros((cells, 2)), rel=1e-12)


def test_event_losses_equal_climada(shared_data: Path) -> None:
    """Losses of 216 real cyclones over 50 assets equal CLIMADA's within one part in 100,000.

    CLIMADA multiplies two piecewise linear functions; here their product is tabulated every 0.01 m/s, which explains
    the tolerance.
    """
    folder = shared_data / "risk" / "climada_fl_tc_1990_2004"
    hazard = np.load(folder / "hazard.npz")
    assets = pl.read_csv(folder / "exposure.csv")
    curve = pl.read_csv(folder / "impact_functions.csv").filter(pl.col("impf_id") == 1).sort("intensity")
    knots = np.arange(0.0, 120.0, 0.01)
    x = curve["intensity"].to_numpy()
    share = np.interp(knots, x, curve["mdd"].to_numpy()) * np.interp(knots, x, curve["paa"].to_numpy())
    intensity = np.zeros(hazard["shape"], dtype=np.float32)
    for event, (first, last) in enumerate(zip(hazard["indptr"][:-1], hazard["indptr"][1:], strict=True)):
        intensity[event, hazard["indices"][first:last]] = hazard["data"][first:last]
    exposure = np.zeros((2, hazard["shape"][1], 1))
    np.add.at(exposure[0, :, 0], assets["centroid_index"].to_numpy(), assets["value"].to_numpy())
    totals, expected = block_impacts(
        intensity, hazard["frequency"], np.zeros(len(intensity), dtype=np.bool_), knots, share[:, None], exposure
    )
    reference = pl.read_csv(folder / "gross_at_event.csv", infer_schema_length=None)["at_event"].to_numpy()
    assert totals[:, 0] == pytest.approx(reference, rel=1e-5)
    assert (totals[:, 0] @ hazard["frequency"]) == pytest.approx(76747878.57168342, rel=1e-6)
    yearly = expected[0, assets["centroid_index"].to_numpy(), 0] * assets["value"].to_numpy()
    assert yearly == pytest.approx(pl.read_csv(folder / "gross_eai_exp.csv")["eai_exp"].to_numpy(), rel=1e-5)
