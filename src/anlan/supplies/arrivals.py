"""What arrives by the hour: own stock, agreements, production capacity."""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City


@dataclass(frozen=True)
class Arrivals:
    """What can be handed out for the first time in each hour, in the items' units.

    Parameters
    ----------
    items
        Identifiers of the items; length i.
    stock
        From own stock, shape (i, hours).
    agreement
        From agreements, expected value over their default probability, shape (i, hours).
    capacity
        From production, shape (i, hours).
    """

    items: tuple[str, ...]
    stock: NDArray[np.float64]
    agreement: NDArray[np.float64]
    capacity: NDArray[np.float64]


def arrivals_of(city: City, items: tuple[str, ...], hours: int) -> Arrivals:
    """Compute when own stock, agreements and production reach the people.

    Stock and agreements arrive whole in the first hour that begins no earlier than their delay. All stores and lines
    are taken to survive the event, and upstream components to suffice.

    Parameters
    ----------
    city
        The city.
    items
        Identifiers of the items.
    hours
        Length of the scenario, h.
    """
    place = {identifier: index for index, identifier in enumerate(items)}
    shape = (len(items), hours)
    stock, agreement, capacity = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row in _rows(city, "stock", items):
        _arrive(stock[place[row["item"]]], row["quantity"], row["dispatch_h"])
    for row in _rows(city, "agreements", items):
        expected = row["quantity"] * (1.0 - row["default_probability"])
        _arrive(agreement[place[row["item"]]], expected, row["call_off_h"])
    for row in _rows(city, "capacity", items):
        capacity[place[row["item"]]] += _output(row, hours)
    return Arrivals(items, stock, agreement, capacity)


def _rows(city: City, table: str, items: tuple[str, ...]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = city.table(table).filter(pl.col("item").is_in(list(items))).to_dicts()
    return rows


def _arrive(hourly: NDArray[np.float64], quantity: float, delay: float) -> None:
    first = ceil(delay)
    if first < hourly.size:
        hourly[first] += quantity


def _output(line: dict[str, Any], hours: int) -> NDArray[np.float64]:
    """Return the hourly deliveries of one production line: linear ramp, then full rate, until material runs out."""
    since_start = np.maximum(np.arange(hours + 1) - line["conversion_h"] - line["delivery_h"], 0.0)
    ramp = line["ramp_h"]
    rising = np.minimum(since_start, ramp)
    full_hours = since_start - rising + (rising**2 / (2.0 * ramp) if ramp > 0.0 else 0.0)
    full_hours *= line["hours_a_day"] / 24.0
    if line["material_h"] is not None:
        full_hours = np.minimum(full_hours, line["material_h"])
    hourly: NDArray[np.float64] = np.diff(full_hours) * line["max_rate"] * line["yield_share"]
    return hourly
