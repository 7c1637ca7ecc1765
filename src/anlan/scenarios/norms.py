"""Standards of need as they hold hour by hour: what one person needs of an item, from the rows of a city."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import AGE_GROUPS, City
from anlan.city.tables.supplies import ILLNESS, TRAUMA

FloatArray = NDArray[np.float64]

EVERYBODY = "all"
"""Group of a standard that counts everybody."""

TEAMS = "teams"
"""Group of items that are teams and specialists, not supplies."""

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
    hazards
        Hazards whose people it is for; empty for those of any hazard.
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
    hazards: frozenset[str]
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


def norms_of(
    city: City, hours: int, drivers: Iterable[str], hazards: Collection[str] = (), *, teams: bool = False
) -> tuple[Norm, ...]:
    """Return the standards of a city that apply, in the order of the table.

    Standards for one item, driver, group, phase and span that name different hazards do not add up where several of
    these are at work: the largest rate holds, for the people whom any of them affects.

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
    teams
        Whether standards for teams and specialists (items of the group `TEAMS`) are wanted in place of those for
        supplies.
    """
    items = city.table("items")
    of_kind = items.filter((pl.col("group") == TEAMS) == pl.lit(teams))["id"]
    standards = city.table("needs").with_columns(
        pl.col("hazard").fill_null("any"), pl.col("group").fill_null(EVERYBODY)
    )
    rows = standards.filter(pl.col("driver").is_in(list(drivers)) & pl.col("item").is_in(of_kind.implode()))
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in _joined(rows.iter_rows(named=True), hazards):
        together.setdefault(key_of(row), []).append(row)
    return tuple(_norm(several, hours) for several in together.values())


def hazards_meant(hazard: str, hazards: Collection[str]) -> frozenset[str]:
    """Return those of the hazards at work that a standard means.

    Parameters
    ----------
    hazard
        Column of the standard: a kind of hazard, 'any' or 'trauma'.
    hazards
        Hazards at work.
    """
    if hazard == "any":
        return frozenset(hazards)
    return frozenset(one for one in hazards if one == hazard or (hazard == TRAUMA and one not in ILLNESS))


def _joined(rows: Iterable[dict[str, Any]], hazards: Collection[str]) -> list[dict[str, Any]]:
    """Return the rows that apply, those that differ by hazard alone as one: the largest rate, for all they mean."""
    alike = ("item", "driver", "group", "per", "phase", "from_h", "to_h")
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        any_hazard = row["hazard"] == "any"
        meant = frozenset[str]() if any_hazard else hazards_meant(row["hazard"], hazards)
        if not any_hazard and not meant:
            continue
        key = (row["id"],) if any_hazard else tuple(row[name] for name in alike)
        before = found.get(key)
        best = row if before is None or row["rate"] > before["rate"] else before
        found[key] = {**best, "meant": meant | (before["meant"] if before else frozenset())}
    return list(found.values())


def key_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what rows share that replace each other: all without a phase stand alone."""
    if row["phase"] is None:
        return (row["id"],)
    return (row["item"], row["driver"], row["group"], "+".join(sorted(row["meant"])), row["per"])


def _norm(rows: list[dict[str, Any]], hours: int) -> Norm:
    hour = np.arange(hours, dtype=np.float64)
    rate, low, high = np.zeros(hours), np.zeros(hours), np.zeros(hours)
    applies = np.zeros(hours, dtype=np.bool_)
    for row in rows:
        end = np.inf if row["to_h"] is None else row["to_h"]
        here = (hour >= (row["from_h"] or 0.0)) & (hour < end)
        applies |= here
        own = row["rate"]
        rate[here] = own
        low[here] = own if row["rate_low"] is None else row["rate_low"]
        high[here] = own if row["rate_high"] is None else row["rate_high"]
    first = rows[0]
    return Norm(
        ids=tuple(row["id"] for row in rows), item=first["item"], driver=first["driver"], group=first["group"],
        hazards=first["meant"],
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
