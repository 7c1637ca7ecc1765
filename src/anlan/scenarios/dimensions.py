"""The consequences by which events are compared when the worst credible one is searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.risk import MONEY, EventImpacts
from anlan.scenarios.scenario import course_of

PEAK = "peak_need"
"""Name of the needs of people in the hour in which they are greatest."""


@dataclass(frozen=True)
class Dimension:
    """A consequence by which events are compared.

    Parameters
    ----------
    name
        Name of a target, `MONEY` or `PEAK`.
    unit
        ``persons`` or ``currency``.
    """

    name: str
    unit: str


SEARCHED = (
    Dimension("killed", "persons"),
    Dimension("severely_injured", "persons"),
    Dimension("displaced", "persons"),
    Dimension("isolated", "persons"),
    Dimension("without_power", "persons"),
    Dimension("without_water", "persons"),
    Dimension(MONEY, "currency"),
    Dimension(PEAK, "persons"),
)
"""Dimensions of the search; all weigh the same."""

LIVING = ("severely_injured", "displaced", "isolated", "without_power", "without_water")
"""Dimensions that count living people in need."""


def consequences_of(city: City, impacts: EventImpacts, hours: int) -> Mapping[str, NDArray[np.float64]]:
    """Return every searched consequence of each event of a hazard.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the hazard, n events.
    hours
        Length of the scenario within which needs are followed, h.

    Returns
    -------
    People or money by name of dimension, shape (n,) each.
    """
    return {one.name: peak_need(city, impacts, hours) if one.name == PEAK else impacts.of(one.name) for one in SEARCHED}


def peak_need(city: City, impacts: EventImpacts, hours: int) -> NDArray[np.float64]:
    """Return the needs of people in the hour in which they are greatest, for each event of a hazard.

    The courses (see `course_of`) of all dimensions that count living people are added up hour by hour. Somebody who
    has lost both home and water has two needs. It stands for the peak demand on supplies, which differs from item to
    item.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the hazard, n events.
    hours
        Length of the scenario, h.

    Returns
    -------
    persons, shape (n,).
    """
    living = [name for name in LIVING if name in impacts.targets]
    if not living:
        return np.zeros(impacts.frequency.size)
    shares = course_of(city, impacts.events.kind, dict.fromkeys(living, 1.0), hours)
    people = np.stack([impacts.of(name) for name in living], axis=1)
    # Hours with the same shares of all consequences need to be computed once only.
    steps = np.unique(np.stack([shares[name] for name in living]), axis=1)
    most = np.zeros(impacts.frequency.size)
    for step in steps.T:
        np.maximum(most, people @ step, out=most)
    return most


def table_of(values: Mapping[str, NDArray[np.float64]], names: Sequence[str]) -> NDArray[np.float64]:
    """Put some consequences side by side, shape (n, d).

    Parameters
    ----------
    values
        Consequences by name, shape (n,) each.
    names
        The d that are wanted, at least one.
    """
    return np.stack([values[name] for name in names], axis=1)
