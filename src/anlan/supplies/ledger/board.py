"""The expiry board: what has expired and what soon will, by item and by lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anlan.supplies.ledger.ledger import Ledger
from anlan.supplies.ledger.lots import Lot

STEPS = (30, 90, 180, 365)
"""Days ahead at which the board is divided; a choice for readers, not a rule."""

ZERO = Decimal(0)


@dataclass(frozen=True)
class BoardRow:
    """An item on the board.

    Parameters
    ----------
    item
        Identifier of the item.
    unit
        Its unit.
    total
        What lies at all places.
    unfit
        Of it damaged or held back, whatever its expiry.
    expired
        Of the rest, past the last day of use.
    within
        Of the rest, expiring within each step and not within the one before; one for each step.
    beyond
        Of the rest, expiring later.
    unlimited
        Of the rest, without an expiry.
    """

    item: str
    unit: str
    total: Decimal
    unfit: Decimal
    expired: Decimal
    within: tuple[Decimal, ...]
    beyond: Decimal
    unlimited: Decimal


@dataclass(frozen=True)
class LotRow:
    """A lot at a place on the board.

    Parameters
    ----------
    lot
        The lot.
    place
        Where it lies.
    quantity
        How much, units.
    days
        Days left until the last day of use; below zero if past, None without an expiry.
    """

    lot: Lot
    place: str
    quantity: Decimal
    days: int | None


def expiry_board(ledger: Ledger, on: date, steps: Sequence[int] = STEPS) -> tuple[BoardRow, ...]:
    """Return the board by item, in the order of identifiers.

    Parameters
    ----------
    ledger
        The ledger.
    on
        Day of the board, in the city's zone.
    steps
        Days ahead, rising.
    """
    columns: dict[tuple[str, str], list[Decimal]] = {}
    for row in lot_rows(ledger, on):
        sums = columns.setdefault((row.lot.item, row.lot.unit), [ZERO] * (len(steps) + 4))
        sums[_column(row, steps)] += row.quantity
    return tuple(
        BoardRow(item, unit, sum(sums, ZERO), sums[0], sums[1], tuple(sums[2:-2]), sums[-2], sums[-1])
        for (item, unit), sums in sorted(columns.items())
    )


def lot_rows(ledger: Ledger, on: date) -> tuple[LotRow, ...]:
    """Return every lot at every place, what expires first before others.

    Parameters
    ----------
    ledger
        The ledger.
    on
        Day from which the days left are counted.
    """
    rows = []
    for share in ledger.shares():
        lot = ledger.lots[share.lot]
        days = None if lot.expires is None else (lot.expires - on).days
        rows.append(LotRow(lot, share.place, share.quantity, days))
    return tuple(sorted(rows, key=lambda row: (row.lot.turn, row.place)))


def _column(row: LotRow, steps: Sequence[int]) -> int:
    """Return the column of a row: unfit, expired, the steps, beyond, unlimited."""
    if not row.lot.usable:
        return 0
    if row.days is None:
        return len(steps) + 3
    if row.days < 0:
        return 1
    return next((2 + place for place, step in enumerate(steps) if row.days <= step), len(steps) + 2)
