"""OpenQuake's ground-motion fields: its own test case, the spellings of its versions, and back."""

from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from scipy.spatial import cKDTree

from anlan.errors import SettingError
from anlan.hazards.exchange import (
    Footprints,
    read_exposure,
    read_openquake,
    read_vulnerability,
    write_openquake,
)
from tests.hazards.exchange.made import any_footprints, codes, dense

SITES = "site_id,lon,lat\n0,119.1,34.5\n1,119.2,34.6\n"
MOTIONS = "event_id,site_id,gmv_PGA,gmv_SA(0.3)\n3,1,0.2,0.4\n10,0,0.1,0.2\n3,0,0.3,0.5\n"


def files(folder: Path, motions: str = MOTIONS, sites: str = SITES) -> tuple[Path, Path]:
    """Write the two tables."""
    (folder / "gmfs.csv").write_text(motions)
    (folder / "sites.csv").write_text(sites)
    return folder / "gmfs.csv", folder / "sites.csv"


def test_the_losses_of_san_jose_are_those_of_openquake(shared_data: Path) -> None:
    """Fields, exposure and vulnerability read here give OpenQuake's ten event losses.

    Each asset that OpenQuake took has the motion of the nearest site, of the measure that its function asks for.
    OpenQuake keeps floats of 32 bits: 3e-7.
    """
    folder = shared_data / "risk/oq_gmf_sanjose"
    tables = (folder / "gmfs.csv", folder / "sitemesh_SJ_60arcsec.csv")
    motion = {imt: dense(read_openquake(*tables, imt=imt, years=1.0)) for imt in ("PGA", "SA(0.3)")}
    sites = read_openquake(*tables, imt="PGA", years=1.0)
    exposure = read_exposure(folder / "expo_CR_60_SJ.xml")
    vulnerability = read_vulnerability(folder / "cr_vulnerability_v5.xml")
    measures = dict(vulnerability.functions.select("id", "measure").iter_rows())
    taken = pl.read_csv(folder / "results/assets.csv", schema_overrides={"id": pl.String})["id"]
    assets = exposure.assets.join(exposure.costs, left_on="id", right_on="asset")
    assets = assets.filter(pl.col("id").is_in(taken.to_list()))
    _, nearest = cKDTree(np.stack([sites.lon, sites.lat], axis=1)).query(assets.select("lon", "lat").to_numpy())
    losses = np.zeros(len(sites))
    for asset, site in zip(assets.iter_rows(named=True), np.asarray(nearest).tolist(), strict=True):
        points = vulnerability.points.filter(pl.col("function") == asset["taxonomy"])
        felt = motion[measures[asset["taxonomy"]]][:, site]
        share = np.interp(felt, points["intensity"].to_numpy(), points["mean"].to_numpy())
        losses += asset["total"] * np.where(felt < points["intensity"][0], 0.0, share)
    found = pl.read_csv(folder / "results/risk_by_event.csv")
    wanted = dict(found.select(pl.col("event_id").cast(pl.String), "loss").iter_rows())
    assert losses == pytest.approx([wanted[event] for event in sites.ids], rel=3e-7)


def test_events_are_sorted_by_number_and_happen_once_in_the_years(tmp_path: Path) -> None:
    """Event 3 before event 10; 200 years simulated."""
    events = read_openquake(*files(tmp_path), imt="SA(0.3)", years=200.0)
    assert events.ids == ("3", "10")
    assert events.frequency.tolist() == [0.005, 0.005]
    assert events.indptr.tolist() == [0, 2, 3]
    assert events.data.tolist() == [0.5, 0.4, 0.2]
    assert (events.kind, events.unit) == ("earthquake", "g")
    assert not events.historical.any()


def test_the_form_of_recent_versions_is_read(tmp_path: Path) -> None:
    """A line of comment, sites by a name of the user, the table of events beside it."""
    comment = "#,,,\"generated_by='OpenQuake engine 3.23.4', checksum=1\"\n"
    motions = comment + "event_id,gmv_MMI,custom_site_id\n0,6.5,b\n1,5.0,a\n"
    paths = files(tmp_path, motions, comment + "custom_site_id,lon,lat\na,119.1,34.5\nb,119.2,34.6\n")
    (tmp_path / "events.csv").write_text(
        comment + "event_id,rup_id,rlz_id,year,ses_id\n0,2,0,9,1\n1,7,1,7,1\n2,7,0,8,1\n"
    )
    events = read_openquake(*paths, frequency=0.01, events=tmp_path / "events.csv")
    assert events.ids == ("0", "1", "2")
    assert np.diff(events.indptr).tolist() == [1, 1, 0]
    assert events.unit == "1"


def test_numbers_that_repeat_between_realizations_are_kept_apart(tmp_path: Path) -> None:
    """Older tables count the events of each realization anew."""
    motions = "rlz_id,sid,eid,gmv_PGA\n0,0,00001,0.1\n1,0,00001,0.2\n"
    events = read_openquake(*files(tmp_path, motions), years=2.0)
    assert events.ids == ("0-1", "1-1")


@pytest.mark.parametrize(("years", "frequency"), [(None, None), (50.0, 0.1), (0.0, None), (None, -1.0), (np.nan, None)])
def test_how_often_events_happen_must_be_said(years: float | None, frequency: float | None, tmp_path: Path) -> None:
    """The tables do not hold it; there is no default."""
    with pytest.raises(SettingError):
        read_openquake(*files(tmp_path), imt="PGA", years=years, frequency=frequency)


def test_everything_wrong_in_the_tables_is_said_with_its_line(tmp_path: Path) -> None:
    """A site that does not exist, a value that is no number, an entry given twice."""
    motions = "event_id,site_id,gmv_PGA\n0,0,0.1\n0,9,0.1\n0,1,strong\n0,0,0.3\n"
    found = codes(lambda: read_openquake(*files(tmp_path, motions), years=1.0))
    assert found == {"site_id": "bad-value", "gmv_PGA": "bad-value", "gmfs.csv": "duplicate-key"}


def test_the_measure_must_be_chosen_where_there_are_two(tmp_path: Path) -> None:
    """And one that is not there is refused."""
    for imt in (None, "PGV"):
        assert codes(partial(read_openquake, *files(tmp_path), imt=imt, years=1.0)) == {"imt": "measure"}


def test_a_measure_of_unknown_unit_is_asked_about(tmp_path: Path) -> None:
    """Until the caller states it."""
    paths = files(tmp_path, "event_id,site_id,gmv_IA\n0,0,0.1\n")
    assert codes(lambda: read_openquake(*paths, years=1.0)) == {"unit": "unknown-unit"}
    assert read_openquake(*paths, years=1.0, unit="m/s").unit == "cm/s"


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    """All columns that are missing, of both tables."""
    paths = files(tmp_path, "gmv_PGA\n0.1\n", "id\n0\n")
    assert set(codes(lambda: read_openquake(*paths, years=1.0)).values()) == {"missing-column"}


@given(any_footprints(numbered=True))
def test_fields_written_for_openquake_come_back(tmp_path_factory: pytest.TempPathFactory, events: Footprints) -> None:
    """Intensities, sites and events, those too that shake no site; frequencies have no place in the tables."""
    folder = tmp_path_factory.mktemp("oq")
    motions, sites, every = (folder / f"{name}.csv" for name in ("gmfs", "sites", "events"))
    write_openquake(events, motions, sites, imt="PGA", events=every)
    back = read_openquake(motions, sites, frequency=0.5, events=every, kind="typhoon_wind", unit="m/s")
    for name in ("lon", "lat", "indptr", "indices"):
        assert np.array_equal(getattr(back, name), getattr(events, name))
    assert np.array_equal(back.data.astype(events.data.dtype), events.data)
    assert back.ids == tuple(map(str, range(len(events))))
