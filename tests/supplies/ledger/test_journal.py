"""The journal: what is acknowledged is on the disk, what is damaged is named."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from anlan.errors import LedgerError, SettingError
from anlan.supplies.ledger import Drill, DrillResult, Journal, Lot, Release, Reserve, Share, receipt, replay
from anlan.supplies.ledger.encoding import action_object
from anlan.supplies.ledger.journal import _sealed
from anlan.supplies.ledger.moves import Move

if sys.platform != "win32":
    import resource

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def _receipt(number: int) -> Move:
    return receipt(f"m{number}", Lot(f"lot{number}", "水", "L"), "a", Decimal("1.5"))


def _journal(path: Path, batches: int = 3) -> Journal:
    journal = Journal.begin(path, {"kit": {"水": Decimal(2)}})
    for number in range(batches):
        journal.enter([_receipt(number)], at=AT)
    return journal


def test_a_journal_gives_back_the_ledger(tmp_path: Path) -> None:
    """Lots, balances, reservations, drills, recipes and version come back as they were."""
    journal = _journal(tmp_path / "j")
    drill = Drill("d1", "line-1", AT.date(), DrillResult.PARTLY, 30.0, 800.0, "no moulds")
    held = Reserve("r1", (Share("lot0", "a", Decimal(1)),), "flood", datetime(2026, 4, 1, tzinfo=UTC))
    journal.enter([drill, held, Reserve("r2", (Share("lot1", "a", Decimal(1)),))], at=AT)
    ledger = journal.enter([Release("x1", "r2")], at=AT)
    found = replay(tmp_path / "j")
    assert (found.batches, found.torn) == (5, None)
    for name in ("recipes", "lots", "balances", "reservations", "entered", "drills", "version", "at"):
        assert getattr(found.ledger, name) == getattr(ledger, name)


def test_a_batch_entered_twice_is_written_once(tmp_path: Path) -> None:
    """An entry that is known adds no line."""
    journal = _journal(tmp_path / "j")
    size = (tmp_path / "j").stat().st_size
    journal.enter([_receipt(1)], at=AT)
    assert (tmp_path / "j").stat().st_size == size


def test_a_torn_last_line_is_named_kept_aside_and_cut_off(tmp_path: Path) -> None:
    """A part of a line is no batch; the journal goes on after the last whole one."""
    path = tmp_path / "j"
    _journal(path)
    with path.open("ab") as stream:
        stream.write(b'{"at":"2026')
    assert replay(path).torn is not None
    journal = Journal.resume(path)
    assert "j:5: the last line is torn after 11 bytes" in str(journal.torn)
    assert (tmp_path / "j.torn").read_bytes() == b'{"at":"2026'
    journal.enter([_receipt(9)], at=AT)
    assert "lot9" in replay(path).ledger.lots


@pytest.mark.parametrize("line", [0, 1, 2, 3])
def test_a_changed_line_is_named(tmp_path: Path, line: int) -> None:
    """A line whose content was changed breaks the chain, and the message names it."""
    path = tmp_path / "j"
    _journal(path)
    lines = path.read_bytes().split(b"\n")
    changed = json.loads(lines[line])
    changed["at"] = "2026-03-02T08:00:00+00:00"
    lines[line] = json.dumps(changed).encode()
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(LedgerError, match=f"j:{line + 1}: the checksum does not fit"):
        replay(path)


def test_a_lost_line_is_found(tmp_path: Path) -> None:
    """Without one of its batches the journal is refused."""
    path = tmp_path / "j"
    _journal(path)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:2], *lines[3:]]))
    with pytest.raises(LedgerError, match=r"j:3: the checksum"):
        replay(path)


@pytest.mark.parametrize("content", [b"", b"\n", b"x\n", b"[]\n", b"{}\n", b'{"format":1,"sum":"0"}\n', b"[" * 9999])
def test_what_is_no_journal_is_refused(tmp_path: Path, content: bytes) -> None:
    """Other files are refused with their name."""
    (tmp_path / "j").write_bytes(content)
    with pytest.raises(LedgerError, match="j:1:"):
        replay(tmp_path / "j")
    with pytest.raises(SettingError, match="cannot be made"):
        Journal.begin(tmp_path / "j", {})
    with pytest.raises(SettingError, match="cannot be read"):
        replay(tmp_path / "none")


def test_two_writers_cannot_overwrite_each_other(tmp_path: Path) -> None:
    """Who comes second is told that the journal has grown, and goes on after reading it anew."""
    path = tmp_path / "j"
    first = _journal(path)
    second = Journal.resume(path)
    first.enter([_receipt(7)], at=AT)
    with pytest.raises(LedgerError, match="has grown"):
        second.enter([_receipt(8)], at=AT)
    again = Journal.resume(path)
    again.enter([_receipt(8)], at=AT)
    assert {"lot7", "lot8"} <= set(replay(path).ledger.lots)


def test_a_refused_batch_leaves_no_line(tmp_path: Path) -> None:
    """All or nothing, on the disk too."""
    journal = _journal(tmp_path / "j")
    size = (tmp_path / "j").stat().st_size
    with pytest.raises(LedgerError):
        journal.enter([_receipt(5), Release("x", "none")], at=AT)
    assert (tmp_path / "j").stat().st_size == size
    assert "lot5" not in journal.ledger.lots


def test_a_new_journal_is_there_with_its_first_batch_or_not_at_all(tmp_path: Path) -> None:
    """A refused first batch leaves no file; a sound one is in it from the start, and nothing else is left behind."""
    path = tmp_path / "j"
    with pytest.raises(LedgerError):
        Journal.begin(path, {}, [Release("x", "none")], AT)
    assert list(tmp_path.iterdir()) == []
    assert Journal.begin(path, {}, [_receipt(1)], AT).ledger.version == 1
    assert list(tmp_path.iterdir()) == [path]
    other = tmp_path / "linked"
    other.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SettingError, match="cannot be made"):
        Journal.begin(other, {})
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit of a file's size")
def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    """A batch that does not fit is taken back to the last byte and told; the next that fits is entered."""
    journal = _journal(tmp_path / "j")
    before = (tmp_path / "j").read_bytes()
    lots = [receipt(f"b{n}", Lot(f"b{n}", "water", "L"), "a", Decimal(1)) for n in range(50)]
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 600, usual[1]))
        with pytest.raises(SettingError, match="nothing of the batch was entered"):
            journal.enter(lots, at=AT)
        assert (tmp_path / "j").read_bytes() == before
        with pytest.raises(SettingError, match="cannot be made"):
            Journal.begin(tmp_path / "new", {}, lots, AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, ignored)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["j"]
    journal.enter([_receipt(9)], at=AT)
    assert "lot9" in replay(tmp_path / "j").ledger.lots


def test_a_torn_line_does_not_overwrite_one_that_was_kept_before(tmp_path: Path) -> None:
    """Each torn line has a file of its own."""
    path = tmp_path / "j"
    _journal(path)
    for part in (b"first", b"second"):
        with path.open("ab") as stream:
            stream.write(part)
        Journal.resume(path)
    assert (tmp_path / "j.torn").read_bytes() == b"first"
    assert (tmp_path / "j.torn2").read_bytes() == b"second"


@pytest.mark.parametrize("recipes", [[], {"k": 5}, {"k": {"a": "x"}}, None])
def test_a_head_whose_recipes_are_none_is_refused(tmp_path: Path, recipes: object) -> None:
    """A sealed head that is no head is named, not a crash."""
    head = {"format": "anlan-stock-journal", "version": 1, "recipes": recipes}
    (tmp_path / "j").write_bytes(_sealed(head, "0" * 64))
    with pytest.raises(LedgerError, match="j:1:"):
        replay(tmp_path / "j")


@pytest.mark.parametrize(
    ("name", "value"), [("id", 5), ("id", None), ("lines", [["l", "outside", "", "place", [], "1"]])]
)
def test_an_entry_of_other_types_is_refused(tmp_path: Path, name: str, value: object) -> None:
    """A sealed batch whose entry holds what is no text is named, not a crash."""
    head = _sealed({"format": "anlan-stock-journal", "version": 1, "recipes": {}}, "0" * 64)
    entry = action_object(_receipt(1)) | {name: value}
    batch = _sealed({"batch": 1, "at": AT.isoformat(), "entries": [entry]}, json.loads(head)["sum"])
    (tmp_path / "j").write_bytes(head + batch)
    with pytest.raises(LedgerError, match="j:2:"):
        replay(tmp_path / "j")


WRITER = """
import sys
from datetime import datetime, UTC
from decimal import Decimal
from pathlib import Path
from anlan.supplies.ledger import Journal, Lot, receipt
journal = Journal.resume(Path(sys.argv[1]))
for number in range(100000):
    move = receipt(f"w{number}", Lot(f"w{number}", "water", "L"), "a", Decimal(1))
    journal.enter([move], at=datetime(2026, 3, 1, tzinfo=UTC))
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [9])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, after: int) -> None:
    """After kill -9 every entry whose number was printed is in the journal."""
    path = tmp_path / "j"
    Journal.begin(path, {})
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
    last = int(rest[-1]) if rest else after - 1
    ledger = Journal.resume(path).ledger
    assert {f"w{number}" for number in range(last + 1)} <= set(ledger.lots)
    assert ledger.audit() == ()
