"""A worker may be killed at any moment: nothing is lost and nothing follows twice."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_worker.py")
EVENTS, KILLS = 400, 12


@dataclass(frozen=True)
class Centre:
    """An installation of its own, on a database in a file."""

    environment: Mapping[str, str]

    def run(self, *arguments: str) -> list[int]:
        """Run Python with arguments to its end and return the numbers that it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=True
        )
        return [int(number) for number in done.stdout.split()]

    def counts(self) -> list[int]:
        """Count events told, events that followed, those done and those with an error."""
        return self.run(str(SCRIPT), "count")

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker and return it once it works."""
        worker = subprocess.Popen(
            [sys.executable, str(SCRIPT), "run"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        return worker


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    """An installation with empty tables."""
    root = Path(__file__).resolve().parents[3]
    made = Centre(
        {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "anlan_center.config.settings",
            "ANLAN_DATA": str(tmp_path),
            "DATABASE_URL": "",
            "PYTHONPATH": os.pathsep.join([str(root / "src"), os.environ.get("PYTHONPATH", "")]),
        }
    )
    made.run("-m", "django", "migrate", "--verbosity", "0")
    return made


@pytest.mark.slow
def test_nothing_is_lost_however_often_the_worker_is_killed(centre: Centre) -> None:
    """Every event is handled in the end, and what follows from it is written once."""
    centre.run(str(SCRIPT), "put", str(EVENTS))
    chance = random.Random(320700)
    for _kill in range(KILLS):
        with centre.worker() as worker:
            time.sleep(chance.uniform(0.0, 0.25))
            worker.kill()
    assert 0 < centre.counts()[2] < 2 * EVENTS  # the kills fell into the middle of the work
    with centre.worker() as worker:
        until = time.monotonic() + 60.0
        while time.monotonic() < until and centre.counts()[2] < 2 * EVENTS:
            time.sleep(0.5)
        worker.kill()
    assert centre.counts() == [EVENTS, EVENTS, 2 * EVENTS, 0]
