"""Exceedance curves from events."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.risk import exceedance

LOSSES = np.array([100.0, 30.0, 0.0, 60.0])
FREQUENCIES = np.array([0.001, 0.02, 0.5, 0.01])


def test_frequencies_are_summed_from_the_worst_event_down() -> None:
    """An impact is exceeded as often as all events at least as bad together."""
    curve = exceedance(LOSSES, FREQUENCIES)
    assert curve.impact.tolist() == [100.0, 60.0, 30.0, 0.0]
    assert curve.frequency == pytest.approx([0.001, 0.011, 0.031, 0.531])
    assert curve.order.tolist() == [0, 3, 1, 2]


def test_impact_at_a_frequency_is_the_largest_that_happens_so_often() -> None:
    """A round floor that equals a summed frequency takes that very event."""
    curve = exceedance(LOSSES, FREQUENCIES)
    assert curve.impact_at(0.011) == 60.0
    assert curve.impact_at(0.0111) == 30.0
    assert curve.impact_at(0.0001) == 100.0
    assert curve.impact_at(1.0) == 0.0


def test_mean_annual_impact_is_the_sum_of_impact_times_frequency() -> None:
    """100 x 0.001 + 30 x 0.02 + 60 x 0.01 = 1.3."""
    assert exceedance(LOSSES, FREQUENCIES).mean_annual == pytest.approx(1.3)


def test_chance_over_a_horizon_is_poisson() -> None:
    """An event of 1 in 100 years comes within 30 years with a chance of 26 percent."""
    curve = exceedance(np.array([5.0]), np.array([0.01]))
    assert curve.chance(5.0, 30.0) == pytest.approx(0.2591818)
    assert curve.chance(5.1, 30.0) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(1e-9, 1.0)), min_size=1, max_size=40))
def test_curves_never_rise_with_impact(events: list[tuple[float, float]]) -> None:
    """Worse impacts are never more frequent, and every event's frequency is counted once."""
    losses, frequencies = np.array(events).T
    curve = exceedance(losses, frequencies)
    assert (np.diff(curve.impact) <= 0).all()
    assert (np.diff(curve.frequency) >= 0).all()
    assert curve.frequency[-1] == pytest.approx(frequencies.sum())
    assert curve.mean_annual == pytest.approx(float(losses @ frequencies), rel=1e-9, abs=1e-9)


def test_frequency_curve_equals_climada(shared_data: Path) -> None:
    """The curve of 216 real tropical cyclones equals the one that CLIMADA computed from the same losses."""
    folder = shared_data / "risk" / "climada_fl_tc_1990_2004"
    events = pl.read_csv(folder / "gross_at_event.csv", infer_schema_length=None)
    reference = pl.read_csv(folder / "gross_freq_curve.csv", infer_schema_length=None).sort("impact", descending=True)
    curve = exceedance(events["at_event"].to_numpy(), events["frequency"].to_numpy())
    positive = curve.impact > 0.0
    assert curve.impact == pytest.approx(reference["impact"].to_numpy(), rel=1e-12)
    assert 1.0 / curve.frequency[positive] == pytest.approx(reference["return_period"].to_numpy()[positive], rel=1e-12)
    summary = json.loads((folder / "summary.json").read_text())
    assert curve.mean_annual == pytest.approx(summary["gross"]["aai_agg"], rel=1e-12)
