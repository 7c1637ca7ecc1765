"""A network as arrays: nodes with their roles, edges with their lengths, neighbours in compressed rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.errors import ImportDataError, Problem
from anlan.language import Message

FloatArray = NDArray[np.float64]
FlagArray = NDArray[np.bool_]
IndexArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes and edges of one service; an invalid one cannot exist. Use `Network.of` to build one from names.

    Made from the edges are ``indptr``, ``head`` and ``edge`` (int64[n + 1], int32[a], int32[a]): neighbours of node i
    are ``head[indptr[i]:indptr[i + 1]]``, reached over the edges of the same places of ``edge``.

    Parameters
    ----------
    nodes
        Unique names of the n nodes.
    edges
        Unique names of the m edges; none is also the name of a node.
    source
        bool[n], nodes that feed the network. A traffic zone is a source and a demand node.
    demand
        bool[n], nodes whose service counts.
    start, end
        int32[m], nodes at the two ends of each edge.
    length
        float64[m], what passing an edge costs, above zero: length, time or 1; one unit for all.
    directed
        Whether edges are passed from start to end only.
    weight
        float64[n], weight of a demand node in means over nodes, for example its users; 1 as OpenQuake has it.
    file
        Where the network comes from, for messages.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """

    nodes: tuple[str, ...]
    edges: tuple[str, ...]
    source: FlagArray
    demand: FlagArray
    start: IndexArray
    end: IndexArray
    length: FloatArray
    directed: bool
    weight: FloatArray
    file: str = "network"
    indptr: NDArray[np.int64] = field(init=False, repr=False)
    head: IndexArray = field(init=False, repr=False)
    edge: IndexArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        problems = _size_problems(self) or [*_name_problems(self), *_role_problems(self), *_value_problems(self)]
        if problems:
            raise ImportDataError(problems)
        both = not self.directed
        tail = np.concatenate([self.start, self.end]) if both else self.start
        head = np.concatenate([self.end, self.start]) if both else self.end
        edge = np.tile(np.arange(len(self.edges), dtype=np.int32), 2 if both else 1)
        order = np.argsort(tail, kind="stable")
        rows = np.bincount(tail, minlength=len(self.nodes))
        object.__setattr__(self, "indptr", np.concatenate([[0], np.cumsum(rows)]).astype(np.int64))
        object.__setattr__(self, "head", head[order].astype(np.int32))
        object.__setattr__(self, "edge", edge[order])

    @classmethod
    def of(
        cls,
        nodes: Sequence[str],
        edges: Sequence[str],
        ends: Sequence[tuple[str, str]],
        *,
        sources: Sequence[str],
        demands: Sequence[str],
        length: Sequence[float] | FloatArray | None = None,
        weight: Sequence[float] | FloatArray | None = None,
        directed: bool = False,
        file: str = "network",
    ) -> "Network":
        """Build a network from names.

        Parameters
        ----------
        nodes, edges
            Names.
        ends
            Names of the nodes at the start and end of each edge.
        sources, demands
            Names of nodes; a traffic zone stands in both.
        length
            What passing an edge costs; None counts edges.
        weight
            Weight of each node; None for 1.
        directed, file
            As in the class.

        Raises
        ------
        ImportDataError
            With everything that is wrong.
        """
        place = {name: index for index, name in enumerate(nodes)}
        index = np.array([[place.get(name, -1) for name in pair] for pair in ends], dtype=np.int32).reshape(-1, 2)
        problems = [
            *(_unknown(file, edge, name) for edge, pair in zip(edges, ends, strict=False) for name in pair
              if name not in place),
            *(_unknown(file, name, name) for name in dict.fromkeys([*sources, *demands]) if name not in place),
        ]  # fmt: skip
        flags = np.zeros((2, len(nodes)), dtype=np.bool_)
        for row, names in enumerate((sources, demands)):
            flags[row, [place[name] for name in names if name in place]] = True
        one = np.ones(len(edges)) if length is None else np.asarray(length, dtype=np.float64)
        many = np.ones(len(nodes)) if weight is None else np.asarray(weight, dtype=np.float64)
        known = np.maximum(index, 0)
        try:
            built = cls(
                tuple(nodes), tuple(edges), flags[0], flags[1], known[:, 0], known[:, 1], one, directed, many, file
            )
        except ImportDataError as error:
            raise ImportDataError([*problems, *error.problems]) from None
        if problems:
            raise ImportDataError(problems)
        return built


def _unknown(file: str, feature: str, name: str) -> Problem:
    what = Message("'{name}' is no node of the network", name=name)
    return Problem(file, what, Message("add the node, or correct the name"), feature=feature, code="unknown-node")


def _size_problems(network: Network) -> list[Problem]:
    nodes, edges = (len(network.nodes),), (len(network.edges),)
    wanted = dict.fromkeys(("source", "demand", "weight"), nodes) | dict.fromkeys(("start", "end", "length"), edges)
    remedy = Message("give one value for each node or edge")
    return [
        Problem(
            network.file,
            Message(
                "'{name}' has the shape {shape}; {wanted} is expected", name=name, shape=str(found), wanted=str(shape)
            ),
            remedy, feature=name, code="shape",
        )
        for name, shape in wanted.items() if (found := getattr(network, name).shape) != shape
    ]  # fmt: skip


def _name_problems(network: Network) -> list[Problem]:
    remedy = Message("give each node and each edge a name of its own")
    return [
        Problem(
            network.file, Message("'{name}' names {count} nodes or edges", name=name, count=count), remedy,
            feature=name, code="duplicate",
        )
        for name, count in Counter([*network.nodes, *network.edges]).items() if count > 1
    ]  # fmt: skip


def _role_problems(network: Network) -> list[Problem]:
    problems = []
    if not network.source.any():
        what, remedy = Message("there is no source"), Message("mark the nodes that feed the network")
        problems.append(Problem(network.file, what, remedy, feature="source", code="no-source"))
    if not network.demand.any():
        what, remedy = Message("there is no demand node"), Message("mark the nodes whose service counts")
        problems.append(Problem(network.file, what, remedy, feature="demand", code="no-demand"))
    return problems


def _value_problems(network: Network) -> list[Problem]:
    problems = []
    outside = (np.stack([network.start, network.end]) < 0) | (
        np.stack([network.start, network.end]) >= len(network.nodes)
    )
    for place in np.flatnonzero(outside.any(axis=0)).tolist():
        bad = int(network.start[place] if outside[0, place] else network.end[place])
        problems.append(_unknown(network.file, network.edges[place], str(bad)))
    for place in np.flatnonzero(~((network.length > 0.0) & np.isfinite(network.length))).tolist():
        what = Message("the length of the edge is {value}", value=float(network.length[place]))
        remedy = Message("give a number above zero")
        problems.append(Problem(network.file, what, remedy, feature=network.edges[place], code="length"))
    for place in np.flatnonzero(~((network.weight >= 0.0) & np.isfinite(network.weight))).tolist():
        what = Message("the weight of the node is {value}", value=float(network.weight[place]))
        remedy = Message("give a number that is not negative")
        problems.append(Problem(network.file, what, remedy, feature=network.nodes[place], code="weight"))
    return problems
