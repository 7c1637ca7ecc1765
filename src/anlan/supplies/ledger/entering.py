"""The working copy of a ledger: entries are checked and booked one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from anlan.errors import Problem
from anlan.language import Message
from anlan.supplies.ledger.encoding import action_text
from anlan.supplies.ledger.kitting import kit_problems, kit_rule_problems
from anlan.supplies.ledger.lots import ACCOUNT_KINDS, SIGNED, Account, AccountKind, Lot, shown
from anlan.supplies.ledger.moves import Action, Drill, Line, Move, MoveKind, Release, Reserve, Share
from anlan.supplies.ledger.regrading import regrade_problems
from anlan.supplies.ledger.rules import action_problems, problem

ZERO = Decimal(0)


@dataclass(eq=False)
class Books:
    """A ledger while it is written; see `anlan.supplies.ledger.ledger.Ledger` for the meaning of its parts.

    Parameters
    ----------
    recipes, lots, balances, reservations, entered, drills, version, at
        As of the ledger.
    """

    recipes: Mapping[str, Mapping[str, Decimal]]
    lots: dict[str, Lot]
    balances: dict[tuple[str, Account], Decimal]
    reservations: dict[str, Reserve]
    entered: dict[str, str]
    drills: list[Drill]
    version: int
    at: datetime | None
    held: dict[tuple[str, str], Decimal] = field(init=False)

    def __post_init__(self) -> None:
        self.held = {}
        for reservation in self.reservations.values():
            self._hold(reservation.shares, 1)

    def enter(self, actions: Sequence[Action], at: datetime, expected: int | None = None) -> list[Problem]:
        """Enter a batch; after any problem the working copy is spoilt and must be thrown away.

        Parameters
        ----------
        actions
            The entries.
        at
            Moment of entry.
        expected
            Version on which the batch was drawn up.

        Returns
        -------
        All problems.
        """
        problems = list(self._untimely(at, expected))
        if problems:
            return problems
        self._lapse(at)
        new = False
        for action in actions:
            mark_of_action = fingerprint(action)
            before = self.entered.get(action.id)
            if before == mark_of_action:
                continue
            found = [_reused(action)] if before is not None else self._enter_one(action, at)
            problems.extend(found)
            self.entered[action.id] = mark_of_action
            new = True
        if new:
            self.version += 1
            self.at = at
        return problems

    def audit(self) -> tuple[Problem, ...]:
        """Return every rule that the balances break."""
        return (*self._unbalanced(), *self._negative(), *self._overheld(), *kit_rule_problems(self))

    def balance(self, lot: str, account: Account) -> Decimal:
        """Return the balance of a lot in an account.

        Parameters
        ----------
        lot
            Identifier of the lot.
        account
            The account.
        """
        return self.balances.get((lot, account), ZERO)

    def _untimely(self, at: datetime, expected: int | None) -> Iterator[Problem]:
        if at.tzinfo is None:
            yield Problem(
                "ledger",
                Message("the moment {at} has no zone", at=at.isoformat()),
                Message("give it with the city's zone"),
                code="time-without-zone",
            )
        elif self.at is not None and at < self.at:
            yield Problem(
                "ledger",
                Message(
                    "the moment {at} lies before the last entry, {last}", at=at.isoformat(), last=self.at.isoformat()
                ),
                Message("enter it with the present moment; a note can say when it happened"),
                code="backdated",
            )
        if expected is not None and expected != self.version:
            yield Problem(
                "ledger",
                Message(
                    "it has changed since this batch was drawn up: version {found}, not {expected}",
                    found=self.version,
                    expected=expected,
                ),
                Message("look at the stock anew and draw the batch up again"),
                code="changed-meanwhile",
            )

    def _lapse(self, at: datetime) -> None:
        for name, reservation in list(self.reservations.items()):
            if reservation.until is not None and reservation.until <= at:
                self._hold(reservation.shares, -1)
                del self.reservations[name]

    def _hold(self, shares: Sequence[Share], sign: int) -> None:
        for share in shares:
            key = (share.lot, share.place)
            self.held[key] = self.held.get(key, ZERO) + sign * share.quantity
            if not self.held[key]:
                del self.held[key]

    def _enter_one(self, action: Action, at: datetime) -> list[Problem]:
        if isinstance(action, Move):
            return self._enter_move(action, at)
        if isinstance(action, Reserve):
            return self._enter_reservation(action, at)
        problems = list(action_problems(action, self.lots, at))
        if isinstance(action, Release):
            held = self.reservations.pop(action.reservation, None)
            if held is None:
                return [*problems, _no_reservation(action.id, action.reservation)]
            self._hold(held.shares, -1)
        elif not problems:
            self.drills.append(action)
        return problems

    def _enter_move(self, move: Move, at: datetime) -> list[Problem]:
        problems: list[Problem] = []
        for lot in move.lots:
            known = self.lots.setdefault(lot.id, lot)
            if known != lot:
                problems.append(_other_lot(move.id, lot.id))
        problems.extend(action_problems(move, self.lots, at))
        if move.reservation is not None and not problems:
            problems.extend(self._draw(move, move.reservation))
        if problems:
            return problems
        for line in move.lines:
            self._book(line)
        problems.extend(self._short(move))
        if move.kind in (MoveKind.ASSEMBLE, MoveKind.BREAK, MoveKind.RECEIVE):
            problems.extend(kit_problems(move, self))
        elif move.kind is MoveKind.REGRADE:
            problems.extend(regrade_problems(move, self.lots))
        if problems:  # undone, so that what follows in the batch is not blamed for it
            for line in move.lines:
                self._book(replace(line, source=line.target, target=line.source))
        return problems

    def _enter_reservation(self, action: Reserve, at: datetime) -> list[Problem]:
        problems = list(action_problems(action, self.lots, at))
        if problems:
            return problems
        self._hold(action.shares, 1)
        self.reservations[action.id] = action
        touched = dict.fromkeys((share.lot, share.place) for share in action.shares)
        return [short for key in touched for short in self._short_at(action.id, key)]

    def _draw(self, move: Move, name: str) -> Iterator[Problem]:
        """Take what the move takes out of a reservation."""
        reservation = self.reservations.get(name)
        if reservation is None:
            yield _no_reservation(move.id, name)
            return
        left = {(share.lot, share.place): share.quantity for share in reservation.shares}
        drawn = [
            Share(line.lot, line.source.name, line.quantity)
            for line in move.lines
            if line.source.kind is AccountKind.PLACE
        ]
        for share in drawn:
            key = (share.lot, share.place)
            if left.get(key, ZERO) < share.quantity:
                yield problem(
                    move.id,
                    Message(
                        "reservation '{name}' holds {held} of lot '{lot}' at '{place}', less than {wanted}",
                        name=name,
                        held=shown(left.get(key, ZERO)),
                        lot=share.lot,
                        place=share.place,
                        wanted=shown(share.quantity),
                    ),
                    Message("take no more than is held, or make another move without the reservation"),
                    "beyond-reservation",
                )
                return
            left[key] -= share.quantity
        self._hold(drawn, -1)
        rest = tuple(Share(lot, place, quantity) for (lot, place), quantity in left.items() if quantity)
        if rest:
            self.reservations[name] = Reserve(name, rest, reservation.purpose, reservation.until)
        else:
            del self.reservations[name]

    def _book(self, line: Line) -> None:
        for account, change in ((line.source, -line.quantity), (line.target, line.quantity)):
            key = (line.lot, account)
            self.balances[key] = self.balances.get(key, ZERO) + change
            if not self.balances[key]:
                del self.balances[key]

    def _short(self, move: Move) -> Iterator[Problem]:
        """Yield a problem for each account that the move has overdrawn."""
        for lot, account in dict.fromkeys((line.lot, line.source) for line in move.lines):
            if account.kind is AccountKind.PLACE:
                yield from self._short_at(move.id, (lot, account.name))
            elif account.kind not in SIGNED and not _kit_side(lot, account) and self.balance(lot, account) < 0:
                yield problem(
                    move.id,
                    Message(
                        "account {kind} '{name}' holds {missing} too little of lot '{lot}'",
                        kind=Message(ACCOUNT_KINDS[account.kind]),
                        name=account.name,
                        missing=shown(-self.balance(lot, account)),
                        lot=lot,
                    ),
                    Message("take no more than is there"),
                    "overdrawn",
                )

    def _short_at(self, action: str, key: tuple[str, str]) -> Iterator[Problem]:
        lot, place = key
        there, held = self.balance(lot, Account(AccountKind.PLACE, place)), self.held.get(key, ZERO)
        if there - held < 0:
            yield problem(
                action,
                Message(
                    "{missing} of lot '{lot}' are missing at '{place}', of which {held} are reserved",
                    missing=shown(held - there),
                    lot=lot,
                    place=place,
                    held=shown(held),
                ),
                Message("take less, take another lot, or release a reservation first"),
                "overdrawn",
            )

    def _unbalanced(self) -> Iterator[Problem]:
        sums: dict[str, Decimal] = {}
        for (lot, _account), quantity in self.balances.items():
            sums[lot] = sums.get(lot, ZERO) + quantity
        for lot, total in sums.items():
            if total:
                what = Message("the balances of lot '{lot}' sum to {total}, not to zero", lot=lot, total=shown(total))
                yield problem(lot, what, _broken_books(), "unbalanced")

    def _negative(self) -> Iterator[Problem]:
        for (lot, account), quantity in self.balances.items():
            if quantity < 0 and account.kind not in SIGNED and not _kit_side(lot, account):
                what = Message("account '{name}' of lot '{lot}' is below zero", name=account.name, lot=lot)
                yield problem(lot, what, _broken_books(), "negative")

    def _overheld(self) -> Iterator[Problem]:
        for (lot, place), held in self.held.items():
            if held > self.balance(lot, Account(AccountKind.PLACE, place)):
                what = Message("more of lot '{lot}' is reserved at '{place}' than lies there", lot=lot, place=place)
                yield problem(lot, what, _broken_books(), "overheld")


def fingerprint(action: Action) -> str:
    """Return a checksum of what an entry says.

    Parameters
    ----------
    action
        The entry.
    """
    return sha256(action_text(action).encode()).hexdigest()


def _kit_side(lot: str, account: Account) -> bool:
    """Say whether an account is where a lot of kits itself goes when kits are made; it may be below zero there."""
    return account == Account(AccountKind.KITS, lot)


def _broken_books() -> Message:
    return Message("the books are damaged; replay the journal from its last sound copy")


def _reused(action: Action) -> Problem:
    return problem(
        action.id,
        Message("an entry with this identifier and another content was made before"),
        Message("give the new entry an identifier of its own"),
        "reused-identifier",
    )


def _other_lot(move: str, lot: str) -> Problem:
    return problem(
        move,
        Message("lot '{lot}' is known with another item, owner, condition or date", lot=lot),
        Message("give the new lot an identifier of its own"),
        "reused-lot",
    )


def _no_reservation(action: str, name: str) -> Problem:
    return problem(
        action,
        Message("there is no reservation '{name}'; it was drawn, released or has lapsed", name=name),
        Message("reserve again, or make the move without it"),
        "unknown-reservation",
    )
