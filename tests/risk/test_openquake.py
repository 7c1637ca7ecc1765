"""OpenQuake's curves and losses, with the same input."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.risk import exceedance
from anlan.risk.years import year_impacts

TOLERANCE = 1e-6
"""OpenQuake stores losses in single precision."""


def test_curves_of_events_and_of_years(shared_data: Path) -> None:
    """Event, aggregate and occurrence curves of Nepal, by region, realization and kind of loss."""
    folder = shared_data / "risk" / "oq_nepal_event_loss"
    meta = json.loads((folder / "meta.json").read_text())
    years = int(meta["investigation_time"])
    events = pl.read_csv(folder / "events.csv.gz").rename({"id": "event_id"})
    losses = pl.read_csv(folder / "risk_by_event.csv.gz").join(events, on="event_id")
    checked = 0
    for key, reference in pl.read_csv(folder / "aggcurves.csv").group_by("agg_id", "rlz_id", "loss_id"):
        area, realization, kind = key
        chosen = losses.filter(
            (pl.col("agg_id") == area) & (pl.col("rlz_id") == realization) & (pl.col("loss_id") == kind)
        )
        all_events = events.filter(pl.col("rlz_id") == realization)
        periods = reference.sort("return_period")
        impact = chosen["loss"].cast(pl.Float64).to_numpy()
        whole = np.zeros(all_events.height)
        whole[: impact.size] = impact
        curve = exceedance(whole, np.full(whole.size, 1.0 / years))
        year = chosen["year"].to_numpy() - 1 - years * int(realization)
        of_years = year_impacts(impact, year, years)
        for name, found in (("loss", curve), ("loss_aep", of_years.aep), ("loss_oep", of_years.oep)):
            wanted = periods[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
            assert found.interpolated_at(periods["return_period"].to_list()) == pytest.approx(
                wanted, rel=TOLERANCE, nan_ok=True
            ), (key, name)
            checked += 1
    assert checked == 3 * 24


def test_mean_annual_losses(shared_data: Path) -> None:
    """The sum of event losses over the length of the catalogue is the average annual loss, by region."""
    folder = shared_data / "risk" / "oq_nepal_event_loss"
    years = json.loads((folder / "meta.json").read_text())["investigation_time"]
    events = pl.read_csv(folder / "events.csv.gz").rename({"id": "event_id"})
    losses = pl.read_csv(folder / "risk_by_event.csv.gz").join(events, on="event_id")
    for row in pl.read_csv(folder / "aggrisk.csv").iter_rows(named=True):
        chosen = losses.filter([pl.col(name) == row[name] for name in ("agg_id", "rlz_id", "loss_id")])
        impact = chosen["loss"].cast(pl.Float64).to_numpy()
        curve = exceedance(impact, np.full(impact.size, 1.0 / years))
        assert curve.mean_annual == pytest.approx(row["loss"], rel=TOLERANCE)
