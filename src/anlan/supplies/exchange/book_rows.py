"""The books as a stock list: one row for each lot and place, so that `stock.csv` and lists follow a journal."""

from dataclasses import replace

from anlan.city import City
from anlan.supplies.exchange.stock_export import stock_rows
from anlan.supplies.exchange.stock_rows import StockRow
from anlan.supplies.ledger.ledger import Ledger

PLACED = "@"
"""Between the lot and the place in the identifier of a row, where a lot lies at several places."""


def book_rows(city: City, ledger: Ledger) -> tuple[StockRow, ...]:
    """Return what lies at places, in the order of ``stock.csv``, new rows after it.

    A list knows a lot by one identifier and one place. The share of a lot at the place of its row (or, where nothing is
    left there, at its first place) keeps the lot's identifier; each other share gets ``LOT@PLACE``.

    Parameters
    ----------
    city
        The city; hours to dispatch and provenance of a lot stay as ``stock.csv`` says.
    ledger
        The books; rows of ``stock.csv`` of whose lots they know nothing stay as they are.
    """
    known = {row.lot.id: row for row in stock_rows(city)}
    strange = [row for row in known.values() if lot_and_place(ledger, row)[0] not in ledger.lots]
    places: dict[str, list[str]] = {}
    for share in ledger.shares():
        places.setdefault(share.lot, []).append(share.place)
    rows = list(strange)
    for share in ledger.shares():
        there, row = places[share.lot], known.get(share.lot)
        home = row.place if row is not None and row.place in there else there[0]
        name = share.lot if share.place == home else f"{share.lot}{PLACED}{share.place}"
        old = known.get(name, row)
        lot = ledger.lots[share.lot]
        rows.append(
            StockRow(replace(lot, id=name), share.place, share.quantity, "", 0)
            if old is None
            else replace(old, lot=replace(lot, id=name), place=share.place, quantity=share.quantity)
        )
    order = {name: rank for rank, name in enumerate(known)}
    return tuple(sorted(rows, key=lambda row: (order.get(row.lot.id, len(order)), row.lot.id)))


def lot_and_place(ledger: Ledger, row: StockRow) -> tuple[str, str]:
    """Return the lot of the books and the place that a row of `book_rows` means.

    Parameters
    ----------
    ledger
        The books.
    row
        The row; its identifier may be ``LOT@PLACE``.
    """
    lot, _, place = row.lot.id.rpartition(PLACED)
    if row.lot.id not in ledger.lots and lot in ledger.lots:
        return lot, place
    return row.lot.id, row.place
