"""Manufacturing strength is not supply strength: what lines could make, and what of it reaches people in time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.production.demand import by_step
from anlan.supplies.production.plan import ProductionPlan

FloatArray = NDArray[np.float64]

BY_HOURS = (24, 72, 168, 336)
"""Hours after the event by which strength is told."""


@dataclass(frozen=True, eq=False)
class Strength:
    """What the lines of an item make, and what of it reaches people by some hours.

    Parameters
    ----------
    item
        Identifier of the item.
    hours
        int64[n], hours after the event.
    nameplate
        float64[n], what all lines make at the full rate around the clock from hour 0, fit for use or not.
    shifts
        float64[n], the same in the shifts that they work, fit for use only: what a count of factories promises.
    ramped
        float64[n], the same after conversion and ramp, with the scenario's damage, services and staff, and delivered.
    supplied
        float64[n], what the components allow of it: what reaches people.
    wanted
        float64[n], what people want.
    """

    item: str
    hours: NDArray[np.int64]
    nameplate: FloatArray
    shifts: FloatArray
    ramped: FloatArray
    supplied: FloatArray
    wanted: FloatArray


def strengths_of(
    plan: ProductionPlan, shifts: FloatArray, by_hours: tuple[int, ...] = BY_HOURS, wanted: FloatArray | None = None
) -> tuple[Strength, ...]:
    """Compare what lines could make with what reaches people, for each item of the demand that some line makes.

    Parameters
    ----------
    plan
        A plan of production.
    shifts
        Share of the day that each line works, 1, float64[lines], in the order of the lines among the makers.
    by_hours
        Hours that are told; those beyond the scenario are replaced by its end.
    wanted
        What people want of the items of the demand in each hour, float64[i, hours]; None for the demand itself, which
        is what other tiers leave.
    """
    network, makers = plan.network, plan.network.makers
    hours = np.unique(np.minimum(np.array(by_hours, dtype=np.int64), network.hours))
    lines = np.flatnonzero(makers.line)
    hourly, ramped = plan.hourly(), _ramped(plan)
    asked = np.cumsum(by_step(plan.demand.amount if wanted is None else wanted, plan.edges), axis=1)
    last = np.searchsorted(plan.edges, hours, side="left") - 1
    found = []
    for row, name in enumerate(plan.demand.items):
        mine = lines[[network.materials[makers.material[line]] == name for line in lines]] if lines.size else lines
        if mine.size:
            full = makers.rate[mine]
            found.append(
                Strength(
                    item=name, hours=hours, nameplate=float((full * makers.scrap[mine]).sum()) * hours,
                    shifts=float((full * shifts[np.isin(lines, mine)]).sum()) * hours,
                    ramped=np.cumsum(ramped[mine].sum(axis=0))[last],
                    supplied=np.cumsum(hourly[row])[hours - 1], wanted=asked[row][last],
                )
            )  # fmt: skip
    return tuple(found)


def _ramped(plan: ProductionPlan) -> FloatArray:
    """Return what each maker could deliver in each step if it never lacked a component, float64[k, steps]."""
    capacity, found = plan.model.capacity, np.zeros(plan.model.capacity.shape)
    for maker, lag in enumerate(plan.model.lag.tolist()):
        if lag < capacity.shape[1]:
            found[maker, lag:] = capacity[maker, : capacity.shape[1] - lag]
    return found
