"""A stock list on trial: every problem by sheet, row and column; what is exported comes back as it was."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from anlan.city import City
from anlan.errors import ImportDataError, SettingError, Severity
from anlan.language import Message, translator
from anlan.supplies.exchange import (
    DryRun,
    Limits,
    StockRow,
    changes,
    import_moves,
    read_packs,
    read_stock,
    stock_rows,
    stock_sheet,
    stock_table,
    write_csv,
    write_stock,
    write_xlsx,
)
from anlan.supplies.ledger import Condition, Ledger, Lot

ON = date(2026, 3, 1)
ROOT = Path(__file__).parents[3]
HEAD = ["批次", "物资名称", "仓库", "数量", "单位", "入库日期", "有效期至"]
GOOD = ["L1", "帐篷", "store", 30, "顶", date(2025, 1, 1), date(2027, 1, 1)]


@pytest.fixture(scope="module")
def city() -> City:
    """Return tinytown: water in litres, tents and beds in pieces."""
    return City.load(ROOT / "cities/tinytown")


def _book(path: Path, rows: Sequence[Any], change: Callable[[Any], None] | None = None) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "库存"
    if change is not None:
        change(book.active)
    book.save(path)
    return path


def _codes(run: DryRun, severity: Severity = Severity.ERROR) -> list[str]:
    return [problem.code for problem in run.problems if problem.severity is severity]


def test_a_list_of_an_office_is_understood(tmp_path: Path, city: City) -> None:
    """Title above the header, Chinese headings, names instead of codes, other words for the unit."""
    rows = [
        ["2026年应急物资库存表"],
        [],
        HEAD,
        GOOD,
        ["L2", "饮用水", None, "1050.5", "升", "2025年3月2日", "2026/9/30"],
    ]
    run = read_stock(_book(tmp_path / "a.xlsx", rows), city, on=ON)
    assert run.problems == ()
    tent, water = run.accepted()
    assert (tent.lot, tent.place, tent.quantity) == (
        Lot("L1", "tent", "piece", received=date(2025, 1, 1), expires=date(2027, 1, 1)), "store", Decimal(30),
    )  # fmt: skip
    assert (water.lot.item, water.quantity, water.lot.expires) == ("water", Decimal("1050.5"), date(2026, 9, 30))
    assert (water.file, water.line) == ("a.xlsx!库存", 5)


BAD: list[tuple[int, Any, str, str]] = [
    (1, "帐蓬X", "unknown-item", "B2 '物资名称' is '帐蓬X', which is not in items.csv"),
    (1, None, "empty-value", "B2 '物资名称' is empty"),
    (2, "nowhere", "unknown-place", "C2 '仓库' is 'nowhere', which is not in places.csv"),
    (3, -5, "negative", "D2 '数量' is -5, below zero"),
    (3, 1e300, "impossible", "no store holds"),
    (3, "nan", "impossible", "no store holds"),
    (3, 2.5, "impossible", "2.5 of item 'tent', which is counted in whole 'piece'"),
    (3, "1,200", "thousands-separator", "write 1200"),
    (3, "12箱", "number-with-unit", "write the number alone"),
    (3, "many", "not-a-number", "is 'many', not a number"),
    (3, True, "not-a-number", "is 'True'"),
    (3, datetime(2026, 1, 1), "not-a-number", "is '2026-01-01"),  # noqa: DTZ001 - as a workbook gives it
    (3, None, "empty-value", "D2 '数量' is empty"),
    (3, "=1+1", "formula", "D2 holds a formula; copy the column and paste it as values"),
    (3, "#REF!", "cell-error", "D2 holds the error #REF!"),
    (4, "箱", "unit-mismatch", "E2 '单位' is '箱', and item 'tent' is counted in 'piece'"),
    (5, "soon", "bad-date", "is 'soon', not a date"),
    (5, 46000, "bad-date", "if 2025-12-09 is meant"),
    (5, date(2026, 3, 2), "future-receipt", "after the day of the import"),
    (5, date(2027, 1, 2), "future-receipt", "after the day of the import"),
    (6, date(2024, 1, 1), "wrong-dates", "before the day of receipt"),
    (6, date(1900, 1, 5), "bad-date", "not a day from 1990"),
    (6, "06/07/2027", "bad-date", "write it as 2027-06-30"),
    (6, "2027-02-30", "bad-date", "not a date"),
]


@pytest.mark.parametrize(("column", "value", "code", "said"), BAD)
def test_a_bad_cell_is_named_with_its_remedy(
    tmp_path: Path, city: City, column: int, value: object, code: str, said: str
) -> None:
    """The problem names sheet, row, cell and heading; nothing can be accepted."""
    row = [*GOOD]
    row[column] = value
    run = read_stock(_book(tmp_path / "a.xlsx", [HEAD, row]), city, on=ON)
    found = [problem for problem in run.problems if problem.code == code]
    assert found
    assert said in str(found[0])
    assert str(found[0]).startswith("a.xlsx!库存:2: ")
    with pytest.raises(ImportDataError):
        run.accepted()


def test_all_problems_are_told_at_once(tmp_path: Path, city: City) -> None:
    """Every bad cell of every row is listed, in the order of the sheet."""
    rows = [HEAD, ["L1", "x", "y", -1, "箱", "z", "z"], ["L2", "tent", "store", "many", "件", None, "soon"]]
    run = read_stock(_book(tmp_path / "a.xlsx", rows), city, on=ON)
    assert [problem.line for problem in run.problems] == [2, 2, 2, 2, 2, 3, 3]
    assert run.rows == ()


def test_merged_cells_are_refused_in_rows_of_stock_and_left_alone_in_titles(tmp_path: Path, city: City) -> None:
    """A title over several columns does no harm; a merged item would be a guess."""
    rows = [["标题"], HEAD, GOOD, ["L2", "帐篷", "store", 3, "顶", None, None]]
    title = read_stock(_book(tmp_path / "a.xlsx", rows, lambda page: page.merge_cells("A1:G1")), city, on=ON)
    assert title.errors == 0
    body = read_stock(_book(tmp_path / "b.xlsx", rows, lambda page: page.merge_cells("C3:C4")), city, on=ON)
    assert _codes(body) == ["merged-cells"]
    assert "b.xlsx!库存:3: the cells C3:C4 are merged" in str(body.problems[0])


def test_what_is_only_strange_is_noted_and_imported(tmp_path: Path, city: City) -> None:
    """Expired, damaged, empty and doubtful lots are notices."""
    rows = [
        [*HEAD, "状态", "货架"],
        ["L1", "帐篷", "store", 30, "顶", None, date(2025, 1, 1), "完好", "A1"],
        ["L2", "帐篷", "store", 5, "顶", None, None, "损坏", None],
        ["L3", "帐篷", "store", 0, "顶", None, None, None, None],
        ["L4", "帐篷", "store", 7, "顶", None, None, None, None],
        ["L5", "帐篷", "store", 7, "顶", None, None, None, None],
    ]
    run = read_stock(_book(tmp_path / "a.xlsx", rows), city, on=ON)
    assert sorted(_codes(run, Severity.NOTICE)) == ["expired-lot", "nothing", "twin-lot", "unfit-lot", "unknown-column"]
    assert [row.lot.id for row in run.accepted()] == ["L1", "L2", "L4", "L5"]
    assert run.rows[1].lot.condition is Condition.DAMAGED


def test_an_identifier_that_returns_is_an_error_with_both_places(tmp_path: Path, city: City) -> None:
    """A duplicate lot names the row where it was given before."""
    run = read_stock(_book(tmp_path / "a.xlsx", [HEAD, GOOD, GOOD]), city, on=ON)
    assert _codes(run) == ["duplicate-lot"]
    assert "a.xlsx!库存:3: lot 'L1' was given in a.xlsx!库存:2 already" in str(run.problems[0])


def test_boxes_are_converted_only_by_a_declared_pack(tmp_path: Path, city: City) -> None:
    """Without a declared pack boxes are an error; with one they are counted in pieces."""
    row = [*GOOD]
    row[4] = "箱"
    path = _book(tmp_path / "a.xlsx", [HEAD, row])
    (tmp_path / "packs.csv").write_text("item,unit,quantity\n帐篷,箱,4\n", encoding="utf-8")
    run = read_stock(path, city, on=ON, packs=read_packs(tmp_path / "packs.csv", city))
    assert run.accepted()[0].quantity == 120
    (tmp_path / "bad.csv").write_text("item,unit,quantity\nx,箱,4\ntent,,4\ntent,箱,0\n", encoding="utf-8")
    with pytest.raises(ImportDataError, match="3 problems"):
        read_packs(tmp_path / "bad.csv", city)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_and_separators_of_offices(
    tmp_path: Path, city: City, encoding: str, separator: str
) -> None:
    """UTF-8 with or without a mark, GB 18030; commas, semicolons, tabs."""
    lines = [separator.join(map(str, row)) for row in (HEAD, GOOD)]
    (tmp_path / "a.csv").write_text("# note\n" + "\n".join(lines), encoding=encoding)
    run = read_stock(tmp_path / "a.csv", city, on=ON)
    assert run.accepted()[0].quantity == 30
    assert run.accepted()[0].line == 3
    assert ("gbk-encoding" in _codes(run, Severity.NOTICE)) == (encoding == "gb18030")


def _hostile(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _patched(path: Path, old: bytes, new: bytes) -> Path:
    """Write a sound workbook with some bytes of its sheet replaced."""
    with zipfile.ZipFile(_book(path, [HEAD, GOOD])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in members[sheet]
    return _hostile(path, members | {sheet: members[sheet].replace(old, new)})


def test_hostile_files_are_refused_before_they_fill_the_memory(tmp_path: Path, city: City) -> None:
    """Zip bombs, entity bombs, sheets, merges and links of astronomic size, and what is no workbook."""
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    huge_merge = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    huge_link = b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    made = {
        _hostile(tmp_path / "bomb.xlsx", {"xl/a.xml": b"0" * 150_000_000}): "too-large",
        _patched(tmp_path / "entity.xlsx", b"<worksheet", entity): "hostile-file",
        _patched(tmp_path / "merge.xlsx", b"</sheetData>", huge_merge): "too-large",
        _patched(tmp_path / "link.xlsx", b"</sheetData>", huge_link): "too-large",
        _patched(tmp_path / "far.xlsx", b'r="A2"', b'r="XFD1048576"'): "too-large",
        _patched(tmp_path / "cut.xlsx", b"</sheetData>", b""): "bad-workbook",
        _hostile(tmp_path / "none.xlsx", {"x": b"y"}): "bad-workbook",
    }
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 600)
    (tmp_path / "part.xlsx").write_bytes(_book(tmp_path / "g.xlsx", [HEAD, GOOD]).read_bytes()[:3000])
    made |= {tmp_path / "old.xls": "bad-workbook", tmp_path / "part.xlsx": "bad-workbook"}
    assert {path.name: _codes(read_stock(path, city, on=ON)) for path in made} == {
        path.name: [code] for path, code in made.items()
    }


def test_files_beyond_the_limits_are_refused(tmp_path: Path, city: City) -> None:
    """Bytes, rows and problems have their limits, and the message says so."""
    path = _book(tmp_path / "a.xlsx", [HEAD, *([GOOD] * 20)])
    with pytest.raises(SettingError, match="larger than 100 bytes"):
        read_stock(path, city, on=ON, limits=Limits(file_bytes=100))
    assert _codes(read_stock(path, city, on=ON, limits=Limits(rows=5))) == ["too-large"]
    cut = read_stock(path, city, on=ON, limits=Limits(problems=3))
    assert cut.errors == 4
    assert "16 more of the kind 'duplicate-lot'" in str(cut.problems[3])


def test_a_file_without_a_stock_list_is_refused(tmp_path: Path, city: City) -> None:
    """Without a header that names item and quantity there is nothing to import."""
    assert _codes(read_stock(_book(tmp_path / "a.xlsx", [["a", "b"], [1, 2]]), city, on=ON)) == ["no-header"]
    (tmp_path / "a.csv").write_text("")
    assert _codes(read_stock(tmp_path / "a.csv", city, on=ON)) == ["no-header"]
    with pytest.raises(SettingError, match="is not a file"):
        read_stock(tmp_path, city, on=ON)


def test_two_columns_of_one_meaning_are_an_error(tmp_path: Path, city: City) -> None:
    """Which of two columns of quantities counts is not guessed."""
    run = read_stock(_book(tmp_path / "a.xlsx", [[*HEAD, "库存量"], [*GOOD, 5]]), city, on=ON)
    assert "duplicate-column" in _codes(run)


def test_an_accepted_list_becomes_stock_of_the_package_and_receipts(tmp_path: Path, city: City) -> None:
    """The package is changed as a whole; what is unfit goes to the ledger only; a file twice is one receipt."""
    rows = [[*HEAD, "状态"], [*GOOD, "完好"], ["L2", "帐篷", "store", 5, "顶", None, None, "损坏"]]
    run = read_stock(_book(tmp_path / "a.xlsx", rows), city, on=ON)
    found = changes(city, run.rows, add=False)
    assert (found.new, found.changed, len(found.gone)) == (("L1",), (), 3)
    package = tmp_path / "town"
    package.mkdir()
    for file in (ROOT / "cities/tinytown").iterdir():
        (package / file.name).write_bytes(file.read_bytes())
    changed = write_stock(package, stock_table(city, run.accepted(), add=True, source="tinytown"))
    assert changed.table("stock")["id"].to_list() == ["water-store", "tent-store", "bed-hospital", "L1"]
    assert City.load(package).table("stock").filter(pl.col("id") == "L1")["quantity"].item() == 30.0
    moves = import_moves(run.rows, run.checksum[:12])
    at = datetime.fromisoformat("2026-03-01T08:00+08:00")
    ledger = Ledger().apply(moves, at=at)
    assert ledger.total("tent") == 35
    assert ledger.apply(moves, at=at) is ledger
    with pytest.raises(SettingError, match="is no source"):
        stock_table(city, run.rows, add=True, source="x")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
lots = st.builds(
    lambda *values: values,
    texts.map(lambda text: " ".join(text.split())).filter(bool),
    st.sampled_from([("tent", "piece"), ("water", "L")]),
    st.integers(1, 10**9),
    st.sampled_from(list(Condition)),
    st.none() | st.dates(date(2000, 1, 1), ON),
    st.none() | st.integers(0, 4000),
)


def _end(received: date | None, life: int | None) -> date | None:
    return None if life is None else (received or ON) + timedelta(days=life)


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(lots, min_size=1, max_size=6, unique_by=lambda row: row[0]),
    language=st.sampled_from(["zh-Hans", "en"]),
)
def test_what_is_exported_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, city: City, rows: list[Any], language: Any
) -> None:
    """Workbook and CSV in both languages bring back every lot, whatever its identifier looks like."""
    given_rows = [
        StockRow(
            Lot(name, item, unit, "", state, received, _end(received, life)),
            "store", Decimal(quantity) / (1 if unit == "piece" else 8), "x", 1, 4.0, True, "tinytown",
        )
        for name, (item, unit), quantity, state, received, life in rows
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("export")
    sheet = stock_sheet(city, given_rows, translator(language), english=language == "en")
    for path in (write_xlsx(folder / "a.xlsx", [sheet]), write_csv(folder / "a.csv", sheet)):
        again = read_stock(path, city, on=ON).accepted()
        assert [(r.lot, r.place, r.quantity, r.dispatch_h, r.synthetic, r.source) for r in again] == [
            (r.lot, r.place, r.quantity, r.dispatch_h, r.synthetic, r.source) for r in given_rows
        ]


def test_the_stock_of_the_demo_city_goes_round(tmp_path: Path) -> None:
    """Every lot of the demo city is exported and read back without an error or a change."""
    city = City.load(ROOT / "cities/lianyungang")
    rows = stock_rows(city)
    path = write_xlsx(tmp_path / "a.xlsx", [stock_sheet(city, rows, translator("zh-Hans"), english=False)])
    run = read_stock(path, city, on=ON)
    assert run.errors == 0
    found = changes(city, run.accepted(), add=False)
    assert (found.new, found.changed, found.gone, len(found.same)) == ((), (), (), len(rows))


def _percentage(sheet: Any) -> None:
    sheet["D2"].number_format = "0.0%"


def test_a_percentage_is_no_quantity(tmp_path: Path, city: City) -> None:
    """A cell that shows 50 % holds 0.5: it is named instead of being taken for half a litre."""
    rows = [HEAD, ["L1", "water", "store", 0.5, "L", None, None]]
    run = read_stock(_book(tmp_path / "a.xlsx", rows, _percentage), city, on=ON)
    assert _codes(run) == ["percentage"]


@pytest.mark.parametrize("rows", [[], [["L1", "tent", "store", 0, "piece", None, None]]])
def test_an_empty_list_does_not_empty_the_store(tmp_path: Path, city: City, rows: list[Any]) -> None:
    """A header without a lot is a slip, not the wish to clear all stock."""
    assert _codes(read_stock(_book(tmp_path / "a.xlsx", [HEAD, *rows]), city, on=ON)) == ["no-lots"]


def test_signs_that_cannot_be_seen_are_refused(tmp_path: Path, city: City) -> None:
    """An identifier with a control character would forge what a terminal or a label shows."""
    path = tmp_path / "a.csv"
    path.write_text("批次,物资,数量,单位\nL\x1b[31m1,tent,3,piece\n", encoding="utf-8")
    assert _codes(read_stock(path, city, on=ON)) == ["control-character"]


def test_macros_are_told(tmp_path: Path, city: City) -> None:
    """A workbook with macros is read, its macros are left alone, and the reader is told."""
    path = _book(tmp_path / "a.xlsx", [HEAD, GOOD])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    run = read_stock(path, city, on=ON)
    assert (run.errors, _codes(run, Severity.NOTICE)) == (0, ["macros"])


def test_places_in_csv_and_near_names_are_told_in_chinese(tmp_path: Path, city: City) -> None:
    """One wrong sign of a Chinese name is enough for a suggestion, and the column is named in the reader's language."""
    path = tmp_path / "a.csv"
    path.write_text("物资,数量,单位\n帐蓬,3,piece\n", encoding="utf-8")
    said = read_stock(path, city, on=ON).problems[0].render(translator("zh-Hans"))
    assert said == "a.csv:2: 第 1 列“物资” 为“帐蓬”，items.csv 中没有；是否指“tent”？"


def test_stock_is_written_in_one_step_and_not_through_a_link(tmp_path: Path) -> None:
    """The folder of the package stays, and a file that a link leads to is left alone, whether the writing succeeds."""
    town = Path(shutil.copytree(ROOT / "cities/tinytown", tmp_path / "town"))
    city, before = City.load(town), (town / "stock.csv").read_bytes()
    elsewhere = tmp_path / "elsewhere.csv"
    (town / "stock.csv").rename(elsewhere)
    (town / "stock.csv").symlink_to(elsewhere)
    number = town.stat().st_ino

    def refuse() -> None:
        raise SettingError(Message("the journal is full"))

    table = stock_table(city, stock_rows(city)[:1], add=False)
    with pytest.raises(SettingError):
        write_stock(town, table, refuse)
    assert (town / "stock.csv").read_bytes() == before
    write_stock(town, table)
    assert City.load(town).table("stock").height == 1
    assert elsewhere.read_bytes() == before
    assert town.stat().st_ino == number
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere.csv", "town"]
