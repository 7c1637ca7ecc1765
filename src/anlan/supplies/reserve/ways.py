"""How long supplies are on the road in a scenario, with the wait for roads to open."""

import numpy as np
from numpy.typing import NDArray

from anlan.supplies.sources import Conditions

Floats = NDArray[np.float64]


def travel_after(conditions: Conditions, origin: str, leave_h: Floats, areas: tuple[str, ...], share: float) -> Floats:
    """Return the hours from when goods are ready to leave until they are in each area, shape (n, a).

    Goods leave when they are ready or as soon as a way is open, at whichever of the hours that were looked at lets
    them arrive first; a way is open where at least a share of the residents can be reached over it.

    Parameters
    ----------
    conditions
        Ways of a scenario.
    origin
        Where the goods are; ways from a place that is not known take no time.
    leave_h
        Hours at which some of them are ready, h, shape (n,).
    areas
        Codes of the areas.
    share
        Least share of the residents with a way, 1.

    Returns
    -------
    Hours, infinite where no way opens within the scenario.
    """
    if origin not in conditions.origins:
        return np.zeros((leave_h.size, len(areas)))
    row = conditions.origins.index(origin)
    columns = [conditions.areas.index(area) for area in areas]
    epochs = conditions.epochs.astype(np.float64)
    ends = np.append(epochs[1:], np.inf)
    leaves = np.maximum(epochs, leave_h[:, None])[..., None]
    travel = conditions.travel_h[:, row][:, columns]
    usable = (conditions.open_share[:, row][:, columns] >= share) & (ends > leave_h[:, None])[..., None]
    arrival = np.where(usable, leaves + travel, np.inf)
    return np.asarray(arrival.min(axis=1) - leave_h[:, None])


def free_travel(conditions: tuple[Conditions, ...], origin: str, areas: tuple[str, ...]) -> Floats:
    """Return the hours on the road when nothing is damaged: the shortest of all scenarios and hours, shape (a,).

    Parameters
    ----------
    conditions
        Ways of each scenario.
    origin
        Where goods come from.
    areas
        Codes of the areas.
    """
    found = np.full(len(areas), np.inf)
    for one in conditions:
        if origin in one.origins:
            row, columns = one.origins.index(origin), [one.areas.index(area) for area in areas]
            found = np.minimum(found, one.travel_h[:, row][:, columns].min(axis=0))
    return np.where(np.isfinite(found), found, 0.0)
