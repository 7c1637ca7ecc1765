"""Which component stops production on which day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.language import mark
from anlan.supplies.production.demand import by_step
from anlan.supplies.production.plan import ProductionPlan

REASONS: Mapping[str, str] = {
    "no_source": mark("Nobody makes or supplies it"),
    "start": mark("No line has started yet"),
    "lead": mark("Nothing has been delivered yet"),
    "stopped": mark("Works stand still or run slowly: damaged, or without services or staff"),
    "capacity": mark("Lines run as fast as they can"),
    "rate": mark("Suppliers deliver as fast as they can"),
    "material": mark("Raw material in hand is used up"),
    "shared": mark("It goes where it saves more person-hours"),
}
"""Why no more of a material is to be had."""

FULL = 1e-6
"""Share of a capacity that may be left and still count as used: rounding of the solver."""

DAY_H = 24

HURT = 0.5
"""Share of their rate that the scenario leaves makers below which it, not the rate, is what binds; assumption."""


@dataclass(frozen=True)
class Binding:
    """What stops an item on a day.

    Parameters
    ----------
    item
        Identifier of the item.
    day
        Day of the scenario, 0 for the first 24 hours.
    chain
        The item, the component of it that is short, a component of that, and so on to what binds.
    reason
        A key of `REASONS`: why no more of the last of the chain is to be had.
    maker
        Who makes or supplies it: the one that could give most; empty for none.
    missing
        What is missing of the item on the day, in its unit; of items handed out once what is waited for at its end.
    person_hours
        Unmet person-hours of the item on the day.
    """

    item: str
    day: int
    chain: tuple[str, ...]
    reason: str
    maker: str
    missing: float
    person_hours: float


def bindings_of(plan: ProductionPlan) -> tuple[Binding, ...]:
    """Find what stops each item that can be made, day by day, where some of it is missing.

    Followed from the item upstream. Where every maker runs as fast as it can throughout the last 24 hours that are
    still in time for the need, the rate binds. Else a maker has time to spare and lacks a component: the one on whose
    supply most depends, units in the product times what one unit would save (the dual of its balance), is followed.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    One for each item and day, by item, then by day; empty where the plan was not solved.
    """
    if plan.status != "optimal":
        return ()
    found, tracer = [], _Tracer(plan)
    day_of = plan.edges[:-1] // DAY_H
    makers = plan.network.makers
    made = set(makers.material[makers.line].tolist())
    for item in range(plan.network.items):
        if item not in made:
            continue
        for day in np.unique(day_of[plan.unmet[item] > _least(plan, item)]).tolist():
            steps = np.flatnonzero(day_of == day)
            missing, lost = plan.unmet[item, steps], plan.missing_person_hours[item, steps]
            step = int(steps[np.argmax(missing)])
            chain, reason, maker = tracer.trace(item, step)
            total = float(missing[-1] if plan.step_demand.once[item] else missing.sum())
            names = tuple(plan.network.materials[one] for one in chain)
            found.append(Binding(names[0], int(day), names, reason, maker, total, float(lost.sum())))
    return tuple(found)


def _least(plan: ProductionPlan, item: int) -> float:
    """Return the amount of an item below which nothing counts as missing."""
    return FULL * max(float(plan.step_demand.amount[item].max(initial=0.0)), FULL)


class _Tracer:
    """Walks from what is missing to what binds."""

    def __init__(self, plan: ProductionPlan) -> None:
        self.plan, self.network = plan, plan.network
        self.slack = plan.model.capacity - plan.made > FULL * np.maximum(plan.model.capacity, FULL)
        self.running = plan.model.capacity > 0.0
        length = np.diff(plan.edges)
        self.condition = by_step(self.network.makers.condition, plan.edges) / length
        self.window = max(DAY_H // int(plan.edges[1] - plan.edges[0]), 1)

    def trace(self, material: int, step: int) -> tuple[list[int], str, str]:
        """Return the chain from a material, why no more of its end is to be had, and from whom."""
        chain = [material]
        while True:
            makers = np.flatnonzero(self.network.makers.material == material)
            if not makers.size:
                return chain, "no_source", ""
            times = self._times(makers, step)
            maker = int(makers[np.argmax(self.network.makers.rate[makers])])
            name, line = self.network.makers.names[maker], bool(self.network.makers.line[maker])
            if not any(self.running[one, first:end].any() for one, first, end in times):
                return chain, self._idle(times, line=line), name
            free = [
                (one, first + int(np.flatnonzero(self.slack[one, first:end])[-1]))
                for one, first, end in times
                if self.slack[one, first:end].any()
            ]
            if not free:
                return chain, self._full(times, line=line), name
            maker, step = max(free, key=lambda pair: (pair[1], self.network.makers.rate[pair[0]]))
            name = self.network.makers.names[maker]
            if self.plan.model.new[maker, 0] < 0:
                return chain, "material", name
            following = self._short(material, step)
            if following < 0:
                return chain, "shared", name
            chain.append(following)
            material = following

    def _times(self, makers: NDArray[np.int64], step: int) -> list[tuple[int, int, int]]:
        """Return each maker with the steps, from the first up to the last, in which it can make for a step in time."""
        ends = [max(step + 1 - int(self.plan.model.lag[one]), 0) for one in makers]
        return [(int(one), max(end - self.window, 0), end) for one, end in zip(makers, ends, strict=True)]

    def _full(self, times: list[tuple[int, int, int]], *, line: bool) -> str:
        """Return why makers give no more that run as fast as they can: they are slow, or the scenario slows them."""
        makers = [one for one, first, end in times if end > first]
        rate = self.network.makers.rate[makers]
        left = np.array([self.condition[one, first:end].mean() for one, first, end in times if end > first])
        if float(rate @ left) < HURT * float(rate.sum()):
            return "stopped"
        return "capacity" if line else "rate"

    def _idle(self, times: list[tuple[int, int, int]], *, line: bool) -> str:
        """Return why no maker gives anything at the steps that are in time."""
        if line:
            begun = any(self.running[one, :end].any() for one, _, end in times)
            ever = any(self.running[one].any() for one, *_ in times)
            return "stopped" if begun or not ever else "start"
        return "stopped" if any(end > 0 for *_, end in times) else "lead"

    def _short(self, material: int, step: int) -> int:
        """Return the component that is short at a step: the largest saving, else what is used up; -1 for none."""
        parts, quantity = self.network.parts_of(material)
        saving = quantity * np.maximum(self.plan.value[parts, step], 0.0)
        if saving.size and saving.max() > FULL * max(float(self.plan.value[material].max(initial=0.0)), FULL):
            return int(parts[np.argmax(saving)])
        return -1
