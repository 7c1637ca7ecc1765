"""``anlan supply stock receive``, ``issue``, ``move`` and ``drill``: a store that works from its journal."""

import shutil
from pathlib import Path

import pytest

from anlan.city import City
from anlan.cli.app import run
from anlan.cli.console import terminal
from anlan.supplies.ledger import AccountKind, DrillResult, Ledger, replay

ROOT = Path(__file__).parents[2]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return a copy of tinytown that may be changed; its journal is beside it."""
    return Path(shutil.copytree(ROOT / "cities/tinytown", tmp_path / "town"))


def _run(command: str, town: Path, *arguments: str | Path, lang: str = "en") -> int:
    journal = ["--journal", str(town.parent / "j")]
    return run(terminal(lang), ["supply", "stock", command, str(town), *map(str, arguments), *journal])


def _books(town: Path) -> Ledger:
    return replay(town.parent / "j").ledger


def _stock(town: Path) -> dict[str, tuple[str, float]]:
    return {row[0]: row[1:] for row in City.load(town).table("stock").select("id", "place", "quantity").iter_rows()}


def _receive(town: Path, *more: str) -> int:
    lot = ["tent", "12", "--to", "store", "--lot", "t2", "--expires", "2099-01-01", "--number", "R1"]
    return _run("receive", town, *lot, *more)


def test_a_receipt_is_a_trial_until_accepted_and_happens_once(town: Path) -> None:
    """Without --accept nothing is written; with it journal and stock.csv agree; its number guards against twice."""
    before = (town / "stock.csv").read_bytes()
    assert _receive(town) == 0
    assert (town / "stock.csv").read_bytes() == before
    assert not (town.parent / "j").exists()
    for _ in range(2):
        assert _receive(town, "--accept") == 0
        assert _books(town).on_hand("t2", "store") == 12
        assert _stock(town) == {
            "water-store": ("store", 1050), "tent-store": ("store", 30), "bed-hospital": ("hospital", 40),
            "t2": ("store", 12),
        }  # fmt: skip
    assert _run("receive", town, "tent", "1", "--to", "store", "--lot", "t2", "--accept") == 2


def test_what_expires_first_is_handed_out_first(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The proposal names the lot with an expiry before the one without; too much, or no reason, is refused."""
    _receive(town, "--accept")
    capsys.readouterr()
    assert _run("issue", town, "tent", "20", "--from", "store", "--to", "street 1", "--accept") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("t2 at store: 12 piece")
    assert lines[1].startswith("tent-store at store: 8 piece")
    assert _books(town).total("tent", AccountKind.ISSUED) == 20
    assert _stock(town)["tent-store"] == ("store", 22)
    assert _run("issue", town, "tent", "23", "--from", "store", "--accept") == 2
    assert "1 piece of item 'tent' are missing there" in capsys.readouterr().err
    assert _run("issue", town, "water", "5", "--from", "store", "--kind", "dispose", lang="zh-Hans") == 2
    assert "“报废处置”" in capsys.readouterr().err
    assert _run("issue", town, "water", "5", "--from", "store", "--kind", "dispose", "--reason", "leakage") == 0


@pytest.mark.parametrize("bad", [
    ["tents", "1", "--from", "store"], ["tent", "1", "--from", "stor"], ["tent", "-1", "--from", "store"],
    ["tent", "0", "--from", "store"], ["tent", "0.5", "--from", "store"],
    ["tent", "1", "--from", "store", "--kind", "x"],
    ["tent", "1", "--from", "store", "--lot", "water-store"], ["tent", "1", "--from", "store", "--reason", "x"],
    ["tent", "31", "--from", "store", "--lot", "tent-store"],
])  # fmt: skip
def test_a_wrong_wish_is_refused(town: Path, bad: list[str]) -> None:
    """Unknown things, impossible quantities and other lots end with status 2 and change nothing."""
    assert _run("issue", town, *bad, "--accept") == 2
    assert not (town.parent / "j").exists()


def test_a_lot_at_two_places_is_listed_and_counted_at_both(town: Path) -> None:
    """After a transfer stock.csv has a row for each place, and an exported list is counted to the right one."""
    assert _run("move", town, "water", "100", "--from", "store", "--to", "works", "--accept") == 0
    assert _stock(town)["water-store"] == ("store", 950)
    assert _stock(town)["water-store@works"] == ("works", 100)
    listed = town.parent / "list.csv"
    assert _run("export", town, "--out", listed) == 0
    listed.write_text(listed.read_text(encoding="utf-8").replace(",100,L", ",90,L"), encoding="utf-8")
    assert _run("count", town, listed, "--accept") == 0
    assert _books(town).on_hand("water-store", "works") == 90
    assert _books(town).on_hand("water-store", "store") == 950
    assert _stock(town)["water-store@works"] == ("works", 90)


def test_rows_that_the_books_do_not_know_stay(town: Path) -> None:
    """What was imported without the journal is not lost by a move in it."""
    _receive(town, "--accept")
    with (town / "stock.csv").open("a", encoding="utf-8") as stream:
        stream.write("extra,tent,store,7,6,,,true,tinytown\n")
    assert _run("issue", town, "tent", "1", "--from", "store", "--to", "x", "--accept") == 0
    assert _stock(town)["extra"] == ("store", 7)


def test_the_condition_of_a_lot_is_in_the_list_of_a_journal(town: Path) -> None:
    """Damaged stock is in the export and on the books, and not in stock.csv."""
    assert _run("receive", town, "tent", "3", "--to", "store", "--lot", "d", "--condition", "damaged", "--accept") == 0
    assert "d" not in _stock(town)
    assert _run("export", town, "--out", town.parent / "list.csv") == 0
    row = next(line for line in (town.parent / "list.csv").read_text("utf-8").splitlines() if line.startswith("d,"))
    assert ",3,piece,Damaged," in row


def test_a_drill_is_measured_against_what_is_declared(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """24 h and 120 units/h are declared; 30 h and 100 units/h in a drill are slower, and are what to plan with."""
    assert _run("drill", town) == 0
    assert "never rehearsed: 2" in capsys.readouterr().out
    drill = ["water-line", "--result", "passed", "--hours", "30", "--rate", "100", "--on", "2026-03-01"]
    assert _run("drill", town, *drill, "--accept") == 0
    said = capsys.readouterr().out
    assert "Slower or weaker in the drill than declared; declared 24 h; plan with 30 h" in said
    assert _books(town).drills[0].result is DrillResult.PASSED
    assert _run("drill", town, "--on", "2026-03-02", "--out", town.parent / "d.xlsx") == 0
    assert "proven by a drill: 0; never rehearsed: 1" in capsys.readouterr().out
    for bad in (["water-lin", "--result", "passed"], ["water-line"], ["water-line", "--result", "good"]):
        assert _run("drill", town, *bad) == 2
    assert _run("drill", town, "water-line", "--result", "passed", "--hours", "-1") == 2
