"""``anlan supply stock receive``, ``issue`` and ``move``: what a store enters in its journal day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.supply_books import books_of, day_of, day_option, enter_moves, now
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.exchange.stock_rows import Names
from anlan.supplies.exchange.stock_values import Wrong, into_unit, read_condition, read_quantity
from anlan.supplies.ledger import (
    Account,
    AccountKind,
    Condition,
    Ledger,
    Lot,
    Move,
    MoveKind,
    Reason,
    Share,
    at_place,
    pick,
    receipt,
    shown,
    taking,
)

PACKAGE = mark("City package: a folder or a zip archive")
JOURNAL = mark("Journal of the ledger; it is begun with the stock of the package where there is none")
ITEM = mark("Item: its identifier, its name or its code")
QUANTITY = mark("Quantity, in the unit of items.csv")
ACCEPT = mark("Enter it; without this option it is a trial")
NUMBER = mark("Number of the document; what is entered twice under one number happens once")
LOT = mark("Identifier of the lot; made from item, place and number if absent")
NOTE = mark("What else should be known")

KINDS = {"item": mark("Item"), "place": mark("Place"), "organisation": mark("Organisation")}
"""What is looked up by name."""

TARGETS = {
    MoveKind.ISSUE: AccountKind.ISSUED,
    MoveKind.USE: AccountKind.CONSUMED,
    MoveKind.SELL: AccountKind.SOLD,
    MoveKind.DISPOSE: AccountKind.LOST,
}
"""Account into which each way out of a store goes."""


@dataclass(frozen=True)
class Desk:
    """Where an entry is made.

    Parameters
    ----------
    screen, path, journal
        The terminal, the package and the journal.
    city
        The city.
    at
        The present moment.
    ledger
        The books before the entry.
    """

    screen: Terminal
    path: Path
    journal: Path
    city: City
    at: datetime
    ledger: Ledger

    @classmethod
    def open(cls, screen: Terminal, path: Path, journal: Path) -> "Desk":
        """Open the books.

        Parameters
        ----------
        screen, path, journal
            As of the desk.
        """
        city = City.load(path)
        at = now(city)
        return cls(screen, path, journal, city, at, books_of(journal, city, at))

    def number(self, kind: MoveKind, wish: str | None) -> str:
        """Return the identifier of an entry: the number of its document, else one that is new.

        Parameters
        ----------
        kind
            Kind of move.
        wish
            The number of the document.
        """
        return wish or f"{kind.value}-{self.ledger.version + 1}-{self.at:%Y%m%dT%H%M%S}"

    def item(self, name: str, field: str = "item") -> str:
        """Return the identifier of an item, a place or an organisation.

        Parameters
        ----------
        name
            What the user wrote.
        field
            ``item``, ``place`` or ``organisation``.
        """
        found = Names.of(self.city).named(field, name)
        if isinstance(found, Wrong):
            raise SettingError(
                Message(
                    mark("{name} {what}; {remedy}"), name=Message(KINDS[field]), what=found.what, remedy=found.remedy
                )
            )
        return found

    def quantity(self, text: str, item: str, unit: str | None = None) -> Decimal:
        """Return a quantity above zero in the item's unit.

        Parameters
        ----------
        text
            What the user wrote.
        item
            Identifier of the item.
        unit
            Unit in which it is given; None for that of the catalogue.
        """
        number = read_quantity(text)
        found = number if isinstance(number, Wrong) else into_unit(number, unit, item, self.unit(item), {})
        if isinstance(found, Wrong):
            raise SettingError(Message(mark("quantity {what}; {remedy}"), what=found.what, remedy=found.remedy))
        if not found:
            raise SettingError(Message(mark("the quantity is zero; give one above zero")))
        return found

    def unit(self, item: str) -> str:
        """Return the unit of an item.

        Parameters
        ----------
        item
            Identifier of the item.
        """
        return str(dict(self.city.table("items").select("id", "unit").iter_rows())[item])

    def enter(self, move: Move, *, accept: bool) -> None:
        """Try a move, and enter it in the journal and in ``stock.csv`` if that is wished.

        Parameters
        ----------
        move
            The move.
        accept
            Whether it is entered.
        """
        if move.id in self.ledger.entered:
            pattern = mark("an entry with the number '{number}' was made before; nothing was entered")
            self.screen.say(Message(pattern, number=move.id), "yellow")
            return
        after = self.ledger.apply([move], at=self.at)
        if not accept:
            self.screen.say(Message(mark("nothing was entered yet; do so with --accept")), "bold green")
            return
        enter_moves(self.path, self.city, self.journal, [move], after, self.at)
        self.screen.say(Message(mark("entered under the number {number}"), number=move.id), "bold green")


def add_moves(group: typer.Typer, screen: Terminal) -> None:
    """Add the commands ``receive``, ``issue`` and ``move``.

    Parameters
    ----------
    group
        Group to add them to.
    screen
        Where the commands write.
    """
    for add in (_add_receive, _add_issue, _add_move):
        add(group, screen)


def _add_receive(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=say(text))

    last = typer.Option(help=say(mark("Last day of use")), formats=["%Y-%m-%d"])

    @group.command(name="receive", help=say(mark("Enter a lot that comes into a store.")))
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        item: Annotated[str, typer.Argument(help=say(ITEM))],
        quantity: Annotated[str, typer.Argument(help=say(QUANTITY))],
        to: Annotated[str, told(mark("Place where it will lie"))],
        journal: Annotated[Path, told(JOURNAL)],
        unit: Annotated[str | None, told(mark("Unit of the quantity, if another than that of items.csv"))] = None,
        lot: Annotated[str | None, told(LOT)] = None,
        expires: Annotated[datetime | None, last] = None,
        condition: Annotated[str, told(mark("Condition: new, good, damaged or quarantined"))] = "good",
        owner: Annotated[str | None, told(mark("Organisation that owns it"))] = None,
        number: Annotated[str | None, told(NUMBER)] = None,
        note: Annotated[str, told(NOTE)] = "",
        on: Annotated[datetime | None, day_option(screen)] = None,
        accept: Annotated[bool, told(ACCEPT)] = False,
    ) -> None:  # fmt: skip
        desk = Desk.open(screen, path, journal)
        found, place = desk.item(item), desk.item(to, "place")
        name = desk.number(MoveKind.RECEIVE, number)
        state = _condition(condition)
        keeper = "" if owner is None else desk.item(owner, "organisation")
        fresh = Lot(
            lot or f"{found}-{place}-{name}", found, desk.unit(found), keeper, state, day_of(desk.city, on),
            None if expires is None else expires.date(),
        )  # fmt: skip
        amount = desk.quantity(quantity, found, unit)
        if fresh.id in desk.ledger.lots and name not in desk.ledger.entered:
            pattern = mark("lot '{lot}' is in the journal already; give the new lot an identifier of its own")
            raise SettingError(Message(pattern, lot=fresh.id))
        _tell(screen, desk.ledger, [Share(fresh.id, place, amount)], fresh)
        desk.enter(receipt(name, fresh, place, amount, note=note), accept=accept)


def _add_issue(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=say(text))

    whole = say(mark("Hand out, use, sell or dispose of stock: what expires first is proposed first."))

    @group.command(name="issue", help=whole)
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        item: Annotated[str, typer.Argument(help=say(ITEM))],
        quantity: Annotated[str, typer.Argument(help=say(QUANTITY))],
        source: Annotated[list[str], told(mark("Place it is taken from; repeatable, in this order"), "--from")],
        journal: Annotated[Path, told(JOURNAL)],
        to: Annotated[str, told(mark("Who receives it"))] = "",
        kind: Annotated[str, told(mark("What happens to it: issue, use, sell or dispose"))] = "issue",
        lot: Annotated[str | None, told(mark("Take this lot instead of what expires first"))] = None,
        reason: Annotated[str | None, told(mark("Why it is disposed of: damage, expiry, theft ..."))] = None,
        number: Annotated[str | None, told(NUMBER)] = None,
        note: Annotated[str, told(NOTE)] = "",
        accept: Annotated[bool, told(ACCEPT)] = False,
    ) -> None:  # fmt: skip
        way, why = _way(kind), _reason(reason)
        desk = Desk.open(screen, path, journal)
        shares = _chosen(desk, item, quantity, source, lot)
        move = taking(desk.number(way, number), way, shares, Account(TARGETS[way], to), note=note, reason=why)
        _tell(screen, desk.ledger, shares)
        desk.enter(move, accept=accept)


def _add_move(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=say(text))

    whole = say(mark("Carry stock from one store to another: what expires first is proposed first."))

    @group.command(name="move", help=whole)
    def run(
        path: Annotated[Path, typer.Argument(help=say(PACKAGE))],
        item: Annotated[str, typer.Argument(help=say(ITEM))],
        quantity: Annotated[str, typer.Argument(help=say(QUANTITY))],
        source: Annotated[list[str], told(mark("Place it is taken from; repeatable, in this order"), "--from")],
        to: Annotated[str, told(mark("Place where it will lie"))],
        journal: Annotated[Path, told(JOURNAL)],
        lot: Annotated[str | None, told(mark("Take this lot instead of what expires first"))] = None,
        number: Annotated[str | None, told(NUMBER)] = None,
        note: Annotated[str, told(NOTE)] = "",
        accept: Annotated[bool, told(ACCEPT)] = False,
    ) -> None:  # fmt: skip
        desk = Desk.open(screen, path, journal)
        goal = at_place(desk.item(to, "place"))
        shares = _chosen(desk, item, quantity, source, lot)
        kind = MoveKind.TRANSFER
        _tell(screen, desk.ledger, shares)
        desk.enter(taking(desk.number(kind, number), kind, shares, goal, note=note), accept=accept)


def _chosen(desk: Desk, item: str, quantity: str, places: Sequence[str], lot: str | None) -> Sequence[Share]:
    """Return what is taken: the lot that was named, else what expires first; too little is refused."""
    found, wanted = desk.item(item), None
    order = [desk.item(place, "place") for place in dict.fromkeys(places)]
    wanted = desk.quantity(quantity, found)
    if lot is None:
        picking = pick(desk.ledger, found, wanted, at=desk.at, places=order)
        if picking.missing:
            pattern = mark("{missing} {unit} of item '{item}' are missing there; what is reserved, expired or unfit does not count; take less, or name more places with --from")  # noqa: E501  # fmt: skip
            raise SettingError(Message(pattern, missing=shown(picking.missing), unit=desk.unit(found), item=found))
        return picking.shares
    known = desk.ledger.lots.get(lot)
    if known is None or known.item != found:
        pattern = mark("there is no lot '{lot}' of item '{item}'; see the lots with 'anlan supply stock board --out'")
        raise SettingError(Message(pattern, lot=lot, item=found))
    shares: list[Share] = []
    for place in order:
        take = min(desk.ledger.on_hand(lot, place) - desk.ledger.reserved(lot, place, desk.at), wanted)
        if take > 0:
            shares.append(Share(lot, place, take))
            wanted -= take
    if wanted:
        pattern = mark("{missing} {unit} of lot '{lot}' are missing there or are reserved; take less")
        raise SettingError(Message(pattern, missing=shown(wanted), unit=known.unit, lot=lot))
    return shares


def _tell(screen: Terminal, ledger: Ledger, shares: Sequence[Share], fresh: Lot | None = None) -> None:
    for share in shares:
        lot = fresh or ledger.lots[share.lot]
        day = mark("no expiry") if lot.expires is None else lot.expires.isoformat()
        pattern = mark("{lot} at {place}: {quantity} {unit}, use by: {day}")
        said = Message(
            pattern, lot=lot.id, place=share.place, quantity=shown(share.quantity), unit=lot.unit, day=Message(day)
        )
        screen.say(said)


def _way(kind: str) -> MoveKind:
    way = next((one for one in TARGETS if one.value == kind), None)
    if way is None:
        choices = ", ".join(one.value for one in TARGETS)
        raise SettingError(
            Message(mark("'{kind}' is not one of {choices}; give one of them"), kind=kind, choices=choices)
        )
    return way


def _reason(text: str | None) -> Reason | None:
    if text is None or text in list(Reason):
        return None if text is None else Reason(text)
    choices = ", ".join(one.value for one in Reason)
    raise SettingError(Message(mark("'{kind}' is not one of {choices}; give one of them"), kind=text, choices=choices))


def _condition(text: str) -> Condition:
    found = read_condition(text)
    if isinstance(found, Wrong):
        raise SettingError(Message(mark("condition {what}; {remedy}"), what=found.what, remedy=found.remedy))
    return found
