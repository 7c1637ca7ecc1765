"""Loss of network service beside networkx, used as OpenQuake used it: the same input, the results compared."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.compute import local
from anlan.risk.networks import MEASURES, Failures, Network, ServiceLoss, service_loss
from bench.timing import seconds, summary

PEER_PYTHON = "ANLAN_NETWORKX_PYTHON"
"""Environment variable with the Python of an environment that holds networkx."""

NODES, EDGES, SOURCES, DEMANDS = 999, 5294, 30, 300
EVENTS, PEER_EVENTS = 64, 2
SEED = 7
FAIL = 0.05
"""Share of nodes and of edges that fail in an event."""


def make() -> tuple[Network, NDArray[np.bool_]]:
    """Make a seeded network without parallel edges (networkx would keep one of them), and what fails by event.

    Nodes lie at random in a square; a tree over near ones keeps them together, other edges join random pairs.
    """
    random = np.random.default_rng(SEED)
    point = random.random((NODES, 2))
    pairs = {(int(np.argmin(((point[:node] - point[node]) ** 2).sum(axis=1))), node): None for node in range(1, NODES)}
    while len(pairs) < EDGES:
        one, other = sorted(random.choice(NODES, 2, replace=False).tolist())
        pairs[one, other] = None
    ends = np.array(list(pairs), dtype=np.int32)
    length = np.linalg.norm(point[ends[:, 0]] - point[ends[:, 1]], axis=1) + 1e-3
    role = random.permutation(NODES)
    names = [f"n{node}" for node in range(NODES)]
    network = Network.of(
        names,
        [f"e{edge}" for edge in range(EDGES)],
        [(names[one], names[other]) for one, other in ends.tolist()],
        sources=[names[node] for node in role[:SOURCES]],
        demands=[names[node] for node in role[SOURCES : SOURCES + DEMANDS]],
        length=length,
    )
    return network, random.random((EVENTS, NODES + EDGES)) < FAIL


def measure(repeats: int) -> dict[str, Any]:
    """Measure all events here, and the first of them in networkx, whose time grows with their number.

    Parameters
    ----------
    repeats
        Calls of ours.
    """
    network, failed = make()
    failures = Failures.of_mask(failed)
    result: dict[str, Any] = {
        "size": {"nodes": NODES, "edges": EDGES, "sources": SOURCES, "demands": DEMANDS, "events": EVENTS}
    }
    with local(1) as executor:
        service_loss(network, Failures.of_mask(failed[:1]), executor)  # compiles
    for workers in (1, 2):
        with local(workers) as executor:
            result[f"{workers} workers"], found = seconds(lambda: service_loss(network, failures, executor), repeats)
    result["networkx"] = _beside(network, failed, found, result)
    return result


def _beside(network: Network, failed: NDArray[np.bool_], found: ServiceLoss, result: dict[str, Any]) -> Any:
    if PEER_PYTHON not in os.environ:
        return f"not measured: set {PEER_PYTHON} to the Python of an environment with networkx"
    script = str(Path(__file__).with_name("peers") / "networkx_job.py")
    with tempfile.TemporaryDirectory() as folder:
        case, target = str(Path(folder) / "case.npz"), str(Path(folder) / "result.npz")
        np.savez(
            case, source=network.source, demand=network.demand, start=network.start, end=network.end,
            length=network.length, failed=failed[:PEER_EVENTS],
        )  # fmt: skip
        command = [os.environ[PEER_PYTHON], script, case, target]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return {"failed": done.stderr.strip().splitlines()[-1][:300]}
        with np.load(target) as file:
            wanted = file["losses"]
    printed = json.loads(done.stdout.strip().splitlines()[-1])
    one_event, searches = summary(printed["times"]), summary(printed["searches"])
    for workers in (1, 2):
        ours = result[f"{workers} workers"]["median_s"] / EVENTS
        result[f"networkx over ours, {workers} workers"] = round(one_event["median_s"] / ours, 1)
        result[f"searches from every node alone over ours, {workers} workers"] = round(searches["median_s"] / ours, 1)
    ours_losses = np.stack([found.by_event[name][:PEER_EVENTS] for name in MEASURES], axis=1)
    result["largest difference to networkx"] = float(np.abs(ours_losses - wanted).max())
    return {**one_event, "counted": "one event", "version": printed["version"]}
