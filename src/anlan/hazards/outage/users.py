"""Who loses a service: from supply nodes to cells."""

from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from anlan.city import City
from anlan.hazards.outage.modes import Modes, Network
from anlan.hazards.plane import Plane

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Users:
    """Which nodes serve each cell.

    Parameters
    ----------
    group
        int64 (c,): index of the group of cells that are served alike.
    share
        float64 (g, n): share of a group's need that each node covers; rows add up to 1.
    backup
        float64 (g,): hours that the group bridges by itself.
    """

    group: NDArray[np.int64]
    share: FloatArray
    backup: FloatArray

    def lost(self, modes: Modes) -> FloatArray:
        """Return the share of need that each group loses in each failure mode, (m, g)."""
        return np.asarray(modes.lost.astype(np.float64) @ self.share.T)


def users_of(city: City, network: Network) -> Users:
    """Find the nodes that serve each cell.

    A row of `dependencies` whose user is the cell comes first, then one for the smallest area that contains the
    largest part of its residents, then for the areas above; a cell that none of them names is served by the nearest
    supply node.
    """
    served = _served(city, network)
    codes = city.areas.codes
    parent = city.areas.parent
    main = _main_area(city)
    nearest = _nearest(city, network)
    keys: list[str] = []
    for cell, area in enumerate(main.tolist()):
        at = int(area)
        while at >= 0 and codes[at] not in served:
            at = int(parent[at])
        name = h3.int_to_str(int(city.cells.h3[cell]))
        keys.append(name if name in served else codes[at] if at >= 0 else f"node {nearest[cell]}")
    names = sorted(set(keys))
    place = {name: index for index, name in enumerate(names)}
    share, backup = np.zeros((len(names), len(network.nodes))), np.zeros(len(names))
    for name, index in place.items():
        for node, part, hours in served.get(name, ()) or ((int(name.removeprefix("node ")), 1.0, 0.0),):
            share[index, node] += part
            backup[index] = max(backup[index], hours)
    total = share.sum(axis=1, keepdims=True)
    return Users(np.array([place[key] for key in keys], dtype=np.int64), share / np.maximum(total, 1e-12), backup)


def _served(city: City, network: Network) -> dict[str, list[tuple[int, float, float]]]:
    """Return node, share and hours of backup by user, for nodes that deliver."""
    place = {name: index for index, name in enumerate(network.nodes) if network.supply[index]}
    rows = city.table("dependencies").filter(pl.col("node").is_in(list(place)))
    found: dict[str, list[tuple[int, float, float]]] = {}
    for row in rows.iter_rows(named=True):
        share = 1.0 if row["share"] is None else float(row["share"])
        if share > 0.0:
            hours = float(row["backup_hours"] or 0.0)
            found.setdefault(row["user"], []).append((place[row["node"]], share, hours))
    return found


def _main_area(city: City) -> NDArray[np.int64]:
    """Return the area with most residents of each cell, or with most ground where nobody lives."""
    cells = city.cells
    weight = cells.population + 1e-6 * cells.share
    order = np.lexsort((-weight, cells.row_cell))
    first = np.unique(cells.row_cell[order], return_index=True)[1]
    return np.asarray(cells.row_area[order][first], dtype=np.int64)


def _nearest(city: City, network: Network) -> NDArray[np.int64]:
    """Return the supply node that is nearest to each cell."""
    nodes = city.table("nodes").filter(pl.col("id").is_in(list(network.nodes)))
    supply = np.flatnonzero(network.supply)
    plane = Plane.around(city)
    at = np.column_stack(plane.xy(nodes["lon"].to_numpy(), nodes["lat"].to_numpy()))
    tree = cKDTree(at[supply])
    _, found = tree.query(np.column_stack(plane.xy(city.cells.lon, city.cells.lat)))
    return np.asarray(supply[found], dtype=np.int64)
