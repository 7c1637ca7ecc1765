"""What a city exposes to a hazard: people by night and by day, assets by class."""

import numpy as np
from numpy.typing import NDArray

from anlan.city import Cells
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.ground import ASSET_CLASSES, ASSET_TARGETS
from anlan.risk.groups import Groups, fold
from anlan.risk.slots import Slots


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


def slot_exposure(cells: Cells, slots: Slots, targets: tuple[str, ...]) -> NDArray[np.float64]:
    """Return what each slot exposes to each target by night (0) and by day (1), people or money, shape (2, s, t).

    Parameters
    ----------
    cells
        Exposure of the city.
    slots
        Parts of cells by top district.
    targets
        Names of targets.
    """
    return np.stack([slots.summed(rows) for rows in row_exposure(cells, targets)])


def fold_slots(slots: Slots, exposure: NDArray[np.float64]) -> tuple[Groups, NDArray[np.int64]]:
    """Fold the exposure of slots; what exposes nothing to a target is left out.

    Parameters
    ----------
    slots
        Parts of cells by top district.
    exposure
        People or money by night and by day, shape (2, s, t).

    Returns
    -------
    groups
        The groups; the column of a result is district * t + target.
    place
        Place of each group in an array of shape (s, t), flattened.
    """
    targets = exposure.shape[2]
    slot, target = np.nonzero((exposure > 0.0).any(axis=0))
    groups, group_of = fold(
        slots.cell[slot],
        target,
        slots.district[slot].astype(np.int64) * targets + target,
        exposure[:, slot, target],
        cells=slots.cells,
        columns=len(slots.codes) * targets,
    )
    place = np.empty(group_of.size, dtype=np.int64)
    place[group_of] = slot * targets + target
    return groups, place


def without_function(cells: Cells, targets: tuple[str, ...]) -> dict[str, float]:
    """Return what is exposed but has no function, and so counts as unharmed: people by night, or money.

    Parameters
    ----------
    cells
        Exposure of the city.
    targets
        Targets that the hazard has functions for.

    Returns
    -------
    Exposure of every other target, people first; targets to which nothing is exposed are left out.
    """
    absent = tuple(target for target in (*PEOPLE_TARGETS, *ASSET_TARGETS) if target not in targets)
    night, _ = row_exposure(cells, absent)
    return {target: total for target, total in zip(absent, night.sum(axis=0).tolist(), strict=True) if total > 0.0}
