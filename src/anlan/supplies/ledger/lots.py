"""Lots, the accounts they lie in, and quantities that add up exactly."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from anlan.language import mark

QUANTUM = Decimal("0.000001")
"""Smallest part of a unit that is counted: six digits after the point."""

LARGEST = Decimal(10) ** 12
"""Largest quantity of one line, units; more is a slip of the pen. With `QUANTUM` all sums are exact in 28 digits."""


WHOLE_UNITS = frozenset({"piece", "set", "bed", "vehicle", "unit", "seat", "kit", "person", "pair", "box"})
"""Units of which there is no half."""


class Condition(StrEnum):
    """State of a lot; only the first two may be handed out, reserved, sold or put into kits."""

    NEW = "new"
    GOOD = "good"
    DAMAGED = "damaged"
    QUARANTINED = "quarantined"


CONDITIONS = {
    Condition.NEW: mark("New"),
    Condition.GOOD: mark("Fit for use"),
    Condition.DAMAGED: mark("Damaged"),
    Condition.QUARANTINED: mark("Held back for inspection"),
}
"""What each condition is called."""

USABLE = frozenset({Condition.NEW, Condition.GOOD})


class AccountKind(StrEnum):
    """Kind of account: where a quantity is, or where it came from or went."""

    PLACE = "place"
    TRANSIT = "transit"
    ISSUED = "issued"
    CONSUMED = "consumed"
    SOLD = "sold"
    LOST = "lost"
    OUTSIDE = "outside"
    COUNTED = "counted"
    REGRADED = "regraded"
    KITS = "kits"


ACCOUNT_KINDS = {
    AccountKind.PLACE: mark("Store"),
    AccountKind.TRANSIT: mark("On the way"),
    AccountKind.ISSUED: mark("Handed out"),
    AccountKind.CONSUMED: mark("Used in peacetime"),
    AccountKind.SOLD: mark("Sold"),
    AccountKind.LOST: mark("Disposed of"),
    AccountKind.OUTSIDE: mark("From outside"),
    AccountKind.COUNTED: mark("Differences of counts"),
    AccountKind.REGRADED: mark("Changes of condition or owner"),
    AccountKind.KITS: mark("Inside kits"),
}
"""What each kind of account is called."""

SIGNED = frozenset({AccountKind.OUTSIDE, AccountKind.COUNTED, AccountKind.REGRADED})
"""Counter-accounts, which may stand below zero: what came from outside, was found or missed in counts, was regraded."""


@dataclass(frozen=True, order=True)
class Account:
    """Where a quantity is.

    Parameters
    ----------
    kind
        Kind of account.
    name
        The place, the transport, the receiver, or for kits the lot of kits; empty where there is only one.
    """

    kind: AccountKind
    name: str = ""


OUTSIDE = Account(AccountKind.OUTSIDE)
COUNTED = Account(AccountKind.COUNTED)
REGRADED = Account(AccountKind.REGRADED)


def at_place(place: str) -> Account:
    """Return the account of a place.

    Parameters
    ----------
    place
        Identifier of the place.
    """
    return Account(AccountKind.PLACE, place)


@dataclass(frozen=True)
class Lot:
    """A quantity of one item that came at one time, belongs to one owner and expires on one day.

    Parameters
    ----------
    id
        Identifier, unique in the ledger.
    item
        Item of the catalogue.
    unit
        Unit in which it is counted; that of the catalogue.
    owner
        Organisation that owns it; empty for the city.
    condition
        Its state.
    received
        Day of receipt; None where unknown.
    expires
        Last day of use; None where it does not expire.
    """

    id: str
    item: str
    unit: str
    owner: str = ""
    condition: Condition = Condition.GOOD
    received: date | None = None
    expires: date | None = None

    @property
    def usable(self) -> bool:
        """Whether its condition allows it to be handed out."""
        return self.condition in USABLE

    def expired(self, on: date) -> bool:
        """Say whether the last day of use lies before a day.

        Parameters
        ----------
        on
            The day, in the city's zone.
        """
        return self.expires is not None and self.expires < on

    @property
    def turn(self) -> tuple[date, date, str]:
        """Place in the order first expired, first out: expiry, then receipt, then identifier; unknown comes last."""
        return (self.expires or date.max, self.received or date.max, self.id)


def exact(value: float | int | str | Decimal) -> Decimal:
    """Return a quantity as the decimal number that is written; a float as its shortest writing.

    Parameters
    ----------
    value
        The quantity, units.
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    return number.normalize() if number.is_finite() and number != number.to_integral_value() else number


def shown(quantity: Decimal) -> str:
    """Return a quantity in plain digits, without a power of ten or idle zeros.

    Parameters
    ----------
    quantity
        The quantity.
    """
    text = format(quantity, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
