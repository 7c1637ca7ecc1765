"""How far needs may differ: ranges of standards, samples of the cascade, spread of damage functions.

Each draw takes

- for every standard one rate between the least and the most that it may mean, by a triangular distribution whose mode
  is its rate (by the inverse of its distribution function);
- for the services one sample of the cascade, with the share of all people without them in each hour;
- for every consequence of every footprint one standard normal deviate, the same for the whole city, at which its
  damage function is read: the beta quantiles of `anlan.risk.uncertainty.functions.node_shares`.

The three are independent of each other. A band therefore holds what is not known of standards, of the course of
damage and repair, and of damage functions; it does not hold whether the scenario happens, how strong it is, where
people are, or whether the standards are the right ones. Consequences are drawn as if one function were wrong in the
same way everywhere, so bands are wide rather than narrow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import generator_of
from anlan.risk import EventImpacts
from anlan.risk.exposure import row_exposure
from anlan.risk.uncertainty.functions import NODES, node_shares
from anlan.scenarios.norms import Norm
from anlan.supplies.needs.people import PeopleInNeed
from anlan.supplies.needs.responders import CASUALTIES, RESPONDERS
from anlan.supplies.needs.settings import LEVELS

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bands:
    """Quantiles `anlan.supplies.needs.settings.LEVELS` of the city's needs, in the items' units.

    Parameters
    ----------
    hourly
        Of what is newly needed in each hour, float64 (2, i, hours).
    so_far
        Of what has been needed by the end of each hour, float64 (2, i, hours).
    peak
        Of the peak, float64 (2, i); see `peaks_of`.
    """

    hourly: FloatArray
    so_far: FloatArray
    peak: FloatArray


def peaks_of(amount: FloatArray, once: NDArray[np.bool_]) -> FloatArray:
    """Return the peak of each item: all of it if handed out once, else the largest sum of 24 hours on end.

    Parameters
    ----------
    amount
        Newly needed by hour, float64 (..., i, hours).
    once
        Which items are handed out once, bool (i,).

    Returns
    -------
    Peaks, in the item's unit, float64 (..., i).
    """
    so_far = np.concatenate([np.zeros((*amount.shape[:-1], 1)), np.cumsum(amount, axis=-1)], axis=-1)
    days = so_far[..., 24:] - so_far[..., :-24] if amount.shape[-1] > 24 else so_far[..., -1:]
    return np.where(once, so_far[..., -1], days.max(axis=-1))


def bands_of(
    people: PeopleInNeed, needed: Sequence[tuple[Norm, int, FloatArray]], once: NDArray[np.bool_], draws: int
) -> Bands:
    """Draw the needs of the city and return quantiles.

    Parameters
    ----------
    people
        People in need.
    needed
        Standards, the item of each, and the people in need of it by area, float64 (a, hours).
    once
        Which of the i items are handed out once, bool (i,).
    draws
        Draws, 0 or more; with 0 the quantiles are the needs.
    """
    run = people.run
    rng = generator_of(run.seed, "needs", run.scenario.id)
    factors = _factors(people, max(draws, 1), rng, still=draws == 0)
    amount = np.zeros((max(draws, 1), once.size, run.hours))
    for norm, item, own in needed:
        position = rng.random(max(draws, 1)) if draws else None
        for draw in range(len(amount)):
            rate = norm.rate if position is None else rate_at(norm, float(position[draw]))
            amount[draw, item] += norm.amount(own * factors[norm.driver][draw], rate).sum(axis=0)
    return Bands(
        np.quantile(amount, LEVELS, axis=0), np.quantile(np.cumsum(amount, axis=2), LEVELS, axis=0),
        np.quantile(peaks_of(amount, once), LEVELS, axis=0),
    )  # fmt: skip


def rate_at(norm: Norm, chance: float) -> FloatArray:
    """Return the rate of a standard at a quantile of the triangular distribution between its least and its most.

    Parameters
    ----------
    norm
        The standard.
    chance
        Cumulative probability, 0 to 1.
    """
    width = norm.high - norm.low
    below = np.divide(norm.rate - norm.low, width, out=np.ones_like(width), where=width > 0.0)
    rising = norm.low + np.sqrt(chance * width * (norm.rate - norm.low))
    falling = norm.high - np.sqrt((1.0 - chance) * width * (norm.high - norm.rate))
    return np.where(width > 0.0, np.where(chance <= below, rising, falling), norm.rate)


def _factors(people: PeopleInNeed, draws: int, rng: np.random.Generator, *, still: bool) -> Mapping[str, FloatArray]:
    """Return by what the people of each driver are multiplied in each draw, 1, (draws, hours or 1)."""
    one = np.ones((draws, 1))
    found = dict.fromkeys((*people.drivers, CASUALTIES, RESPONDERS), one)
    if still:
        return found
    cascade = people.run.cascade
    if cascade is not None:
        rows = rng.integers(len(cascade.without), size=draws)
        for driver, service in people.followed.items():
            without = cascade.without[:, cascade.model.service_names.index(service)].astype(np.float64)
            mean = without.mean(axis=0)
            found[driver] = np.divide(without[rows], mean, out=np.ones((draws, mean.size)), where=mean > 0.0)
    for driver in people.drivers:
        if driver not in people.followed:
            found[driver] = damage_factor(people, driver, draws, rng)
    if "severely_injured" in found:
        found[CASUALTIES] = found["severely_injured"]
    return found


def damage_factor(people: PeopleInNeed, driver: str, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return the city's total of a consequence in each draw as a multiple of its mean, 1, float64 (draws, 1).

    Parameters
    ----------
    people
        People in need, with the impacts of the run.
    driver
        The consequence.
    draws
        Number of draws.
    rng
        Random numbers.
    """
    parts, mean = np.zeros(draws), 0.0
    for one in people.run.impacts:
        deviate = rng.standard_normal(draws)
        if driver in one.targets:
            nodes, own = _totals_at_nodes(people, one, driver)
            parts += np.interp(deviate, NODES, nodes)
            mean += own
    return (parts / mean if mean > 0.0 else np.ones(draws))[:, None]


def _totals_at_nodes(people: PeopleInNeed, impacts: EventImpacts, driver: str) -> tuple[FloatArray, float]:
    """Return the city's total of a consequence with its function at each node, persons, and at its mean."""
    functions, cells = impacts.vulnerability, people.city.cells
    column = functions.targets.index(driver)
    mean = functions.shares[:, column]
    spread = np.zeros_like(mean) if functions.spread is None else functions.spread[:, column]
    night, day = row_exposure(cells, (driver,))
    present = (day if impacts.events.by_day[0] else night)[:, 0]
    persons = np.bincount(cells.row_cell, weights=present, minlength=len(cells))
    intensity = impacts.events.intensity(np.array([0]))[0].astype(np.float64)
    hit = intensity > 0.0
    totals = [
        float(persons[hit] @ np.interp(intensity[hit], functions.knots, own)) for own in node_shares(mean, spread)
    ]
    return np.array(totals), float(persons[hit] @ np.interp(intensity[hit], functions.knots, mean))
