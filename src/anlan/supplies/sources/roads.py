"""Ways from origins of supplies to the areas where people live, over the roads that work."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from anlan.city import City
from anlan.hazards.plane import Plane
from anlan.scenarios.cascade.layers import ROAD, Layers, layers_of, nearest_road
from anlan.scenarios.run.travel import RoadArcs, road_graph

FloatArray = NDArray[np.float64]

DETOUR = 1.4
"""Length of a way for its distance in a straight line, where a city has no roads; assumption."""

MIN_PER_HOUR = 60.0


@dataclass(frozen=True, eq=False)
class Origins:
    """Points that supplies leave from.

    Parameters
    ----------
    names
        Identifiers of places and candidate sites; length o.
    lon, lat
        float64[o], degrees, WGS 84.
    """

    names: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray


@dataclass(frozen=True, eq=False)
class RoadMap:
    """Roads between origins and homes.

    Parameters
    ----------
    arcs
        The roads, with v nodes.
    start
        int64[u], road nodes that origins lie next to, each once.
    origin
        int64[o], index into `start` of each origin.
    approach
        float64[o], hours from each origin to its road node.
    share
        float64[areas, v], share of each area's residents by nearest road node; rows add up to 1, or to 0 where nobody
        lives.
    leg
        float64[areas, v], mean hours from the road node to those residents, times their share.
    """

    arcs: RoadArcs
    start: NDArray[np.int64]
    origin: NDArray[np.int64]
    approach: FloatArray
    share: FloatArray
    leg: FloatArray

    def hours_from(self, broken: NDArray[np.bool_], works: NDArray[np.bool_]) -> FloatArray:
        """Return the hours from each start to each road node, float64[u, v]; infinite without a way.

        Shortest ways by Dijkstra (1959).

        Parameters
        ----------
        broken
            bool[n + m], broken components.
        works
            bool[n], nodes at work.
        """
        arcs, whole = self.arcs, self.arcs.whole(broken, works)
        graph = road_graph(arcs.tail[whole], arcs.head[whole], arcs.minutes[whole], arcs.nodes)
        found = np.asarray(dijkstra(graph, directed=True, indices=self.start)) / MIN_PER_HOUR
        found[~arcs.working(works)[self.start]] = np.inf
        return found

    def to_areas(self, hours: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the residents' mean hours times their share with a way, and that share, float64[o, areas] each.

        Parameters
        ----------
        hours
            float64[u, v], from `hours_from`.
        """
        way = np.isfinite(hours)
        share = way @ self.share.T
        spent = np.where(way, hours, 0.0) @ self.share.T + way @ self.leg.T
        return spent[self.origin] + self.approach[:, None] * share[self.origin], share[self.origin]


def road_map(city: City, origins: Origins, area_of_row: NDArray[np.int64], areas: int, speeds: tuple[float, float],
             refuge: str = "hospital") -> RoadMap | None:  # fmt: skip
    """Return the roads between origins and homes; None where the city has no roads.

    Parameters
    ----------
    city
        The city.
    origins
        Where supplies leave from.
    area_of_row
        int64[m], index of the area of each row of the cells table, -1 for none.
    areas
        Number of areas.
    speeds
        Speed on roads without one of their own, and from a road's junction to the door, km/h.
    refuge
        Kind of place that ends isolation; no way depends on it.
    """
    if not (city.table("nodes")["network"] == ROAD).any():
        return None
    layers = layers_of(city, refuge)
    arcs = RoadArcs.of(layers, speeds[0])
    near, approach = _beside(city, layers, origins.lon, origins.lat, speeds[1])
    start, origin = np.unique(near - arcs.first, return_inverse=True)
    share, leg = _homes(city, layers, area_of_row, areas, speeds[1])
    return RoadMap(arcs=arcs, start=start, origin=origin, approach=approach, share=share, leg=leg)


def straight_hours(
    city: City, origins: Origins, area_of_row: NDArray[np.int64], areas: int, kmh: float
) -> tuple[FloatArray, FloatArray]:
    """Return hours from origins to areas where a city has no roads, and the shares with a way, float64[o, areas].

    The way is the distance in a straight line times `DETOUR`, at a speed that holds everywhere.
    """
    cells, plane = city.cells, Plane.around(city)
    homes = np.column_stack(plane.xy(cells.lon, cells.lat))[cells.row_cell]
    weight = _shares(cells.population, area_of_row, areas)
    at = np.column_stack(plane.xy(origins.lon, origins.lat))
    distance = np.array([np.linalg.norm(homes - one, axis=1) for one in at]).reshape(len(at), -1)
    return DETOUR * (distance @ weight.T) / kmh, np.broadcast_to(weight.sum(axis=1), (len(at), areas)).copy()


def _beside(
    city: City, layers: Layers, lon: FloatArray, lat: FloatArray, kmh: float
) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the road node beside each point and the hours to it in a straight line."""
    near, plane = nearest_road(city, layers.nodes, lon, lat), Plane.around(city)
    at = np.column_stack(plane.xy(layers.nodes["lon"].to_numpy()[near], layers.nodes["lat"].to_numpy()[near]))
    return near, np.linalg.norm(np.column_stack(plane.xy(lon, lat)) - at, axis=1) / kmh


def _shares(people: FloatArray, area_of_row: NDArray[np.int64], areas: int) -> FloatArray:
    """Return the share of each area's residents in each row of the cells table, float64[areas, m]."""
    inside = np.where(area_of_row >= 0, people, 0.0)
    total = np.bincount(np.maximum(area_of_row, 0), weights=inside, minlength=areas)
    found = np.zeros((areas, people.size))
    rows = np.flatnonzero(inside > 0.0)
    found[area_of_row[rows], rows] = inside[rows] / total[area_of_row[rows]]
    return found


def _homes(
    city: City, layers: Layers, area_of_row: NDArray[np.int64], areas: int, kmh: float
) -> tuple[FloatArray, FloatArray]:
    """Return each area's residents by nearest road node as shares, and the hours of the last leg times the share."""
    cells = city.cells
    first, last = layers.layer_first[layers.names.index(ROAD) : layers.names.index(ROAD) + 2].tolist()
    near, leg = _beside(city, layers, cells.lon, cells.lat, kmh)
    share = _shares(cells.population, area_of_row, areas)
    nodes = last - first
    inside = np.flatnonzero(area_of_row >= 0)
    key = area_of_row[inside] * nodes + near[cells.row_cell[inside]] - first
    weight = share[area_of_row[inside], inside]
    spent = weight * leg[cells.row_cell[inside]]
    shares, legs = (np.bincount(key, weights=one, minlength=areas * nodes) for one in (weight, spent))
    return np.asarray(shares.reshape(areas, nodes)), np.asarray(legs.reshape(areas, nodes))


def origins_of(city: City, extra: Sequence[str] = ()) -> Origins:
    """Return the places that hold, deliver or make supplies, and the candidate sites, in the order of their tables.

    Parameters
    ----------
    city
        The city.
    extra
        Identifiers of further places.
    """
    wanted = set(extra)
    for table in ("stock", "agreements", "further_supplies", "capacity", "component_sources", "vehicles"):
        wanted |= set(city.table(table)["place"].drop_nulls().to_list())
    places = city.table("places").select("id", "lon", "lat").iter_rows()
    sites = city.table("candidate_sites").select("id", "lon", "lat").iter_rows()
    rows = [row for row in places if row[0] in wanted] + list(sites)
    at = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 2)
    return Origins(tuple(row[0] for row in rows), at[:, 0].copy(), at[:, 1].copy())
