"""What the open sites cost together with the service that they give, for every kind of problem."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from anlan.supplies.siting.network import FREE, Network
from anlan.supplies.siting.transport import transport
from anlan.supplies.siting.wholes import serve_whole

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass
class Service:
    """Evaluates sets of open sites and remembers them.

    Parameters
    ----------
    net
        The problem.
    single_source
        Whether customers are whole.
    """

    net: Network
    single_source: bool
    _known: dict[bytes, float] = field(default_factory=dict)

    def cost(self, is_open: Mask, limit: float = np.inf) -> float:
        """Return the cost of the open sites and their service; infinite where no service was found.

        Parameters
        ----------
        is_open
            Shape (sites,).
        limit
            Sets that cannot cost less are not looked at closely; they count as infinite.
        """
        net = self.net
        if not is_open.any() or not net.least <= is_open.sum() <= net.most:
            return np.inf
        least = net.fixed[is_open].sum() + net.cost[is_open].min(axis=0).sum()
        if least >= min(limit, net.barrier):
            return np.inf
        if net.kind == FREE:
            return float(least)
        key = np.packbits(is_open).tobytes()
        if key not in self._known:
            self._known[key] = self._limited(is_open, limit)
        return self._known[key]

    def _limited(self, is_open: Mask, limit: float) -> float:
        if self.net.capacity[is_open].sum() < self.net.need * (1 - 1e-12):
            return np.inf
        fixed = float(self.net.fixed[is_open].sum())
        split, flow = self._split(is_open)
        if not self.single_source or fixed + split >= limit:
            return fixed + split
        return fixed + self._whole(is_open, flow)[0]

    def share(self, is_open: Mask) -> csr_array:
        """Return the share of each customer that each site serves, shape (sites, customers).

        Parameters
        ----------
        is_open
            A set of sites with service, shape (sites,).
        """
        sites, customers = self.net.cost.shape
        rows = np.flatnonzero(is_open)
        nearest = self.net.cost[rows].argmin(axis=0)
        if self.net.kind == FREE:
            return shares_of(rows[nearest], sites)
        _, flow = self._split(is_open)
        if self.single_source:
            return shares_of(rows[self._whole(is_open, flow)[1]], sites)
        part = flow / np.maximum(self.net.demand, 1e-300)
        idle = self.net.demand <= 0.0
        part[nearest[idle], np.flatnonzero(idle)] = 1.0
        whole = np.zeros((sites, customers))
        whole[rows] = part
        return csr_array(whole)

    def _split(self, is_open: Mask) -> tuple[float, Floats]:
        cost = self.net.cost[is_open]
        allowed = np.where(cost < self.net.barrier, cost, np.inf)
        found, flow = transport(allowed, self.net.demand, self.net.capacity[is_open])
        return float(found), flow

    def _whole(self, is_open: Mask, flow: Floats) -> tuple[float, NDArray[np.int64]]:
        cost = self.net.cost[is_open]
        start = np.where(flow.any(axis=0), flow.argmax(axis=0), cost.argmin(axis=0))
        found, place = serve_whole(cost, self.net.demand, self.net.capacity[is_open], start)
        return (float(found) if found < self.net.barrier else np.inf), place


def shares_of(place: NDArray[np.int64], sites: int) -> csr_array:
    """Return shares, shape (sites, customers), of customers that are served whole.

    Parameters
    ----------
    place
        Site of each customer, shape (customers,).
    sites
        Number of sites.
    """
    columns = np.arange(place.size)
    return csr_array((np.ones(place.size), (place, columns)), shape=(sites, place.size))
