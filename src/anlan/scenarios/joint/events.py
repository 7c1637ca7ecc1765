"""Compound events: which marginal events happen together, and how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.hazards import EventSet
from anlan.language import Message, mark
from anlan.risk import EventImpacts
from anlan.scenarios.joint.copulas import Copula
from anlan.scenarios.joint.coupling import SLABS, Marginal, couple
from anlan.scenarios.moment import moment_of
from anlan.scenarios.saved import Moment

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TYPHOON, QUAKE, HEAT, OUTBREAK = "typhoon_joint", "earthquake_joint", "heat_joint", "epidemic_joint"

JOINT_KINDS: Mapping[str, str] = {
    TYPHOON: mark("Typhoon with surge, rain and release"),
    QUAKE: mark("Earthquake with fires, release and dam failure"),
    HEAT: mark("Heat with power failure"),
    OUTBREAK: mark("Epidemic during a flood"),
}
"""Families of compound events and what each is."""

ABSENT = -1
"""Index of a part that does not happen in a compound event."""

BASES: Mapping[str, str] = {
    "physical": mark("same cause"),
    "model": mark("computed by a published model"),
    "fitted": mark("fitted to records"),
    "cited": mark("published"),
    "assumption": mark("assumption"),
}
"""What a dependence can rest on."""


@dataclass(frozen=True)
class Dependence:
    """How one part of a family depends on another.

    Parameters
    ----------
    first, second
        Hazards; the second is the part that is added.
    copula
        How the ranks of those that coincide go together; None where each event of the second belongs to one event of
        the first.
    rate
        How often both happen together, 1/year.
    by_chance
        How often they would if they had nothing to do with each other, 1/year; None where that is not computed.
    basis
        A key of `BASES`.
    source
        What it rests on, in one sentence.
    error
        Standard error of Kendall's tau; None where it was not fitted.
    """

    first: str
    second: str
    copula: Copula | None
    rate: float
    by_chance: float | None
    basis: str
    source: Message
    error: float | None = None


@dataclass(frozen=True, eq=False)
class JointEvents:
    """Compound events of one family.

    The rows part the frequency of every marginal event: the frequencies of all rows that hold an event add up to that
    of the event, so nothing happens more or less often than in the hazard's own set, and nothing is counted twice.

    Parameters
    ----------
    kind
        A key of `JOINT_KINDS`.
    sets
        Event sets of the k parts, the leading hazard first.
    index
        int64 (n, k): event of each part; `ABSENT` where it does not happen.
    frequency
        float64 (n,): 1/year.
    by_day
        bool (n,): whether people are where they are on a working day; that of the first part present.
    conditions
        What else is true of each row, by name, float64 (n,).
    dependence
        How the parts depend on each other.
    provenance
        What is needed to make the events again.
    """

    kind: str
    sets: tuple[EventSet, ...]
    index: IntArray
    frequency: FloatArray
    by_day: NDArray[np.bool_]
    conditions: Mapping[str, FloatArray]
    dependence: tuple[Dependence, ...]
    provenance: Mapping[str, str | int]

    def __len__(self) -> int:
        return int(self.frequency.size)

    @property
    def parts(self) -> tuple[str, ...]:
        """Hazards of the parts; two parts may be of one hazard."""
        return tuple(one.kind for one in self.sets)

    def ids(self, row: int) -> tuple[str, ...]:
        """Return the identifiers of the events of a row, the leading hazard first."""
        return tuple(
            one.ids[event] for one, event in zip(self.sets, self.index[row].tolist(), strict=True) if event != ABSENT
        )

    def identifier(self, event: int) -> str:
        """Return the name of a row, unique in the family."""
        return f"{self.kind}-{event + 1:07d}"

    def describe(self, event: int) -> Message:
        """Say what happens in a row, part by part."""
        told = [one.describe(at) for one, at in zip(self.sets, self.index[event].tolist(), strict=True) if at != ABSENT]
        return together(told)

    def moment(self, event: int) -> Moment:
        """Return when a row happens: as its first part, and what that leaves open as the next part that knows it."""
        several = [moment_of(one, at) for one, at in zip(self.sets, self.index[event].tolist(), strict=True) if at >= 0]
        months, tides = ([getattr(one, name) for one in several] for name in ("month", "tide"))
        return Moment(
            month=next((month for month in months if month is not None), None),
            workday=several[0].workday,
            hour=several[0].hour,
            tide=next((tide for tide in tides if tide is not None), None),
            by_day=bool(self.by_day[event]),
        )

    def marginal(self, part: int) -> FloatArray:
        """Return the frequency of each event of a part over all rows, 1/year."""
        column = self.index[:, part]
        here = column != ABSENT
        rates = np.bincount(column[here], weights=self.frequency[here], minlength=len(self.sets[part]))
        return rates.astype(np.float64)


@dataclass(frozen=True, eq=False)
class Family:
    """Compound events and the impacts of the events they are made of.

    Parameters
    ----------
    joint
        The compound events.
    impacts
        Impacts of each part, in the order of ``joint.sets``.
    own
        Whether the family holds the whole frequency of the part's hazard, so that it takes the hazard's place where
        frequencies are added up; false for what exists only as a consequence of another part, as a release that a
        flood causes, and for floods during an epidemic.
    """

    joint: JointEvents
    impacts: tuple[EventImpacts, ...]
    own: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class Rows:
    """Compound events while a family is being built.

    Parameters
    ----------
    index
        int64 (n, k).
    frequency
        float64 (n,), 1/year.
    """

    index: IntArray
    frequency: FloatArray

    @classmethod
    def aligned(cls, frequency: FloatArray, parts: int) -> "Rows":
        """Begin with event sets whose event i is part of one and the same event.

        Parameters
        ----------
        frequency
            Of each event, 1/year, shape (n,).
        parts
            Number of sets.
        """
        place = np.arange(frequency.size, dtype=np.int64)
        return cls(np.repeat(place[:, None], parts, axis=1), frequency.astype(np.float64))

    def caused(self, column: int, cause: IntArray, frequency: FloatArray) -> "Rows":
        """Add a part of which every event has one event of another part as its cause.

        An event that causes more than its own frequency holds, because several of its consequences happen at once, is
        filled up by the first ones; the others are left out.

        Parameters
        ----------
        column
            Part with the causes; each of its events is in one row at most.
        cause
            Cause of each event of the new part, int64 (m,).
        frequency
            Of each event of the new part, 1/year, shape (m,).
        """
        row_of = np.full(int(self.index[:, column].max(initial=0)) + 1, -1, dtype=np.int64)
        here = np.flatnonzero(self.index[:, column] != ABSENT)
        row_of[self.index[here, column]] = here
        order = np.argsort(row_of[cause], kind="stable")
        row, piece = row_of[cause][order], frequency[order]
        running = np.cumsum(piece)
        begin = np.flatnonzero(np.diff(row, prepend=-2))
        before = np.repeat(np.concatenate([[0.0], running])[begin], np.diff(np.append(begin, row.size)))
        limit = self.frequency[row]
        taken = np.minimum(running - before, limit) - np.minimum(running - before - piece, limit)
        kept = taken > LEAST_SHARE * limit
        left = self.frequency - np.bincount(row[kept], weights=taken[kept], minlength=self.frequency.size)
        alone = np.column_stack([self.index, np.full(len(self.index), ABSENT)])
        added = np.column_stack([self.index[row[kept]], order[kept]])
        return _whole(np.concatenate([alone, added]), np.concatenate([left, taken[kept]]), self.frequency.sum())

    def linked(
        self, side: Marginal, others: "Rows", other: Marginal, copula: Copula, rng: np.random.Generator,
        slabs: int = SLABS,
    ) -> "Rows":  # fmt: skip
        """Add parts whose events coincide with the rows now and then, and happen alone otherwise.

        Parameters
        ----------
        side
            The rows: their frequency, chance to coincide and order.
        others
            Events of the new part or parts.
        other
            Their frequency, chance to coincide and order, scaled to the same rate.
        copula
            Dependence of the ranks of those that coincide.
        rng
            Random generator.
        slabs
            Ranks that are told apart.
        """
        found = couple(side, other, copula, rng, slabs)
        here, there = self.index.shape[1], others.index.shape[1]
        alone = np.column_stack([self.index, np.full((len(self.index), there), ABSENT)])
        both = np.column_stack([self.index[found.first], others.index[found.second]])
        rest = np.column_stack([np.full((len(others.index), here), ABSENT), others.index])
        return _whole(
            np.concatenate([both, alone, rest]),
            np.concatenate([found.frequency, found.first_alone, found.second_alone]),
            self.frequency.sum() + others.frequency.sum(),
        )


def together(told: Sequence[Message]) -> Message:
    """Say several things that happen at the same time, at least one."""
    said = told[0]
    for one in told[1:]:
        said = Message(mark("{first}. At the same time: {second}"), first=said, second=one)
    return said


LEAST_SHARE = 1e-12
"""Share of a frequency below which a row is rounding alone."""


def _whole(index: IntArray, frequency: FloatArray, total: float) -> Rows:
    kept = frequency > LEAST_SHARE * total
    return Rows(index[kept], frequency[kept])


def joint_events(
    kind: str,
    sets: Sequence[EventSet],
    rows: Rows,
    dependence: Sequence[Dependence],
    provenance: Mapping[str, str | int],
    *,
    conditions: Mapping[str, FloatArray] | None = None,
) -> JointEvents:
    """Put a family together.

    Parameters
    ----------
    kind, sets, dependence, provenance
        As in `JointEvents`.
    rows
        The compound events.
    conditions
        Conditions of each event of the first part, by name.
    """
    index = rows.index
    by_day = np.zeros(len(index), dtype=np.bool_)
    for column in reversed(range(len(sets))):
        here = index[:, column] != ABSENT
        by_day[here] = sets[column].by_day[index[here, column]]
    lead = index[:, 0]
    held = {name: np.where(lead >= 0, one[np.maximum(lead, 0)], np.nan) for name, one in (conditions or {}).items()}
    return JointEvents(kind, tuple(sets), index, rows.frequency, by_day, held, tuple(dependence), dict(provenance))
