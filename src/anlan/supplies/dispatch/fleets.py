"""Vehicles that can carry supplies, and which of them load at which store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.cascade.layers import ROAD

FloatArray = NDArray[np.float64]

MODE_OF_KIND: Mapping[str, str] = {
    "truck": ROAD,
    "van": ROAD,
    "tanker": ROAD,
    "boat": "water",
    "ship": "water",
    "helicopter": "air",
}
"""Kind of way of each kind of vehicle that carries supplies; all others carry people or do other work."""

TANK = "tank"
"""Storage class of what only tankers carry."""

MOST_TRIPS = 12
"""Most trips of one vehicle in a plan."""

LEAST_KG = 200.0
"""Payload below which a vehicle carries no relief supplies, kg; assumption."""


@dataclass(frozen=True)
class Carrier:
    """Like vehicles at one base.

    Parameters
    ----------
    id
        Identifier of the group.
    kind
        Kind of vehicle.
    mode
        Kind of way that it uses, of `anlan.supplies.dispatch.points.MODES`.
    tank
        Whether it carries what is stored in tanks, and nothing else.
    organisation
        Who owns it; empty where it is not known.
    base
        Identifier of the place where it stands.
    count
        How many.
    kg, m3
        Payload and volume of one.
    kmh
        Top speed.
    """

    id: str
    kind: str
    mode: str
    tank: bool
    organisation: str
    base: str
    count: int
    kg: float
    m3: float
    kmh: float


def carriers_of(city: City) -> tuple[Carrier, ...]:
    """Return the vehicles of a city that carry supplies and whose base is known.

    Parameters
    ----------
    city
        The city. A vehicle without a stated volume is limited by its payload alone.
    """
    return tuple(
        Carrier(
            id=row["id"], kind=row["vehicle_kind"], mode=MODE_OF_KIND[row["vehicle_kind"]],
            tank=row["vehicle_kind"] == "tanker", organisation=row["organisation"] or "", base=row["place"],
            count=row["count"], kg=row["payload_kg"], m3=row["volume_m3"] or float("inf"), kmh=row["speed_kmh"],
        )
        for row in city.table("vehicles").iter_rows(named=True)
        if row["vehicle_kind"] in MODE_OF_KIND and row["place"] and row["count"] > 0
        and (row["payload_kg"] or 0.0) >= LEAST_KG
    )  # fmt: skip


def carrying_of(carriers: Sequence[Carrier], span_h: float) -> float:
    """Return what vehicles can do in a span, kg h.

    Parameters
    ----------
    carriers
        The vehicles.
    span_h
        Length of the span, h.
    """
    return sum(one.count * one.kg for one in carriers) * span_h


@dataclass(frozen=True)
class Post:
    """Vehicles of a group that load at a store.

    Parameters
    ----------
    carrier
        The group.
    site
        The store.
    count
        How many.
    drive_h
        Hours from their base to the store.
    """

    carrier: Carrier
    site: str
    count: int
    drive_h: float


@dataclass(frozen=True)
class Demand:
    """What must be carried from a store by one kind of vehicle.

    Parameters
    ----------
    site
        The store.
    mode, tank
        Kind of way, and whether it must be a tanker.
    kg, m3
        How much in all.
    round_h
        Mean hours of a round, weighted by load.
    window_h
        Mean hours from when it can be loaded to when it is needed.
    rank
        How urgent it is; the largest is served first.
    """

    site: str
    mode: str
    tank: bool
    kg: float
    m3: float
    round_h: float
    window_h: float
    rank: float


def rounds_in(window_h: float, round_h: float) -> float:
    """Return how many rounds a vehicle is counted on to make, at least 1 and at most `MOST_TRIPS`.

    Parameters
    ----------
    window_h
        Hours that it has.
    round_h
        Hours of a round.
    """
    return float(np.clip(window_h // max(round_h, 0.1), 1.0, MOST_TRIPS))


def post_vehicles(
    demands: Sequence[Demand], carriers: Sequence[Carrier], taken: Mapping[str, int],
    hours: Mapping[tuple[str, str, str, float], float],
) -> tuple[Post, ...]:  # fmt: skip
    """Send vehicles to stores: the most urgent store first, to it the nearest vehicles, as many as can do it in time.

    Parameters
    ----------
    demands
        What must be carried.
    carriers
        The vehicles.
    taken
        Vehicles of a group that are under way already, by group.
    hours
        Hours from a base to a store by base, store, kind of way and top speed.
    """
    left = {one.id: one.count - taken.get(one.id, 0) for one in carriers}
    posts = []
    for demand in sorted(demands, key=lambda one: (-one.rank, one.site, one.mode, one.tank)):
        kg, m3, any_yet = demand.kg, demand.m3, False
        able = [(hours.get((one.base, demand.site, one.mode, one.kmh), np.inf), -one.kg, one.id, one)
                for one in carriers if one.mode == demand.mode and one.tank == demand.tank]  # fmt: skip
        for drive, _, _, one in sorted(able, key=lambda each: each[:3]):
            done = any_yet and kg <= 1e-6 and m3 <= 1e-9
            if not np.isfinite(drive) or left[one.id] <= 0 or done:
                continue
            rounds = rounds_in(demand.window_h - drive, demand.round_h)
            wish = max(ceil(kg / (one.kg * rounds) - 1e-9), ceil(m3 / (one.m3 * rounds) - 1e-9), 1)
            count = min(wish, left[one.id])
            left[one.id] -= count
            kg, m3 = kg - count * one.kg * rounds, m3 - count * one.m3 * rounds
            posts.append(Post(one, demand.site, count, float(drive)))
            any_yet = True
    return tuple(posts)
