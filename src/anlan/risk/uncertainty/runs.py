"""Hazards simulated again with other values of their parameters, and the impacts of their events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.compute import Executor, Serial
from anlan.errors import SettingError
from anlan.hazards import EventSet, Hazard, Parameter
from anlan.hazards.parameters import values_of
from anlan.risk.exposure import slot_exposure
from anlan.risk.passes import BLOCK, Pass, Variant
from anlan.risk.slots import Slots, slots_of
from anlan.risk.uncertainty.functions import Stack
from anlan.risk.uncertainty.samples import stratified, truncated
from anlan.risk.vulnerability import vulnerability_of

TABLE = "hazard_parameters"

RATE = "rate_factor"
"""Name of a parameter that multiplies all frequencies of a hazard; it needs no simulation."""

Values = tuple[tuple[str, float], ...]
"""Names and values of parameters that differ from the city's."""


@dataclass(frozen=True)
class Losses:
    """What the events of one hazard do, with its functions at every node.

    Parameters
    ----------
    frequency
        1/year, shape (n,).
    impact
        People or money for each of t targets, shape (K, n); (1, n) for a target whose function has no spread.
    """

    frequency: NDArray[np.float64]
    impact: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True)
class Work:
    """A hazard to be simulated.

    Parameters
    ----------
    kind
        Which hazard it is.
    source
        The hazard, or events that are given.
    stack
        Its functions at all nodes.
    variant
        Exposure, folded for those functions.
    """

    kind: str
    source: Hazard | EventSet
    stack: Stack
    variant: Variant

    @classmethod
    def of(cls, city: City, slots: Slots, source: Hazard | EventSet, wanted: Sequence[str]) -> "Work":
        """Prepare a hazard.

        Parameters
        ----------
        city
            The city.
        slots
            Parts of its cells by top district.
        source
            The hazard, or events that are given.
        wanted
            Targets to assess, where there is a function for them.
        """
        vulnerability = vulnerability_of(city, source.kind, source.unit)
        stack = Stack.of(vulnerability, tuple(name for name in vulnerability.targets if name in wanted))
        exposure = slot_exposure(city.cells, slots, stack.functions.targets)
        return cls(source.kind, source, stack, Variant.of(slots, exposure, None))

    @property
    def sampled(self) -> tuple[Parameter, ...]:
        """Parameters of which it is stated how well they are known and that change more than the frequency."""
        declared = () if isinstance(self.source, EventSet) else self.source.parameters
        return tuple(one for one in declared if one.deviation > 0.0 and one.name != RATE)

    def frequency(self, usual: float) -> float:
        """Return the standard deviation of the logarithm of the frequency: the hazard's own where it states one.

        Parameters
        ----------
        usual
            That of other hazards.
        """
        declared = () if isinstance(self.source, EventSet) else self.source.parameters
        stated = [one.deviation / one.default for one in declared if one.name == RATE and one.deviation > 0.0]
        return stated[0] if stated else usual

    def values(self, city: City, runs: int, seed: int) -> list[Values]:
        """Draw values of the parameters, normal about those of the city and within their ranges.

        Parameters
        ----------
        city
            The city.
        runs
            How many sets of values.
        seed
            Seed.
        """
        if isinstance(self.source, EventSet) or not self.sampled:
            return []
        own = values_of(city, self.kind, self.source.parameters)
        drawn = stratified(runs, len(self.sampled), seed, "parameters", self.kind)
        columns = [
            truncated(column, own[one.name], one.deviation, one.low, one.high)
            for one, column in zip(self.sampled, drawn.T, strict=True)
        ]
        names = [one.name for one in self.sampled]
        return [tuple(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Simulation:
    """Simulates one hazard with given parameters; safe to call from several threads and in other processes.

    Parameters
    ----------
    city
        The city.
    slots
        Parts of its cells by top district.
    works
        The hazards by kind.
    events
        Events simulated for each hazard that is not given.
    seed
        Seed; the same for all values of the parameters, so that runs differ by those alone.
    """

    city: City
    slots: Slots
    works: Mapping[str, Work]
    events: int
    seed: int

    def __call__(self, job: tuple[str, Values]) -> Losses:
        """Return what the events do.

        Parameters
        ----------
        job
            Kind of the hazard, and values that differ from the city's.
        """
        kind, values = job
        work = self.works[kind]
        source = work.source
        events = source if isinstance(source, EventSet) else self._simulated(source, values)
        return losses_of(work, self.slots, events)

    def _simulated(self, hazard: Hazard, values: Values) -> EventSet:
        """Simulate a hazard; where other values leave no event that counts, its events happen with frequency zero."""
        try:
            return hazard.event_set(with_values(self.city, hazard, values), self.events, self.seed)
        except SettingError:
            if not values:  # with the city's own values it could be simulated before
                raise
        events = hazard.event_set(self.city, self.events, self.seed)
        return replace(events, frequency=np.zeros(len(events)))


def simulate(
    simulation: Simulation,
    jobs: Sequence[tuple[str, Values]],
    executor: Executor,
    advance: Callable[[int, int], None],
) -> list[Losses]:
    """Run jobs and tell how far it has come.

    Parameters
    ----------
    simulation
        What runs them.
    jobs
        As for `Simulation`.
    executor
        Where they run.
    advance
        Called after each job.
    """
    found = []
    for losses in executor.map(simulation, jobs):
        found.append(losses)
        advance(len(found), len(jobs))
    return found


def prepare(
    city: City, sources: Sequence[Hazard | EventSet], targets: Sequence[str], events: int, seed: int
) -> Simulation:
    """Prepare the hazards of a city.

    Parameters
    ----------
    city
        The city.
    sources
        Hazards, or events that are given.
    targets
        Targets to assess.
    events, seed
        As for `Simulation`.
    """
    slots = slots_of(city)
    wanted = [name for name in (*PEOPLE_TARGETS, *ASSET_TARGETS) if name in targets]
    works = {source.kind: Work.of(city, slots, source, wanted) for source in sources}
    return Simulation(city, slots, works, events, seed)


def losses_of(work: Work, slots: Slots, events: EventSet) -> Losses:
    """Compute what every event does at every node of the functions, in the whole city.

    Parameters
    ----------
    work
        The hazard.
    slots
        Parts of cells by top district.
    events
        Its events.
    """
    run = Pass(events, work.stack.functions, slots, (work.variant,))
    count = len(events)
    totals = np.zeros((len(work.stack.functions.targets), count))
    blocks = [np.arange(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]
    for block, (sums,) in zip(blocks, Serial().map(run, blocks), strict=True):
        totals[:, block] = sums.by_district.sum(axis=1).T
    nodes = [totals[np.unique(place)] for place in work.stack.place]
    return Losses(events.frequency, tuple(nodes))


def with_values(city: City, hazard: Hazard, values: Values) -> City:
    """Return the city with other values of parameters of one hazard.

    Parameters
    ----------
    city
        The city.
    hazard
        The hazard.
    values
        Names and values.
    """
    if not values:
        return city
    table = city.table(TABLE)
    names = [name for name, _ in values]
    units = {parameter.name: parameter.unit for parameter in hazard.parameters}
    rows = [{"hazard": hazard.kind, "parameter": name, "value": value, "unit": units[name]} for name, value in values]
    kept = table.filter((pl.col("hazard") != hazard.kind) | ~pl.col("parameter").is_in(names))
    added = pl.DataFrame(rows, schema={name: table.schema[name] for name in rows[0]})
    return city.with_table(TABLE, pl.concat([kept, added], how="diagonal"))
