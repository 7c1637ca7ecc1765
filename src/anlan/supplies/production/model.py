"""The multi-period linear programme of production: who makes what when, so that least is missing.

A programme of material requirements with shared components, stocks and delivery times (Voss and Woodruff 2006,
*Introduction to Computational Optimization Models for Production Planning in a Supply Chain*, chapters on MRP and on
capacity), with unmet need in place of a due date.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.programs import Drafting, Program
from anlan.supplies.production.demand import StepDemand, by_step
from anlan.supplies.production.network import ProductionNetwork

FloatArray = NDArray[np.float64]
Places = NDArray[np.intp]

LATE = 1e-9
"""Hours by which a delivery may exceed a whole number of steps: rounding."""


@dataclass(frozen=True, eq=False)
class ProductionModel:
    """The programme, and where its columns and rows are.

    Parameters
    ----------
    program
        The programme; its objective is person-hours, plus a little for money.
    capacity
        float64[k, steps], most that each maker can make in a step, units fit for use.
    lag
        int64[k], steps from making to use.
    ready
        int64[k], step in which a maker's stock can be used; as many as there are steps where it comes too late.
    own, new
        Columns of what each maker makes of material in hand and of components, (k, steps); -1 for none.
    stock
        Columns of the stock drawn from each maker, (k,); -1 for none.
    kept
        Columns of what is kept of each material at the end of a step, (m, steps).
    unmet
        Columns of what is missing of each item in a step, or waited for, (items, steps).
    balance
        Rows in which each material is balanced, (m, steps).
    """

    program: Program
    capacity: FloatArray
    lag: NDArray[np.int64]
    ready: NDArray[np.int64]
    own: Places
    new: Places
    stock: Places
    kept: Places
    unmet: Places
    balance: Places

    def columns_of(self, makers: NDArray[np.int64] | list[int]) -> Places:
        """Return all columns by which some makers give anything."""
        found = np.concatenate([self.own[makers].ravel(), self.new[makers].ravel(), self.stock[makers].ravel()])
        return np.asarray(found[found >= 0])

    def made(self, values: FloatArray) -> FloatArray:
        """Return what each maker makes in each step, units fit for use, float64[k, steps]."""
        return _at(values, self.own) + _at(values, self.new)

    def arriving(self, values: FloatArray, network: ProductionNetwork) -> FloatArray:
        """Return what newly made arrives of each material in each step, float64[m, steps]."""
        made, found = self.made(values), np.zeros(self.kept.shape)
        steps = made.shape[1]
        for maker in range(len(network.makers)):
            lag = int(self.lag[maker])
            if lag < steps:
                found[network.makers.material[maker], lag:] += made[maker, : steps - lag]
        return found


def production_model(
    network: ProductionNetwork, demand: StepDemand, edges: NDArray[np.int64], thrift: float
) -> ProductionModel:
    """Write the programme.

    In each step and for each material, what was kept, what arrives and what is missing equal what is wanted, what goes
    into other materials, and what is kept. What is made in a step arrives whole steps later, never earlier than the
    hours of delivery say.

    Parameters
    ----------
    network
        Who makes what of what.
    demand
        What is wanted.
    edges
        int64[steps + 1], hours that bound the steps; all of one length but the last.
    thrift
        Person-hours that one unit of currency weighs.
    """
    draft, makers, steps = Drafting(), network.makers, edges.size - 1
    step_h = int(edges[1] - edges[0])
    lag = np.ceil(makers.lag / step_h - LATE).astype(np.int64)
    ready = np.minimum(np.ceil(makers.ready / step_h - LATE), steps).astype(np.int64)
    capacity = makers.rate[:, None] * by_step(makers.possible, edges)
    wanted = np.zeros((len(network.materials), steps))
    wanted[: network.items] = demand.amount - demand.supply
    balance = draft.rows(wanted.shape, lower=wanted, upper=wanted)
    kept = draft.columns(wanted.shape)
    draft.entries(balance, kept, -1.0)
    draft.entries(balance[:, 1:], kept[:, :-1], 1.0)
    unmet = _unmet(draft, demand, balance)
    in_time = np.arange(steps)[None, :] + lag[:, None] < steps
    most = np.where(in_time, capacity, 0.0)
    cost = thrift * makers.price[:, None]
    assembled = network.assembled[makers.material]
    own = _made(draft, makers.own_material > 0.0, most, cost)
    new = _made(draft, assembled & np.isfinite(makers.own_material), most, cost)
    for block in (own, new):
        _arrive(draft, block, makers.material, lag, balance)
    _consume(draft, network, new, balance)
    _limits(draft, makers.own_material, own, new, most)
    stock = _stock(draft, network, ready, balance)
    return ProductionModel(draft.program(), capacity, lag, ready, own, new, stock, kept, unmet, balance)


def _at(values: FloatArray, places: Places) -> FloatArray:
    return np.where(places >= 0, values[places], 0.0)


def _unmet(draft: Drafting, demand: StepDemand, balance: Places) -> Places:
    """Add what is missing; of items handed out once it is waited for, and what was handed out stays so."""
    once = demand.once[:, None]
    most = np.where(once, np.inf, demand.amount)
    unmet = draft.columns(demand.amount.shape, cost=demand.weight, upper=most)
    rows = balance[: demand.once.size]
    draft.entries(rows, unmet, 1.0)
    waiting = np.flatnonzero(demand.once)
    if waiting.size:
        draft.entries(rows[waiting, 1:], unmet[waiting, :-1], -1.0)
        grows = draft.rows((waiting.size, unmet.shape[1]), upper=demand.amount[waiting])
        draft.entries(grows, unmet[waiting], 1.0)
        draft.entries(grows[:, 1:], unmet[waiting, :-1], -1.0)
    return unmet


def _made(draft: Drafting, makers: NDArray[np.bool_], most: FloatArray, cost: FloatArray) -> Places:
    places = np.full(most.shape, -1, dtype=np.intp)
    chosen = np.flatnonzero(makers)
    block = (chosen.size, most.shape[1])
    places[chosen] = draft.columns(block, cost=np.broadcast_to(cost, most.shape)[chosen], upper=most[chosen])
    return places


def _arrive(draft: Drafting, block: Places, material: NDArray[np.int64], lag: NDArray[np.int64], rows: Places) -> None:
    maker, step = np.nonzero(block >= 0)
    late = step + lag[maker]
    on_time = late < block.shape[1]
    maker, step, late = maker[on_time], step[on_time], late[on_time]
    draft.entries(rows[material[maker], late], block[maker, step], 1.0)


def _consume(draft: Drafting, network: ProductionNetwork, new: Places, balance: Places) -> None:
    """Take the components of what is newly made out of the pools, scrap included."""
    makers = network.makers
    for maker in np.flatnonzero(new[:, 0] >= 0).tolist():
        components, quantity = network.parts_of(int(makers.material[maker]))
        draft.entries(balance[components], new[maker][None, :], -(quantity * makers.scrap[maker])[:, None])


def _limits(draft: Drafting, own_material: FloatArray, own: Places, new: Places, most: FloatArray) -> None:
    """Let material in hand and components share one line, and let material in hand run out."""
    both = np.flatnonzero((own[:, 0] >= 0) & (new[:, 0] >= 0))
    if both.size:
        rows = draft.rows((both.size, most.shape[1]), upper=most[both])
        draft.entries(rows, own[both], 1.0)
        draft.entries(rows, new[both], 1.0)
    finite = np.flatnonzero((own[:, 0] >= 0) & np.isfinite(own_material))
    if finite.size:
        rows = draft.rows(finite.size, upper=own_material[finite])
        draft.entries(rows[:, None], own[finite], 1.0)


def _stock(draft: Drafting, network: ProductionNetwork, ready: NDArray[np.int64], balance: Places) -> Places:
    makers, steps = network.makers, balance.shape[1]
    places = np.full(len(makers), -1, dtype=np.intp)
    chosen = np.flatnonzero((makers.stock > 0.0) & (ready < steps))
    places[chosen] = draft.columns(chosen.size, upper=makers.stock[chosen])
    draft.entries(balance[makers.material[chosen], ready[chosen]], places[chosen], 1.0)
    return places
