"""The peak demand on each item of supply and each capability, and which event sets it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.errors import PackageError, Problem
from anlan.language import Message, mark
from anlan.risk import exceedance
from anlan.scenarios.candidates import Candidates, counted
from anlan.scenarios.norms import group_share, norms_of
from anlan.scenarios.pareto import pareto_front
from anlan.scenarios.scenario import course_of
from anlan.scenarios.worst import Worst

NO_LESS = 1e-9
"""Share of a level by which an event may miss it and still cover it: rounding."""

Rates = Mapping[str, NDArray[np.float64]]
"""Need for one person by consequence, shape (k,) each: the item's peak is the largest over k of the sums."""


@dataclass(frozen=True)
class ItemPeak:
    """The peak demand on one item.

    Parameters
    ----------
    item
        Identifier in the catalogue.
    once
        Whether it is handed out once, so that amounts are totals; else they are for a day at the worst hour's pace.
    level
        Peak that an event of any hazard reaches or exceeds as often as the general floor says, in the item's unit.
    kind, event
        The event that sets this level; empty and -1 where none needs the item so often.
    chosen
        Peak in the worst scenario of all.
    by_choice
        Peak in the choice of each hazard, by kind.
    """

    item: str
    once: bool
    level: float
    kind: str
    event: int
    chosen: float
    by_choice: Mapping[str, float]

    @property
    def missing(self) -> float:
        """What the worst scenario of all leaves out, in the item's unit."""
        return 0.0 if self.covered else self.level - self.chosen

    @property
    def covered(self) -> bool:
        """Whether the worst scenario of all needs as much as the level."""
        return self.chosen >= self.level * (1.0 - NO_LESS)

    @property
    def missing_in_all(self) -> float:
        """What the choices of all hazards leave out, each looked at by itself, in the item's unit."""
        most = max(self.by_choice.values(), default=0.0)
        return 0.0 if most >= self.level * (1.0 - NO_LESS) else self.level - most


def refuse_mixed(standards: pl.DataFrame) -> None:
    """Refuse standards that count one item both by the day and once.

    Parameters
    ----------
    standards
        Rows of the table ``needs``.

    Raises
    ------
    PackageError
        With a problem for each such item.
    """
    mixed = (
        standards.group_by("item", maintain_order=True)
        .agg(pl.col("per").n_unique().alias("ways"), pl.col("id"))
        .filter(pl.col("ways") > 1)
    )
    if mixed.height:
        raise PackageError(
            Problem(
                "needs.csv",
                Message(
                    mark("standards {ids} count item '{item}' both by the day and once"),
                    ids=", ".join(row["id"]),
                    item=row["item"],
                ),
                Message(mark("split the item in two, or use one way for all its standards")),
                feature=row["id"][0],
                code="mixed-standards",
            )
            for row in mixed.iter_rows(named=True)
        )


def peak_rates(city: City, hazard: str, item: str, hours: int, together: Sequence[str] = ()) -> Rates:
    """Return what one person affected needs of an item at the hours that can be the worst.

    Needs are linear in the people affected, hour by hour (see `anlan.supplies.needs_of`). Of an item that is handed
    out once, all that was handed out by the last hour is the peak, one sum for each consequence. Of an item that is
    used up, the peak is in one of the hours; hours in which another needs as much for every consequence cannot be it.

    Parameters
    ----------
    city
        The city.
    hazard
        Hazard whose courses hold.
    item
        Identifier of the item.
    hours
        Length of the scenario, h.
    together
        All hazards that strike together, whose standards hold; none for `hazard` alone.
    """
    shares = course_of(city, hazard, dict.fromkeys(PEOPLE_TARGETS, 1.0), hours)
    table: dict[str, NDArray[np.float64]] = {}
    for norm in norms_of(city, hours, PEOPLE_TARGETS, together or (hazard,)):
        if norm.item == item:
            need = norm.rate * shares[norm.driver] * group_share(city, norm.group)
            most = np.array([need.max(initial=0.0)]) if norm.once else need
            table[norm.driver] = table.get(norm.driver, 0.0) + most
    if not table:
        return {}
    steps = np.unique(np.stack(list(table.values()), axis=1), axis=0)
    worst = steps[pareto_front(steps)]
    return {driver: worst[:, column] for column, driver in enumerate(table)}


def peaks_of(candidates: Candidates, rates: Rates) -> NDArray[np.float64]:
    """Return the peak demand of each event, in the item's unit, shape (n,).

    Parameters
    ----------
    candidates
        Events with the people affected.
    rates
        Need for one person, see `peak_rates`.
    """
    count = candidates.frequency.size
    steps = next((rate.size for rate in rates.values()), 0)
    most = np.zeros(count)
    for step in range(steps):
        need = np.zeros(count)
        for driver, rate in rates.items():
            if driver in candidates.values and rate[step] > 0.0:
                need += rate[step] * candidates.values[driver]
        np.maximum(most, need, out=most)
    return most


@dataclass
class _Levels:
    """Levels of items; items whose needs differ by a factor only share one search."""

    worst: Worst
    found: dict[bytes, tuple[float, str, int]] = field(default_factory=dict)

    def of(self, rates: Mapping[str, Rates], unit: float) -> tuple[float, str, int]:
        """Return the level at the floor in multiples of `unit` and the event that sets it."""
        key = repr({kind: {name: np.round(rate / unit, 12).tolist() for name, rate in one.items()}
                    for kind, one in rates.items()}).encode()  # fmt: skip
        if key not in self.found:
            together = counted(tuple(self.worst.candidates.values()))
            needs = np.concatenate([peaks_of(one, rates[one.kind]) / unit for one in together])
            curve = exceedance(needs, np.concatenate([one.frequency for one in together]))
            place = curve.index_at(self.worst.floor)
            if place is None or curve.impact[place] <= 0.0:
                self.found[key] = (0.0, "", -1)
            else:
                kind, event = _owner(together, int(curve.order[place]))
                self.found[key] = (float(curve.impact[place]), kind, event)
        return self.found[key]


def _owner(several: tuple[Candidates, ...], row: int) -> tuple[str, int]:
    """Return kind and event of a row of all candidates one below the other."""
    ends = np.cumsum([one.frequency.size for one in several])
    place = int(np.searchsorted(ends, row, side="right"))
    return several[place].kind, row - int(ends[place] - several[place].frequency.size)


def item_peaks(worst: Worst) -> tuple[ItemPeak, ...]:
    """Return the peak demand on each item that anybody needs, in the order of the catalogue.

    Parameters
    ----------
    worst
        The search.

    Raises
    ------
    PackageError
        If the standards of one item mix 'day' and 'once'.
    """
    city = worst.assessment.city
    hours, standards = int(city.settings["horizon_hours"]), city.table("needs")
    refuse_mixed(standards)
    ways = dict(standards.select("item", "per").iter_rows())
    levels, found = _Levels(worst), []
    for item in (one for one in city.table("items")["id"] if one in ways):
        rates = _rates(worst, item, hours)
        unit = max((float(rate.max()) for one in rates.values() for rate in one.values()), default=0.0)
        if unit <= 0.0:
            continue
        level, kind, event = levels.of(rates, unit)
        by_choice = {one.kind: _at(worst, one.kind, one.event, rates[one.kind]) for one in worst.choices}
        chosen = by_choice[worst.choices[0].kind] if worst.choices else 0.0
        found.append(ItemPeak(item, ways[item] == "once", level * unit, kind, event, chosen, by_choice))
    return tuple(found)


def _rates(worst: Worst, item: str, hours: int) -> dict[str, Rates]:
    """Return what one person needs of an item, by kind of candidates: by the courses of the hazard that leads."""
    city, kinds = worst.assessment.city, worst.candidates
    several = {one.hazards for one in kinds.values()}
    rates = {hazards: peak_rates(city, hazards[0], item, hours, hazards) for hazards in several}
    return {kind: rates[one.hazards] for kind, one in kinds.items()}


def _at(worst: Worst, kind: str, event: int, rates: Rates) -> float:
    values = worst.candidates[kind].values
    steps = sum((rate * values[driver][event] for driver, rate in rates.items() if driver in values), np.zeros(1))
    return float(steps.max())
