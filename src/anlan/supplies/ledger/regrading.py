"""A change of condition or owner: part of one lot becomes another lot of the same item."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from anlan.errors import Problem
from anlan.language import Message
from anlan.supplies.ledger.lots import REGRADED, Lot, at_place
from anlan.supplies.ledger.moves import Line, Move, MoveKind
from anlan.supplies.ledger.rules import problem


def regrade(id: str, old: str, new: Lot, place: str, quantity: Decimal, *, note: str = "") -> Move:  # noqa: A002
    """Return the move by which part of a lot gets another condition or owner.

    Parameters
    ----------
    id
        Identifier of the move.
    old
        Identifier of the lot it leaves.
    new
        Lot it enters: the same item, unit and expiry.
    place
        Where it lies.
    quantity
        How much, units.
    note
        Why.
    """
    there = at_place(place)
    lines = (Line(old, there, REGRADED, quantity), Line(new.id, REGRADED, there, quantity))
    return Move(id, MoveKind.REGRADE, lines, (new,), note=note)


def regrade_problems(move: Move, lots: Mapping[str, Lot]) -> Iterator[Problem]:
    """Yield a problem where a regrading makes something out of something else, or out of nothing.

    Parameters
    ----------
    move
        The move.
    lots
        All lots.
    """
    sums: dict[tuple[object, ...], Decimal] = {}
    for line in move.lines:
        lot = lots[line.lot]
        nature = (lot.item, lot.unit, lot.expires)
        sums[nature] = sums.get(nature, Decimal(0)) + (line.quantity if line.target == REGRADED else -line.quantity)
    if any(sums.values()):
        yield problem(
            move.id,
            Message("what is regraded does not come out as the same quantity of the same item, unit and expiry"),
            Message("change condition and owner only; count, receive or dispose of the rest"),
            "not-conserved",
        )
