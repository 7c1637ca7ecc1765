"""Lists of donations out of the balance of scenarios, ``gap.json``, where no dispatch has been planned yet."""

import json
import math
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from anlan.city import City
from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import MEASURED
from anlan.supplies.dispatch.priorities import CLASS_OF_GROUP, CLASSES
from anlan.supplies.donations.wanted import NEVER, DonationLists, NotWanted, Wanted


def lists_from_gap(city: City, text: str, file: str) -> DonationLists:
    """Derive what is wanted from ``gap.json``: of each item the most that is missing in a scenario.

    Parameters
    ----------
    city
        The city.
    text
        Content of the file.
    file
        Its name, for what is said about problems.

    Raises
    ------
    ImportDataError
        If the file is none of this program's or for another state of the city package.
    """
    rows = _rows(city, text, file)
    unit = dict(city.table("items").select("id", "unit").iter_rows())
    group = dict(city.table("items").select("id", "group").iter_rows())
    missing: dict[str, float] = {}
    due: dict[str, float] = {}
    for row in rows:
        item, short = row["item"], float(row["missing"])
        missing[item] = max(missing.get(item, 0.0), short)
        if short > 0.0:
            due[item] = min(due.get(item, math.inf), float(row["first_hour_h"] or 0.0))
    wanted = [
        Wanted(item, unit[item], short if unit[item] in MEASURED else float(ceil(short - 1e-6)), due[item], {},
               CLASS_OF_GROUP.get(group[item] or "", max(CLASSES)))
        for item, short in missing.items() if short > 1e-6
    ]  # fmt: skip
    wanted.sort(key=lambda one: (one.triage, one.needed_by_h, one.item))
    enough = tuple(NotWanted(item, unit[item], 0.0) for item, short in missing.items() if short <= 1e-6)
    return DonationLists(tuple(wanted), enough, tuple(NEVER), 0.0)


def _rows(city: City, text: str, file: str) -> list[Mapping[str, Any]]:
    try:
        raw = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise ImportDataError([_bad(file, Message(mark("it is no JSON: {error}"), error=str(error)), line)]) from error
    rows = raw.get("gap") if isinstance(raw, dict) else None
    provenance = raw.get("provenance") if isinstance(raw, dict) else None
    if not isinstance(rows, list) or not isinstance(provenance, dict):
        raise ImportDataError([_bad(file, Message(mark("it holds no balance of supplies")))])
    if provenance.get("checksum") != city.checksum:
        raise ImportDataError([_bad(file, Message(mark("it was planned for another state of the city package")))])
    wrong = list(_senseless(city, rows))
    if wrong:
        raise ImportDataError([_bad(file, what) for what in wrong])
    return rows


def _senseless(city: City, rows: list[Any]) -> Iterator[Message]:
    known = set(city.table("items")["id"].to_list())
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield Message(mark("row {number} of the balance is no object"), number=number)
            continue
        if not isinstance(row.get("item"), str) or row["item"] not in known:
            yield Message(mark("item '{name}' is not known"), name=str(row.get("item")))
        hour = row.get("first_hour_h")
        if not _sound(row.get("missing")) or not (hour is None or _sound(hour)):
            yield Message(mark("row {number} of the balance has no sound numbers"), number=number)


def _sound(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value) and value >= 0.0


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _bad(file: str, what: Message, line: int | None = None) -> Problem:
    remedy = Message(mark("give a gap.json that 'anlan supply gap' has written for this package"))
    return Problem(file, what, remedy, line=line, code="bad-gap")
