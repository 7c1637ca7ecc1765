"""The stock out of the city: as a list that the import reads back as the same, and as rows of the city package."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from anlan.city import City
from anlan.city.importing.writing import csv_bytes, write_package
from anlan.city.reading import schema
from anlan.city.tables.sources import STOCK
from anlan.errors import SettingError
from anlan.language import Message, Translator, mark
from anlan.supplies.exchange.stock_fields import TITLES
from anlan.supplies.exchange.stock_rows import StockRow
from anlan.supplies.exchange.tables import Column, Format, Sheet, Value
from anlan.supplies.ledger.lots import CONDITIONS, exact
from anlan.supplies.ledger.moves import Move
from anlan.supplies.ledger.opening import lot_of, receipt

FORMATS: Mapping[str, Format] = {
    "quantity": Format.NUMBER,
    "dispatch_h": Format.NUMBER,
    "received": Format.DATE,
    "expires": Format.DATE,
}
"""Formats of the columns that are not text."""

SYNTHETIC = mark("Some of these data are synthetic: invented by a stated method, not observed.")


@dataclass(frozen=True)
class Changes:
    """What an import would do to the stock of the package, by identifier of the lot.

    Parameters
    ----------
    new, changed, same, gone
        Lots that come, that are there with other content, that stay as they are, and that would go.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    gone: tuple[str, ...]


def stock_rows(city: City) -> tuple[StockRow, ...]:
    """Return the lots of ``stock.csv``.

    Parameters
    ----------
    city
        The city.
    """
    units = dict(city.table("items").select("id", "unit").iter_rows())
    return tuple(
        StockRow(
            lot_of(row, units[row["item"]]),
            row["place"] or "",
            exact(row["quantity"]),
            STOCK.file,
            line,
            row["dispatch_h"],
            row["synthetic"],
            row["source"],
        )
        for line, row in enumerate(city.table("stock").iter_rows(named=True), start=2)
    )


def stock_sheet(city: City, rows: Sequence[StockRow], say: Translator, *, english: bool) -> Sheet:
    """Return the stock as one table, with codes, names and units, as an office reads it and the import does.

    Parameters
    ----------
    city
        The city, for names.
    rows
        The lots.
    say
        Turns an English sentence into the reader's language.
    english
        Whether names are English where there are English ones.
    """
    names = {table: _names(city, table, english=english) for table in ("items", "places", "organisations")}
    columns = [Column(say(title), format=FORMATS.get(name, Format.TEXT)) for name, title in TITLES.items()]
    values: list[list[Value]] = []
    for row in rows:
        lot = row.lot
        quantity: Value = int(row.quantity) if row.quantity == row.quantity.to_integral_value() else float(row.quantity)
        values.append([
            lot.id, lot.item, names["items"][lot.item], row.place or None, names["places"].get(row.place),
            lot.owner or None, names["organisations"].get(lot.owner), quantity, lot.unit,
            say(CONDITIONS[lot.condition]),
            lot.received, lot.expires, row.dispatch_h,
            None if row.synthetic is None else ("true" if row.synthetic else "false"), row.source,
        ])  # fmt: skip
    notes = [say(SYNTHETIC)] if any(row.synthetic for row in rows) else []
    return Sheet(say(mark("Stock")), columns, values, notes)


def changes(city: City, rows: Sequence[StockRow], *, add: bool) -> Changes:
    """Compare a list with the stock of the package.

    Parameters
    ----------
    city
        The city as it is.
    rows
        The lots of the list.
    add
        Whether the list adds to the stock; else it takes its place.
    """
    before = {row.lot.id: _content(row) for row in stock_rows(city)}
    after = {row.lot.id: _content(row) for row in rows if row.lot.usable}
    new = tuple(name for name in after if name not in before)
    changed = tuple(name for name in after if name in before and after[name] != before[name])
    same = tuple(name for name in after if name in before and after[name] == before[name])
    gone = () if add else tuple(name for name in before if name not in after)
    return Changes(new, changed, same, gone)


def stock_table(city: City, rows: Sequence[StockRow], *, add: bool, source: str | None = None) -> pl.DataFrame:
    """Return the rows of ``stock.csv`` after an import.

    What the list does not say of a lot that is there already (hours to dispatch, provenance) stays.

    Parameters
    ----------
    city
        The city as it is.
    rows
        The lots of the list; those that are not fit for use are left out.
    add
        Whether the list adds to the stock; else it takes its place.
    source
        Source of lots that name none.

    Raises
    ------
    SettingError
        If the source is not in city.toml.
    """
    if source is not None and source not in city.sources["id"].to_list():
        pattern = mark("'{source}' is no source of city.toml; add it there, or give another")
        raise SettingError(Message(pattern, source=source))
    before = {row["id"]: row for row in city.table("stock").iter_rows(named=True)}
    invented = frozenset(city.sources.filter(pl.col("kind") == "synthetic")["id"].to_list())
    result = dict(before) if add else {}
    for row in rows:
        if row.lot.usable:
            result[row.lot.id] = _table_row(row, before.get(row.lot.id, {}), source, invented)
    return pl.DataFrame(list(result.values()), schema=schema(STOCK))


def write_stock(package: Path, table: pl.DataFrame, before: Callable[[], object] | None = None) -> City:
    """Put a table of stock into a package, whole or not at all; the changed package is checked before it is put there.

    Parameters
    ----------
    package
        The package, a folder or a zip archive.
    table
        Rows of ``stock.csv``.
    before
        Called when the changed package has been found sound, before it is put in its place; what it raises leaves the
        package as it was. A journal is written here, for an entry that is made again does nothing, so that a command
        that was stopped halfway is simply given again.

    Returns
    -------
    The city with the new stock.

    Raises
    ------
    PackageError
        If the package would not hold together; it is left as it was.
    SettingError
        If it cannot be written.
    """

    def check(built: Path) -> City:
        city = City.load(built)
        if before is not None:
            before()
        return city

    return write_package(package, {STOCK.file: csv_bytes(STOCK, table)}, check, overwrite=True)


def import_moves(rows: Sequence[StockRow], id: str) -> tuple[Move, ...]:  # noqa: A002
    """Return the receipts that bring a list into a ledger, lots that are not fit for use included.

    Parameters
    ----------
    rows
        The lots.
    id
        What the identifiers of the moves begin with; the checksum of the file makes a second import do nothing.
    """
    return tuple(receipt(f"{id}:{row.lot.id}", row.lot, row.place, row.quantity) for row in rows)


def _names(city: City, table: str, *, english: bool) -> dict[str, str]:
    rows = city.table(table).select("id", "name_zh", "name_en").iter_rows()
    return {identifier: (name_en or name_zh) if english else name_zh for identifier, name_zh, name_en in rows}


def _content(row: StockRow) -> tuple[object, ...]:
    lot = row.lot
    return (lot.item, row.place, lot.owner, row.quantity, lot.received, lot.expires)


def _table_row(
    row: StockRow, before: Mapping[str, Any], source: str | None, invented: frozenset[str]
) -> dict[str, Any]:
    """Return a row of the table; a lot whose list does not say so is synthetic if its source is."""
    origin = row.source or source or before.get("source")
    lot = row.lot
    hours = before.get("dispatch_h") if row.dispatch_h is None else row.dispatch_h
    default = float(STOCK.column("dispatch_h").default or 0.0)
    return {
        "id": lot.id,
        "item": lot.item,
        "place": row.place or None,
        "organisation": lot.owner or None,
        "quantity": float(row.quantity),
        "dispatch_h": default if hours is None else hours,
        "received": lot.received,
        "expires": lot.expires,
        "synthetic": origin in invented if row.synthetic is None else row.synthetic,
        "source": origin,
    }
