"""Deliveries: how many a second, how soon the first, what bad sinks cost the others, and what a kill loses.

Sinks stand on this machine, in a program of their own; the database is SQLite in a temporary folder (WAL, every commit
on the disk), or the one that ``ANLAN_BENCH_DATABASE`` names, which must be empty.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CITY = Path(__file__).parents[1] / "cities" / "lianyungang"

KILLS = 100
"""How often the deliverer is killed."""

SCENARIOS = ("batch", "single", "isolation", "first, idle", "first, 100,000 queued", "issuers")


@contextmanager
def sinks() -> Iterator[int]:
    """Run the sinks; gives their port."""
    command = [sys.executable, "-m", "bench.sinks"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        yield int(running.stdout.readline())
        running.stdin.close()


def environment(folder: str) -> dict[str, str]:
    """Return the variables of an installation in a folder."""
    return {
        **os.environ, "ANLAN_DATA": folder, "DATABASE_URL": os.environ.get("ANLAN_BENCH_DATABASE", ""),
        "ANLAN_CITY": str(CITY),
    }  # fmt: skip


def scenario(name: str, port: int, folder: str) -> dict[str, Any]:
    """Run one scenario and return what it told."""
    command = [sys.executable, "-m", "bench.delivering", name, str(port)]
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def killed(kills: int = KILLS) -> dict[str, Any]:
    """Kill the deliverer at random moments of its work, again and again; then let it finish."""
    chance = random.Random(320700)
    with tempfile.TemporaryDirectory() as folder, sinks() as port:
        filled = scenario("fill", port, folder)
        command = [sys.executable, "-m", "bench.delivering", "deliver", str(port)]
        begin, hit = time.monotonic(), 0
        for _kill in range(kills):
            with subprocess.Popen(
                command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            ) as worker:
                assert worker.stdout is not None
                worker.stdout.readline()
                time.sleep(chance.uniform(0.0, 0.3))
                hit += worker.poll() is None
                worker.kill()
        states = scenario("deliver", port, folder)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/told", timeout=30) as answer:
            told = json.load(answer)
    return {
        "kills": kills,
        "of them at work": hit,
        "queued": filled["queued"],
        "done": states["done"],
        "lost": filled["queued"] - sum(told["distinct"].values()),
        "sent again with the same key, which a sink that looks at keys drops": sum(told["twice"].values()),
        "other keys": sum(told["distinct"].values()) - states["done"],
        "seconds": round(time.monotonic() - begin, 1),
    }


def measure(repeats: int) -> dict[str, Any]:
    """Run every scenario; each has sinks and a database of its own.

    Parameters
    ----------
    repeats
        Below 3, kills are a tenth.
    """
    found: dict[str, Any] = {}
    for name in SCENARIOS:
        with tempfile.TemporaryDirectory() as folder, sinks() as port:
            found[name] = scenario(name, port, folder)
        sys.stdout.write(f"  {name}: {found[name]}\n")
        sys.stdout.flush()
    found["killed"] = killed(KILLS if repeats >= 3 else KILLS // 10)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1), indent=2) + "\n")
