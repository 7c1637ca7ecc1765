"""One sink's lane: takes its deliveries on, sends them, hands in what came of each. No lane waits for another."""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.channels.protocol import (
    NO_ANSWER,
    Channel,
    Configuration,
    Connection,
    Outcome,
    Parcel,
    UnreachableError,
)
from anlan_center.alerts.deliveries.deliverer.breaker import Breaker
from anlan_center.alerts.deliveries.deliverer.claiming import Row, key_of, take
from anlan_center.alerts.deliveries.deliverer.clearing import Clearing
from anlan_center.alerts.deliveries.deliverer.database import AWAY, Database
from anlan_center.alerts.deliveries.deliverer.desk import Desk
from anlan_center.alerts.deliveries.deliverer.ledger import Entry, Health
from anlan_center.alerts.deliveries.deliverer.waiting import Waiting
from anlan_center.alerts.deliveries.models import Result
from anlan_center.alerts.deliveries.separation import HeldError, Outlet

AHEAD: Final = 0.25
"""Seconds of work that a lane takes on at once (assumption)."""

LOOK: Final = 0.2
"""Seconds between two looks for something graver while a lane holds something (assumption)."""

IDLE: Final = 1.0
"""Seconds that a lane without work waits, unless it is woken (assumption)."""

MOST_HELD: Final = 2_000
"""Deliveries that a lane holds at once because it is fast (assumption)."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tools:
    """What lanes share.

    Parameters
    ----------
    database, desk, clearing
        One for all lanes.
    worker
        Name of this worker.
    lease
        Seconds that a lease lasts beyond what sending takes.
    """

    database: Database
    desk: Desk
    clearing: Clearing
    worker: str
    lease: float


@dataclass(frozen=True)
class Way:
    """A sink as its lane needs it.

    Parameters
    ----------
    number, key, revision
        Of its row.
    channel, configuration, outlet
        What sends, how it is set, and what may pass.
    recent
        Whether it has sent something lately, whose receipts may still come.
    """

    number: int
    key: str
    revision: int
    channel: Channel
    configuration: Configuration
    outlet: Outlet
    recent: bool = False


class Lane:
    """Sends what is due at one sink.

    Parameters
    ----------
    way
        The sink.
    tools
        What lanes share.
    """

    def __init__(self, way: Way, tools: Tools) -> None:
        self.way = way
        self._tools = tools
        self._limits = way.channel.capability.tuned(way.configuration)
        self._breaker = Breaker(time.monotonic)
        self._in_hand = 0
        self._taking = False
        self._waiting = Waiting()
        self._changed = asyncio.Event()
        self._stopping = False
        self._broken = False
        self._reported = 0.0
        self._done = 0
        self._speed = 0.0
        self._measured = time.monotonic()

    @property
    def idle(self) -> bool:
        """Whether it holds nothing and takes nothing on."""
        return self._in_hand == 0 and not self._taking

    def wake(self) -> None:
        """Say that something is due, or that something has changed."""
        self._changed.set()

    def stop(self) -> None:
        """Take nothing on any more; what is on its way ends first."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Send until stopped."""
        while not self._stopping:
            if self._breaker.wait:
                await self._pause(self._breaker.wait)
                continue
            rows = await self._take()
            if not rows and not (self._limits.listens and self.way.recent):
                await self._pause(IDLE)
                continue
            try:
                async with self.way.channel.connect(self.way.configuration) as connection:
                    await self._serve(connection, rows)
                    if connection.lost:
                        self._fail(gettext_noop("the connection has broken"), timezone.now())
                        await self._pause(LOOK)
            except (UnreachableError, OSError, TimeoutError) as fault:
                self._give_up(rows, Outcome(Result.UNREACHABLE, str(fault) or type(fault).__name__))
            except Exception as fault:  # noqa: BLE001 - a fault in one channel must not end its lane
                _LOG.exception("sink %s has a fault", self.way.key)
                self._give_up(rows, Outcome(Result.UNREACHABLE, f"{type(fault).__name__}: {fault}"))

    async def _pause(self, seconds: float) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _take(self) -> list[Row]:
        """Take on as much as there is room for, and beyond that what is graver than something that waits here."""
        at = time.monotonic()
        room, graver_than = self._room(at)
        if room <= 0:
            return []
        seconds = 2 * self._limits.timeout + self._tools.lease
        clearing, divided = self._tools.clearing, self._limits.divides
        whose = (self.way.number, self._tools.worker)
        self._taking = True  # what is known now must stay known until the rows that rely on it are here
        try:
            batch = await self._tools.database(
                take, *whose, room, seconds, clearing.known, graver_than, divided=divided
            )
        except AWAY:
            _LOG.exception("nothing can be taken on for sink %s", self.way.key)
            await asyncio.sleep(1.0)
            return []
        finally:
            self._taking = False
        clearing.learn(batch, at)
        self._in_hand += len(batch.rows)
        return batch.rows

    def _room(self, now: float) -> tuple[int, int | None]:
        """Return how much may be taken on, and graver than what; one message where the breaker tries."""
        if self._breaker.probing:
            return 1 - self._in_hand, None
        window, least = self._window(now), self._waiting.least
        room = window - self._in_hand
        if least is None or 2 * room >= window:
            return room, None
        return 2 * window - self._in_hand, least  # few at once: what waits here is not sent before what is graver

    def _window(self, now: float) -> int:
        """Return how much to hold: what is on its way and two requests more, or what is done in `AHEAD`."""
        passed = now - self._measured
        if passed > AHEAD:
            self._speed = self._done / passed
            self._done, self._measured = 0, now
        rounds = (self._limits.concurrency + 2) * self._limits.batch
        return max(rounds, min(int(self._speed * AHEAD), MOST_HELD))

    async def _serve(self, connection: Connection, rows: list[Row]) -> None:
        """Send over an open connection until it breaks, the lane stops, or the breaker opens."""
        self._broken = False
        waiting = self._waiting = Waiting()
        workers = [asyncio.create_task(self._work(connection, waiting)) for _ in range(self._limits.concurrency)]
        try:
            while True:
                waiting.put(rows)
                rows.clear()
                if self._stopping or self._broken or connection.lost:
                    break
                rows += await self._take()
                if not rows:
                    await self._pause(IDLE if self.idle else LOOK)
        finally:
            self._return(waiting.close())
            await asyncio.gather(*workers)

    async def _work(self, connection: Connection, waiting: Waiting) -> None:
        while rows := await waiting.next(self._limits.batch):
            if self._broken or connection.lost:
                self._return(rows)
            else:
                await self._send(connection, rows)

    async def _send(self, connection: Connection, rows: list[Row]) -> None:
        began = timezone.now()
        try:
            held, parcels = await self._packed(rows)
        except AWAY:
            _LOG.exception("what may leave through sink %s cannot be read", self.way.key)
            self._return(rows)
            return
        if not parcels:
            return
        try:
            async with asyncio.timeout(self._limits.timeout + 1.0):
                outcomes: Sequence[Outcome] = await connection.send(parcels)
        except (UnreachableError, OSError, TimeoutError) as fault:
            outcomes = [Outcome(Result.UNREACHABLE, str(fault) or NO_ANSWER)] * len(parcels)
        except Exception as fault:  # noqa: BLE001 - a fault in one channel must not end its lane
            _LOG.exception("channel %s has a fault", self.way.channel.kind)
            outcomes = [Outcome(Result.FAILED, f"fault in the channel: {type(fault).__name__}: {fault}")] * len(parcels)
        ended = timezone.now()
        if len(outcomes) != len(held):
            outcomes = [Outcome(Result.FAILED, gettext_noop("the channel did not answer for each message"))] * len(held)
        outcomes = [
            replace(one, reason=row.place.left_out_of(one.reason)) for one, row in zip(outcomes, held, strict=True)
        ]
        self._judge(outcomes, ended)
        self._enter(zip(held, outcomes, strict=True), began, ended)

    async def _packed(self, rows: list[Row]) -> tuple[list[Row], list[Parcel]]:
        """Clear and address messages; what may not leave or has no address is handed in."""
        clearing = self._tools.clearing
        await clearing.refresh({row.alert for row in rows})
        messages = clearing.cleared({(row.alert, row.language) for row in rows}, self.way.outlet)
        ending = time.monotonic() + self._limits.timeout + 1.0
        held: list[Row] = []
        parcels: list[Parcel] = []
        late: list[Row] = []
        stopped: list[tuple[Row, Outcome]] = []
        for row in rows:
            message, place = messages[row.alert, row.language], row.place
            if row.until < ending:
                late.append(row)
            elif isinstance(message, HeldError):
                stopped.append((row, Outcome(Result.DROPPED, message.reason)))
            elif place.fault:
                stopped.append((row, Outcome(Result.REFUSED, place.fault)))
            else:
                key = key_of(message.content.identifier, self.way.key, row.target, row.round)
                held.append(row)
                parcels.append(Parcel(key, place.address, message, place.headers, place.footer, row.parts))
        now = timezone.now()
        self._enter(stopped, now, now)
        self._return(late)
        return held, parcels

    def _judge(self, outcomes: Sequence[Outcome], ended: datetime) -> None:
        """Tell the breaker, and whoever looks, how the sink is; a target's own server says nothing of the sink."""
        unreachable = next((one for one in outcomes if one.result == Result.UNREACHABLE), None)
        if unreachable is not None and unreachable.apart:
            self._tools.desk.health(self.way.number, Health(failure=ended, error=unreachable.reason))
            return
        if unreachable is None:
            self._breaker.succeed()
            if time.monotonic() - self._reported > 1.0:
                self._reported = time.monotonic()
                self._tools.desk.health(self.way.number, Health(success=ended))
            return
        self._fail(unreachable.reason, ended)

    def _fail(self, reason: str, at: datetime) -> None:
        if self._breaker.fail():
            self._broken = True
            self.wake()
        until = at + timedelta(seconds=self._breaker.wait) if self._breaker.wait else None
        self._tools.desk.health(self.way.number, Health(failure=at, error=reason, open_until=until))

    def _give_up(self, rows: list[Row], outcome: Outcome) -> None:
        """Hand in what could not be sent because there was no way to the sink."""
        at = timezone.now()
        self._fail(outcome.reason, at)
        self._enter([(row, outcome) for row in rows], at, at)
        rows.clear()

    def _enter(self, told: Iterable[tuple[Row, Outcome]], began: datetime, ended: datetime) -> None:
        entries = [Entry(row, self.way.number, self._limits, outcome, began, ended) for row, outcome in told]
        if entries:
            self._tools.desk.enter(entries, self._written)

    def _return(self, rows: Sequence[Row]) -> None:
        if rows:
            self._tools.desk.unused([row.id for row in rows], self._written)

    def _written(self, count: int) -> None:
        self._in_hand -= count
        self._done += count
        self.wake()
