"""A made reserve problem: where to store which relief items before one of many disasters.

Sites and areas lie in a square of 120 km; a scenario strikes a point, so that demand, the loss of stores and slower
or closed roads are strongest near it. The budget buys roughly half of what the largest scenarios need, and each site
has four sizes of store, so that opening, stocking and sharing all matter. Everything is synthetic.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from anlan.programs.program import Drafting, Program
from anlan.programs.transport import Transport
from anlan.programs.two_stage import TwoStage

Floats = NDArray[np.float64]

SIDE_KM = 120.0
SIZES = np.array([60.0, 120.0, 240.0, 600.0])
"""Volume of a store by size, m3: one or two containers, a hall, a warehouse."""
OPENING = np.array([3.9e3, 7.6e3, 14.9e3, 36e3])
"""Rent of a year, yuan: 60 a m3 for a warehouse, a little more for the smaller ones (assumption)."""
WINDOW_H = 4.0
"""Longest time on the road, h."""


@dataclass(frozen=True)
class ReserveCase:
    """Arrays of the case; s sites, a areas, i items, w scenarios.

    Parameters
    ----------
    price, volume
        Of a unit of each item, yuan and m3, (i,).
    weight
        Person-hours of want for each unit not delivered, (i,).
    hours
        On the road, (w, s, a); inf where closed or too long.
    survival
        Share of a site's stock that can be used, (w, s).
    demand
        Units needed, (w, i, a).
    probability
        (w,).
    budget
        Yuan.
    """

    price: Floats
    volume: Floats
    weight: Floats
    hours: Floats
    survival: Floats
    demand: Floats
    probability: Floats
    budget: float


def reserve_case(scenarios: int, *, sites: int = 60, areas: int = 40, items: int = 10, seed: int = 5) -> ReserveCase:
    """Make a case.

    Parameters
    ----------
    scenarios, sites, areas, items
        Its size.
    seed
        Same size and seed, same case.
    """
    rng = np.random.default_rng(seed)
    site, area = rng.uniform(0.0, SIDE_KM, (sites, 2)), rng.uniform(0.0, SIDE_KM, (areas, 2))
    people = rng.lognormal(10.0, 0.8, areas)
    price, volume = rng.lognormal(4.0, 1.0, items), rng.lognormal(-3.5, 0.8, items)
    rate, weight = rng.uniform(0.05, 1.0, items), rng.uniform(10.0, 200.0, items)
    km = np.linalg.norm(site[:, None] - area[None], axis=2) * 1.3
    centre, reach = rng.uniform(0.0, SIDE_KM, (scenarios, 2)), rng.gamma(3.0, 10.0, scenarios)
    hit_area = np.exp(-np.linalg.norm(area[None] - centre[:, None], axis=2) / reach[:, None])
    hit_site = np.exp(-np.linalg.norm(site[None] - centre[:, None], axis=2) / reach[:, None])
    slower = 1.0 + 2.0 * np.maximum(hit_site[:, :, None], hit_area[:, None, :])
    hours = 0.5 + km[None] / 40.0 * slower * rng.uniform(0.9, 1.3, (scenarios, sites, areas))
    closed = rng.uniform(size=hours.shape) < 0.5 * hit_area[:, None, :]
    hours = np.where(closed | (hours > WINDOW_H), np.inf, hours)
    demand = people * 0.3 * hit_area[:, None, :] * rate[:, None] * rng.uniform(0.7, 1.3, (scenarios, items, areas))
    wanted = np.quantile(np.einsum("wia,i->w", demand, price), 0.9)
    weights = rng.uniform(0.5, 1.5, scenarios)
    return ReserveCase(
        price, volume, weight, hours, 1.0 - 0.8 * hit_site, demand, weights / weights.sum(), 0.5 * float(wanted)
    )


def first_stage(case: ReserveCase) -> Program:
    """Return the first stage: sizes opened at each site, then the stock of each item at each site."""
    sites, items = case.hours.shape[1], case.price.size
    draft = Drafting()
    opened = draft.columns((sites, SIZES.size), upper=1.0, whole=True)
    most = SIZES.max() / case.volume
    stock = draft.columns((sites, items), upper=most[None, :])
    once = draft.rows(sites, upper=1.0)
    draft.entries(once[:, None], opened, 1.0)
    room = draft.rows(sites, upper=0.0)
    draft.entries(room[:, None], stock, case.volume[None, :])
    draft.entries(room[:, None], opened, -SIZES[None, :])
    budget = draft.rows(1, upper=case.budget)
    draft.entries(budget[0], opened, OPENING[None, :])
    draft.entries(budget[0], stock, case.price[None, :])
    return draft.program()


def two_stage(case: ReserveCase) -> TwoStage:
    """Return the case as a two-stage programme with one block for each scenario and item."""
    count, sites, _ = case.hours.shape
    items = case.price.size
    first, blocks = first_stage(case), []
    stock = sites * SIZES.size + np.arange(sites * items).reshape(sites, items)
    rows = np.arange(sites)
    for w in range(count):
        for i in range(items):
            supplied = csr_array((case.survival[w], (rows, stock[:, i])), shape=(sites, first.columns))
            blocks.append(
                Transport(
                    cost=case.weight[i] * case.hours[w] / 24.0,
                    demand=case.demand[w, i],
                    unmet=np.full(case.demand.shape[2], case.weight[i]),
                    base=np.zeros(sites),
                    supplied=supplied,
                )
            )
    scenario = np.repeat(np.arange(count, dtype=np.int64), items)
    return TwoStage(first, tuple(blocks), case.probability, scenario)
