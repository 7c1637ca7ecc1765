"""A stock list read on trial: every problem by sheet, row and column; nothing is changed until it is accepted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from anlan.city import City
from anlan.errors import ImportDataError, Problem, Severity
from anlan.language import Message
from anlan.supplies.exchange.grids import SIGNATURE_OLD, SIGNATURE_ZIP, Grid, read_bytes, read_csv_grid
from anlan.supplies.exchange.limits import LIMITS, Limits
from anlan.supplies.exchange.stock_fields import find_header, norm
from anlan.supplies.exchange.stock_rows import Names, RowReader, StockRow, unfit_notices
from anlan.supplies.exchange.stock_values import Wrong, read_quantity
from anlan.supplies.exchange.workbooks import read_workbook


@dataclass(frozen=True)
class DryRun:
    """What an import would bring.

    Parameters
    ----------
    rows
        Lots that could be read, in the order of the list.
    problems
        Everything that a reader must know: with an error among it nothing may be imported.
    sheets
        Names of the sheets that were read.
    checksum
        SHA-256 of the file.
    """

    rows: tuple[StockRow, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[str, ...]
    checksum: str

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    def accepted(self) -> tuple[StockRow, ...]:
        """Return the lots if there is no error among the problems.

        Raises
        ------
        ImportDataError
            With all problems, if there is one.
        """
        if self.errors:
            raise ImportDataError(self.problems)
        return self.rows


def read_stock(
    path: Path,
    city: City,
    *,
    on: date,
    packs: Mapping[tuple[str, str], Decimal] | None = None,
    limits: Limits = LIMITS,
    counting: bool = False,
) -> DryRun:
    """Read a stock list (XLSX or CSV) on trial.

    Parameters
    ----------
    path
        The file; what it is, is told from its content.
    city
        Its catalogue, places, organisations and sources.
    on
        Day of the import, in the city's zone; decides what has expired.
    packs
        Units in one pack by item and pack, from `read_packs`.
    limits
        How much is read.
    counting
        Whether it is the list of a count, in which zero is an answer.

    Raises
    ------
    SettingError
        If the file cannot be read or is too large.
    """
    content = read_bytes(path, limits)
    grids, problems = _grids(path.name, content, limits)
    names = Names.of(city)
    rows: list[StockRow] = []
    sheets: list[str] = []
    for grid in grids:
        header, found = find_header(grid)
        if header is None:
            problems.extend(_no_header(grid))
            continue
        sheets.append(grid.file)
        reader = RowReader(grid, header, names, packs or {}, on, [*grid.notices, *found], counting)
        if not header.has("unit"):
            reader.problems.append(_no_units(grid, header.line))
        rows.extend(lot for row in grid.rows if row.line > header.line for lot in [reader.read(row)] if lot is not None)
        problems.extend(_once(reader.problems))
    if not sheets and not any(problem.severity is Severity.ERROR for problem in problems):
        problems.append(_nothing(path.name))
    rows = list(_identified(rows))
    if sheets and not rows and not any(problem.severity is Severity.ERROR for problem in problems):
        problems.append(_no_lots(path.name))
    problems.extend([*_duplicates(rows), *unfit_notices(iter(rows))])
    return DryRun(tuple(rows), _listed(problems, limits), tuple(sheets), sha256(content).hexdigest())


def read_packs(path: Path, city: City, limits: Limits = LIMITS) -> dict[tuple[str, str], Decimal]:
    """Read how many units are in a pack of an item.

    Parameters
    ----------
    path
        CSV or XLSX with the columns item, unit (the name of the pack) and quantity (units of the catalogue in one).
    city
        Its catalogue.
    limits
        How much is read.

    Raises
    ------
    SettingError
        If the file cannot be read.
    ImportDataError
        With every problem in it.
    """
    grids, problems = _grids(path.name, read_bytes(path, limits), limits)
    names, packs = Names.of(city), {}  # type: Names, dict[tuple[str, str], Decimal]
    for grid in grids:
        header, found = find_header(grid)
        problems.extend(found)
        if header is None or not header.has("unit"):
            what = Message("no row names the columns item, unit and quantity")
            remedy = Message("give a header with these three")
            problems.append(Problem(grid.file, what, remedy, line=1, code="no-header"))
            continue
        columns = [header.column(name) or header.column(f"{name}_name") for name in ("item", "unit", "quantity")]
        for row in grid.rows:
            if row.line > header.line:
                item, unit, quantity = (row.cells.get(column or 0, "") for column in columns)
                ids = names.ids["item"].get(norm(str(item)), frozenset())
                number = read_quantity(quantity)
                if len(ids) != 1 or not str(unit) or isinstance(number, Wrong) or number <= 0:
                    what = Message(
                        "'{item}', '{unit}', '{quantity}' is no pack", item=item, unit=unit, quantity=quantity
                    )
                    remedy = Message("give an item of items.csv, the name of the pack and a number above zero")
                    problems.append(Problem(grid.file, what, remedy, line=row.line, code="bad-pack"))
                else:
                    packs[next(iter(ids)), norm(str(unit))] = number
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ImportDataError(problems)
    return packs


def _grids(file: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Problem]]:
    if content.startswith(SIGNATURE_OLD):
        what = Message("it is a workbook of before 2007, or one with a password")
        remedy = Message("save it as XLSX without a password, or as CSV UTF-8")
        return [], [Problem(file, what, remedy, code="bad-workbook")]
    if content.startswith(SIGNATURE_ZIP):
        return read_workbook(file, content, limits)
    grid, problems = read_csv_grid(file, content, limits)
    return [] if grid is None else [grid], problems


def _no_header(grid: Grid) -> Iterator[Problem]:
    if grid.rows or not grid.letters:
        what = Message("no row at the top names an item and a quantity; the sheet is left out")
        remedy = Message("give the columns names such as 物资编码 and 数量, or item and quantity, if it holds stock")
        yield Problem(grid.file, what, remedy, line=1, severity=Severity.NOTICE, code="no-header")


def _no_units(grid: Grid, line: int) -> Problem:
    what = Message("there is no column of units; quantities are taken to be in the units of items.csv")
    remedy = Message("make sure that none is in boxes or other packs, or add the column")
    return Problem(grid.file, what, remedy, line=line, severity=Severity.NOTICE, code="no-units")


def _nothing(file: str) -> Problem:
    what = Message("it holds no stock list: no sheet names an item and a quantity")
    remedy = Message("give the columns names such as 物资编码 and 数量, or item and quantity")
    return Problem(file, what, remedy, code="no-header")


def _no_lots(file: str) -> Problem:
    what = Message("it has a header and no lot with a quantity")
    return Problem(file, what, Message("fill in the lots; an empty list is taken for a slip"), code="no-lots")


def _identified(rows: Iterable[StockRow]) -> Iterator[StockRow]:
    """Give each lot without an identifier one made of what it is: the same list gives the same identifiers."""
    made: dict[str, int] = {}
    for row in rows:
        if row.lot.id:
            yield row
            continue
        lot = row.lot
        stem = "-".join(filter(None, (lot.item, row.place, lot.expires.strftime("%Y%m%d") if lot.expires else "")))
        made[stem] = made.get(stem, 0) + 1
        identifier = f"{stem}-{made[stem]}"
        yield StockRow(
            lot=type(lot)(identifier, lot.item, lot.unit, lot.owner, lot.condition, lot.received, lot.expires),
            **{name: getattr(row, name) for name in StockRow.__dataclass_fields__ if name != "lot"},
        )


def _duplicates(rows: Sequence[StockRow]) -> Iterator[Problem]:
    """Yield an error for each identifier that returns, and a notice for each lot that looks like another."""
    first: dict[str, StockRow] = {}
    alike: dict[tuple[object, ...], StockRow] = {}
    for row in rows:
        lot = row.lot
        before = first.setdefault(lot.id, row)
        if before is not row:
            what = Message("lot '{lot}' was given in {place} already", lot=lot.id, place=f"{before.file}:{before.line}")
            remedy = Message("delete one of the rows, or give each lot an identifier of its own")
            yield Problem(row.file, what, remedy, line=row.line, code="duplicate-lot")
            continue
        nature = (lot.item, row.place, lot.owner, lot.condition, lot.received, lot.expires, row.quantity)
        twin = alike.setdefault(nature, row)
        if twin is not row:
            what = Message("all but the identifier is as in {place}", place=f"{twin.file}:{twin.line}")
            remedy = Message("see whether the lot was written down twice")
            yield Problem(row.file, what, remedy, line=row.line, severity=Severity.NOTICE, code="twin-lot")


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield each problem of a place once: a merged range is told in the first of its rows only."""
    seen = set()
    for problem in problems:
        key = str(problem.what) if problem.code == "merged-cells" else problem
        if key not in seen:
            seen.add(key)
            yield problem


def _listed(problems: Sequence[Problem], limits: Limits) -> tuple[Problem, ...]:
    """Return the problems in the order of the file; beyond the limit only how many there are of each kind."""
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.line or 0))
    errors = [problem for problem in ordered if problem.severity is Severity.ERROR]
    notices = [problem for problem in ordered if problem.severity is not Severity.ERROR]
    return (*_cut(errors, limits.problems), *_cut(notices, limits.problems))


def _cut(problems: list[Problem], most: int) -> Iterator[Problem]:
    yield from problems[:most]
    rest = sorted(problems[most:], key=lambda problem: problem.code)
    for code, group in groupby(rest, key=lambda problem: problem.code):
        found = list(group)
        what = Message("{count} more of the kind '{code}'", count=len(found), code=code)
        yield Problem(
            found[0].file, what, Message("correct those above and try again"), severity=found[0].severity, code=code
        )
