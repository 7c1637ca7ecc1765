"""The risk engine beside CLIMADA and climate-lama-engine: the same input, the results compared."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.risk_case import SIZES, make
from bench.timing import summary

PEER_PYTHON = "ANLAN_CLIMADA_PYTHON"
"""Environment variable with the Python of an environment that holds CLIMADA and climate-lama-engine."""

TOLERANCE = 1e-9


def run(command: Sequence[str]) -> dict[str, Any]:
    """Run one of the programs and return what it prints."""
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **threads}, check=False)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1][:300]}
    printed: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    extra = {"extra_mb": round(printed["peak_mb"] - printed["before_mb"]), "peak_mb": round(printed["peak_mb"])}
    return {**summary(printed["times"]), **extra}


class Case:
    """One case on disk and the programs that run it.

    Parameters
    ----------
    folder
        Where files are kept.
    size
        Key of ``SIZES``.
    """

    def __init__(self, folder: Path, size: str) -> None:
        self._folder = folder
        self._file = folder / f"{size}.npz"
        if not self._file.exists():
            make(SIZES[size], self._file)

    def ours(self, job: str, workers: int, repeats: int) -> dict[str, Any]:
        """Run a job in the engine."""
        target = str(self._folder / f"ours-{job}.npz")
        return run([sys.executable, "-m", "bench.our_risk", job, str(self._file), target, str(repeats), str(workers)])

    def peer(self, peer: str, job: str, repeats: int) -> dict[str, Any]:
        """Run a job in a peer, ``climada`` or ``lama``."""
        script = str(Path(__file__).with_name("peers") / f"{peer}_job.py")
        target = str(self._folder / f"{peer}-{job}.npz")
        return run([os.environ[PEER_PYTHON], script, job, str(self._file), target, str(repeats)])

    def difference(self, peer: str, job: str) -> float:
        """Return the largest relative difference of the arrays that both results have."""
        with np.load(self._folder / f"ours-{job}.npz") as one, np.load(self._folder / f"{peer}-{job}.npz") as other:
            names = set(one.files) & set(other.files)
            return max(_difference(one[name], other[name]) for name in names)


def _difference(one: Any, other: Any) -> float:
    scale = np.maximum(np.abs(other), 1e-12 * np.abs(other).max())
    return float(np.max(np.abs(one - other) / scale))


def measure(repeats: int) -> dict[str, Any]:
    """Measure metrics, matrix and maps, with as many peers as are at hand.

    Parameters
    ----------
    repeats
        Calls of ours; peers that take long are called fewer times.
    """
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in ("metrics", "city"):
            case = Case(Path(folder), size)
            part: dict[str, Any] = {"size": vars(SIZES[size])}
            part["memory bandwidth floor"] = case.ours("floor", 1, repeats)
            part["1 worker"] = case.ours("metrics", 1, repeats)
            part["2 workers"] = case.ours("metrics", 2, repeats)
            _beside(part, case, "metrics", ("climada", "lama"), max(1, repeats // 3))
            result[f"metrics of {size}"] = part
        case = Case(Path(folder), "metrics")
        part = {"1 worker": case.ours("matrix", 1, repeats), "2 workers": case.ours("matrix", 2, repeats)}
        _beside(part, case, "matrix", ("climada", "lama"), max(1, repeats // 3))
        result["matrix of events and assets"] = part
        for size in ("maps-small", "metrics"):
            case = Case(Path(folder), size)
            part = {"1 worker": case.ours("maps", 1, repeats), "2 workers": case.ours("maps", 2, repeats)}
            _beside(part, case, "maps", ("climada",), 1)
            result[f"return-period maps of {size}"] = part
    return result


def _beside(part: dict[str, Any], case: Case, job: str, peers: Sequence[str], repeats: int) -> None:
    """Add peers, ratios and differences."""
    if PEER_PYTHON not in os.environ:
        part["peers"] = f"not measured: set {PEER_PYTHON} to the Python of an environment with CLIMADA"
        return
    for peer in peers:
        found = case.peer(peer, job, repeats)
        part[peer] = found
        if "failed" in found:
            continue
        part[f"ours over {peer}, 1 worker"] = round(found["median_s"] / part["1 worker"]["median_s"], 1)
        part[f"ours over {peer}, 2 workers"] = round(found["median_s"] / part["2 workers"]["median_s"], 1)
        part[f"largest relative difference to {peer}"] = case.difference(peer, job)
