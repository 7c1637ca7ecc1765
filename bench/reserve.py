"""Reserve plans against many scenarios: build, solve to a proven gap of 1 %, memory; beside linopy and Pyomo.

Two cases. `bases` is the one that counts: dear bases with economies of scale, five windows, agreements and lines, a
`ReserveProblem` as a city's plan is (`bench.reserve_bases`). `rented rooms` is easy: rent that hardly falls with size,
no windows, no agreements, so that its relaxation is all but whole (`bench.reserve_case`); the peers solve that one.
"""

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
from anlan.programs.two_stage import Progress, TwoStage
from anlan.supplies.reserve import reserve_model
from bench.reserve_bases import SETTINGS, bases_problem
from bench.reserve_case import OPENING, SIZES, reserve_case, two_stage

PEER_PYTHON = "ANLAN_RESERVE_PYTHON"
"""Environment variable with the Python of an environment that holds linopy, Pyomo and HiGHS."""

RUNS = {("bases", 50): 45.0, ("bases", 200): 70.0, ("bases", 1000): 120.0} | {
    ("rented rooms", 50): 30.0, ("rented rooms", 200): 45.0}  # fmt: skip
"""Longest time of each run, s; one that is not done by then is stopped and its last bounds are told."""
PEER_RUNS = (("linopy", 50, 20.0), ("pyomo", 50, 20.0), ("linopy", 200, 0.0))
"""Peer, scenarios, and longest time for its solver, s; 0 where it only builds."""
PEER_S = 90.0
"""Longest time of a peer in all, s."""

GAP = 0.01


def measure(_repeats: int) -> dict[str, Any]:
    """Measure each case in a program of its own, so that its memory is its own."""
    result: dict[str, Any] = {}
    for (case, count), seconds in RUNS.items():
        result[f"{case}, {count} scenarios"] = _run(case, count, seconds)
    result["peers, rented rooms"] = _peers(result["rented rooms, 50 scenarios"])
    return result


def _run(case: str, count: int, seconds: float) -> dict[str, Any]:
    """Solve a case; what is known of it when the time is up, where it takes longer."""
    call = [sys.executable, "-m", "bench.reserve", case, str(count)]
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8") as told:
        done = subprocess.Popen(call, stdout=told, text=True)
        try:
            if done.wait(timeout=seconds) != 0:
                raise subprocess.CalledProcessError(done.returncode, call)
        except subprocess.TimeoutExpired:
            done.kill()
            done.wait()
        told.seek(0)
        lines = [line for line in told.read().splitlines() if line.endswith("}")]
    found: dict[str, Any] = {"status": "stopped before the first bound"}
    for line in lines:
        found |= json.loads(line)
    return found


def _peers(ours: dict[str, Any]) -> Any:
    if PEER_PYTHON not in os.environ:
        return f"not measured: set {PEER_PYTHON} to the Python of an environment with linopy, Pyomo and highspy"
    script = str(Path(__file__).with_name("peers") / "reserve_job.py")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for peer, count, seconds in PEER_RUNS:
            file = str(Path(folder) / f"case{count}.npz")
            np.savez(file, sizes=SIZES, opening=OPENING, **asdict(reserve_case(count)))
            call = [os.environ[PEER_PYTHON], script, peer, file, str(seconds)]
            try:
                done = subprocess.run(call, check=True, capture_output=True, text=True, timeout=PEER_S)
            except subprocess.TimeoutExpired:
                found[f"{peer}, {count} scenarios"] = f"not done in {PEER_S:g} s"
                continue
            told = json.loads(done.stdout.splitlines()[-1])
            found[f"{peer}, {count} scenarios"] = _compared(told, ours) if seconds else _built(told)
    return found


def _built(told: dict[str, float]) -> dict[str, float]:
    return {name: told[name] for name in ("build_s", "peak_mb")}


def _compared(told: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """Say whether the bounds of a peer and ours can both hold; a plan or a bound that it has not found is no number."""
    missing = {name: "none found" for name, value in told.items() if not np.isfinite(value)}
    best, bound = (_number(ours.get(name)) for name in ("objective", "bound"))
    if not missing and np.isfinite(best):
        told["objective over ours"] = told["objective"] / best
    agree = not (told["bound"] > best * 1.0001 or bound > told["objective"] * 1.0001)
    return told | missing | {"bounds agree": str(agree)}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float("nan")


def _model(case: str, count: int) -> TwoStage:
    if case == "bases":
        return reserve_model(bases_problem(count), SETTINGS).two_stage
    return two_stage(reserve_case(count))


def _small(case: str) -> TwoStage:
    if case == "bases":
        return reserve_model(bases_problem(2, sites=3, areas=3, agreements=2, lines=1), SETTINGS).two_stage
    return two_stage(reserve_case(2, sites=3, areas=3, items=1))


def main() -> None:
    """Solve one case; print where it stands as a line of JSON after each round, and at last what it took."""
    case, count = sys.argv[1], int(sys.argv[2])
    solve_two_stage(_small(case), method="lshaped")  # compiles
    begin, cpu = time.perf_counter(), time.process_time()
    model = _model(case, count)
    built = time.perf_counter() - begin

    def tell(status: str, found: Progress) -> None:
        told = {
            "build_s": round(built, 3),
            "whole_s": round(time.perf_counter() - begin, 2),
            "processor_s": round(time.process_time() - cpu, 2),
            "status": status,
            "objective": found.objective if np.isfinite(found.objective) else "none found",
            "bound": found.bound if np.isfinite(found.bound) else "none found",
            "gap": round(found.gap, 5) if np.isfinite(found.gap) else "none found",
            "rounds": found.rounds,
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def watch(found: Progress) -> None:
        tell("stopped", found)

    with local(2) as executor:
        answer = solve_two_stage(model, measure=EXPECTED, gap=GAP, method="lshaped", executor=executor, watcher=watch)
    tell(answer.status, Progress(answer.rounds, answer.objective, answer.bound, answer.gap))


if __name__ == "__main__":
    main()
