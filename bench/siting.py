"""Siting on published instances: value, bound, gap and time, beside the solver HiGHS alone on some of them.

All work is done by one thread; its processor seconds are counted, which other programs on the machine disturb little.

Usage::

    ANLAN_SHARED=FOLDER python -m bench.siting [--json FILE] [--family NAME ...]

prints the table of `docs/methods/validation.md`.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from anlan.programs import Drafting, Program, SolveOptions, solve
from anlan.supplies.siting import ChainAnswer, SitingAnswer, SitingProblem, locate, locate_chain, p_median
from anlan.supplies.siting.chain.problem import ChainProblem
from bench import orlib
from bench.machine import describe

REFERENCE = "ANLAN_SHARED"
"""Environment variable with the folder of the reference data."""

FAMILIES = ("pmed", "pmedcap", "cap", "cap_large", "holmberg_sscflp", "tscflp")
BESIDE = {"pmed11", "pmedcap05", "cap124", "capa8000", "p43"}
"""Instances that HiGHS alone gets too."""

PEER_SECONDS = 120.0
"""Limit of the solver alone, by the clock."""


def folder_of() -> Path | None:
    """Return the folder of the instances, None where the reference data are absent."""
    folder = Path(os.environ.get(REFERENCE, "../shared")) / "data" / "supply"
    return folder if folder.is_dir() else None


def compile_kernels() -> None:
    """Solve something small of every kind, so that no compilation is timed."""
    line = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    p_median(line, 2)
    for single in (False, True):
        locate(SitingProblem.of(line, fixed=np.ones(6), capacity=np.full(6, 2.0), single_source=single))
    ends = (np.ones(6), np.full(6, 2.0))
    locate_chain(ChainProblem.of(line, line, plants=ends, depots=ends, demand=np.ones(6)))


def rows_of(folder: Path, families: tuple[str, ...] = FAMILIES) -> Iterator[dict[str, Any]]:
    """Solve each instance and yield a row of the table."""
    for family in families:
        for entry in orlib.published(folder, family):
            yield row_of(folder, family, entry)


def row_of(folder: Path, family: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Solve one instance."""
    started = time.process_time()
    answer: SitingAnswer | ChainAnswer
    if family == "tscflp":
        chain = orlib.chain_of(orlib.text_of(folder / entry["file"]))
        started = time.process_time()
        answer = locate_chain(chain)
    else:
        problem = orlib.problem_of(folder, family, entry)
        started = time.process_time()
        answer = locate(problem)
    seconds = time.process_time() - started
    row = {
        "family": family,
        "instance": entry["instance"],
        "published": entry["value"],
        "value": round(answer.cost, 3),
        "bound": round(answer.bound, 3),
        "gap": answer.gap,
        "above published": answer.cost / entry["value"] - 1,
        "status": answer.status,
        "nodes": answer.nodes,
        "seconds": round(seconds, 2),
    }
    if entry["instance"] in BESIDE:
        row["HiGHS alone"] = alone(problem)
    return row


def whole_program(problem: SitingProblem) -> Program:
    """Write a problem of one stage down in full, each pair of site and customer linked to its site."""
    sites, customers = problem.cost.shape
    draft = Drafting()
    opened = draft.columns(sites, cost=problem.fixed, upper=1.0, whole=True)
    given = draft.columns((sites, customers), cost=problem.cost, upper=1.0, whole=problem.single_source)
    draft.entries(draft.rows(customers, lower=1.0, upper=1.0)[None, :], given, 1.0)
    link = draft.rows((sites, customers), upper=0.0)
    draft.entries(link, given, 1.0)
    draft.entries(link, opened[:, None], -1.0)
    if problem.limited:
        room = draft.rows(sites, upper=0.0)
        draft.entries(room[:, None], given, problem.demand[None, :])
        draft.entries(room, opened, -problem.capacity)
    draft.entries(draft.rows(1, lower=problem.at_least, upper=problem.at_most), opened, 1.0)
    return draft.program()


def alone(problem: SitingProblem) -> dict[str, Any]:
    """Give the whole programme to the solver, one thread, up to a limit of time."""
    started = time.process_time()
    answer = solve(whole_program(problem), options=SolveOptions(seconds=PEER_SECONDS))
    return {
        "status": answer.status,
        "value": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "seconds": round(time.process_time() - started, 2),
    }


def line_of(row: dict[str, Any]) -> str:
    """Write a row as Markdown."""
    beside = f"{100 * row['above published']:+.3f} %" if abs(row["above published"]) > 2e-6 else "equal"
    gap = "proven" if row["status"] == "optimal" else f"{100 * row['gap']:.3f} %"
    numbers = f"{row['published']:,.12g} | {row['value']:,.12g} | {beside} | {row['bound']:,.12g} | {gap}"
    return f"| {row['instance']} | {numbers} | {row['seconds']:.1f} |"


def measure() -> dict[str, Any]:
    """Solve the instances that HiGHS alone gets too."""
    folder = folder_of()
    if folder is None:
        return {"not measured": f"set {REFERENCE} to the folder of the reference data"}
    compile_kernels()
    found = {}
    for family in FAMILIES:
        for entry in orlib.published(folder, family):
            if entry["instance"] in BESIDE:
                found[entry["instance"]] = row_of(folder, family, entry)
    return found


def main() -> None:
    """Solve all instances, print the table and write it."""
    parser = argparse.ArgumentParser(description="Solve the published siting instances.")
    parser.add_argument("--json", type=Path, help="file to write")
    parser.add_argument("--family", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    options = parser.parse_args()
    folder = folder_of()
    if folder is None:
        parser.error(f"set {REFERENCE} to the folder of the reference data")
    compile_kernels()
    rows = []
    for row in rows_of(folder, tuple(options.family)):
        rows.append(row)
        print(line_of(row), flush=True)
        if "HiGHS alone" in row:
            print("    HiGHS alone:", json.dumps(row["HiGHS alone"]), flush=True)
    if options.json:
        content = {"machine": describe(), "rows": rows}
        options.json.write_text(json.dumps(content, indent=1, allow_nan=False, default=str) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
