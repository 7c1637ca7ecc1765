"""The books behind the commands on stock: the journal where one is given, else the stock of the package."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.errors import LedgerError, Problem, SettingError
from anlan.language import Message, mark
from anlan.supplies.exchange import stock_table, write_stock
from anlan.supplies.exchange.book_rows import book_rows
from anlan.supplies.ledger import Journal, Ledger, Move, opening_moves, recipes_of, replay
from anlan.supplies.ledger.moves import Action


def books_of(journal: Path | None, city: City, at: datetime) -> Ledger:
    """Return the ledger of a journal that exists, else that of the package's stock.

    Parameters
    ----------
    journal
        File of the journal; None where none was given.
    city
        The city.
    at
        The present moment.
    """
    if journal is not None and journal.exists():
        return replay(journal).ledger
    return Ledger(recipes=recipes_of(city)).apply(opening_moves(city), at=at)


def prepare(
    journal: Path, city: City, moves: Sequence[Action], at: datetime, *, opening: bool, adds: bool
) -> Callable[[], Ledger]:
    """Try moves on the books of a journal; what is returned writes them, and begins a journal where there is none.

    Parameters
    ----------
    journal
        File of the journal.
    city
        The city.
    moves
        The moves.
    at
        The present moment.
    opening
        Whether a new journal begins with the stock of the package.
    adds
        Whether the moves add to what a journal holds; else it must hold nothing, or these very moves.

    Raises
    ------
    LedgerError
        If the books refuse the moves, or a lot that is to be received is in the journal already.
    SettingError
        If the journal holds stock that the moves do not add to.
    """
    if not journal.exists():
        batch = [*(opening_moves(city) if opening else ()), *moves]
        recipes = recipes_of(city)
        Ledger(recipes=recipes).apply(batch, at=at)
        return lambda: Journal.begin(journal, recipes, batch, at).ledger
    book = Journal.resume(journal)
    known = book.ledger
    fresh = [move for move in moves if move.id not in known.entered]
    if fresh and not adds:
        pattern = mark("{journal} holds stock already; add to it with --add, or count it")
        raise SettingError(Message(pattern, journal=journal))
    twice = [lot.id for move in fresh if isinstance(move, Move) for lot in move.lots if lot.id in known.lots]
    if twice:
        raise LedgerError(_known_lot(journal, lot) for lot in twice)
    known.apply(moves, at=at)
    return lambda: book.enter(moves, at=at)


def enter_moves(path: Path, city: City, journal: Path, moves: Sequence[Action], after: Ledger, at: datetime) -> None:
    """Enter moves in a journal, and bring ``stock.csv`` in line with the books.

    Parameters
    ----------
    path
        The package.
    city
        The city as it is.
    journal
        File of the journal; it is begun with the stock of the package where there is none.
    moves
        The moves or drills.
    after
        The books with them.
    at
        The present moment.
    """
    write = prepare(journal, city, moves, at, opening=True, adds=True)
    write_stock(path, stock_table(city, book_rows(city, after), add=False), write)


def _known_lot(journal: Path, lot: str) -> Problem:
    what = Message(mark("lot '{lot}' is in the journal already"), lot=lot)
    remedy = Message(mark("count it instead, or give the new lot an identifier of its own"))
    return Problem(journal.name, what, remedy, code="reused-lot")


def day_option(screen: Terminal) -> Any:
    """Return the option ``--on`` of a command.

    Parameters
    ----------
    screen
        Where the command writes.
    """
    return typer.Option(help=screen.translate(mark("Day; today if not given")), formats=["%Y-%m-%d"])


def now(city: City) -> datetime:
    """Return the present moment in the city's zone.

    Parameters
    ----------
    city
        The city.
    """
    return datetime.now(ZoneInfo(str(city.info["timezone"])))


def day_of(city: City, wish: datetime | None) -> date:
    """Return the day that was asked for, or today in the city's zone.

    Parameters
    ----------
    city
        The city.
    wish
        What was given with ``--on``.
    """
    return now(city).date() if wish is None else wish.date()
