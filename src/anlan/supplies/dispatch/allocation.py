"""Who gets how much from whose store, and why: the allocation over all owners, told request by request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation_model import (
    AllocationAnswer,
    AllocationProblem,
    reachable,
    solve_allocation,
)
from anlan.supplies.dispatch.lots import Exchange, Lot
from anlan.supplies.dispatch.priorities import Priority
from anlan.supplies.dispatch.requests import weights_of

FloatArray = NDArray[np.float64]

REASONS: Mapping[str, str] = {
    "met": mark("met in full"),
    "pieces": mark("met but for less than a piece from each store"),
    "no_item": mark("nobody has the item, nor anything that could stand in for it"),
    "no_way": mark("no way is open from any store that has it"),
    "stock": mark("every store that can reach it is empty of the item"),
    "fairness": mark("what is left of the item is promised to districts that would have less"),
    "vehicles": mark("the vehicles cannot carry more"),
    "too_late": mark("it would come after the span that counts"),
}
"""Why a request gets no more than it gets."""

MEASURED = frozenset({"L", "l", "kg", "g", "t", "m3", "m2", "m", "km", "kWh"})
"""Units of which any part can be handed out; of all others only whole ones."""

CRUMB = 1e-6
"""Share of a request below which a quantity is left out of the plan."""


@dataclass(frozen=True)
class AllocationSettings:
    """Rules of the allocation.

    Parameters
    ----------
    equity
        Part of the fair least share that every district is sure of, 1: 1 is as fair as stock and roads allow, 0 looks
        at person-hours alone.
    loading_h
        Hours from when a lot is ready, or the decision taken, to when the vehicle leaves; assumption.
    handling_h
        Hours at the store and at the place together, for what a vehicle can do; assumption.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    equity: float = 1.0
    loading_h: float = 0.5
    handling_h: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.equity <= 1.0 or self.loading_h < 0.0 or self.handling_h < 0.0:
            raise SettingError(
                Message(
                    mark("equity {equity:g}, loading {loading:g} h, handling {handling:g} h; give equity from 0 to 1 "
                         "and hours of at least 0"),
                    equity=self.equity, loading=self.loading_h, handling=self.handling_h,
                )
            )  # fmt: skip


@dataclass(frozen=True)
class Allotment:
    """A quantity of a lot for a request.

    Parameters
    ----------
    request
        Index of the request among the priorities.
    lot
        The lot.
    quantity
        Quantity of the lot, in the unit of its own item.
    covers
        Quantity of the wanted item that it stands for.
    leaves_h
        Hour at which it can leave.
    arrives_h
        Hour at which it can be there if it is driven straight away.
    """

    request: int
    lot: Lot
    quantity: float
    covers: float
    leaves_h: float
    arrives_h: float


@dataclass(frozen=True)
class Verdict:
    """What a request gets, and why no more.

    Parameters
    ----------
    priority
        The request and its place in the queue.
    granted
        Quantity that is allotted, in the unit of the wanted item.
    reason
        Key of `REASONS`: the constraint that binds.
    price
        Weighted person-hours that one unit more of the item, in the cheapest store that can reach it, would save; 0
        where more would help nobody.
    fair_share
        Share that the fairness between districts is sure of, 1; None where it says nothing.
    """

    priority: Priority
    granted: float
    reason: str
    price: float
    fair_share: float | None

    @property
    def short(self) -> float:
        """Quantity that is not met."""
        return max(self.priority.request.quantity - self.granted, 0.0)

    def why(self) -> Message:
        """Say what the request gets and why no more."""
        share = self.granted / self.priority.request.quantity if self.priority.request.quantity > 0.0 else 1.0
        return Message(mark("{share:.0%} of it: {reason}"), share=min(share, 1.0), reason=Message(REASONS[self.reason]))


@dataclass(frozen=True, eq=False)
class Allocation:
    """The allocation.

    Parameters
    ----------
    allotments
        What goes from where to whom.
    verdicts
        One for each priority, in their order.
    status
        ``optimal``, or what the solver said instead: nothing is claimed then.
    value, bound
        Weighted person-hours saved, and the proven upper bound of each class of triage.
    carrying_price
        Weighted person-hours that one more t h of vehicles would save.
    shares
        Share met of each wanted item by district, 1.
    """

    allotments: tuple[Allotment, ...]
    verdicts: tuple[Verdict, ...]
    status: str
    value: tuple[float, ...]
    bound: tuple[float, ...]
    carrying_price: float
    shares: Mapping[tuple[str, str], float]

    @property
    def gap(self) -> float:
        """How much better, relatively, any class could still be served, 1."""
        pairs = zip(self.value, self.bound, strict=True)
        return max(((bound - value) / max(abs(bound), 1e-12) for value, bound in pairs), default=0.0)


def allocate(
    city: City,
    priorities: Sequence[Priority],
    lots: Sequence[Lot],
    points: Mapping[str, int],
    hours: FloatArray,
    now_h: float,
    *,
    carrying: float = float("inf"),
    settings: AllocationSettings | None = None,
) -> Allocation:
    """Share the lots of all owners out among requests.

    Parameters
    ----------
    city
        The city.
    priorities
        Requests in order.
    lots
        What there is.
    points
        Index of each place or area among the points.
    hours
        float64[p, p], hours by the fastest vehicles between points; infinite without a way.
    now_h
        Hour of the decision.
    carrying
        What the vehicles can do in all, kg h.
    settings
        Rules.
    """
    settings = settings or AllocationSettings()
    problem, leaves, arrives = _problem(city, priorities, lots, points, hours, now_h, carrying, settings)
    answer = solve_allocation(problem)
    handed = _handed_out(city, lots, problem, answer)
    allotments = tuple(
        Allotment(int(r), lots[lot], float(quantity), float(quantity / ratio), float(leave), float(arrive))
        for r, lot, quantity, ratio, leave, arrive in zip(
            problem.request.tolist(), problem.lot.tolist(), handed, problem.ratio, leaves, arrives, strict=True
        )
        if quantity > CRUMB * priorities[r].request.quantity * ratio
    )
    granted = np.zeros(len(priorities))
    np.add.at(granted, [one.request for one in allotments], [one.covers for one in allotments])
    verdicts = _verdicts(priorities, lots, Exchange.of(city), problem, answer, granted)
    return Allocation(
        allotments=allotments, verdicts=verdicts, status=answer.status, value=tuple(answer.value.tolist()),
        bound=tuple(answer.bound.tolist()), carrying_price=1000.0 * answer.carrying_price,
        shares=_shares(priorities, granted),
    )  # fmt: skip


def _problem(
    city: City, priorities: Sequence[Priority], lots: Sequence[Lot], points: Mapping[str, int], hours: FloatArray,
    now_h: float, carrying: float, settings: AllocationSettings,
) -> tuple[AllocationProblem, FloatArray, FloatArray]:  # fmt: skip
    """Return the programme, and when what goes over each arc leaves and arrives."""
    exchange = Exchange.of(city)
    wanted = [one.request.item for one in priorities]
    stand_ins = {item: tuple(exchange.stand_ins(item)) for item in wanted}
    from_ = np.array([points[lot.place] for lot in lots], dtype=np.int64)
    to = np.array([points[one.request.place] for one in priorities], dtype=np.int64)
    lot, request, ratio = reachable(
        [(one.item, int(at)) for one, at in zip(lots, from_, strict=True)],
        list(zip(wanted, to.tolist(), strict=True)), stand_ins, hours,
    )  # fmt: skip
    kg = weights_of(city, [one.item for one in lots])
    unit_kg = np.array([kg.get(one.item, (0.0, 0.0))[0] for one in lots])
    ready = np.array([one.ready_h for one in lots])
    leaves = np.maximum(ready[lot], now_h) + settings.loading_h
    travel = hours[from_[lot], to[request]] if lot.size else np.zeros(0)
    arrives = leaves + travel
    floor, floor_item = _floors(priorities)
    problem = AllocationProblem(
        available=np.array([one.quantity for one in lots]),
        wanted=np.array([one.request.quantity for one in priorities]),
        triage=np.array([one.triage for one in priorities], dtype=np.int64),
        lot=lot, request=request, ratio=ratio, worth=_worth(priorities, request, arrives),
        effort=unit_kg[lot] * ratio * (2.0 * travel + settings.handling_h) if lot.size else np.zeros(0),
        carrying=carrying, floor=floor, floor_item=floor_item, equity=settings.equity,
    )  # fmt: skip
    return problem, leaves, arrives


def _handed_out(city: City, lots: Sequence[Lot], problem: AllocationProblem, answer: AllocationAnswer) -> FloatArray:
    """Return the quantity of each arc in the unit of the lot's item; what is counted in pieces, in whole ones."""
    unit = dict(city.table("items").select("id", "unit").iter_rows())
    measured = np.array([unit.get(lot.item) in MEASURED for lot in lots], dtype=np.bool_)
    flow = answer.flow * problem.ratio if answer.flow.size else np.zeros(problem.lot.size)
    if not flow.size:
        return np.asarray(flow)
    # What the solver's tolerance took beyond a lot is given back, so that no store is asked for more than it has.
    used = np.bincount(problem.lot, weights=flow, minlength=len(lots))
    within = np.minimum(1.0, problem.available / np.maximum(used, 1e-12))
    flow = flow * within[problem.lot]
    return np.asarray(np.where(measured[problem.lot], flow, np.floor(flow * (1.0 + 1e-12) + 1e-4)))


def _worth(priorities: Sequence[Priority], request: NDArray[np.int64], arrives: FloatArray) -> FloatArray:
    """Return the weighted person-hours that a unit saves: less by the hour that it comes late, but never nothing."""
    unit = np.array([one.unit_worth for one in priorities])
    span = np.array([max(one.hours, 1e-9) for one in priorities])
    need = np.array([one.request.needed_by_h for one in priorities])
    late = np.maximum(arrives - need[request], 0.0)
    return np.asarray(unit[request] * np.maximum(1.0 - late / span[request], 1e-3) * (1.0 - 1e-6 * arrives))


def _floors(priorities: Sequence[Priority]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the floor of each request and the item of each floor: one by wanted item, class and district."""
    groups: dict[tuple[str, int], int] = {}
    floors: dict[tuple[int, str], int] = {}
    own = []
    for one in priorities:
        item = groups.setdefault((one.request.item, one.triage), len(groups))
        own.append(floors.setdefault((item, one.request.district), len(floors)))
    return np.array(own, dtype=np.int64), np.array([item for item, _ in floors], dtype=np.int64)


def _verdicts(
    priorities: Sequence[Priority], lots: Sequence[Lot], exchange: Exchange, problem: AllocationProblem,
    answer: AllocationAnswer, granted: FloatArray,
) -> tuple[Verdict, ...]:  # fmt: skip
    arcs: dict[int, list[int]] = {}
    for arc, request in enumerate(problem.request.tolist()):
        arcs.setdefault(request, []).append(arc)
    used = np.bincount(problem.lot, weights=answer.flow * problem.ratio, minlength=len(lots))
    empty = used >= problem.available * (1.0 - 1e-6)
    held = {lot.item for lot in lots}
    stand_ins = {
        item: {other for other, _ in exchange.stand_ins(item)} for item in {p.request.item for p in priorities}
    }
    found = []
    for place, one in enumerate(priorities):
        mine = np.array(arcs.get(place, ()), dtype=np.int64)
        priced = answer.lot_price[problem.lot[mine]] * problem.ratio[mine]
        floor = int(problem.floor[place])
        if granted[place] >= one.request.quantity * (1.0 - 1e-5):
            reason = "met"
        elif answer.flow[mine].sum() >= one.request.quantity * (1.0 - 1e-5):
            reason = "pieces"
        elif not mine.size:
            reason = "no_way" if held & stand_ins[one.request.item] else "no_item"
        elif empty[problem.lot[mine]].all():
            reason = "fairness" if _promised(problem, answer, floor) else "stock"
        else:
            reason = "vehicles" if answer.carrying_price > 0.0 else "too_late"
        share = float(answer.floor_share[floor]) if floor >= 0 and problem.equity > 0.0 else None
        found.append(Verdict(one, float(granted[place]), reason, float(priced.min(initial=np.inf, where=priced >= 0))
                             if priced.size else 0.0, share))  # fmt: skip
    return tuple(found)


def _promised(problem: AllocationProblem, answer: AllocationAnswer, floor: int) -> bool:
    """Say whether another district's floor of the same item takes what this one could use better."""
    same = problem.floor_item == problem.floor_item[floor]
    same[floor] = False
    return bool((answer.floor_price[same] > answer.floor_price[floor] + 1e-9).any())


def _shares(priorities: Sequence[Priority], granted: FloatArray) -> dict[tuple[str, str], float]:
    wanted: dict[tuple[str, str], float] = {}
    got: dict[tuple[str, str], float] = {}
    for one, quantity in zip(priorities, granted.tolist(), strict=True):
        key = (one.request.item, one.request.district)
        wanted[key] = wanted.get(key, 0.0) + one.request.quantity
        got[key] = got.get(key, 0.0) + quantity
    return {key: got[key] / wanted[key] if wanted[key] > 0.0 else 1.0 for key in wanted}
