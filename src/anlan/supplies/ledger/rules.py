"""What an entry must be like in itself, whatever lies in the accounts."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from anlan.errors import Problem
from anlan.language import Message
from anlan.supplies.ledger.lots import ACCOUNT_KINDS, CONDITIONS, LARGEST, QUANTUM, Lot
from anlan.supplies.ledger.moves import (
    FLOWS,
    MOVE_KINDS,
    NEEDS_REASON,
    NEEDS_USABLE,
    Action,
    Drill,
    Line,
    Move,
    MoveKind,
    Reserve,
)


def problem(action: str, what: Message, remedy: Message, code: str) -> Problem:
    """Return a problem of an entry, placed by its identifier.

    Parameters
    ----------
    action
        Identifier of the entry.
    what, remedy, code
        As of the problem.
    """
    return Problem("ledger", what, remedy, feature=action, code=code)


def action_problems(action: Action, lots: Mapping[str, Lot], at: datetime) -> Iterator[Problem]:
    """Yield what is wrong with an entry in itself.

    Parameters
    ----------
    action
        The entry.
    lots
        All lots, those of the entry included.
    at
        Moment of entry.
    """
    if not action.id:
        yield problem("?", Message("the entry has no identifier"), Message("give it one"), "no-identifier")
    if isinstance(action, Move):
        yield from _move_problems(action, lots, at.date())
    elif isinstance(action, Reserve):
        yield from _reservation_problems(action, lots, at)
    elif isinstance(action, Drill):
        yield from _drill_problems(action, at.date())


def quantity_problem(quantity: Decimal) -> Message | None:
    """Say what is wrong with a quantity that is to be moved or held; None if nothing is.

    Parameters
    ----------
    quantity
        The quantity, units.
    """
    if not quantity.is_finite() or quantity <= 0:
        return Message("the quantity {quantity} is not above zero", quantity=quantity)
    if quantity > LARGEST:
        return Message("the quantity {quantity} is beyond {largest}", quantity=quantity, largest=LARGEST)
    if quantity % QUANTUM:
        return Message("the quantity {quantity} has more than six digits after the point", quantity=quantity)
    return None


def _move_problems(move: Move, lots: Mapping[str, Lot], on: date) -> Iterator[Problem]:
    if not move.lines:
        yield problem(move.id, Message("the move has no lines"), Message("say what moves"), "empty-move")
    if move.kind in NEEDS_REASON and move.reason is None:
        what = Message("a move of kind '{kind}' gives no reason", kind=Message(MOVE_KINDS[move.kind]))
        yield problem(move.id, what, Message("say why, for example 'damage'"), "no-reason")
    for line in move.lines:
        yield from _line_problems(move, line)
        lot = lots.get(line.lot)
        if lot is None:
            yield _unknown_lot(move.id, line.lot)
        elif move.kind in NEEDS_USABLE and not (move.kind is MoveKind.ASSEMBLE and lot in move.lots):
            yield from _unusable(move.id, lot, on)


def _line_problems(move: Move, line: Line) -> Iterator[Problem]:
    bad = quantity_problem(line.quantity)
    if bad is not None:
        yield problem(move.id, bad, Message("give a plain quantity"), "bad-quantity")
    flow = (line.source.kind, line.target.kind)
    if flow not in FLOWS[move.kind] or line.source == line.target:
        yield problem(
            move.id,
            Message(
                "a move of kind '{kind}' does not go from {source} '{from_name}' to {target} '{to_name}'",
                kind=Message(MOVE_KINDS[move.kind]),
                source=Message(ACCOUNT_KINDS[line.source.kind]),
                from_name=line.source.name,
                target=Message(ACCOUNT_KINDS[line.target.kind]),
                to_name=line.target.name,
            ),
            Message("use the kind of move that does; docs/methods/stock-ledger.md lists them"),
            "wrong-accounts",
        )


def _reservation_problems(action: Reserve, lots: Mapping[str, Lot], at: datetime) -> Iterator[Problem]:
    if not action.shares:
        what = Message("the reservation holds nothing")
        yield problem(action.id, what, Message("say what is to be held"), "empty-reservation")
    if action.until is not None and (action.until.tzinfo is None or action.until <= at):
        what = Message("the reservation ends at {until}, which is past or has no zone", until=action.until.isoformat())
        yield problem(action.id, what, Message("give a later moment with its zone"), "ended-reservation")
    for share in action.shares:
        bad = quantity_problem(share.quantity)
        if bad is not None:
            yield problem(action.id, bad, Message("give a plain quantity"), "bad-quantity")
        lot = lots.get(share.lot)
        if lot is None:
            yield _unknown_lot(action.id, share.lot)
        else:
            yield from _unusable(action.id, lot, at.date())


def _drill_problems(drill: Drill, on: date) -> Iterator[Problem]:
    if drill.on > on:
        what = Message("the drill is on {day}, after the day of entry", day=drill.on)
        yield problem(drill.id, what, Message("enter it when it was held"), "future-drill")
    for value in (drill.hours, drill.rate):
        if value is not None and not 0.0 <= value < float("inf"):
            what = Message("the drill measured {value}, which is not a time or a rate", value=value)
            yield problem(drill.id, what, Message("leave out what was not measured"), "bad-measure")


def _unusable(action: str, lot: Lot, on: date) -> Iterator[Problem]:
    if lot.expired(on):
        what = Message("lot '{lot}' has expired on {day}", lot=lot.id, day=lot.expires)
        yield problem(action, what, Message("take a lot that has not, and dispose of this one"), "expired-lot")
    if not lot.usable:
        what = Message(
            "the condition of lot '{lot}' is: {condition}", lot=lot.id, condition=Message(CONDITIONS[lot.condition])
        )
        yield problem(action, what, Message("take a lot that is fit for use"), "unfit-lot")


def _unknown_lot(action: str, lot: str) -> Problem:
    what = Message("there is no lot '{lot}'", lot=lot)
    return problem(action, what, Message("receive it first, or correct the identifier"), "unknown-lot")
