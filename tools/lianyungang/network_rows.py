"""Rows of nodes and links, and where the nodes of a township stand."""

from collections.abc import Callable, Sequence

import numpy as np

from tools.lianyungang.geography import Geography, Township
from tools.lianyungang.graphs import Floats, gabriel, nearest
from tools.lianyungang.reference import SEED, degrees, plane
from tools.lianyungang.text_tables import Row

Network = tuple[list[Row], list[Row]]
Places = Sequence[dict[str, str]]

ROUNDS = 8
"""Rounds of Lloyd's relaxation."""

JITTER_KM = 0.08
"""Spread of a node around the centre of its cell."""

DETOUR = 1.1
"""Length of a line or main for a straight line (assumed)."""

SITES_STREAM = 41
"""Number of the random stream of positions."""


def where(rows: Sequence[Row]) -> Floats:
    """Return positions in the local plane, km (n, 2)."""
    return np.asarray(plane(np.array([[float(str(row["lon"])), float(str(row["lat"]))] for row in rows])), np.float64)


def sites(geography: Geography, town: Township, count: int, salt: int) -> list[tuple[float, float]]:
    """Return positions in a township: its seat, then centres of the residents that are left.

    The first site is the seat. The others begin at the cells with the largest product of residents and squared distance
    to the sites before, move to the mean of the residents nearest to them (Lloyd's relaxation), and stand at the
    nearest cell in the end, moved by a seeded tenth of a kilometre.

    Parameters
    ----------
    geography
        The city.
    town
        The township.
    count
        Number of sites, at most one for each inhabited cell.
    salt
        Tells apart the networks that take sites, so that they do not stand at one spot.
    """
    ground = geography.ground[town.code]
    cells = np.asarray(plane(np.column_stack([ground.lon, ground.lat])), np.float64)
    people = ground.people + 1.0
    found = np.asarray(plane(np.array([[town.lon, town.lat]])), np.float64)
    count = min(count, len(cells))
    while len(found) < count:
        away = np.min(((cells[:, None] - found[None]) ** 2).sum(axis=2), axis=1)
        found = np.vstack([found, cells[int(np.argmax(people * away))]])
    for _ in range(ROUNDS):
        own = np.argmin(((cells[:, None] - found[None]) ** 2).sum(axis=2), axis=1)
        for place in range(1, count):
            if (own == place).any():
                found[place] = np.average(cells[own == place], axis=0, weights=people[own == place])
    rng = np.random.default_rng([SEED, SITES_STREAM, salt, int(town.code)])
    taken = [nearest(cells, point, 1)[0] for point in found[1:]]
    moved = degrees(cells[taken].reshape(-1, 2) + rng.normal(0.0, JITTER_KM, (count - 1, 2)))
    return [(town.lon, town.lat), *((round(float(lon), 5), round(float(lat), 5)) for lon, lat in moved)]


def node(network: str, role: str, name: str, names: tuple[str, str], at: tuple[float, float], **more: object) -> Row:
    """Return one node."""
    return {
        "id": name,
        "network": network,
        "role": role,
        "name_zh": names[0],
        "name_en": names[1],
        "lon": at[0],
        "lat": at[1],
        "synthetic": True,
        "source": f"{network}-synthetic",
        **more,
    }


def housed(network: str, role: str, place: dict[str, str], **more: object) -> Row:
    """Return the node that a place houses."""
    at = (float(place["lon"]), float(place["lat"]))
    names = (place["name_zh"], place["name_en"])
    return node(network, role, f"{network}-{place['id']}", names, at, place=place["id"], **more)


def in_townships(
    geography: Geography,
    network: str,
    role: str,
    words: tuple[str, str, str],
    count: Callable[[Township], int],
    salt: int,
) -> list[tuple[Township, int, int, Row]]:
    """Return nodes in all townships of the mainland with township, number and how many the township has.

    Parameters
    ----------
    geography
        The city.
    network, role
        Columns of the table.
    words
        Beginning of the identifier, Chinese and English name of what stands there.
    count
        How many nodes a township has; the first one stands at its seat and bears no number.
    salt
        See `sites`.
    """  # fmt: skip
    prefix, zh, en = words
    found = []
    for town in geography.mainland:
        spots = sites(geography, town, count(town), salt)
        for number, at in enumerate(spots, 1):
            tail = ("", "", "") if number == 1 else (f"-{number}", str(number), f" {number}")
            names = (f"{town.name_zh}{zh}{tail[1]}", f"{town.name_en}, {en}{tail[2]}")
            row = node(network, role, f"{prefix}-{town.code}{tail[0]}", names, at)
            found.append((town, number, len(spots), row))
    return found


def join(first: Row, second: Row, link_class: str, **more: object) -> Row:
    """Return the link between two nodes; its identifier is made of theirs."""
    ends = where([first, second])
    return {
        "id": f"{first['id']}--{str(second['id']).split('-', 1)[1]}",
        "from_node": first["id"],
        "to_node": second["id"],
        "link_class": link_class,
        "length_km": max(float(np.hypot(*(ends[0] - ends[1]))) * DETOUR, 0.1),
        "synthetic": True,
        "source": first["source"],
        **more,
    }


def mesh(nodes: Sequence[Row], link_class: str, **more: object) -> list[Row]:
    """Return the links of the Gabriel graph of some nodes, and a second link for nodes that have one alone."""
    points = where(nodes)
    edges = gabriel(points)
    for index in range(len(nodes)):
        mine = {other for edge in edges if index in edge for other in edge} - {index}
        if len(mine) == 1:
            order = [other for other in nearest(points, points[index], len(nodes)) if other not in mine | {index}]
            edges += [(index, order[0])] if order else []
    return [join(nodes[first], nodes[second], link_class, **more) for first, second in edges]


def to_nearest(row: Row, others: Sequence[Row], count: int, link_class: str, **more: object) -> list[Row]:
    """Return the links between a node and the nearest of others, itself left out."""
    others = [other for other in others if other["id"] != row["id"]]
    chosen = nearest(where(others), where([row])[0], count)
    return [join(row, others[index], link_class, **more) for index in chosen]


def fed_by(row: Row, others: Sequence[Row], count: int, link_class: str, **more: object) -> list[Row]:
    """Return one-way links to a node from the nearest of others: what serves streets does not feed a station."""
    chosen = nearest(where(others), where([row])[0], count)
    return [join(others[index], row, link_class, one_way="yes", **more) for index in chosen]


def once(links: Sequence[Row]) -> list[Row]:
    """Return the links without those that join two nodes a second time."""
    found: dict[frozenset[object], Row] = {}
    for link in links:
        found.setdefault(frozenset((link["from_node"], link["to_node"])), link)
    return list(found.values())
