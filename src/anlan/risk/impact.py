"""Impacts of every event of a hazard on the city's people and assets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import Cells, City
from anlan.city.tables.ground import ASSET_CLASSES, ASSET_TARGETS
from anlan.compute import Executor
from anlan.hazards import EventSet
from anlan.risk.kernel import block_impacts
from anlan.risk.vulnerability import Vulnerability, vulnerability_of

MONEY = "direct_loss"
"""Name of the sum over all asset targets, in the city's currency."""

BLOCK = 64
"""Events computed and summed together. Fixed, so that sums are formed in the same order for any number of workers."""


@dataclass(frozen=True)
class EventImpacts:
    """What every event of a hazard does.

    Parameters
    ----------
    events
        The events.
    vulnerability
        The functions that were used.
    totals
        Impact of each event on each target, people or money, shape (n, t).
    expected
        Mean yearly share lost by night (0) and by day (1) in each cell, 1/year, shape (2, c, t).
    provenance
        Version, seed and checksum of the input.
    """

    events: EventSet
    vulnerability: Vulnerability
    totals: NDArray[np.float64]
    expected: NDArray[np.float64]
    provenance: Mapping[str, str | int]

    @property
    def targets(self) -> tuple[str, ...]:
        """Targets in the order of the columns of `totals`."""
        return self.vulnerability.targets

    @property
    def frequency(self) -> NDArray[np.float64]:
        """Frequency of each event, 1/year, shape (n,)."""
        return self.events.frequency

    def of(self, target: str) -> NDArray[np.float64]:
        """Return the impact of each event on one target, or on all assets for `MONEY`; zeros where not assessed.

        Parameters
        ----------
        target
            Name of a target, or `MONEY`.
        """
        if target == MONEY:
            columns = [j for j, name in enumerate(self.targets) if name in ASSET_TARGETS]
            loss: NDArray[np.float64] = self.totals[:, columns].sum(axis=1)
            return loss
        if target not in self.targets:
            return np.zeros(self.totals.shape[0])
        impact: NDArray[np.float64] = self.totals[:, self.targets.index(target)]
        return impact

    def mean_annual(self, cells: Cells) -> NDArray[np.float64]:
        """Return the mean yearly impact on each row of the cells table, people or money a year, shape (m, t).

        Parameters
        ----------
        cells
            Exposure of the city for which the impacts were computed.
        """
        night, day = row_exposure(cells, self.targets)
        shares = self.expected[:, cells.row_cell, :]
        mean: NDArray[np.float64] = night * shares[0] + day * shares[1]
        return mean


def row_exposure(cells: Cells, targets: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each row of the cells table exposes to each target, by night and by day.

    Parameters
    ----------
    cells
        Exposure of the city.
    targets
        Names of targets; people targets expose people, asset targets expose money.

    Returns
    -------
    Two arrays of people or money, shape (m, t).
    """
    night = np.empty((cells.population.size, len(targets)))
    day = np.empty_like(night)
    for column, target in enumerate(targets):
        if target in ASSET_TARGETS:
            night[:, column] = day[:, column] = cells.assets[:, ASSET_CLASSES.index(target)]
        else:
            night[:, column] = cells.population
            day[:, column] = cells.population_day
    return night, day


def assess(
    city: City, events: EventSet, executor: Executor, advance: Callable[[int, int], None] | None = None
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
    advance
        Called after each block with the events done and the number of all events.

    Raises
    ------
    PackageError
        If the city's vulnerability functions contradict the hazard's unit or each other.
    """
    vulnerability = vulnerability_of(city, events.kind, events.unit)
    cells = city.cells
    exposure = _cell_exposure(cells, vulnerability.targets)

    def run(block: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        result: tuple[NDArray[np.float64], NDArray[np.float64]] = block_impacts(
            np.ascontiguousarray(events.intensity(block)),
            events.frequency[block],
            events.by_day[block],
            vulnerability.knots,
            vulnerability.shares,
            exposure,
        )
        return result

    count = events.frequency.size
    blocks = [np.arange(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]
    totals = np.zeros((count, len(vulnerability.targets)))
    expected = np.zeros_like(exposure)
    for block, (block_totals, block_expected) in zip(blocks, executor.map(run, blocks), strict=True):
        totals[block] = block_totals
        expected += block_expected
        if advance is not None:
            advance(int(block[-1]) + 1, count)
    return EventImpacts(events, vulnerability, totals, expected, events.provenance)


def _cell_exposure(cells: Cells, targets: tuple[str, ...]) -> NDArray[np.float64]:
    exposure = np.zeros((2, cells.h3.size, len(targets)))
    for part, rows in zip(exposure, row_exposure(cells, targets), strict=True):
        np.add.at(part, cells.row_cell, rows)
    return exposure


def impact_by_row(city: City, impacts: EventImpacts, event: int) -> NDArray[np.float64]:
    """Return the impact of one event on each row of the cells table.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the hazard.
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
