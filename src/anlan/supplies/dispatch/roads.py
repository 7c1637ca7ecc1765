"""Ways between any points over the roads that are open, on the water, and in the air."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.plane import Plane
from anlan.language import Message, mark
from anlan.scenarios.cascade.layers import ROAD, nearest_road

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DETOUR: Mapping[str, float] = {ROAD: 1.4, "water": 1.5, "air": 1.0}
"""Length of a way for its distance in a straight line; of roads only where a city has none; assumption."""

LOCAL_KMH = 20.0
"""Speed between a road's junction and the door, km/h; assumption."""

ROAD_KMH = 40.0
"""Speed on roads without one of their own, km/h; assumption."""

LEAST_H = 1e-9
"""Time of a link of length zero, h: a graph of sparse rows holds no link of time zero."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Times and lengths of the best ways between points, by kind of way.

    Parameters
    ----------
    kind
        Key of `DETOUR`.
    kmh
        Top speed of the vehicle, km/h.
    hours, km
        float64[p, p], from row to column; infinite without a way.
    """

    kind: str
    kmh: float
    hours: FloatArray
    km: FloatArray


@dataclass(frozen=True, eq=False)
class RoadNet:
    """The roads of a city.

    Parameters
    ----------
    plane
        The flat map.
    node_x, node_y
        float64[v], km.
    tail, head
        int64[a], ends of each arc, indices of road nodes.
    km, kmh
        float64[a], length and speed.
    link
        int64[a], index into `links`.
    links
        Identifiers of the links.
    city
        The city.
    """

    plane: Plane
    node_x: FloatArray
    node_y: FloatArray
    tail: IntArray
    head: IntArray
    km: FloatArray
    kmh: FloatArray
    link: IntArray
    links: tuple[str, ...]
    city: City

    @classmethod
    def of(cls, city: City) -> "RoadNet":
        """Read the roads of a city; a city may have none.

        Parameters
        ----------
        city
            The city.
        """
        plane = Plane.around(city)
        nodes = city.table("nodes").filter(pl.col("network") == ROAD)
        place = {name: index for index, name in enumerate(nodes["id"].to_list())}
        links = city.table("links").filter(
            pl.col("from_node").is_in(list(place)) & pl.col("to_node").is_in(list(place))
        )
        first = np.array([place[name] for name in links["from_node"].to_list()], dtype=np.int64)
        second = np.array([place[name] for name in links["to_node"].to_list()], dtype=np.int64)
        both = np.flatnonzero((links["one_way"] != "yes").fill_null(value=True).to_numpy())
        x, y = plane.xy(nodes["lon"].to_numpy().astype(np.float64), nodes["lat"].to_numpy().astype(np.float64))
        straight = np.hypot(x[first] - x[second], y[first] - y[second])
        stated = links["length_km"].cast(pl.Float64).to_numpy()
        length = np.where(np.isnan(stated), straight, stated)
        speed = links["speed_kmh"].cast(pl.Float64).fill_null(ROAD_KMH).to_numpy()
        edge = np.concatenate([np.arange(len(first)), both]).astype(np.int64)
        return cls(
            plane=plane, node_x=x, node_y=y, tail=np.concatenate([first, second[both]]),
            head=np.concatenate([second, first[both]]), km=length[edge], kmh=speed[edge], link=edge,
            links=tuple(links["id"].to_list()), city=city,
        )  # fmt: skip

    def refuse_unknown(self, closed: Collection[str]) -> None:
        """Refuse closures of roads that the city does not have.

        Parameters
        ----------
        closed
            Identifiers of links.

        Raises
        ------
        SettingError
            With every identifier that is not known.
        """
        unknown = sorted(set(closed) - set(self.links))
        if unknown:
            pattern = mark("no road has the identifier {names}; use identifiers of links.csv whose ends are roads")
            raise SettingError(Message(pattern, names=", ".join(f"'{name}'" for name in unknown)))

    def ways(
        self, lon: FloatArray, lat: FloatArray, *, kind: str = ROAD, kmh: float = ROAD_KMH, closed: Collection[str] = ()
    ) -> Ways:
        """Return the best ways between points.

        Over roads the fastest by Dijkstra (1959), no faster than the vehicle or the road allows, with the stretch
        from the nearest junction to the door; on the water and in the air the straight line times `DETOUR`.

        Parameters
        ----------
        lon, lat
            float64[p], degrees.
        kind
            Key of `DETOUR`.
        kmh
            Top speed of the vehicle, km/h.
        closed
            Identifiers of closed links; they close no way on the water or in the air.
        """
        x, y = self.plane.xy(lon, lat)
        straight = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
        if kind != ROAD or not self.node_x.size:
            km = straight * DETOUR[kind]
            return Ways(kind, kmh, km / kmh, km)
        near, leg = self._near(lon, lat, x, y)
        starts, place = np.unique(near, return_inverse=True)
        hours, km = self._between(starts, kmh, closed)
        door_h = leg / min(LOCAL_KMH, kmh)
        hours = hours[np.ix_(place, place)] + door_h[:, None] + door_h[None, :]
        km = km[np.ix_(place, place)] + leg[:, None] + leg[None, :]
        same = straight < 1e-9
        return Ways(kind, kmh, np.where(same, 0.0, hours), np.where(same, 0.0, km))

    def path(
        self, lon: FloatArray, lat: FloatArray, pairs: Sequence[tuple[int, int]], *, kmh: float,
        closed: Collection[str] = (),
    ) -> tuple[tuple[tuple[float, float], ...], ...]:  # fmt: skip
        """Return the fastest way over roads between pairs of points as lines of longitude and latitude.

        Parameters
        ----------
        lon, lat
            float64[p], degrees.
        pairs
            Indices of the first and the last point of each way.
        kmh
            Top speed of the vehicle, km/h.
        closed
            Identifiers of closed links.
        """
        x, y = self.plane.xy(lon, lat)
        if not self.node_x.size:
            return tuple(((float(lon[a]), float(lat[a])), (float(lon[b]), float(lat[b]))) for a, b in pairs)
        near, _ = self._near(lon, lat, x, y)
        starts = np.unique(near[[a for a, _ in pairs]]) if pairs else np.zeros(0, dtype=np.int64)
        before = dijkstra(self._graph(kmh, closed)[0], indices=starts, return_predecessors=True)[1] if pairs else None
        row = {int(node): place for place, node in enumerate(starts.tolist())}
        nodes = self.city.table("nodes").filter(pl.col("network") == ROAD)
        node_lon, node_lat = nodes["lon"].to_list(), nodes["lat"].to_list()
        found = []
        for a, b in pairs:
            line = [(float(lon[b]), float(lat[b]))]
            at = int(near[b])
            while before is not None and at >= 0:
                line.append((node_lon[at], node_lat[at]))
                at = int(before[row[int(near[a])], at])
            found.append(((float(lon[a]), float(lat[a])), *reversed(line)))
        return tuple(found)

    def _near(self, lon: FloatArray, lat: FloatArray, x: FloatArray, y: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return the road node nearest to each point, and the distance to it, km."""
        nodes = self.city.table("nodes").filter(pl.col("network") == ROAD)
        near = nearest_road(self.city, nodes, lon, lat)
        return near, np.hypot(x - self.node_x[near], y - self.node_y[near])

    def _graph(self, kmh: float, closed: Collection[str]) -> tuple[csr_array, csr_array]:
        """Return the open arcs by time, h, and their lengths, km; of parallel arcs the fastest."""
        shut = np.array([name in set(closed) for name in self.links], dtype=np.bool_)
        kept = np.flatnonzero(~shut[self.link]) if shut.size else np.zeros(0, dtype=np.int64)
        hours = np.maximum(self.km[kept] / np.minimum(self.kmh[kept], kmh), LEAST_H)
        size = self.node_x.size
        order = np.lexsort((hours, self.head[kept], self.tail[kept]))
        key = self.tail[kept][order] * size + self.head[kept][order]
        first = order[np.concatenate([[True], np.diff(key) > 0])] if order.size else order
        at = (self.tail[kept][first], self.head[kept][first])
        length = np.maximum(self.km[kept][first], LEAST_H)
        return csr_array((hours[first], at), shape=(size, size)), csr_array((length, at), shape=(size, size))

    def _between(self, starts: IntArray, kmh: float, closed: Collection[str]) -> tuple[FloatArray, FloatArray]:
        """Return hours and km of the fastest ways between road nodes, (s, s) each."""
        graph, length = self._graph(kmh, closed)
        hours, before = dijkstra(graph, indices=starts, return_predecessors=True)
        km = np.full(hours.shape, np.inf)
        for row in range(len(starts)):
            order = np.argsort(hours[row], kind="stable")
            order = order[np.isfinite(hours[row][order])]
            km[row, order[:1]] = 0.0
            previous = before[row, order[1:]]
            step = np.asarray(length[previous, order[1:]]).ravel() if order.size > 1 else np.zeros(0)
            for node, back, leg in zip(order[1:].tolist(), previous.tolist(), step.tolist(), strict=True):
                km[row, node] = km[row, back] + leg
        return hours[:, starts], km[:, starts]
