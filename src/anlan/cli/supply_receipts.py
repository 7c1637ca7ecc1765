"""``anlan supply receipts``: what was delivered, short or damaged, entered in the journal and asked for again."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from anlan.city import City
from anlan.cli.asking import Asking
from anlan.cli.console import Terminal
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.cli.supply_books import books_of, now, prepare
from anlan.cli.supply_inputs import read_input
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.report import refuse_foreign, write_book
from anlan.report.book import Book
from anlan.report.chapters.supply_receipts import ReceiptStory, receipts_chapter
from anlan.report.supply_book import supply_book
from anlan.supplies.dispatch.receipt_files import read_receipts
from anlan.supplies.dispatch.receipt_moves import receipt_moves
from anlan.supplies.dispatch.receipts import ask_again, settle
from anlan.supplies.dispatch.records import read_dispatch
from anlan.supplies.dispatch.requests import NEEDED, OPTIONAL
from anlan.supplies.exchange.tables import Column, Sheet, write_csv
from anlan.supplies.ledger import Ledger

AGAIN, SETTLED = "requests-again.csv", "receipts.csv"


def add_receipts(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan supply receipts``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)
    told = ask.option

    whole = screen.translate(mark("Set what was signed for against what was sent, and ask again for what is missing."))

    @group.command(name="receipts", help=whole)
    def receipts(
        path: Annotated[
            Path, ask.package
        ],
        dispatch: Annotated[Path, told(mark("dispatch.json of the plan that was driven"))],
        receipts: Annotated[Path, told(mark("Convoy sheets that have been filled in, CSV"))],
        out: Annotated[Path, ask.out],
        journal: Annotated[Path | None, told(mark("Journal of the ledger to enter it in too"))] = None,
        hour: Annotated[
            float | None, told(mark("Hour of the new requests; that of the last receipt if not given"))
        ] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:  # fmt: skip
        refuse_inputs((dispatch, receipts, journal), out, may_lack=(journal,))
        refuse_foreign(out, replaceable, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            story = _story(city, dispatch, receipts, hour)
            write, story = _entered(city, story, journal)
            book = receipts_book(story)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *_extras(story, book, fresh)))
            if write is not None:
                write()
        finally:
            stages.stop()
        finished(screen, stages, book.chapters[0].sentences, out, (SETTLED, AGAIN))


def refuse_inputs(files: tuple[Path | None, ...], out: Path, may_lack: tuple[Path | None, ...] = ()) -> None:
    """Refuse files that are not there, or that lie in the folder that would be replaced.

    Parameters
    ----------
    files
        The files; None for those that were not given.
    out
        Folder of the report.
    may_lack
        Files that need not exist yet.

    Raises
    ------
    SettingError
        With every such file.
    """
    said = []
    for file in files:
        if file is None:
            continue
        if not file.is_file() and (file not in may_lack or file.exists()):
            said.append(Message(mark("{file} is no file; give the path of one"), file=file))
        elif file.resolve().is_relative_to(out.resolve()):
            pattern = mark("{file} lies in {out}, which would be replaced; give another folder for the report")
            said.append(Message(pattern, file=file, out=out))
    if said:
        raise SettingError.of(said)


def _story(city: City, dispatch: Path, receipts: Path, hour: float | None) -> ReceiptStory:
    found = read_dispatch(city, read_input(dispatch), dispatch.name)
    signed, lines = read_receipts(read_input(receipts), receipts.name)
    settled = settle(found, signed, receipts.name, lines)
    at = max([found.now_h, *(one.hour for one in signed)]) if hour is None else hour
    return ReceiptStory(city, found, settled, ask_again(found, settled, at))


def _entered(city: City, story: ReceiptStory, journal: Path | None) -> tuple[Callable[[], Ledger] | None, ReceiptStory]:
    """Try the moves on the books; return what enters them, and the story with what the books do not know."""
    if journal is None:
        return None, story
    moment = now(city)
    moves, unknown = receipt_moves(city, story.dispatch, story.settled, books_of(journal, city, moment))
    write = prepare(journal, city, moves, moment, opening=True, adds=True)
    return write, ReceiptStory(city, story.dispatch, story.settled, story.again, len(moves), unknown)


def receipts_book(story: ReceiptStory) -> Book:
    """Bind the chapter on receipts to a book.

    Parameters
    ----------
    story
        Receipts against the dispatch.
    """
    return supply_book(
        story.city, (), Message(mark("What arrived: the receipts")),
        Message(mark("What was delivered, short or damaged, and what is asked for again")),
        (receipts_chapter(story),), {"hour": story.dispatch.now_h},
    )  # fmt: skip


def _extras(story: ReceiptStory, book: Book, folder: Path) -> tuple[Path, ...]:
    """Write the lines as CSV, and the requests that a new plan takes with ``--requests``."""
    frame = book.chapters[0].tables["receipts"]
    settled = Sheet("receipts", [Column(title) for title in frame.columns], frame.rows(), ())
    names = (*NEEDED, *OPTIONAL)
    rows = [[getattr(one, name) for name in names] for one in story.again]
    again = Sheet("requests", [Column(name) for name in names], rows, ())
    return write_csv(folder / SETTLED, settled), write_csv(folder / AGAIN, again)
