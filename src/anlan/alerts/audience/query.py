"""Which subscribers a warning addresses."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.alerts.areas import TargetArea
from anlan.alerts.audience.subscribers import Subscribers

EVERY = 0xFFFFFFFF
"""Bits of every channel."""


@dataclass(frozen=True, eq=False)
class Counted:
    """How many subscribers a warning addresses.

    Parameters
    ----------
    total
        All of them.
    by_language
        Persons by BCP-47 tag.
    by_channel, by_need
        Persons by bit number; one person may count in several.
    """

    total: int
    by_language: dict[str, int]
    by_channel: dict[int, int]
    by_need: dict[int, int]


class Audience:
    """Subscribers, ready to be asked; immutable, so that several threads may ask at once.

    `with_added` and `without` return a new audience that shares what has not changed.
    """

    @classmethod
    def of(cls, subscribers: Subscribers) -> "Audience":
        """Build the index."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def with_added(self, subscribers: Subscribers) -> "Audience":
        """Return an audience with these too; one whose number is known already replaces the earlier one."""
        raise NotImplementedError

    def without(self, ids: NDArray[np.int64]) -> "Audience":
        """Return an audience without these numbers; numbers that are not known are ignored."""
        raise NotImplementedError

    def addressed(
        self,
        area: TargetArea,
        severity: str,
        *,
        channels: int = EVERY,
        needs: int = 0,
        languages: Collection[str] | None = None,
    ) -> NDArray[np.int64]:
        """Return the numbers of the subscribers whom a warning addresses, ascending.

        Parameters
        ----------
        area
            Where it holds. A subscriber is in it by the point, or by an area of interest that touches it.
        severity
            As CAP has it; Unknown passes every threshold.
        channels
            Bits of channels, of which a subscriber must have one.
        needs
            Bits of needs, of which a subscriber must have one; 0 asks for none.
        languages
            Tags of which the subscriber's is one; None takes all.
        """
        raise NotImplementedError

    def counted(self, area: TargetArea, severity: str) -> Counted:
        """Say how many are addressed, by language, channel and need."""
        raise NotImplementedError
