"""Standards of need, codes, kits and substitutes that contradict themselves, the catalogue or each other."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import polars as pl

from anlan.city.cells import AGE_GROUPS
from anlan.city.draft import Draft
from anlan.errors import Problem
from anlan.language import Message

NEEDS, ITEMS, KITS, SUBSTITUTES = "needs.csv", "items.csv", "kits.csv", "substitutes.csv"

Row = dict[str, Any]

CODE = re.compile(r"[1-3](?=(?:0[1-9]|[1-9][0-9])*(?:00)*$)[0-9]{6}")
"""Seven digits of GB/T 38565-2020, 5.2: the first 1 to 3, then three levels of two digits, 01 to 99; 00 where a code
stops at a higher level."""


def _rows(draft: Draft, table: str) -> Iterator[tuple[Row, int]]:
    """Yield the rows of a table with their lines."""
    for row, line in zip(draft.frame(table).iter_rows(named=True), draft.lines(table), strict=True):
        yield row, int(line)


def units_of_rates(draft: Draft) -> Iterator[Problem]:
    """Yield standards that count an item in another unit than the catalogue: boxes against pieces."""
    if not draft.usable("items", "id", "unit") or not draft.usable("needs", "item", "unit"):
        return
    own = dict(draft.frame("items").select("id", "unit").iter_rows())
    for row, line in _rows(draft, "needs"):
        if row["unit"] is not None and row["item"] in own and row["unit"] != own[row["item"]]:
            yield Problem(
                NEEDS,
                Message("the rate of {id!r} is in {found!r} and items.csv counts {item!r} in {unit!r}",
                        id=row["id"], found=row["unit"], item=row["item"], unit=own[row["item"]]),
                Message("convert the rate to the unit of the item, and write that unit"), line=line,
                code="unit-mismatch",
            )  # fmt: skip


def ranges_of_rates(draft: Draft) -> Iterator[Problem]:
    """Yield standards whose least, rate and most, or whose hours, are out of order, and casualties counted by day."""
    if not draft.usable("needs", "rate", "rate_low", "rate_high", "from_h", "to_h", "driver", "per"):
        return
    for row, line in _rows(draft, "needs"):
        low = row["rate"] if row["rate_low"] is None else row["rate_low"]
        high = row["rate"] if row["rate_high"] is None else row["rate_high"]
        if not low <= row["rate"] <= high:
            yield Problem(
                NEEDS,
                Message("rate_low {low:g}, rate {rate:g} and rate_high {high:g} of {id!r} do not rise", id=row["id"],
                        low=low, rate=row["rate"], high=high),
                Message("correct them so that the rate lies between the least and the most"), line=line,
                code="rates-out-of-order",
            )  # fmt: skip
        if row["to_h"] is not None and row["to_h"] <= row["from_h"]:
            yield Problem(
                NEEDS,
                Message("{id!r} ends at hour {end:g} and begins at hour {begin:g}", id=row["id"], end=row["to_h"],
                        begin=row["from_h"]),
                Message("correct one of them, or leave to_h empty for no end"), line=line, code="no-hours",
            )  # fmt: skip
        if row["driver"] == "casualty_arrivals" and row["per"] == "day":
            yield Problem(
                NEEDS,
                Message("{id!r} counts casualties as they arrive by the day, and each of them arrives once",
                        id=row["id"]),
                Message("write once, or take the driver severely_injured or lightly_injured"), line=line,
                code="arrivals-by-day",
            )  # fmt: skip


def phases_of_standards(draft: Draft) -> Iterator[Problem]:
    """Yield phases of one standard that hold in the same hour."""
    columns = ("id", "item", "driver", "group", "hazard", "per", "phase", "from_h", "to_h")
    if not draft.usable("needs", *columns):
        return
    together: dict[tuple[str, ...], list[tuple[Row, int]]] = {}
    for row, line in _rows(draft, "needs"):
        if row["phase"] is not None:
            key = tuple(row[name] for name in ("item", "driver", "group", "hazard", "per"))
            together.setdefault(key, []).append((row, line))
    for several in together.values():
        for (one, first), (other, line) in combinations(several, 2):
            if one["from_h"] < _end(other) and other["from_h"] < _end(one):
                yield Problem(
                    NEEDS,
                    Message("phases {phase!r} of {id!r} and {other_phase!r} in line {first} hold in the same hours",
                            phase=other["phase"], id=other["id"], other_phase=one["phase"], first=first),
                    Message("end one phase where the next begins, by from_h and to_h"), line=line,
                    code="overlapping-phases",
                )  # fmt: skip


def _end(row: Row) -> float:
    return float("inf") if row["to_h"] is None else float(row["to_h"])


def mixed_standards(draft: Draft) -> Iterator[Problem]:
    """Yield standards that count an item in another way than the first one of the same item: by the day and once."""
    if not draft.usable("needs", "item", "per"):
        return
    first: dict[str, tuple[str, int]] = {}
    for row, line in _rows(draft, "needs"):
        way, where = first.setdefault(row["item"], (row["per"], line))
        if row["per"] != way:
            yield Problem(
                NEEDS,
                Message("{id!r} counts item {item!r} '{way}' and line {first} counts it '{other}'", id=row["id"],
                        item=row["item"], way=row["per"], first=where, other=way),
                Message("split the item in two, or use one way for all its standards"), line=line,
                code="mixed-standards",
            )  # fmt: skip


def groups_without_ages(draft: Draft) -> Iterator[Problem]:
    """Yield standards for an age group in a city whose ages are not known."""
    if not draft.usable("needs", "group") or not draft.usable("cells", *AGE_GROUPS):
        return
    cells = draft.frame("cells")
    if cells.height and not any(cells[name].null_count() for name in AGE_GROUPS):
        return
    for row, line in _rows(draft, "needs"):
        if row["group"] in AGE_GROUPS:
            yield Problem(
                NEEDS,
                Message("{id!r} is for {group}, and cells.csv does not give the ages of all residents", id=row["id"],
                        group=row["group"]),
                Message("fill the age columns of cells.csv, or state the standard for all"), line=line, code="no-ages",
            )  # fmt: skip


def codes_of_items(draft: Draft) -> Iterator[Problem]:
    """Yield classification codes that GB/T 38565-2020 cannot hold; whether a code is the right one is not checked."""
    if not draft.usable("items", "code"):
        return
    for row, line in _rows(draft, "items"):
        code = row["code"]
        if code is not None and not CODE.fullmatch(code):
            yield Problem(
                ITEMS,
                Message("code {code!r} of {id!r} is no code of GB/T 38565-2020", code=code, id=row["id"]),
                Message(
                    "give seven digits: 1, 2 or 3, then three levels of two digits, 00 only behind the last level; "
                    "leave it empty where the code is not known"
                ), line=line, code="code-form",
            )  # fmt: skip


def kits_in_kits(draft: Draft) -> Iterator[Problem]:
    """Yield kits that contain themselves, straight away or through other kits, and items that replace themselves."""
    if draft.usable("substitutes", "item", "substitute"):
        for row, line in _rows(draft, "substitutes"):
            if row["item"] is not None and row["item"] == row["substitute"]:
                yield Problem(
                    SUBSTITUTES, Message("item {id!r} stands in for itself", id=row["item"]), Message("remove the row"),
                    line=line, code="own-substitute",
                )  # fmt: skip
    if not draft.usable("kits", "kit", "item"):
        return
    pairs = draft.frame("kits").select("kit", "item").drop_nulls()
    circular = _circular(pairs)
    for row, line in _rows(draft, "kits"):
        if (row["kit"], row["item"]) in circular:
            yield Problem(
                KITS, Message("kit {kit!r} is contained in its own part {item!r}", kit=row["kit"], item=row["item"]),
                Message("remove one of the rows of the circle"), line=line, code="kit-in-itself",
            )  # fmt: skip


def _circular(pairs: pl.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of kit and part in which the part leads back to the kit."""
    parts: dict[str, list[str]] = {}
    for kit, item in pairs.iter_rows():
        parts.setdefault(kit, []).append(item)
    return {(kit, item) for kit, items in parts.items() for item in items if kit in _within(parts, item)}


def _within(parts: dict[str, list[str]], item: str) -> set[str]:
    """Return an item with all that is in it."""
    found, queue = {item}, [item]
    while queue:
        for one in parts.get(queue.pop(), []):
            if one not in found:
                found.add(one)
                queue.append(one)
    return found
