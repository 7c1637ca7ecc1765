"""A circuit breaker: who does not answer is left alone for a while, then asked with one message."""

from collections.abc import Callable
from typing import Final

THRESHOLD: Final = 5
"""Failures in a row after which a sink is left alone (assumption)."""

WAITS: Final = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds that it is left alone for, the first time, the second, ...; the last stands for later ones (assumption)."""


class Breaker:
    """Closed: everything passes. Open: nothing does, for a while. Then half open: one message at a time tries.

    Parameters
    ----------
    clock
        Returns seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._openings = 0
        self._until = 0.0

    @property
    def wait(self) -> float:
        """Seconds until anything may pass; 0 where it may now."""
        return max(0.0, self._until - self._clock())

    @property
    def probing(self) -> bool:
        """Whether one message at a time may pass, to see whether the sink is back."""
        return self._openings > 0

    def succeed(self) -> None:
        """Note that the sink answered."""
        self._failures = self._openings = 0
        self._until = 0.0

    def fail(self) -> bool:
        """Note that it did not; says whether the breaker has opened because of it."""
        if self.wait:
            return False  # it was on its way when the breaker opened
        self._failures += 1
        if not self.probing and self._failures < THRESHOLD:
            return False
        self._until = self._clock() + WAITS[min(self._openings, len(WAITS) - 1)]
        self._openings += 1
        return True
