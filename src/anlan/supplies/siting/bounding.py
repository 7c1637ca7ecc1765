"""The relaxation as the search uses it: a bound, sites decided by it, and a set of sites that it proposes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.siting.network import CLOSED, OPEN, Network
from anlan.supplies.siting.relaxation import ascend, choose, fix

Floats = NDArray[np.float64]
Marks = NDArray[np.int8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Bounded:
    """Outcome of an ascent.

    Parameters
    ----------
    bound
        No solution costs less.
    worth
        Cost of opening each site at the best prices, shape (sites,).
    usage
        How much the relaxed problem used each site in the last steps, shape (sites,).
    """

    bound: float
    worth: Floats
    usage: Floats


@dataclass(frozen=True)
class Bounding:
    """Bounds of a problem of one or two stages; the sites of both are counted through, those behind at the end.

    Parameters
    ----------
    net
        Sites with their customers.
    behind
        Sites behind that supply them; none in a problem of one stage.
    """

    net: Network
    behind: Network

    def ascend(self, status: Marks, price: Floats, limits: tuple[float, float], rounds: int, scale: float) -> Bounded:
        """Raise the bound.

        Parameters
        ----------
        status
            What is decided, shape (sites,).
        price
            Prices to start from; the best are written back.
        limits
            Cost of the best solution, and the bound at which to stop.
        rounds, scale
            Number of steps at most, and their first scale.
        """
        bound, worth, usage = ascend((self.net, self.behind), status, price, *limits, rounds, scale)
        return Bounded(float(bound), worth, usage)

    def fix(self, status: Marks, price: Floats, worth: Floats, cutoff: float) -> None:
        """Decide the sites whose other choice cannot lead below a cutoff.

        Parameters
        ----------
        status
            What is decided; written.
        price, worth
            Of an ascent.
        cutoff
            A bound from which on nothing of interest is left.
        """
        sites, customers = self.net.cost.shape
        paid = float(price[:customers].sum())
        if not self.behind.fixed.size:
            fix(self.net, worth, status, paid, cutoff)
            return
        front, back = (self.net, slice(None, sites)), (self.behind, slice(sites, None))
        for (net, mine), (other, rest) in ((front, back), (back, front)):
            there = choose(other, worth[rest], status[rest], np.empty(other.fixed.size))
            fix(net, worth[mine], status[mine], paid + there, cutoff)

    def proposals(self, worth: Floats, wanted: Mask, status: Marks) -> list[Mask]:
        """Propose sets of sites: those wanted, completed; and the cheapest that together hold what is needed.

        Parameters
        ----------
        worth
            Cost of opening each site, shape (sites,).
        wanted
            Sites to begin with, shape (sites,).
        status
            What is decided, shape (sites,).
        """
        sites = self.net.fixed.size
        stages = [(self.net, slice(None, sites)), (self.behind, slice(sites, None))]
        stages = stages if self.behind.fixed.size else stages[:1]
        completed = [_completed(net, worth[part], wanted[part]) for net, part in stages]
        made = [np.concatenate(completed)]
        if all(net.need > 0.0 for net, _ in stages):
            covers = [_cover(net, worth[part], status[part]) for net, part in stages]
            whole = [_completed(net, worth[part], cover) for (net, part), cover in zip(stages, covers, strict=True)]
            made.append(np.concatenate(whole))
        return made


def _completed(net: Network, worth: Floats, wanted: Mask) -> Mask:
    """Open the sites that the prices favour until number and capacity suffice, and close those too many."""
    made = wanted.copy()
    for site in np.argsort(worth, kind="stable")[::-1]:
        if made.sum() <= net.most:
            break
        made[site] = False
    for site in np.argsort(worth, kind="stable"):
        if made.sum() >= net.least and net.capacity[made].sum() >= net.need:
            break
        if made.sum() < net.most:
            made[site] = True
    return made


GRAINS = 2_000
"""Steps in which capacities are counted, rounded down, when the cheapest cover is looked for; an assumption."""


def _cover(net: Network, worth: Floats, status: Marks) -> Mask:
    """Choose the cheapest sites that hold what is needed: a knapsack by dynamic programming on rounded capacities."""
    grain = max(1.0, net.need / GRAINS)
    goal = int(np.ceil(net.need / grain))
    size = np.minimum(np.floor(net.capacity / grain + 1e-9).astype(np.int64), goal)
    cost = np.maximum(np.where(status == OPEN, 0.0, worth), 0.0)
    cost[status == CLOSED] = np.inf
    least = np.full(goal + 1, np.inf)
    least[0] = 0.0
    taken = np.zeros((worth.size, goal + 1), dtype=np.bool_)
    missing = np.arange(goal + 1)
    for site in range(worth.size):
        other = least[np.maximum(missing - size[site], 0)] + cost[site]
        taken[site] = other < least
        least = np.minimum(least, other)
    made = np.asarray((status == OPEN) | ((status != CLOSED) & (worth < 0.0)))
    left = goal
    for site in range(worth.size - 1, -1, -1):
        if taken[site, left]:
            made[site] = True
            left = max(left - int(size[site]), 0)
    return made
