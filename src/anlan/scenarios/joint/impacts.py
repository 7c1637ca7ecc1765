"""Consequences of compound events: everybody and everything is lost once, however many parts reach them.

In a row of the cells table the parts act independently of each other on the same people and things: the share lost to
all is ``1 - prod(1 - share)`` over the parts, so never more than live there. This needs every part's footprint and is
computed exactly for the rows in the tail that are looked at. For the others the same union is taken of the impacts by
district, which is bounded from both sides: no less than the worst part, no more than the sum of the parts or all that
the district holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.compute import Executor
from anlan.hazards import EventSet
from anlan.language import Message
from anlan.risk import MONEY, EventImpacts, exceedance
from anlan.risk.exposure import slot_exposure
from anlan.risk.slots import Slots
from anlan.scenarios.candidates import Candidates
from anlan.scenarios.dimensions import LIVING, NAMES, PEAK, SEARCHED
from anlan.scenarios.joint.events import ABSENT, JOINT_KINDS, Family, JointEvents
from anlan.scenarios.joint.kernel import lost_by_district, spare
from anlan.scenarios.scenario import course_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MOST_EXACT = 4000
"""Most rows that are computed from footprints."""

DOWN_TO = 3.0
"""Compound rows are computed from footprints as far as those at least as severe happen this many times the floor."""

BLOCK = 16
"""Rows whose footprints are held at once."""

WEIGHTY = 0.01
"""Severity of a part over that of the gravest part of the row from which on it counts as a part of a compound event;
assumption: fires that take ten buildings in a great earthquake make it no other event."""

CHUNK = 4096
"""Rows whose impacts by district are joined at once."""


@dataclass(frozen=True, eq=False)
class JointImpacts:
    """What the compound events of a family do.

    Parameters
    ----------
    family
        The events.
    targets
        Names of the t consequences, people first.
    totals
        float64 (n, t): of the whole city, people or money.
    lower, upper
        float64 (n, t): bounds; equal to `totals` where `exact`.
    exact
        bool (n,): whether the row was computed from the footprints, or has one part at most that does harm.
    weighty
        int64 (n,): parts whose severity alone is `WEIGHTY` or more of that of the gravest; two make a compound event.
    peak
        float64 (n,): needs of people in the hour in which they are greatest, persons (see `anlan.scenarios.PEAK`).
    """

    family: Family
    targets: tuple[str, ...]
    totals: FloatArray
    lower: FloatArray
    upper: FloatArray
    exact: NDArray[np.bool_]
    weighty: IntArray
    peak: FloatArray

    def of(self, name: str) -> FloatArray:
        """Return the consequences of each event in one dimension, shape (n,); zeros where it is not assessed.

        Parameters
        ----------
        name
            Name of a target, `MONEY` or `PEAK`.
        """
        return self.peak if name == PEAK else _named(self.totals, self.targets, name)

    def bounds(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of the consequences in one target or `MONEY`, shape (n,) each."""
        return _named(self.lower, self.targets, name), _named(self.upper, self.targets, name)

    @property
    def candidates(self) -> Candidates:
        """The events as candidates of a search beside single hazards.

        They replace the hazards whose events they hold in full, so that nothing is counted twice in what all hazards
        together reach. Their floor is read as that of a hazard: an event is credible if events of the family that are
        at least as severe, compound or single, happen at least so often. Consequences counted in people are given
        beyond the dimensions of the search too, since supplies are needed by them.
        """
        joint = self.family.joint
        people = [target for target in self.targets if target in PEOPLE_TARGETS]
        values = {name: self.of(name) for name in dict.fromkeys((*people, *NAMES))}
        hazards = tuple(dict.fromkeys(joint.parts))
        own = tuple(kind for kind, whole in zip(joint.parts, self.family.own, strict=True) if whole)
        return Candidates(joint.kind, joint.frequency, values, Message(JOINT_KINDS[joint.kind]), hazards, joint, own)


def joint_impacts(
    city: City,
    family: Family,
    executor: Executor,
    *,
    levels: Mapping[str, float] | None = None,
    floor: float = 1e-3,
    most_exact: int = MOST_EXACT,
) -> JointImpacts:
    """Compute the consequences of compound events.

    Parameters
    ----------
    city
        The city.
    family
        The events and the impacts of their parts.
    executor
        Where the footprints are computed; the result does not depend on it.
    levels
        Levels by which severity is measured (see `anlan.scenarios.levels_of`); None for those of the family itself.
    floor
        Credibility floor, 1/year.
    most_exact
        Most rows that are computed from footprints.
    """
    joint = family.joint
    targets = _targets(family.impacts)
    exposed = slot_exposure(city.cells, family.impacts[0].slots, targets)
    totals, lower, upper, harms = _joined(family, targets, exposed)
    single = harms <= 1
    lower[single], upper[single] = totals[single], totals[single]
    severity, own = _severity(upper, joint.frequency, targets, levels, floor)
    weighty = _weighty(family, own)
    several = [np.flatnonzero(~single & (weighty >= least)) for least in (2, 0)]
    tails = [_tail(severity, joint.frequency, wanted, floor * DOWN_TO, most_exact) for wanted in several]
    rows = np.union1d(tails[0], tails[1][: max(most_exact - tails[0].size, 0)])
    if rows.size:
        work = _Exact(joint, family.impacts, targets, exposed)
        blocks = [rows[at : at + BLOCK] for at in range(0, rows.size, BLOCK)]
        found = np.concatenate(list(executor.map(work, blocks)))
        totals[rows], lower[rows], upper[rows] = found, found, found
    exact = single.copy()
    exact[rows] = True
    return JointImpacts(family, targets, totals, lower, upper, exact, weighty, _peak(city, family, targets, totals))


def _named(table: FloatArray, targets: Sequence[str], name: str) -> FloatArray:
    wanted = ASSET_TARGETS if name == MONEY else (name,)
    columns = [place for place, target in enumerate(targets) if target in wanted]
    return np.asarray(table[:, columns].sum(axis=1))


def _targets(impacts: Sequence[EventImpacts]) -> tuple[str, ...]:
    known = {target for one in impacts for target in one.targets}
    return tuple(target for target in (*PEOPLE_TARGETS, *ASSET_TARGETS) if target in known)


def _joined(
    family: Family, targets: tuple[str, ...], exposed: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, IntArray]:
    """Return union and bounds for the city, shape (n, t) each, and the number of parts that do harm."""
    slots, index = family.impacts[0].slots, family.joint.index
    held = np.zeros((2, len(slots.codes), len(targets)))
    for time in range(2):
        np.add.at(held[time], slots.district, exposed[time])
    shape = (len(index), len(targets))
    totals, lower, upper = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    harms = np.zeros(len(index), dtype=np.int64)
    columns = [np.array([targets.index(name) for name in one.targets], dtype=np.int64) for one in family.impacts]
    for first in range(0, len(index), CHUNK):
        part = slice(first, min(first + CHUNK, len(index)))
        most = held[family.joint.by_day[part].astype(np.int64)]
        spared, worst, added = np.ones_like(most), np.zeros_like(most), np.zeros_like(most)
        for column, one, place in zip(index[part].T, family.impacts, columns, strict=True):
            lost = np.zeros_like(most)
            here = column != ABSENT
            lost[np.ix_(here, np.arange(most.shape[1]), place)] = one.by_district[column[here]]
            harms[part] += (lost > 0.0).any(axis=(1, 2))
            share = np.divide(lost, most, out=np.zeros_like(most), where=most > 0.0)
            spared *= 1.0 - np.minimum(share, 1.0)
            worst, added = np.maximum(worst, lost), added + lost
        union = np.where(added > worst, np.maximum(most * (1.0 - spared), worst), worst)
        totals[part], lower[part] = union.sum(axis=1), worst.sum(axis=1)
        upper[part] = np.maximum(np.minimum(added, most), worst).sum(axis=1)
    return totals, lower, upper, harms


def _severity(
    table: FloatArray,
    frequency: FloatArray,
    targets: Sequence[str],
    levels: Mapping[str, float] | None,
    floor: float,
) -> tuple[FloatArray, dict[str, float]]:
    """Return the severity without the needs in the worst hour, and the levels by which it is measured."""
    names = [one.name for one in SEARCHED if one.name != PEAK]
    values = {name: _named(table, targets, name) for name in names}
    if levels is None:
        own = {name: exceedance(values[name], frequency).impact_at(floor) for name in names}
    else:
        own = {name: levels[name] for name in names}
    return _measured(values, own, frequency.size), own


def _measured(values: Mapping[str, FloatArray], levels: Mapping[str, float], count: int) -> FloatArray:
    ratios = [values[name] / level for name, level in levels.items() if level > 0.0]
    return np.asarray(np.mean(ratios, axis=0)) if ratios else np.zeros(count)


def _weighty(family: Family, levels: Mapping[str, float]) -> IntArray:
    """Count the parts of each row that weigh."""
    index = family.joint.index
    severity = np.zeros(index.shape)
    for column, one in enumerate(family.impacts):
        alone = _measured({name: one.of(name) for name in levels}, levels, one.frequency.size)
        here = index[:, column] != ABSENT
        severity[here, column] = alone[index[here, column]]
    most = severity.max(axis=1)
    return np.asarray(((severity > 0.0) & (severity >= WEIGHTY * most[:, None])).sum(axis=1), dtype=np.int64)


def _tail(severity: FloatArray, frequency: FloatArray, wanted: IntArray, rate: float, most: int) -> IntArray:
    """Return the rows among the wanted ones that are in their tail, the most severe first, not more than `most`."""
    order = wanted[np.argsort(-severity[wanted], kind="stable")]
    before = np.cumsum(frequency[order]) - frequency[order]
    return order[before <= rate][:most]


@dataclass(frozen=True)
class _Exact:
    """Unions of some rows, from the footprints of their parts; safe to call from several threads."""

    joint: JointEvents
    impacts: tuple[EventImpacts, ...]
    targets: tuple[str, ...]
    exposed: FloatArray
    slots: Slots = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "slots", self.impacts[0].slots)

    def __call__(self, rows: IntArray) -> FloatArray:
        """Return the consequences of some rows, shape (k, t)."""
        spared = np.ones((rows.size, self.slots.cells, len(self.targets)))
        for column, one in enumerate(self.impacts):
            place = np.array([self.targets.index(name) for name in one.targets], dtype=np.int64)
            spare(footprints(one.events, self.joint.index[rows, column]), one.vulnerability.table, place, spared)
        by_day = self.joint.by_day[rows]
        slots = self.slots
        lost = lost_by_district(spared, self.exposed, by_day, slots.cell, slots.district, len(slots.codes))
        return np.asarray(lost.sum(axis=1))


def footprints(events: EventSet, index: IntArray) -> NDArray[np.float32]:
    """Return the footprints of some events, float32 (k, c); zero where an index is `ABSENT`."""
    here = np.flatnonzero(index != ABSENT)
    out = np.zeros((index.size, events.cells.size), dtype=np.float32)
    if here.size:
        unique, back = np.unique(index[here], return_inverse=True)
        out[here] = events.intensity(unique)[back]
    return out


def _peak(city: City, family: Family, targets: tuple[str, ...], totals: FloatArray) -> FloatArray:
    """Return the greatest needs; each part keeps its own course, scaled so that nobody is counted twice."""
    hours = int(city.settings["horizon_hours"])
    living = [name for name in LIVING if name in targets]
    if not living:
        return np.zeros(len(family.joint))
    courses = [
        course_of(city, one.events.kind, dict.fromkeys(set(living) & set(one.targets), 1.0), hours)
        for one in family.impacts
    ]
    zero = np.zeros(hours)
    shares = np.concatenate([np.stack([course.get(name, zero) for name in living]) for course in courses])
    steps = np.unique(shares, axis=1)
    people = np.zeros((len(family.joint), len(family.impacts), len(living)))
    for column, one in enumerate(family.impacts):
        index = family.joint.index[:, column]
        here = index != ABSENT
        for place, name in enumerate(living):
            people[here, column, place] = one.of(name)[index[here]]
    union = totals[:, [targets.index(name) for name in living]]
    added = people.sum(axis=1)
    people *= np.divide(union, added, out=np.ones_like(union), where=added > 0.0)[:, None, :]
    needs = people.reshape(len(people), -1)
    most = np.zeros(len(people))
    for step in steps.T:
        np.maximum(most, needs @ step, out=most)
    return most
