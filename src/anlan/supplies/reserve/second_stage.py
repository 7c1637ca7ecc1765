"""The second stage of the reserve plan: one item in one scenario, from sources to needs.

Without limits on roads and gates the items of a scenario do not touch each other, and what is not used is carried to
the next window where it lies. So the second stage of an item is a transportation problem: sources are stocks,
agreements and the output of lines by window; sinks are the needs of areas by window, cut into parts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from anlan.programs.program import Program
from anlan.programs.transport import Shipped, Transport
from anlan.programs.two_stage import MoreColumns
from anlan.supplies.reserve.arcs import arrivals, way_costs
from anlan.supplies.reserve.first_stage import FirstStage
from anlan.supplies.reserve.problem import ReserveProblem
from anlan.supplies.reserve.settings import ReserveSettings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Judging:
    """What counts in the objective of the second stage.

    Parameters
    ----------
    hours
        An unmet person-hour, weighted.
    money
        A unit of currency.
    hard
        A unit that a floor demands and that is not there, in parts of the item's largest burden.
    """

    hours: float
    money: float
    hard: float


@dataclass(frozen=True, eq=False)
class Sources:
    """Where an item can come from; the same in every scenario.

    Parameters
    ----------
    site, agreement, line, window
        Which site, agreement or line each source is, -1 for none, and the window of a line's output, int64 (m,).
    origin, leave_h, fee
        Its origin, the hour at which its goods leave, h, and the price of a unit, currency, shape (m,).
    base
        What it has whatever is decided, unit, shape (m,).
    supplied
        What it has for one unit of each column of the first stage, sparse (m, n1). The scenario multiplies both.
    """

    site: Ints
    agreement: Ints
    line: Ints
    window: Ints
    origin: Ints
    leave_h: Floats
    fee: Floats
    base: Floats
    supplied: csr_array


def sources_of(problem: ReserveProblem, stage: FirstStage, item: int) -> Sources:
    """Return the sources of an item.

    Parameters
    ----------
    problem, stage
        The problem and its first stage.
    item
        Which item.
    """
    site = np.flatnonzero((stage.bought[:, item] >= 0) | (stage.kept[:, item] >= 0) | (stage.fixed[:, item] > 0.0))
    agreement = np.flatnonzero(problem.agreement_item == item)
    line, window = np.nonzero(np.any(problem.output > 0.0, axis=0) & (problem.line_item == item)[:, None])
    begins = np.concatenate([[0.0], problem.edges[:-1]])
    middle = (begins + problem.edges) / 2.0
    none = [np.full(each.size, -1, dtype=np.int64) for each in (site, agreement, line)]
    return Sources(
        site=np.concatenate([site, none[1], none[2]]),
        agreement=np.concatenate([none[0], agreement, none[2]]),
        line=np.concatenate([none[0], none[1], line]),
        window=np.concatenate([none[0], none[1], window]),
        origin=np.concatenate(
            [problem.stock_origin[site, item], problem.agreement_origin[agreement], problem.output_origin[line, window]]
        ),
        leave_h=np.concatenate(
            [problem.ready_h[site, item], problem.agreement_h[agreement], middle[window] + problem.line_h[line]]
        ),
        fee=np.concatenate([np.zeros(site.size), problem.agreement_price[agreement], problem.line_price[line]]),
        base=np.concatenate([stage.fixed[site, item], np.zeros(agreement.size + line.size)]),
        supplied=_supplied(stage, item, site, agreement, line),
    )


def _supplied(stage: FirstStage, item: int, site: Ints, agreement: Ints, line: Ints) -> csr_array:
    unit, ones = stage.unit[site, item], np.ones(agreement.size + line.size)
    row = np.concatenate([np.arange(site.size), np.arange(site.size), site.size + np.arange(ones.size)])
    chosen = (stage.bought[site, item], stage.kept[site, item], stage.agreements[agreement], stage.lines[line])
    column, value = np.concatenate(chosen), np.concatenate([unit, unit, ones])
    there = column >= 0
    shape = (site.size + ones.size, stage.program.columns)
    return csr_array((value[there], (row[there], column[there])), shape=shape)


@dataclass(frozen=True, eq=False)
class Sinks:
    """The parts of an item's needs in a scenario.

    Parameters
    ----------
    area, window
        Of each part, int64 (n,).
    demand
        Its size, unit, shape (n,).
    unmet
        Cost of a unit that is not met, shape (n,).
    factor
        By how much being without counts, 1, shape (n,).
    hard
        Cost of a unit that a floor demands and that is not there, 0 for other parts, shape (n,).
    due
        Window by whose end a floor demands it, int64 (n,).
    wait
        Cost of being without a unit in each window, shape (a, t).
    """

    area: Ints
    window: Ints
    demand: Floats
    unmet: Floats
    factor: Floats
    hard: Floats
    due: Ints
    wait: Floats


def never_met(problem: ReserveProblem) -> Floats:
    """Return the weighted person-hours of never meeting a unit of each need, shape (w, i, a, t).

    Parameters
    ----------
    problem
        The problem.
    """
    weight = problem.item_weight[:, None, None] * problem.area_weight[:, None]
    burden = problem.burden * weight
    waited = burden[..., ::-1].cumsum(axis=-1)[..., ::-1]
    return np.where(problem.once[:, None, None], waited, burden)


def floor_levels(problem: ReserveProblem) -> Ints:
    """Return the windows by whose ends floors demand something, ascending, int64 (f,).

    Parameters
    ----------
    problem
        The problem.
    """
    return np.unique([floor.last(problem.edges) for floor in problem.floors]).astype(np.int64)


def floor_shares(problem: ReserveProblem) -> Floats:
    """Return the share of each need that floors demand by the end of each level's window, shape (i, a, t, f).

    Where several floors hold for a need by then, the largest of their shares counts; shares never fall from one level
    of `floor_levels` to the next.

    Parameters
    ----------
    problem
        The problem.
    """
    sizes, levels = problem.sizes_of, floor_levels(problem)
    shares = np.zeros((sizes["i"], sizes["a"], sizes["t"], levels.size))
    for floor in problem.floors:
        holds = floor.counts(problem.edges, problem.once)[..., None] & (levels >= floor.last(problem.edges))
        shares = np.maximum(shares, holds * floor.share)
    return shares


@dataclass(frozen=True, eq=False)
class ItemBlock:
    """The second stage of one item in one scenario; its own maker.

    Parameters
    ----------
    problem, settings, judging
        The problem and how it is judged.
    sources
        Where the item can come from.
    scenario, item
        Which.
    never
        Weighted person-hours of never meeting a unit, shape (a, t).
    floor
        Share of each need that floors demand by the end of each level's window, shape (a, t, f).
    levels
        Windows of the levels, int64 (f,).
    top
        Largest weighted person-hours of never meeting a unit of the item in any scenario.
    """

    problem: ReserveProblem
    settings: ReserveSettings
    judging: Judging
    sources: Sources
    scenario: int
    item: int
    never: Floats
    floor: Floats
    levels: Ints
    top: float

    def __call__(self) -> "ItemBlock":
        """Return itself."""
        return self

    @cached_property
    def sinks(self) -> Sinks:
        """The parts of the item's needs."""
        cuts = np.linspace(0.0, 1.0, self.settings.parts + 1) if self.settings.equity > 0.0 else np.array([0.0, 1.0])
        low, high = cuts[:-1], cuts[1:]
        factors = 1.0 + self.settings.equity * (1.0 - low - high)
        demanded = np.clip(self.floor[..., None, :] - low[:, None], 0.0, (high - low)[:, None])
        filled = np.concatenate([demanded, np.broadcast_to((high - low)[:, None], (*demanded.shape[:-1], 1))], axis=-1)
        shares = np.diff(filled, axis=-1, prepend=0.0)
        amount = self.problem.need[self.scenario, self.item][:, :, None, None] * shares
        area, window, part, level = np.nonzero(amount > 1e-9 * max(float(amount.max(initial=0.0)), 1e-9))
        asked = level < self.levels.size
        hard = np.where(asked, self.judging.hard * max(self.top, 1e-9), 0.0)
        factor = factors[part]
        weight = self.problem.item_weight[self.item] * self.problem.area_weight[:, None] * self.judging.hours
        return Sinks(
            area=area,
            window=window,
            demand=amount[area, window, part, level],
            unmet=self.never[area, window] * self.judging.hours * factor + hard,
            factor=factor,
            hard=hard,
            due=np.where(asked, np.append(self.levels, 0)[level], window),
            wait=self.problem.burden[self.scenario, self.item] * weight,
        )

    @cached_property
    def available(self) -> Floats:
        """What the scenario leaves of each source: a share of a stock, units of an agreement or of a line, (m,)."""
        problem, places, scenario = self.problem, self.sources, self.scenario
        found = np.zeros(places.site.size)
        stocks, agreed, made = places.site >= 0, places.agreement >= 0, places.line >= 0
        found[stocks] = problem.survival[scenario, places.site[stocks]]
        found[agreed] = problem.agreement_quantity[scenario, places.agreement[agreed]]
        found[made] = problem.output[scenario, places.line[made], places.window[made]]
        return found

    @property
    def arrival(self) -> Ints:
        """Window in which each source's goods arrive in each area, int64 (m, a)."""
        travel = self.problem.travel_h[self.scenario]
        return np.asarray(arrivals(self.sources.leave_h, self.sources.origin, travel, self.problem.edges))

    def transport(self) -> Transport:
        """Return the transportation problem; made when it is wanted and not kept, because of its size."""
        sinks, money = self.sinks, self.judging.money
        cost = way_costs(
            self.arrival,
            self.sources.origin,
            self.sources.fee * money,
            self.problem.travel_h[self.scenario],
            self.problem.haul[self.item] * money,
            sinks.wait,
            bool(self.problem.once[self.item]),
            sinks.area,
            sinks.window,
            sinks.factor,
            sinks.hard,
            sinks.due,
        )
        return Transport(cost, sinks.demand, sinks.unmet, self.sources.base * self.available, self._supplied)

    @property
    def _supplied(self) -> csr_array:
        given = self.sources.supplied
        data = given.data * np.repeat(self.available, np.diff(given.indptr))
        return csr_array((data, given.indices, given.indptr), shape=given.shape)

    @property
    def program(self) -> Program:
        """The same as a programme."""
        return self.transport().program

    @property
    def link(self) -> csc_array:
        """The first stage in the rows of `program`."""
        taken = self._supplied.tocoo()
        shape = (taken.shape[0] + self.sinks.demand.size, taken.shape[1])
        return csc_array((-taken.data, (taken.row, taken.col)), shape=shape)

    def priced(self, row_duals: Floats, *, costless: bool = False) -> MoreColumns | None:
        """Return None: `program` has every way that can be worth its cost."""
        del row_duals, costless
        return None

    @cached_property
    def _least(self) -> float:
        return self.transport().least()

    def least(self) -> float:
        """Return the cost if every need had its best source to itself."""
        return self._least

    def evaluate(self, first: Floats, weight: float, slope: Floats) -> tuple[float, float]:
        """Solve under a first stage and add the weighted slope.

        Parameters
        ----------
        first
            The first stage's values, shape (n1,).
        weight
            Weight of the slope.
        slope
            What the weighted slope is added to, shape (n1,).
        """
        return self.transport().evaluate(first, weight, slope)

    def ship(self, first: Floats) -> Shipped:
        """Return what is shipped under a first stage.

        Parameters
        ----------
        first
            The first stage's values, shape (n1,).
        """
        return self.transport().ship(first)
