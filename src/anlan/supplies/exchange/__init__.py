"""Exchange with offices: tables out as XLSX and CSV."""

from anlan.supplies.exchange.tables import Column, Format, Sheet, write_csv, write_xlsx

__all__ = ["Column", "Format", "Sheet", "write_csv", "write_xlsx"]
