"""The cascade on the networks of the city package, beside the same rules in SimPy, networkx and plain Python.

Also a program of its own, whose time and memory are measured: ``python -m bench.cascade FOLDER WORKERS``.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import local
from anlan.hazards import HAZARDS, EventSet
from anlan.scenarios.cascade import Cascade, CascadeModel, CascadeSettings, cascade_of, model_of
from anlan.scenarios.cascade.block import follow_block
from anlan.scenarios.cascade.damage import drawn, rows_of
from bench.cascade_reference import Reference
from bench.processes import repeated
from bench.timing import seconds, summary

HAZARD = "earthquake"
"""It breaks more than the others: in nearly half of its events at least one component fails."""

EVENTS, PEER_EVENTS = 10_000, 10
SEED = 11
PEERS = {"SimPy": "ANLAN_SIMPY_PYTHON", "networkx": "ANLAN_NETWORKX_PYTHON"}
"""Environment variable that names the Python of each peer's environment; see ``bench/peers/requirements.txt``."""

Course = tuple[NDArray[np.float64], NDArray[np.float64]]
"""People without each service (events, districts, layers, hours), and beds (events, hours)."""


def make(package: Path) -> tuple[City, EventSet]:
    """Return the city and all events of the hazard."""
    city = City.load(package)
    hazard = next(hazard for hazard in HAZARDS if hazard.kind == HAZARD)
    return city, hazard.event_set(city, EVENTS, SEED)


def run(city: City, events: EventSet, model: CascadeModel, workers: int, count: int) -> Cascade:
    """Follow the first events, one sample each."""
    with local(workers) as executor:
        return cascade_of(city, events, range(count), samples=1, seed=SEED, executor=executor, model=model)


def model_for(city: City, events: EventSet) -> CascadeModel:
    """Return the networks, ready for the hazard."""
    return model_of(city, (events.kind,), (events.unit,), CascadeSettings())


def spread(failed: NDArray[np.int64]) -> list[int]:
    """Return events for the peers: from the least to the most components that failed, in equal steps of rank."""
    damaged = np.argsort(failed, kind="stable")[int((failed == 0).sum()) :]
    return [int(damaged[at]) for at in np.linspace(0, damaged.size - 1, PEER_EVENTS).round().astype(int)]


def damage_of(
    model: CascadeModel, events: EventSet, chosen: Sequence[int]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return what fails in some events, as in `run`, and the hours of repair."""
    rows = rows_of(events, chosen, 1, SEED)
    return drawn(model, events, rows, slice(0, len(rows)))


def case_of(model: CascadeModel, failed: NDArray[np.bool_], duration: NDArray[np.int64]) -> dict[str, Any]:
    """Return what the peers are given: the plan, the rules and what fails."""
    rules = model.settings
    return {
        **model.plan._asdict(), "hours": rules.hours, "delay": rules.delay, "districts": len(model.districts),
        "failed": failed, "duration": duration,
    }  # fmt: skip


def beside(name: str, case: Mapping[str, Any], ours: Course, ours_s: float) -> Any:
    """Return the time of a peer, how far it is from ours, and how many times it takes."""
    if PEERS[name] not in os.environ:
        return f"not measured: set {PEERS[name]} to the Python of an environment with {name}"
    script = str(Path(__file__).with_name("peers") / f"{name.lower()}_cascade_job.py")
    with tempfile.TemporaryDirectory() as folder:
        file, target = str(Path(folder) / "case.npz"), str(Path(folder) / "result.npz")
        np.savez(file, **case)
        command = [os.environ[PEERS[name]], script, file, target]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return {"failed": done.stderr.strip().splitlines()[-1][:300]}
        with np.load(target) as found:
            theirs = found["people"], found["beds"]
    printed = json.loads(done.stdout.strip().splitlines()[-1])
    return {
        **summary(printed["times"]), "counted": "one event", "version": printed["version"],
        **compared(ours, theirs, sum(printed["times"]), ours_s),
    }  # fmt: skip


def compared(ours: Course, theirs: Course, theirs_s: float, ours_s: float) -> dict[str, float]:
    """Return the largest differences and the ratio of the times of the same events."""
    return {
        "largest difference, people of a district at an hour": float(np.abs(ours[0] - theirs[0]).max()),
        "largest difference, beds at an hour": float(np.abs(ours[1] - theirs[1]).max()),
        "over ours, 1 worker": round(theirs_s / ours_s),
    }


def plain(
    model: CascadeModel, failed: NDArray[np.bool_], duration: NDArray[np.int64], ours: Course, ours_s: float
) -> dict[str, Any]:
    """Return the same of the rules in plain Python, every hour over everything."""

    def follow(row: int) -> tuple[Any, Any]:
        parts = np.flatnonzero(failed[row]).tolist()
        return Reference(model, set(parts), {part: int(duration[row, part]) for part in parts}).run()

    times, found = seconds(lambda: [follow(row) for row in range(len(failed))], 1)
    people = np.array([without for without, _ in found]).transpose(0, 2, 3, 1)
    theirs = people, np.array([beds for _, beds in found])
    return {"median_s": times["median_s"] / len(failed), "counted": "one event",
            **compared(ours, theirs, times["median_s"], ours_s)}  # fmt: skip


def peers(model: CascadeModel, events: EventSet, chosen: Sequence[int], repeats: int) -> dict[str, Any]:
    """Return our time for some events, and the peers' beside it."""
    failed, duration = damage_of(model, events, chosen)
    ours(model, failed[:1], duration[:1])
    times, course = seconds(lambda: ours(model, failed, duration), repeats)
    result: dict[str, Any] = {
        "failed components": failed.sum(axis=1).tolist(),
        "ours, all events, 1 worker": times,
        "most people without a service at an hour": [float(x) for x in course[0].sum(axis=1).max(axis=(1, 2))],
    }
    case = case_of(model, failed, duration)
    for name in PEERS:
        result[name] = beside(name, case, course, times["median_s"])
    few = [len(chosen) // 2, len(chosen) - 1]
    times, course = seconds(lambda: ours(model, failed[few], duration[few]), repeats)
    result["plain Python"] = plain(model, failed[few], duration[few], course, times["median_s"])
    return result


def ours(model: CascadeModel, failed: NDArray[np.bool_], duration: NDArray[np.int64]) -> Course:
    """Follow some events with our kernel."""
    rules = model.settings
    people, beds, *_ = follow_block(
        model.plan, failed, duration, rules.hours, rules.delay, rules.access, len(model.districts), False
    )
    return people, beds


def measure(package: Path, repeats: int) -> dict[str, Any]:
    """Measure all events with one and two workers and as a program, then some events beside the peers.

    Parameters
    ----------
    package
        Folder of the city.
    repeats
        Calls of ours.
    """
    city, events = make(package)
    times, model = seconds(lambda: model_for(city, events), 1)
    result: dict[str, Any] = {
        "size": {
            "nodes": model.nodes, "links": len(model.components) - model.nodes,
            "dependencies": city.table("dependencies").height, "needs": int(model.plan.need_layer.size),
            "hazard": HAZARD, "events": EVENTS, "hours": model.settings.hours,
        },
        "model": times,
    }  # fmt: skip
    run(city, events, model, 1, 1)  # compiles
    for workers in (1, 2):
        times, found = seconds(lambda workers=workers: run(city, events, model, workers, EVENTS), repeats)  # type: ignore[misc]
        result[f"{workers} workers"] = times
    result["failed components of an event"] = float(found.failed.mean())
    result["events with damage"] = int((found.failed > 0).sum())
    chosen = spread(found.failed)
    del found
    program = [sys.executable, "-m", "bench.cascade", str(package), "2"]
    result["as a program, city and events included, 2 workers"] = repeated(program, 1)
    result["some events"] = peers(model, events, chosen, repeats)
    return result


def main() -> None:
    """Follow all events with a number of workers, and do nothing else."""
    city, events = make(Path(sys.argv[1]))
    run(city, events, model_for(city, events), int(sys.argv[2]), EVENTS)


if __name__ == "__main__":
    main()
