"""Deliveries: how many a second, how soon the first, what bad sinks cost the others, and what a kill loses.

Sinks stand on this machine, in a program of their own. The database is SQLite in a temporary folder (WAL), then
PostgreSQL where it is installed, each with every commit on the disk.

Usage::

    python -m bench.deliveries [--store sqlite postgresql] [--only SCENARIO ...] [--kills N]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from tools.postgresql import programs, server

CITY = Path(__file__).parents[1] / "cities" / "lianyungang"

KILLS: Final = 100
"""How often the deliverer is killed."""

SCENARIOS = (
    "batch",
    "single",
    "single, by two deliverers",
    "isolation",
    "first, idle",
    "first, 100,000 queued",
    "issuers",
)

DURABLE: Final = "-c shared_buffers=256MB -c max_connections=300"
"""How PostgreSQL runs: commits are on the disk, and 200 people have a connection each."""

Variables = Mapping[str, str]


@contextmanager
def sqlite() -> Iterator[Variables]:
    """Make an empty installation on SQLite; gives its variables."""
    with tempfile.TemporaryDirectory() as folder:
        yield {"ANLAN_DATA": folder, "DATABASE_URL": "", "ANLAN_CITY": str(CITY)}


@contextmanager
def postgresql() -> Iterator[Variables]:
    """Make an empty installation on a PostgreSQL server of its own; gives its variables."""
    binaries = programs()
    if binaries is None:
        raise RuntimeError("no PostgreSQL server on this machine; install the package postgresql")
    with (
        sqlite() as variables,
        tempfile.TemporaryDirectory(prefix="anlan-pg-") as folder,
        server(Path(folder), binaries, DURABLE) as address,
    ):
        yield {**variables, "DATABASE_URL": address}


STORES: Mapping[str, Callable[[], AbstractContextManager[Variables]]] = {"sqlite": sqlite, "postgresql": postgresql}


@contextmanager
def sinks() -> Iterator[int]:
    """Run the sinks; gives their port."""
    command = [sys.executable, "-m", "bench.sinks"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        yield int(running.stdout.readline())
        running.stdin.close()


def scenario(name: str, port: int, variables: Variables, **more: str) -> dict[str, Any]:
    """Run one scenario in an installation, with further variables, and return what it told."""
    command = [sys.executable, "-m", "bench.delivering", name, str(port)]
    environment = {**os.environ, **variables, **more}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def killed(kills: int = KILLS, store: str = "sqlite") -> dict[str, Any]:
    """Kill the deliverer at random moments of its work, again and again; then let it finish."""
    with STORES[store]() as variables, sinks() as port:
        filled = scenario("fill", port, variables)
        begin = time.monotonic()
        done = scenario("kill", port, variables, N_KILLS=str(kills))
        states = scenario("deliver", port, variables)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/told", timeout=30) as answer:
            told = json.load(answer)
    return {
        "kills": kills,
        "of them at work": done["at work"],
        "queued": filled["queued"],
        "done": states["done"],
        "lost": filled["queued"] - sum(told["distinct"].values()),
        "sent again with the same key, which a sink that looks at keys drops": sum(told["twice"].values()),
        "other keys": sum(told["distinct"].values()) - states["done"],
        "attempts without a row": states["taken on"] - states["attempts"],
        "seconds": round(time.monotonic() - begin, 1),
    }


def measure(stores: Sequence[str] = (), names: Sequence[str] = SCENARIOS) -> dict[str, Any]:
    """Run scenarios; each has sinks and a database of its own.

    Parameters
    ----------
    stores
        Which of `STORES`; none for those that are installed.
    names
        Which scenarios.
    """
    found: dict[str, Any] = {}
    for store in stores or [name for name in STORES if name == "sqlite" or programs()]:
        for name in names:
            with STORES[store]() as variables, sinks() as port:
                found.setdefault(store, {})[name] = scenario(name, port, variables)
            sys.stdout.write(f"  {store}, {name}: {found[store][name]}\n")
            sys.stdout.flush()
    return found


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description="Measure deliveries.")
    parser.add_argument("--store", nargs="+", choices=sorted(STORES), default=[], help="databases")
    parser.add_argument("--only", nargs="*", choices=SCENARIOS, default=list(SCENARIOS), help="scenarios")
    parser.add_argument("--kills", type=int, default=0, help="kill the deliverer so often, instead of the scenarios")
    options = parser.parse_args()
    if options.kills:
        found: dict[str, Any] = {store: killed(options.kills, store) for store in options.store or ["sqlite"]}
    else:
        found = measure(options.store, options.only)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
