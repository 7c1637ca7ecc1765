"""A reserved line against a stock: what a unit that can be had by an hour costs in a year."""

from dataclasses import dataclass

import numpy as np

from anlan.city import City
from anlan.errors import SettingError
from anlan.language import Message
from anlan.supplies.production.plan import ProductionPlan

DAYS_A_YEAR = 365.25

TINY = 1e-9


@dataclass(frozen=True)
class KeepingCost:
    """What keeping a stock costs.

    Parameters
    ----------
    interest
        Yearly cost of the money that lies in a stock, 1/year. Assumption.
    storage
        Yearly cost of a cubic metre of store, currency/(m3 year). Assumption.
    salvage
        Share of the price that is earned when stock is sold or used in time before it expires, 1. Assumption.
    frequency
        How often the scenario is reckoned with, 1/year: so often units of a line are bought, and a stock is bought
        anew.

    Raises
    ------
    SettingError
        If one is outside its range.
    """

    interest: float = 0.04
    storage: float = 200.0
    salvage: float = 0.5
    frequency: float = 0.01

    def __post_init__(self) -> None:
        if min(self.interest, self.storage, self.frequency) < 0.0 or not 0.0 <= self.salvage <= 1.0:
            raise SettingError(
                Message("interest {interest}, storage {storage}, salvage {salvage}, frequency {frequency}; "
                        "give 0 or more, and a salvage of 0 to 1", interest=self.interest, storage=self.storage,
                        salvage=self.salvage, frequency=self.frequency)
            )  # fmt: skip


@dataclass(frozen=True)
class OptionValue:
    """A line that is reserved, against a stock of what it would give.

    Parameters
    ----------
    line, item, organisation
        The line, what it makes, and who runs it.
    quantity
        What it gives within the hours of the scenario, in the item's unit.
    reserve_yearly
        Yearly cost of reserving it, with the expected cost of what is bought, currency/year; NaN where neither the
        line nor the catalogue gives a price.
    stock_yearly
        Yearly cost of a stock of the same quantity, with the expected cost of buying anew what the scenario uses up,
        currency/year; NaN where price or shelf life is unknown.
    first_h
        Hour at which its first unit reaches people: until then only stock helps; infinite where none does.
    """

    line: str
    item: str
    organisation: str
    quantity: float
    reserve_yearly: float
    stock_yearly: float
    first_h: float

    @property
    def saving(self) -> float:
        """What reserving saves in a year against a stock, currency/year; negative where a stock is cheaper."""
        return self.stock_yearly - self.reserve_yearly


def option_values(city: City, plan: ProductionPlan, cost: KeepingCost | None = None) -> tuple[OptionValue, ...]:
    """Compare reserving each line with keeping what it gives in the plan.

    A reservation is an option: its yearly cost is the premium, the price is paid when it is used. With the price p of
    a unit, v m3 of volume and a shelf life of L years, a unit of stock costs ``p interest + v storage +
    p (1 - salvage) / L + p frequency`` in a year. A line without a price of its own sells at that of the catalogue.

    Parameters
    ----------
    city
        The city, with its catalogue.
    plan
        A plan of production.
    cost
        What keeping a stock costs; None for the defaults.

    Returns
    -------
    One for each line that gives something in the plan, in the order of ``capacity.csv``.
    """
    rules, makers = cost or KeepingCost(), plan.network.makers
    rows = city.table("items").select("id", "price", "volume_m3", "shelf_life_days").iter_rows()
    known = {name: (price, volume or 0.0, days) for name, price, volume, days in rows}
    found = []
    for index in np.flatnonzero(makers.line).tolist():
        name = plan.network.materials[makers.material[index]]
        quantity = float(plan.made[index].sum())
        if quantity > TINY:
            price, volume, days = known[name]
            yearly = _yearly(price, volume, days, rules)
            first = plan.edges[int(np.flatnonzero(plan.made[index] > TINY)[0]) + int(plan.model.lag[index])]
            paid = makers.price[index] or (np.nan if price is None else price)
            reserve = float(makers.yearly_cost[index] + rules.frequency * paid * quantity)
            found.append(
                OptionValue(makers.names[index], name, makers.organisations[index], quantity, reserve,
                            yearly * quantity, float(first))
            )  # fmt: skip
    return tuple(found)


def _yearly(price: float | None, volume: float, days: float | None, rules: KeepingCost) -> float:
    """Return what a unit of stock costs in a year; NaN where price or shelf life is unknown."""
    if price is None or not days:
        return float("nan")
    ageing = (1.0 - rules.salvage) * DAYS_A_YEAR / days
    return price * (rules.interest + ageing + rules.frequency) + volume * rules.storage
