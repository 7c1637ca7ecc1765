"""The desk where lanes hand in what came of deliveries; it is written in pages, and nothing is lost on the way."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from anlan_center.alerts.deliveries.deliverer.database import AWAY, Database
from anlan_center.alerts.deliveries.deliverer.ledger import Entry, Health, Page, write
from anlan_center.alerts.deliveries.receipts.receiving import Receipt

GATHER: Final = 0.03
"""Seconds in which entries are gathered before a page is written (assumption)."""

TELL_EVERY: Final = 1.0
"""Seconds between two words to open boards on the same warning and sink (assumption)."""

_LOG = logging.getLogger(__name__)


class Desk:
    """Gathers what came of deliveries and writes it.

    Parameters
    ----------
    database
        Runs what writes.
    worker
        Name of this worker.
    """

    def __init__(self, database: Database, worker: str) -> None:
        self._database = database
        self._worker = worker
        self._page = Page()
        self._after: list[tuple[Callable[[int], None], int]] = []
        self._something = asyncio.Event()
        self._told: dict[tuple[int, int], float] = {}
        self._untold: dict[tuple[int, int], int] = {}
        self._written = asyncio.Event()
        self._written.set()

    @property
    def settled(self) -> bool:
        """Whether everything handed in so far is written."""
        return self._written.is_set()

    def enter(self, entries: Sequence[Entry], after: Callable[[int], None]) -> None:
        """Hand in what came of deliveries; `after` is called with their count once that is written."""
        self._page.entries.extend(entries)
        self._after.append((after, len(entries)))
        self._untold.update({(entry.row.alert, entry.sink): entry.row.id for entry in entries})
        self._wake()

    def unused(self, keys: Sequence[int], after: Callable[[int], None]) -> None:
        """Hand in deliveries that were not tried."""
        self._page.unused.extend(keys)
        self._after.append((after, len(keys)))
        self._wake()

    def receipt(self, receipt: Receipt) -> None:
        """Hand in a confirmation."""
        self._page.receipts.append(receipt)
        self._wake()

    def health(self, sink: int, health: Health) -> None:
        """Hand in how a sink is; the latest word counts."""
        self._page.health[sink] = health
        self._wake()

    def _wake(self) -> None:
        self._written.clear()
        self._something.set()

    async def run(self) -> None:
        """Write pages until cancelled."""
        while True:
            try:
                await asyncio.wait_for(self._something.wait(), TELL_EVERY if self._untold else None)
                await asyncio.sleep(GATHER)
            except TimeoutError:
                pass  # time to tell what was held back
            await self._turn()

    async def _turn(self) -> None:
        """Write one page; where the database is away, for as long as it takes."""
        self._something.clear()
        page, self._page = self._page, Page()
        after, self._after = self._after, []
        page.tell = self._to_tell()
        while page:
            try:
                await self._database(write, page, self._worker)
                break
            except AWAY:
                _LOG.exception("what came of %s deliveries cannot be written yet", len(page.entries))
                await asyncio.sleep(1.0)
        for call, count in after:
            call(count)
        if not self._something.is_set():
            self._written.set()

    def _to_tell(self) -> dict[tuple[int, int], int]:
        now = time.monotonic()
        ripe = {pair: row for pair, row in self._untold.items() if now - self._told.get(pair, 0.0) >= TELL_EVERY}
        for pair in ripe:
            del self._untold[pair]
        self._told = {pair: at for pair, at in self._told.items() if now - at < TELL_EVERY} | dict.fromkeys(ripe, now)
        return ripe

    async def settle(self) -> None:
        """Wait until everything handed in so far is written."""
        await self._written.wait()
