"""Donations: the lists of what is wanted and what is not, to be published; nothing on this page leads to a donor."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_story import SupplyStory
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity
from anlan.supplies.dispatch.priorities import CLASSES
from anlan.supplies.donations import Answer, DonationLists
from anlan.supplies.donations.offers import REASONS
from anlan.supplies.donations.wanted import NEVER


@dataclass(frozen=True, eq=False)
class DonationStory(SupplyStory):
    """Lists of donations, ready to be published.

    Parameters
    ----------
    city
        The city.
    lists
        What is wanted and what is not.
    answers
        Answers to offers; None where there were none to answer.
    """

    lists: DonationLists
    answers: tuple[Answer, ...] | None = None

    @cached_property
    def both(self) -> Mapping[str, tuple[str, str]]:
        """Chinese and English name of each item."""
        rows = self.city.table("items").select("id", "name_zh", "name_en").iter_rows()
        return {name: (chinese or name, english or chinese or name) for name, chinese, english in rows}


def donations_chapter(story: DonationStory) -> Chapter:
    """Show the lists.

    Parameters
    ----------
    story
        The lists.
    """
    return Chapter(
        key="donations",
        title=Message(mark("Donations: wanted and not wanted")),
        sentences=tuple(_sentences(story)),
        grids={"wanted": _wanted(story), "enough": _enough(story), "never": _never(story)},
        limits=(
            Message(mark("Lists follow from what is missing at their hour; they change with every new plan.")),
            Message(mark("No personal data are asked for or kept; an offer is known by its number.")),
        ),
        tables={"wanted": wanted_frame(story), "not_wanted": not_wanted_frame(story)},
    )


def _sentences(story: DonationStory) -> Iterator[Message]:
    lists = story.lists
    yield Message(
        mark("Items wanted at hour {hour:g}: {wanted}; items of which there is enough: {enough}."), hour=lists.hour,
        wanted=len(lists.wanted), enough=len(lists.not_wanted),
    )  # fmt: skip
    if story.answers is not None:
        counts = Counter(one.reason for one in story.answers)
        yield Message(
            mark("Offers answered: {all}; taken in whole: {whole}, in part: {part}, politely refused: {refused}."),
            all=len(story.answers), whole=counts["taken"], part=counts["part"],
            refused=len(story.answers) - counts["taken"] - counts["part"],
        )  # fmt: skip


def _wanted(story: DonationStory) -> Grid:
    columns = (
        Column("item", Message(mark("Item"))),
        Column("quantity", Message(mark("Wanted"))),
        Column("by", Message(mark("Needed by hour"))),
        Column("where", Message(mark("District"))),
    )
    rows = []
    for one in story.lists.wanted:
        most = sorted(one.districts, key=lambda code: -one.districts[code])[:3]
        where = tuple(story.names.say(code) for code in most if code)
        rows.append(Row(one.item, (story.names.item(one.item), Quantity(one.quantity, one.unit),
                                   f"{one.needed_by_h:.0f}", where or "–"),
                        Message(CLASSES[one.triage])))  # fmt: skip
    return Grid(Message(mark("What is wanted")), columns, tuple(rows))


def _enough(story: DonationStory) -> Grid:
    columns = (Column("item", Message(mark("Item"))),)
    rows = [Row(one.item, (story.names.item(one.item),)) for one in story.lists.not_wanted]
    return Grid(Message(mark("Not wanted: there is enough")), columns, tuple(rows))


def _never(story: DonationStory) -> Grid:
    columns = (Column("what", Message(mark("What"))),)
    rows = [Row(key, (Message(NEVER[key]),)) for key in story.lists.never]
    return Grid(Message(mark("Please never send")), columns, tuple(rows))


def wanted_frame(story: DonationStory) -> pl.DataFrame:
    """Return the list of what is wanted, in both languages.

    Parameters
    ----------
    story
        The lists.
    """
    rows: list[dict[str, Any]] = [
        {"item": one.item, "name_zh": story.both[one.item][0], "name_en": story.both[one.item][1],
         "quantity": one.quantity, "unit": one.unit, "needed_by_h": one.needed_by_h, "triage": one.triage,
         "districts": " ".join(f"{code}:{quantity:g}" for code, quantity in one.districts.items() if code)}
        for one in story.lists.wanted
    ]  # fmt: skip
    return _frame(rows, ("item", "name_zh", "name_en", "quantity", "unit", "needed_by_h", "triage", "districts"))


def not_wanted_frame(story: DonationStory) -> pl.DataFrame:
    """Return the list of what is not wanted, in both languages.

    Parameters
    ----------
    story
        The lists.
    """
    rows = [
        {"item": one.item, "name_zh": story.both[one.item][0], "name_en": story.both[one.item][1]}
        for one in story.lists.not_wanted
    ]
    return _frame(rows, ("item", "name_zh", "name_en"))


def answers_frame(story: DonationStory) -> pl.DataFrame:
    """Return the answers to offers; not for publication, since it names organisations that gave.

    Parameters
    ----------
    story
        The lists and answers.
    """
    rows: list[dict[str, Any]] = [
        {"offer": one.offer.id, "donor": one.offer.donor, "item": one.offer.item, "offered": one.offer.quantity,
         "taken": one.taken, "place": one.offer.place, "available_h": one.offer.available_h, "reason": one.reason,
         "why": REASONS[one.reason]}
        for one in story.answers or ()
    ]  # fmt: skip
    return _frame(rows, ("offer", "donor", "item", "offered", "taken", "place", "available_h", "reason", "why"))


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None) if rows else pl.DataFrame(
        {name: pl.Series([], dtype=pl.String) for name in columns}
    )  # fmt: skip
