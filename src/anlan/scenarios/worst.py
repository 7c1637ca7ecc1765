"""The worst credible scenario of a city: the choice, what cannot be outdone, and how far both rest on the floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk import Assessment, exceedance
from anlan.scenarios.candidates import Candidates, counted
from anlan.scenarios.choice import Choice, choose_among, levels_of
from anlan.scenarios.dimensions import NAMES, completed, consequences_of, table_of
from anlan.scenarios.floors import Floor, Floors
from anlan.scenarios.pareto import pareto_front

FACTORS = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Multiples of the floor at which the choice is made again."""

NEARLY = 0.8
"""Share of the chosen severity from which an event counts as nearly as bad."""

ENOUGH = 10
"""Events at and beyond the floor that place it well: with so many, the frequency of the chosen severity has a relative
standard error of ``1 / sqrt(10)``, 32 % (counts of independent events are Poisson)."""


@dataclass(frozen=True)
class FrontEvent:
    """A credible event that no other credible event outdoes in every dimension.

    Parameters
    ----------
    kind
        Kind of hazard.
    event
        Index of the event in its event set.
    severity
        Severity, 1.
    frequency
        How often an event of the hazard at least as severe happens, 1/year.
    """

    kind: str
    event: int
    severity: float
    frequency: float


@dataclass(frozen=True)
class Resolution:
    """How well a simulation places the floor.

    Parameters
    ----------
    events
        Events that were simulated.
    expected
        Events at and beyond the floor, as their frequencies let expect.
    needed
        Events to simulate so that `ENOUGH` are expected there; `events` where they suffice.
    """

    events: int
    expected: float
    needed: int

    @property
    def enough(self) -> bool:
        """Whether enough events lie at and beyond the floor."""
        return self.needed <= self.events


@dataclass(frozen=True)
class Worst:
    """The worst credible scenario of each hazard and of all.

    Parameters
    ----------
    assessment
        The risk behind it.
    floor
        General credibility floor, at which levels are taken, 1/year.
    floors
        Credibility floor of each kind.
    weights
        Weight of each dimension.
    candidates
        Events of each hazard, and compound ones, with their consequences, by kind.
    levels
        What all hazards together reach at the floor in each dimension, people or money.
    beyond
        The same at the next class of the tail, a tenth of the floor.
    choices
        The choice of each hazard that has one, the worst of all first.
    joint
        How often an event of any hazard at least as severe as the choice happens, 1/year, by kind.
    nearly
        Likeliest event that is nearly as bad as the choice, and how often one at least as severe happens (1/year), by
        kind; left out where it is the choice itself.
    front
        Credible events that no other outdoes, the most severe first.
    sensitivity
        Choices at multiples of every floor, the worst of all first; severity by the levels at the floor itself.
    resolution
        How well each simulation places the floor, by kind of every hazard that does harm.
    """

    assessment: Assessment
    floor: float
    floors: Mapping[str, Floor]
    weights: Mapping[str, float]
    candidates: Mapping[str, Candidates]
    levels: Mapping[str, float]
    beyond: Mapping[str, float]
    choices: tuple[Choice, ...]
    joint: Mapping[str, float]
    nearly: Mapping[str, tuple[int, float]]
    front: tuple[FrontEvent, ...]
    sensitivity: Mapping[float, tuple[Choice, ...]]
    resolution: Mapping[str, Resolution]

    def consequences(self, kind: str, event: int) -> Mapping[str, float]:
        """Return the consequences of an event by dimension, people or money."""
        values = self.candidates[kind].values
        return {name: float(values[name][event]) for name in NAMES}


def search_worst(
    assessment: Assessment,
    floor: float | Floors,
    further: Sequence[Candidates] = (),
    weights: Mapping[str, float] | None = None,
) -> Worst:
    """Search the worst credible scenario of each hazard and of all.

    An event is **credible** if an event of its hazard that is at least as severe happens at least so often as the
    hazard's floor says. The choice of a hazard is its most severe credible event; the worst of all is the most severe
    of the choices. It is an event of the simulation with its whole footprint, never a map put together from several.

    Parameters
    ----------
    assessment
        Risk of a city.
    floor
        Credibility floor of every hazard, 1/year, or the floors of each.
    further
        Compound events beside those of the assessed hazards, of kinds of their own.
    weights
        Weight of each dimension, zero or more and not all zero; None where all weigh the same.

    Raises
    ------
    SettingError
        If no hazard could be assessed.
    ValueError
        If a kind of `further` is given twice, or is that of an assessed hazard.
    """
    if not assessment.impacts:
        raise SettingError(
            Message(
                mark("no hazard of {city} has events with consequences; see 'anlan assess' for what is missing"),
                city=assessment.city.info["id"],
            )
        )
    stated = Floors.alike(floor) if isinstance(floor, float) else floor
    weights = dict.fromkeys(NAMES, 1.0) if weights is None else weights
    candidates = _candidates(assessment, further)
    floors, general = stated.by_kind(candidates), stated.general.frequency
    rates = {kind: one.frequency for kind, one in floors.items()}
    together = counted(tuple(candidates.values()))
    levels = levels_of(together, NAMES, general)
    severities = {kind: one.severity(levels, weights) for kind, one in candidates.items()}
    choices = choose_among(tuple(candidates.values()), levels, rates, weights)
    return Worst(
        assessment=assessment,
        floor=general,
        floors=floors,
        weights=weights,
        candidates=candidates,
        levels=levels,
        beyond=levels_of(together, NAMES, general / 10.0),
        choices=choices,
        joint=_joint(choices, severities, together),
        nearly=_nearly(choices, severities, candidates),
        front=_front(choices, severities, candidates),
        sensitivity=_sensitivity(candidates, levels, rates, weights),
        resolution={
            kind: _resolution(severities[kind], one.frequency, rates[kind])
            for kind, one in candidates.items()
            if severities[kind].any()
        },
    )


def _joint(
    choices: tuple[Choice, ...], severities: Mapping[str, NDArray[np.float64]], together: Sequence[Candidates]
) -> dict[str, float]:
    """Return how often an event of any hazard is at least as severe as each choice, 1/year."""
    severity = np.concatenate([severities[one.kind] for one in together])
    curve = exceedance(severity, np.concatenate([one.frequency for one in together]))
    return {choice.kind: curve.frequency_of(choice.severity) for choice in choices}


def _sensitivity(
    candidates: Mapping[str, Candidates],
    levels: Mapping[str, float],
    floors: Mapping[str, float],
    weights: Mapping[str, float],
) -> dict[float, tuple[Choice, ...]]:
    """Choose again at multiples of the floors, as long as none is above one a year."""
    several = tuple(candidates.values())
    return {
        factor: choose_among(several, levels, {kind: floor * factor for kind, floor in floors.items()}, weights)
        for factor in FACTORS
        if max(floors.values()) * factor <= 1.0
    }


def _candidates(assessment: Assessment, further: Sequence[Candidates]) -> dict[str, Candidates]:
    city, hours = assessment.city, int(assessment.city.settings["horizon_hours"])
    found = {}
    for kind, impacts in assessment.impacts.items():
        people = {name: impacts.of(name) for name in impacts.targets if name in PEOPLE_TARGETS}
        found[kind] = Candidates.with_values(impacts, {**people, **consequences_of(city, impacts, hours)})
    for one in further:
        if one.kind in found:
            raise ValueError(
                f"candidates of kind '{one.kind}' are given twice; give compound events a kind of their own"
            )
        found[one.kind] = completed(city, one, hours)
    return found


def _nearly(
    choices: tuple[Choice, ...], severities: Mapping[str, NDArray[np.float64]], candidates: Mapping[str, Candidates]
) -> dict[str, tuple[int, float]]:
    found = {}
    for choice in choices:
        curve = exceedance(severities[choice.kind], candidates[choice.kind].frequency)
        place = int(np.searchsorted(-curve.impact, -NEARLY * choice.severity, side="right")) - 1
        if curve.impact[place] < choice.severity:
            found[choice.kind] = (int(curve.order[place]), float(curve.frequency[place]))
    return found


def _front(
    choices: tuple[Choice, ...], severities: Mapping[str, NDArray[np.float64]], candidates: Mapping[str, Candidates]
) -> tuple[FrontEvent, ...]:
    tables, owners = [], []
    for choice in choices:
        severity = severities[choice.kind]
        credible = np.flatnonzero((severity <= choice.severity) & (severity > 0.0))
        tables.append(table_of(candidates[choice.kind].values, NAMES)[credible])
        owners += [(choice.kind, int(event)) for event in credible]
    if not tables:
        return ()
    best = np.flatnonzero(pareto_front(np.concatenate(tables)))
    found = []
    curves = {kind: exceedance(severities[kind], one.frequency) for kind, one in candidates.items()}
    for kind, event in (owners[place] for place in best):
        reached = float(severities[kind][event])
        found.append(FrontEvent(kind, event, reached, curves[kind].frequency_of(reached)))
    return tuple(sorted(found, key=lambda one: -one.severity))


def _resolution(severity: NDArray[np.float64], frequency: NDArray[np.float64], floor: float) -> Resolution:
    """Count events at and beyond the floor, in proportion where the rarest one is commoner; all if all are rarer."""
    curve = exceedance(severity, frequency)
    place = curve.index_at(floor)
    last = curve.frequency.size - 1 if place is None else place
    expected = min((last + 1) * floor / float(curve.frequency[last]), float(last + 1))
    needed = severity.size if expected >= ENOUGH else ceil(severity.size * ENOUGH / expected * (1.0 - 1e-9))
    return Resolution(severity.size, expected, needed)
