"""Readers of the published siting instances: OR-Library, Holmberg et al., Fernandes et al."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from anlan.supplies.siting import ChainProblem, SitingProblem


def published(folder: Path, family: str) -> list[dict[str, Any]]:
    """List the instances of a family with their published values."""
    listed: dict[str, list[dict[str, Any]]] = json.loads((folder / "optima.json").read_text(encoding="utf-8"))
    return listed[family]


def text_of(path: Path) -> str:
    """Read a text file, unpacked if its name ends in .gz; some of Holmberg's files end in padding."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return content.decode().partition("\x00")[0]


def p_median_of(text: str) -> SitingProblem:
    """Read a p-median graph; of repeated edges the last one counts."""
    numbers = np.array(text.split(), dtype=np.int64)
    nodes, _edges, count = numbers[:3]
    last = {(min(one, other), max(one, other)): length for one, other, length in numbers[3:].reshape(-1, 3).tolist()}
    ends = np.array(list(last), dtype=np.int64) - 1
    graph = csr_array((np.array(list(last.values()), dtype=float), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    distance = shortest_path(graph, method="D", directed=False)
    return SitingProblem.of(distance, at_least=int(count), at_most=int(count))


def capacitated_p_median_of(text: str) -> SitingProblem:
    """Read a capacitated p-median problem: points with demands, distances rounded down."""
    numbers = np.array(text.split(), dtype=float)
    points, count, capacity = int(numbers[2]), int(numbers[3]), numbers[4]
    rows = numbers[5:].reshape(points, 4)
    across = rows[:, None, 1:3] - rows[None, :, 1:3]
    return SitingProblem.of(
        np.floor(np.sqrt((across**2).sum(axis=2))),
        demand=rows[:, 3],
        capacity=np.full(points, capacity),
        single_source=True,
        at_least=count,
        at_most=count,
    )


def warehouses_of(text: str, capacity: float | None = None) -> SitingProblem:
    """Read a capacitated warehouse location problem; `capacity` replaces the word of that name."""
    words = text.replace("capacity", repr(capacity)).split() if capacity is not None else text.split()
    sites, customers = int(words[0]), int(words[1])
    numbers = np.array(words[2:], dtype=float)
    site = numbers[: 2 * sites].reshape(sites, 2)
    rows = numbers[2 * sites :].reshape(customers, 1 + sites)
    return SitingProblem.of(rows[:, 1:].T, fixed=site[:, 1], demand=rows[:, 0], capacity=site[:, 0])


def single_source_of(text: str) -> SitingProblem:
    """Read a single-source problem of Holmberg, Ronnqvist & Yuan."""
    numbers = np.array(text.split(), dtype=float)
    sites, customers = int(numbers[0]), int(numbers[1])
    site = numbers[2 : 2 + 2 * sites].reshape(sites, 2)
    rest = numbers[2 + 2 * sites :]
    return SitingProblem.of(
        rest[customers:].reshape(sites, customers),
        fixed=site[:, 1],
        demand=rest[:customers],
        capacity=site[:, 0],
        single_source=True,
    )


def chain_of(text: str) -> ChainProblem:
    """Read a two-stage problem of Fernandes et al.: plants, depots, customers; costs are those of a unit."""
    numbers = np.array(text.split(), dtype=float)
    plants, depots, customers = numbers[:3].astype(int)
    sizes = (customers, 2 * plants, plants * depots, 2 * depots, depots * customers)
    demand, plant, supply, depot, delivery = np.split(numbers[3 : 3 + sum(sizes)], np.cumsum(sizes)[:-1])
    plant, depot = plant.reshape(-1, 2), depot.reshape(-1, 2)
    return ChainProblem.of(
        supply.reshape(plants, depots),
        delivery.reshape(depots, customers),
        plants=(plant[:, 1], plant[:, 0]),
        depots=(depot[:, 1], depot[:, 0]),
        demand=demand,
    )


def problem_of(folder: Path, family: str, row: Mapping[str, Any]) -> SitingProblem:
    """Read an instance of one stage from the folder of the published instances."""
    text = text_of(folder / row["file"])
    if family == "pmed":
        return p_median_of(text)
    if family == "pmedcap":
        return capacitated_p_median_of(text)
    if family == "holmberg_sscflp":
        return single_source_of(text)
    return warehouses_of(text, row.get("facility_capacity"))
