"""Agreements and production lines against their drills: what was measured, and whether it can be relied on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anlan.language import mark
from anlan.supplies.ledger.moves import Drill, DrillResult

LASTS_DAYS = 365
"""Days for which a drill counts: assumption, one drill a year."""

TOLERANCE = 0.1
"""Share by which a measured time may exceed the declared one, or a rate fall short of it: assumption."""


class Readiness(StrEnum):
    """What the drills say of a line or an agreement."""

    PROVEN = "proven"
    SLOWER = "slower"
    FAILED = "failed"
    OUTDATED = "outdated"
    NEVER = "never"


READINESS = {
    Readiness.PROVEN: mark("Proven by a drill"),
    Readiness.SLOWER: mark("Slower or weaker in the drill than declared"),
    Readiness.FAILED: mark("Failed in the last drill"),
    Readiness.OUTDATED: mark("The last drill is too long ago"),
    Readiness.NEVER: mark("Never rehearsed"),
}
"""What each state is called."""


@dataclass(frozen=True)
class Declared:
    """What a line or an agreement promises.

    Parameters
    ----------
    id
        Identifier of the line or the agreement.
    hours
        Conversion time or call-off time, h.
    rate
        Full rate, units/h; None for agreements.
    """

    id: str
    hours: float
    rate: float | None = None


@dataclass(frozen=True)
class Proof:
    """A line or an agreement with its last drill.

    Parameters
    ----------
    declared
        What it promises.
    last
        The last drill; None if there was none.
    state
        What follows.
    hours
        Time to plan with, h: the longer of the declared and the last measured one.
    rate
        Rate to plan with, units/h: the smaller of the declared and the last measured one; None for agreements.
    """

    declared: Declared
    last: Drill | None
    state: Readiness
    hours: float
    rate: float | None


def proofs(
    declared: Sequence[Declared], drills: Sequence[Drill], on: date, *, lasts_days: int = LASTS_DAYS
) -> tuple[Proof, ...]:
    """Return each line and agreement with what its last drill showed.

    Parameters
    ----------
    declared
        What is promised.
    drills
        Records of drills; of one day the one entered later counts.
    on
        The day of the question.
    lasts_days
        Days for which a drill counts.
    """
    last: dict[str, Drill] = {}
    for drill in drills:
        if drill.subject not in last or drill.on >= last[drill.subject].on:
            last[drill.subject] = drill
    return tuple(_proof(promise, last, on, lasts_days) for promise in declared)


def _proof(promise: Declared, last: Mapping[str, Drill], on: date, lasts_days: int) -> Proof:
    drill = last.get(promise.id)
    if drill is None:
        return Proof(promise, None, Readiness.NEVER, promise.hours, promise.rate)
    hours = max(promise.hours, drill.hours or 0.0)
    rate = promise.rate if drill.rate is None or promise.rate is None else min(promise.rate, drill.rate)
    return Proof(promise, drill, _state(promise, drill, on, lasts_days), hours, rate)


def _state(promise: Declared, drill: Drill, on: date, lasts_days: int) -> Readiness:
    if drill.result is DrillResult.FAILED:
        return Readiness.FAILED
    if (on - drill.on).days > lasts_days:
        return Readiness.OUTDATED
    late = drill.hours is not None and drill.hours > promise.hours * (1.0 + TOLERANCE)
    weak = drill.rate is not None and promise.rate is not None and drill.rate < promise.rate * (1.0 - TOLERANCE)
    return Readiness.SLOWER if late or weak or drill.result is DrillResult.PARTLY else Readiness.PROVEN
