"""The consequences by which events are compared when the worst credible one is searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.risk import MONEY, EventImpacts
from anlan.scenarios.candidates import Candidates
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

NAMES = tuple(one.name for one in SEARCHED)
"""Names of the dimensions of the search, in their order."""

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
    living = {name: impacts.of(name) for name in LIVING if name in impacts.targets}
    return _peak(city, impacts.events.kind, living, impacts.frequency.size, hours)


def _peak(
    city: City, kind: str, living: Mapping[str, NDArray[np.float64]], count: int, hours: int
) -> NDArray[np.float64]:
    """Return the largest sum of the courses over the hours, people, shape (n,)."""
    if not living:
        return np.zeros(count)
    shares = course_of(city, kind, dict.fromkeys(living, 1.0), hours)
    people = np.stack(list(living.values()), axis=1)
    # Hours with the same shares of all consequences need to be computed once only.
    steps = np.unique(np.stack([shares[name] for name in living]), axis=1)
    most = np.zeros(count)
    for step in steps.T:
        np.maximum(most, people @ step, out=most)
    return most


def completed(city: City, candidates: Candidates, hours: int) -> Candidates:
    """Give candidates the dimensions that they lack: zeros, and the needs in the worst hour by the leading hazard.

    Parameters
    ----------
    city
        The city.
    candidates
        Events with some consequences.
    hours
        Length of the scenario, h.
    """
    count, given = candidates.frequency.size, candidates.values
    living = {name: given[name] for name in LIVING if name in given}
    peak = given[PEAK] if PEAK in given else _peak(city, candidates.hazards[0], living, count, hours)
    zeros = np.zeros(count)
    searched = {one.name: peak if one.name == PEAK else given.get(one.name, zeros) for one in SEARCHED}
    return replace(candidates, values={**given, **searched})


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
