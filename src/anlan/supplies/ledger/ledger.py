"""The ledger: what lies where, frozen after every batch of entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from anlan.errors import LedgerError, Problem
from anlan.supplies.ledger.entering import Books
from anlan.supplies.ledger.lots import Account, AccountKind, Lot
from anlan.supplies.ledger.moves import Action, Drill, Reserve, Share

ZERO = Decimal(0)


@dataclass(frozen=True, eq=False)
class Ledger:
    """Lots and their balances by account, with all that was entered so far.

    Every line of a move takes from one account what it gives to another, so that the balances of a lot sum to zero over
    all accounts; places, transports, receivers and all that has left the stock never stand below zero.

    Parameters
    ----------
    recipes
        Components of one kit by item, for each item that is a kit.
    lots
        Lots by identifier.
    balances
        Quantity by lot and account; zero is left out.
    reservations
        What is held, by identifier; what has lapsed or was drawn is gone.
    entered
        Fingerprint of every entry by its identifier.
    drills
        Records of drills, in the order of entry.
    version
        Number of batches that changed the ledger.
    at
        Moment of the last batch; None before the first.
    """

    recipes: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    balances: Mapping[tuple[str, Account], Decimal] = field(default_factory=dict)
    reservations: Mapping[str, Reserve] = field(default_factory=dict)
    entered: Mapping[str, str] = field(default_factory=dict)
    drills: tuple[Drill, ...] = ()
    version: int = 0
    at: datetime | None = None

    def apply(self, actions: Sequence[Action], *, at: datetime, expected: int | None = None) -> "Ledger":
        """Enter a batch: all of it or nothing.

        Entries are made one after the other, and none may leave an account below zero or take what is reserved. An
        entry whose identifier was entered before with the same content is passed over.

        Parameters
        ----------
        actions
            Moves, reservations, releases and drills.
        at
            Moment of entry, with its zone; its date decides what has expired. Not before the last batch.
        expected
            Version on which the batch was drawn up; None takes any.

        Returns
        -------
        The ledger afterwards; this very one if nothing was new.

        Raises
        ------
        LedgerError
            With every problem of the batch; this ledger is as before.
        """
        books = self.opened()
        problems = books.enter(actions, at, expected)
        if problems:
            raise LedgerError(problems)
        return closed(books) if books.version != self.version else self

    def opened(self) -> Books:
        """Return a working copy, into which many batches can be entered before it is closed again."""
        return Books(
            self.recipes,
            dict(self.lots),
            dict(self.balances),
            dict(self.reservations),
            dict(self.entered),
            list(self.drills),
            self.version,
            self.at,
        )

    def on_hand(self, lot: str, place: str) -> Decimal:
        """Return what lies at a place of a lot, reserved or not.

        Parameters
        ----------
        lot, place
            Identifiers.
        """
        return self.balances.get((lot, Account(AccountKind.PLACE, place)), ZERO)

    def reserved(self, lot: str, place: str, at: datetime | None = None) -> Decimal:
        """Return what is held of a lot at a place.

        Parameters
        ----------
        lot, place
            Identifiers.
        at
            Moment at which reservations that end are looked at; None counts all that are still entered.
        """
        live = (r for r in self.reservations.values() if at is None or r.until is None or r.until > at)
        shares = (share for reservation in live for share in reservation.shares)
        return sum((s.quantity for s in shares if (s.lot, s.place) == (lot, place)), ZERO)

    def shares(self, *, item: str | None = None, places: Iterable[str] | None = None) -> tuple[Share, ...]:
        """Return all that lies at places, by lot and place in the order of their identifiers.

        Parameters
        ----------
        item
            Only lots of this item.
        places
            Only these places.
        """
        wanted = None if places is None else frozenset(places)
        found = (
            Share(lot, account.name, quantity)
            for (lot, account), quantity in self.balances.items()
            if account.kind is AccountKind.PLACE
            and (wanted is None or account.name in wanted)
            and (item is None or self.lots[lot].item == item)
        )
        return tuple(sorted(found, key=lambda share: (share.lot, share.place)))

    def total(self, item: str, kind: AccountKind = AccountKind.PLACE) -> Decimal:
        """Return the quantity of an item over all accounts of a kind.

        Parameters
        ----------
        item
            Identifier of the item.
        kind
            Kind of account.
        """
        return sum((q for (lot, a), q in self.balances.items() if a.kind is kind and self.lots[lot].item == item), ZERO)

    def audit(self) -> tuple[Problem, ...]:
        """Return every rule that the books break, found anew from the balances; none in a ledger that was applied."""
        return self.opened().audit()


def closed(books: Books) -> Ledger:
    """Freeze a working copy.

    Parameters
    ----------
    books
        The working copy.
    """
    return Ledger(
        books.recipes,
        MappingProxyType(books.lots),
        MappingProxyType(books.balances),
        MappingProxyType(books.reservations),
        MappingProxyType(books.entered),
        tuple(books.drills),
        books.version,
        books.at,
    )
