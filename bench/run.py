"""Measure this machine and write the result to bench/results.

Usage::

    python -m bench.run [--name NAME] [--city FOLDER] [--repeats N] [--only PART ...]
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from anlan.city import City
from bench import (
    assessment,
    audience,
    cap,
    cascade,
    deliveries,
    gridding,
    materials,
    networks,
    processes,
    reserve,
    risk,
    routes,
    scenarios,
    siting,
)
from bench.machine import describe
from bench.timing import seconds

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"

Part = Callable[[Path, int], Any]


def load(package: Path, repeats: int) -> dict[str, Any]:
    """Time reading and checking the city package, in this process and as a program of its own."""
    times, city = seconds(lambda: City.load(package), repeats)
    return {
        "City.load": times,
        "as a program": processes.loading(package, repeats),
        "rows": sum(table.height for table in city.tables.values()),
        "cells": int(city.cells.h3.size),
    }


def whole_cycle(package: Path, repeats: int) -> dict[str, Any]:
    """Time the cycle: the first run, then with one and two workers."""
    few = max(1, repeats // 2)
    return {
        "first run": processes.first_cycle(package),
        "1 worker": processes.cycle(package, 1, few),
        "2 workers": processes.cycle(package, 2, few),
    }


PARTS: Mapping[str, Part] = {
    "import": lambda _package, repeats: processes.imports(3 * repeats),
    "load": load,
    "grid": lambda package, repeats: gridding.measure(City.load(package), repeats),
    "cycle": whole_cycle,
    "assess": lambda package, repeats: assessment.measure(package, max(1, repeats // 2)),
    "risk": lambda _package, repeats: risk.measure(repeats),
    "scenarios": lambda _package, repeats: scenarios.measure(repeats),
    "networks": lambda _package, repeats: networks.measure(repeats),
    "materials": lambda _package, _repeats: materials.measure(1),
    "cascade": lambda package, repeats: cascade.measure(package, max(1, repeats // 2)),
    "routes": lambda package, _repeats: routes.measure(package),
    "siting": lambda _package, _repeats: siting.measure(),
    "cap": lambda _package, repeats: cap.measure(repeats),
    "deliveries": lambda _package, _repeats: deliveries.measure(),
    "kills": lambda _package, _repeats: deliveries.killed(),
    "reserve": lambda _package, repeats: reserve.measure(repeats),
    "audience": lambda _package, repeats: audience.measure(repeats),
}


def shown(value: float | str) -> str:
    """Write a number shortly, and a word as it is."""
    return value if isinstance(value, str) else f"{value:g}"


def lines(result: Mapping[str, Any], indent: str = "  ") -> list[str]:
    """Write a result as indented lines; each measured program takes one."""
    text = []
    for name, value in result.items():
        if isinstance(value, dict) and "median_s" in value:
            rest = ", ".join(
                f"{key} {shown(part)}" for key, part in value.items() if key not in {"median_s", "repeats"}
            )
            text.append(f"{indent}{name}: {value['median_s']:g} s ({rest})")
        elif isinstance(value, dict):
            text += [f"{indent}{name}", *lines(value, indent + "  ")]
        else:
            text.append(f"{indent}{name}: {value}")
    return text


def main() -> None:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(description="Measure this machine.")
    parser.add_argument("--name", default="local", help="name of the machine in the file's name")
    parser.add_argument("--city", type=Path, default=ROOT / "cities" / "lianyungang", help="city package")
    parser.add_argument("--repeats", type=int, default=5, help="calls of each part")
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=list(PARTS), help="parts to measure")
    options = parser.parse_args()
    today = datetime.now(tz=UTC).date().isoformat()
    result: dict[str, Any] = {"date": today, "city": options.city.name, "machine": describe()}
    print("\n".join(lines({"machine": result["machine"]}, "")))
    for name in options.only:
        print(name, flush=True)
        result[name] = PARTS[name](options.city, options.repeats)
        print("\n".join(lines(result[name])), flush=True)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{today}-{options.name}.json"
    path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"\n{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
