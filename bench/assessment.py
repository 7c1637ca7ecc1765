"""The assessment of the whole demo city: every hazard, in one process, on finer cells, and on a cluster."""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from anlan.hazards import HAZARDS
from bench.processes import repeated

EVENTS = 100_000
"""Events of all hazards together."""

FINER = 9
"""H3 resolution of the finer city."""

REFERENCE = "ANLAN_SHARED"
"""Environment variable with the folder of the reference data, from which the finer city is built."""


def measure(package: Path, repeats: int) -> dict[str, Any]:
    """Time `anlan assess` of all hazards with its report.

    Parameters
    ----------
    package
        City package.
    repeats
        Calls with two workers; others are called once.
    """
    count = -(-EVENTS // len(HAZARDS))
    result: dict[str, Any] = {"size": {"hazards": len(HAZARDS), "events of each": count}}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        result["2 workers"] = _assess(package, here / "two", count, repeats, "--workers", "2")
        result["1 worker"] = _assess(package, here / "one", count, 1, "--workers", "1")
        result["numbers of 1 and 2 workers equal"] = _numbers(here / "one") == _numbers(here / "two")
        with _cluster() as address:
            result["Dask, 2 processes"] = _assess(package, here / "dask", count, 1, "--cluster", address)
        result["numbers of Dask equal"] = _numbers(here / "dask") == _numbers(here / "two")
        wall = result["1 worker"]["median_s"]
        result["speed-up, 2 workers over 1"] = round(wall / result["2 workers"]["median_s"], 2)
        result["speed-up, Dask over 1 worker"] = round(wall / result["Dask, 2 processes"]["median_s"], 2)
        result[f"resolution {FINER}"] = _finer(here, count)
    return result


def _assess(package: Path, out: Path, events: int, repeats: int, *options: str) -> dict[str, float]:
    command = [str(Path(sys.executable).with_name("anlan")), "assess", str(package), "--events", str(events)]
    return repeated([*command, "--out", str(out), "--force", *options], repeats)


def _numbers(out: Path) -> Any:
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def _finer(folder: Path, events: int) -> Any:
    shared = os.environ.get(REFERENCE, str(Path(__file__).resolve().parents[2] / "shared"))
    city = folder / "finer"
    build = [sys.executable, "-m", "tools.lianyungang.build", "--shared", shared, "--out", str(city)]
    done = subprocess.run([*build, "--resolution", str(FINER)], capture_output=True, text=True, check=False)
    if done.returncode:
        return f"not measured: the finer city could not be built; set {REFERENCE} to the folder of the reference data"
    return _assess(city, folder / "fine", events, 1, "--workers", "2")


@contextmanager
def _cluster() -> Iterator[str]:
    """Run a Dask cluster of two processes with a thread each; give its address."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,))
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("stop")
        process.join()


def _serve(pipe: Any) -> None:
    with import_module("distributed").LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as running:
        pipe.send(running.scheduler_address)
        pipe.recv()
