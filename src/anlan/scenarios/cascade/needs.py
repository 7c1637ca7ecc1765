"""Who needs which service from which nodes: nodes, places and people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.outage.modes import Network
from anlan.hazards.outage.users import users_of
from anlan.risk.slots import slots_of
from anlan.scenarios.cascade.layers import ROAD, Layers, nearest_road

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Need:
    """One service that one user takes.

    Parameters
    ----------
    user
        Index of the node or place; of a district, for people.
    layer
        Layer of the service.
    nodes, shares
        Serving nodes and their shares, 1.
    backup
        Hours that the user bridges.
    persons
        People who have the need; 0 for nodes and places.
    """

    user: int
    layer: int
    nodes: tuple[int, ...]
    shares: tuple[float, ...]
    backup: float
    persons: float = 0.0

    def kept(self, served: NDArray[np.bool_]) -> "Need | None":
        """Return the need without nodes that nothing feeds even without damage, shares adding up to 1."""
        pairs = [
            (node, share) for node, share in zip(self.nodes, self.shares, strict=True) if served[node] and share > 0.0
        ]
        total = sum(share for _, share in pairs)
        if not pairs:
            return None
        return replace(self, nodes=tuple(node for node, _ in pairs), shares=tuple(share / total for _, share in pairs))


def needs_of_users(city: City, layers: Layers, users: dict[str, int], own: FloatArray) -> list[Need]:
    """Return the needs of nodes or of places, by user and layer.

    Parameters
    ----------
    city
        The city.
    layers
        Its networks.
    users
        Index of each user by name.
    own
        float64 (users, l), hours of backup in the user's own row; the longer of it and of the dependency counts.
    """
    found: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for row in city.table("dependencies").iter_rows(named=True):
        if row["user"] in users:
            node = layers.place[row["node"]]
            key = (users[row["user"]], int(layers.layer[node]))
            share = 1.0 if row["share"] is None else float(row["share"])
            found.setdefault(key, []).append((node, share, float(row["backup_hours"] or 0.0)))
    return [
        Need(
            user, layer, tuple(row[0] for row in rows), tuple(row[1] for row in rows),
            max(float(own[user, layer]), *(row[2] for row in rows)),
        )
        for (user, layer), rows in sorted(found.items())
    ]  # fmt: skip


@dataclass(frozen=True, eq=False)
class People:
    """The needs of residents.

    Parameters
    ----------
    needs
        One for each service, group of cells that are served alike, and district that has residents.
    of_row
        int64 (l, m), need of each service and row of the cells table, an index of `needs`; -1 for none.
    districts, residents
        Codes of the d districts, and their people.
    """

    needs: tuple[Need, ...]
    of_row: NDArray[np.int64]
    districts: tuple[str, ...]
    residents: FloatArray

    def kept(self, served: NDArray[np.bool_]) -> "People":
        """Return the needs without nodes that nothing feeds even without damage."""
        kept = [need.kept(served) for need in self.needs]
        stays = np.array([need is not None for need in kept], dtype=np.bool_)
        place = np.append(np.where(stays, np.cumsum(stays) - 1, -1), -1)
        return replace(self, needs=tuple(need for need in kept if need is not None), of_row=place[self.of_row])


def needs_of_people(city: City, layers: Layers) -> People:
    """Return the needs of residents.

    Services with supply nodes reach people as in the hazard of outages; roads lead from the nearest junction.
    """
    slots, cells = slots_of(city), city.cells
    district = slots.district[slots.of_row].astype(np.int64)
    many = len(slots.codes)
    persons = np.bincount(district, weights=cells.population, minlength=many)
    of_row = np.full((len(layers.names), district.size), -1)
    needs: list[Need] = []
    for layer, name in enumerate(layers.names):
        for key, nodes, shares, backup in _groups(city, layers, layer, name):
            pair = key[cells.row_cell] * many + district
            sums = np.bincount(pair, weights=cells.population, minlength=many * len(nodes))
            inhabited = np.flatnonzero(sums > 0.0)
            place = np.full(sums.size, -1)
            place[inhabited] = len(needs) + np.arange(inhabited.size)
            of_row[layer] = place[pair]
            for each in inhabited.tolist():
                at, of = divmod(each, many)
                needs.append(Need(of, layer, nodes[at], shares[at], backup[at], float(sums[each])))
    return People(tuple(needs), of_row, slots.codes, persons.astype(np.float64))


Groups = tuple[NDArray[np.int64], list[tuple[int, ...]], list[tuple[float, ...]], list[float]]


def _groups(city: City, layers: Layers, layer: int, name: str) -> Iterator[Groups]:
    """Yield, once or not at all, the group of each cell and what serves each group."""
    cells = city.cells
    rows = layers.nodes.filter(pl.col("network") == name)
    if name == ROAD:
        nearest, group = np.unique(nearest_road(city, layers.nodes, cells.lon, cells.lat), return_inverse=True)
        count = len(nearest)
        yield group.astype(np.int64), [(node,) for node in nearest.tolist()], [(1.0,)] * count, [0.0] * count
    elif (rows["role"] == "supply").any():
        users = users_of(city, Network.of(city, name))
        first = int(layers.layer_first[layer])
        serving = [np.flatnonzero(row > 0.0) for row in users.share]
        nodes = [tuple((first + at).tolist()) for at in serving]
        shares = [tuple(row[at].tolist()) for row, at in zip(users.share, serving, strict=True)]
        yield users.group, nodes, shares, users.backup.tolist()
