"""Needs by the hour, from the people affected and the city's standards of need."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.item_peaks import refuse_mixed
from anlan.scenarios.norms import Norm, group_share, norms_of


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


def needs_of(city: City, course: Mapping[str, NDArray[np.float64]], hours: int, hazards: Collection[str] = ()) -> Needs:
    """Compute the needs of a scenario.

    Standards for an age group count its share of the whole city.

    Parameters
    ----------
    city
        The city, with its tables ``items`` and ``needs``.
    course
        People in need by consequence and hour, shape (hours,) each.
    hours
        Length of the scenario, h.
    hazards
        Hazards at work; standards for other hazards are left out.

    Raises
    ------
    PackageError
        If the standards of one item mix 'day' and 'once'.
    """
    norms = norms_of(city, hours, course, hazards)
    refuse_mixed(city.table("needs").filter(pl.col("driver").is_in(list(course))))
    items, once = items_of(city, norms)
    place = {identifier: index for index, identifier in enumerate(items)}
    amount, persons = np.zeros((len(items), hours)), np.zeros((len(items), hours))
    for norm in norms:
        people = course[norm.driver] * group_share(city, norm.group)
        amount[place[norm.item]] += norm.amount(people)
        persons[place[norm.item]] += norm.persons(people)
    return Needs(items, once, amount, persons)


def items_of(city: City, norms: Sequence[Norm]) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """Return the items that standards call for, in the order of the catalogue, and which are handed out once.

    Parameters
    ----------
    city
        The city.
    norms
        Standards; those of one item agree on how it is counted.
    """
    once = {norm.item: norm.once for norm in norms}
    items = tuple(identifier for identifier in city.table("items")["id"] if identifier in once)
    return items, np.array([once[item] for item in items], dtype=np.bool_)
