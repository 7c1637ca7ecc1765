"""A reserve plan against many scenarios: build, solve to a proven gap of 1 %, memory; beside linopy and Pyomo."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from anlan.compute import local
from anlan.programs import EXPECTED, solve_two_stage
from bench.reserve_case import OPENING, SIZES, reserve_case, two_stage

PEER_PYTHON = "ANLAN_RESERVE_PYTHON"
"""Environment variable with the Python of an environment that holds linopy, Pyomo and HiGHS."""

SCENARIOS = (50, 200, 1000)
PEER_SOLVES, PEER_BUILDS = 50, 200
"""Scenarios that the peers solve, and that they only build."""

PEER_S = 300.0
"""Longest time for a peer's solver, s."""

GAP = 0.01


def measure(_repeats: int) -> dict[str, Any]:
    """Measure each number of scenarios in a program of its own, so that its memory is its own."""
    result: dict[str, Any] = {}
    for count in SCENARIOS:
        done = subprocess.run(
            [sys.executable, "-m", "bench.reserve", str(count)], check=True, capture_output=True, text=True
        )
        result[f"{count} scenarios"] = json.loads(done.stdout)
    result["peers"] = _peers(result[f"{PEER_SOLVES} scenarios"])
    return result


def _peers(ours: dict[str, Any]) -> Any:
    if PEER_PYTHON not in os.environ:
        return f"not measured: set {PEER_PYTHON} to the Python of an environment with linopy, Pyomo and highspy"
    script = str(Path(__file__).with_name("peers") / "reserve_job.py")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count, seconds in ((PEER_SOLVES, PEER_S), (PEER_BUILDS, 0.0)):
            file = str(Path(folder) / f"case{count}.npz")
            np.savez(file, sizes=SIZES, opening=OPENING, **asdict(reserve_case(count)))
            for peer in ("linopy", "pyomo"):
                call = [os.environ[PEER_PYTHON], script, peer, file, str(seconds)]
                done = subprocess.run(call, check=True, capture_output=True, text=True)
                told = json.loads(done.stdout.splitlines()[-1])
                if seconds > 0.0:
                    told["objective over ours"] = told["objective"] / ours["objective"]
                    agree = told["bound"] <= ours["objective"] * 1.0001 and ours["bound"] <= told["objective"] * 1.0001
                    told["bounds agree"] = str(agree)
                found[f"{peer}, {count} scenarios"] = told
    return found


def main() -> None:
    """Solve one case and print what it took as JSON."""
    count, workers = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2
    small = two_stage(reserve_case(2, sites=3, areas=3, items=1))
    solve_two_stage(small, method="lshaped")  # compiles
    case = reserve_case(count)
    begin = time.perf_counter()
    model = two_stage(case)
    built = time.perf_counter() - begin
    cpu = time.process_time()
    with local(workers) as executor:
        answer = solve_two_stage(model, measure=EXPECTED, gap=GAP, executor=executor)
    whole = time.perf_counter() - begin
    told = {
        "build_s": round(built, 3),
        "whole_s": round(whole, 2),
        "processor_s": round(time.process_time() - cpu, 2),
        "status": answer.status,
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": round(answer.gap, 5),
        "rounds": answer.rounds,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
