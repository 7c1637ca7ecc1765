"""Services by group of residents: children, working age, the old."""

import numpy as np

from anlan.city import AGE_GROUPS, City
from anlan.scenarios.cascade import Cascade
from anlan.scenarios.run.result import GroupService


def groups_of(city: City, cascade: Cascade) -> GroupService | None:
    """Return how many of each age group are without each service, by hour.

    The share without of a row of the cells table holds for all its residents alike.

    Parameters
    ----------
    city
        The city.
    cascade
        Services in every sample.

    Returns
    -------
    Shares by group; None where the ages are not known.
    """
    ages = city.cells.ages
    if ages is None:
        return None
    persons = ages.sum(axis=0)
    services = cascade.model.service_names
    share = np.zeros((len(AGE_GROUPS), len(services), cascade.model.settings.hours))
    for place, name in enumerate(services):
        without = cascade.by_cell(name)
        share[:, place] = (without.astype(np.float64) @ ages).T / np.where(persons > 0.0, persons, 1.0)[:, None]
    return GroupService(groups=AGE_GROUPS, services=services, persons=persons, share=share)
