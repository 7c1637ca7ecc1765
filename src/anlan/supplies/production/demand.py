"""What production has to cover: what is wanted in each hour, and what arrives from elsewhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.production.network import ProductionNetwork

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Demand:
    """What is wanted of each item in each hour.

    Parameters
    ----------
    items
        Identifiers; length i.
    once
        Whether the item is handed out once and waited for, rather than used up each hour and lost, bool[i].
    amount
        Newly wanted in each hour, in the item's unit, float64[i, hours].
    persons
        People whose need it is, float64[i, hours].
    supply
        What arrives in each hour from stock, agreements and all else that is not production, float64[i, hours].
    """

    items: tuple[str, ...]
    once: NDArray[np.bool_]
    amount: FloatArray
    persons: FloatArray
    supply: FloatArray

    @property
    def hours(self) -> int:
        """Length of the scenario, h."""
        return int(self.amount.shape[1])


@dataclass(frozen=True, eq=False)
class StepDemand:
    """The demand by step of the programme, for the items of a network.

    Parameters
    ----------
    amount, supply
        Wanted and arriving from elsewhere in each step, float64[items, steps].
    weight
        Person-hours for one unit that is missing in a step, or waited for at its end, float64[items, steps].
    once
        bool[items].
    """

    amount: FloatArray
    supply: FloatArray
    weight: FloatArray
    once: NDArray[np.bool_]


def edges_of(hours: int, step_h: int) -> NDArray[np.int64]:
    """Return the first hour of each step and the end of the last one, int64[steps + 1].

    Parameters
    ----------
    hours
        Length of the scenario, h.
    step_h
        Length of a step, h; the last one may be shorter.
    """
    return np.append(np.arange(0, hours, step_h), hours).astype(np.int64)


def by_step(hourly: FloatArray, edges: NDArray[np.int64]) -> FloatArray:
    """Add the hours of each step, (..., hours) to (..., steps)."""
    return np.asarray(np.add.reduceat(hourly, edges[:-1], axis=-1))


def step_demand(network: ProductionNetwork, demand: Demand, edges: NDArray[np.int64]) -> StepDemand:
    """Bring a demand to the items and steps of a programme.

    The unmet share of a step's demand leaves the same share of its person-hours unmet; of an item handed out once, the
    share of all that was wanted so far that is still waited for.

    Parameters
    ----------
    network
        What is made of what; items that the demand does not name are not wanted.
    demand
        What is wanted; items that the network does not know are left out.
    edges
        From `edges_of`.
    """
    steps = edges.size - 1
    amount, supply, persons = (np.zeros((network.items, steps)) for _ in range(3))
    once = np.zeros(network.items, dtype=np.bool_)
    place = {name: index for index, name in enumerate(network.materials[: network.items])}
    for row, name in enumerate(demand.items):
        if name in place:
            at = place[name]
            once[at] = demand.once[row]
            amount[at], supply[at], persons[at] = (
                by_step(part[row], edges) for part in (demand.amount, demand.supply, demand.persons)
            )
    asked = np.where(once[:, None], np.cumsum(amount, axis=1), amount)
    weight = np.divide(persons, asked, out=np.zeros_like(asked), where=asked > 0.0)
    return StepDemand(amount, supply, weight, once)
