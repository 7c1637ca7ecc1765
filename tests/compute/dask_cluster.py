"""A Dask cluster of two worker processes, in a process of its own."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


def serve(pipe: Any) -> None:
    """Run a cluster of two processes until told to stop; says its address first."""
    with import_module("distributed").LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as running:
        pipe.send(running.scheduler_address)
        pipe.recv()


@contextmanager
def two_workers() -> Iterator[str]:
    """Start the cluster and yield its address; stop it afterwards."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    process.start()
    try:
        assert here.poll(120), "the cluster did not start"
        yield here.recv()
    finally:
        here.send("stop")
        process.join(60)
        if process.is_alive():
            process.kill()
