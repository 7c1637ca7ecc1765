"""Needs by the hour, from the people affected and the city's standards of need."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.item_peaks import refuse_mixed


@dataclass(frozen=True)
class Needs:
    """What is needed of each item in each hour.

    Parameters
    ----------
    items
        Identifiers of the items that anybody needs, in the order of the catalogue; length i.
    once
        Whether the item is handed out once (a tent) rather than used up each hour (water), shape (i,).
    amount
        Newly needed in each hour, in the item's unit, shape (i, hours). For items used up: the hour's consumption.
        For items handed out once: what people need who were not counted before.
    persons
        People whose need it is, shape (i, hours). A person affected in two ways that both need the item counts
        twice.
    """

    items: tuple[str, ...]
    once: NDArray[np.bool_]
    amount: NDArray[np.float64]
    persons: NDArray[np.float64]


def needs_of(city: City, course: Mapping[str, NDArray[np.float64]], hours: int) -> Needs:
    """Compute the needs of a scenario.

    Parameters
    ----------
    city
        The city, with its tables ``items`` and ``needs``.
    course
        People in need by consequence and hour, shape (hours,) each.
    hours
        Length of the scenario, h.

    Raises
    ------
    PackageError
        If the standards of one item mix 'day' and 'once'.
    """
    standards = city.table("needs").filter(pl.col("driver").is_in(list(course)))
    refuse_mixed(standards)
    wanted = set(standards["item"])
    items = tuple(identifier for identifier in city.table("items")["id"] if identifier in wanted)
    place = {identifier: index for index, identifier in enumerate(items)}
    once = np.zeros(len(items), dtype=np.bool_)
    amount = np.zeros((len(items), hours))
    persons = np.zeros((len(items), hours))
    hour = np.arange(hours, dtype=np.float64)
    for row in standards.iter_rows(named=True):
        index = place[row["item"]]
        end = np.inf if row["to_h"] is None else row["to_h"]
        people = np.where((hour >= row["from_h"]) & (hour < end), course[row["driver"]], 0.0)
        persons[index] += people
        if row["per"] == "once":
            once[index] = True
            amount[index] += row["rate"] * np.diff(np.maximum.accumulate(people), prepend=0.0)
        else:
            amount[index] += row["rate"] / 24.0 * people
    return Needs(items, once, amount, persons)
