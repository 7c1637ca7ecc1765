"""The uncertainty of an assessment: intervals of its headlines, and what makes them wide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.hazards import HAZARDS, EventSet, Hazard
from anlan.language import Message, mark
from anlan.risk.assessment import Assessment, Watcher
from anlan.risk.uncertainty.factors import Design, Factor, Spreads, design_of
from anlan.risk.uncertainty.headlines import TARGETS, Headline, headlines_of
from anlan.risk.uncertainty.model import Model, Runs
from anlan.risk.uncertainty.runs import Simulation, prepare, simulate
from anlan.risk.uncertainty.samples import paired, stratified
from anlan.risk.uncertainty.sensitivity import exchanged, indices, ranked

LEAST_SAMPLES = 20
"""Fewest samples of which the outer twentieths say anything."""

LEAST_RANKED = 32
"""Fewest samples from which factors are ranked."""

EVENTS = 1_000
"""Events simulated for each hazard and each set of parameters."""

PARAMETER_RUNS = 16
"""Most sets of parameters with which a hazard is simulated."""

QUANTILES = (0.05, 0.5, 0.95)
"""Low end, middle and high end of an interval."""

BATCH = 16
"""Samples computed together."""


@dataclass(frozen=True)
class Effort:
    """How much is simulated.

    Parameters
    ----------
    samples
        Samples for the intervals; the ranking takes the largest power of two among them for each factor.
    events
        Most events simulated for each hazard and each set of its parameters; no more than the assessment has.
    runs
        Sets of parameters with which each hazard is simulated.
    """

    samples: int
    events: int = EVENTS
    runs: int = PARAMETER_RUNS

    def check(self) -> None:
        """Refuse what is too little to say anything.

        Raises
        ------
        SettingError
            With the first number that is too small.
        """
        for name, value, least in (
            ("samples", self.samples, LEAST_SAMPLES),
            ("events", self.events, 1),
            ("runs", self.runs, 1),
        ):
            if value < least:
                raise SettingError(
                    Message(mark("{name} is {value}; give {least} or more"), name=name, value=value, least=least)
                )


@dataclass(frozen=True)
class Interval:
    """A headline with its interval.

    Parameters
    ----------
    headline
        Which figure it is.
    best
        The figure of the assessment: people or money, a year for a mean, 1 for a chance.
    low, median, high
        Quantiles 5 %, 50 % and 95 % of the samples, in the same unit.
    """

    headline: Headline
    best: float
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Influence:
    """How much of the variance of a headline's rank a factor makes.

    Parameters
    ----------
    factor
        The factor.
    first
        Share that it makes alone, 1; estimates may lie somewhat below 0.
    total
        Share that it makes with all its interactions, 1.
    first_low, first_high, total_low, total_high
        Ends of the 90 % intervals of these shares.
    """

    factor: Factor
    first: float
    total: float
    first_low: float
    first_high: float
    total_low: float
    total_high: float


@dataclass(frozen=True)
class Uncertainty:
    """What is not known about an assessment, and what follows from it.

    Parameters
    ----------
    intervals
        Every headline with its interval.
    influences
        Factors of each headline, the largest total share first; empty where there were too few samples.
    values
        Headlines of all samples, shape (samples, headlines), in the order of `intervals`.
    horizon
        Years within which chances hold.
    spreads
        Standard deviations of the plain multipliers.
    effort
        How much was simulated.
    provenance
        Version, seed and checksum of the input.
    """

    intervals: tuple[Interval, ...]
    influences: Mapping[Headline, tuple[Influence, ...]]
    values: NDArray[np.float64]
    horizon: float
    spreads: Spreads
    effort: Effort
    provenance: Mapping[str, str | int]


def uncertainty_of(
    assessment: Assessment,
    effort: Effort,
    horizon: float,
    executor: Executor,
    watcher: Watcher,
    *,
    spreads: Spreads | None = None,
    imported: Sequence[EventSet] = (),
) -> Uncertainty:
    """Sample what is not known and say how far the headlines of an assessment move.

    Parameters
    ----------
    assessment
        The assessment.
    effort
        How much to simulate.
    horizon
        Years within which chances hold.
    executor
        Where the work runs; the result does not depend on it.
    watcher
        Told of each stage.
    spreads
        Standard deviations of the plain multipliers; None for the usual ones.
    imported
        Event sets that stood in for the simulation of their kind.

    Raises
    ------
    SettingError
        If there are too few samples, events or runs.
    """
    effort.check()
    chosen = Spreads() if spreads is None else spreads
    targets = [target for target in TARGETS if assessment.curve(target).mean_annual > 0.0]
    headlines = tuple(headlines_of(targets))
    simulation, runs = _runs(assessment, effort, executor, watcher, imported, chosen)
    model = Model(_design(simulation, runs, chosen), runs, chosen, headlines, assessment.seed)
    best = np.array([headline.of(assessment.curve(headline.target)) for headline in headlines])
    scale = _scale(best, model.best)
    watcher.begin(Message(mark("Sample what is not known")))
    rows = stratified(effort.samples, len(model.design), assessment.seed)
    figures = _figures(model, rows, executor, watcher.advance) * scale
    watcher.end(
        Message(
            mark("{samples} samples of {factors} factors"), samples=effort.samples, factors=len(model.design.factors)
        )
    )
    influences = _influences(model, effort, executor, watcher)
    said = np.array([[one.said(value, horizon) for one, value in zip(headlines, row, strict=True)] for row in figures])
    return Uncertainty(
        intervals=tuple(_intervals(headlines, best, said, horizon)),
        influences=influences,
        values=said,
        horizon=horizon,
        spreads=chosen,
        effort=effort,
        provenance=assessment.provenance,
    )


def _runs(
    assessment: Assessment,
    effort: Effort,
    executor: Executor,
    watcher: Watcher,
    imported: Sequence[EventSet],
    spreads: Spreads,
) -> tuple[Simulation, dict[str, Runs]]:
    """Simulate every hazard as it is and with other values of its parameters."""
    known: dict[str, Hazard | EventSet] = {hazard.kind: hazard for hazard in HAZARDS}
    known |= {events.kind: events for events in imported}
    sources = [known.get(kind, one.events) for kind, one in assessment.impacts.items()]
    seed = assessment.seed
    most = max((len(one.events) for one in assessment.impacts.values()), default=effort.events)
    simulation = prepare(assessment.city, sources, assessment.targets, min(effort.events, most), seed)
    watcher.begin(Message(mark("Simulate with other parameters")))
    count = min(effort.runs, effort.samples)
    drawn = {kind: work.values(assessment.city, count, seed) for kind, work in simulation.works.items()}
    jobs = [(kind, values) for kind, several in drawn.items() for values in ((), *several)]
    losses = simulate(simulation, jobs, executor, watcher.advance)
    runs = {}
    for kind, work in simulation.works.items():
        own = [found for (name, _), found in zip(jobs, losses, strict=True) if name == kind]
        behind = max(len(assessment.impacts[kind].events), 1)
        variance = own[0].frequency.size / behind
        frequency = work.frequency(spreads.frequency)
        runs[kind] = Runs(work.stack.targets, own[0], tuple(own[1:]), frequency, variance)
    watcher.end(Message(mark("{count} simulations of {events} events"), count=len(jobs), events=simulation.events))
    return simulation, runs


def _design(simulation: Simulation, runs: Mapping[str, Runs], spreads: Spreads) -> Design:
    rows = [
        (kind, simulation.works[kind].stack.sampled, bool(one.sampled), one.frequency > 0.0, one.variance > 0.0)
        for kind, one in runs.items()
    ]
    return design_of(rows, spreads)


def _scale(best: NDArray[np.float64], simulated: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what brings the figures of few events to those of the assessment with many."""
    usable = (best > 0.0) & (simulated > 0.0)
    scale: NDArray[np.float64] = np.where(usable, best, 1.0) / np.where(usable, simulated, 1.0)
    return scale


def _figures(
    model: Model, rows: NDArray[np.float64], executor: Executor, advance: Callable[[int, int], None]
) -> NDArray[np.float64]:
    parts = [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    found: list[NDArray[np.float64]] = []
    for part in executor.map(model, parts):
        found.append(part)
        advance(min(len(found) * BATCH, len(rows)), len(rows))
    return np.concatenate(found)


def _influences(
    model: Model, effort: Effort, executor: Executor, watcher: Watcher
) -> dict[Headline, tuple[Influence, ...]]:
    factors = model.design.factors
    if effort.samples < LEAST_RANKED or not factors:
        return {}
    watcher.begin(Message(mark("Rank what makes the doubt")))
    count = 2 ** (effort.samples.bit_length() - 1)
    one, other = paired(count, len(model.design), model.seed)
    rows = np.concatenate([one, other, *exchanged(model.design, one, other)])
    parts = np.split(_figures(model, rows, executor, watcher.advance), len(factors) + 2)
    found = indices(*ranked(parts[0], parts[1], parts[2:]), model.seed)
    influences = {}
    for place, headline in enumerate(model.headlines):
        columns = (found.first, found.total, found.first_low, found.first_high, found.total_low, found.total_high)
        shares = zip(*(column[place].tolist() for column in columns), strict=True)
        listed = [Influence(factor, *several) for factor, several in zip(factors, shares, strict=True)]
        influences[headline] = tuple(sorted(listed, key=lambda influence: -influence.total))
    watcher.end(Message(mark("{count:,} samples"), count=len(rows)))
    return influences


def _intervals(
    headlines: Sequence[Headline], best: NDArray[np.float64], said: NDArray[np.float64], horizon: float
) -> list[Interval]:
    quantiles = np.quantile(said, QUANTILES, axis=0)
    return [
        Interval(headline, headline.said(float(best[place]), horizon), *map(float, quantiles[:, place]))
        for place, headline in enumerate(headlines)
    ]
