"""How much of what a place holds can leave it, hour by hour, since roads are closed and opened again."""

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.sources.conditions import Conditions

FloatArray = NDArray[np.float64]


def people_of(city: City, areas: tuple[str, ...]) -> FloatArray:
    """Return the residents of each area, persons, float64[a].

    Parameters
    ----------
    city
        The city.
    areas
        Codes of areas of one level.
    """
    inner = np.bincount(city.cells.row_area, weights=city.cells.population, minlength=len(city.areas))
    whole = city.areas.roll_up(inner)
    return np.array([whole[city.areas.index[code]] for code in areas], dtype=np.float64)


def reach_of(city: City, conditions: Conditions) -> dict[str, FloatArray]:
    """Return the share of the city's people to whom each origin has had a way so far, float64[hours] each.

    Between the hours that were looked at, what held at the last of them holds. What could leave once has left, so
    that the share never falls.

    Parameters
    ----------
    city
        The city.
    conditions
        What the scenario does to ways.
    """
    people = people_of(city, conditions.areas)
    share = conditions.open_share @ (people / max(float(people.sum()), 1e-12))
    at = np.searchsorted(conditions.epochs, np.arange(conditions.hours), side="right") - 1
    hourly = np.maximum.accumulate(share[at], axis=0)
    return {name: hourly[:, index] for index, name in enumerate(conditions.origins)}


def released(quantity: float, delay_h: float, reach: FloatArray) -> FloatArray:
    """Return what can be handed out for the first time in each hour, float64[hours].

    Nothing before the first hour that begins no earlier than the delay; then the share that has a way, and the rest as
    ways open.

    Parameters
    ----------
    quantity
        What there is.
    delay_h
        Hours from the event until it can be handed out.
    reach
        Share that has a way, 1, float64[hours], never falling.
    """
    so_far = np.where(np.arange(reach.size) >= np.ceil(delay_h), quantity * reach, 0.0)
    return np.diff(so_far, prepend=0.0)
