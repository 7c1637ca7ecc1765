"""Needs against supplies: the gap list, the lines of each item, and their tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.language import Message, mark
from anlan.rehearsal import Rehearsed
from anlan.report.document import Column, Grid, Hours, ItemLines, Row
from anlan.report.quantity import Name, Quantity, Said, Unit

ROUNDING = 1e-9
"""A gap smaller than this share of the need is rounding error."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ItemGap:
    """What becomes of one item in a scenario.

    Parameters
    ----------
    item
        Identifier.
    name
        Its name.
    group
        Key of its supply group.
    unit
        Its unit.
    once
        Whether it is handed out once rather than used up.
    place
        Its place among the items of the balance.
    need, stock, agreement, capacity, shortage
        Amounts over the whole scenario, in the unit.
    first_short
        First hour with a gap, h; None where there is none.
    last_short
        Last hour with a gap, h.
    hours_short
        Number of hours with a gap, h.
    peak_without
        Most people without it in any hour, persons.
    unmet, unmet_low, unmet_high
        Unmet need and its band, person-hours.
    synthetic
        Whether the item's need or any of its supplies is invented by a stated method.
    """

    item: str
    name: Name
    group: str
    unit: str
    once: bool
    place: int
    need: float
    stock: float
    agreement: float
    capacity: float
    shortage: float
    first_short: int | None
    last_short: int | None
    hours_short: int
    peak_without: float
    unmet: float
    unmet_low: float
    unmet_high: float
    synthetic: bool


def gaps_of(city: City, rehearsed: Rehearsed) -> tuple[ItemGap, ...]:
    """Measure the gap of every item of a scenario, the most unmet person-hours first.

    Parameters
    ----------
    city
        The city.
    rehearsed
        The scenario.
    """
    catalogue = {row["id"]: row for row in city.table("items").iter_rows(named=True)}
    invented = _invented(city)
    gaps = [
        _gap(rehearsed, place, catalogue[item], item in invented)
        for place, item in enumerate(rehearsed.balance.needs.items)
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.unmet, gap.place)))


def _gap(rehearsed: Rehearsed, place: int, row: Mapping[str, object], synthetic: bool) -> ItemGap:
    balance, band = rehearsed.balance, rehearsed.band
    need = float(balance.needs.amount[place].sum())
    short = np.flatnonzero(_real(balance.unmet[place], balance.needs.amount[place]))
    without = np.where(_real(balance.unmet[place], balance.needs.amount[place]), balance.unmet_persons[place], 0.0)
    return ItemGap(
        item=str(row["id"]),
        name=Name.of(row),
        group=str(row["group"]),
        unit=str(row["unit"]),
        once=bool(balance.needs.once[place]),
        place=place,
        need=need,
        stock=float(balance.stock[place].sum()),
        agreement=float(balance.agreement[place].sum()),
        capacity=float(balance.capacity[place].sum()),
        shortage=float(balance.shortage[place]) if short.size else 0.0,
        first_short=int(short[0]) if short.size else None,
        last_short=int(short[-1]) if short.size else None,
        hours_short=short.size,
        peak_without=float(without.max(initial=0.0)),
        unmet=float(without.sum()),
        unmet_low=float(band.unmet_low[place]),
        unmet_high=float(band.unmet_high[place]),
        synthetic=synthetic,
    )


def _real(unmet: Floats, amount: Floats) -> NDArray[np.bool_]:
    real: NDArray[np.bool_] = unmet > ROUNDING * amount.max(initial=0.0)
    return real


def _invented(city: City) -> frozenset[str]:
    tables = (city.table(name) for name in ("needs", "stock", "agreements", "capacity"))
    return frozenset(item for table in tables for item in table.filter(pl.col("synthetic"))["item"])


GAP_COLUMNS = (
    Column("item", Message(mark("Item"))),
    Column("unit", Message(mark("Unit"))),
    Column("need", Message(mark("Needed")), bare=True),
    Column("stock", Message(mark("From stock")), bare=True),
    Column("agreement", Message(mark("From agreements")), bare=True),
    Column("capacity", Message(mark("From production")), bare=True),
    Column("shortage", Message(mark("Missing")), mark("in all, or most at a time")),
    Column("first", Message(mark("First short")), mark("hour")),
    Column("short", Message(mark("Short for")), "h"),
    Column("without", Message(mark("Most people without")), "persons"),
    Column("unmet", Message(mark("Unmet need")), "person-hours", bar=True),
    Column("band", Message(mark("Band of the unmet need")), "person-hours"),
)
"""What the gap list says of an item."""

GAP_NOTE = Message(
    mark(
        "Items used up (water, food): what is missing is the sum over the hours. Items handed out once (tents, "
        "beds): the most that people wait for at one time. The band holds the middle 80 % of the events about as "
        "frequent as this one."
    )
)


def gap_grid(gaps: tuple[ItemGap, ...]) -> Grid:
    """Tabulate the gaps by supply group, the group with the most unmet person-hours first.

    Parameters
    ----------
    gaps
        Gaps, the worst first.
    """
    rows = tuple(_gap_row(gap) for gap in in_groups(gaps))
    return Grid(Message(mark("Gap list")), GAP_COLUMNS, rows, GAP_NOTE)


def _gap_row(gap: ItemGap) -> Row:
    amounts = (gap.need, gap.stock, gap.agreement, gap.capacity, gap.shortage)
    band = Message(mark("{low} to {high}"), low=Quantity(gap.unmet_low, "1", 2), high=Quantity(gap.unmet_high, "1", 2))
    values: tuple[Said, ...] = (
        gap.name,
        Unit(gap.unit),
        *(Quantity(value, gap.unit) for value in amounts),
        Quantity(gap.first_short, "h", None),
        Quantity(gap.hours_short, "h", None),
        Quantity(gap.peak_without, "persons"),
        Quantity(gap.unmet, "person-hours"),
        band,
    )
    return Row(gap.item, values, Message(SUPPLY_GROUPS[gap.group]), gap.synthetic)


def in_groups(gaps: tuple[ItemGap, ...]) -> Iterator[ItemGap]:
    """Yield the gaps group by group, the group with the most unmet person-hours first.

    Parameters
    ----------
    gaps
        Gaps, the worst first.
    """
    total: dict[str, float] = {}
    for gap in gaps:
        total[gap.group] = total.get(gap.group, 0.0) + gap.unmet
    for group in sorted(total, key=lambda name: -total[name]):
        yield from (gap for gap in gaps if gap.group == group)


def hours_of(rehearsed: Rehearsed, gaps: tuple[ItemGap, ...]) -> Hours:
    """Draw out the hours of a scenario.

    Parameters
    ----------
    rehearsed
        The scenario.
    gaps
        Its gaps.
    """
    level = rehearsed.resilience
    return Hours(
        course={target: tuple(people.tolist()) for target, people in rehearsed.scenario.course.items()},
        items=tuple(_lines(rehearsed, gap) for gap in in_groups(gaps)),
        level=tuple(level.whole.tolist()),
        level_low=tuple(rehearsed.band.level_low.tolist()),
        level_high=tuple(rehearsed.band.level_high.tolist()),
        groups={group: tuple(values.tolist()) for group, values in level.level.items()},
    )


def _lines(rehearsed: Rehearsed, gap: ItemGap) -> ItemLines:
    balance = rehearsed.balance

    def so_far(hourly: Floats) -> tuple[float, ...]:
        line = hourly[gap.place]
        return tuple((np.cumsum(line) if gap.once else line).tolist())

    return ItemLines(
        gap.item,
        gap.name,
        gap.unit,
        gap.group,
        gap.once,
        so_far(balance.needs.amount),
        so_far(balance.stock),
        so_far(balance.agreement),
        so_far(balance.capacity),
        tuple(balance.unmet[gap.place].tolist()),
    )
