"""One scenario rehearsed against the city's supplies, with the spread of its neighbours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.rehearsal.resilience import Resilience, resilience_of
from anlan.risk import EventImpacts
from anlan.scenarios import Choice, Scenario, course_of, scenario_of
from anlan.supplies import Arrivals, Balance, arrivals_of, balance, needs_of

LOW, HIGH = 0.1, 0.9
"""Quantiles that bound a band."""


@dataclass(frozen=True)
class Band:
    """Spread over the events that are about as frequent as the chosen one; `LOW` and `HIGH` quantiles.

    Parameters
    ----------
    events
        Number of events.
    unmet_low, unmet_high
        Unmet person-hours of each item, shape (items,).
    total_low, total_high
        Unmet person-hours summed over items.
    level_low, level_high
        Service level Q(t), 1, shape (hours,).
    loss_low, loss_high
        Loss of resilience, h.
    """

    events: int
    unmet_low: NDArray[np.float64]
    unmet_high: NDArray[np.float64]
    total_low: float
    total_high: float
    level_low: NDArray[np.float64]
    level_high: NDArray[np.float64]
    loss_low: float
    loss_high: float


@dataclass(frozen=True)
class Rehearsed:
    """A worst credible scenario and how the city's supplies stand up to it.

    Parameters
    ----------
    choice
        Why this event.
    scenario
        The event told for planning.
    arrivals
        What arrives by the hour.
    balance
        Needs against arrivals.
    resilience
        Service level and its loss.
    band
        Spread over events about as frequent.
    """

    choice: Choice
    scenario: Scenario
    arrivals: Arrivals
    balance: Balance
    resilience: Resilience
    band: Band


def rehearse(city: City, impacts: EventImpacts, choice: Choice, hours: int) -> Rehearsed:
    """Rehearse the chosen event of a hazard.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the hazard.
    choice
        The chosen event.
    hours
        Length of the scenario, h.
    """
    scenario = scenario_of(city, impacts, choice.event, hours)
    needs = needs_of(city, scenario.course, hours, (scenario.kind,))
    arrivals = arrivals_of(city, needs.items, hours)
    result = balance(needs, arrivals)
    return Rehearsed(
        choice, scenario, arrivals, result, resilience_of(city, result), _band(city, impacts, choice, arrivals, hours)
    )


def _band(city: City, impacts: EventImpacts, choice: Choice, arrivals: Arrivals, hours: int) -> Band:
    unmet, level, loss = [], [], []
    for event in choice.band:
        totals = dict(zip(impacts.targets, impacts.totals[event].tolist(), strict=True))
        result = balance(needs_of(city, course_of(city, choice.kind, totals, hours), hours, (choice.kind,)), arrivals)
        measured = resilience_of(city, result)
        unmet.append(result.unmet_person_hours)
        level.append(measured.whole)
        loss.append(measured.loss)
    unmet_low, unmet_high = np.quantile(unmet, (LOW, HIGH), axis=0)
    total_low, total_high = np.quantile(np.sum(unmet, axis=1), (LOW, HIGH))
    level_low, level_high = np.quantile(level, (LOW, HIGH), axis=0)
    loss_low, loss_high = np.quantile(loss, (LOW, HIGH))
    return Band(
        len(choice.band),
        unmet_low,
        unmet_high,
        float(total_low),
        float(total_high),
        level_low,
        level_high,
        float(loss_low),
        float(loss_high),
    )
