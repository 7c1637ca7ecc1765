"""Receipts from a file: a convoy sheet that has been filled in, or a list with its last columns."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark
from anlan.supplies.dispatch.receipts import Receipt
from anlan.supplies.exchange.tables import plain

NEEDED = ("load", "lot", "received_fit", "damaged", "signed_by", "signed_h")
"""Columns that the file must have; a row in which the last four are empty has not been signed yet."""

FILLED = NEEDED[2:]


def read_receipts(text: str, file: str) -> tuple[tuple[Receipt, ...], tuple[int, ...]]:
    """Read receipts from CSV, all or none.

    Rows of one load and lot that stand for different requests, as on a convoy sheet, are added up.

    Parameters
    ----------
    text
        Content of the file.
    file
        Its name, for what is said about problems.

    Returns
    -------
    Receipts, and the line of the first row of each.

    Raises
    ------
    ImportDataError
        With every problem that was found, by line and column.
    """
    reader = csv.DictReader(io.StringIO(text), restkey="")
    columns = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        remedy = Message(mark("give the columns {names}"), names=", ".join(NEEDED))
        raise ImportDataError(
            [Problem(file, Message(mark("column '{name}' is missing"), name=name), remedy, line=1,
                     code="missing-column") for name in missing]
        )  # fmt: skip
    reader.fieldnames = columns
    sheet = _Sheet(file)
    for raw in reader:
        row = {name: plain((value or "").strip()) for name, value in raw.items() if isinstance(value, str | None)}
        if any(row.get(name) for name in FILLED):
            sheet.take(row, reader.line_num)
    if sheet.problems:
        raise ImportDataError(sheet.problems)
    return tuple(sheet.found.values()), tuple(sheet.line.values())


@dataclass
class _Sheet:
    """Rows of a file that have been read."""

    file: str
    found: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    line: dict[tuple[str, str], int] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, row: Mapping[str, str], line: int) -> None:
        """Take a row that was signed."""
        load, lot, by = row["load"], row["lot"], row.get("signed_by", "")
        fit, damaged, hour = (self._number(row, name, line) for name in ("received_fit", "damaged", "signed_h"))
        if not by:
            self._say(line, "unsigned", Message(mark("signed_by is empty")),
                      Message(mark("name the post or organisation that signed")))  # fmt: skip
        key, part = (load, lot), (load, lot, row.get("request", ""))
        if part in self.seen:
            self._say(line, "duplicate",
                      Message(mark("load '{load}', lot '{lot}' is signed for in line {first} already"), load=load,
                              lot=lot, first=self.seen[part]), Message(mark("keep the last receipt only")))  # fmt: skip
        self.seen.setdefault(part, line)
        before = self.found.get(key, Receipt(load, lot, 0.0, 0.0, by, 0.0))
        self.found[key] = Receipt(load, lot, before.delivered + fit, before.damaged + damaged, by,
                                  max(before.hour, hour))  # fmt: skip
        self.line.setdefault(key, line)

    def _number(self, row: Mapping[str, str], name: str, line: int) -> float:
        text = row.get(name, "")
        if not text and name == "damaged":
            return 0.0
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0.0:
            self._say(line, "bad-number", Message(mark("{name} is '{text}'"), name=name, text=text),
                      Message(mark("give a number of at least 0")))  # fmt: skip
            return 0.0
        return value

    def _say(self, line: int, code: str, what: Message, remedy: Message) -> None:
        self.problems.append(Problem(self.file, what, remedy, line=line, code=code))
