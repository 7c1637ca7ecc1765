"""A scenario: one event with its footprint, its impacts and its course by the hour."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.language import Message
from anlan.risk import EventImpacts, impact_by_row


@dataclass(frozen=True)
class Scenario:
    """One event, told for planning.

    Parameters
    ----------
    kind
        Kind of hazard.
    unit
        Unit of the intensity.
    event
        Index of the event in its event set.
    identifier
        Identifier of the event.
    description
        What the event is, in one sentence.
    parameters
        Parameters of the event, by name.
    by_day
        Whether people are where they are on a working day.
    intensity
        Intensity in each cell, shape (c,).
    targets
        Names of the consequences, length t.
    totals
        Consequence for the whole city by name, people or money.
    by_row
        Consequences in each row of the cells table, people or money, shape (m, t).
    course
        People in need by name of consequence and hour after the event, shape (hours,) each; hour i lasts from i to
        i + 1 and has the value of its beginning.
    """

    kind: str
    unit: str
    event: int
    identifier: str
    description: Message
    parameters: Mapping[str, float | int | str | None]
    by_day: bool
    intensity: NDArray[np.float32]
    targets: tuple[str, ...]
    totals: Mapping[str, float]
    by_row: NDArray[np.float64]
    course: Mapping[str, NDArray[np.float64]]


def scenario_of(city: City, impacts: EventImpacts, event: int, hours: int) -> Scenario:
    """Tell one event as a scenario.

    Parameters
    ----------
    city
        The city.
    impacts
        Impacts of the event's hazard.
    event
        Index of the event.
    hours
        Length of the scenario, h.
    """
    events = impacts.events
    totals = dict(zip(impacts.targets, impacts.totals[event].tolist(), strict=True))
    return Scenario(
        kind=events.kind,
        unit=events.unit,
        event=event,
        identifier=events.ids[event],
        description=events.describe(event),
        parameters=events.parameters.row(event, named=True),
        by_day=bool(events.by_day[event]),
        intensity=events.intensity(np.array([event]))[0],
        targets=impacts.targets,
        totals=totals,
        by_row=impact_by_row(city, impacts, event),
        course=course_of(city, events.kind, totals, hours),
    )


def course_of(city: City, kind: str, totals: Mapping[str, float], hours: int) -> Mapping[str, NDArray[np.float64]]:
    """Spread the people affected over the hours of the scenario.

    The share in need at an hour is read from ``time_profiles.csv``, from the rows of the hazard or else from those of
    'any', linear between rows and constant outside; without rows everybody is in need from the first hour to the
    last.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    totals
        People affected by name of consequence; money is passed over.
    hours
        Length of the scenario, h.

    Returns
    -------
    People in need at the beginning of each hour, by name of consequence, shape (hours,) each.
    """
    hour = np.arange(hours, dtype=np.float64)
    return {
        target: totals[target] * share_in_need(city, kind, target, hour)
        for target in PEOPLE_TARGETS
        if target in totals
    }


def share_in_need(city: City, kind: str, target: str, hour: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the people affected who are in need at some hours, 1; see `course_of`.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    target
        Name of a consequence.
    hour
        Hours after the event, h, any shape.
    """
    profiles = city.table("time_profiles").sort("hour").filter(pl.col("driver") == target)
    for meant in (kind, "any"):
        rows = profiles.filter(pl.col("hazard") == meant)
        if not rows.is_empty():
            return np.asarray(np.interp(hour, rows["hour"].to_numpy(), rows["share"].to_numpy()), dtype=np.float64)
    return np.ones(hour.shape)
