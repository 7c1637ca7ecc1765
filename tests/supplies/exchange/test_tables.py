"""Tables for offices: nothing is a formula, nothing is lost, equal tables are equal bytes."""

import csv
import io
import time
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from anlan.errors import SettingError
from anlan.supplies.exchange.tables import Column, Format, Sheet, harmless, plain, write_csv, write_xlsx

COLUMNS = (
    Column("物资", format=Format.TEXT),
    Column("数量", "件", Format.WHOLE),
    Column("到期", format=Format.DATE),
)
ROWS = (("帐篷", 1200, date(2027, 6, 30)), ("=1+1", 2.5, None), ("@SUM(A1)", np.int64(3), None))
SHEET = Sheet("采购/清单", COLUMNS, ROWS, ("数据为合成 Synthetic data",))


def test_a_workbook_holds_titles_units_values_and_notes(tmp_path: Path) -> None:
    """What is given is found again in the cells, below the notes and a frozen header."""
    page = load_workbook(write_xlsx(tmp_path / "a.xlsx", [SHEET])).active
    assert page.title == "采购-清单"
    assert page["A1"].value == "数据为合成 Synthetic data"
    assert [cell.value for cell in page[2]] == ["物资", "数量 (件)", "到期"]
    assert page.freeze_panes == "A3"
    assert [page["A3"].value, page["B3"].value, page["C3"].value.date()] == list(ROWS[0])
    assert page["B3"].number_format == "#,##0"
    assert page["C3"].number_format == "yyyy-mm-dd"


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    """Text that begins like a formula stays text, and says so to the spreadsheet."""
    page = load_workbook(write_xlsx(tmp_path / "a.xlsx", [SHEET])).active
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert page["A4"].value == "=1+1"
    assert page["A4"].quotePrefix


def test_equal_tables_are_equal_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook written at another moment has the same bytes."""
    first = write_xlsx(tmp_path / "a.xlsx", [SHEET, SHEET]).read_bytes()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert write_xlsx(tmp_path / "b.xlsx", [SHEET, SHEET]).read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_sheets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Two tables of one name, and a name too long for a workbook, get names that it allows."""
    long = Sheet("x" * 40, COLUMNS, ())
    book = load_workbook(write_xlsx(tmp_path / "a.xlsx", [SHEET, SHEET, long, long]))
    assert book.sheetnames == ["采购-清单", "采购-清单 2", "x" * 31, "x" * 29 + " 2"]


def test_csv_shows_chinese_in_excel_and_runs_nothing(tmp_path: Path) -> None:
    """CSV begins with a byte order mark; text that begins like a formula stands behind an apostrophe."""
    raw = write_csv(tmp_path / "a.csv", SHEET).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows == [
        ["# 数据为合成 Synthetic data"],
        ["物资", "数量 (件)", "到期"],
        ["帐篷", "1200", "2027-06-30"],
        ["'=1+1", "2.5", ""],
        ["'@SUM(A1)", "3", ""],
    ]


@pytest.mark.parametrize("text", ["=1", " =1", "＝1", "+1", "-1", "@a", "\t1", "'=1", "''-2"])
def test_every_way_to_begin_a_formula_is_made_harmless(text: str) -> None:
    """Blanks, full-width signs and apostrophes in front do not help a formula."""
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_what_is_made_harmless_can_be_had_back(text: str) -> None:
    """The apostrophe is taken away again exactly where it was put."""
    assert plain(harmless(text)) == text


def test_values_of_any_kind_are_written(tmp_path: Path) -> None:
    """Not-a-number is an empty cell, infinity a sign, a moment the clock of its zone, a flag a flag."""
    columns = tuple(Column(str(index)) for index in range(6))
    clock = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a workbook knows no zones
    rows = [(np.nan, np.inf, np.float64(0.5), True, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "a\x0bb")]
    sheet = Sheet("a", columns, rows)
    page = load_workbook(write_xlsx(tmp_path / "a.xlsx", [sheet])).active
    assert [cell.value for cell in page[2]] == [None, "∞", 0.5, True, clock, "a\ufffdb"]
    written = write_csv(tmp_path / "a.csv", sheet).read_text(encoding="utf-8-sig").splitlines()
    assert written[1].startswith(",∞,0.5,true,2026-01-02 03:04,")


def test_a_row_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """A row with too few values names table, row and counts; no file is left."""
    with pytest.raises(SettingError, match=r"row 1 of table 'a' has 1 values for 3 columns"):
        write_xlsx(tmp_path / "a.xlsx", [Sheet("a", COLUMNS, [("x",)])])
    with pytest.raises(SettingError, match="no table"):
        write_xlsx(tmp_path / "a.xlsx", [])
    with pytest.raises(SettingError, match="more than a cell holds"):
        write_xlsx(tmp_path / "a.xlsx", [Sheet("a", COLUMNS, [("x" * 40_000, 1, None)])])
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A folder that does not exist is an error of the user, with a remedy."""
    with pytest.raises(SettingError, match="cannot be written"):
        write_csv(tmp_path / "none" / "a.csv", SHEET)
