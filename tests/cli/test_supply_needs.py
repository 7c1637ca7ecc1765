"""``anlan supply needs`` as a user runs it."""

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
    """The folder of the needs of a saved flood in tinytown."""
    folder = tmp_path_factory.mktemp("needs")
    file = folder / "night.scenario.json"
    write_scenario(saved(City.load(cities / "tinytown")), file)
    run = anlan("supply", "needs", cities / "tinytown", file, "--samples", "2", "--out", folder / "out")
    assert run.returncode == 0, run.stderr
    assert "Items needed: 3. Scenarios followed: 1." in run.stdout
    return folder / "out"


def test_the_list_is_a_page_a_workbook_tables_and_numbers(done: Path) -> None:
    """All four hold the same peak of water."""
    frame = pl.read_csv(done / "tables" / "supplies_list.csv")
    numbers = json.loads((done / "needs.json").read_text(encoding="utf-8"))
    assert [line["item"] for line in numbers["lines"]] == frame["item"].to_list() == ["water", "tent", "bed"]
    assert numbers["lines"][0]["peak"] == pytest.approx(frame["peak"][0])
    assert numbers["horizons_h"] == [1, 3, 12, 24, 72]
    book = load_workbook(done / "supplies-list.xlsx")
    assert book.sheetnames == ["The supplies list", "Peak in each area", "Tasks at their peak"]
    values = [[cell.value for cell in row] for row in book["The supplies list"].iter_rows()]
    header = next(place for place, row in enumerate(values) if row[0] == "Identifier")
    assert values[header + 1][values[header].index("To provide at the peak")] == pytest.approx(frame["peak"][0])
    assert any("5 to 95 %" in str(row[0]) for row in values[:header])
    page = (done / "report.html").read_text(encoding="utf-8")
    assert "The supplies list" in page
    assert "物资" in page


def test_areas_and_hours_are_told_in_full(done: Path) -> None:
    """The hours of each line add up to its total; areas of what is used up do too."""
    frame = pl.read_csv(done / "tables" / "supplies_list.csv")
    hours = pl.read_csv(done / "tables" / "needs_by_hour.csv").group_by("item").agg(pl.col("needed").sum())
    areas = pl.read_csv(done / "tables" / "needs_by_area.csv").group_by("item").agg(pl.col("total").sum())
    for sums in (dict(hours.iter_rows()), dict(areas.iter_rows())):
        for item, total in frame.select("item", "total").iter_rows():
            assert sums[item] == pytest.approx(total, rel=1e-9)


def test_a_city_without_standards_and_an_unknown_level_are_refused(done: Path, cities: Path, tmp_path: Path) -> None:
    """Exit status 2 and a remedy; no folder is made."""
    file = done.parent / "night.scenario.json"
    run = anlan("supply", "needs", cities / "tinytown", file, "--samples", "2", "--level", "ward", "--out",
                tmp_path / "out")  # fmt: skip
    assert run.returncode == 2
    assert "give one of city, district" in run.stderr
    bare = tmp_path / "bare"
    bare.mkdir()
    for path in (cities / "tinytown").iterdir():
        if path.name != "needs.csv":
            (bare / path.name).write_bytes(path.read_bytes())
    run = anlan("supply", "needs", bare, file, "--samples", "2", "--out", tmp_path / "out")
    assert run.returncode == 2
    assert "no standards of need" in run.stderr
    assert not (tmp_path / "out").exists()
