"""Room of the sites by kind: halls, yards, tanks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies.reserve.places import UNPLACED, ReserveSite
from anlan.supplies.reserve.rules import ReserveRules

Floats = NDArray[np.float64]

ROOM_OF: Mapping[str, str] = {
    "dry": "hall", "cool": "hall", "cold": "hall", "chemical": "hall", "yard": "yard", "fuel": "tank", "tank": "tank",
    "fresh": "kitchen", "building": "hall",
}  # fmt: skip
"""Kind of room in which goods of a storage class lie; those of one kind share it. Unknown classes lie in halls."""

ROOMS = ("hall", "yard", "tank", "kitchen")
"""Kinds of room."""


@dataclass(frozen=True, eq=False)
class RoomArrays:
    """Rooms as a problem wants them; see `anlan.supplies.reserve.problem.ReserveProblem`."""

    volume: Floats
    room_now: Floats
    room: Floats
    possible: NDArray[np.bool_]
    open_once: Floats
    open_yearly: Floats


def rooms_of(city: City, items: tuple[str, ...], names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the place of the room of each item among the names, int64 (i,)."""
    classes = dict(city.table("items").select("id", "storage").rows())
    return np.array([names.index(ROOM_OF.get(classes[item], "hall")) for item in items], dtype=np.int64)


def room_arrays(
    city: City, sites: Sequence[ReserveSite], items: tuple[str, ...], stock: Floats, rules: ReserveRules
) -> tuple[RoomArrays, tuple[str, ...], tuple[str, ...]]:
    """Return rooms and costs of opening, the names of the kinds of room, and those of the sizes.

    A site has as much yard as hall (assumption). Tanks and what is pooled hold what they hold today. What lies there
    beside the plan's goods, because no scenario needs it or because it has expired, keeps its room.

    Parameters
    ----------
    city
        The city.
    sites
        The sites.
    items
        Items of the plan.
    stock
        The plan's goods that lie there today, unit, shape (s, i).
    rules
        Sizes of new bases.
    """
    count, kinds, sizes = len(sites), len(ROOMS), tuple(f"{share:g}" for share in rules.sizes)
    now, room = np.zeros((count, kinds)), np.zeros((count, len(sizes), kinds))
    once, yearly = np.zeros((count, len(sizes))), np.zeros((count, len(sizes)))
    possible = np.zeros((count, len(sizes)), dtype=np.bool_)
    filled = _filled(city, sites)
    for place, site in enumerate(sites):
        usable = {ROOM_OF.get(each, "hall") for each in site.classes} & {"hall", "yard"}
        open_to = np.array([kind in usable for kind in ROOMS])
        if site.kind == "store":
            now[place] = np.where(open_to, np.maximum(site.volume_m3, filled[place]), filled[place])
        elif site.kind == "pool":
            now[place] = filled[place]
        else:
            possible[place] = site.volume_m3 > 0.0
            room[place] = np.array(rules.sizes)[:, None] * site.volume_m3 * open_to
            once[place], yearly[place] = site.opening, site.running
    volumes = dict(city.table("items").select("id", "volume_m3").rows())
    volume = np.array([float(volumes[item] or 0.0) for item in items])
    planned = (stock * volume) @ np.eye(kinds)[rooms_of(city, items, ROOMS)].reshape(len(items), kinds)
    now = np.maximum(now - np.maximum(filled - planned, 0.0), planned)
    return RoomArrays(volume, now, room, possible, once, yearly), ROOMS, sizes


def _filled(city: City, sites: Sequence[ReserveSite]) -> Floats:
    """Return the room that today's stock takes, m3, shape (s, kinds)."""
    place = {member: index for index, site in enumerate(sites) for member in site.members if site.kind != "candidate"}
    items = city.table("items").select(pl.col("id").alias("item"), "storage", "volume_m3")
    rows = city.table("stock").join(items, on="item", how="left").select("place", "quantity", "storage", "volume_m3")
    found = np.zeros((len(sites), len(ROOMS)))
    for lies, quantity, storage, volume in rows.rows():
        name = UNPLACED if lies is None else lies
        if name in place:
            found[place[name], ROOMS.index(ROOM_OF.get(storage, "hall"))] += quantity * (volume or 0.0)
    return found
