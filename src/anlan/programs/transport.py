"""A second stage that is a transportation problem: one item, from sources to sinks, with what stays unmet.

This is the shape of most reserve plans: sources are stocks, agreements and production lines by the window in which
they deliver, sinks are areas by the window in which they are in need; delivery in a later window costs the lateness.
Arcs have no capacity, so that each pair of a source and a sink needs one arc only.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from anlan.programs.program import Program
from anlan.programs.transport_kernel import evaluated, shipped
from anlan.programs.two_stage import MoreColumns


@dataclass(frozen=True, eq=False)
class Shipped:
    """What a transportation problem ships.

    Parameters
    ----------
    flow
        From each source to each sink, float64 (m, n).
    unmet
        What is not met at each sink, float64 (n,).
    price
        What one more unit at each source changes in the cost, float64 (m,), never positive.
    cost
        Of all of it.
    """

    flow: NDArray[np.float64]
    unmet: NDArray[np.float64]
    price: NDArray[np.float64]
    cost: float


@dataclass(frozen=True, eq=False)
class Transport:
    """One item in one scenario; it is its own `Maker`, a `Recourse` and a `Direct`.

    Parameters
    ----------
    cost
        Cost of a unit from a source to a sink, float64 (m, n); inf where there is no way.
    demand
        Demand of each sink, float64 (n,), not negative.
    unmet
        Cost of a unit of it that is not met, float64 (n,), finite.
    base
        Supply at each source that does not depend on the first stage, float64 (m,).
    supplied
        Supply at each source from one unit of each first-stage column, sparse (m, n1); never negative where the
        first stage is within its bounds.

    Raises
    ------
    ValueError
        If the shapes do not fit or a number is out of its range: a mistake of the program, not of its user.
    """

    cost: NDArray[np.float64]
    demand: NDArray[np.float64]
    unmet: NDArray[np.float64]
    base: NDArray[np.float64]
    supplied: csr_array

    def __post_init__(self) -> None:
        m, n = self.cost.shape
        shapes = self.demand.shape == (n,) == self.unmet.shape and self.base.shape == (m,)
        if not shapes or self.supplied.shape[0] != m:
            raise ValueError(f"demand, unmet, base or supplied do not fit {m} sources and {n} sinks")
        if np.isnan(self.cost).any() or not (np.isfinite(self.unmet).all() and np.isfinite(self.demand).all()):
            raise ValueError("a cost is not a number, or a demand or its cost when unmet is not finite")
        if self.demand.min(initial=0.0) < 0.0:
            raise ValueError("a demand is negative")

    def __call__(self) -> "Transport":
        """Return itself."""
        return self

    @property
    def program(self) -> Program:
        """The same as a programme, with all ways that cost less than going short."""
        m, n = self.cost.shape
        source, sink = np.nonzero(self.cost < self.unmet)
        ways = np.arange(source.size)
        rows = np.concatenate([source, m + sink, m + np.arange(n)])
        columns = np.concatenate([ways, ways, ways.size + np.arange(n)])
        cost = np.concatenate([self.cost[source, sink], self.unmet])
        return Program(
            cost=cost,
            lower=np.zeros(cost.size),
            upper=np.full(cost.size, np.inf),
            matrix=csc_array((np.ones(rows.size), (rows, columns)), shape=(m + n, cost.size)),
            row_lower=np.concatenate([np.full(m, -np.inf), self.demand]),
            row_upper=np.concatenate([self.base, self.demand]),
        )

    @property
    def link(self) -> csc_array:
        """The first stage in the rows of `program`."""
        m, n = self.cost.shape
        taken = self.supplied.tocoo()
        return csc_array((-taken.data, (taken.row, taken.col)), shape=(m + n, self.supplied.shape[1]))

    def priced(self, row_duals: NDArray[np.float64], *, costless: bool = False) -> MoreColumns | None:
        """Return None: the programme has every way that can be worth its cost."""
        del row_duals, costless
        return None

    def least(self) -> float:
        """Return the cost if every sink had its cheapest source to itself."""
        return float(self.demand @ np.minimum(self.unmet, self.cost.min(axis=0, initial=np.inf)))

    @cached_property
    def _linked(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        link = self.supplied
        return link.indptr.astype(np.int32), link.indices.astype(np.int32), link.data.astype(np.float64)

    def evaluate(self, first: NDArray[np.float64], weight: float, slope: NDArray[np.float64]) -> tuple[float, float]:
        """Solve under a first stage and add the weighted slope; see `Direct`."""
        return evaluated(self.cost, self.demand, self.unmet, self.base, *self._linked, first, weight, slope)

    def ship(self, first: NDArray[np.float64]) -> Shipped:
        """Return what is shipped under a first stage.

        Parameters
        ----------
        first
            The first stage's values, float64 (n1,).
        """
        supply = np.maximum(self.base + self.supplied @ first, 0.0)
        value, _, price, flow, short = shipped(self.cost, self.demand, self.unmet, supply)
        return Shipped(flow, short, price, value)
