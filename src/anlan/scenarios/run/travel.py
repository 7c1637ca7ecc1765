"""Ways from home to the nearest hospital that works, over the roads that work."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from anlan.city import City
from anlan.hazards.plane import Plane
from anlan.risk.slots import slots_of
from anlan.scenarios.cascade import CascadeModel
from anlan.scenarios.cascade.layers import ROAD, Layers, layers_of, nearest_road
from anlan.scenarios.run.result import TravelTimes
from anlan.scenarios.run.settings import RunSettings
from anlan.scenarios.run.states import Moment

FloatArray = NDArray[np.float64]

LEAST_MIN = 1e-6
"""Time of a link of length zero, min: a graph of sparse rows holds no link of time zero."""


@dataclass(frozen=True, eq=False)
class RoadArcs:
    """The directed ways along roads.

    Parameters
    ----------
    first, nodes
        Index of the first road node among the components, and the number v of road nodes.
    head, tail, link
        int64[a]: each arc leads from `tail` to `head`, indices of road nodes, over a link, an index of components.
    minutes
        float64[a], time of each arc, min.
    """

    first: int
    nodes: int
    head: NDArray[np.int64]
    tail: NDArray[np.int64]
    link: NDArray[np.int64]
    minutes: FloatArray

    @classmethod
    def of(cls, layers: Layers, kmh: float) -> "RoadArcs":
        """Take the roads of a city.

        Parameters
        ----------
        layers
            Its networks, roads among them.
        kmh
            Speed on roads without one of their own, km/h.
        """
        layer = layers.names.index(ROAD)
        first, last = layers.layer_first[layer : layer + 2].tolist()
        arcs = slice(int(layers.indptr[first]), int(layers.indptr[last]))
        edge = layers.edge[arcs].astype(np.int64)
        return cls(
            first=first,
            nodes=last - first,
            head=layers.head[arcs].astype(np.int64) - first,
            tail=np.repeat(np.arange(last - first), np.diff(layers.indptr[first : last + 1])),
            link=edge + len(layers.place),
            minutes=link_minutes(layers, kmh)[edge],
        )

    def working(self, works: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which road nodes work, bool[v].

        Parameters
        ----------
        works
            bool[n], nodes at work.
        """
        return works[self.first : self.first + self.nodes]

    def whole(self, broken: NDArray[np.bool_], works: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which arcs can be driven, bool[a].

        Parameters
        ----------
        broken
            bool[n + m], broken components.
        works
            bool[n], nodes at work.
        """
        alive = self.working(works)
        return np.asarray(~broken[self.link] & alive[self.head] & alive[self.tail])


@dataclass(frozen=True, eq=False)
class Ways:
    """Roads, hospitals and homes.

    Parameters
    ----------
    arcs
        The roads.
    hospital_node, hospital_place
        int64[q]: road node next to each hospital; its place in `CascadeModel.places`, -1 where it needs nothing and
        always works.
    residents
        float64[d, v], residents by district and nearest road node.
    local
        float64[d, v], their summed time to that node, person-minutes.
    hours
        int64[k], hours that are looked at.
    """

    arcs: RoadArcs
    hospital_node: NDArray[np.int64]
    hospital_place: NDArray[np.int64]
    residents: FloatArray
    local: FloatArray
    hours: NDArray[np.int64]

    def to_hospital(self, moment: Moment) -> FloatArray:
        """Return the minutes from each road node to the nearest working hospital, float64[v]; infinite without a way.

        Shortest ways by Dijkstra (1959), from all working hospitals at once, against the direction of the arcs.
        """
        arcs = self.arcs
        works, whole = arcs.working(moment.state.works), arcs.whole(moment.state.broken, moment.state.works)
        closed = np.array([at >= 0 and moment.stopped[at] for at in self.hospital_place.tolist()], dtype=np.bool_)
        origin = np.unique(self.hospital_node[~closed & works[self.hospital_node]])
        if not origin.size:
            return np.full(arcs.nodes, np.inf)
        graph = road_graph(arcs.head[whole], arcs.tail[whole], arcs.minutes[whole], arcs.nodes)
        return np.asarray(dijkstra(graph, directed=True, indices=origin, min_only=True))


def ways_of(city: City, model: CascadeModel, settings: RunSettings) -> Ways | None:
    """Return roads, hospitals and homes; None without roads or hospitals.

    Parameters
    ----------
    city
        The city.
    model
        Its networks.
    settings
        The rules.
    """
    hospitals = city.table("places").filter(pl.col("kind") == settings.cascade.refuge)
    if ROAD not in model.networks or hospitals.is_empty():
        return None
    layers = layers_of(city, settings.cascade.refuge)
    arcs = RoadArcs.of(layers, settings.road_kmh)
    near = nearest_road(city, layers.nodes, hospitals["lon"].to_numpy(), hospitals["lat"].to_numpy())
    place = {name: index for index, name in enumerate(model.places)}
    residents, local = _homes(city, layers, arcs.first, arcs.nodes, settings.local_kmh)
    hours = sorted({hour for hour in settings.travel_hours if hour < settings.hours})
    return Ways(
        arcs=arcs,
        hospital_node=near - arcs.first,
        hospital_place=np.array([place.get(name, -1) for name in hospitals["id"].to_list()], dtype=np.int64),
        residents=residents,
        local=local,
        hours=np.array(hours, dtype=np.int64),
    )


def travel_of(ways: Ways, districts: Sequence[str], minutes: FloatArray) -> TravelTimes:
    """Return times and cut-off shares.

    Parameters
    ----------
    ways
        Roads, hospitals and homes.
    districts
        Codes of the d districts.
    minutes
        float64[samples, k, v], minutes from each road node at each hour in each followed sample.
    """
    open_way = np.isfinite(minutes)
    with_way = np.einsum("dv,skv->dk", ways.residents, open_way)
    spent = np.einsum("dv,skv->dk", ways.residents, np.where(open_way, minutes, 0.0))
    spent += np.einsum("dv,skv->dk", ways.local, open_way)
    everybody = len(minutes) * ways.residents.sum(axis=1)[:, None]
    return TravelTimes(
        hours=ways.hours,
        districts=tuple(districts),
        minutes=_over(spent, with_way),
        cut_off=np.where(everybody > 0.0, 1.0 - with_way / np.maximum(everybody, 1e-9), 0.0),
        city_minutes=_over(spent.sum(axis=0), with_way.sum(axis=0)),
        city_cut_off=1.0 - with_way.sum(axis=0) / max(float(everybody.sum()), 1e-9),
    )


def _over(spent: FloatArray, people: FloatArray) -> FloatArray:
    return np.asarray(np.divide(spent, people, out=np.full(spent.shape, np.nan), where=people > 0.0))


def link_minutes(layers: Layers, default_kmh: float) -> FloatArray:
    """Return the time of each link, min, float64[m].

    Parameters
    ----------
    layers
        The networks.
    default_kmh
        Speed on roads without one of their own, km/h.
    """
    length = layers.links["length_km"].cast(pl.Float64).fill_null(0.0).to_numpy()
    speed = layers.links["speed_kmh"].cast(pl.Float64).fill_null(default_kmh).to_numpy()
    return np.asarray(np.maximum(60.0 * length / speed, LEAST_MIN), dtype=np.float64)


def _homes(city: City, layers: Layers, first: int, nodes: int, kmh: float) -> tuple[FloatArray, FloatArray]:
    """Return residents by district and nearest road node, and their summed time to it, person-minutes."""
    cells, slots, plane = city.cells, slots_of(city), Plane.around(city)
    nearest = nearest_road(city, layers.nodes, cells.lon, cells.lat)
    at = np.column_stack(plane.xy(layers.nodes["lon"].to_numpy()[nearest], layers.nodes["lat"].to_numpy()[nearest]))
    leg = 60.0 / kmh * np.linalg.norm(np.column_stack(plane.xy(cells.lon, cells.lat)) - at, axis=1)
    district = slots.district[slots.of_row].astype(np.int64)
    key = district * nodes + nearest[cells.row_cell] - first
    shape, size = (len(slots.codes), nodes), len(slots.codes) * nodes
    residents = np.bincount(key, weights=cells.population, minlength=size)
    local = np.bincount(key, weights=cells.population * leg[cells.row_cell], minlength=size)
    return np.asarray(residents.reshape(shape)), np.asarray(local.reshape(shape))


def road_graph(row: NDArray[np.int64], column: NDArray[np.int64], minutes: FloatArray, nodes: int) -> csr_array:
    """Return arcs as sparse rows; of parallel arcs the fastest.

    Parameters
    ----------
    row, column
        int64[a], nodes from and to which each arc leads in the graph.
    minutes
        float64[a], time of each arc, min.
    nodes
        Number of nodes.
    """
    order = np.lexsort((minutes, column, row))
    key = row[order] * nodes + column[order]
    kept = order[np.concatenate([[True], np.diff(key) > 0])] if order.size else order
    return csr_array((minutes[kept], (row[kept], column[kept])), shape=(nodes, nodes))
