"""Run the deliverer in a thread of its own until told to stop: what the wiring puts among its loops."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from anlan_center.alerts.deliveries.channels.protocol import Publish
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer


def deliver_until(stop: threading.Event, publish: Publish | None = None) -> None:
    """Deliver until told to stop; what is on its way ends first.

    Parameters
    ----------
    stop
        Set from outside.
    publish
        What puts messages onto public pages and feeds; None where nothing does.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="deliveries-database") as executor:
        try:
            asyncio.run(_run(stop, Deliverer(publish, executor=executor)))
        finally:
            executor.submit(connections.close_all).result()  # each thread has a connection of its own


async def _run(stop: threading.Event, deliverer: Deliverer) -> None:
    running = asyncio.create_task(deliverer.run())
    while not stop.is_set() and not running.done():
        await asyncio.sleep(0.1)
    deliverer.stop()
    await running
