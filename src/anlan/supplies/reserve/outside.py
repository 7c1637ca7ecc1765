"""What agreements and production lines bring in each scenario, window by window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.reserve.holdings import valid
from anlan.supplies.reserve.options import PlanOptions
from anlan.supplies.reserve.rules import ReserveRules
from anlan.supplies.reserve.upstream import Chains
from anlan.supplies.reserve.ways import free_travel, travel_after
from anlan.supplies.sources import Conditions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AGREEMENT, LINE = "agreement:", "line:"
"""Prefixes of the origins from which agreements and lines deliver."""


@dataclass(frozen=True, eq=False)
class Outside:
    """Agreements or lines as a problem wants them; see `anlan.supplies.reserve.problem.ReserveProblem`.

    Parameters
    ----------
    names
        Identifiers, length n.
    item
        Place of the item of each, int64 (n,).
    yearly, price, leave_h
        Yearly cost, currency/year; price of a unit, currency; hours until it leaves, h; shape (n,).
    brought
        Units of each scenario: of an agreement, shape (w, n); of a line in each window, shape (w, n, t).
    delay_h
        Hours that damage adds to the delivery: of an agreement, shape (w, n, 1, a); of what a line makes in each
        window, shape (w, n, t, a).
    """

    names: tuple[str, ...]
    item: Ints
    yearly: Floats
    price: Floats
    leave_h: Floats
    brought: Floats
    delay_h: Floats


def agreements_of(
    city: City, items: tuple[str, ...], areas: tuple[str, ...], conditions: tuple[Conditions, ...], options: PlanOptions
) -> Outside:
    """Return what the agreements would bring: their quantity, less default and what the scenario destroys.

    Call-off hours run to the delivery over whole roads; only what damage adds is counted beside them.

    Parameters
    ----------
    city
        The city.
    items, areas
        Items and areas of the plan.
    conditions
        Of each scenario.
    options
        What is asked for.
    """
    rows = valid(city, "agreements", "valid_until", options.on).filter(pl.col("item").is_in(list(items))).to_dicts()
    left = np.array([[one.survival.get(row["place"] or "", 1.0) for row in rows] for one in conditions])
    promised = np.array([row["quantity"] * (1.0 - row["default_probability"]) for row in rows])
    leave = np.array([float(row["call_off_h"]) for row in rows])
    return Outside(
        names=tuple(row["id"] for row in rows),
        item=_places(rows, items),
        yearly=np.array([float(row["reservation_cost"]) for row in rows]),
        price=_prices(city, rows),
        leave_h=leave,
        brought=(left * promised).reshape(len(conditions), len(rows)),
        delay_h=_delays(rows, leave[:, None], areas, conditions, options),
    )


def lines_of(
    city: City, items: tuple[str, ...], areas: tuple[str, ...], conditions: tuple[Conditions, ...],
    options: PlanOptions, rules: ReserveRules, edges: Floats, chains: Sequence[Chains] = (),
) -> Outside:  # fmt: skip
    """Return what the lines would make after conversion and ramp, as far as power, water, staff and parts are there.

    A line's output of an hour is that of `anlan.supplies.arrivals`, times the share of samples in which the factory
    stands and has its services and staff in that hour. It is counted when it is delivered; damage to roads adds to
    that. A reserved line is rehearsed once a year.

    Parameters
    ----------
    city
        The city.
    items, areas
        Items and areas of the plan.
    conditions
        Of each scenario.
    options, rules
        What is asked for, and how peacetime is charged.
    edges
        Ends of the windows, h, shape (t,).
    chains
        What lines with suppliers deliver in each scenario, see `anlan.supplies.reserve.upstream`; empty where material
        in hand alone counts.
    """
    rows = city.table("capacity").filter(pl.col("item").is_in(list(items))).to_dicts()
    price = _prices(city, rows)
    starts = np.concatenate([[0], edges[:-1]]).astype(np.int64)
    brought = np.zeros((len(conditions), len(rows), edges.size))
    for scenario, one in enumerate(conditions):
        for line, row in enumerate(rows):
            chained = chains[scenario].get(row["id"]) if chains else None
            hourly = line_output(row, one, int(edges[-1])) if chained is None else _padded(chained, int(edges[-1]))
            brought[scenario, line] = np.add.reduceat(hourly, starts)
    rehearsal = np.array([rules.rehearsal * row["max_rate"] for row in rows]) * price
    first = np.array([float(row["conversion_h"] + row["delivery_h"]) for row in rows])
    leave = np.maximum(first[:, None], (starts + edges) / 2.0)
    return Outside(
        names=tuple(row["id"] for row in rows),
        item=_places(rows, items),
        yearly=np.array([float(row["reservation_cost"]) for row in rows]) + rehearsal,
        price=price,
        leave_h=np.zeros(len(rows)),
        brought=brought,
        delay_h=_delays(rows, leave, areas, conditions, options),
    )


def _padded(hourly: Floats, hours: int) -> Floats:
    return np.concatenate([hourly, np.zeros(max(hours - hourly.size, 0))])[:hours]


def line_output(line: Mapping[str, Any], conditions: Conditions, hours: int) -> Floats:
    """Return what a line delivers in each hour of a scenario, unit, shape (hours,).

    Parameters
    ----------
    line
        Row of the table ``capacity``.
    conditions
        Of the scenario.
    hours
        Hours that are wanted; after the end of the scenario the line works as in its last hour.
    """
    place = line["place"]
    working = conditions.working(place) * conditions.survival.get(place or "", 1.0)
    shift = round(line["delivery_h"])
    at_work = np.concatenate([np.ones(shift), working, np.full(max(hours - working.size, 0), working[-1])])[:hours]
    since = np.maximum(np.arange(hours + 1) - line["conversion_h"] - line["delivery_h"], 0.0)
    ramp = line["ramp_h"]
    rising = np.minimum(since, ramp)
    full = since - rising + (rising**2 / (2.0 * ramp) if ramp > 0.0 else 0.0)
    made = np.diff(full) * line["hours_a_day"] / 24.0 * at_work
    if line["material_h"] is not None:
        made = np.diff(np.minimum(made.cumsum(), line["material_h"]), prepend=0.0)
    return np.asarray(made * line["max_rate"] * line["yield_share"])


def _places(rows: list[dict[str, Any]], items: tuple[str, ...]) -> Ints:
    place = {item: index for index, item in enumerate(items)}
    return np.array([place[row["item"]] for row in rows], dtype=np.int64)


def _prices(city: City, rows: list[dict[str, Any]]) -> Floats:
    """Return the price of a unit: its own, or the catalogue's."""
    listed = dict(city.table("items").select("id", "price").rows())
    return np.array([float(row["price"] if row["price"] is not None else listed[row["item"]] or 0.0) for row in rows])


def _delays(
    rows: list[dict[str, Any]], leave: Floats, areas: tuple[str, ...], conditions: tuple[Conditions, ...],
    options: PlanOptions,
) -> Floats:  # fmt: skip
    """Return the hours that damage adds to the way from each place at each hour of leaving, (n, t) to (w, n, t, a)."""
    found = np.zeros((len(conditions), *leave.shape, len(areas)))
    for place, row in enumerate(rows):
        origin = row["place"] or ""
        free = free_travel(conditions, origin, areas)
        for scenario, one in enumerate(conditions):
            travel = travel_after(one, origin, leave[place], areas, options.open_share)
            found[scenario, place] = np.maximum(travel - free, 0.0)
    return found
