"""What lines make when their suppliers, several levels deep, limit them together."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.needs import AreaNeeds
from anlan.supplies.production import (
    Demand,
    ProductionNetwork,
    ProductionPlan,
    ProductionSettings,
    network_of,
    plan_production,
)
from anlan.supplies.sources import Conditions

Floats = NDArray[np.float64]
Chains = Mapping[str, Floats]
"""What lines deliver in each hour, unit, by identifier."""

STEP = ProductionSettings(step_h=3)
"""Rules of the plan of production."""


def chained_lines(city: City, items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines whose output hangs on suppliers: their item has a bill and material in hand runs out.

    Parameters
    ----------
    city
        The city.
    items
        Items of the plan.
    """
    made_of = city.table("bill_of_materials")["product"].unique().implode()
    rows = city.table("capacity").filter(
        pl.col("item").is_in(list(items)) & pl.col("item").is_in(made_of) & pl.col("material_h").is_not_null()
    )
    return tuple(rows["id"].to_list())


def chains_of(city: City, items: tuple[str, ...], needs: AreaNeeds, conditions: Conditions) -> Chains:
    """Return what the lines with suppliers deliver in a scenario when all of them run as fast as parts allow.

    Material in hand comes first, then what the network of suppliers brings. Parts that several lines want go where a
    unit of the product saves most person-hours. So all outputs together are possible at once, and those of any choice
    of lines are too; what a line could make beyond that if others were not reserved is not counted.

    Parameters
    ----------
    city
        The city.
    items
        Items of the plan.
    needs, conditions
        Of the scenario.
    """
    lines = chained_lines(city, items)
    if not lines:
        return {}
    network = network_of(city, conditions.hours, conditions=conditions, items=items)
    plan = plan_production(network, _asked(network, items, needs), STEP)
    if plan.status != "optimal":
        return {}
    hourly = _delivered(plan)
    return {name: hourly[network.makers.names.index(name)] for name in lines}


def _asked(network: ProductionNetwork, items: tuple[str, ...], needs: AreaNeeds) -> Demand:
    """Ask of each item for all that its lines could deliver; a unit weighs what it saves in the mean of the needs."""
    makers = network.makers
    amount = np.zeros((len(items), network.hours))
    for maker in np.flatnonzero(makers.line).tolist():
        name = network.materials[int(makers.material[maker])]
        if name in items:
            # Deliveries are rounded up to whole steps; a step's demand has to hold whatever arrives in it.
            lag = int(np.ceil(makers.lag[maker] / STEP.step_h - 1e-9)) * STEP.step_h
            made = makers.rate[maker] * makers.possible[maker]
            amount[items.index(name), lag:] += made[: network.hours - lag] if lag else made
    known = {name: place for place, name in enumerate(needs.items)}
    weight = np.zeros(len(items))
    for place, name in enumerate(items):
        if name in known:
            total = float(needs.amount[known[name]].sum())
            weight[place] = float(needs.persons[known[name]].sum()) / total if total > 0.0 else 0.0
    return Demand(items, np.zeros(len(items), dtype=np.bool_), amount, amount * weight[:, None], np.zeros_like(amount))


def _delivered(plan: ProductionPlan) -> Floats:
    """Return what each maker's product brings in each hour, a step's spread evenly, float64 (k, hours)."""
    found = np.zeros_like(plan.made)
    for maker, lag in enumerate(plan.model.lag.tolist()):
        if lag < found.shape[1]:
            found[maker, lag:] = plan.made[maker, : found.shape[1] - lag]
    length = np.diff(plan.edges)
    return np.repeat(found / length, length, axis=1)
