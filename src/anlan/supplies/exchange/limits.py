"""How much of a stranger's file is read: beyond that it is refused before it can fill the memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Largest file that is read.

    The defaults hold a stock list of some ten thousand lots many times over.

    Parameters
    ----------
    file_bytes
        Bytes of the file.
    members
        Files inside a workbook.
    unpacked_bytes
        Bytes of all files inside a workbook, unpacked.
    sheets
        Sheets of a workbook.
    rows, columns
        Rows and columns of a sheet.
    cells
        Cells of a workbook, those that merged ranges and links span included.
    problems
        Problems that are listed; of those beyond it only the number is told.
    """

    file_bytes: int = 20_000_000
    members: int = 1_000
    unpacked_bytes: int = 100_000_000
    sheets: int = 50
    rows: int = 50_000
    columns: int = 200
    cells: int = 1_000_000
    problems: int = 500


LIMITS = Limits()
"""The limits unless others are given."""
