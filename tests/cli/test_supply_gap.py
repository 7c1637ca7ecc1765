"""``anlan supply gap`` as a user runs it."""

import json
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from anlan.city import City
from anlan.scenarios.saved import write_scenario
from tests.cli.test_commands import anlan
from tests.report.made_run import saved


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """The folder of the gap of a saved flood in tinytown."""
    folder = tmp_path_factory.mktemp("gap")
    file = folder / "night.scenario.json"
    write_scenario(saved(City.load(cities / "tinytown")), file)
    run = anlan("supply", "gap", cities / "tinytown", file, "--samples", "2", "--out", folder / "out")
    assert run.returncode == 0, run.stderr
    return folder / "out"


def test_the_gap_is_a_page_a_workbook_tables_and_numbers(done: Path) -> None:
    """All hold the same unmet person-hours; the bounds of production are told."""
    frame = pl.read_csv(done / "tables" / "gap.csv")
    numbers = json.loads((done / "gap.json").read_text(encoding="utf-8"))
    assert [row["item"] for row in numbers["gap"]] == frame["item"].to_list()
    assert numbers["gap"][0]["unmet_person_hours"] == pytest.approx(frame["unmet_person_hours"][0])
    assert numbers["production"]["status"] == "optimal"
    assert numbers["production"]["objective"] == pytest.approx(numbers["production"]["bound"])
    sheet = load_workbook(done / "supplies-gap.xlsx")["What is missing"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(values) if row[:3] == ["Scenario", "Identifier", "Item"])
    unmet = values[head].index("Unmet (person-hours)")
    assert [row[unmet] for row in values[head + 1 :]] == pytest.approx(frame["unmet_person_hours"].to_list())
    assert "Synthetic" in values[0][0]
    page = (done / "report.html").read_text(encoding="utf-8")
    assert "What covers the needs, and what is missing" in page


def test_what_cannot_be_done_is_refused_before_anything_is_computed(done: Path, cities: Path, tmp_path: Path) -> None:
    """A step of no length, and a level without areas: exit status 2, no folder."""
    file = done.parent / "night.scenario.json"
    for option, value, words in (("--step", "0", "give 1 h or more"), ("--level", "village", "level")):
        run = anlan("supply", "gap", cities / "tinytown", file, "--samples", "2", option, value, "--out",
                    tmp_path / "out")  # fmt: skip
        assert run.returncode == 2
        assert words in run.stderr
    assert not (tmp_path / "out").exists()
