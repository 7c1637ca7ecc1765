"""Tables for people: workbooks (XLSX) and text (CSV) that an office opens, sorts and prints without a risk.

A value is never a formula: text that a spreadsheet would take for one (it begins with ``=``, ``+``, ``-`` or ``@``) is
written as text, in XLSX by the cell's type and in CSV behind an apostrophe (OWASP, "CSV Injection"). The same tables
give the same bytes: a workbook holds no moment of writing.
"""

import csv
import io
import math
import os
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from anlan.errors import SettingError
from anlan.language import Message, mark

Value = str | int | float | bool | date | datetime | np.generic | None
"""What a cell may hold; an empty cell is None."""

FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - OOXML properties without a zone; any constant will do
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
LONGEST = 32767
"""Longest text of a cell, characters (Microsoft, "Excel specifications and limits")."""

MOST_ROWS = 1_048_576
"""Most rows of a sheet (the same page)."""

LONGEST_NAME = 31
FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
NARROWEST, WIDEST, SAMPLE = 8, 60, 500
INFINITY = "∞"
A4 = "9"  # ECMA-376, part 1, 18.3.1.63 pageSetup, paperSize
HEAD_FONT, NOTE_FONT = Font(bold=True), Font(italic=True, color="7F6000")
HEAD_FILL = PatternFill("solid", fgColor="DDE6EE")
HEAD_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
TEXT_ALIGNMENT = Alignment(vertical="top", wrap_text=True)


class Format(StrEnum):
    """How the values of a column are shown; the values themselves are written in full."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "General"
    DECIMAL = "#,##0.0"
    MONEY = "#,##0.00"
    PERCENT = "0.0%"
    DATE = "yyyy-mm-dd"
    TIME = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Parameters
    ----------
    title
        Heading in the reader's language.
    unit
        Unit, shown after the title in brackets; empty where none applies.
    format
        How the values are shown.
    width
        Width in characters; fitted to the content where None.
    """

    title: str
    unit: str = ""
    format: Format = Format.NUMBER
    width: float | None = None

    @property
    def heading(self) -> str:
        """Title with its unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


@dataclass(frozen=True)
class Sheet:
    """One table.

    Parameters
    ----------
    name
        Name of the sheet; characters that a workbook does not allow are replaced, long names are cut.
    columns
        Its columns.
    rows
        Its rows, each with one value for every column. Not-a-number is an empty cell, infinity the text "∞".
    notes
        Sentences above the header: what the table is, from which data, and that the data are synthetic where they are.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> Path:
    """Write tables as one workbook: notes, a frozen header, filters, widths, number formats; no formula, no macro.

    Parameters
    ----------
    path
        File to write; it is replaced all at once.
    sheets
        One table for each sheet, in this order.

    Returns
    -------
    The file.

    Raises
    ------
    SettingError
        If there is no sheet, a row has too few or too many values, a sheet is too long or a text too long for a cell,
        or the file cannot be written.
    """
    if not sheets:
        raise SettingError(Message(mark("{file} would hold no table; give at least one"), file=path.name))
    book = Workbook(write_only=True)
    book.properties.creator = "Anlan"
    book.properties.created = book.properties.modified = FIXED
    taken: set[str] = set()
    for sheet, rows in zip(sheets, [_fitting(sheet) for sheet in sheets], strict=True):
        _write_sheet(book, sheet, rows, _sheet_name(sheet.name, taken))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).save()
    return replace_file(path, _timeless(packed))


def write_csv(path: Path, sheet: Sheet) -> Path:
    """Write one table as CSV in UTF-8 with a byte order mark, by which Excel knows Chinese; notes are ``#`` lines.

    Parameters
    ----------
    path
        File to write; it is replaced all at once.
    sheet
        The table.

    Returns
    -------
    The file.

    Raises
    ------
    SettingError
        If a row has too few or too many values, or the file cannot be written.
    """
    text = io.StringIO()
    for note in sheet.notes:
        text.write("# " + " ".join(note.split()) + "\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(column.heading) for column in sheet.columns])
    for values in _rows(sheet):
        writer.writerow([_csv_value(value) for value in values])
    return replace_file(path, text.getvalue().encode("utf-8-sig"))


def replace_file(path: Path, content: bytes) -> Path:
    """Write a file all at once: whoever reads it sees the old content or the new, never a part.

    Parameters
    ----------
    path
        File to write.
    content
        Its bytes.

    Returns
    -------
    The file.

    Raises
    ------
    SettingError
        If it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        try:
            with fresh.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        pattern = mark("{path} cannot be written: {reason}; give a file in a folder that you may write to")
        raise SettingError(Message(pattern, path=path, reason=error.strerror or str(error))) from error
    return path


def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet may take a text for a formula: by its first visible character, full-width forms too."""
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return first in ("=", "+", "-", "@") or text[:1] in ("\t", "\r")


def harmless(text: str) -> str:
    """Return a text for CSV, behind an apostrophe where a spreadsheet would take it for a formula.

    A text that already begins with an apostrophe before such a sign gets another one, so that `plain` gives back
    exactly what was written.

    Parameters
    ----------
    text
        Any text.
    """
    return f"'{text}" if looks_like_formula(text.lstrip("'")) else text


def plain(text: str) -> str:
    """Return what `harmless` was given.

    Parameters
    ----------
    text
        Text of a CSV cell.
    """
    return text[1:] if text.startswith("'") and looks_like_formula(text.lstrip("'")) else text


def _rows(sheet: Sheet) -> Iterator[list[Any]]:
    for index, row in enumerate(sheet.rows, start=1):
        if len(row) != len(sheet.columns):
            pattern = mark("row {row} of table '{name}' has {found} values for {wanted} columns; give one for each")
            values: dict[str, Any] = {"row": index, "name": sheet.name, "found": len(row)}
            raise SettingError(Message(pattern, wanted=len(sheet.columns), **values))
        yield [_clean(value) for value in row]


def _clean(value: Any) -> str | int | float | bool | date | None:
    """Return a value of Python's own types; not-a-number becomes empty and infinity a sign."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else (INFINITY if value > 0.0 else f"−{INFINITY}")
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None)  # the clock of the zone it was given in; a workbook knows no zones
    checked: str | int | float | bool | date | None = value
    return checked


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 2.0**53 else repr(value)
    return harmless(value) if isinstance(value, str) else str(value)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a workbook allows and that is not taken yet (names do not tell case apart)."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", wanted).translate(FORBIDDEN_IN_NAME).strip("' ") or "-"
    name, number = clean[:LONGEST_NAME], 1
    while name.casefold() in taken:
        number += 1
        name = f"{clean[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(name.casefold())
    return name


def _fitting(sheet: Sheet) -> list[list[Any]]:
    """Return the rows of a sheet, refused before anything is written where a workbook cannot hold them."""
    rows = list(_rows(sheet))
    most = MOST_ROWS - len(sheet.notes) - 1
    if len(rows) > most:
        pattern = mark("table '{name}' has {rows} rows, more than a sheet holds ({most}); write it as CSV")
        raise SettingError(Message(pattern, name=sheet.name, rows=len(rows), most=most))
    headings = [column.heading for column in sheet.columns]
    for values in (sheet.notes, headings, *rows):
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        if longest > LONGEST:
            pattern = mark(
                "a text in table '{name}' has {found} characters, more than a cell holds ({most}); shorten it"
            )
            raise SettingError(Message(pattern, name=sheet.name, found=longest, most=LONGEST))
    return rows


def _write_sheet(book: Workbook, sheet: Sheet, rows: list[list[Any]], name: str) -> None:
    page = book.create_sheet(name)
    head = len(sheet.notes) + 1
    last = get_column_letter(max(len(sheet.columns), 1))
    page.freeze_panes = f"A{head + 1}"
    page.auto_filter.ref = f"A{head}:{last}{head + len(rows)}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for index, column in enumerate(sheet.columns):
        width = column.width or _width([column.heading, *(row[index] for row in rows[:SAMPLE])])
        page.column_dimensions[get_column_letter(index + 1)].width = width
    for note in sheet.notes:
        page.append([_text_cell(page, note, font=NOTE_FONT)])
    page.append(
        [
            _text_cell(page, column.heading, font=HEAD_FONT, fill=HEAD_FILL, alignment=HEAD_ALIGNMENT)
            for column in sheet.columns
        ]
    )
    for row in rows:
        page.append([_cell(page, value, column) for value, column in zip(row, sheet.columns, strict=True)])


def _cell(page: Any, value: Any, column: Column) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return _text_cell(page, value, alignment=TEXT_ALIGNMENT)
    cell = WriteOnlyCell(page, value)
    if not isinstance(value, bool):
        cell.number_format = _format(value, column.format)
    return cell


def _format(value: Any, wanted: Format) -> str:
    """Return the format of a value: a date is never shown as a number, nor a number as a date."""
    if isinstance(value, date):
        dated = wanted if wanted in (Format.DATE, Format.TIME) else None
        return str(dated or (Format.TIME if isinstance(value, datetime) else Format.DATE))
    return str(Format.NUMBER if wanted in (Format.DATE, Format.TIME, Format.TEXT) else wanted)


def _text_cell(page: Any, text: str, **style: Any) -> Any:
    """Return a cell that holds text and nothing else; signs that XML cannot hold become U+FFFD."""
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.number_format = str(Format.TEXT)
    cell.quotePrefix = looks_like_formula(text)
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _width(values: Iterable[Any]) -> float:
    """Return a width in characters that fits the longest value; Chinese characters count twice."""
    longest = max((sum(_sign_width(sign) for sign in _csv_value(value)) for value in values), default=0)
    return float(min(max(longest + 2, NARROWEST), WIDEST))


def _sign_width(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _timeless(packed: io.BytesIO) -> bytes:
    """Return the archive with the same moment for every member, so that equal tables are equal bytes."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(packed) as given, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in given.infolist():
            info = zipfile.ZipInfo(member.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, given.read(member))
    return fresh.getvalue()
