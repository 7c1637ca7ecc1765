"""Failure modes of a network: which parts fail together, how often, and which supply points they cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anlan.city import City

FloatArray = NDArray[np.float64]

SERVICES = ("power", "water", "telecom")
"""Networks whose outage can be simulated."""


@dataclass(frozen=True)
class Rates:
    """How often parts fail by themselves.

    Parameters
    ----------
    node
        Failures a year of a node as a whole.
    line
        Failures a year of 100 km of links.
    together
        Share of failures that take a neighbouring part with them, 1 (beta factor, Fleming 1975).
    """

    node: float
    line: float
    together: float


@dataclass(frozen=True)
class Network:
    """One network of a city.

    Parameters
    ----------
    nodes
        Identifiers of the n nodes.
    shown
        Their names in events; a node that houses a real place is only called by its role, since no invented failure
        is put on a real firm's name.
    source, supply
        bool (n,): nodes that feed it, and nodes that deliver to users.
    ends
        int64 (l, 2): nodes at the ends of each link.
    one_way
        bool (l,): links that carry from the first end to the second only.
    length_km
        float64 (l,).
    """

    nodes: tuple[str, ...]
    shown: tuple[str, ...]
    source: NDArray[np.bool_]
    supply: NDArray[np.bool_]
    ends: NDArray[np.int64]
    one_way: NDArray[np.bool_]
    length_km: FloatArray

    @classmethod
    def of(cls, city: City, service: str) -> "Network":
        """Take a network out of the tables `nodes` and `links`."""
        rows = city.table("nodes").filter(pl.col("network") == service)
        place = {name: index for index, name in enumerate(rows["id"].to_list())}
        links = city.table("links").filter(
            pl.col("from_node").is_in(list(place)) & pl.col("to_node").is_in(list(place))
        )
        ends = [[place[name] for name in pair] for pair in links.select("from_node", "to_node").iter_rows()]
        return cls(
            nodes=tuple(place),
            shown=_shown(city, rows),
            source=(rows["role"] == "source").to_numpy(),
            supply=(rows["role"] == "supply").to_numpy(),
            ends=np.array(ends, dtype=np.int64).reshape(-1, 2),
            one_way=(links["one_way"] == "yes").fill_null(value=False).to_numpy(),
            length_km=links["length_km"].cast(pl.Float64).to_numpy(),
        )

    def lost(self, parts: Sequence[int]) -> NDArray[np.bool_]:
        """Say which supply nodes no source reaches when some parts have failed.

        Parameters
        ----------
        parts
            Nodes 0 to n - 1, links n and up.

        Returns
        -------
        bool (n,), true for supply nodes alone.
        """
        count = len(self.nodes)
        works = np.ones(count, dtype=np.bool_)
        works[[part for part in parts if part < count]] = False
        carries = works[self.ends[:, 0]] & works[self.ends[:, 1]]
        carries[[part - count for part in parts if part >= count]] = False
        return self.supply & ~self._reached(works, carries)

    def _reached(self, works: NDArray[np.bool_], carries: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which nodes are connected to a working source; links work both ways unless they are one-way."""
        if self.one_way.any():
            return self._reached_one_way(works, carries)
        ends = self.ends[carries]
        count = len(self.nodes)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
        parts, label = connected_components(graph, directed=False)
        fed = np.zeros(parts, dtype=np.bool_)
        fed[label[self.source & works]] = True
        return np.asarray(fed[label] & works)

    def _reached_one_way(self, works: NDArray[np.bool_], carries: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Grow the set of reached nodes link by link until it stays the same."""
        reached = self.source & works
        first, second = self.ends[carries, 0], self.ends[carries, 1]
        back = ~self.one_way[carries]
        while True:
            grown = reached.copy()
            grown[second[reached[first]]] = True
            grown[first[reached[second] & back]] = True
            if (grown == reached).all():
                return reached
            reached = grown


def _shown(city: City, nodes: pl.DataFrame) -> tuple[str, ...]:
    real = set(city.table("places").filter(~pl.col("synthetic"))["id"].to_list())
    return tuple(
        f"{row['network']} {row['role']}" if row["place"] in real else str(row["id"])
        for row in nodes.iter_rows(named=True)
    )


@dataclass(frozen=True)
class Modes:
    """Failures that cut off at least one supply node.

    Parameters
    ----------
    part, other
        Name of the part that fails and of the one that fails with it, empty for none; length m.
    frequency
        float64 (m,): 1/year.
    lost
        bool (m, n): supply nodes cut off.
    """

    part: tuple[str, ...]
    other: tuple[str, ...]
    frequency: FloatArray
    lost: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.part)


def failure_modes(network: Network, rates: Rates) -> Modes:
    """Try every part alone and with each of its neighbours, and keep what cuts somebody off.

    A supply node that no source reaches from the start is no one's failure and is left out. Neighbours are parts that
    meet at a node: of a link, the nodes at its ends and the links there; of a node, its links.
    """
    names, rate = _parts(network, rates)
    never = network.lost(())
    rows: list[tuple[str, str, float, NDArray[np.bool_]]] = []
    for part, others in enumerate(_neighbours(network)):
        share = rates.together if others else 0.0
        alone = network.lost((part,)) & ~never
        rows.append((names[part], "", rate[part] * (1.0 - share), alone))
        for other in others:
            both = network.lost((part, other)) & ~never
            rows.append((names[part], names[other], rate[part] * share / len(others), both))
    kept = [row for row in rows if row[2] > 0.0 and row[3].any()]
    return Modes(
        part=tuple(row[0] for row in kept),
        other=tuple(row[1] for row in kept),
        frequency=np.array([row[2] for row in kept]),
        lost=np.array([row[3] for row in kept], dtype=np.bool_).reshape(len(kept), len(network.nodes)),
    )


def _parts(network: Network, rates: Rates) -> tuple[list[str], FloatArray]:
    """Return names and failure rates of nodes, then links."""
    shown = network.shown
    ends = [f"{shown[first]} - {shown[second]}" for first, second in network.ends.tolist()]
    node = np.full(len(network.nodes), rates.node)
    return [*shown, *ends], np.concatenate([node, rates.line * network.length_km / 100.0])


def _neighbours(network: Network) -> Iterator[list[int]]:
    """Yield the neighbours of each part."""
    count = len(network.nodes)
    at: list[list[int]] = [[] for _ in range(count)]
    for link, pair in enumerate(network.ends.tolist()):
        for node in pair:
            at[node].append(count + link)
    yield from at
    for link, pair in enumerate(network.ends.tolist()):
        found = set(pair).union(*(at[node] for node in pair))
        yield sorted(found - {count + link})
