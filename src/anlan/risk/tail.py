"""What makes the tail: which hazards, districts, classes and events."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city.tables.ground import ASSET_TARGETS
from anlan.risk.curves import exceedance
from anlan.risk.impact import MONEY, EventImpacts

TOP = 10
"""Events that are named."""


@dataclass(frozen=True)
class TailEvent:
    """An event of the tail.

    Parameters
    ----------
    kind
        Hazard.
    event
        Index in the hazard's events.
    impact
        People or money.
    frequency
        1/year.
    """

    kind: str
    event: int
    impact: float
    frequency: float


@dataclass(frozen=True)
class Tail:
    """The events at and beyond a level, taken apart; shares are of their mean yearly impact and add up to 1.

    Parameters
    ----------
    target
        What is counted.
    frequency
        Frequency for which the tail was asked, 1/year.
    level
        Impact that is reached or exceeded so often, people or money.
    mean
        Mean impact of the tail, people or money: what to expect if it happens tomorrow.
    by_hazard, by_district, by_class
        Shares, 1. The classes are those of assets when money is counted, else the target alone.
    events
        The largest contributions, in descending order of frequency times impact.
    """

    target: str
    frequency: float
    level: float
    mean: float
    by_hazard: Mapping[str, float]
    by_district: Mapping[str, float]
    by_class: Mapping[str, float]
    events: tuple[TailEvent, ...]


def tail_of(impacts: Mapping[str, EventImpacts], target: str, frequency: float) -> Tail | None:
    """Take the tail of a target over all hazards apart.

    Parameters
    ----------
    impacts
        Impacts of each hazard.
    target
        Name of a target, or `MONEY`.
    frequency
        Exceedance frequency at which the tail begins, 1/year.

    Returns
    -------
    The tail, or None if nothing is lost so rarely.
    """
    lost = {kind: one.of(target) for kind, one in impacts.items()}
    rates = {kind: one.frequency for kind, one in impacts.items()}
    curve = exceedance(np.concatenate([*lost.values()]), np.concatenate([*rates.values()])) if lost else None
    if curve is None or (level := curve.impact_at(frequency)) <= 0.0:
        return None
    inside = {kind: np.flatnonzero(values >= level) for kind, values in lost.items()}
    weight = {kind: lost[kind][places] * rates[kind][places] for kind, places in inside.items()}
    whole = float(sum(one.sum() for one in weight.values()))
    rate = float(sum(rates[kind][places].sum() for kind, places in inside.items()))
    return Tail(
        target=target,
        frequency=frequency,
        level=level,
        mean=whole / rate,
        by_hazard={kind: float(one.sum()) / whole for kind, one in weight.items()},
        by_district=_by_district(impacts, inside, target, whole),
        by_class=_by_class(impacts, inside, target, whole),
        events=_top(inside, weight, lost, rates),
    )


def _by_district(
    impacts: Mapping[str, EventImpacts], inside: Mapping[str, NDArray[np.int64]], target: str, whole: float
) -> dict[str, float]:
    sums: dict[str, float] = {}
    for kind, one in impacts.items():
        places = inside[kind]
        for code in one.districts:
            part = float(one.of(target, code)[places] @ one.frequency[places])
            sums[code] = sums.get(code, 0.0) + part / whole
    return sums


def _by_class(
    impacts: Mapping[str, EventImpacts], inside: Mapping[str, NDArray[np.int64]], target: str, whole: float
) -> dict[str, float]:
    names = tuple(ASSET_TARGETS) if target == MONEY else (target,)
    return {
        name: sum(float(one.of(name)[inside[kind]] @ one.frequency[inside[kind]]) for kind, one in impacts.items())
        / whole
        for name in names
    }


def _top(
    inside: Mapping[str, NDArray[np.int64]],
    weight: Mapping[str, NDArray[np.float64]],
    lost: Mapping[str, NDArray[np.float64]],
    rates: Mapping[str, NDArray[np.float64]],
) -> tuple[TailEvent, ...]:
    pairs = [
        (-float(part), kind, int(event))
        for kind, events in inside.items()
        for part, event in zip(weight[kind], events, strict=True)
    ]
    return tuple(
        TailEvent(kind, event, float(lost[kind][event]), float(rates[kind][event]))
        for _, kind, event in sorted(pairs)[:TOP]
    )
