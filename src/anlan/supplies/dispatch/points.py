"""The points between which supplies move, and how each kind of vehicle gets from one to another."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.scenarios.cascade.layers import ROAD
from anlan.supplies.dispatch.fleets import Carrier
from anlan.supplies.dispatch.requests import Sites
from anlan.supplies.dispatch.roads import RoadNet, Ways

FloatArray = NDArray[np.float64]

WATER_KM = 20.0
"""Longest way of a boat, km; assumption."""

MODES = (ROAD, "water", "air")
"""Kinds of ways in the order in which they are tried: what a road leads to needs no boat, what a boat reaches no
aircraft."""


@dataclass(frozen=True, eq=False)
class Points:
    """Named points.

    Parameters
    ----------
    index
        Index of each name.
    lon, lat
        float64[p], degrees.
    """

    index: Mapping[str, int]
    lon: FloatArray
    lat: FloatArray

    @classmethod
    def of(cls, sites: Sites, names: Iterable[str], more: Mapping[str, tuple[float, float]] | None = None) -> "Points":
        """Return places and areas of a city, and further points, as points.

        Parameters
        ----------
        sites
            Positions in the city.
        names
            Identifiers of places or codes of areas.
        more
            Longitude and latitude of further points by name.
        """
        at = {name: sites.at[name][:2] for name in dict.fromkeys(names)} | dict(more or {})
        place = np.array(list(at.values()), dtype=np.float64).reshape(-1, 2)
        return cls({name: index for index, name in enumerate(at)}, place[:, 0], place[:, 1])


@dataclass(frozen=True, eq=False)
class Reach:
    """How points are reached while some roads are closed.

    Parameters
    ----------
    points
        The points.
    net
        The roads.
    closed
        Identifiers of closed links.
    ways
        Ways by kind and top speed.
    hours
        float64[p, p], by the first kind of `MODES` that has a vehicle and a way; infinite without any.
    mode
        int64[p, p], index into `MODES`; -1 without any.
    """

    points: Points
    net: RoadNet
    closed: frozenset[str]
    ways: Mapping[tuple[str, float], Ways]
    hours: FloatArray
    mode: NDArray[np.int64]

    @classmethod
    def of(cls, points: Points, net: RoadNet, carriers: Iterable[Carrier], closed: Collection[str]) -> "Reach":
        """Compute the ways of all vehicles between points.

        Parameters
        ----------
        points
            The points.
        net
            The roads.
        carriers
            Vehicles.
        closed
            Identifiers of closed links.
        """
        ways: dict[tuple[str, float], Ways] = {}
        size = points.lon.size
        hours, mode = np.full((size, size), np.inf), np.full((size, size), -1, dtype=np.int64)
        found = sorted({(MODES.index(one.mode), one.kmh) for one in carriers})
        for place, kmh in found:
            kind = MODES[place]
            one = net.ways(points.lon, points.lat, kind=kind, kmh=kmh, closed=closed)
            if kind == "water":
                far = one.km > WATER_KM
                one = Ways(kind, kmh, np.where(far, np.inf, one.hours), np.where(far, np.inf, one.km))
            ways[kind, kmh] = one
            taken = np.isfinite(one.hours) & ((mode == -1) | ((mode == place) & (one.hours < hours)))
            hours[taken], mode[taken] = one.hours[taken], place
        return cls(points, net, frozenset(closed), ways, hours, mode)
