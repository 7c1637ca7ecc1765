"""The networks of a city, layer by layer: nodes, links, neighbours, and what feeds them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from anlan.city import City
from anlan.hazards.plane import Plane

FloatArray = NDArray[np.float64]

ROAD = "road"
"""Layer whose service is access: a way to a refuge or to a road source."""

WAYS = ("road", "rail")
"""Layers whose crews need no road: they come along it."""


@dataclass(frozen=True, eq=False)
class Layers:
    """Nodes by layer, then links, as arrays.

    Parameters
    ----------
    names
        Networks of the l layers, a key of ``NETWORK_KINDS`` each.
    nodes, links
        Rows of the tables, nodes sorted by layer; n and m.
    place
        Index of each node by name.
    layer_first
        int64[l + 1], first node of each layer.
    layer
        int32[n + m], layer of each component.
    ends
        int64[m, 2], nodes at the ends of links.
    indptr, head, edge
        Neighbours in compressed rows; a one-way link is in the row of its first node only.
    source
        bool[n], nodes that feed their layer; of the road layer sources and the nodes next to refuges.
    """

    names: tuple[str, ...]
    nodes: pl.DataFrame
    links: pl.DataFrame
    place: dict[str, int]
    layer_first: NDArray[np.int64]
    layer: NDArray[np.int32]
    ends: NDArray[np.int64]
    indptr: NDArray[np.int64]
    head: NDArray[np.int32]
    edge: NDArray[np.int32]
    source: NDArray[np.bool_]

    @property
    def lines(self) -> FloatArray:
        """Longitude and latitude of both ends of each component, degrees, (n + m, 4)."""
        at = self.nodes.select("lon", "lat").to_numpy().astype(np.float64)
        return np.concatenate([np.hstack([at, at]), at[self.ends].reshape(-1, 4)])

    @property
    def pieces(self) -> NDArray[np.int64]:
        """Which nodes hang together by links, int64[n]."""
        size = len(self.place)
        ones = np.ones(len(self.ends))
        graph = coo_array((ones, (self.ends[:, 0], self.ends[:, 1])), shape=(size, size))
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)

    def column(self, name: str) -> FloatArray:
        """Return a column of numbers of the nodes, NaN where it is empty."""
        return np.array(self.nodes[name].cast(pl.Float64).fill_null(float("nan")).to_numpy(), dtype=np.float64)


def layers_of(city: City, refuge: str) -> Layers:
    """Take the layers out of the tables `nodes` and `links`.

    Parameters
    ----------
    city
        The city; its links join nodes that exist.
    refuge
        Kind of place that ends isolation.
    """
    table = city.table("nodes")
    names = tuple(table["network"].unique(maintain_order=True).to_list())
    nodes = pl.concat([table.filter(pl.col("network") == name) for name in names])
    links = city.table("links")
    place = {name: index for index, name in enumerate(nodes["id"].to_list())}
    count = np.array([nodes.filter(pl.col("network") == name).height for name in names])
    ends = np.array(
        [[place[one], place[other]] for one, other in links.select("from_node", "to_node").iter_rows()], dtype=np.int64
    ).reshape(-1, 2)
    of_node = np.repeat(np.arange(len(names)), count)
    both = np.flatnonzero((links["one_way"] != "yes").fill_null(value=True).to_numpy())
    tail = np.concatenate([ends[:, 0], ends[both, 1]])
    order = np.argsort(tail, kind="stable")
    source = (nodes["role"] == "source").to_numpy().copy()
    if ROAD in names:
        source |= _beside_refuges(city, nodes, refuge)
    return Layers(
        names=names,
        nodes=nodes,
        links=links,
        place=place,
        layer_first=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        layer=np.concatenate([of_node, of_node[ends[:, 0]]]).astype(np.int32),
        ends=ends,
        indptr=np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(place)))]).astype(np.int64),
        head=np.concatenate([ends[:, 1], ends[both, 0]])[order].astype(np.int32),
        edge=np.concatenate([np.arange(len(ends)), both])[order].astype(np.int32),
        source=source,
    )


def nearest_road(
    city: City, nodes: pl.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the road node nearest to each point, as an index of `nodes`."""
    roads = np.flatnonzero((nodes["network"] == ROAD).to_numpy())
    plane = Plane.around(city)
    at = np.column_stack(plane.xy(nodes["lon"].to_numpy()[roads], nodes["lat"].to_numpy()[roads]))
    found = cKDTree(at).query(np.column_stack(plane.xy(lon, lat)))[1]
    return np.asarray(roads[found], dtype=np.int64)


def _beside_refuges(city: City, nodes: pl.DataFrame, refuge: str) -> NDArray[np.bool_]:
    found = np.zeros(nodes.height, dtype=np.bool_)
    places = city.table("places").filter(pl.col("kind") == refuge)
    if places.height:
        found[nearest_road(city, nodes, places["lon"].to_numpy(), places["lat"].to_numpy())] = True
    return found
