"""Offers of donations: read without personal data, matched to what is wanted, taken in whole or in part."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from anlan.city import City
from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import MEASURED
from anlan.supplies.dispatch.lots import Lot
from anlan.supplies.dispatch.requests import Sites
from anlan.supplies.donations.wanted import NEVER, DonationLists

NEEDED = ("id", "item", "quantity", "place", "available_h")
OPTIONAL = ("donor", "good_for_h")

PERSONAL = (
    "phone",
    "mobile",
    "tel",
    "email",
    "address",
    "id_card",
    "birth",
    "wechat",
    "电话",
    "手机",
    "身份证",
    "住址",
)
"""Parts of names of columns that hold personal data, which this program neither needs nor keeps."""

REASONS: Mapping[str, str] = {
    "taken": mark("we gladly take all of it"),
    "part": mark("we gladly take a part of it; that is all that is missing"),
    "enough": mark("there is enough of it already"),
    "never": mark("we cannot handle such goods safely in an emergency"),
    "late": mark("it would come after it is needed"),
    "short_lived": mark("it would not keep until it can be handed out"),
    "unasked": mark("nobody has asked for it"),
}
"""Why an offer is answered as it is."""

HANDLING_H = 6.0
"""Hours between arrival and handing out that an offered item must keep, h; assumption."""

GRACE_H = 72.0
"""Hours after it is needed until which an item is still taken, h; assumption."""


@dataclass(frozen=True)
class Offer:
    """An offer.

    Parameters
    ----------
    id
        Number under which the donor is known to whoever took the offer; nothing else leads to a person.
    item
        Identifier of an item, or a key of `anlan.supplies.donations.wanted.NEVER`.
    quantity
        How much, in the item's unit.
    place
        Where it lies: identifier of a place or code of an area.
    available_h
        From when it can be fetched, hours after the start of the scenario.
    donor
        Name of an organisation; empty for private persons, who are not named.
    good_for_h
        How long it keeps from then on, h; infinite where it keeps.
    """

    id: str
    item: str
    quantity: float
    place: str
    available_h: float
    donor: str = ""
    good_for_h: float = math.inf


@dataclass(frozen=True)
class Answer:
    """What becomes of an offer.

    Parameters
    ----------
    offer
        The offer.
    taken
        How much of it is taken, in the item's unit.
    reason
        Key of `REASONS`.
    """

    offer: Offer
    taken: float
    reason: str


def read_offers(city: City, text: str, file: str) -> tuple[Offer, ...]:
    """Read offers from CSV, all or none; columns with personal data are refused.

    Parameters
    ----------
    city
        The city whose items, places and areas the offers name.
    text
        Content of the file, with the columns id, item, quantity, place and available_h, and perhaps donor and
        good_for_h.
    file
        Its name, for what is said about problems.

    Raises
    ------
    ImportDataError
        With every problem that was found, by line.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="")
    columns = [name.strip() for name in reader.fieldnames or ()]
    problems = _bad_columns(columns, file)
    if problems:
        raise ImportDataError(problems)
    reader.fieldnames = columns
    items, places = {*city.table("items")["id"].to_list(), *NEVER}, Sites.of(city).at
    found, seen = [], set[str]()
    for raw in reader:
        row = {name: (value or "").strip() for name, value in raw.items() if isinstance(value, str) or value is None}
        numbers = {name: _number(row.get(name, "")) for name in ("quantity", "available_h", "good_for_h")}
        numbers["good_for_h"] = numbers["good_for_h"] if row.get("good_for_h") else math.inf
        wrong = [
            ("unknown-item", row["item"] not in items, mark("item '{value}' is not known"), row["item"]),
            ("unknown-place", row["place"] not in places, mark("place '{value}' is not known"), row["place"]),
            ("bad-number", numbers["quantity"] is None or numbers["quantity"] <= 0.0,
             mark("quantity is '{value}'"), row["quantity"]),
            ("bad-number", numbers["available_h"] is None, mark("available_h is '{value}'"), row["available_h"]),
            ("bad-number", numbers["good_for_h"] is None, mark("good_for_h is '{value}'"), row.get("good_for_h", "")),
            ("duplicate", not row["id"] or row["id"] in seen, mark("number '{value}' is empty or used before"),
             row["id"]),
        ]  # fmt: skip
        problems += [Problem(file, Message(text, value=value), Message(mark("correct it")), line=reader.line_num,
                             code=code) for code, bad, text, value in wrong if bad]  # fmt: skip
        seen.add(row["id"])
        found.append((row, numbers))
    if problems:
        raise ImportDataError(problems)
    return tuple(
        Offer(row["id"], row["item"], numbers["quantity"] or 0.0, row["place"], numbers["available_h"] or 0.0,
              row.get("donor", ""), math.inf if numbers["good_for_h"] is None else numbers["good_for_h"])
        for row, numbers in found
    )  # fmt: skip


def _bad_columns(columns: Sequence[str], file: str) -> list[Problem]:
    """Return the columns that are missing and those that hold personal data."""
    missing = Message(mark("give the columns {names}"), names=", ".join(NEEDED))
    private = Message(mark("leave it out; keep it where the offer was taken, under the number of the offer"))
    found = [
        Problem(file, Message(mark("column '{name}' is missing"), name=name), missing, line=1, code="missing-column")
        for name in NEEDED
        if name not in columns
    ]
    held = [name for name in columns if any(part in name.lower() for part in PERSONAL)]
    pattern = mark("column '{name}' holds personal data")
    return found + [Problem(file, Message(pattern, name=name), private, line=1, code="personal-data") for name in held]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0.0 else None


def match_offers(city: City, lists: DonationLists, offers: Sequence[Offer]) -> tuple[Answer, ...]:
    """Take offers until nothing is missing: what is there first, then by number.

    Parameters
    ----------
    city
        The city.
    lists
        What is wanted and what is not.
    offers
        Offers.

    Returns
    -------
    One answer for each offer, in their order.
    """
    unit = dict(city.table("items").select("id", "unit").iter_rows())
    missing = {one.item: one.quantity for one in lists.wanted}
    due = {one.item: one.needed_by_h for one in lists.wanted}
    enough = {one.item for one in lists.not_wanted}
    found: dict[str, Answer] = {}
    for one in sorted(offers, key=lambda each: (each.available_h, each.id)):
        reason = _refused(one, missing, due, enough)
        if reason:
            found[one.id] = Answer(one, 0.0, reason)
            continue
        taken = min(one.quantity, missing[one.item])
        if unit.get(one.item) not in MEASURED:
            taken = float(math.floor(taken + 1e-9))
        missing[one.item] -= taken
        found[one.id] = Answer(one, taken, "taken" if taken >= one.quantity else "part" if taken > 0.0 else "enough")
    return tuple(found[one.id] for one in offers)


def _refused(offer: Offer, missing: Mapping[str, float], due: Mapping[str, float], enough: set[str]) -> str | None:
    if offer.item in NEVER:
        return "never"
    if offer.item not in missing:
        return "enough" if offer.item in enough else "unasked"
    if missing[offer.item] <= 1e-9:
        return "enough"
    if offer.available_h > due[offer.item] + GRACE_H:
        return "late"
    return "short_lived" if offer.good_for_h < HANDLING_H else None


def lots_from(answers: Sequence[Answer]) -> tuple[Lot, ...]:
    """Return what is taken as lots, for the next plan.

    Parameters
    ----------
    answers
        Answers to offers.
    """
    return tuple(
        Lot(f"donation-{one.offer.id}", "donation", one.offer.item, one.offer.place, one.offer.donor, one.taken,
            one.offer.available_h)
        for one in answers if one.taken > 0.0
    )  # fmt: skip


def forget(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers without any donor, for the record that is kept after the event.

    Parameters
    ----------
    answers
        Answers to offers.
    """
    return tuple(replace(one, offer=replace(one.offer, donor="", id=f"{number}")) for number, one in
                 enumerate(answers, start=1))  # fmt: skip
