"""Standards of need as they hold hour by hour: what one person needs of an item, from the rows of a city."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import AGE_GROUPS, City

FloatArray = NDArray[np.float64]

EVERYBODY = "all"
"""Group of a standard that counts everybody."""

CITED = "cited"


@dataclass(frozen=True, eq=False)
class Norm:
    """What one person in need calls for, hour by hour.

    Parameters
    ----------
    ids
        Identifiers of its rows: one, or the phases that replace each other.
    item, driver, group
        Item that is needed, and whom of whom it is for; see ``needs.csv``.
    once
        Whether it is handed out once, at the largest need so far; else it is used up, by the day.
    rate
        Units for one person, once or a day, float64 (hours,); 0 where the standard does not apply.
    low, high
        The least and the most that the standard may mean, float64 (hours,); the rate where it says nothing else.
    applies
        Hours in which it applies, bool (hours,).
    cited
        Whether every row restates a standard; else one at least is an assumption.
    sources
        Sources of its rows.
    """

    ids: tuple[str, ...]
    item: str
    driver: str
    group: str
    once: bool
    rate: FloatArray
    low: FloatArray
    high: FloatArray
    applies: NDArray[np.bool_]
    cited: bool
    sources: tuple[str, ...]

    def amount(self, people: FloatArray, rate: FloatArray | None = None) -> FloatArray:
        """Return what is newly needed in each hour, in the item's unit, of the shape of `people`.

        Parameters
        ----------
        people
            People in need by hour, persons, float64 (..., hours).
        rate
            Rate in place of the norm's own, such as `low`; None for its own.
        """
        used = self.rate if rate is None else rate
        if self.once:
            return np.diff(np.maximum.accumulate(used * people, axis=-1), prepend=0.0, axis=-1)
        return np.asarray(used / 24.0 * people)

    def persons(self, people: FloatArray) -> FloatArray:
        """Return the people whose need it is in each hour, persons, of the shape of `people`."""
        return np.where(self.applies, people, 0.0)


def norms_of(city: City, hours: int, drivers: Iterable[str], hazards: Collection[str] = ()) -> tuple[Norm, ...]:
    """Return the standards of a city that apply, in the order of the table.

    Parameters
    ----------
    city
        The city, with its table ``needs``.
    hours
        Length of the scenario, h.
    drivers
        Drivers that are known.
    hazards
        Hazards at work; standards for others are left out, those for 'any' always hold.
    """
    rows = city.table("needs").filter(pl.col("driver").is_in(list(drivers)) & pl.col("hazard").is_in(["any", *hazards]))
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        together.setdefault(key_of(row), []).append(row)
    return tuple(_norm(several, hours) for several in together.values())


def key_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what rows share that replace each other: all without a phase stand alone."""
    if row["phase"] is None:
        return (row["id"],)
    return (row["item"], row["driver"], row["group"], row["hazard"], row["per"])


def _norm(rows: list[dict[str, Any]], hours: int) -> Norm:
    hour = np.arange(hours, dtype=np.float64)
    rate, low, high = np.zeros(hours), np.zeros(hours), np.zeros(hours)
    applies = np.zeros(hours, dtype=np.bool_)
    for row in rows:
        end = np.inf if row["to_h"] is None else row["to_h"]
        here = (hour >= row["from_h"]) & (hour < end)
        applies |= here
        own = row["rate"]
        rate[here] = own
        low[here] = own if row["rate_low"] is None else row["rate_low"]
        high[here] = own if row["rate_high"] is None else row["rate_high"]
    first = rows[0]
    return Norm(
        ids=tuple(row["id"] for row in rows), item=first["item"], driver=first["driver"], group=first["group"],
        once=first["per"] == "once", rate=rate, low=low, high=high, applies=applies,
        cited=all(row["confidence"] == CITED for row in rows),
        sources=tuple(dict.fromkeys(row["source"] for row in rows if row["source"])),
    )  # fmt: skip


def group_share(city: City, group: str) -> float:
    """Return the share of a group among the residents of the whole city, 1; none where the ages are not known.

    Parameters
    ----------
    city
        The city.
    group
        Group of a standard: `EVERYBODY` or an age group.
    """
    if group == EVERYBODY:
        return 1.0
    ages = city.cells.ages
    total = float(city.cells.population.sum())
    if ages is None or total <= 0.0:
        return 0.0
    return float(ages[:, AGE_GROUPS.index(group)].sum()) / total
