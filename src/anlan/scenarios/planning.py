"""A small set of scenarios with frequencies that stands for all events when plans are computed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.risk import exceedance
from anlan.scenarios.candidates import counted
from anlan.scenarios.dimensions import NAMES, table_of
from anlan.scenarios.reduction import Advance, Reduction, reduce_events
from anlan.scenarios.worst import Worst

MOST = 5000
"""Most events from which the set is selected; all events are stood for in any case."""

OFTEN = 1.0
"""Frequency, 1/year, that events at least as severe as the mildest of the set have over all hazards. What is milder is
everyday business; with it the set would follow what happens every month, and lose the tail."""

LEAST = 1e-6
"""Saving in distance, in multiples of the levels at the floor, for which no further scenario is kept: footprints are
held in single precision, and equal events differ by as much."""

TAIL = 0.01
"""Frequency at which the tails are compared, 1/year."""


@dataclass(frozen=True)
class Fidelity:
    """How well the set keeps one dimension; people or money.

    Parameters
    ----------
    share
        Share of the mean yearly consequence of all events that the events of the set bring, 1; the rest is milder.
    mean, mean_kept
        Mean yearly consequence of the events for which the set stands, and of the set.
    level, level_kept
        Level that is reached or exceeded `TAIL` times a year, by all events and in the set.
    tail, tail_kept
        Mean of the events that together occur so often, of all and in the set.
    """

    share: float
    mean: float
    mean_kept: float
    level: float
    level_kept: float
    tail: float
    tail_kept: float


@dataclass(frozen=True)
class PlanningScenario:
    """An event of the set.

    Parameters
    ----------
    kind
        Kind of hazard.
    event
        Index in the event set of its hazard.
    frequency
        Frequency that it carries, its own and that of the events for which it stands, 1/year.
    stands_for
        Number of these events, itself included.
    """

    kind: str
    event: int
    frequency: float
    stands_for: int


@dataclass(frozen=True)
class PlanningSet:
    """Scenarios that stand for all events but the mildest, see `OFTEN`.

    Parameters
    ----------
    scenarios
        The set in the order of selection.
    events
        Number of events for which the set stands.
    frequency
        Their frequency together, 1/year.
    selected_from
        Number of events from which the set was selected.
    distance
        Kantorovich distance from all events to the first 1, 2, ... scenarios, in multiples of the levels at the floor.
    fidelity
        How well each dimension is kept, by name.
    """

    scenarios: tuple[PlanningScenario, ...]
    events: int
    frequency: float
    selected_from: int
    distance: NDArray[np.float64]
    fidelity: dict[str, Fidelity]


def plan_with(worst: Worst, keep: int, advance: Advance | None = None) -> PlanningSet:
    """Reduce all events but the mildest to a few, see `OFTEN` and `reduce_events`.

    Every dimension is divided by its level at the floor, or by its largest value where that is zero, and the distance
    of two events is Euclid's. The mean of a dimension over the set then differs from that over the events for which
    it stands by at most the Kantorovich distance times that level and their frequency, because a coordinate changes
    no faster than the distance (duality of Kantorovich and Rubinstein): Dupacova, Groewe-Kuska and Roemisch (2003),
    section 2.

    Parameters
    ----------
    worst
        The search, whose events and levels are taken.
    keep
        Most scenarios of the set, at least 1.
    advance
        Called with what is done and what there is to do.
    """
    several = counted(tuple(worst.candidates.values()))
    values = np.concatenate([table_of(one.values, NAMES) for one in several])
    frequency = np.concatenate([one.frequency for one in several])
    severity = np.concatenate([one.severity(worst.levels, worst.weights) for one in several])
    mildest = exceedance(severity, frequency).impact_at(OFTEN)
    rows = np.flatnonzero((severity >= mildest) & (severity > 0.0))
    points, rates = values[rows], frequency[rows]
    scaled = points / _scale(worst, points)
    found = reduce_events(scaled, rates, keep, candidates=_spread(severity[rows]), least=LEAST, advance=advance)
    kinds = np.repeat([one.kind for one in several], [one.frequency.size for one in several])
    places = np.concatenate([np.arange(one.frequency.size) for one in several])
    stood = np.bincount(found.nearest, minlength=found.kept.size)
    scenarios = tuple(
        PlanningScenario(str(kinds[row]), int(places[row]), float(rate), int(number))
        for row, rate, number in zip(rows[found.kept], found.frequency, stood, strict=True)
    )
    return PlanningSet(
        scenarios=scenarios,
        events=int(rows.size),
        frequency=float(rates.sum()),
        selected_from=min(int(rows.size), MOST),
        distance=found.distance,
        fidelity={name: _fidelity(values[:, column], frequency, rows, found) for column, name in enumerate(NAMES)},
    )


def _scale(worst: Worst, points: NDArray[np.float64]) -> NDArray[np.float64]:
    levels = np.array([worst.levels[name] for name in NAMES])
    largest = points.max(axis=0, initial=0.0)
    scale: NDArray[np.float64] = np.where(levels > 0.0, levels, np.where(largest > 0.0, largest, 1.0))
    return scale


def _spread(severity: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """Return the rows from which the set is selected: all, or the most severe half and others evenly by severity."""
    if severity.size <= MOST:
        return None
    order = np.argsort(-severity, kind="stable")
    rest = np.linspace(MOST // 2, severity.size - 1, MOST - MOST // 2).astype(np.int64)
    return np.sort(order[np.concatenate([np.arange(MOST // 2), rest])])


def _fidelity(
    impact: NDArray[np.float64], frequency: NDArray[np.float64], rows: NDArray[np.int64], found: Reduction
) -> Fidelity:
    whole, mean = exceedance(impact, frequency), float(impact[rows] @ frequency[rows])
    stood = impact[rows][found.kept]
    kept = exceedance(stood, found.frequency)
    everything = float(impact @ frequency)
    return Fidelity(
        share=mean / everything if everything > 0.0 else 0.0,
        mean=mean,
        mean_kept=float(stood @ found.frequency),
        level=whole.impact_at(TAIL),
        level_kept=kept.impact_at(TAIL),
        tail=whole.tail_mean(TAIL),
        tail_kept=kept.tail_mean(TAIL),
    )
