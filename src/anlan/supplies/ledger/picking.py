"""First expired, first out: which lots to take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anlan.supplies.ledger.ledger import Ledger
from anlan.supplies.ledger.lots import Account, at_place
from anlan.supplies.ledger.moves import Line, Move, MoveKind, Reason, Share

ZERO = Decimal(0)


@dataclass(frozen=True)
class Picking:
    """What is taken for a wish, and what is missing.

    Parameters
    ----------
    shares
        What to take, in the order in which it is to be taken.
    missing
        What could not be found, units; zero if the wish is met.
    """

    shares: tuple[Share, ...]
    missing: Decimal


def pick(
    ledger: Ledger,
    item: str,
    quantity: Decimal,
    *,
    at: datetime,
    places: Sequence[str] | None = None,
    owners: Iterable[str] | None = None,
) -> Picking:
    """Choose lots by expiry, then receipt, then identifier; what has expired, is unfit or is reserved is left alone.

    Parameters
    ----------
    ledger
        The ledger.
    item
        Item that is wanted.
    quantity
        How much, units.
    at
        Moment at which it is taken, with the city's zone.
    places
        Places to take it from; of one lot the earlier place is emptied first. None takes any, by identifier.
    owners
        Owners whose lots may be taken; None takes any.
    """
    order = None if places is None else {place: rank for rank, place in enumerate(places)}
    allowed = None if owners is None else frozenset(owners)
    held = holdings(ledger, at)
    found = []
    for share in ledger.shares(item=item, places=places):
        lot = ledger.lots[share.lot]
        if lot.usable and not lot.expired(at.date()) and (allowed is None or lot.owner in allowed):
            rank = (0, share.place) if order is None else (order[share.place], share.place)
            found.append((lot.turn, rank, share))
    taken, left = [], quantity
    for _turn, _rank, share in sorted(found, key=lambda entry: entry[:2]):
        free = share.quantity - held.get((share.lot, share.place), ZERO)
        take = min(free, left)
        if take > 0:
            taken.append(Share(share.lot, share.place, take))
            left -= take
    return Picking(tuple(taken), left)


def holdings(ledger: Ledger, at: datetime) -> dict[tuple[str, str], Decimal]:
    """Return what is reserved at a moment, by lot and place.

    Parameters
    ----------
    ledger
        The ledger.
    at
        The moment.
    """
    held: dict[tuple[str, str], Decimal] = {}
    for reservation in ledger.reservations.values():
        if reservation.until is None or reservation.until > at:
            for share in reservation.shares:
                key = (share.lot, share.place)
                held[key] = held.get(key, ZERO) + share.quantity
    return held


def taking(
    id: str,  # noqa: A002
    kind: MoveKind,
    shares: Sequence[Share],
    target: Account,
    *,
    note: str = "",
    reason: Reason | None = None,
) -> Move:
    """Return the move that takes what was picked.

    Parameters
    ----------
    id
        Identifier of the move.
    kind
        Handing out, sale, use, transfer or disposal.
    shares
        What is taken.
    target
        Where it goes.
    note
        What else should be known.
    reason
        Why; demanded of a disposal.
    """
    lines = tuple(Line(s.lot, at_place(s.place), target, s.quantity) for s in shares)
    return Move(id, kind, lines, reason=reason, note=note)
