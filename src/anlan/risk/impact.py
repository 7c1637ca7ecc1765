"""Impacts of every event of a hazard on the city's people and assets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import Cells, City
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.compute import Executor
from anlan.hazards import EventSet
from anlan.risk.effects import Effects
from anlan.risk.exposure import row_exposure, slot_exposure
from anlan.risk.intensity_map import IntensityRates, top_of
from anlan.risk.passes import Pass, Sums, Variant, batches_of
from anlan.risk.slots import Slots, slots_of
from anlan.risk.vulnerability import Vulnerability, vulnerability_of

MONEY = "direct_loss"
"""Name of the sum over all asset targets, in the city's currency."""


@dataclass(frozen=True)
class EventImpacts:
    """What every event of a hazard does.

    Parameters
    ----------
    events
        The events.
    frequency
        Frequency of each event, 1/year, shape (n,); that of `events` unless measures change it.
    vulnerability
        The functions that were used.
    slots
        Parts of cells by top district.
    by_district
        Impact of each event on each target in each top district, people or money, shape (n, d, t).
    expected
        Mean yearly share lost by night (0) and by day (1) in each slot, 1/year, shape (2, s, t); zero where nothing
        is exposed.
    visitors
        Mean yearly impact on people beyond the residents in each slot, people a year, shape (s, t).
    provenance
        Version, seed and checksum of the input.
    rates
        Frequencies of the intensities in each cell, from which maps are made; None where they were not asked for.
    """

    events: EventSet
    frequency: NDArray[np.float64]
    vulnerability: Vulnerability
    slots: Slots
    by_district: NDArray[np.float64]
    expected: NDArray[np.float64]
    visitors: NDArray[np.float64]
    provenance: Mapping[str, str | int]
    rates: IntensityRates | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """Targets in the order of the last axis of `by_district`."""
        return self.vulnerability.targets

    @property
    def districts(self) -> tuple[str, ...]:
        """Codes of the top districts, in the order of the middle axis of `by_district`."""
        return self.slots.codes

    @property
    def totals(self) -> NDArray[np.float64]:
        """Impact of each event on each target in the whole city, people or money, shape (n, t)."""
        sums: NDArray[np.float64] = self.by_district.sum(axis=1)
        return sums

    def of(self, target: str, district: str | None = None) -> NDArray[np.float64]:
        """Return the impact of each event on one target, or on all assets for `MONEY`; zeros where not assessed.

        Parameters
        ----------
        target
            Name of a target, or `MONEY`.
        district
            Code of a top district; None for the whole city.
        """
        wanted = ASSET_TARGETS if target == MONEY else (target,)
        places = range(len(self.districts)) if district is None else (self.districts.index(district),)
        impact = np.zeros(self.frequency.size)
        for column, name in enumerate(self.targets):
            if name in wanted:
                for place in places:
                    impact += self.by_district[:, place, column]
        return impact

    def mean_annual(self, cells: Cells) -> NDArray[np.float64]:
        """Return the mean yearly impact on each row of the cells table, people or money a year, shape (m, t).

        The impact on visitors of a cell is counted in the first row of its slot.

        Parameters
        ----------
        cells
            Exposure of the city for which the impacts were computed.
        """
        night, day = row_exposure(cells, self.targets)
        shares = self.expected[:, self.slots.of_row, :]
        mean: NDArray[np.float64] = night * shares[0] + day * shares[1]
        _, first = np.unique(self.slots.of_row, return_index=True)
        mean[first] += self.visitors
        return mean


def assess(
    city: City,
    events: EventSet,
    executor: Executor,
    *,
    effects: Effects | None = None,
    maps: bool = False,
    advance: Callable[[int, int], None] | None = None,
) -> EventImpacts:
    """Compute the impacts of every event of a hazard.

    Intensities are made block by block and never held all at once.

    Parameters
    ----------
    city
        The city.
    events
        Events of one hazard for that city.
    executor
        Where the blocks run; the result does not depend on it.
    effects
        What measures change; None for the city as it is.
    maps
        Whether the intensities are counted for maps by return period.
    advance
        Called after each batch with the events done and the number of all events.

    Raises
    ------
    PackageError
        If the city's vulnerability functions contradict the hazard's unit or each other.
    """
    return assess_each(city, events, executor, [effects], maps=maps, advance=advance)[0]


def assess_each(
    city: City,
    events: EventSet,
    executor: Executor,
    effects: Sequence[Effects | None],
    *,
    vulnerability: Vulnerability | None = None,
    maps: bool = False,
    advance: Callable[[int, int], None] | None = None,
) -> list[EventImpacts]:
    """Compute the impacts of every event of a hazard under each of several sets of measures.

    The intensities, which take most of the time, are made once for all of them.

    Parameters
    ----------
    city
        The city.
    events
        Events of one hazard for that city.
    executor
        Where the blocks run; the result does not depend on it.
    effects
        Joint effects of each set of measures; None for the city as it is.
    vulnerability
        Functions to use in place of the city's.
    maps
        Whether the intensities of the city as it is are counted for maps by return period.
    advance
        Called after each batch with the events done and the number of all events.

    Raises
    ------
    PackageError
        If the city's vulnerability functions contradict the hazard's unit or each other.
    """
    functions = vulnerability_of(city, events.kind, events.unit) if vulnerability is None else vulnerability
    slots = slots_of(city)
    exposure = slot_exposure(city.cells, slots, functions.targets)
    variants = [Variant.of(slots, exposure, one) for one in effects]
    top = top_of(events) if maps else 0.0
    work = Pass(events, functions, slots, tuple(variants), top)
    count = len(events)
    batches = batches_of(count)
    sums = [
        Sums.empty(
            count,
            slots,
            len(functions.targets),
            one,
            maps=one.effects is None and top > 0.0,
            visitors=events.visitors is not None,
        )
        for one in variants
    ]
    for batch, found in zip(batches, executor.map(work, batches), strict=True):
        for total, part in zip(sums, found, strict=True):
            total.add(batch, part)
        if advance is not None:
            advance(int(batch[-1]) + 1, count)
    return [
        EventImpacts(
            events=events,
            frequency=events.frequency * variant.frequency,
            vulnerability=functions,
            slots=slots,
            by_district=total.by_district,
            expected=variant.unfold(total.expected, exposure.shape[1:]),
            visitors=np.zeros(exposure.shape[1:]) if total.visitors is None else total.visitors,
            provenance=events.provenance,
            rates=None if total.rates is None else IntensityRates(total.rates, top),
        )
        for variant, total in zip(variants, sums, strict=True)
    ]


def impact_by_row(city: City, impacts: EventImpacts, event: int) -> NDArray[np.float64]:
    """Return the impact of one event on each row of the cells table, without visitors.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the hazard on the city as it is.
    event
        Index of the event.

    Returns
    -------
    People or money, shape (m, t).
    """
    cells = city.cells
    night, day = row_exposure(cells, impacts.targets)
    shares = impacts.vulnerability.at(impacts.events.intensity(np.array([event]))[0])
    present = day if impacts.events.by_day[event] else night
    return present * shares[cells.row_cell]
