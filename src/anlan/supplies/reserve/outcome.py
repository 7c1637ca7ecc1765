"""A reserve plan and what explains it: what to buy where, with whom to agree, what to reserve, what to build."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.supplies.reserve.answer import ReserveAnswer
from anlan.supplies.reserve.build_up import Step
from anlan.supplies.reserve.comparison import Way
from anlan.supplies.reserve.decision import Judged
from anlan.supplies.reserve.from_city import CityReserve
from anlan.supplies.reserve.places import ReserveSite
from anlan.supplies.reserve.pricing import BudgetStep, CoverPrice, Sensitivity
from anlan.supplies.reserve.register import RegisterCover

Floats = NDArray[np.float64]

LEAST = 0.5
"""Amount below which nothing is bought: what rounds to no unit."""


@dataclass(frozen=True, eq=False)
class PlanOutcome:
    """A reserve plan and what explains it.

    Parameters
    ----------
    reserve
        The problem.
    answer
        The plan with both bounds.
    judged
        What it does.
    today
        What today's reserve does, with all agreements and lines of the package.
    ways
        Other ways to lay in a reserve, with the plan; empty where they were not asked for.
    steps
        The order in which to build it up.
    budgets
        What other budgets buy.
    prices
        What coverage costs at least.
    views
        The plan against other norms, floors and weights.
    register
        The plan against the risks of the register.
    """

    reserve: CityReserve
    answer: ReserveAnswer
    judged: Judged
    today: Judged
    ways: tuple[Way, ...] = ()
    steps: tuple[Step, ...] = ()
    budgets: tuple[BudgetStep, ...] = ()
    prices: tuple[CoverPrice, ...] = ()
    views: tuple[Sensitivity, ...] = ()
    register: tuple[RegisterCover, ...] = ()


@dataclass(frozen=True)
class Purchase:
    """Something to buy.

    Parameters
    ----------
    site
        Where it is to lie.
    item, unit
        What, and its unit.
    amount
        How much.
    held
        How much lies there today.
    once, yearly
        Its price, currency, and what keeping it costs, currency/year.
    every
        Years between renewals.
    rotated
        Whether it is sold or used before its last day.
    worth
        What one unit more would save a year beside its cost, currency/year.
    """

    site: ReserveSite
    item: str
    unit: str
    amount: float
    held: float
    once: float
    yearly: float
    every: float
    rotated: bool
    worth: float


@dataclass(frozen=True)
class Opening:
    """A base to open.

    Parameters
    ----------
    site
        The site.
    size
        Share of its full size, 1.
    once, yearly
        Cost of opening, currency, and of running, currency/year.
    goods
        Price of the goods bought for it, currency.
    filled
        Share of its room that they fill, 1.
    """

    site: ReserveSite
    size: float
    once: float
    yearly: float
    goods: float
    filled: float


@dataclass(frozen=True)
class Contract:
    """An agreement or a production line and what becomes of it.

    Parameters
    ----------
    row
        Its row of the package.
    share
        How much of it is kept, 1; a line is kept whole or not at all.
    yearly
        What it costs, currency/year.
    used
        What it hands out, mean of the scenarios, unit.
    most
        What it hands out in the scenario that asks most of it, unit.
    worth
        What the whole of it would save at the margin, currency/year.
    unit
        Unit of the item.
    """

    row: dict[str, Any]
    share: float
    yearly: float
    used: float
    most: float
    worth: float
    unit: str


def units_of(reserve: CityReserve) -> dict[str, str]:
    """Return the unit of each item of the catalogue."""
    return dict(reserve.city.table("items").select("id", "unit").rows())


def purchases(outcome: PlanOutcome) -> tuple[Purchase, ...]:
    """Return what is bought, site by site in the order of the catalogue.

    Parameters
    ----------
    outcome
        The plan.
    """
    problem, answer, upkeep = outcome.reserve.problem, outcome.answer, outcome.reserve.upkeep
    units = units_of(outcome.reserve)
    return tuple(
        Purchase(
            outcome.reserve.sites[site], problem.items[item], units[problem.items[item]],
            float(answer.bought[site, item]), float(problem.stock_now[site, item]),
            float(answer.bought[site, item] * problem.buy_once[item]),
            float(answer.bought[site, item] * problem.hold_yearly[item]), float(upkeep.every[item]),
            bool(upkeep.rotated[item]), float(answer.stock_worth[site, item]),
        )
        for site, item in np.argwhere(answer.bought >= LEAST).tolist()
    )  # fmt: skip


def openings(outcome: PlanOutcome) -> tuple[Opening, ...]:
    """Return the bases that are opened.

    Parameters
    ----------
    outcome
        The plan.
    """
    problem, answer = outcome.reserve.problem, outcome.answer
    found = []
    for site, size in np.argwhere(answer.opened).tolist():
        volume = float(answer.stock[site] @ problem.volume)
        room = float(problem.room[site, size].sum())
        found.append(
            Opening(
                outcome.reserve.sites[site], outcome.reserve.rules.sizes[size], float(problem.open_once[site, size]),
                float(problem.open_yearly[site, size]), float(answer.bought[site] @ problem.buy_once),
                volume / room if room > 0.0 else 0.0,
            )
        )  # fmt: skip
    return tuple(found)


def agreements(outcome: PlanOutcome) -> tuple[Contract, ...]:
    """Return the agreements, those that are given up too.

    Parameters
    ----------
    outcome
        The plan.
    """
    problem, answer = outcome.reserve.problem, outcome.answer
    return _contracts(
        outcome, "agreements", problem.agreements, answer.agreements, problem.agreement_yearly,
        answer.from_agreements, answer.agreement_worth,
    )  # fmt: skip


def lines(outcome: PlanOutcome) -> tuple[Contract, ...]:
    """Return the production lines, those that are not reserved too.

    Parameters
    ----------
    outcome
        The plan.
    """
    problem, answer = outcome.reserve.problem, outcome.answer
    return _contracts(
        outcome, "capacity", problem.lines, answer.lines.astype(np.float64), problem.line_yearly, answer.from_lines,
        answer.line_worth,
    )  # fmt: skip


def _contracts(
    outcome: PlanOutcome, table: str, names: tuple[str, ...], share: Floats, yearly: Floats, used: Floats,
    worth: Floats,
) -> tuple[Contract, ...]:  # fmt: skip
    rows = {row["id"]: row for row in outcome.reserve.city.table(table).iter_rows(named=True)}
    units, probability = units_of(outcome.reserve), outcome.reserve.problem.probability
    return tuple(
        Contract(
            rows[name], float(share[n]), float(share[n] * yearly[n]), float(probability @ used[:, n]),
            float(used[:, n].max(initial=0.0)), float(worth[n]), units[rows[name]["item"]],
        )
        for n, name in enumerate(names)
    )  # fmt: skip


@dataclass(frozen=True)
class Unmet:
    """An item that somebody has to go without.

    Parameters
    ----------
    item, unit
        The item and its unit.
    need
        Most that a scenario needs, unit.
    unmet
        Most that is never met in a scenario, unit.
    persons
        Most people without it at a time, persons.
    late
        Person-hours of going without, mean of the scenarios.
    today_persons, today_late
        The same under today's reserve.
    scenario
        The scenario with most people without it.
    """

    item: str
    unit: str
    need: float
    unmet: float
    persons: float
    late: float
    today_persons: float
    today_late: float
    scenario: str


def unmet_items(outcome: PlanOutcome) -> tuple[Unmet, ...]:
    """Return the items of the plan, the most person-hours of going without first.

    Parameters
    ----------
    outcome
        The plan.
    """
    problem, units = outcome.reserve.problem, units_of(outcome.reserve)
    now, before = outcome.judged, outcome.today
    persons, earlier = (one.coverage.without.sum(axis=2).max(axis=-1) for one in (now, before))
    late, later = (problem.probability @ one.course.late.sum(axis=2) for one in (now, before))
    unmet = now.course.unmet.sum(axis=(2, 3))
    found = [
        Unmet(
            item, units[item], float(problem.need[:, n].sum(axis=(1, 2)).max()), float(unmet[:, n].max()),
            float(persons[:, n].max()), float(late[n]), float(earlier[:, n].max()), float(later[n]),
            problem.scenarios[int(persons[:, n].argmax())],
        )
        for n, item in enumerate(problem.items)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.late))


def short_lived(outcome: PlanOutcome) -> tuple[tuple[str, float, float], ...]:
    """Return items whose yearly renewal is more than peacetime uses: item, renewed a year, used a year.

    Peacetime use is what the suppliers under agreement sell (`anlan.supplies.reserve.rules.ReserveRules.turnover` times
    the agreed quantity); an item without an agreement has no buyer that the package knows.

    Parameters
    ----------
    outcome
        The plan.
    """
    reserve, problem = outcome.reserve, outcome.reserve.problem
    rows = reserve.city.table("agreements").group_by("item").agg(pl.col("quantity").sum()).rows()
    sold = {item: quantity * reserve.rules.turnover for item, quantity in rows}
    found = []
    for n, item in enumerate(problem.items):
        renewed = float(outcome.answer.stock[:, n].sum() / reserve.upkeep.every[n])
        if reserve.upkeep.rotated[n] and renewed > sold.get(item, 0.0) + LEAST:
            found.append((item, renewed, sold.get(item, 0.0)))
    return tuple(found)
