"""Service level over time and what is lost of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies import Balance


@dataclass(frozen=True)
class Resilience:
    """How well the affected people are served, hour by hour.

    Parameters
    ----------
    level
        Service level Q(t) of each supply group: the share of person-needs that are met, 1, shape (hours,) each; 1
        while nobody is in need.
    whole
        Mean of the groups, 1, shape (hours,).
    loss
        Loss of resilience, the integral of 1 - Q(t) over the scenario, h: Bruneau et al. (2003), Earthquake Spectra
        19(4), eq. 1, with Q as a share.
    unmet_person_hours
        Person-needs that are not met, summed over items and hours, person-hours.
    """

    level: Mapping[str, NDArray[np.float64]]
    whole: NDArray[np.float64]
    loss: float
    unmet_person_hours: float


def resilience_of(city: City, balance: Balance) -> Resilience:
    """Measure resilience from a balance of supplies.

    Parameters
    ----------
    city
        The city, for the groups of its items.
    balance
        Needs against arrivals.
    """
    hours = balance.unmet.shape[1]
    catalogue = city.table("items").filter(pl.col("id").is_in(list(balance.needs.items)))
    group_of = dict(catalogue.select("id", "group").iter_rows())
    groups = np.array([group_of[item] for item in balance.needs.items])
    level = {}
    for group in dict.fromkeys(groups.tolist()):
        rows = groups == group
        people = balance.needs.persons[rows].sum(axis=0)
        without = balance.unmet_persons[rows].sum(axis=0)
        level[group] = 1.0 - np.divide(without, people, out=np.zeros(hours), where=people > 0.0)
    whole = np.mean(list(level.values()), axis=0) if level else np.ones(hours)
    return Resilience(level, whole, float((1.0 - whole).sum()), float(balance.unmet_persons.sum()))
