"""The deliverer may be killed at any moment: nothing is lost, and a sink that looks at keys gets nothing twice."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

SCRIPT = Path(__file__).with_name("killed_deliverer.py")
COUNT, KILLS = 300, 3


class Keeping(BaseHTTPRequestHandler):
    """Counts the keys of what is posted."""

    protocol_version = "HTTP/1.1"
    keys: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        """Take a message after a moment."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert told["status"] == "Actual"
        time.sleep(0.005)
        self.keys[self.headers["Idempotency-Key"]] += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.mark.slow
def test_nothing_is_lost_however_often_the_deliverer_is_killed(tmp_path: Path) -> None:
    """Every delivery has one key at the sink and is done in the end; every post has an attempt that is kept."""
    root = Path(__file__).resolve().parents[4]
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "anlan_center.config.settings", "ANLAN_DATA": str(tmp_path),
        "DATABASE_URL": "", "PYTHONPATH": str(root / "src"),
    }  # fmt: skip

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    run("-m", "django", "migrate", "--verbosity", "0")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeping)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        run(str(SCRIPT), "put", str(COUNT), f"http://127.0.0.1:{server.server_address[1]}/")
        chance = random.Random(320700)
        for _kill in range(KILLS):
            with subprocess.Popen(
                [sys.executable, str(SCRIPT), "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as worker:
                assert worker.stdout is not None
                assert worker.stdout.readline() == b"ready\n"
                time.sleep(chance.uniform(0.05, 0.5))
                worker.kill()
        run(str(SCRIPT), "run")
    finally:
        server.shutdown()
        server.server_close()
    queued, done, taken, kept = (int(word) for word in run(str(SCRIPT), "count").split())
    assert (queued, done) == (COUNT, COUNT)
    assert kept == taken >= sum(Keeping.keys.values())  # those broken off by a kill among them
    assert len(Keeping.keys) == COUNT
