"""Impacts of several hazards at once, with nobody and nothing counted twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import LIFE_TARGETS, PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.risk import EventImpacts, impact_by_row
from anlan.risk.exposure import row_exposure
from anlan.scenarios.scenario import share_in_need

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Union:
    """What all footprints of a scenario do together.

    Parameters
    ----------
    targets
        Names of the t consequences of any footprint, people first.
    totals
        Consequence for the whole city by name, people or money.
    by_row
        Consequences in each row of the cells table, people or money, (m, t).
    course
        People in need by name of consequence, persons, (hours,) each.
    """

    targets: tuple[str, ...]
    totals: Mapping[str, float]
    by_row: FloatArray
    course: Mapping[str, FloatArray]


def union_of(city: City, impacts: Sequence[EventImpacts], onsets: Sequence[float], hours: int) -> Union:
    """Join the impacts of the footprints of a scenario.

    A person is hit by each hazard independently of the others, given where the person is: of the people of a row the
    share ``1 - prod(1 - share)`` suffers a consequence, and of the value of a row the same share is lost. Of those who
    are killed or injured each counts once, as what is worst: whom one hazard injures and another kills is killed. With
    one footprint the impacts are its own.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of each footprint, one event each.
    onsets
        Hours after the start of the scenario at which each begins, h.
    hours
        Length of the run, h.
    """
    found = {name for one in impacts for name in one.targets}
    targets = tuple(name for name in (*PEOPLE_TARGETS, *ASSET_TARGETS) if name in found)
    present = row_exposure(city.cells, targets)[int(bool(impacts[0].events.by_day[0]))]
    shares = [_shares(city, one, targets, present) for one in impacts]
    raw = shares[0] if len(shares) == 1 else 1.0 - np.prod([1.0 - share for share in shares], axis=0)
    joined = raw.copy()
    if len(shares) > 1:
        _count_once(joined, shares, targets)
    by_row = joined * present
    course = {}
    for column, target in enumerate(targets):
        if target in PEOPLE_TARGETS:
            mine = np.array([share[:, column] for share in shares])
            profile = _profiles(city, impacts, onsets, target, hours)
            people = _course(mine, profile, present[:, column])
            before = float(raw[:, column] @ present[:, column])
            course[target] = people * (float(by_row[:, column].sum()) / before if before > 0.0 else 1.0)
    totals = dict(zip(targets, by_row.sum(axis=0).tolist(), strict=True))
    return Union(targets, totals, by_row, course)


def _shares(city: City, impacts: EventImpacts, targets: tuple[str, ...], present: FloatArray) -> FloatArray:
    """Return the share of the people or the value of each row that a footprint takes, (m, t)."""
    own = impact_by_row(city, impacts, 0)
    shares = np.zeros(present.shape)
    for column, target in enumerate(impacts.targets):
        at = targets.index(target)
        shares[:, at] = np.divide(
            own[:, column], present[:, at], out=np.zeros(len(present)), where=present[:, at] > 0.0
        )
    return np.clip(shares, 0.0, 1.0)


def _count_once(joined: FloatArray, shares: Sequence[FloatArray], targets: tuple[str, ...]) -> None:
    """Count each of the killed and injured as what is worst; written into `joined`.

    A hazard does one of these to a person. The share to whom any hazard does something or worse is the union of the
    sums of each hazard; less the share of what is worse it is that of the consequence itself.
    """
    own = np.zeros((len(shares), len(joined)))
    worse = np.zeros(len(joined))
    for target in LIFE_TARGETS:
        if target in targets:
            at = targets.index(target)
            own = np.minimum(own + np.array([share[:, at] for share in shares]), 1.0)
            reached = 1.0 - np.prod(1.0 - own, axis=0)
            joined[:, at], worse = np.maximum(reached - worse, 0.0), reached


def _profiles(
    city: City, impacts: Sequence[EventImpacts], onsets: Sequence[float], target: str, hours: int
) -> FloatArray:
    """Return the share in need of those whom each footprint hits, (footprints, hours); 0 before it begins."""
    hour = np.arange(hours, dtype=np.float64)
    found = np.zeros((len(impacts), hours))
    for row, (one, onset) in enumerate(zip(impacts, onsets, strict=True)):
        if target in one.targets:
            share = share_in_need(city, one.events.kind, target, np.maximum(hour - onset, 0.0))
            found[row] = np.where(hour >= onset, share, 0.0)
    return found


def _course(shares: FloatArray, profile: FloatArray, present: FloatArray) -> FloatArray:
    """Return the people in need by hour, (hours,), from shares (k, m) and profiles (k, hours)."""
    unique, back = np.unique(profile, axis=1, return_inverse=True)
    people = np.array(
        [present @ (1.0 - np.prod(1.0 - shares * column[:, None], axis=0)) for column in unique.T], dtype=np.float64
    )
    return np.asarray(people[back.reshape(-1)])
