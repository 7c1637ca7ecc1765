"""Runs a case in the risk engine, in a process of its own so that its memory can be counted.

Usage: python -m bench.our_risk JOB CASE.npz RESULT.npz REPEATS WORKERS, where JOB is ``metrics``, ``matrix``, ``maps``
or ``floor``. Prints the times of the calls in seconds and the peak memory in MB before and after them as JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from anlan.compute import Executor, local
from anlan.hazards import StoredFootprints
from anlan.risk.portfolio import DamageFunctions, Portfolio, loss_matrix, portfolio_losses
from anlan.risk.return_periods import return_period_map
from bench.risk_case import SIZES, make, read

PERIODS = (12.0, 30.0, 60.0, 120.0, 270.0)
"""Return periods, years, which no sum of the events' equal frequencies hits exactly: there CLIMADA gives nothing and
the engine the smallest value, which is a difference of conventions and not of arithmetic."""


def peak_mb() -> float:
    """Return the peak memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def prepared(file: Path) -> tuple[StoredFootprints, Any, Portfolio, DamageFunctions, int]:
    """Read a case into the engine's types."""
    case: dict[str, Any] = read(file)
    footprints = StoredFootprints(case["first"], case["cell"], case["data"])
    count = case["value"].size
    portfolio = Portfolio(case["value"], case["point"].astype(np.int64), np.zeros(count, dtype=np.int64))
    functions = DamageFunctions.of([(case["intensity"], case["damage"], case["affected"])])
    return footprints, case["frequency"], portfolio, functions, int(case["points"])


def job_of(name: str, file: Path, executor: Executor) -> tuple[Callable[[], Any], Callable[[Any], dict[str, Any]]]:
    """Return the call that is timed and what makes arrays of its result."""
    footprints, frequency, portfolio, functions, points = prepared(file)
    if name == "metrics":
        return (
            lambda: portfolio_losses(footprints, frequency, portfolio, functions, executor),
            lambda found: {"at_event": found.at_event, "mean": found.mean_annual},
        )
    if name == "matrix":
        return (
            lambda: loss_matrix(footprints, portfolio, functions, executor),
            lambda found: {"entries": np.array([found.nnz, found.sum()])},
        )
    if name == "floor":
        return (
            lambda: float(footprints.intensity.sum()) + int(footprints.cell.sum()),
            lambda found: {"sum": np.array([found])},
        )
    stored = sparse.csr_array((footprints.intensity, footprints.cell, footprints.first), shape=(frequency.size, points))
    return (
        lambda: return_period_map(stored, frequency, PERIODS, executor),
        lambda found: {"maps": found.values},
    )


def main() -> None:
    """Read the arguments, run, write and print."""
    name, file, target, repeats, workers = sys.argv[1:6]
    warm = Path(target).with_suffix(".warm.npz")
    make(SIZES["small"], warm)
    with local(int(workers)) as executor:
        job_of(name, warm, executor)[0]()  # compiles, or reads the compiled kernels
        call, arrays = job_of(name, Path(file), executor)
        before = peak_mb()
        times = []
        for _ in range(int(repeats)):
            begin = time.perf_counter()
            found = call()
            times.append(time.perf_counter() - begin)
    np.savez(target, **arrays(found))
    print(json.dumps({"times": times, "before_mb": before, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
