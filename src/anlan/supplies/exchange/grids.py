"""From a stranger's file to rows of plain values: CSV in any usual encoding, or a workbook."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from anlan.city.decoding import decode
from anlan.errors import Problem, SettingError
from anlan.language import Message, mark
from anlan.supplies.exchange.limits import Limits
from anlan.supplies.exchange.tables import plain

Cell = str | int | float | bool | date | datetime
"""What a cell that is not empty holds."""

SEPARATORS = (",", "\t", ";")
SIGNATURE_OLD = b"\xd0\xcf\x11\xe0"
"""First bytes of an OLE file: a workbook of before 2007, or one with a password (Microsoft, [MS-CFB] 2.2)."""

SIGNATURE_ZIP = b"PK"


@dataclass(frozen=True)
class Row:
    """One row that is not empty.

    Parameters
    ----------
    line
        Its number in the sheet, or its line in the file, from 1.
    cells
        Values by column, from 1; empty cells are absent.
    """

    line: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True)
class Grid:
    """One sheet.

    Parameters
    ----------
    file
        How problems name it: the file, for a workbook with ``!`` and the sheet.
    rows
        Its rows in order.
    faults
        What a cell holds that is no value, by row and column: a formula, an error, a part of a merged range.
    notices
        What a reader must know of the sheet as a whole.
    letters
        Whether columns are named by letters, as in a workbook.
    """

    file: str
    rows: tuple[Row, ...]
    faults: Mapping[tuple[int, int], Problem]
    notices: tuple[Problem, ...] = ()
    letters: bool = True


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file that is not too large.

    Parameters
    ----------
    path
        The file.
    limits
        What is read.

    Raises
    ------
    SettingError
        If it cannot be read or is too large.
    """
    try:
        if not path.is_file():
            raise SettingError(Message(mark("{path} is not a file; give an XLSX or CSV file"), path=path))
        with path.open("rb") as stream:
            content = stream.read(limits.file_bytes + 1)
    except OSError as error:
        pattern = mark("{path} cannot be read: {reason}; give a file that you may read")
        raise SettingError(Message(pattern, path=path, reason=error.strerror or str(error))) from error
    if len(content) > limits.file_bytes:
        pattern = mark("{path} is larger than {most:,} bytes; split it")
        raise SettingError(Message(pattern, path=path, most=limits.file_bytes))
    return content


def read_csv_grid(file: str, content: bytes, limits: Limits) -> tuple[Grid | None, list[Problem]]:
    """Read a CSV file: UTF-8 or GB 18030, separated by commas, semicolons or tabs.

    Parameters
    ----------
    file
        Its name.
    content
        Its bytes.
    limits
        What is read.

    Returns
    -------
    grid
        None where it cannot be read.
    problems
        Errors, and a notice for an encoding other than UTF-8.
    """
    text, problems = decode(file, content)
    if text is None:
        return None, problems
    rows: list[Row] = []
    try:
        for line, values in _records(text):
            cells = {column: plain(value.strip()) for column, value in enumerate(values, start=1) if value.strip()}
            if cells and not str(cells.get(1, "")).startswith("#"):
                rows.append(Row(line, cells))
            if len(rows) > limits.rows or len(values) > limits.columns:
                return None, [*problems, too_large(file, limits, line)]
    except csv.Error as error:
        what = Message("the file is not sound CSV ({reason})", reason=str(error))
        remedy = Message("save it again as 'CSV UTF-8' from the spreadsheet")
        return None, [*problems, Problem(file, what, remedy, code="bad-csv")]
    return Grid(file, tuple(rows), {}, letters=False), problems


def too_large(file: str, limits: Limits, line: int | None = None) -> Problem:
    """Return the problem of a sheet beyond the limits.

    Parameters
    ----------
    file
        How problems name it.
    limits
        What is read.
    line
        Where it was found out.
    """
    return Problem(
        file,
        Message("it has more than {rows:,} rows or {columns} columns", rows=limits.rows, columns=limits.columns),
        Message("split it, or delete empty rows and columns that were formatted by mistake"),
        line=line,
        code="too-large",
    )


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_separator(text), strict=True)
    line = 1
    for values in reader:
        yield line, values
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """Return the separator that the first rows use most; notes above the header are not looked at."""
    lines = [line for line in text.split("\n", 40)[:40] if line.strip() and not line.startswith("#")]
    return max(SEPARATORS, key=lambda separator: sum(line.count(separator) for line in lines))
