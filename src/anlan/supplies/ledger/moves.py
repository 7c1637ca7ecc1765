"""What can be entered: moves between accounts, reservations and their release, drills of conversion."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from anlan.language import mark
from anlan.supplies.ledger.lots import Account, AccountKind, Lot


class MoveKind(StrEnum):
    """Kind of move; `FLOWS` says between which accounts it goes."""

    RECEIVE = "receive"
    TRANSFER = "transfer"
    ISSUE = "issue"
    RETURN = "return"
    USE = "use"
    SELL = "sell"
    DISPOSE = "dispose"
    COUNT = "count"
    REGRADE = "regrade"
    ASSEMBLE = "assemble"
    BREAK = "break"


MOVE_KINDS = {
    MoveKind.RECEIVE: mark("Receipt"),
    MoveKind.TRANSFER: mark("Transfer"),
    MoveKind.ISSUE: mark("Handing out"),
    MoveKind.RETURN: mark("Return"),
    MoveKind.USE: mark("Use in peacetime"),
    MoveKind.SELL: mark("Sale"),
    MoveKind.DISPOSE: mark("Disposal"),
    MoveKind.COUNT: mark("Count"),
    MoveKind.REGRADE: mark("Change of condition or owner"),
    MoveKind.ASSEMBLE: mark("Assembly of kits"),
    MoveKind.BREAK: mark("Breaking of kits"),
}
"""What each kind of move is called."""

_P, _T, _I, _K = AccountKind.PLACE, AccountKind.TRANSIT, AccountKind.ISSUED, AccountKind.KITS

FLOWS: dict[MoveKind, frozenset[tuple[AccountKind, AccountKind]]] = {
    MoveKind.RECEIVE: frozenset({(AccountKind.OUTSIDE, _P)}),
    MoveKind.TRANSFER: frozenset({(_P, _P), (_P, _T), (_T, _P)}),
    MoveKind.ISSUE: frozenset({(_P, _I), (_T, _I)}),
    MoveKind.RETURN: frozenset({(_I, _P)}),
    MoveKind.USE: frozenset({(_P, AccountKind.CONSUMED)}),
    MoveKind.SELL: frozenset({(_P, AccountKind.SOLD)}),
    MoveKind.DISPOSE: frozenset({(_P, AccountKind.LOST), (_T, AccountKind.LOST)}),
    MoveKind.COUNT: frozenset({(_P, AccountKind.COUNTED), (AccountKind.COUNTED, _P)}),
    MoveKind.REGRADE: frozenset({(_P, AccountKind.REGRADED), (AccountKind.REGRADED, _P)}),
    MoveKind.ASSEMBLE: frozenset({(_P, _K), (_K, _P)}),
    MoveKind.BREAK: frozenset({(_P, _K), (_K, _P), (AccountKind.OUTSIDE, _P)}),
}
"""Accounts between which each kind of move may go."""

NEEDS_USABLE = frozenset({MoveKind.ISSUE, MoveKind.USE, MoveKind.SELL, MoveKind.ASSEMBLE})
"""Moves that only a lot in usable condition and before its expiry may make."""


class Reason(StrEnum):
    """Why a count differs from the books, or why something is disposed of."""

    MISCOUNT = "miscount"
    FOUND = "found"
    DAMAGE = "damage"
    EXPIRY = "expiry"
    THEFT = "theft"
    LEAKAGE = "leakage"
    EVENT = "event"
    UNKNOWN = "unknown"


REASONS = {
    Reason.MISCOUNT: mark("An earlier count was wrong"),
    Reason.FOUND: mark("Found again"),
    Reason.DAMAGE: mark("Damaged"),
    Reason.EXPIRY: mark("Expired or spoilt"),
    Reason.THEFT: mark("Stolen"),
    Reason.LEAKAGE: mark("Leaked, dried up or lost in handling"),
    Reason.EVENT: mark("Destroyed by an event"),
    Reason.UNKNOWN: mark("Unknown"),
}
"""What each reason is called."""

NEEDS_REASON = frozenset({MoveKind.COUNT, MoveKind.DISPOSE})


@dataclass(frozen=True)
class Line:
    """A quantity of a lot that leaves one account and enters another.

    Parameters
    ----------
    lot
        Identifier of the lot.
    source, target
        Accounts it leaves and enters.
    quantity
        How much, units; above zero.
    """

    lot: str
    source: Account
    target: Account
    quantity: Decimal


@dataclass(frozen=True)
class Move:
    """Lines that happen together or not at all.

    Parameters
    ----------
    id
        Identifier; a move entered twice under one identifier happens once.
    kind
        Kind of move.
    lines
        What goes from where to where.
    lots
        Lots that begin with this move.
    reservation
        Reservation from which it is drawn.
    reason
        Why; demanded of counts and disposals.
    note
        What else should be known, a document's number for example.
    by
        Desk or organisation that enters it.
    """

    id: str
    kind: MoveKind
    lines: tuple[Line, ...]
    lots: tuple[Lot, ...] = ()
    reservation: str | None = None
    reason: Reason | None = None
    note: str = ""
    by: str = ""


@dataclass(frozen=True)
class Share:
    """A quantity of a lot at a place.

    Parameters
    ----------
    lot
        Identifier of the lot.
    place
        Identifier of the place.
    quantity
        How much, units; above zero.
    """

    lot: str
    place: str
    quantity: Decimal


@dataclass(frozen=True)
class Reserve:
    """Hold quantities for a purpose; nobody else can take them.

    Parameters
    ----------
    id
        Identifier of the reservation.
    shares
        What is held.
    purpose
        What for.
    until
        Moment from which it is held no longer; None holds it until it is drawn or released.
    """

    id: str
    shares: tuple[Share, ...]
    purpose: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Release:
    """Give a reservation back.

    Parameters
    ----------
    id
        Identifier of this entry.
    reservation
        Reservation that ends.
    """

    id: str
    reservation: str


class DrillResult(StrEnum):
    """What a drill showed."""

    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"


@dataclass(frozen=True)
class Drill:
    """Record of a drill: a line converted to an emergency product, or an agreement called off, on trial.

    Parameters
    ----------
    id
        Identifier of this entry.
    subject
        Identifier of the production line or the agreement.
    on
        Day of the drill.
    result
        What it showed.
    hours
        Measured time from the call to the first unit (line) or to delivery (agreement), h; None where not reached.
    rate
        Measured output at the end, units/h; None for agreements and where not measured.
    note
        What was not mastered.
    """

    id: str
    subject: str
    on: date
    result: DrillResult
    hours: float | None = None
    rate: float | None = None
    note: str = ""


Action = Move | Reserve | Release | Drill
"""Whatever can be entered."""
