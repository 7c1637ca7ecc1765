"""Clear each message right before it is sent, with what its row says now: a Cancel must stop what is on its way."""

import asyncio
import time
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils import timezone

from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.deliverer.claiming import Batch
from anlan_center.alerts.deliveries.deliverer.contents import read_facts
from anlan_center.alerts.deliveries.deliverer.database import Database
from anlan_center.alerts.deliveries.separation import Cleared, Facts, HeldError, Outlet, clear

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
        self._contents |= batch.contents
        for number, facts in batch.facts.items():
            self._facts[number] = (at, facts)

    def forget(self) -> None:
        """Forget what is said where that is much; only while no lane holds anything."""
        if len(self._contents) > MOST_CONTENTS:
            self._contents.clear()
            self._facts.clear()

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

    def cleared(self, pairs: Collection[tuple[int, str]], outlet: Outlet) -> dict[tuple[int, str], Cleared | HeldError]:
        """Return the messages that may leave through a sink now, and of the others why they are held.

        Parameters
        ----------
        pairs
            Numbers of warnings and languages.
        outlet
            What the sink is.
        """
        now = timezone.now()
        return {pair: self._cleared(pair, outlet, now) for pair in pairs}

    def _cleared(self, pair: tuple[int, str], outlet: Outlet, now: datetime) -> Cleared | HeldError:
        try:
            return clear(self._contents[pair], self._facts[pair[0]][1], outlet, now)
        except HeldError as fault:
            return fault
