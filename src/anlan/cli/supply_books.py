"""The books behind the commands on stock: the journal where one is given, else the stock of the package."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.errors import LedgerError, Problem, SettingError
from anlan.language import Message, mark
from anlan.supplies.ledger import Journal, Ledger, Move, opening_moves, recipes_of, replay


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


def enter(journal: Path, city: City, moves: Sequence[Move], at: datetime, *, opening: bool, adds: bool) -> Ledger:
    """Enter moves in a journal; a new one is begun where there is none.

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
        If a lot that is to be received is in the journal already.
    SettingError
        If the journal holds stock that the moves do not add to.
    """
    begun = journal.exists()
    book = Journal.resume(journal) if begun else Journal.begin(journal, recipes_of(city))
    known = book.ledger
    fresh = [move for move in moves if move.id not in known.entered]
    if begun and fresh and not adds:
        pattern = mark("{journal} holds stock already; add to it with --add, or count it")
        raise SettingError(Message(pattern, journal=journal))
    twice = [lot.id for move in fresh for lot in move.lots if lot.id in known.lots]
    if twice:
        raise LedgerError(
            Problem(
                journal.name,
                Message(mark("lot '{lot}' is in the journal already"), lot=lot),
                Message(mark("count it instead, or give the new lot an identifier of its own")),
                code="reused-lot",
            )
            for lot in twice
        )
    before = () if begun or not opening else opening_moves(city)
    return book.enter([*before, *moves], at=at)


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
