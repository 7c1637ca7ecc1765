"""What a unit in stock costs a year: capital, renewal by sale, use or disposal, care and room."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.reserve.rules import ReserveRules

FloatArray = NDArray[np.float64]

DAYS = 365.25
"""Days of a year."""


@dataclass(frozen=True, eq=False)
class Upkeep:
    """Yearly cost of one unit of each item in stock, currency/year; arrays of shape (i,).

    Parameters
    ----------
    items
        Identifiers.
    price
        Price of one unit, currency; zero where the package names none.
    capital
        The first purchase, spread over the years of the rules.
    renewal
        What renewing it again and again costs, spread evenly.
    holding
        Care, insurance, counting, loss.
    storage
        Room.
    every
        Years between renewals.
    rotated
        Whether it is sold or used before its last day, rather than thrown away on it.
    """

    items: tuple[str, ...]
    price: FloatArray
    capital: FloatArray
    renewal: FloatArray
    holding: FloatArray
    storage: FloatArray
    every: FloatArray
    rotated: NDArray[np.bool_]

    @property
    def kept(self) -> FloatArray:
        """Yearly cost of a unit that the city owns already, currency/year."""
        return self.renewal + self.holding + self.storage

    @property
    def bought(self) -> FloatArray:
        """Yearly cost of a unit that has yet to be bought, currency/year."""
        return self.kept + self.capital


def upkeep_of(city: City, items: tuple[str, ...], rules: ReserveRules) -> Upkeep:
    """Compute what a unit of each item costs a year in stock.

    A unit is bought for its price and renewed every L years for c: for its price less what its sale or use brings,
    after a share of its shelf life; or for its price and its disposal, on its last day. With interest r the present
    value of all renewals without end is c / ((1 + r)^L - 1) (a perpetuity whose period is L years), and r times that
    is the even yearly cost. The first purchase is spread by the capital recovery factor, see `annuity`.

    Parameters
    ----------
    city
        The city.
    items
        Identifiers of the items.
    rules
        How peacetime is charged.
    """
    rows = pl.DataFrame({"id": list(items)}, {"id": pl.String}).join(
        city.table("items"), on="id", how="left", maintain_order="left"
    )
    price = _column(rows, "price", 0.0)
    years = _column(rows, "shelf_life_days", rules.shelf_years * DAYS) / DAYS
    back = np.array([rules.recovered.get(group, 0.0) for group in rows["group"].to_list()], dtype=np.float64)
    rotated = rules.dual_use & (back > 0.0)
    every = np.maximum(np.where(rotated, rules.rotate_at * years, years), 1.0 / DAYS)
    cost = np.where(rotated, price * (1.0 - back), price + rules.disposal_kg * _column(rows, "weight_kg", 0.0))
    return Upkeep(
        items=items,
        price=price,
        capital=annuity(rules.years, rules.rate) * price,
        renewal=cost * renewal_factor(every, rules.rate),
        holding=rules.holding * price,
        storage=rules.storage_m3 * _column(rows, "volume_m3", 0.0),
        every=every,
        rotated=rotated,
    )


def renewal_factor(every: FloatArray, rate: float) -> FloatArray:
    """Return the even yearly cost of paying one unit of money every so many years without end, 1/year.

    Parameters
    ----------
    every
        Years between payments, the first of them after that time.
    rate
        Interest, 1/year; without interest the factor is one over the years.
    """
    if rate == 0.0:
        return np.asarray(1.0 / every, dtype=np.float64)
    return np.asarray(rate / np.expm1(every * np.log1p(rate)), dtype=np.float64)


def annuity(years: float, rate: float) -> float:
    """Return the even yearly payment that repays one unit of money within some years (capital recovery factor), 1/year.

    Parameters
    ----------
    years
        Years of repayment.
    rate
        Interest, 1/year; without interest the payment is one over the years.
    """
    return 1.0 / years if rate == 0.0 else rate / (1.0 - (1.0 + rate) ** -years)


def _column(rows: pl.DataFrame, name: str, absent: float) -> FloatArray:
    return rows[name].fill_null(absent).to_numpy().astype(np.float64)
