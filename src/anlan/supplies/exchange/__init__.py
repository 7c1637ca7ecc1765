"""Exchange with offices: tables out as XLSX and CSV, stock lists in on trial, labels for shelves."""

from anlan.supplies.exchange.labels import Scanned, labels_page, payload, read_payload
from anlan.supplies.exchange.limits import LIMITS, Limits
from anlan.supplies.exchange.stock_export import (
    Changes,
    changes,
    import_moves,
    stock_rows,
    stock_sheet,
    stock_table,
    write_stock,
)
from anlan.supplies.exchange.stock_import import DryRun, read_packs, read_stock
from anlan.supplies.exchange.stock_rows import StockRow
from anlan.supplies.exchange.tables import Column, Format, Sheet, write_csv, write_xlsx

__all__ = [
    "LIMITS",
    "Changes",
    "Column",
    "DryRun",
    "Format",
    "Limits",
    "Scanned",
    "Sheet",
    "StockRow",
    "changes",
    "import_moves",
    "labels_page",
    "payload",
    "read_packs",
    "read_payload",
    "read_stock",
    "stock_rows",
    "stock_sheet",
    "stock_table",
    "write_csv",
    "write_stock",
    "write_xlsx",
]
