"""Workbooks of strangers: unpacked within limits, without entities, formulas and merged cells named, macros left alone.

The container is looked at first: how much it unpacks to, whether a part declares a document type, which Office never
writes and which entity bombs need (OWASP, "XML External Entity Prevention"), and how many cells it spans.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from anlan.errors import Problem, Severity
from anlan.language import Message
from anlan.supplies.exchange.grids import Grid, Row, too_large
from anlan.supplies.exchange.limits import Limits

BLOCK = 1 << 16
SPANNING = ("mergeCell", "hyperlink")
"""Elements whose range a reader fills with cells (ECMA-376, part 1, 18.3.1.47 and 18.3.1.55)."""

BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a parser raises at a workbook that is not sound: the parts of a container lead to any of these."""


def read_workbook(file: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Problem]]:
    """Read the visible sheets of a workbook.

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
    grids
        One for each visible sheet; none where the workbook cannot be read.
    problems
        Errors and notices of the workbook as a whole.
    """
    refused = _container_problem(file, content, limits)
    if refused is not None:
        return [], [refused]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features of Office that are of no matter here
            book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
            sheets = book.worksheets
    except BROKEN as error:
        return [], [_unsound(file, str(error) or type(error).__name__)]
    if len(sheets) > limits.sheets:
        what = Message("it has {found} sheets, more than {most}", found=len(sheets), most=limits.sheets)
        return [], [Problem(file, what, Message("delete those that hold no stock"), code="too-large")]
    grids, problems = [], list(_macros(file, content))
    for sheet in sheets:
        name = f"{file}!{sheet.title}"
        if sheet.sheet_state != "visible":
            problems.append(_hidden_sheet(name))
        elif len(sheet._cells) > limits.rows * limits.columns or any(
            row > limits.rows or column > limits.columns for row, column in _filled(sheet)
        ):
            problems.append(too_large(name, limits))
        else:
            grids.append(_grid(name, sheet))
    return grids, problems


def _container_problem(file: str, content: bytes, limits: Limits) -> Problem | None:
    """Return why a container is not opened, found by unpacking it block by block without keeping any."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if len(members) > limits.members or total > limits.unpacked_bytes:
                what = Message(
                    "it unpacks to {members:,} parts and {total:,} bytes, beyond {most:,} and {most_bytes:,}",
                    members=len(members),
                    total=total,
                    most=limits.members,
                    most_bytes=limits.unpacked_bytes,
                )
                return Problem(file, what, Message("split it, or save only the stock list"), code="too-large")
            spans = Spans()
            for member in members:
                _look_through(archive, member, spans)
                if spans.cells > limits.cells:
                    what = Message("it spans more than {most:,} cells", most=limits.cells)
                    remedy = Message("split it, or undo merges and links over whole rows and columns")
                    return Problem(file, what, remedy, code="too-large")
    except DefusedXmlException:
        what = Message("a part of it declares a document type or entities")
        remedy = Message("such a file is made to do harm; ask its sender for a plain one")
        return Problem(file, what, remedy, code="hostile-file")
    except BROKEN as error:
        return _unsound(file, str(error) or type(error).__name__)
    return None


class Spans:
    """Counts the cells of a workbook while its parts are parsed, and keeps nothing else."""

    def __init__(self) -> None:
        self.cells = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count what an element spans.

        Parameters
        ----------
        tag
            Its name, with its name space in braces.
        attributes
            Its attributes.
        """
        name = tag.rpartition("}")[2]
        if name == "c":
            self.cells += 1
        elif name in SPANNING and ":" in attributes.get("ref", ""):
            left, top, right, bottom = range_boundaries(attributes["ref"])
            self.cells += (right - left + 1) * (bottom - top + 1)

    def close(self) -> None:
        """End a part."""


def _look_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo, spans: Spans) -> None:
    """Parse a part without keeping it; a part that is not XML ends at once."""
    parser = XMLParser(target=spans, forbid_dtd=True)
    with archive.open(member) as stream:
        while block := stream.read(BLOCK):
            try:
                parser.feed(block)
            except SyntaxError:  # not XML, or broken: whoever needs the part will say so
                return


def _macros(file: str, content: bytes) -> Iterator[Problem]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
            what, remedy = Message("it holds macros; they were not run"), Message("save the list as XLSX without them")
            yield Problem(file, what, remedy, severity=Severity.NOTICE, code="macros")


def _unsound(file: str, reason: str) -> Problem:
    return Problem(
        file,
        Message("it is not a sound workbook ({reason})", reason=reason[:200]),
        Message("open it in a spreadsheet and save it as XLSX without a password, or as CSV UTF-8"),
        code="bad-workbook",
    )


def _hidden_sheet(name: str) -> Problem:
    return Problem(
        name,
        Message("the sheet is hidden and was left out"),
        Message("show it if it holds stock"),
        severity=Severity.NOTICE,
        code="hidden-sheet",
    )


def _filled(sheet: Any) -> Iterator[tuple[int, int]]:
    """Yield row and column of each cell that has a value; one far out must not stretch the sheet."""
    return (place for place, cell in sheet._cells.items() if cell.value is not None)


def _grid(name: str, sheet: Any) -> Grid:
    rows: dict[int, dict[int, Any]] = {}
    faults: dict[tuple[int, int], Problem] = {}
    for (row, column), cell in sheet._cells.items():
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        fault = _fault(name, row, column, cell)
        if fault is not None:
            faults[row, column] = fault
            value = ""
        rows.setdefault(row, {})[column] = value.strip() if isinstance(value, str) else value
    for merged in sheet.merged_cells.ranges:
        for row, column in merged.cells:
            faults[row, column] = _merged(name, row, str(merged))
            if (row, column) != (merged.min_row, merged.min_col):
                rows.setdefault(row, {})
    notices = tuple(_hidden_rows(name, sheet, rows))
    return Grid(
        name, tuple(Row(row, dict(sorted(cells.items()))) for row, cells in sorted(rows.items())), faults, notices
    )


def _fault(name: str, row: int, column: int, cell: Any) -> Problem | None:
    place = f"{get_column_letter(column)}{row}"
    if cell.data_type == "f":
        what = Message("{cell} holds a formula", cell=place)
        remedy = Message("copy the column and paste it as values")
        return Problem(name, what, remedy, line=row, code="formula")
    if cell.data_type == "n" and "%" in str(cell.number_format):
        what = Message("{cell} is formatted as a percentage", cell=place)
        return Problem(name, what, Message("format it as a number and write the quantity"), line=row, code="percentage")
    if cell.data_type == "e":
        what = Message("{cell} holds the error {value}", cell=place, value=str(cell.value))
        return Problem(name, what, Message("correct it in the spreadsheet"), line=row, code="cell-error")
    return None


def _merged(name: str, row: int, cells: str) -> Problem:
    return Problem(
        name,
        Message("the cells {cells} are merged", cells=cells),
        Message("unmerge them and fill in each row"),
        line=row,
        code="merged-cells",
    )


def _hidden_rows(name: str, sheet: Any, rows: dict[int, dict[int, Any]]) -> Iterator[Problem]:
    hidden = [row for row in rows if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden]
    if hidden:
        yield Problem(
            name,
            Message(
                "{count} rows are hidden, the first of them {row}; they were read too",
                count=len(hidden),
                row=min(hidden),
            ),
            Message("show them and see whether they belong to the stock"),
            severity=Severity.NOTICE,
            code="hidden-rows",
        )
