"""``anlan supply donations``: lists of what is wanted and not, answers to offers, and letters in two languages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from anlan.city import City
from anlan.cli.asking import Asking
from anlan.cli.console import Terminal
from anlan.cli.replacing import replaceable
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.cli.supply_inputs import read_input
from anlan.cli.supply_receipts import refuse_inputs
from anlan.errors import SettingError
from anlan.language import Message, mark, translator
from anlan.report import refuse_foreign, write_book
from anlan.report.book import Book
from anlan.report.chapters.supply_donations import DonationStory, answers_frame, donations_chapter
from anlan.report.supply_book import supply_book
from anlan.report.voice import Voice
from anlan.supplies.dispatch.records import read_dispatch
from anlan.supplies.donations import donation_lists, letter_of, match_offers, read_offers
from anlan.supplies.donations.gaps import lists_from_gap
from anlan.supplies.donations.wanted import NEVER
from anlan.supplies.exchange.tables import Column, Sheet, write_csv

WANTED, NOT_WANTED, ANSWERS = "wanted.csv", "not-wanted.csv", "answers.csv"
LETTERS = {"zh-Hans": "letters.zh.txt", "en": "letters.en.txt"}


def add_donations(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan supply donations``.

    Parameters
    ----------
    group
        Command to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)
    told = ask.option

    whole = screen.translate(mark("Publish what is wanted and what is not, and answer offers."))

    @group.command(name="donations", help=whole)
    def donations(
        path: Annotated[
            Path, ask.package
        ],
        out: Annotated[Path, ask.out],
        dispatch: Annotated[Path | None, told(mark("dispatch.json whose shortages are the list"))] = None,
        gap: Annotated[Path | None, told(mark("gap.json whose shortages are the list"))] = None,
        offers: Annotated[Path | None, told(mark("File of offers, CSV"))] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:  # fmt: skip
        if (dispatch is None) == (gap is None):
            raise SettingError(Message(mark("give --dispatch or --gap, one of them")))
        refuse_inputs((dispatch, gap, offers), out)
        refuse_foreign(out, replaceable, force=force)
        stages = Stages(screen)
        try:
            city = load_city(path, screen, stages)
            story = _story(city, dispatch, gap, offers)
            book = donations_book(story)
            write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *_extras(story, book, fresh)))
        finally:
            stages.stop()
        more = () if story.answers is None else (ANSWERS, *LETTERS.values())
        finished(screen, stages, book.chapters[0].sentences, out, (WANTED, NOT_WANTED, *more))


def _story(city: City, dispatch: Path | None, gap: Path | None, offers: Path | None) -> DonationStory:
    if dispatch is not None:
        lists = donation_lists(city, read_dispatch(city, read_input(dispatch), dispatch.name))
    elif gap is not None:
        lists = lists_from_gap(city, read_input(gap), gap.name)
    answers = None
    if offers is not None:
        answers = match_offers(city, lists, read_offers(city, read_input(offers), offers.name))
    return DonationStory(city, lists, answers)


def donations_book(story: DonationStory) -> Book:
    """Bind the lists to a book.

    Parameters
    ----------
    story
        The lists.
    """
    return supply_book(
        story.city, (), Message(mark("Donations")), Message(mark("What is wanted, what is not, and why")),
        (donations_chapter(story),), {"hour": story.lists.hour},
    )  # fmt: skip


def _extras(story: DonationStory, book: Book, folder: Path) -> tuple[Path, ...]:
    """Write the lists as CSV, and where there are offers the answers and letters, which are not for publication."""
    tables = book.chapters[0].tables
    written = [_csv(folder / WANTED, tables["wanted"]), _csv(folder / NOT_WANTED, tables["not_wanted"])]
    if story.answers is not None:
        written.append(_csv(folder / ANSWERS, answers_frame(story)))
        written += [_letters(story, folder / name, language) for language, name in LETTERS.items()]
    return tuple(written)


def _csv(path: Path, frame: pl.DataFrame) -> Path:
    rows: Sequence[Sequence[Any]] = frame.rows()
    return write_csv(path, Sheet(path.stem, [Column(title) for title in frame.columns], rows, ()))


def _letters(story: DonationStory, path: Path, language: Any) -> Path:
    say, voice = translator(language), Voice.of(language)
    chinese = language == "zh-Hans"
    unit = dict(story.city.table("items").select("id", "unit").iter_rows())
    parts = []
    for one in story.answers or ():
        name = one.offer.item
        item: str | Message = story.both[name][not chinese] if name in story.both else Message(NEVER[name])
        letter = letter_of(one, item, voice.unit(unit.get(name) or "piece"))
        text = ("" if chinese else " ").join(sentence.render(say) for sentence in letter)
        parts.append(f"# {one.offer.id}\n{text}\n")
    path.write_text("\n".join(parts), encoding="utf-8")
    return path
