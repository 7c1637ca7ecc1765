"""How hard to try, and what came out: a solution, a bound that no solution can beat, and the gap between the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from anlan.errors import SettingError
from anlan.language import Message, mark

Status = Literal["optimal", "bounded", "infeasible", "unknown"]


@dataclass(frozen=True)
class SitingSettings:
    """How hard to try. All limits count steps, none counts seconds, so that every machine finds the same.

    Parameters
    ----------
    seed
        Seed of the random starts.
    starts
        Random starts of the local search.
    rounds
        Steps of the subgradient ascent at the root.
    node_rounds
        Steps at each node of the tree.
    nodes
        Nodes of the tree after which the search stops with the bound it has; 0 leaves the tree out.
    solver_nodes
        Nodes of each mixed-integer programme that is left after fixing; 0 leaves it out.
    gap
        Relative gap at which a solution counts as proven.
    """

    seed: int = 1
    starts: int = 8
    rounds: int = 1500
    node_rounds: int = 60
    nodes: int = 20_000
    solver_nodes: int = 10_000
    gap: float = 1e-6

    def __post_init__(self) -> None:
        """Refuse limits below their least value."""
        least = {"starts": 1, "rounds": 1, "node_rounds": 1, "nodes": 0, "solver_nodes": 0, "gap": 0.0}
        for name, lowest in least.items():
            value = getattr(self, name)
            if not value >= lowest:
                raise SettingError(
                    Message(
                        mark("{name} is {value}; it has to be {lowest} or more"), name=name, value=value, lowest=lowest
                    )
                )


@dataclass(frozen=True, eq=False)
class SitingAnswer:
    """The best solution found and what is proven about it.

    Parameters
    ----------
    status
        ``optimal``: no solution is better by more than the gap of the settings. ``bounded``: a solution and a bound.
        ``infeasible``: it is proven that there is none. ``unknown``: none was found, and the bound still holds.
    open
        Whether a site is open, shape (sites,).
    share
        Share of a customer that a site serves, shape (sites, customers), sparse.
    cost
        Cost of the solution; infinite without one.
    bound
        No solution costs less; infinite if there is none.
    nodes
        Nodes of the search trees, those of the solver included.
    provenance
        Version of the program, seed and checksum of the input.
    """

    status: Status
    open: NDArray[np.bool_]
    share: csr_array
    cost: float
    bound: float
    nodes: int = 0
    provenance: Mapping[str, object] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Relative distance of cost and bound, ``(cost - bound) / cost``; infinite without a solution."""
        return relative_gap(self.cost, self.bound)

    @property
    def proven(self) -> bool:
        """Whether nothing is left to find: an optimum, or the proof that there is no solution."""
        return self.status in {"optimal", "infeasible"}

    @property
    def assignment(self) -> NDArray[np.int64]:
        """Site that serves the largest share of each customer, shape (customers,); -1 without a solution."""
        if not np.isfinite(self.cost):
            return np.full(self.share.shape[1], -1, dtype=np.int64)
        return np.asarray(self.share.toarray().argmax(axis=0), dtype=np.int64)


def relative_gap(cost: float, bound: float) -> float:
    """Return ``(cost - bound) / |cost|``, at least 0; infinite where there is no solution.

    Parameters
    ----------
    cost
        Of the best solution.
    bound
        That no solution can beat.
    """
    if not np.isfinite(cost):
        return float("inf")
    return max(0.0, cost - bound) / max(abs(cost), 1e-12)
