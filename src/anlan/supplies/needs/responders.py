"""Who helps: responders at work in each area, and casualties as they reach hospitals."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.run import ScenarioRun
from anlan.scenarios.scenario import share_in_need
from anlan.supplies.needs.people import INJURED, PeopleInNeed

FloatArray = NDArray[np.float64]

CASUALTIES, RESPONDERS = "casualty_arrivals", "responders"

CALLED_IN = ("military", "volunteers")
"""Kinds of organisations whose staff counts as responders where no team of theirs is listed."""

STAFF_MINUTES = 60.0
"""Time from call to departure of such staff, min; that of a team that states none (``teams.csv``)."""

HELPED = ("displaced", "isolated", *INJURED, "killed")
"""Drivers whose people keep responders at work."""


def responders_ready(city: City, onset: float, hours: int) -> FloatArray:
    """Return the responders who have set out by the beginning of each hour, persons, float64 (hours,).

    All members of every team count from `onset` plus its ``ready_minutes``; of organisations of the kinds `CALLED_IN`
    that list no team the staff counts, from an hour after the onset. Shifts are not modelled: all are provided for.

    Parameters
    ----------
    city
        The city.
    onset
        Hour in which the first hazard of the scenario begins, h.
    hours
        Length of the scenario, h.
    """
    teams = city.table("teams").select("organisation", "persons", "ready_minutes")
    staff = city.table("organisations").filter(
        pl.col("kind").is_in(CALLED_IN) & ~pl.col("id").is_in(teams["organisation"].implode())
    )
    people = np.concatenate([_numbers(teams["persons"]), _numbers(staff["staff"])])
    minutes = np.concatenate([_numbers(teams["ready_minutes"]), np.full(staff.height, STAFF_MINUTES)])
    hour = np.arange(hours, dtype=np.float64)
    found = people @ (hour >= onset + minutes[:, None] / 60.0).astype(np.float64)
    return np.asarray(found, dtype=np.float64)


def _numbers(column: pl.Series) -> FloatArray:
    return np.asarray(column.cast(pl.Float64).fill_null(0.0).to_numpy(), dtype=np.float64)


def responders_by_area(people: PeopleInNeed, ready: FloatArray, people_per_responder: float) -> FloatArray:
    """Return the responders at work, persons, float64 (areas, hours).

    As many are at work as there are people in need divided by `people_per_responder`, and no more than are ready; they
    are where people are in need, in proportion. Needs of theirs are those of people who come from outside the area:
    nobody of them is counted among its residents in need.

    Parameters
    ----------
    people
        People in need.
    ready
        Responders who have set out, persons, float64 (hours,).
    people_per_responder
        People in need for whom one responder is at work, persons.
    """
    known = [people.of(name) for name in HELPED if name in people.drivers]
    helped = np.asarray(sum(known, start=np.zeros((len(people.rows.codes), ready.size))))
    city = helped.sum(axis=0)
    at_work = np.minimum(ready, city / people_per_responder)
    return np.asarray(helped * np.divide(at_work, city, out=np.zeros_like(city), where=city > 0.0))


def casualties_by_area(people: PeopleInNeed, hazards: frozenset[str] = frozenset()) -> FloatArray:
    """Return the injured who have reached a hospital by the end of each hour, persons, float64 (areas, hours).

    What they need must be there when they come, so those who arrive within an hour count in it: with half of all in
    the first hour, half of the supplies are due by H+1. All who are injured arrive once, by the course that
    ``time_profiles.csv`` gives for the driver ``casualty_arrivals`` of each hazard: the share that has arrived so far.
    A hazard without one has the rise of the course of its severely injured instead. Where several hazards injure,
    their courses are weighed by whom each of them injures alone.

    Parameters
    ----------
    people
        People in need.
    hazards
        Hazards whose casualties count; empty for all.
    """
    run, rows = people.run, people.rows
    injured = [run.by_row[:, run.targets.index(name)] for name in INJURED if name in run.targets]
    total = rows.summed(np.asarray(sum(injured, start=np.zeros(people.city.cells.population.size))))
    return np.outer(total, _arrived(people.city, run, hazards))


def _arrived(city: City, run: ScenarioRun, hazards: frozenset[str]) -> FloatArray:
    """Return the share of the casualties that has arrived by the end of each hour, 1, (hours,), not falling."""
    end = np.arange(1, run.hours + 1, dtype=np.float64)
    weights = _weights(run)
    share = np.zeros(run.hours)
    told = city.table("time_profiles").filter(pl.col("driver") == CASUALTIES)["hazard"].to_list()
    for footprint, weight in zip(run.scenario.footprints, weights, strict=True):
        if hazards and footprint.kind not in hazards:
            continue
        driver = CASUALTIES if {footprint.kind, "any"} & set(told) else INJURED[0]
        since = end - footprint.onset_hour
        own = share_in_need(city, footprint.kind, driver, np.maximum(since, 0.0))
        share += weight * np.where(since > 0.0, own, 0.0)
    return np.asarray(np.maximum.accumulate(share))


def _weights(run: ScenarioRun) -> FloatArray:
    """Return the share of all injuries that each footprint causes alone; the same for all where that is not known."""
    count = len(run.scenario.footprints)
    own = np.zeros(count)
    for place, one in enumerate(run.impacts):
        own[place] = sum(float(one.of(name)[0]) for name in INJURED if name in one.targets)
    total = own.sum()
    return own / total if total > 0.0 else np.full(count, 1.0 / count)
