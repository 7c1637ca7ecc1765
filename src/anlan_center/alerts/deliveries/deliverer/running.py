"""Run the deliverer in a thread of its own until told to stop: what the wiring puts among its loops."""

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from anlan_center.alerts.deliveries.channels.publication import Publisher
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer


def deliver_until(stop: threading.Event, publishers: Mapping[str, Publisher] | None = None) -> None:
    """Deliver until told to stop; what is on its way ends first.

    Parameters
    ----------
    stop
        Set from outside.
    publishers
        What puts warnings onto pages and feeds, by kind.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="deliveries-database") as executor:
        asyncio.run(_run(stop, Deliverer(publishers, executor=executor)))


async def _run(stop: threading.Event, deliverer: Deliverer) -> None:
    running = asyncio.create_task(deliverer.run())
    while not stop.is_set() and not running.done():
        await asyncio.sleep(0.1)
    deliverer.stop()
    await running
