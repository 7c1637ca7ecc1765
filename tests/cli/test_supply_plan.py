"""``anlan supply plan`` as a user runs it."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.test_commands import anlan

SMALL = ("--events", "60", "--floor", "0.02", "--samples", "2", "--workers", "1")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """The folder of tinytown's plan for its worst credible flood."""
    folder = tmp_path_factory.mktemp("plan") / "out"
    run = anlan("supply", "plan", cities / "tinytown", "rain_flood", "--out", folder, *SMALL)
    assert run.returncode == 0, run.stderr
    assert "no plan below" in run.stdout
    assert "the plan covers" in run.stdout
    return folder


def test_the_plan_is_written_with_both_bounds(done: Path) -> None:
    """The page, the numbers with bound and gap, the tables, a workbook in each language."""
    found = json.loads((done / "plan.json").read_text(encoding="utf-8"))
    assert found["status"] == "optimal"
    assert found["bound_per_year"] <= found["objective_per_year"] * (1.0 + 1e-6)
    assert found["gap"] <= 0.01
    assert {way["way"] for way in found["ways"]} == {"today", "average", "population", "stock", "plan"}
    page = (done / "report.html").read_text(encoding="utf-8")
    assert "The reserve plan" in page
    assert "储备方案" in page
    assert (done / "tables" / "reserve_coverage.csv").exists()
    assert {one["hazard"] for one in found["register"]} >= {"rain_flood"}
    assert {one["state"] for one in found["register"] if one["hazard"] == "rain_flood"} != {"absent"}
    assert "The plan against the risk register" in page
    for name in ("plan-en.xlsx", "plan-zh.xlsx"):
        assert load_workbook(done / name).sheetnames


def test_a_demand_that_cannot_be_kept_is_told_with_what_could(cities: Path, tmp_path: Path) -> None:
    """Exit status 0: that no plan keeps it is an answer."""
    run = anlan("supply", "plan", cities / "tinytown", "rain_flood", "--out", tmp_path / "out", "--no-explain",
                "--cover", "water:1=1", "--cover", "tent:1=1", *SMALL)  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))["ways"] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--cover", "water"), "item:hour=share"),
        (("--windows", "1,three"), "not a list of hours"),
        (("--weights", "luck"), "frequency, equal"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_before_anything_is_computed(
    cities: Path, tmp_path: Path, wrong: tuple[str, str], said: str
) -> None:
    """The option is named, and nothing is written."""
    run = anlan("supply", "plan", cities / "tinytown", "rain_flood", "--out", tmp_path / "out", *wrong, *SMALL)
    assert run.returncode != 0
    assert said in run.stderr
    assert "Assess" not in run.stdout
    assert not (tmp_path / "out").exists()
