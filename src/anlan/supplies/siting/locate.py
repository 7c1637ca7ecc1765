"""Siting from beginning to end: prices, solutions, fixing, and a search that ends with a proof where it can."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from anlan import __version__
from anlan.programs import SolveOptions
from anlan.supplies.siting.answer import SitingAnswer, SitingSettings, Status, relative_gap
from anlan.supplies.siting.bounding import Bounded, Bounding
from anlan.supplies.siting.interchange import improve, search
from anlan.supplies.siting.network import CLOSED, FREE, Network, network_of, nothing_behind, unit_of
from anlan.supplies.siting.opening import improved
from anlan.supplies.siting.problem import SitingProblem
from anlan.supplies.siting.residue import LARGEST, possible, solve_rest
from anlan.supplies.siting.service import Service, shares_of
from anlan.supplies.siting.tree import Incumbent, Tree, reduced

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

STAGES = 12
"""Parts of the ascent at the root; after each one its choice of sites becomes a start of the local search."""

PASSES = 3
"""Times that the programme of what is left is made, each with a better solution to fix by."""


def locate(problem: SitingProblem, settings: SitingSettings | None = None) -> SitingAnswer:
    """Find which sites to open, with a bound that no other choice can beat.

    Parameters
    ----------
    problem
        What is to be sited.
    settings
        How hard to try.

    Returns
    -------
    SitingAnswer
        The best solution, its bound and gap; that there is none is an answer too.
    """
    return _Search(problem, settings or SitingSettings()).run()


def p_median(
    distance: ArrayLike, p: int, *, weights: ArrayLike | None = None, settings: SitingSettings | None = None
) -> SitingAnswer:
    """Open p sites so that the weighted distance of all customers to the nearest one is least.

    Parameters
    ----------
    distance
        From site to customer, shape (sites, customers), any unit; infinite where there is no way.
    p
        Number of sites.
    weights
        Of the customers, shape (customers,); all one unless said.
    settings
        How hard to try.

    Raises
    ------
    InputError
        If the arrays or the number are wrong.
    """
    heavy = np.asarray(distance, dtype=np.float64)
    if weights is not None:
        heavy = heavy * np.asarray(weights, dtype=np.float64)
    return locate(SitingProblem.of(heavy, at_least=p, at_most=p), settings)


@dataclass
class _Search:
    problem: SitingProblem
    settings: SitingSettings
    net: Network = field(init=False)
    bounding: Bounding = field(init=False)
    service: Service = field(init=False)
    best: Incumbent = field(init=False)
    unit: float = field(init=False)
    nodes: int = 0
    share: csr_array | None = None

    def __post_init__(self) -> None:
        self.net = network_of(self.problem)
        self.bounding = Bounding(self.net, nothing_behind())
        self.unit = unit_of(self.problem)
        self.service = Service(self.net, self.problem.single_source)
        self.best = Incumbent(np.inf, np.zeros(self.net.fixed.size, dtype=np.bool_))

    @property
    def slack(self) -> float:
        """How much below the best cost a bound proves it."""
        if not np.isfinite(self.best.cost):
            return 0.0
        return max(self.unit * (1 - 1e-6), self.settings.gap * abs(self.best.cost))

    @property
    def cutoff(self) -> float:
        """Bound from which on nothing better is left."""
        return self.best.cost - self.slack

    def run(self) -> SitingAnswer:
        """Search, prove, answer."""
        status = np.zeros(self.net.fixed.size, dtype=np.int8)
        if self.net.least > self.net.most:
            return self._answer(np.inf)
        price, bound, worth = self._root(status)
        if bound >= min(self.cutoff, self.net.barrier):
            return self._answer(bound)
        self.bounding.fix(status, price, worth, self.cutoff)
        if self.problem.single_source and self.net.kind != FREE:
            return self._answer(self._remainders(status, price, bound, worth))
        return self._answer(max(bound, self._tree(status, price, bound)))

    def _root(self, status: NDArray[np.int8]) -> tuple[Floats, float, Floats]:
        """Return the best prices, the best bound and the cost of opening each site at these prices."""
        price = self._first_prices()
        bound, scale = -np.inf, 1.5
        for _ in range(STAGES):
            rounds = -(-self.settings.rounds // STAGES)
            found = self.bounding.ascend(status, price, (self.best.cost, self.cutoff), rounds, scale)
            bound = max(bound, found.bound)
            scale = max(0.3, 0.8 * scale)
            if bound >= min(self.cutoff, self.net.barrier):
                break
            self._round(found)
        return price, bound, found.worth

    def _first_prices(self) -> Floats:
        """Price customers by a first solution where there is one, by their second cheapest site elsewhere."""
        sites = self.net.fixed.size
        if self.net.kind == FREE:
            random = np.random.default_rng(self.settings.seed)
            start = np.zeros(sites, dtype=np.bool_)
            start[random.choice(sites, self.net.least, replace=False)] = True
            self._offer(*search(self.net, start, random, self.settings.starts))
        if self.best.open.any():
            return np.asarray(self.net.cost[self.best.open].min(axis=0) + 0.1 * self.unit)
        return np.asarray(np.sort(self.net.cost, axis=0)[min(1, sites - 1)])

    def _round(self, found: Bounded) -> None:
        """Make a solution of the sites that the relaxed problem used most."""
        usage = found.usage
        count = int(min(self.net.most, max(self.net.least, round(float(usage.sum())))))
        most_used = np.isin(np.arange(usage.size), np.argsort(-usage, kind="stable")[:count])
        status = np.zeros(usage.size, dtype=np.int8)
        trials = self.bounding.proposals(found.worth, usage > 0.5, status)
        for trial in [*trials, *self.bounding.proposals(found.worth, most_used, status)[:1]]:
            if self.net.kind == FREE:
                self._offer(improve(self.net, trial), trial)
            else:
                start = Incumbent(self.service.cost(trial), trial)
                best = improved(self.service.cost, found.worth, (slice(None),), start)
                self._offer(best.cost, best.open)

    def _offer(self, cost: float, sites: Mask) -> None:
        if cost < min(self.best.cost, self.net.barrier):
            self.best = Incumbent(float(cost), sites.copy())

    def _tree(self, status: NDArray[np.int8], price: Floats, bound: float) -> float:
        keep = np.flatnonzero(status != CLOSED)
        net = reduced(self.net, keep)
        start = Incumbent(self.best.cost, self.best.open[keep])
        service = Service(net, self.problem.single_source)
        bounding = Bounding(net, nothing_behind())
        tree = Tree(bounding, service.cost, start, self.slack, self.settings.node_rounds)
        tree.grow(status[keep], price.copy(), bound, self.settings.nodes)
        self.nodes += tree.nodes
        if tree.best.cost < self.best.cost:
            sites = np.zeros(status.size, dtype=np.bool_)
            sites[keep] = tree.best.open
            self._offer(tree.best.cost, sites)
        return tree.bound

    def _remainders(self, status: NDArray[np.int8], price: Floats, bound: float, worth: Floats) -> float:
        """Solve what is left; where that finds a better solution without a proof, less is left: solve it again."""
        for _ in range(PASSES):
            before = self.best.cost
            bound = max(bound, self._remainder(status, price, bound, worth))
            if bound >= self.cutoff or self.best.cost >= before:
                break
            self.bounding.fix(status, price, worth, self.cutoff)
        return bound

    def _remainder(self, status: NDArray[np.int8], price: Floats, bound: float, worth: Floats) -> float:
        pairs = possible(self.net, worth, status, price, self.cutoff)
        if self.settings.solver_nodes == 0 or pairs.sum() > LARGEST:
            return bound
        options = SolveOptions(gap=self.settings.gap, nodes=self.settings.solver_nodes)
        rest = solve_rest(self.net, status, pairs, options)
        self.nodes += rest.answer.nodes
        if rest.answer.found:
            service = self.net.cost[rest.place, np.arange(rest.place.size)].sum()
            cost = float(self.net.fixed[rest.open].sum() + service)
            if cost < self.best.cost:
                self.best = Incumbent(cost, rest.open)
                self.share = shares_of(rest.place, status.size)
        return min(rest.answer.bound, self.best.cost)

    def _answer(self, bound: float) -> SitingAnswer:
        found = np.isfinite(self.best.cost)
        share = csr_array(self.net.cost.shape)
        if found:
            share = self.share if self.share is not None else self.service.share(self.best.open)
        if found and self.unit and bound > self.best.cost - 1 + 0.5e-6:
            bound = self.best.cost
        elif not found and bound >= self.net.barrier:
            bound = np.inf
        bound = min(bound, self.best.cost)
        return SitingAnswer(
            status=self._status(bound),
            open=self.best.open,
            share=share,
            cost=self.best.cost,
            bound=float(bound),
            nodes=self.nodes,
            provenance={"version": __version__, "seed": self.settings.seed, "checksum": self.problem.checksum},
        )

    def _status(self, bound: float) -> Status:
        if not np.isfinite(self.best.cost):
            return "infeasible" if bound == np.inf else "unknown"
        return "optimal" if relative_gap(self.best.cost, bound) <= self.settings.gap else "bounded"
