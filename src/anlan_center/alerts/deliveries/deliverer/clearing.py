"""Clear each message right before it is sent, with what its row says now: a Cancel must stop what is on its way."""

import asyncio
import time
from collections.abc import Collection
from typing import Final

from django.utils import timezone

from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.deliverer.claiming import Batch
from anlan_center.alerts.deliveries.deliverer.contents import read_facts
from anlan_center.alerts.deliveries.deliverer.database import Database
from anlan_center.alerts.deliveries.separation import Cleared, Facts, Outlet, clear

FRESH: Final = 0.5
"""Seconds for which what a row says counts as now (assumption)."""

MOST_CONTENTS: Final = 500
"""Contents that are kept in memory."""


class Clearing:
    """What warnings say and whether they may leave, kept fresh; one for all lanes.

    Parameters
    ----------
    database
        Runs what reads.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._facts: dict[int, tuple[float, Facts]] = {}
        self._contents: dict[tuple[int, str], Content] = {}
        self._reading = asyncio.Lock()

    @property
    def known(self) -> Collection[tuple[int, str]]:
        """Contents that need not be read again: what is released never changes."""
        return frozenset(self._contents)

    def learn(self, batch: Batch, at: float) -> None:
        """Keep what came with a batch that was read at a time."""
        if len(self._contents) > MOST_CONTENTS:
            self._contents.clear()
        self._contents |= batch.contents
        for number, facts in batch.facts.items():
            self._facts[number] = (at, facts)

    def has(self, pairs: Collection[tuple[int, str]]) -> bool:
        """Say whether contents are known."""
        return all(pair in self._contents for pair in pairs)

    async def refresh(self, alerts: Collection[int]) -> None:
        """Read again what rows say where that is too long ago."""
        if not self._stale(alerts):
            return
        async with self._reading:
            stale = self._stale(alerts)
            if not stale:
                return
            at = time.monotonic()
            found = await self._database(read_facts, stale)
            for number, facts in found.items():
                self._facts[number] = (at, facts)

    def _stale(self, alerts: Collection[int]) -> list[int]:
        oldest = time.monotonic() - FRESH
        return [number for number in alerts if self._facts.get(number, (0.0, None))[0] < oldest]

    def cleared(self, alert: int, language: str, outlet: Outlet) -> Cleared:
        """Return a message that may leave through a sink.

        Raises
        ------
        HeldError
            If it may not.
        """
        return clear(self._contents[alert, language], self._facts[alert][1], outlet, timezone.now())
