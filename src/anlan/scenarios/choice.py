"""Which event is the worst that is still credible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.risk import EventImpacts, ExceedanceCurve, exceedance
from anlan.scenarios.candidates import DIMENSIONS, Candidates

BAND = 2.0
"""Events whose exceedance frequency is within this factor of the floor show how much the choice could differ."""

BAND_EVENTS = 40
"""Most events that are taken from that band."""


@dataclass(frozen=True)
class Choice:
    """The worst credible event of one hazard, and what stands beside it.

    Parameters
    ----------
    kind
        Kind of hazard.
    event
        Index of the chosen event in its event set.
    severity
        Its severity (see `Candidates.severity`), 1.
    frequency
        How often an event at least as severe happens, 1/year.
    floor
        Credibility floor, 1/year.
    beyond
        Number of simulated events more severe than the chosen one; none means that the simulation is too small to
        show what lies beyond the floor.
    worse
        The next more severe event, which is below the floor; None if there is none.
    likelier
        Events near five and ten times the floor's frequency, less severe and likelier.
    band
        Events whose exceedance frequency lies within a factor `BAND` of the floor, the chosen one included.
    frequency_of
        How often an event at least as severe happens, 1/year, for the chosen event, `worse` and `likelier`.
    """

    kind: str
    event: int
    severity: float
    frequency: float
    floor: float
    beyond: int
    worse: int | None
    likelier: tuple[int, ...]
    band: tuple[int, ...]
    frequency_of: Mapping[int, float]


def choose(impacts: Sequence[EventImpacts], floor: float) -> tuple[Choice, ...]:
    """Choose the worst credible event of each hazard by `DIMENSIONS`; the worst of all comes first.

    A hazard of which no event does harm at the floor gives no choice.

    Parameters
    ----------
    impacts
        Impacts of each hazard.
    floor
        Annual exceedance frequency below which an event is not planned for, 1/year.
    """
    candidates = [Candidates.of(one) for one in impacts]
    floors = {each.kind: floor for each in candidates}
    return choose_among(candidates, levels_of(candidates, DIMENSIONS, floor), floors)


def choose_among(
    candidates: Sequence[Candidates],
    levels: Mapping[str, float],
    floors: Mapping[str, float],
    weights: Mapping[str, float] | None = None,
) -> tuple[Choice, ...]:
    """Choose the worst credible event of each hazard; the worst of all comes first.

    Parameters
    ----------
    candidates
        Events of each hazard.
    levels
        Level of each dimension by which severity is measured, people or money.
    floors
        Annual exceedance frequency below which an event is not planned for, 1/year, by kind.
    weights
        Weight of each dimension; None where all weigh the same.
    """
    choices = []
    for each in candidates:
        curve, floor = exceedance(each.severity(levels, weights), each.frequency), floors[each.kind]
        place = curve.index_at(floor)
        if place is not None and curve.impact[place] > 0.0:
            choices.append(_choice(each.kind, curve, place, floor))
    return tuple(sorted(choices, key=lambda choice: -choice.severity))


def levels_of(candidates: Sequence[Candidates], names: Sequence[str], frequency: float) -> Mapping[str, float]:
    """Return what all hazards together reach or exceed at a frequency, in each dimension, people or money.

    Parameters
    ----------
    candidates
        Events of each hazard.
    names
        Dimensions.
    frequency
        Exceedance frequency, 1/year.
    """
    if not candidates:
        return dict.fromkeys(names, 0.0)
    rates = np.concatenate([each.frequency for each in candidates])
    return {
        name: exceedance(np.concatenate([each.values[name] for each in candidates]), rates).impact_at(frequency)
        for name in names
    }


def _choice(kind: str, curve: ExceedanceCurve, place: int, floor: float) -> Choice:
    likelier = []
    for factor in (5.0, 10.0):
        at = curve.index_at(floor * factor)
        if at is not None and at > place and curve.impact[at] > 0.0:
            likelier.append(int(curve.order[at]))
    inside = np.flatnonzero((curve.frequency >= floor / BAND) & (curve.frequency <= floor * BAND))
    inside = np.union1d(inside, [place])
    if inside.size > BAND_EVENTS:
        inside = np.union1d(inside[np.linspace(0, inside.size - 1, BAND_EVENTS - 1).astype(np.int64)], [place])
    beyond = int((curve.impact[:place] > curve.impact[place]).sum())  # equal ones are no worse
    worse = int(curve.order[beyond - 1]) if beyond else None
    named = {int(curve.order[place]), *likelier, *([] if worse is None else [worse])}
    return Choice(
        kind=kind,
        event=int(curve.order[place]),
        severity=float(curve.impact[place]),
        frequency=curve.frequency_of(float(curve.impact[place])),
        floor=floor,
        beyond=beyond,
        worse=worse,
        likelier=tuple(dict.fromkeys(likelier)),
        band=tuple(int(curve.order[at]) for at in inside),
        frequency_of={
            int(event): curve.frequency_of(float(impact))
            for event, impact in zip(curve.order, curve.impact, strict=True)
            if int(event) in named
        },
    )
