"""The commands on stock: ``anlan supply stock ...``."""

from collections.abc import Container, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City
from anlan.cli.console import USER_ERROR, Terminal
from anlan.cli.supply_board import add_board, add_rotate
from anlan.cli.supply_books import books_of, day_of, day_option, now, prepare
from anlan.cli.supply_drill import add_drill
from anlan.cli.supply_moves import add_moves
from anlan.errors import ImportDataError, Problem, SettingError, Severity
from anlan.language import Message, mark
from anlan.supplies.exchange import (
    DryRun,
    StockRow,
    changes,
    import_moves,
    labels_page,
    read_packs,
    read_stock,
    stock_rows,
    stock_sheet,
    stock_table,
    write_csv,
    write_stock,
    write_xlsx,
)
from anlan.supplies.exchange.book_rows import book_rows, lot_and_place
from anlan.supplies.exchange.tables import replace_file
from anlan.supplies.ledger import Counted, Move, Reason, count_moves, shown
from anlan.supplies.ledger.lots import COUNTED
from anlan.supplies.ledger.moves import REASONS

PACKAGE = mark("City package: a folder or a zip archive")
LISTED = mark("Stock list: XLSX or CSV")
NAMED_OF_GONE = 5


def add_stock(group: typer.Typer, screen: Terminal) -> None:
    """Add the group ``stock``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the commands write.
    """
    whole = mark("Take stock in and out, look at its expiry, label, rotate and count it.")
    stock = typer.Typer(help=screen.translate(whole), no_args_is_help=True)
    for add in (_add_import, _add_export, add_board, _add_labels, add_rotate, _add_count, add_moves, add_drill):
        add(stock, screen)
    group.add_typer(stock, name="stock")


def _add_import(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    def told(text: str) -> Any:
        return typer.Option(help=say(text))

    whole = say(mark("Read a stock list on trial and tell every problem; import it with --accept."))

    @group.command(name="import", help=whole)
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        file: Annotated[Path, typer.Argument(help=say(LISTED))],
        accept: Annotated[bool, told(mark("Import it if there is no error"))] = False,
        add: Annotated[bool, told(mark("Add to the stock instead of taking its place"))] = False,
        packs: Annotated[Path | None, told(mark("List of packs: item, unit, quantity in one"))] = None,
        source: Annotated[str | None, told(mark("Source of city.toml that rows without one come from"))] = None,
        journal: Annotated[Path | None, told(mark("Journal of the ledger to enter it in too"))] = None,
        on: Annotated[datetime | None, day_option(screen)] = None,
    ) -> None:  # fmt: skip
        city = City.load(path)
        found = read_stock(
            file, city, on=day_of(city, on), packs=None if packs is None else read_packs(packs, city)
        )  # fmt: skip
        table = None if found.errors else stock_table(city, found.rows, add=add, source=source)
        _tell(screen, city, found, add=add)
        if not accept or table is None:
            _not_imported(screen, found)
            return
        moves = import_moves(found.accepted(), f"import-{found.checksum[:16]}")
        write = None if journal is None else prepare(journal, city, moves, now(city), opening=add, adds=add)
        write_stock(path, table, write)
        screen.say(
            Message(mark("imported: stock.csv of {path} has {rows} rows"), path=path, rows=table.height), "bold green"
        )


def _tell(screen: Terminal, city: City, found: DryRun, *, add: bool) -> None:
    """Tell the problems, and what an import would change."""
    screen.problems(found.problems)
    change = changes(city, found.rows, add=add)
    said = Message(
        mark("lots read: {rows}; new: {new}, changed: {changed}, as before: {same}, gone: {gone}"),
        rows=len(found.rows),
        new=len(change.new),
        changed=len(change.changed),
        same=len(change.same),
        gone=len(change.gone),
    )
    screen.say(said)
    if change.gone:
        named = ", ".join(change.gone[:NAMED_OF_GONE]) + (" ..." if len(change.gone) > NAMED_OF_GONE else "")
        pattern = mark("these lots of stock.csv are not in the list and would go: {lots}; keep them with --add")
        screen.say(Message(pattern, lots=named), "yellow")


def _not_imported(screen: Terminal, found: DryRun) -> None:
    if found.errors:
        pattern = mark("errors: {errors}; nothing was imported; correct the list and try again")
        screen.say(Message(pattern, errors=found.errors), "bold red")
        raise typer.Exit(USER_ERROR)
    screen.say(Message(mark("no errors; nothing was imported yet; do so with --accept")), "bold green")


def _add_export(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate
    where = typer.Option(help=say(mark("File to write; its ending, .xlsx or .csv, says which")))
    kept = typer.Option(help=say(mark("Journal of the ledger; the package's stock if not given")))

    @group.command(name="export", help=say(mark("Write the stock as a list that can be imported again.")))
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        out: Annotated[Path, where],
        journal: Annotated[Path | None, kept] = None,
    ) -> None:
        city = City.load(path)
        rows = stock_rows(city) if journal is None else book_rows(city, books_of(journal, city, now(city)))
        sheet = stock_sheet(city, rows, say, english=screen.language == "en")
        if out.suffix.lower() not in (".xlsx", ".csv"):
            raise SettingError(Message(mark("{file} ends neither in .xlsx nor in .csv; rename it"), file=out))
        if out.suffix.lower() == ".csv":
            write_csv(out, sheet)
        else:
            write_xlsx(out, [sheet])
        screen.say(Message(mark("{file}: {count} lots"), file=out, count=len(rows)), "bold green")


def _add_labels(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    def told(text: str) -> Any:
        return typer.Option(help=say(text))

    @group.command(name="labels", help=say(mark("Write a page of labels with QR codes, ready to print.")))
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        out: Annotated[Path, told(mark("HTML file to write"))],
        place: Annotated[list[str] | None, told(mark("Only lots at this place; repeatable"))] = None,
        item: Annotated[list[str] | None, told(mark("Only lots of this item; repeatable"))] = None,
    ) -> None:
        city = City.load(path)
        wanted = [
            row for row in stock_rows(city) if (not place or row.place in place) and (not item or row.lot.item in item)
        ]
        replace_file(out, labels_page(city, wanted).encode())
        screen.say(Message(mark("{file}: {count} labels"), file=out, count=len(wanted)), "bold green")


def _add_count(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    def told(text: str) -> Any:
        return typer.Option(help=say(text))

    whole = say(mark("Compare a count with the books; put the books right with --accept."))

    @group.command(name="count", help=whole)
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        file: Annotated[Path, typer.Argument(help=say(mark("Exported list with the quantities that were counted")))],
        accept: Annotated[bool, told(mark("Put the books right if there is no error"))] = False,
        journal: Annotated[Path | None, told(mark("Journal of the ledger to enter it in too"))] = None,
        on: Annotated[datetime | None, day_option(screen)] = None,
    ) -> None:  # fmt: skip
        city = City.load(path)
        found = read_stock(file, city, on=day_of(city, on), counting=True)
        ledger = books_of(journal, city, now(city))
        known = {row.lot.id: lot_and_place(ledger, row) for row in (*stock_rows(city), *book_rows(city, ledger))}
        problems = [*found.problems, *_unknown_lots(found.rows, known)]
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise ImportDataError(problems)
        screen.problems(problems)
        counts = [
            Counted(known[row.lot.id][0], row.place or known[row.lot.id][1], row.quantity, row.reason or Reason.UNKNOWN)
            for row in found.rows
        ]
        moves = count_moves(ledger, f"count-{found.checksum[:16]}", counts)
        _tell_differences(screen, moves, len(counts))
        if not accept:
            screen.say(Message(mark("nothing was changed yet; do so with --accept")), "bold green")
            return
        after = ledger.apply(moves, at=now(city))
        write = None if journal is None else prepare(journal, city, moves, now(city), opening=True, adds=True)
        write_stock(path, stock_table(city, book_rows(city, after), add=False), write)
        screen.say(Message(mark("the books say what was counted")), "bold green")


def _tell_differences(screen: Terminal, moves: Sequence[Move], counted: int) -> None:
    lines = [(line, move.reason) for move in moves for line in move.lines]
    for line, reason in lines:
        sign = "+" if line.source == COUNTED else "-"
        why = Message(REASONS[reason or Reason.UNKNOWN])
        pattern = mark("{lot}: {sign}{quantity} ({reason})")
        screen.say(Message(pattern, lot=line.lot, sign=sign, quantity=shown(line.quantity), reason=why))
    screen.say(Message(mark("lots counted: {count}; differences: {lines}"), count=counted, lines=len(lines)))


def _unknown_lots(rows: Sequence[StockRow], known: Container[str]) -> list[Problem]:
    what = mark("lot '{lot}' is not in stock.csv")
    return [
        Problem(
            row.file,
            Message(what, lot=row.lot.id),
            Message(mark("import it first, or correct the identifier")),
            line=row.line,
            code="unknown-lot",
        )
        for row in rows
        if row.lot.id not in known
    ]
