"""Maps by return period: what a period means decides the average."""

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.hazards.exchange import (
    Footprints,
    Frequencies,
    occurrence_frequencies,
    read_period_rasters,
    read_period_table,
)
from tests.hazards.exchange.made import codes

MARGINAL, OCCURRENCE = Frequencies.MARGINAL, Frequencies.OCCURRENCE


def raster(
    path: Path,
    values: list[list[float]],
    *,
    west: float = 119.0,
    crs: str | None = "EPSG:4326",
    nodata: float = -9999.0,
) -> Path:
    """Write pixels of a tenth of a degree, the upper left corner at 35 N."""
    data = np.array(values, dtype=np.float32)
    transform = rasterio.Affine(0.1, 0.0, west, 0.0, -0.1, 35.0)
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "crs": crs, "transform": transform, "nodata": nodata}
    with rasterio.open(path, "w", height=data.shape[0], width=data.shape[1], **profile) as file:
        file.write(data, 1)
    return path


@given(st.lists(st.floats(1.0, 1e5), min_size=1, max_size=8, unique=True))
def test_marginal_frequencies_add_up_to_the_frequency_of_exceedance(periods: list[float]) -> None:
    """The events of all maps at least as rare as one of T years together happen once in T years."""
    given_periods = np.array(periods)
    frequency = occurrence_frequencies(given_periods, MARGINAL)
    assert (frequency >= 0.0).all()
    for period in periods:
        assert frequency[given_periods >= period].sum() == pytest.approx(1.0 / period)


def test_the_three_averages_of_san_salvador(shared_data: Path, tmp_path: Path) -> None:
    """Six flood maps of 2 to 100 years over Acelhuate: 3.56 million USD a year as occurrences, 2.13 as exceedances.

    CLIMADA's own case takes each map as an event of frequency 1/T, and so counts frequent floods again under each
    rarer one. The third figure in use, 3.31 million, joins the points of the exceedance curve by straight lines.
    """
    folder = shared_data / "risk/climada_salvador_flood/y2015"
    stored = np.load(folder / "hazard.npz")
    depth = np.zeros(stored["shape"])
    for event in range(depth.shape[0]):
        part = slice(stored["indptr"][event], stored["indptr"][event + 1])
        depth[event, stored["indices"][part]] = stored["data"][part]
    periods = np.rint(1.0 / stored["frequency"]).astype(int)
    columns = {str(period): row for period, row in zip(periods, depth, strict=True)}
    pl.DataFrame({"lon": stored["lon"], "lat": stored["lat"], **columns}).write_csv(tmp_path / "maps.csv")

    as_occurrence = read_period_table(tmp_path / "maps.csv", "rain_flood", "m", OCCURRENCE)
    as_marginal = read_period_table(tmp_path / "maps.csv", "rain_flood", "m", MARGINAL)
    losses = _losses(as_occurrence, folder)
    with (folder / "gross_at_event.csv").open(encoding="utf-8") as file:
        assert losses == pytest.approx([float(row["at_event"]) for row in csv.DictReader(file)], rel=1e-9)
    assert losses @ as_occurrence.frequency == pytest.approx(3_562_753.4477067497, rel=1e-9)
    assert losses @ as_marginal.frequency == pytest.approx(2_126_075.467, rel=1e-6)
    joined = (losses + np.append(losses[1:], losses[-1])) / 2.0
    assert joined @ as_marginal.frequency == pytest.approx(3_305_920.110, rel=1e-6)


def _losses(events: Footprints, folder: Path) -> NDArray[np.float64]:
    """Return the loss of each event over the houses of the case: value x share of houses x share of value."""
    houses = pl.read_csv(folder / "exposure.csv").filter(pl.col("centroid_index") >= 0)
    functions = pl.read_csv(folder / "impact_functions.csv")
    place, value = houses["centroid_index"].to_numpy(), houses["value"].to_numpy()
    losses = np.zeros(len(events))
    for event in range(len(events)):
        depth = np.zeros(events.lon.size)
        part = slice(events.indptr[event], events.indptr[event + 1])
        depth[events.indices[part]] = events.data[part]
        for name in houses["impf_id"].unique():
            curve = functions.filter(pl.col("impf_id") == name)
            mine = (houses["impf_id"] == name).to_numpy()
            x = curve["intensity"].to_numpy()
            hit = depth[place[mine]]
            share = np.interp(hit, x, curve["mdd"].to_numpy()) * np.interp(hit, x, curve["paa"].to_numpy())
            losses[event] += float(np.where(hit > 0.0, share, 0.0) @ value[mine])
    return losses


def test_each_raster_becomes_an_event_in_the_order_of_the_periods(tmp_path: Path) -> None:
    """Pixels without data are dry; the centres of the pixels are the points."""
    rare = raster(tmp_path / "t100.tif", [[2.0, 1.0], [-9999.0, 0.5]])
    often = raster(tmp_path / "t10.tif", [[1.0, 0.0], [-9999.0, 0.0]])
    events = read_period_rasters([(100.0, rare), (10.0, often)], "rain_flood", "m", MARGINAL)
    assert events.ids == ("rp-10", "rp-100")
    assert events.frequency == pytest.approx([0.09, 0.01])
    assert events.lon == pytest.approx([119.05, 119.15, 119.05, 119.15])
    assert events.lat == pytest.approx([34.95, 34.95, 34.85, 34.85])
    assert np.diff(events.indptr).tolist() == [1, 3]
    assert events.provenance["frequencies"] == "marginal"
    assert events.notices == ()


def test_only_pixels_around_the_bounds_are_read(tmp_path: Path) -> None:
    """One row and column more than the bounds touch, as for population."""
    path = raster(tmp_path / "a.tif", [[1.0] * 20] * 20)
    events = read_period_rasters([(10.0, path)], "rain_flood", "m", OCCURRENCE, bounds=(119.51, 34.41, 119.59, 34.49))
    assert 1 <= events.lon.size <= 9


def test_maps_of_different_grids_are_refused(tmp_path: Path) -> None:
    """Pixels must be the same places in all maps."""
    one, other = raster(tmp_path / "a.tif", [[1.0, 2.0]]), raster(tmp_path / "b.tif", [[1.0, 2.0]], west=119.05)
    assert codes(lambda: read_period_rasters([(10.0, one), (50.0, other)], "rain_flood", "m", MARGINAL)) == {
        "b.tif": "grid"
    }


def test_a_raster_without_place_or_file_is_refused(tmp_path: Path) -> None:
    """Both faults at once."""
    nowhere = raster(tmp_path / "a.tif", [[1.0]], crs=None)
    maps = [(10.0, nowhere), (50.0, tmp_path / "none.tif")]
    assert codes(lambda: read_period_rasters(maps, "rain_flood", "m", MARGINAL)) == {
        "a.tif": "no-crs",
        "none.tif": "unreadable",
    }


def test_an_undeclared_no_data_value_is_refused(tmp_path: Path) -> None:
    """A depth of -9999 m is a gap that nobody declared."""
    path = raster(tmp_path / "a.tif", [[1.0, -9999.0]], nodata=-1.0)
    assert codes(lambda: read_period_rasters([(10.0, path)], "rain_flood", "m", MARGINAL)) == {"intensity": "negative"}


def test_a_rarer_map_that_is_weaker_is_noted(tmp_path: Path) -> None:
    """Two swapped files, or models of different makers."""
    (tmp_path / "a.csv").write_text("lon,lat,rp10,rp50\n119.1,34.5,1.0,0.4\n119.2,34.5,,0.2\n")
    events = read_period_table(tmp_path / "a.csv", "rain_flood", "m", MARGINAL)
    assert [notice.code for notice in events.notices] == ["falling"]
    assert "at 1 points the map of 50 years is weaker than that of 10 years" in str(events.notices[0])


@pytest.mark.parametrize("header", ["10,50", "rp10,rp50", "RP_10,RP_50", "T10,T50", "10yr,50yr", "10年,50年"])
def test_spellings_of_return_periods(header: str, tmp_path: Path) -> None:
    """As modellers write them."""
    (tmp_path / "a.csv").write_text(f"lon,lat,note,{header}\n119.1,34.5,x,0.1,0.4\n", encoding="utf-8")
    assert read_period_table(tmp_path / "a.csv", "rain_flood", "m", OCCURRENCE).ids == ("rp-10", "rp-50")


@pytest.mark.parametrize("header", ["depth", "10,rp10", "0,10", "-10,100"])
def test_periods_that_are_missing_equal_or_not_above_zero_are_refused(header: str, tmp_path: Path) -> None:
    """There is no frequency to be had from them."""
    fields = ",".join("1" for _ in header.split(","))
    (tmp_path / "a.csv").write_text(f"lon,lat,{header}\n119.1,34.5,{fields}\n")
    with pytest.raises(SettingError, match=r"a\.csv: the return periods"):
        read_period_table(tmp_path / "a.csv", "rain_flood", "m", MARGINAL)
