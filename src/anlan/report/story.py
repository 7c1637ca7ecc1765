"""The worst credible scenario told by the hour."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from anlan.language import Message, mark
from anlan.rehearsal import Rehearsed
from anlan.report.document import Phase
from anlan.report.gaps import ItemGap
from anlan.report.quantity import Quantity, Said
from anlan.report.words import counted

STEPS = (0, 6, 24, 72, 168, 336, 720, 1440, 2880, 8760)
"""Where phases end, hours: first response, first day, the 72 hours of rescue, first week, and on."""

NAMED = 5
"""Most items that one sentence names."""

Line = tuple[str, Message]
Floats = NDArray[np.float64]


def phases_of(rehearsed: Rehearsed, gaps: tuple[ItemGap, ...]) -> tuple[Phase, ...]:
    """Tell a scenario phase by phase.

    Parameters
    ----------
    rehearsed
        The scenario.
    gaps
        Its gaps, the worst first.
    """
    hours = rehearsed.balance.unmet.shape[1]
    steps = [step for step in STEPS if step < hours] + [hours]
    return tuple(Phase(first, last, tuple(_sentences(rehearsed, gaps, first, last))) for first, last in pairwise(steps))


def _sentences(rehearsed: Rehearsed, gaps: tuple[ItemGap, ...], first: int, last: int) -> Iterator[Line]:
    if first == 0:
        yield from _strike(rehearsed)
    yield from _people(rehearsed, first, last)
    yield from _deliveries(rehearsed, gaps, first, last)
    short = [(gap, gap.first_short) for gap in gaps if gap.first_short is not None and first <= gap.first_short < last]
    if short:
        yield "short", Message(mark("Run short: {items}."), items=_with_hours(short))
    again = [(gap, _covered_from(gap, last)) for gap in gaps if _ends_within(gap, first, last, rehearsed)]
    if again:
        yield "source", Message(mark("Covered again: {items}."), items=_with_hours(again))
    yield from _level(rehearsed, first, last)


def _strike(rehearsed: Rehearsed) -> Iterator[Line]:
    scenario = rehearsed.scenario
    yield "event", Message(mark("The event strikes: {event}."), event=scenario.description)
    harmed = [
        (target, scenario.totals[target])
        for target in ("killed", "severely_injured", "lightly_injured", "displaced")
        if scenario.totals.get(target, 0.0) >= 0.5
    ]
    if harmed:
        yield (
            "need",
            Message(
                mark("In all: {consequences}."),
                consequences=tuple(counted(target, people, "persons") for target, people in harmed),
            ),
        )


def _people(rehearsed: Rehearsed, first: int, last: int) -> Iterator[Line]:
    """Say who is in need in the phase: the most people of each consequence, and when."""
    said: list[Said] = []
    for target, people in rehearsed.scenario.course.items():
        within = people[first:last]
        if target == "killed" or within.max(initial=0.0) < 0.5:
            continue
        hour = first + int(within.argmax())
        said.append(
            Message(mark("{people} (hour {hour})"), people=counted(target, float(people[hour]), "persons"), hour=hour)
        )
    if said:
        yield "need", Message(mark("Most people in need at a time: {people}."), people=tuple(said))


def _deliveries(rehearsed: Rehearsed, gaps: tuple[ItemGap, ...], first: int, last: int) -> Iterator[Line]:
    arrivals = rehearsed.arrivals
    for arriving, pattern in (
        (arrivals.stock, mark("Own stock can be handed out: {items}.")),
        (arrivals.agreement, mark("Agreements deliver: {items}.")),
        (arrivals.capacity, mark("Production begins to deliver: {items}.")),
    ):
        starts = [(gap, _start(arriving[gap.place])) for gap in gaps]
        begun = [(gap, hour) for gap, hour in starts if hour is not None and first <= hour < last]
        if begun:
            yield "source", Message(pattern, items=_with_hours(begun))


def _start(hourly: Floats) -> int | None:
    begun = np.flatnonzero(hourly > 0.0)
    return int(begun[0]) if begun.size else None


def _ends_within(gap: ItemGap, first: int, last: int, rehearsed: Rehearsed) -> bool:
    hours = rehearsed.balance.unmet.shape[1]
    return gap.last_short is not None and first <= gap.last_short + 1 < min(last, hours)


def _covered_from(gap: ItemGap, last: int) -> int:
    return last if gap.last_short is None else gap.last_short + 1


def _with_hours(pairs: Sequence[tuple[ItemGap, int]]) -> tuple[Said, ...]:
    by_hour = sorted(pairs, key=lambda pair: pair[1])
    said: list[Said] = [
        Message(mark("{item} (hour {hour})"), item=gap.name, hour=hour) for gap, hour in by_hour[:NAMED]
    ]
    if len(by_hour) > NAMED:
        said.append(Message(mark("and {count} more"), count=len(by_hour) - NAMED))
    return tuple(said)


def _level(rehearsed: Rehearsed, first: int, last: int) -> Iterator[Line]:
    whole = rehearsed.resilience.whole
    if not rehearsed.balance.needs.items:
        return
    lowest = first + int(whole[first:last].argmin())
    if whole[lowest] > 1.0 - 1e-9:
        yield "level", Message(mark("Every need is met."))
        return
    yield (
        "level",
        Message(
            mark("Service level at its lowest: {level} (hour {hour}); at the end of the phase: {end}."),
            level=Quantity(float(whole[lowest]), "%"),
            hour=lowest,
            end=Quantity(float(whole[last - 1]), "%"),
        ),
    )


def worst_need(rehearsed: Rehearsed) -> tuple[str, float, int] | None:
    """Return the consequence with the most people in need at a time, that number and its hour; None if nobody is.

    Parameters
    ----------
    rehearsed
        The scenario.
    """
    found: tuple[str, float, int] | None = None
    for target, people in rehearsed.scenario.course.items():
        if target != "killed" and people.size and (found is None or people.max() > found[1]):
            found = (target, float(people.max()), int(people.argmax()))
    return found if found is not None and found[1] > 0.0 else None
