"""Counts: what was found, against the books, with a reason for every difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from anlan.supplies.ledger.ledger import Ledger
from anlan.supplies.ledger.lots import COUNTED, at_place
from anlan.supplies.ledger.moves import Line, Move, MoveKind, Reason


@dataclass(frozen=True)
class Counted:
    """What was counted of a lot at a place.

    Parameters
    ----------
    lot, place
        Identifiers.
    quantity
        What was found, units.
    reason
        Why it differs from the books, where it does.
    """

    lot: str
    place: str
    quantity: Decimal
    reason: Reason = Reason.UNKNOWN


def count_moves(ledger: Ledger, id: str, counts: Sequence[Counted]) -> tuple[Move, ...]:  # noqa: A002
    """Return the moves that make the books say what was counted; one for each reason, none where nothing differs.

    Parameters
    ----------
    ledger
        The ledger at the time of the count; apply the moves to this version.
    id
        Identifier of the count; those of the moves begin with it.
    counts
        What was counted.
    """
    lines: dict[Reason, list[Line]] = {}
    for count in counts:
        difference = count.quantity - ledger.on_hand(count.lot, count.place)
        place = at_place(count.place)
        if difference:
            source, target = (COUNTED, place) if difference > 0 else (place, COUNTED)
            lines.setdefault(count.reason, []).append(Line(count.lot, source, target, abs(difference)))
    return tuple(
        Move(f"{id}:{reason.value}", MoveKind.COUNT, tuple(lines[reason]), reason=reason)
        for reason in Reason
        if reason in lines
    )
