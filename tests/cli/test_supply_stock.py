"""``anlan supply stock``, as a user runs it."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from anlan.city import City
from anlan.cli.app import run
from anlan.cli.console import terminal
from anlan.supplies.ledger import replay

HEAD = "批次,物资,仓库,数量,单位,有效期至,来源\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return a copy of tinytown that may be changed."""
    return Path(shutil.copytree(ROOT / "cities/tinytown", tmp_path / "town"))


def _run(*arguments: str | Path, lang: str = "en") -> int:
    return run(terminal(lang), ["supply", "stock", *map(str, arguments)])


def _list(folder: Path, *rows: str) -> Path:
    (folder / "list.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return folder / "list.csv"


def test_an_import_is_a_trial_until_it_is_accepted(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The trial tells what would go; nothing changes before --accept; with it the package has the new stock."""
    before = (town / "stock.csv").read_bytes()
    file = _list(town.parent, "n1,帐篷,store,12,顶,2031-01-01,tinytown", "n2,water,store,500,L,,tinytown")
    assert _run("import", town, file) == 0
    said = capsys.readouterr().out
    assert "lots read: 2; new: 2, changed: 0, as before: 0, gone: 3" in said
    assert "do so with --accept" in said
    assert (town / "stock.csv").read_bytes() == before
    assert _run("import", town, file, "--accept") == 0
    stock = City.load(town).table("stock")
    assert stock.select("id", "quantity").rows() == [("n1", 12.0), ("n2", 500.0)]
    assert stock["synthetic"].all()


def test_a_bad_list_ends_with_status_2_and_changes_nothing(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line of the output names the place and what to do, in the reader's language."""
    before = (town / "stock.csv").read_bytes()
    file = _list(town.parent, "n1,帐篷,store,-1,顶,2031-01-01,", "n2,tents,store,500,顶,,")
    assert _run("import", town, file, "--accept") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("list.csv:2: column 4 '数量' is -1, below zero; ")
    assert lines[1].startswith(
        "list.csv:3: column 2 '物资' is 'tents', which is not in items.csv; did you mean 'tent'?"
    )
    assert (town / "stock.csv").read_bytes() == before
    assert _run("import", town, town.parent / "none.xlsx") == 2


def test_an_import_in_a_journal_happens_once(town: Path) -> None:
    """The same list again is no second receipt; another that takes the place of stock is refused."""
    journal = town.parent / "stock.journal"
    file = _list(town.parent, "n1,tent,store,12,piece,2031-01-01,tinytown")
    for _ in range(2):
        assert _run("import", town, file, "--accept", "--add", "--journal", journal) == 0
        assert replay(journal).ledger.total("tent") == 42
    again = _list(town.parent, "n9,tent,store,1,piece,,tinytown")
    assert _run("import", town, again, "--accept", "--journal", journal) == 2
    twin = _list(town.parent, "n1,tent,store,13,piece,2031-01-01,tinytown")
    assert _run("import", town, twin, "--accept", "--add", "--journal", journal) == 2
    assert replay(journal).ledger.total("tent") == 42


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_an_export_is_imported_as_it_was(town: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Out and in again: nothing is new, changed or gone."""
    assert _run("export", town, "--out", town.parent / name, lang="zh-Hans") == 0
    assert _run("import", town, town.parent / name) == 0
    assert "new: 0, changed: 0, as before: 3, gone: 0" in capsys.readouterr().out
    assert _run("export", town, "--out", town.parent / "a.txt") == 2


def test_a_count_puts_the_books_right_with_a_reason(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Differences are told with their reason; after --accept stock and journal say what was counted."""
    journal = town.parent / "stock.journal"
    counted = town.parent / "count.csv"
    counted.write_text("批次,物资,数量,原因\ntent-store,tent,28,被盗\nwater-store,water,1050,\n", encoding="utf-8")
    assert _run("count", town, counted) == 0
    said = capsys.readouterr().out
    assert "tent-store: -2 (Stolen)" in said
    assert "lots counted: 2; differences: 1" in said
    assert _run("count", town, counted, "--accept", "--journal", journal) == 0
    stock = {row["id"]: row for row in City.load(town).table("stock").iter_rows(named=True)}
    assert stock["tent-store"]["quantity"] == 28
    assert stock["tent-store"]["dispatch_h"] == 4
    assert replay(journal).ledger.on_hand("tent-store", "store") == 28
    counted.write_text("批次,物资,数量,原因\nx,tent,28,?\ny,tent,0,\n", encoding="utf-8")
    assert _run("count", town, counted, "--accept") == 2


def test_the_board_and_rotation_are_told_and_written(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What expires is proposed for use, sale or disposal, and the tables are files too."""
    file = _list(town.parent, "n1,tent,store,12,piece,2026-05-01,tinytown", "n2,tent,store,5,piece,2026-03-20,tinytown")
    assert _run("import", town, file, "--accept", "--on", "2026-03-01") == 0
    assert _run("board", town, "--on", "2026-03-01", "--out", town.parent / "b.xlsx") == 0
    assert load_workbook(town.parent / "b.xlsx").sheetnames == ["Expiry board", "Lots"]
    use = town.parent / "use.csv"
    use.write_text("item,unit,quantity\ntent,month,3\n")
    capsys.readouterr()
    assert _run("rotate", town, "--on", "2026-03-01", "--use", use, "--out", town.parent / "r.csv") == 0
    assert "proposals: 4" in capsys.readouterr().out
    assert "Dispose of it" in (town.parent / "r.csv").read_text(encoding="utf-8-sig")
    assert _run("rotate", town, "--sale-share", "2") == 2


def test_labels_are_written_for_the_lots_that_are_asked_for(town: Path) -> None:
    """A page for the lots of one item; none is an error."""
    assert _run("labels", town, "--out", town.parent / "l.html", "--item", "tent") == 0
    assert (town.parent / "l.html").read_text(encoding="utf-8").count("<article>") == 1
    assert _run("labels", town, "--out", town.parent / "l.html", "--item", "x") == 2
