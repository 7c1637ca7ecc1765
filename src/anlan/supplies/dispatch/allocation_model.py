"""The linear programme of the allocation: who gets how much from which lot, class by class, fairly, then usefully."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Answer, Drafting, Program, Session

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SLACK = 1e-7
"""By how much, relatively, what an earlier stage has reached may be missed by a later one."""

FULL = 1.0 - 1e-6
"""Share from which a need counts as met in full."""

BINDING = 1e-9
"""Dual price, relative to the largest, below which a row does not bind."""


@dataclass(frozen=True, eq=False)
class AllocationProblem:
    """Lots, requests and the ways between them, as arrays; l lots, r requests, a arcs, f floors.

    Parameters
    ----------
    available
        float64[l], quantity of each lot, in the unit of its own item.
    wanted
        float64[r], quantity of each request, in the unit of the item that is wanted.
    triage
        int64[r], class of triage, 1 first.
    lot, request
        int64[a], ends of each arc.
    ratio
        float64[a], units of the lot's item for one unit of the wanted one.
    worth
        float64[a], weighted person-hours that a unit saves over the arc.
    effort
        float64[a], kg h of vehicles that a unit takes over the arc.
    carrying
        What the vehicles can do in all, kg h; infinite where it is not limited.
    floor
        int64[r], floor of each request: one for each wanted item and district; -1 for none.
    floor_item
        int64[f], wanted item of each floor; floors of one item share one least share.
    equity
        Part of the fair least share that every district is sure of, 0 to 1.
    """

    available: FloatArray
    wanted: FloatArray
    triage: IntArray
    lot: IntArray
    request: IntArray
    ratio: FloatArray
    worth: FloatArray
    effort: FloatArray
    carrying: float
    floor: IntArray
    floor_item: IntArray
    equity: float


@dataclass(frozen=True, eq=False)
class AllocationAnswer:
    """What the stages found.

    Parameters
    ----------
    status
        ``optimal``, or the status of the first stage that failed.
    flow
        float64[a], units of the wanted item over each arc.
    lot_price
        float64[l], weighted person-hours that one unit more of the lot would save.
    carrying_price
        Weighted person-hours that one kg h more of vehicles would save.
    floor_share
        float64[f], fair share of each floor, 1: lexicographically the largest least shares.
    floor_price
        float64[f], weighted person-hours that one unit less promised to the district would save elsewhere.
    value, bound
        float64[k], weighted person-hours saved in each class, and the proven upper bound.
    solves
        How many linear programmes were solved.
    """

    status: str
    flow: FloatArray
    lot_price: FloatArray
    carrying_price: float
    floor_share: FloatArray
    floor_price: FloatArray
    value: FloatArray
    bound: FloatArray
    solves: int


def solve_allocation(problem: AllocationProblem) -> AllocationAnswer:
    """Share out: for each class of triage first the fair floors, then the most person-hours.

    No class takes from one before it.

    The floors are lexicographic max-min shares: the least share of the districts is raised as far as it goes, the
    districts that hold it down, found by their dual prices, are fixed, and the rest is raised further (Nace and Pioro
    2008, "Max-min fairness and its applications to routing and load-balancing in communication networks: a tutorial",
    IEEE Communications Surveys and Tutorials 10(4)).

    Parameters
    ----------
    problem
        Lots, requests and ways.
    """
    if not problem.lot.size:
        return _nothing(problem)
    stages = _Stages(problem)
    for triage in sorted(set(problem.triage.tolist())):
        if problem.equity > 0.0:
            stages.raise_floors(triage)
        stages.maximise(triage)
        if stages.status != "optimal":
            break
    return stages.answer()


def _nothing(problem: AllocationProblem) -> AllocationAnswer:
    classes = len(set(problem.triage.tolist()))
    floors = np.zeros(len(problem.floor_item))
    return AllocationAnswer("optimal", np.zeros(0), np.zeros(len(problem.available)), 0.0, floors, floors.copy(),
                            np.zeros(classes), np.zeros(classes), 0)  # fmt: skip


class _Stages:
    """A live solver and what the stages so far have fixed."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.p = problem
        self.status, self.solves = "optimal", 0
        self.scale = max(float(problem.worth.max(initial=0.0)), 1e-12)
        self.floors, self.classes = len(problem.floor_item), sorted(set(problem.triage.tolist()))
        self.need = np.zeros(self.floors)
        np.add.at(self.need, problem.floor[problem.floor >= 0], problem.wanted[problem.floor >= 0])
        self.items = int(problem.floor_item.max(initial=-1)) + 1
        self.share = np.zeros(self.floors)
        self.lot_price, self.floor_price, self.carrying_price = np.zeros(len(problem.available)), self.share.copy(), 0.0
        self.value: list[float] = []
        self.bound: list[float] = []
        self.flow = np.zeros(len(problem.lot))
        self.session = Session(self._draft())

    def _draft(self) -> Program:
        p, draft = self.p, Drafting()
        self.x = draft.columns(len(p.lot))
        self.least = draft.columns(self.items, upper=1.0)
        self.lot_rows = draft.rows(len(p.available), upper=p.available)
        self.request_rows = draft.rows(len(p.wanted), upper=p.wanted)
        self.carrying_row = draft.rows(1, upper=p.carrying)
        self.even_rows, self.fixed_rows = draft.rows(self.floors), draft.rows(self.floors)
        self.class_rows = draft.rows(len(self.classes))
        draft.entries(self.lot_rows[p.lot], self.x, p.ratio)
        draft.entries(self.request_rows[p.request], self.x, 1.0)
        draft.entries(self.carrying_row, self.x, p.effort)
        floor = p.floor[p.request]
        held = floor >= 0
        for rows in (self.even_rows, self.fixed_rows):
            draft.entries(rows[floor[held]], self.x[held], 1.0)
        draft.entries(self.even_rows, self.least[p.floor_item], -self.need)
        place = np.searchsorted(self.classes, p.triage[p.request])
        draft.entries(self.class_rows[place], self.x, p.worth / self.scale)
        return draft.program()

    def _solve(self) -> Answer:
        answer = self.session.solve()
        self.solves += 1
        if answer.status != "optimal":
            self.status = answer.status
        else:
            self.flow = answer.values[self.x]
        return answer

    def raise_floors(self, triage: int) -> None:
        """Find the largest least shares of a class, district by district, and promise them."""
        open_floors = self._floors_of(triage)
        self.session.change_columns(self.x, cost=0.0)
        while open_floors.size and self.status == "optimal":
            items = np.unique(self.p.floor_item[open_floors])
            self.session.change_columns(self.least, cost=0.0)
            self.session.change_columns(self.least[items], cost=-1.0)
            self.session.change_rows(self.even_rows[open_floors], 0.0, np.inf)
            answer = self._solve()
            if answer.status != "optimal":
                return
            least = answer.values[self.least][self.p.floor_item[open_floors]]
            # Moving the row's bound up by a unit costs its dual: where it costs, the district holds the share down.
            price = np.abs(answer.row_duals[self.even_rows[open_floors]]) * self.need[open_floors]
            stuck = (price > BINDING) | (least >= FULL)
            if not stuck.any():
                stuck[:] = True
            self._fix(open_floors[stuck], least[stuck])
            open_floors = open_floors[~stuck]
        self.session.change_columns(self.least, cost=0.0)

    def _fix(self, floors: IntArray, share: FloatArray) -> None:
        self.share[floors] = np.clip(share, 0.0, 1.0)
        promised = self.share[floors] * self.need[floors] * (1.0 - SLACK)
        self.session.change_rows(self.even_rows[floors], -np.inf, np.inf)
        self.session.change_rows(self.fixed_rows[floors], promised, np.inf)

    def maximise(self, triage: int) -> None:
        """Save the most person-hours of a class, and hold it from then on."""
        p, place = self.p, self.classes.index(triage)
        if self.status != "optimal":
            return
        own = self._floors_of(triage)
        if own.size:
            promised = p.equity * self.share[own] * self.need[own] * (1.0 - SLACK)
            self.session.change_rows(self.fixed_rows[own], promised, np.inf)
        inside = p.triage[p.request] == triage
        self.session.change_columns(self.x, cost=np.where(inside, -p.worth / self.scale, 0.0))
        answer = self._solve()
        if answer.status != "optimal":
            return
        reached = -answer.objective
        self.value.append(reached * self.scale)
        self.bound.append(-answer.bound * self.scale)
        self._prices(answer, own)
        self.session.change_rows(self.class_rows[[place]], reached - SLACK * max(abs(reached), 1e-9), np.inf)

    def _prices(self, answer: Answer, own: IntArray) -> None:
        duals = np.abs(answer.row_duals) * self.scale
        self.lot_price = np.maximum(self.lot_price, duals[self.lot_rows])
        self.carrying_price = max(self.carrying_price, float(duals[self.carrying_row][0]))
        self.floor_price[own] = duals[self.fixed_rows[own]]

    def _floors_of(self, triage: int) -> IntArray:
        mine = self.p.floor[(self.p.triage == triage) & (self.p.floor >= 0)]
        return np.unique(mine)

    def answer(self) -> AllocationAnswer:
        """Return what has been found."""
        rest = len(self.classes) - len(self.value)
        return AllocationAnswer(
            status=self.status, flow=np.maximum(self.flow, 0.0), lot_price=self.lot_price,
            carrying_price=self.carrying_price, floor_share=self.share, floor_price=self.floor_price,
            value=np.array([*self.value, *[0.0] * rest]), bound=np.array([*self.bound, *[np.inf] * rest]),
            solves=self.solves,
        )  # fmt: skip


def reachable(
    lots: Sequence[tuple[str, int]], requests: Sequence[tuple[str, int]],
    stand_ins: Mapping[str, Sequence[tuple[str, float]]], hours: FloatArray,
) -> tuple[IntArray, IntArray, FloatArray]:  # fmt: skip
    """Return the arcs: lot, request and units of the lot's item for one of the wanted.

    Parameters
    ----------
    lots, requests
        Item and index of the point of each.
    stand_ins
        Items that meet a need for one, with how much of each meets a unit of it, by item.
    hours
        float64[p, p], hours between points; infinite without a way.
    """
    by_item: dict[str, list[int]] = {}
    for place, (item, _) in enumerate(lots):
        by_item.setdefault(item, []).append(place)
    arcs = [
        (lot, request, ratio)
        for request, (wanted, to) in enumerate(requests)
        for item, ratio in stand_ins.get(wanted, ((wanted, 1.0),))
        for lot in by_item.get(item, ())
        if np.isfinite(hours[lots[lot][1], to])
    ]
    lot, request, ratio = zip(*arcs, strict=True) if arcs else ((), (), ())
    return np.array(lot, dtype=np.int64), np.array(request, dtype=np.int64), np.array(ratio, dtype=np.float64)
