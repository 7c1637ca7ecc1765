"""The journal: every batch as one line of a file that only grows, safe on the disk before it is acknowledged.

Each line is a JSON object with the number of the batch, its moment, its entries and a checksum over the line before
and this one, so that a line that was changed, lost or inserted is found. A batch is one line: after a power cut it is
there as a whole or not at all, and a torn last line was never acknowledged.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from anlan.errors import LedgerError, Problem, SettingError, Severity
from anlan.language import Message, mark
from anlan.supplies.ledger.encoding import action_object, compact, read_action
from anlan.supplies.ledger.ledger import Ledger, closed
from anlan.supplies.ledger.locking import lock_file
from anlan.supplies.ledger.moves import Action

FORMAT = "anlan-stock-journal"
VERSION = 1
START = "0" * 64


@dataclass(frozen=True)
class Replayed:
    """What a journal holds.

    Parameters
    ----------
    ledger
        The ledger after its last whole batch.
    batches
        Number of whole batches.
    size
        Bytes of the whole lines.
    checksum
        Checksum of the last whole line.
    torn
        A notice where the file ends in a part of a line; None where it does not.
    """

    ledger: Ledger
    batches: int
    size: int
    checksum: str
    torn: Problem | None = None


def replay(path: Path) -> Replayed:
    """Read a journal and enter all its batches anew.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    SettingError
        If it cannot be read.
    LedgerError
        If a line before the last is damaged, out of order, or says what the rules refuse.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        pattern = mark("{path} cannot be read: {reason}; give the file of a journal")
        raise SettingError(Message(pattern, path=path, reason=error.strerror or str(error))) from error
    whole, _, rest = content.rpartition(b"\n")
    lines = whole.split(b"\n") if whole else []
    size = len(content) - len(rest)
    if not lines:
        raise LedgerError([_damaged(path, 1, Message("the file holds no journal"))])
    books, checksum = _begun(path, lines[0])
    for number, line in enumerate(lines[1:], start=2):
        at, actions, checksum = _batch(path, number, line, checksum, books.version + 1)
        problems = books.enter(actions, at)
        if problems:
            raise LedgerError(problems)
    torn = _torn(path, len(lines) + 1, len(rest)) if rest else None
    return Replayed(closed(books), len(lines) - 1, size, checksum, torn)


class Journal:
    """A journal that is open for writing.

    Parameters
    ----------
    path
        The file.
    replayed
        What it holds.
    """

    def __init__(self, path: Path, replayed: Replayed) -> None:
        self._path = path
        self._state = replayed

    @classmethod
    def begin(
        cls,
        path: Path,
        recipes: Mapping[str, Mapping[str, Decimal]],
        actions: Sequence[Action] = (),
        at: datetime | None = None,
    ) -> "Journal":
        """Begin a new journal, with its first batch or without; it is there with both or not at all.

        Parameters
        ----------
        path
            File to make; it must not exist.
        recipes
            Components of kits, which belong to the books.
        actions, at
            The first batch, as of `Ledger.apply`; the moment is needed only with it.

        Raises
        ------
        LedgerError
            If the rules refuse the batch; nothing is made.
        SettingError
            If the file exists or cannot be made.
        """
        head = {"format": FORMAT, "version": VERSION, "recipes": _recipe_object(recipes)}
        content = _sealed(head, START)
        if actions and at is not None:
            after = Ledger(recipes=recipes).apply(actions, at=at)
            content += _batch_line(after.version, at, actions, json.loads(content)["sum"])
        try:
            _make(path, content)
        except OSError as error:
            pattern = mark("{path} cannot be made: {reason}; give the name of a new file")
            raise SettingError(Message(pattern, path=path, reason=error.strerror or str(error))) from error
        return cls(path, replay(path))

    @classmethod
    def resume(cls, path: Path) -> "Journal":
        """Open a journal to write on; a torn last line is kept beside it, in a file ending in ``.torn``, and cut off.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        SettingError, LedgerError
            As of `replay`.
        """
        found = replay(path)
        if found.torn is not None:
            with _opened(path) as number:
                _cut_off(path, number, found.size)
        return cls(path, found)

    @property
    def ledger(self) -> Ledger:
        """The ledger after the last batch that this journal wrote or read."""
        return self._state.ledger

    @property
    def torn(self) -> Problem | None:
        """What was cut off when the journal was opened."""
        return self._state.torn

    def enter(self, actions: Sequence[Action], *, at: datetime, expected: int | None = None) -> Ledger:
        """Enter a batch; when this returns it is on the disk.

        Two processes may write on one journal: whoever comes second is told that the ledger has changed, and reads it
        anew by `resume`.

        Parameters
        ----------
        actions, at, expected
            As of `Ledger.apply`.

        Raises
        ------
        LedgerError
            If the rules refuse the batch or the file has grown meanwhile; nothing is written.
        SettingError
            If the file cannot be written.
        """
        before = self._state
        after = before.ledger.apply(actions, at=at, expected=expected)
        if after is before.ledger:
            return after
        line = _batch_line(after.version, at, actions, before.checksum)
        with _opened(self._path) as number:
            if os.fstat(number).st_size != before.size:
                what = Message("the journal has grown since it was read")
                remedy = Message("read it anew and draw the batch up again")
                raise LedgerError([Problem(self._path.name, what, remedy, code="changed-meanwhile")])
            os.lseek(number, before.size, os.SEEK_SET)
            self._append(number, line, before.size)
        checksum = json.loads(line)["sum"]
        self._state = Replayed(after, before.batches + 1, before.size + len(line), checksum)
        return after

    def _append(self, number: int, line: bytes, size: int) -> None:
        """Write a line through to the disk, or leave the file as it was."""
        try:
            _write_through(number, line)
        except OSError as error:
            os.ftruncate(number, size)
            pattern = mark("{path} cannot be written: {reason}; nothing of the batch was entered")
            raise SettingError(Message(pattern, path=self._path, reason=error.strerror or str(error))) from error


def _begun(path: Path, line: bytes) -> Any:
    value, checksum = _unsealed(path, 1, line, START)
    if value.get("format") != FORMAT or value.get("version") != VERSION:
        raise LedgerError([_damaged(path, 1, Message("it is not a journal of this format and version"))])
    try:
        recipes = {
            kit: {item: Decimal(quantity) for item, quantity in parts.items()}
            for kit, parts in value["recipes"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        what = Message("the batch cannot be understood ({reason})", reason=str(error))
        raise LedgerError([_damaged(path, 1, what)]) from error
    return Ledger(recipes=recipes).opened(), checksum


def _batch(path: Path, number: int, line: bytes, before: str, expected: int) -> tuple[datetime, list[Action], str]:
    value, checksum = _unsealed(path, number, line, before)
    try:
        if value["batch"] != expected:
            raise ValueError("out of order")
        return datetime.fromisoformat(value["at"]), [read_action(entry) for entry in value["entries"]], checksum
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        what = Message("the batch cannot be understood ({reason})", reason=str(error))
        raise LedgerError([_damaged(path, number, what)]) from error


def _batch_line(version: int, at: datetime, actions: Sequence[Action], before: str) -> bytes:
    entries = [action_object(action) for action in actions]
    return _sealed({"batch": version, "at": at.isoformat(), "entries": entries}, before)


def _sealed(value: Mapping[str, Any], before: str) -> bytes:
    checksum = sha256(f"{before}{compact(value)}".encode()).hexdigest()
    return (compact({**value, "sum": checksum}) + "\n").encode()


def _unsealed(path: Path, number: int, line: bytes, before: str) -> tuple[dict[str, Any], str]:
    try:
        value = json.loads(line)
        checksum = value.pop("sum")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LedgerError([_damaged(path, number, Message("the line is damaged"))]) from error
    if sha256(f"{before}{compact(value)}".encode()).hexdigest() != checksum:
        what = Message("the checksum does not fit: this line or one before it was changed, lost or inserted")
        raise LedgerError([_damaged(path, number, what)])
    return value, checksum


def _damaged(path: Path, line: int, what: Message) -> Problem:
    remedy = Message("take the last sound copy; the lines before this one are sound")
    return Problem(path.name, what, remedy, line=line, code="damaged-journal")


def _torn(path: Path, line: int, size: int) -> Problem:
    return Problem(
        path.name,
        Message("the last line is torn after {size} bytes; it was never acknowledged and is left out", size=size),
        Message("enter again what was being entered when the machine stopped"),
        line=line,
        severity=Severity.NOTICE,
        code="torn-line",
    )


def _recipe_object(recipes: Mapping[str, Mapping[str, Decimal]]) -> dict[str, dict[str, str]]:
    return {kit: {item: str(quantity) for item, quantity in parts.items()} for kit, parts in recipes.items()}


def _write_through(number: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(number, view) :]
    os.fsync(number)


def _make(path: Path, content: bytes) -> None:
    """Make a new file all at once: it is there with its content or not at all, and no other is overwritten."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("xb") as stream:
            _write_through(stream.fileno(), content)
        try:
            os.link(fresh, path)
        except OSError:  # a disk that knows no second names, a memory stick for example
            if os.path.lexists(path):
                raise
            fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)
    _write_through_folder(path.parent)


def _cut_off(path: Path, number: int, size: int) -> None:
    """Keep a torn line in a new file beside the journal, then cut it off."""
    os.lseek(number, size, os.SEEK_SET)
    part = os.read(number, os.fstat(number).st_size - size)
    if part.endswith(b"\n"):
        return
    names = (f"{path.name}.torn{'' if turn == 1 else turn}" for turn in count(1))
    aside = next(one for one in map(path.with_name, names) if not os.path.lexists(one))
    with aside.open("xb") as stream:
        _write_through(stream.fileno(), part)
    os.ftruncate(number, size)
    os.fsync(number)


def _write_through_folder(folder: Path) -> None:
    """Make the name of a new file safe; systems that do not open folders do without."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a file for reading and writing with a lock that ends with the process."""
    try:
        number = os.open(path, os.O_RDWR)
        try:
            lock_file(number)
            yield number
        finally:
            os.close(number)
    except OSError as error:
        pattern = mark("{path} cannot be written: {reason}; nothing of the batch was entered")
        raise SettingError(Message(pattern, path=path, reason=error.strerror or str(error))) from error
