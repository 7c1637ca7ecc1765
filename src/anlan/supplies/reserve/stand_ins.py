"""What substitutes and kits could cover of what the plan leaves unmet.

The plan counts every item for itself: the second stage then falls apart into one problem for each item, which is what
makes its bound provable. So what is left over of a substitute or a kit is set against what is missing afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.reserve.decision import Judged
from anlan.supplies.reserve.from_city import CityReserve
from anlan.supplies.reserve.holdings import valid

Floats = NDArray[np.float64]

LEAST = 0.5
"""Units below which nothing is told."""


@dataclass(frozen=True)
class StandIn:
    """Something left over that could stand in for an item that is missing.

    Parameters
    ----------
    item
        The item that is missing.
    other
        The substitute, or the kit; the item itself where it is a kit that could be put together from its parts.
    kind
        ``substitute`` at its ratio, ``kit`` whose part it is, ``parts`` of which it is made.
    scenario
        Scenario in which it could cover most.
    unmet
        What is never met of the item there, unit.
    covers
        What it could cover of that at most, were it brought in time and used for nothing else, unit of the item.
    """

    item: str
    other: str
    kind: Literal["substitute", "kit", "parts"]
    scenario: str
    unmet: float
    covers: float


def stand_ins(reserve: CityReserve, judged: Judged) -> tuple[StandIn, ...]:
    """Return what could stand in for what is missing, the most useful of each item first.

    Each is an upper bound by itself: two that draw on the same goods cannot both be had.

    Parameters
    ----------
    reserve
        The problem.
    judged
        A decision and what it does.
    """
    problem = reserve.problem
    unmet = judged.course.unmet.sum(axis=(2, 3))
    found = []
    for item, other, kind, amount in _offers(reserve, judged):
        if item not in problem.items:
            continue
        missing = unmet[:, problem.items.index(item)]
        covers = np.minimum(missing, amount)
        worst = int(covers.argmax())
        if covers[worst] >= LEAST:
            found.append(
                StandIn(item, other, kind, problem.scenarios[worst], float(missing[worst]), float(covers[worst]))
            )
    order = {item: place for place, item in enumerate(problem.items)}
    return tuple(sorted(found, key=lambda one: (order[one.item], -one.covers)))


def _offers(
    reserve: CityReserve, judged: Judged
) -> Iterator[tuple[str, str, Literal["substitute", "kit", "parts"], Floats]]:
    """Yield item, stand-in, kind and what it makes of the item in each scenario, shape (w,)."""
    city = reserve.city
    for item, other, ratio in city.table("substitutes").select("item", "substitute", "ratio").rows():
        yield item, other, "substitute", spare(reserve, judged, other) / ratio
    parts: dict[str, list[Floats]] = {}
    for kit, item, quantity in city.table("kits").select("kit", "item", "quantity").rows():
        if quantity > 0.0:
            yield item, kit, "kit", spare(reserve, judged, kit) * quantity
            parts.setdefault(kit, []).append(spare(reserve, judged, item) / quantity)
    for kit, each in parts.items():
        yield kit, kit, "parts", np.min(each, axis=0)


def spare(reserve: CityReserve, judged: Judged, item: str) -> Floats:
    """Return what nobody uses of an item in each scenario, unit, shape (w,).

    Parameters
    ----------
    reserve
        The problem.
    judged
        A decision and what it does.
    item
        The item; one that no scenario needs has today's stock alone.
    """
    problem, course, decision = reserve.problem, judged.course, judged.decision
    if item not in problem.items:
        rows = valid(reserve.city, "stock", "expires", reserve.options.on)
        held = [(place, amount) for name, place, amount in rows.select("item", "place", "quantity").rows()
                if name == item]  # fmt: skip
        return np.array(
            [sum(amount * one.survival.get(place or "", 1.0) for place, amount in held) for one in reserve.conditions],
            dtype=np.float64,
        )
    place = problem.items.index(item)
    stock = problem.stock_now[:, place] + decision.bought[:, place]
    left = problem.survival @ stock - course.from_stock[:, :, place].sum(axis=1)
    agreed, made = problem.agreement_item == place, problem.line_item == place
    left = left + (problem.agreement_quantity * decision.agreements - course.from_agreements)[:, agreed].sum(axis=1)
    left = left + (problem.output.sum(axis=2) * decision.lines - course.from_lines)[:, made].sum(axis=1)
    return np.asarray(np.maximum(left, 0.0))
