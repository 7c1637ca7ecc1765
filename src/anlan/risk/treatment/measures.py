"""Measures with their cost, their years and what they demand of each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.language import Message, mark
from anlan.risk.levers import RESPONSE_LEVERS, Lever, levers_of

VALUED_ELSEWHERE: Mapping[str, str] = {
    "capability": mark("it strengthens the response; its worth shows in the rehearsal, not in these impacts"),
    "cascade": mark("it keeps failures from spreading; its worth shows in the simulation of cascades, not here"),
    "supply": mark("it adds stock, agreements or capacity; its worth shows in the supply balance, not here"),
}
"""Why a lever that changes no impact shows no benefit."""


@dataclass(frozen=True)
class Measure:
    """Something that can be done to prevent or prepare.

    Parameters
    ----------
    id
        Identifier.
    name_zh, name_en
        Names; the English one is None where there is none.
    purpose
        ``prevent``, ``prepare`` or ``baseline``.
    levers
        What it changes.
    cost
        Investment, currency; spent evenly over the years of construction.
    upkeep
        Cost of every year in use, currency/year.
    build_years
        Years from the start until it works.
    life_years
        Years it lasts once it works.
    owner
        Organisation in charge; None where none is named.
    synthetic
        Whether its row is invented by a stated method.
    """

    id: str
    name_zh: str
    name_en: str | None
    purpose: str
    levers: tuple[Lever, ...]
    cost: float
    upkeep: float
    build_years: int
    life_years: int
    owner: str | None
    synthetic: bool = False

    @property
    def on_impacts(self) -> tuple[Lever, ...]:
        """Its levers that change impacts."""
        return tuple(lever for lever in self.levers if lever.on_impacts)

    @property
    def valued_elsewhere(self) -> tuple[str, ...]:
        """Kinds of its levers that other parts of the cycle value, in the order of `RESPONSE_LEVERS`."""
        kinds = {lever.kind for lever in self.levers}
        return tuple(kind for kind in RESPONSE_LEVERS if kind in kinds)

    @property
    def why_elsewhere(self) -> Message:
        """Where the worth of those levers shows instead."""
        reasons = tuple(Message(VALUED_ELSEWHERE[kind]) for kind in self.valued_elsewhere)
        return reasons[0] if len(reasons) == 1 else Message("{reasons}", reasons=reasons)

    def works_from(self, start: int) -> int:
        """Return the first year of use.

        Parameters
        ----------
        start
            Year in which construction begins.
        """
        return start + self.build_years


@dataclass(frozen=True)
class Rule:
    """What one measure demands of another.

    Parameters
    ----------
    measure
        The measure that the rule is about.
    kind
        ``requires``: it begins to work no sooner than the other; ``excludes``: at most one of the two is done.
    other
        The other measure.
    """

    measure: str
    kind: str
    other: str


@dataclass(frozen=True)
class CashFlow:
    """What a measure costs and when it works, year by year from year 1 of the programme.

    Parameters
    ----------
    spending
        Investment, renewals and upkeep at prices of today, currency, shape (years,).
    working
        Whether it works, shape (years,).
    remaining
        Straight-line value of what is left of its life at the end of the last year, currency.
    """

    spending: NDArray[np.float64]
    working: NDArray[np.bool_]
    remaining: float


def cash_flow(measure: Measure, start: int, years: int, *, renew: bool) -> CashFlow:
    """Spread the cost of a measure over the years.

    Investment is spread evenly over construction, or falls in the first year of use where nothing is built. At the
    end of its life the measure is bought again at the same cost, or ends.

    Parameters
    ----------
    measure
        The measure.
    start
        Year in which construction begins, from 1.
    years
        Years that are looked at.
    renew
        Whether it is renewed.
    """
    spending, working = np.zeros(years + 1), np.zeros(years + 1, dtype=np.bool_)
    first = measure.works_from(start)
    building = np.arange(start, start + max(measure.build_years, 1))
    np.add.at(spending, building[building <= years], measure.cost / building.size)
    last = years if renew else min(first + measure.life_years - 1, years)
    working[first : last + 1] = True
    spending[working] += measure.upkeep
    renewals = np.arange(first + measure.life_years, years + 1, measure.life_years) if renew else np.array([], int)
    spending[renewals] += measure.cost
    age = years + 1 - (int(renewals[-1]) if renewals.size else first)
    left = max(1.0 - age / measure.life_years, 0.0) if first <= years else 0.0
    return CashFlow(spending[1:], working[1:], measure.cost * left)


def measures_of(city: City) -> tuple[Measure, ...]:
    """Read the measures of a city in the order of its table.

    Parameters
    ----------
    city
        The city.

    Raises
    ------
    PackageError
        If a lever cannot act; see `anlan.risk.levers_of`.
    """
    levers = levers_of(city)
    return tuple(
        Measure(
            row["id"],
            row["name_zh"],
            row["name_en"],
            row["purpose"],
            tuple(lever for lever in levers if lever.measure == row["id"]),
            row["cost"],
            row["upkeep"],
            row["build_years"],
            row["life_years"],
            row["owner"],
            bool(row["synthetic"]),
        )
        for row in city.table("measures").iter_rows(named=True)
    )


def rules_of(city: City) -> tuple[Rule, ...]:
    """Read what the measures of a city demand of each other.

    Parameters
    ----------
    city
        The city.
    """
    rows = city.table("measure_rules").iter_rows(named=True)
    return tuple(Rule(row["measure"], row["kind"], row["other"]) for row in rows)
