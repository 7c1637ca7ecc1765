"""``anlan supply stock board`` and ``rotate``: what expires, and what should leave the store before it does."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.markup import escape
from rich.table import Table

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.supply_books import books_of, day_of, day_option, now
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.exchange import Column, Format, Sheet, read_packs, write_csv, write_xlsx
from anlan.supplies.exchange.stock_export import SYNTHETIC
from anlan.supplies.exchange.tables import Value
from anlan.supplies.ledger import Ledger, Proposal, Rules, expiry_board, lot_rows, propose_rotation
from anlan.supplies.ledger.board import STEPS
from anlan.supplies.ledger.lots import CONDITIONS
from anlan.supplies.ledger.rotation import WAYS

PACKAGE = mark("City package: a folder or a zip archive")
TEXT_WIDTH = 6
"""Columns of a terminal that a text has at least, if it needs them."""

MONTHS = ("month", "amonth", "months", "月", "每月")


def add_board(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``board``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the command writes.
    """
    say = screen.translate

    def told(text: str) -> Any:
        return typer.Option(help=say(text))

    @group.command(name="board", help=say(mark("Show what has expired and what soon will.")))
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        journal: Annotated[Path | None, told(mark("Journal of the ledger; the package's stock if not given"))] = None,
        out: Annotated[Path | None, told(mark("Write it as a table too, .xlsx or .csv"))] = None,
        on: Annotated[datetime | None, day_option(screen)] = None,
    ) -> None:  # fmt: skip
        city = City.load(path)
        day, ledger = day_of(city, on), books_of(journal, city, now(city))
        names = _names(city, "items", screen)
        whole, text = Format.WHOLE, Format.TEXT
        within = [Column(say(mark("within {days} days")).format(days=step), format=whole) for step in STEPS]
        columns = [
            Column(say(mark("Item")), format=text),
            Column(say(mark("Unit of measure")), format=text),
            Column(say(mark("Total")), format=whole),
            Column(say(mark("Not fit for use")), format=whole),
            Column(say(mark("Expired")), format=whole),
            *within,
            Column(say(mark("Later")), format=whole),
            Column(say(mark("Does not expire")), format=whole),
        ]
        rows: list[list[Value]] = [
            [
                names.get(row.item, row.item),
                row.unit,
                *map(float, (row.total, row.unfit, row.expired, *row.within, row.beyond, row.unlimited)),
            ]
            for row in expiry_board(ledger, day)
        ]
        notes = _notes(city, screen, Message(mark("Expiry board of {day}"), day=day))
        board = Sheet(say(mark("Expiry board")), columns, rows, notes)
        show_sheet(screen, board)
        write_sheets(out, [board, _lots(city, ledger, day, screen, notes)])


def add_rotate(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``rotate``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the command writes.
    """
    say, usual = screen.translate, Rules()

    def told(text: str) -> Any:
        return typer.Option(help=say(text))

    whole = say(mark("Propose what to use, sell or dispose of before it expires, and what that costs."))

    @group.command(name="rotate", help=whole)
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        days: Annotated[int, told(mark("Days ahead in which what expires is rotated"))] = usual.horizon_days,
        use: Annotated[
            Path | None, told(mark("List of peacetime use: item, unit 'month', quantity in a month"))
        ] = None,
        sell_days: Annotated[int, told(mark("Days before expiry until which there is a buyer"))] = usual.sell_days,
        sale_share: Annotated[float, told(mark("Share of the price that a sale brings"))] = usual.sale_share,
        journal: Annotated[Path | None, told(mark("Journal of the ledger; the package's stock if not given"))] = None,
        out: Annotated[Path | None, told(mark("Write it as a table too, .xlsx or .csv"))] = None,
        on: Annotated[datetime | None, day_option(screen)] = None,
    ) -> None:  # fmt: skip
        city = City.load(path)
        rules = Rules(days, _monthly(use, city), sell_days, sale_share)
        prices = dict(city.table("items").select("id", "price").iter_rows())
        ledger = books_of(journal, city, now(city))
        found = propose_rotation(ledger, day_of(city, on), prices, rules)
        sheet = _proposals(city, found, screen)
        show_sheet(screen, sheet)
        costs = [proposal.cost for proposal in found if proposal.cost is not None]
        said = mark("proposals: {count}; cost of rotation: {cost:,.0f}; without a price: {unknown}")
        screen.say(Message(said, count=len(found), cost=sum(costs), unknown=len(found) - len(costs)), "bold green")
        write_sheets(out, [sheet])


def _monthly(path: Path | None, city: City) -> dict[str, Decimal]:
    """Read the peacetime use of a month by item."""
    if path is None:
        return {}
    found = read_packs(path, city)
    strange = sorted({unit for _item, unit in found} - set(MONTHS))
    if strange:
        pattern = mark("{file} gives uses in {units}; give each as units in a month, with 'month' in the column unit")
        raise SettingError(Message(pattern, file=path, units=", ".join(strange)))
    return {item: quantity for (item, _unit), quantity in found.items()}


def _proposals(city: City, found: Sequence[Proposal], screen: Terminal) -> Sheet:
    say = screen.translate
    items, places = _names(city, "items", screen), _names(city, "places", screen)
    text, money = Format.TEXT, Format.MONEY
    columns = [
        Column(say(mark("By")), format=Format.DATE),
        Column(say(mark("Lot")), format=text),
        Column(say(mark("Item")), format=text),
        Column(say(mark("Place")), format=text),
        Column(say(mark("Quantity")), format=Format.NUMBER),
        Column(say(mark("What to do")), format=text),
        Column(say(mark("Replacement")), format=money),
        Column(say(mark("Saved or earned")), format=money),
        Column(say(mark("Cost of rotation")), format=money),
    ]
    rows = [
        [
            one.by,
            one.lot,
            items.get(one.item, one.item),
            places.get(one.place, one.place),
            float(one.quantity),
            say(WAYS[one.way]),
            one.replacement,
            one.proceeds,
            one.cost,
        ]
        for one in found
    ]
    notes = _notes(city, screen, Message(mark("Proposals of rotation; shares of the price are assumptions")))
    return Sheet(say(mark("Rotation")), columns, rows, notes)


def _lots(city: City, ledger: Ledger, day: date, screen: Terminal, notes: Sequence[str]) -> Sheet:
    say = screen.translate
    items, places = _names(city, "items", screen), _names(city, "places", screen)
    text = Format.TEXT
    columns = [
        Column(say(mark("Lot")), format=text),
        Column(say(mark("Item")), format=text),
        Column(say(mark("Place")), format=text),
        Column(say(mark("Quantity")), format=Format.NUMBER),
        Column(say(mark("Unit of measure")), format=text),
        Column(say(mark("Condition")), format=text),
        Column(say(mark("Use by")), format=Format.DATE),
        Column(say(mark("Days left")), format=Format.WHOLE),
    ]
    rows = [
        [
            row.lot.id,
            items.get(row.lot.item, row.lot.item),
            places.get(row.place, row.place),
            float(row.quantity),
            row.lot.unit,
            say(CONDITIONS[row.lot.condition]),
            row.lot.expires,
            row.days,
        ]
        for row in lot_rows(ledger, day)
    ]
    return Sheet(say(mark("Lots")), columns, rows, notes)


def _notes(city: City, screen: Terminal, first: Message) -> list[str]:
    synthetic = [screen.translate(SYNTHETIC)] if city.table("stock")["synthetic"].any() else []
    return [first.render(screen.translate), *synthetic]


def _names(city: City, table: str, screen: Terminal) -> dict[str, str]:
    rows = city.table(table).select("id", "name_zh", "name_en").iter_rows()
    english = screen.language == "en"
    return {identifier: (name_en or name_zh) if english else name_zh for identifier, name_zh, name_en in rows}


def show_sheet(screen: Terminal, sheet: Sheet) -> None:
    """Print a table as plain columns, its notes above it.

    Parameters
    ----------
    screen
        Where it is printed.
    sheet
        The table.
    """
    for note in sheet.notes:
        screen.out.print(escape(note), highlight=False)
    table = Table(box=None)
    cells = [[f"{v:,.10g}" if isinstance(v, float) else "" if v is None else str(v) for v in row] for row in sheet.rows]
    for place, column in enumerate(sheet.columns):
        right = column.format is not Format.TEXT
        longest = max(map(cell_len, (*column.heading.split(), *(row[place] for row in cells))), default=0)
        side: JustifyMethod = "right" if right else "left"
        least = longest if right else min(longest, TEXT_WIDTH)  # a number or a date that is cut in two is misread
        table.add_column(escape(column.heading), justify=side, overflow="fold", min_width=least)
    for row in cells:
        table.add_row(*map(escape, row))
    screen.out.print(table)


def write_sheets(out: Path | None, sheets: Sequence[Sheet]) -> None:
    """Write tables to a file whose ending says how; nothing where no file is wished.

    Parameters
    ----------
    out
        The file, ``.xlsx`` (all tables) or ``.csv`` (the first); None for none.
    sheets
        The tables.

    Raises
    ------
    SettingError
        If the ending is another, or the file cannot be written.
    """
    if out is None:
        return
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise SettingError(Message(mark("{file} ends neither in .xlsx nor in .csv; rename it"), file=out))
    if out.suffix.lower() == ".csv":
        write_csv(out, sheets[0])
    else:
        write_xlsx(out, sheets)
