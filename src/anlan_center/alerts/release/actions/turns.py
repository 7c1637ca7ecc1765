"""Many who decide at the same moment take turns, the gravest warning first, so that none of them slows the others.

Two hundred people who approve at once would otherwise share one processor and one writer's lock in two hundred parts:
all would be done at the end, together, and what carries the first warnings out would wait as long. The order is a
courtesy and no lock: what may happen twice is decided by the database alone.
"""

import heapq
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 2.0
"""Seconds after which the next goes on beside one whose turn does not end (assumption)."""


class Turns:
    """Lets one at a time go on, the most urgent first, then whoever came first.

    Parameters
    ----------
    patience
        Seconds after which nobody waits any longer for the end of a turn.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._numbers = itertools.count()
        self._waiting: list[tuple[int, int]] = []
        self._changed = threading.Condition()
        self._holder: tuple[int, int] | None = None
        self._until = 0.0

    @contextmanager
    def turn(self, priority: int) -> Iterator[None]:
        """Wait for a turn and hold it.

        Parameters
        ----------
        priority
            0 goes first.
        """
        with self._changed:
            mine = (priority, next(self._numbers))
            heapq.heappush(self._waiting, mine)
            while self._waiting[0] != mine or (self._holder and time.monotonic() < self._until):
                self._changed.wait(self._patience)
            heapq.heappop(self._waiting)
            self._holder, self._until = mine, time.monotonic() + self._patience
        try:
            yield
        finally:
            with self._changed:
                if self._holder == mine:
                    self._holder = None
                self._changed.notify_all()


DECISIONS: Final = Turns()
"""Turns of the approvals in this process."""
