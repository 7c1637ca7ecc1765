"""``anlan assess`` and ``anlan register`` as a user runs them."""

import json
from pathlib import Path

import h3
import polars as pl
import pyogrio.raw
import pytest

from tests.cli.test_commands import anlan
from tools.tinytown.build import build


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of tinytown that a test may change."""
    build(tmp_path / "town")
    return tmp_path / "town"


def files_of(folder: Path) -> dict[Path, bytes]:
    """Return the content of every file of a report but the GeoPackage, which holds the time of its making."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*") if path.suffix != ".gpkg"}


def test_assess_writes_chapters_tables_and_layers(town: Path, tmp_path: Path) -> None:
    """The page, the numbers, the tables and the GeoPackage say the same of the town's one hazard."""
    done = anlan("assess", town, "--out", tmp_path / "out", "--events", "200", "--horizon", "20")
    assert done.returncode == 0, done.stderr
    assert "Within 20 years the chance" in done.stdout
    numbers = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [chapter["key"] for chapter in numbers["chapters"]] == ["chances", "curves", "tail", "where", "skipped"]
    curves = pl.read_parquet(tmp_path / "out" / "tables" / "curves_of_events.parquet")
    money = curves.filter((pl.col("consequence") == "direct_loss") & (pl.col("hazard") == "rain_flood"))
    city, districts = money.filter(pl.col("district") == ""), money.filter(pl.col("district") != "")
    assert districts["mean_per_year"].sum() == pytest.approx(city["mean_per_year"][0], rel=1e-9)
    meta, _, _, columns = pyogrio.raw.read(tmp_path / "out" / "risk.gpkg", layer="cells")
    layers = dict(zip(meta["fields"], columns, strict=True))
    total = float(layers["rain_flood_direct_loss_cny_per_year"].sum())
    assert total == pytest.approx(city["mean_per_year"][0], rel=1e-9)


def test_samples_add_a_chapter_on_how_sure_the_figures_are(town: Path, tmp_path: Path) -> None:
    """Each headline has its interval in the tables, and two workers write what one writes."""
    for workers in ("1", "2"):
        options = ("--events", "60", "--samples", "32", "--workers", workers)
        done = anlan("assess", town, "--out", tmp_path / workers, *options)
        assert done.returncode == 0, done.stderr
    assert "32 samples of" in done.stdout
    numbers = json.loads((tmp_path / "1" / "report.json").read_text(encoding="utf-8"))
    assert "uncertainty" in [chapter["key"] for chapter in numbers["chapters"]]
    table = pl.read_parquet(tmp_path / "1" / "tables" / "uncertainty.parquet")
    assert (table["quantile_5"] <= table["quantile_95"]).all()
    assert files_of(tmp_path / "1") == files_of(tmp_path / "2")


def test_too_few_samples_are_refused_before_anything_is_computed(town: Path, tmp_path: Path) -> None:
    """One line says the least number."""
    done = anlan("assess", town, "--out", tmp_path / "out", "--samples", "5")
    assert done.returncode == 2, done.stderr
    assert "samples is 5; give 20 or more" in done.stderr
    assert "Assess" not in done.stdout
    assert not (tmp_path / "out").exists()


def test_register_writes_every_risk_with_its_strategy(town: Path, tmp_path: Path) -> None:
    """A town without measures prepares for what it cannot control."""
    done = anlan("register", town, "--out", tmp_path / "out", "--events", "200")
    assert done.returncode == 0, done.stderr
    assert "risks stand in the register" in done.stdout
    table = pl.read_parquet(tmp_path / "out" / "tables" / "register.parquet")
    assert set(table["strategy"]) <= {"prepare", "baseline"}
    assert table["hazard"].unique().to_list() == ["rain_flood"]


@pytest.mark.parametrize("command", ["assess", "register"])
def test_the_same_seed_gives_the_same_files_for_one_and_two_workers(town: Path, tmp_path: Path, command: str) -> None:
    """Every file is equal byte for byte."""
    for workers in ("1", "2"):
        done = anlan(command, town, "--out", tmp_path / workers, "--events", "130", "--workers", workers)
        assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "1") == files_of(tmp_path / "2")


def test_an_unknown_hazard_is_named_with_those_that_exist(town: Path, tmp_path: Path) -> None:
    """Nothing is written."""
    done = anlan("assess", town, "--out", tmp_path / "out", "--hazard", "meteor")
    assert done.returncode == 2
    assert "no hazard 'meteor'; give one of typhoon_wind" in done.stderr
    assert not (tmp_path / "out").exists()


def test_imported_events_stand_in_for_simulated_ones(town: Path, tmp_path: Path) -> None:
    """Water one metre deep everywhere, once in a hundred years, displaces half of the residents each time."""
    folder = tmp_path / "events"
    folder.mkdir()
    cells = pl.read_csv(town / "cells.csv", comment_prefix="#")
    lat, lon = zip(*(h3.cell_to_latlng(cell) for cell in cells["h3"].unique(maintain_order=True)), strict=True)
    (folder / "hazard.toml").write_text('kind = "rain_flood"\nunit = "m"\nprecision = 32\n', encoding="utf-8")
    (folder / "events.csv").write_text("id,frequency\nbig,0.01\n", encoding="utf-8")
    rows = pl.DataFrame({"event": "big", "lon": lon, "lat": lat, "intensity": 1.0})
    rows.write_csv(folder / "intensities.csv")
    done = anlan("assess", town, "--out", tmp_path / "out", "--event-set", folder)
    assert done.returncode == 0, done.stderr
    curves = pl.read_parquet(tmp_path / "out" / "tables" / "curves_of_events.parquet")
    displaced = curves.filter((pl.col("consequence") == "displaced") & (pl.col("district") == ""))
    people = float(cells["population"].sum())
    assert displaced["mean_per_year"].to_list() == pytest.approx([0.005 * people] * displaced.height)


def test_an_incomplete_event_set_is_refused_with_all_that_is_missing(town: Path, tmp_path: Path) -> None:
    """The file and the remedy are named, and nothing is written."""
    (tmp_path / "events").mkdir()
    done = anlan("assess", town, "--out", tmp_path / "out", "--event-set", tmp_path / "events")
    assert done.returncode == 2
    assert "hazard.toml#kind: the kind of hazard is not stated; state it" in done.stderr
    assert "intensities.csv: there is no such file" in done.stderr
    assert not (tmp_path / "out").exists()
