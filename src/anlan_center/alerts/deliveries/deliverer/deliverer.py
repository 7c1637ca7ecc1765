"""The deliverer: one lane a sink, one desk, and an eye on what is due."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from concurrent.futures import Executor
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from anlan_center.alerts.deliveries.carriers import configured, policy_of_installation
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.channels.destinations import Policy
from anlan_center.alerts.deliveries.channels.protocol import Confirm, Late, Publish
from anlan_center.alerts.deliveries.deliverer.clearing import Clearing
from anlan_center.alerts.deliveries.deliverer.database import AWAY, Database
from anlan_center.alerts.deliveries.deliverer.desk import Desk
from anlan_center.alerts.deliveries.deliverer.lane import Lane, Tools, Way
from anlan_center.alerts.deliveries.deliverer.ledger import Health
from anlan_center.alerts.deliveries.deliverer.reclaiming import reclaim
from anlan_center.alerts.deliveries.models import Delivery, Sink
from anlan_center.alerts.deliveries.receipts.receiving import Receipt
from anlan_center.alerts.deliveries.separation import Outlet
from anlan_center.outbox.leases import due_first
from anlan_center.outbox.models import State
from anlan_center.outbox.workers import worker_name
from anlan_center.vault.sealing import SealError

LOOK: Final = 0.2
"""Seconds between two looks at what is due (assumption)."""

LOOK_AT_SINKS: Final = 2.0
"""Seconds between two looks at how sinks are set, and for leases of dead workers (assumption)."""

LEASE: Final = 10.0
"""Seconds that a lease lasts beyond what sending takes (assumption)."""

LISTENED: Final = timedelta(days=1)
"""How long receipts are waited for after the last message, also by a worker that was started since (assumption)."""

_LOG = logging.getLogger(__name__)


class Deliverer:
    """Sends what is due at every sink, until stopped.

    Parameters
    ----------
    publish
        What puts messages onto public pages and feeds; None where nothing does.
    policy
        Where connections may go; None for what the installation says.
    executor
        One thread for the database; None for that of Django's synchronous parts.
    lease
        Seconds that a lease lasts beyond what sending takes.
    """

    def __init__(
        self,
        publish: Publish | None = None,
        *,
        policy: Policy | None = None,
        executor: Executor | None = None,
        lease: float = LEASE,
    ) -> None:
        self.worker = worker_name()
        self._publish = publish
        self._policy = policy if policy is not None else policy_of_installation()
        database = Database(executor)
        self._tools = Tools(database, Desk(database, self.worker), Clearing(database), self.worker, lease)
        self._lanes: dict[int, tuple[Lane, asyncio.Task[None]]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._useless: set[tuple[int, int]] = set()
        self._stop = asyncio.Event()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say, from within the loop, that something is due."""
        self._woken.set()

    def stop(self) -> None:
        """End `run`: what is on its way ends first, what is not goes back."""
        self._stop.set()
        self._woken.set()

    async def run(self) -> None:
        """Send until stopped."""
        writing = asyncio.create_task(self._tools.desk.run())
        looked = 0.0
        loop = asyncio.get_running_loop()
        try:
            while not self._stop.is_set():
                if writing.done():
                    writing.result()  # without the desk nothing may be sent; whoever runs this begins anew
                if loop.time() - looked >= LOOK_AT_SINKS or not looked:
                    looked = loop.time()
                    await self._patient(self._renew())
                await self._patient(self._scout())
                self._woken.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), LOOK)
        finally:
            for number in list(self._lanes):
                self._end(number)
            await asyncio.gather(*self._ending, return_exceptions=True)
            if not writing.done():
                await self._tools.desk.settle()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def drain(self, seconds: float) -> bool:
        """Send until nothing is due or on its way, at most for a while; says whether that was reached."""
        running = asyncio.create_task(self.run())
        try:
            async with asyncio.timeout(seconds):
                while running.done() or not await self._nothing_left():
                    if running.done():
                        await running
                    await asyncio.sleep(0.02)
            return True
        except TimeoutError:
            return False
        finally:
            self.stop()
            await running

    async def _nothing_left(self) -> bool:
        if not self._lanes or any(not lane.idle for lane, _task in self._lanes.values()):
            return False
        return not await self._tools.database(_anything, list(self._lanes))

    async def _patient(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that needs the database, and go on where it is away."""
        try:
            await work
        except AWAY:
            _LOG.exception("the database is away")
            await asyncio.sleep(1.0)

    async def _scout(self) -> None:
        """Wake the idle lanes for which something is due."""
        idle = [number for number, (lane, _task) in self._lanes.items() if lane.idle]
        if len(idle) == len(self._lanes):
            self._tools.clearing.forget()
        if idle:
            for number in await self._tools.database(_due, idle):
                self._lanes[number][0].wake()

    async def _renew(self) -> None:
        """Start lanes of new sinks, end those of sinks that were changed, and take over from dead workers."""
        await self._tools.database(reclaim, timezone.now(), spared="" if self._tools.desk.settled else self.worker)
        sinks = {sink.pk: sink for sink in await self._tools.database(_active)}
        for number, (lane, task) in list(self._lanes.items()):
            kept = sinks.get(number)
            if kept is None or kept.revision != lane.way.revision or task.done():
                self._end(number)
        for number, sink in sinks.items():
            if number not in self._lanes and (way := self._way(sink)) is not None:
                lane = Lane(way, self._tools)
                self._lanes[number] = (lane, asyncio.create_task(lane.run()))

    def _end(self, number: int) -> None:
        """Let a lane end what is on its way; nobody waits for it, as its sink may be slow."""
        lane, task = self._lanes.pop(number)
        lane.stop()
        self._ending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            _LOG.error("a lane has ended with a fault", exc_info=fault)

    def _way(self, sink: Sink) -> Way | None:
        channel = BY_KIND.get(sink.channel)
        try:
            plain = configured(sink, self._policy)
        except SealError as fault:
            self._complain(sink, str(fault))
            return None
        if channel is None:
            self._complain(sink, f"its kind of channel is not known here: {sink.channel}")
            return None
        configuration = replace(plain, confirm=self._confirm_at(sink.pk), publish=self._publish)
        outlet = Outlet(sink.exercise, sink.public, sink.active)
        recent = sink.last_success is not None and timezone.now() - sink.last_success < LISTENED
        return Way(sink.pk, sink.key, sink.revision, channel, configuration, outlet, recent)

    def _complain(self, sink: Sink, reason: str) -> None:
        """Say once, in the log and where people look at sinks, that nothing can leave through one as it is set."""
        if (sink.pk, sink.revision) not in self._useless:
            self._useless.add((sink.pk, sink.revision))
            _LOG.error("sink %s cannot be used: %s", sink.key, reason)
            self._tools.desk.health(sink.pk, Health(failure=timezone.now(), error=reason))

    def _confirm_at(self, sink: int) -> Confirm:
        def confirm(late: Late) -> None:
            self._tools.desk.receipt(Receipt(sink, late, timezone.now()))

        return confirm


def _active() -> list[Sink]:
    return list(Sink.objects.filter(active=True))


def _due(sinks: list[int]) -> list[int]:
    """Return those of some sinks for which something is due."""
    waiting = due_first(Delivery.objects.filter(sink=OuterRef("pk")), timezone.now()).order_by()
    return list(Sink.objects.filter(Exists(waiting), pk__in=sinks).values_list("pk", flat=True))


def _anything(sinks: list[int]) -> bool:
    leased = Delivery.objects.filter(sink__in=sinks, state=State.LEASED)
    return bool(_due(sinks)) or leased.exists()
