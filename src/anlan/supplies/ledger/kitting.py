"""Kits put together and taken apart: what goes in comes out again, to the lot.

The components of a lot of kits lie in the account ``kits`` of that lot while the kits exist; the lot of kits itself
stands there with the number made, below zero. Kits that came from outside as kits have no such account; when they are
broken their components are received.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from anlan.errors import LedgerError, Problem
from anlan.language import Message
from anlan.supplies.ledger.lots import OUTSIDE, Account, AccountKind, Lot, at_place, shown
from anlan.supplies.ledger.moves import MOVE_KINDS, Line, Move, MoveKind, Share
from anlan.supplies.ledger.rules import problem

ZERO = Decimal(0)


class Balances(Protocol):
    """The part of the books that kits look at.

    Attributes
    ----------
    recipes, lots, balances
        As of the ledger.
    """

    recipes: Mapping[str, Mapping[str, Decimal]]
    lots: dict[str, Lot]
    balances: dict[tuple[str, Account], Decimal]

    def balance(self, lot: str, account: Account) -> Decimal:
        """Return the balance of a lot in an account."""


def assembly(id: str, kits: Lot, count: Decimal, place: str, parts: Sequence[Share]) -> Move:  # noqa: A002
    """Return the move that makes kits out of components.

    Parameters
    ----------
    id
        Identifier of the move.
    kits
        Lot of the kits.
    count
        Kits made.
    place
        Where they are made.
    parts
        Components taken, at that place or another.
    """
    inside = Account(AccountKind.KITS, kits.id)
    lines = tuple(Line(part.lot, at_place(part.place), inside, part.quantity) for part in parts)
    return Move(id, MoveKind.ASSEMBLE, (*lines, Line(kits.id, inside, at_place(place), count)), (kits,))


def breaking(
    id: str, kits: str, count: Decimal, place: str, parts: Sequence[Share], new: Sequence[Lot] = ()  # noqa: A002
) -> Move:  # fmt: skip
    """Return the move that takes kits apart.

    Parameters
    ----------
    id
        Identifier of the move.
    kits
        Identifier of the lot of kits.
    count
        Kits broken.
    place
        Where they lie.
    parts
        Components that come out, and where they are put.
    new
        Lots of components that were not in the ledger before, for kits that came as kits.
    """
    inside = Account(AccountKind.KITS, kits)
    fresh = {lot.id for lot in new}
    lines = tuple(
        Line(part.lot, OUTSIDE if part.lot in fresh else inside, at_place(part.place), part.quantity) for part in parts
    )
    return Move(id, MoveKind.BREAK, (Line(kits, at_place(place), inside, count), *lines), tuple(new))


def parts_inside(books: Balances, kits: str, count: Decimal, place: str) -> tuple[Share, ...]:
    """Return the components that come out of kits assembled here, lots that expire first before others.

    Parameters
    ----------
    books
        A ledger.
    kits
        Identifier of the lot of kits.
    count
        Kits to be broken.
    place
        Where the components are put.

    Raises
    ------
    LedgerError
        If fewer kits of the lot exist, or they came from outside.
    """
    inside = Account(AccountKind.KITS, kits)
    shares: list[Share] = []
    for item, each in books.recipes.get(books.lots[kits].item, {}).items():
        wanted = each * count
        lots = [lot for (lot, a) in books.balances if a == inside and lot != kits and books.lots[lot].item == item]
        for lot in sorted(lots, key=lambda name: books.lots[name].turn):
            taken = min(wanted, books.balances[lot, inside])
            if taken:
                shares.append(Share(lot, place, taken))
            wanted -= taken
        if wanted:
            what = Message("lot '{lot}' does not hold {count} kits that were put together here", lot=kits, count=count)
            raise LedgerError([problem(kits, what, Message("name the components that come out"), "not-inside")])
    return tuple(shares)


def kit_problems(move: Move, books: Balances) -> Iterator[Problem]:
    """Yield what is wrong with a move of kits once it is booked.

    Parameters
    ----------
    move
        Assembly, breaking, or a receipt (which may not mix bought kits into a lot made here).
    books
        The books after the move.
    """
    if move.kind is MoveKind.RECEIVE:
        for lot in dict.fromkeys(line.lot for line in move.lines):
            if books.balance(lot, Account(AccountKind.KITS, lot)) < 0:
                yield _mixed(move.id, lot)
        return
    accounts = {a for line in move.lines for a in (line.source, line.target) if a.kind is AccountKind.KITS}
    if len(accounts) != 1 or next(iter(accounts)).name not in books.lots:
        what = Message("the move does not name one lot of kits")
        yield problem(move.id, what, Message("make one move for each lot of kits"), "not-one-kit")
        return
    inside = next(iter(accounts))
    kits = books.lots[inside.name]
    recipe = books.recipes.get(kits.item)
    if recipe is None:
        what = Message("item '{item}' of lot '{lot}' is not a kit", item=kits.item, lot=kits.id)
        yield problem(move.id, what, Message("list its components in kits.csv"), "not-a-kit")
        return
    yield from _unequal(move, inside, recipe, books)
    yield from _wrong_way(move, kits, inside, books)


def kit_rule_problems(books: Balances) -> Iterator[Problem]:
    """Yield each account of kits whose components are not what the kits that exist are made of.

    Parameters
    ----------
    books
        The books.
    """
    inside = {(a.name, lot): q for (lot, a), q in books.balances.items() if a.kind is AccountKind.KITS}
    for (kits, lot), balance in inside.items():
        recipe = books.recipes.get(books.lots[kits].item, {})
        if lot == kits and balance < 0:
            sums = dict.fromkeys(recipe, ZERO)
            for (other, part), quantity in inside.items():
                if other == kits and part != kits:
                    item = books.lots[part].item
                    sums[item] = sums.get(item, ZERO) + quantity
            if any(total != -balance * recipe.get(item, ZERO) for item, total in sums.items()):
                what = Message("the components of the kits of lot '{lot}' do not add up", lot=kits)
                yield problem(kits, what, Message("replay the journal from its last sound copy"), "not-conserved")


def _unequal(move: Move, inside: Account, recipe: Mapping[str, Decimal], books: Balances) -> Iterator[Problem]:
    """Yield a problem for each component that goes in or comes out in another quantity than the kits need."""
    count = sum((line.quantity for line in move.lines if line.lot == inside.name), ZERO)
    parts = dict.fromkeys(recipe, ZERO)
    for line in move.lines:
        if line.lot != inside.name:
            item = books.lots[line.lot].item
            parts[item] = parts.get(item, ZERO) + line.quantity
    for item, found in parts.items():
        wanted = count * recipe.get(item, ZERO)
        if found != wanted:
            yield problem(
                move.id,
                Message(
                    "{count} kits hold {wanted} of item '{item}', and the move has {found}",
                    count=shown(count),
                    wanted=shown(wanted),
                    item=item,
                    found=shown(found),
                ),
                Message("move as much of each component as kits.csv says"),
                "not-conserved",
            )


def _wrong_way(move: Move, kits: Lot, inside: Account, books: Balances) -> Iterator[Problem]:
    """Yield a problem for lines that go the wrong way, for mixed lots and for kits that outlive their components."""
    making = move.kind is MoveKind.ASSEMBLE
    for line in move.lines:
        out_of = (line.source == inside) if line.lot == kits.id else (line.target == inside)
        if out_of != making:
            what = Message(
                "lot '{lot}' goes the wrong way for a move of kind '{kind}'",
                lot=line.lot,
                kind=Message(MOVE_KINDS[move.kind]),
            )
            yield problem(move.id, what, Message("swap source and target, or the kind of move"), "wrong-accounts")
        elif making and line.lot != kits.id and books.lots[line.lot].turn[0] < kits.turn[0]:
            what = Message("the kits of lot '{kits}' outlive their component '{lot}'", kits=kits.id, lot=line.lot)
            yield problem(move.id, what, Message("give the kits the first expiry among their components"), "outlived")
    whole = books.balance(kits.id, OUTSIDE) < 0
    from_outside = any(line.source == OUTSIDE for line in move.lines)
    if making and whole:
        yield _mixed(move.id, kits.id)
    if not making and (whole != from_outside or (not whole and books.balance(kits.id, inside) > 0)):
        yield problem(
            move.id,
            Message("the components do not come from where those of lot '{lot}' are", lot=kits.id),
            Message("kits made here give back their own components; kits bought as kits give new lots"),
            "wrong-accounts",
        )


def _mixed(move: str, lot: str) -> Problem:
    what = Message("lot '{lot}' would mix kits that were bought with kits that were put together here", lot=lot)
    return problem(move, what, Message("give one of them a lot of its own"), "mixed-kits")
