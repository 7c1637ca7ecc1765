"""Which subscribers a warning addresses."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.alerts.areas import TargetArea
from anlan.alerts.audience.edges import Edges
from anlan.alerts.audience.part import Part, Wanted
from anlan.alerts.audience.subscribers import Subscribers, joined
from anlan.errors import SettingError
from anlan.language import Message

EVERY = 0xFFFFFFFF
"""Bits of every channel."""

RANKS = {"Minor": 1, "Moderate": 2, "Severe": 3, "Extreme": 4, "Unknown": 4}
"""Severities of CAP 1.2 by rank; what is not known passes every threshold, so that nobody misses it."""


@dataclass(frozen=True)
class Counted:
    """How many subscribers a warning addresses.

    Parameters
    ----------
    total
        All of them.
    by_language
        Subscribers by BCP-47 tag.
    by_channel, by_need
        Subscribers by number of the bit; one may count in several.
    """

    total: int
    by_language: dict[str, int]
    by_channel: dict[int, int]
    by_need: dict[int, int]


@dataclass(frozen=True, eq=False)
class Audience:
    """Subscribers, ready to be asked; it never changes, so that several threads may ask at once.

    Parameters
    ----------
    parts
        Sorted parts, the larger first. Small ones are merged as in the logarithmic method of Bentley and Saxe (1980,
        Journal of Algorithms 1, 301-358), so that adding one subscriber does not sort all of them again.
    """

    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, subscribers: Subscribers) -> "Audience":
        """Sort subscribers so that they can be asked.

        Parameters
        ----------
        subscribers
            All of them.

        Raises
        ------
        ValueError
            If the columns do not hold together; with everything that is wrong.
        """
        wrong = list(subscribers.wrong())
        if wrong:
            raise ValueError("; ".join(wrong))
        return cls((Part.of(subscribers),) if len(subscribers) else ())

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def with_added(self, subscribers: Subscribers) -> "Audience":
        """Return an audience with these too; one whose number is known already replaces the earlier one.

        Parameters
        ----------
        subscribers
            New or changed ones.

        Raises
        ------
        ValueError
            As `of`.
        """
        parts = [*self.without(subscribers.ids).parts, *Audience.of(subscribers).parts]
        while len(parts) > 1 and 2 * len(parts[-1]) >= len(parts[-2]):
            last, before = parts.pop(), parts.pop()
            parts.append(Part.of(joined([before.living(), last.living()])))
        return Audience(tuple(parts))

    def without(self, ids: NDArray[np.int64]) -> "Audience":
        """Return an audience without some numbers; those that are not known are ignored.

        Parameters
        ----------
        ids
            int64 (k,).
        """
        parts = []
        for part in self.parts:
            gone = np.isin(part.people.ids, ids) & (part.alive == 1)
            left = replace(part, alive=part.alive & ~gone) if gone.any() else part
            if 2 * len(left) < len(left.people):
                left = Part.of(left.living())
            if len(left):
                parts.append(left)
        return Audience(tuple(parts))

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
            Where it holds. A subscriber is in it by the point, in it or on its edge, or by an area of interest that
            has a point in common with it.
        severity
            As CAP has it; Unknown passes every threshold.
        channels
            Bits of channels, of which a subscriber has one.
        needs
            Bits of needs, of which a subscriber has one; 0 asks for none.
        languages
            Tags of which the subscriber's is one; None takes all.

        Raises
        ------
        SettingError
            If the severity is none of CAP.
        """
        wanted = Wanted(_rank(severity), channels, needs, None if languages is None else frozenset(languages))
        edges = Edges.of(area.geometry)
        found = [part.numbers(edges, wanted) for part in self.parts]
        if len(found) == 1:
            return found[0]
        return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *found]), kind="stable")

    def counted(self, area: TargetArea, severity: str) -> Counted:
        """Say how many subscribers a warning addresses, by language, channel and need.

        Parameters
        ----------
        area, severity
            See `addressed`.
        """
        edges = Edges.of(area.geometry)
        wanted = Wanted(_rank(severity), EVERY, 0, None)
        total, by_language = 0, dict[str, int]()
        bits = {"channels": np.zeros(32, dtype=np.int64), "needs": np.zeros(32, dtype=np.int64)}
        for part in self.parts:
            rows = part.rows(edges, wanted)
            total += len(rows)
            spoken = np.bincount(part.people.language[rows], minlength=len(part.people.languages)).tolist()
            for tag, count in zip(part.people.languages, spoken, strict=True):
                by_language[tag] = by_language.get(tag, 0) + count
            for name, counts in bits.items():
                column = getattr(part.people, name)[rows]
                counts += [np.count_nonzero(column & np.uint32(1 << bit)) for bit in range(32)]
        named = {name: {bit: int(n) for bit, n in enumerate(counts) if n} for name, counts in bits.items()}
        return Counted(total, {tag: n for tag, n in by_language.items() if n}, named["channels"], named["needs"])


def _rank(severity: str) -> int:
    if severity not in RANKS:
        raise SettingError(
            Message("severity is '{value}'; give one of {known}", value=severity, known=", ".join(RANKS))
        )
    return RANKS[severity]
