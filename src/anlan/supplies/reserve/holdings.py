"""What lies in a city's stores on the day of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.reserve.places import UNPLACED, ReserveSite, members_stock
from anlan.supplies.sources import Conditions

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Holdings:
    """What lies where.

    Parameters
    ----------
    stock
        Of each item at each site, unit, shape (s, i).
    ready_h
        Hours until it can leave, the mean of its lots; where none lies, those of the item elsewhere, h, shape (s, i).
    shares
        Of each site, for each of its members the share of the site's goods that lies there, the mean over its items,
        1; sums to 1.
    expired
        Lots whose last day has passed; they are left out.
    """

    stock: Floats
    ready_h: Floats
    shares: tuple[Floats, ...]
    expired: tuple[str, ...]

    def survival(self, sites: Sequence[ReserveSite], conditions: Conditions) -> Floats:
        """Return the share of what lies at each site that a scenario leaves, 1, shape (s,).

        Parameters
        ----------
        sites
            The sites.
        conditions
            What the scenario does to places.
        """
        return np.array(
            [
                float(share @ np.array([conditions.survival.get(member, 1.0) for member in site.members]))
                for site, share in zip(sites, self.shares, strict=True)
            ]
        )


def valid(city: City, table: str, column: str, on: date | None) -> pl.DataFrame:
    """Return the rows of a table whose last day has not passed.

    Parameters
    ----------
    city
        The city.
    table, column
        The table and its column of last days.
    on
        The day; None keeps all.
    """
    rows = city.table(table)
    return rows if on is None else rows.filter(pl.col(column).is_null() | (pl.col(column) >= on))


def holdings_of(
    city: City, sites: Sequence[ReserveSite], items: tuple[str, ...], usual_h: float, on: date | None
) -> Holdings:
    """Read what lies where.

    Parameters
    ----------
    city
        The city.
    sites, items
        Sites and items of the plan.
    usual_h
        Hours until an item can leave that lies nowhere, h.
    on
        Day on which lots that have expired are left out; None keeps all.
    """
    rows = valid(city, "stock", "expires", on)
    site_of, place = members_stock(rows, sites), {item: n for n, item in enumerate(items)}
    stock, hours = np.zeros((len(sites), len(items))), np.zeros((len(sites), len(items)))
    by_member = [np.zeros((len(site.members), len(items))) for site in sites]
    for name, item, amount, ready in rows.select("place", "item", "quantity", "dispatch_h").rows():
        member = UNPLACED if name is None else name
        if member in site_of and item in place:
            site, column = site_of[member], place[item]
            stock[site, column] += amount
            hours[site, column] += amount * ready
            by_member[site][sites[site].members.index(member), column] += amount
    known = dict(rows.group_by("item").agg(pl.col("dispatch_h").median()).rows())
    usual = np.array([float(known.get(item, usual_h)) for item in items])
    ready_h = np.divide(hours, stock, out=np.tile(usual, (len(sites), 1)), where=stock > 0.0)
    expired = city.table("stock").join(rows, on="id", how="anti")["id"].to_list()
    return Holdings(stock, ready_h, tuple(_shares(each) for each in by_member), tuple(expired))


def _shares(amounts: Floats) -> Floats:
    """Return the mean over the items of the share that lies at each member; equal where nothing lies anywhere."""
    total = amounts.sum(axis=0)
    if not (total > 0.0).any():
        return np.full(amounts.shape[0], 1.0 / amounts.shape[0])
    return np.asarray((amounts[:, total > 0.0] / total[total > 0.0]).mean(axis=1))
