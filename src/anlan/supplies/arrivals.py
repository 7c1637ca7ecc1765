"""What arrives by the hour: own stock, agreements, production capacity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.sources import sources_of

GROUP = {"stock": "stock", "household": "stock", "community": "stock", "capacity": "capacity"}
"""Which part of `Arrivals` a tier belongs to: what lies in the city is stock; all others are agreements."""


@dataclass(frozen=True)
class Arrivals:
    """What can be handed out for the first time in each hour, in the items' units.

    Parameters
    ----------
    items
        Identifiers of the items; length i.
    stock
        From own stock, shape (i, hours).
    agreement
        From agreements, expected value over their default probability, shape (i, hours).
    capacity
        From production, shape (i, hours).
    """

    items: tuple[str, ...]
    stock: NDArray[np.float64]
    agreement: NDArray[np.float64]
    capacity: NDArray[np.float64]


def arrivals_of(city: City, items: tuple[str, ...], hours: int) -> Arrivals:
    """Compute when own stock, agreements and production reach the people.

    Stock and agreements arrive whole in the first hour that begins no earlier than their delay. All stores and lines
    are taken to survive the event, and upstream components to suffice. What households and communities keep counts as
    stock, what neighbours lend and the market sells as agreements; all of it serves the whole city.

    Parameters
    ----------
    city
        The city.
    items
        Identifiers of the items.
    hours
        Length of the scenario, h.
    """
    place = {identifier: index for index, identifier in enumerate(items)}
    shape = (len(items), hours)
    parts = {name: np.zeros(shape) for name in ("stock", "agreement", "capacity")}
    for source in sources_of(city, hours=hours):
        if source.item in place:
            parts[GROUP.get(source.kind, "agreement")][place[source.item]] += source.arriving
    return Arrivals(items, **parts)
