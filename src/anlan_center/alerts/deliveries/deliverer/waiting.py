"""What a lane has taken on and not begun to send: the most severe goes first, whenever it came."""

import asyncio
import heapq
import itertools
from collections.abc import Iterable

from anlan_center.alerts.deliveries.deliverer.claiming import Row


class Waiting:
    """Rows by priority; those of one priority in the order in which they came."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, Row]] = []
        self._numbers = itertools.count()
        self._filled = asyncio.Event()
        self._closed = False

    @property
    def least(self) -> int | None:
        """Priority of the least severe that waits; None where nothing does."""
        return max((priority for priority, _number, _row in self._rows), default=None)

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            heapq.heappush(self._rows, (row.priority, next(self._numbers), row))
        if self._rows:
            self._filled.set()

    async def next(self, most: int) -> list[Row]:
        """Wait for rows and take the most severe of them out; none once it is closed.

        Parameters
        ----------
        most
            At most so many.
        """
        while not self._rows and not self._closed:
            self._filled.clear()
            await self._filled.wait()
        return [heapq.heappop(self._rows)[-1] for _place in range(min(most, len(self._rows)))]

    def close(self) -> list[Row]:
        """Take everything out and let whoever waits go."""
        left = [row for _priority, _number, row in self._rows]
        self._rows.clear()
        self._closed = True
        self._filled.set()
        return left
