"""Siting of two stages from beginning to end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan import __version__
from anlan.supplies.siting.answer import SitingSettings, Status, relative_gap
from anlan.supplies.siting.bounding import Bounded, Bounding
from anlan.supplies.siting.chain.flow import flow
from anlan.supplies.siting.chain.problem import ChainProblem
from anlan.supplies.siting.chain.relaxation import bounding_of, first_prices
from anlan.supplies.siting.opening import improved
from anlan.supplies.siting.tree import Incumbent, Tree

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

STAGES = 8
"""Parts of the ascent at the root; after each one its choice of sites becomes a start of the local search."""


@dataclass(frozen=True, eq=False)
class ChainAnswer:
    """The best solution found and what is proven about it.

    Parameters
    ----------
    status
        As in `SitingAnswer`.
    plants, depots
        Whether each is open, shapes (plants,) and (depots,).
    brought, given
        Flows in units of demand, shapes (plants, depots) and (depots, customers).
    cost
        Cost of the solution; infinite without one.
    bound
        No solution costs less; infinite if there is none.
    nodes
        Nodes of the search tree.
    provenance
        Version of the program, seed and checksum of the input.
    """

    status: Status
    plants: Mask
    depots: Mask
    brought: Floats
    given: Floats
    cost: float
    bound: float
    nodes: int = 0
    provenance: Mapping[str, object] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Relative distance of cost and bound; infinite without a solution."""
        return relative_gap(self.cost, self.bound)


def locate_chain(problem: ChainProblem, settings: SitingSettings | None = None) -> ChainAnswer:
    """Find which plants and depots to open, with a bound that no other choice can beat.

    Parameters
    ----------
    problem
        What is to be sited.
    settings
        How hard to try; `solver_nodes` has no meaning here.
    """
    wish = settings or SitingSettings(nodes=60)
    bounding = bounding_of(problem)
    if bounding.net.least > bounding.net.most or bounding.behind.least > bounding.behind.most:
        return _answer(problem, wish, Incumbent(np.inf, _none(bounding)), np.inf, 0)
    service = ChainService(problem)
    best, price, bound = _root(service, bounding, wish)
    status = np.zeros(best.open.size, dtype=np.int8)
    tree = Tree(bounding, service.cost, best, wish.gap * best.cost, wish.node_rounds)
    tree.grow(status, price, bound, wish.nodes)
    return _answer(problem, wish, tree.best, max(bound, tree.bound), tree.nodes)


@dataclass
class ChainService:
    """Evaluates sets of open sites, depots first, and remembers them.

    Parameters
    ----------
    problem
        The chain.
    """

    problem: ChainProblem
    _known: dict[bytes, float] = field(default_factory=dict)

    def cost(self, is_open: Mask, limit: float = np.inf) -> float:
        """Return the cost of the open sites and all flows; infinite where the capacities do not suffice.

        Parameters
        ----------
        is_open
            Depots, then plants.
        limit
            Sets that cannot cost less are not looked at closely; they count as infinite.
        """
        depots, plants = self.split(is_open)
        chain, need = self.problem, self.problem.demand.sum() * (1 - 1e-12)
        if chain.depot_capacity[depots].sum() < need or chain.plant_capacity[plants].sum() < need:
            return np.inf
        fixed = float(chain.depot_fixed[depots].sum() + chain.plant_fixed[plants].sum())
        way = chain.supply_cost[plants][:, depots].min(axis=0)[:, None] + chain.delivery_cost[depots]
        if fixed + way.min(axis=0) @ chain.demand >= limit:
            return np.inf
        key = np.packbits(is_open).tobytes()
        if key not in self._known:
            self._known[key] = fixed + float(self.flow(depots, plants)[0])
        return self._known[key]

    def split(self, is_open: Mask) -> tuple[Mask, Mask]:
        """Return open depots and open plants.

        Parameters
        ----------
        is_open
            Depots, then plants.
        """
        count = self.problem.depot_fixed.size
        return is_open[:count], is_open[count:]

    def flow(self, depots: Mask, plants: Mask) -> tuple[float, Floats, Floats]:
        """Solve the flows between open sites; see `flow` of the chain.

        Parameters
        ----------
        depots, plants
            Open sites.
        """
        chain = self.problem
        supply = np.ascontiguousarray(chain.supply_cost[plants][:, depots])
        rooms = chain.plant_capacity[plants], chain.depot_capacity[depots]
        found: tuple[float, Floats, Floats] = flow(supply, chain.delivery_cost[depots], *rooms, chain.demand.copy())
        return found


def _none(bounding: Bounding) -> Mask:
    return np.zeros(bounding.net.fixed.size + bounding.behind.fixed.size, dtype=np.bool_)


def _root(service: ChainService, bounding: Bounding, wish: SitingSettings) -> tuple[Incumbent, Floats, float]:
    best = Incumbent(np.inf, _none(bounding))
    status = np.zeros(best.open.size, dtype=np.int8)
    price, bound, scale = first_prices(service.problem), -np.inf, 1.5
    for _ in range(STAGES):
        limits = best.cost, best.cost * (1 - wish.gap)
        found = bounding.ascend(status, price, limits, -(-wish.rounds // STAGES), scale)
        bound, scale = max(bound, found.bound), max(0.3, 0.8 * scale)
        for trial in bounding.proposals(found.worth, found.usage > 0.5, status):
            best = _better(service, bounding, found, trial, best)
    random = np.random.default_rng(wish.seed)
    for _ in range(wish.starts):
        best = _better(service, bounding, found, _shaken(bounding, found, best.open, random), best)
    return best, price, bound


def _better(service: ChainService, bounding: Bounding, found: Bounded, trial: Mask, best: Incumbent) -> Incumbent:
    depots = bounding.net.fixed.size
    start = Incumbent(service.cost(trial), trial)
    made = improved(service.cost, found.worth, (slice(None, depots), slice(depots, None)), start)
    return made if made.cost < best.cost else best


def _shaken(bounding: Bounding, found: Bounded, is_open: Mask, random: np.random.Generator) -> Mask:
    """Close one plant and two depots of a solution at random, open others at random, and complete it."""
    trial = is_open.copy()
    depots = np.arange(is_open.size) < bounding.net.fixed.size
    for part, count in ((depots, 2), (~depots, 1)):
        inside, outside = np.flatnonzero(part & is_open), np.flatnonzero(part & ~is_open)
        count = min(count, inside.size, outside.size)
        trial[random.choice(inside, count, replace=False)] = False
        trial[random.choice(outside, count, replace=False)] = True
    return bounding.proposals(found.worth, trial, np.zeros(trial.size, dtype=np.int8))[0]


def _answer(problem: ChainProblem, wish: SitingSettings, best: Incumbent, bound: float, nodes: int) -> ChainAnswer:
    service = ChainService(problem)
    depots, plants = service.split(best.open)
    brought, given = np.zeros(problem.supply_cost.shape), np.zeros(problem.delivery_cost.shape)
    if np.isfinite(best.cost):
        _, brought[np.ix_(plants, depots)], given[depots] = service.flow(depots, plants)
    bound = min(bound, best.cost)
    proven: Status = "optimal" if relative_gap(best.cost, bound) <= wish.gap else "bounded"
    nothing: Status = "infeasible" if bound == np.inf else "unknown"
    return ChainAnswer(
        status=proven if np.isfinite(best.cost) else nothing,
        plants=plants,
        depots=depots,
        brought=brought,
        given=given,
        cost=best.cost,
        bound=float(bound),
        nodes=nodes,
        provenance={"version": __version__, "seed": wish.seed, "checksum": problem.checksum},
    )
