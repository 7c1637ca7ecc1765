"""Failure modes of a network: which parts fail together, how often, and which supply points they cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute.compiled import compiled

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
        return np.asarray(self.lost_in([parts])[0])

    def lost_in(self, failures: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
        """Say the same for each of m failures, bool (m, n)."""
        count = len(self.nodes)
        first = np.concatenate([[0], np.cumsum([len(parts) for parts in failures])]).astype(np.int64)
        flat = np.array([part for parts in failures for part in parts], dtype=np.int64)
        reached = np.zeros((len(failures), count), dtype=np.bool_)
        reach(*_neighbour_rows(self), self.source, first, flat, reached)
        return np.asarray(self.supply & ~reached)


def _neighbour_rows(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the neighbours of nodes and the links to them in compressed rows."""
    links = np.arange(len(network.ends))
    both = np.flatnonzero(~network.one_way)
    tail = np.concatenate([network.ends[:, 0], network.ends[both, 1]])
    order = np.argsort(tail, kind="stable")
    head = np.concatenate([network.ends[:, 1], network.ends[both, 0]])[order]
    row = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(network.nodes)))])
    return row.astype(np.int64), head.astype(np.int64), np.concatenate([links, both])[order].astype(np.int64)


@compiled
def reach(
    row: NDArray[np.int64],
    head: NDArray[np.int64],
    edge: NDArray[np.int64],
    source: NDArray[np.bool_],
    first: NDArray[np.int64],
    flat: NDArray[np.int64],
    reached: NDArray[np.bool_],
) -> None:
    """Walk from the sources through what has not failed, once for each failure.

    Parameters
    ----------
    row, head, edge
        int64[n + 1], int64[a], int64[a]: neighbours of a node and the links to them.
    source
        bool[n].
    first, flat
        int64[m + 1], int64[z]: parts of each failure, nodes 0 to n - 1, links n and up.
    reached
        bool[m, n], false at first; written.
    """
    count = source.size
    down = np.zeros(count + edge.size, dtype=np.bool_)
    queue = np.empty(count, dtype=np.int64)
    for failure in range(first.size - 1):
        parts = flat[first[failure] : first[failure + 1]]
        down[parts] = True
        size = 0
        for node in range(count):
            if source[node] and not down[node]:
                reached[failure, node] = True
                queue[size] = node
                size += 1
        while size > 0:
            size -= 1
            node = queue[size]
            for at in range(row[node], row[node + 1]):
                other = head[at]
                if not (reached[failure, other] or down[other] or down[count + edge[at]]):
                    reached[failure, other] = True
                    queue[size] = other
                    size += 1
        down[parts] = False


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
        lost = network.lost_in([(part,), *((part, other) for other in others)]) & ~never
        for other, cut in zip((-1, *others), lost, strict=True):
            often = rate[part] * (1.0 - share) if other < 0 else rate[part] * share / len(others)
            if often > 0.0 and cut.any():
                rows.append((names[part], names[other] if other >= 0 else "", often, cut))
    return Modes(
        part=tuple(row[0] for row in rows),
        other=tuple(row[1] for row in rows),
        frequency=np.array([row[2] for row in rows]),
        lost=np.array([row[3] for row in rows], dtype=np.bool_).reshape(len(rows), len(network.nodes)),
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
