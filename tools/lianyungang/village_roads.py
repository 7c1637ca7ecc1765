"""Roads below the seats of townships: to villages and neighbourhoods, and bridges over rivers."""

from pathlib import Path

import numpy as np
import shapely

from tools.lianyungang.geography import Geography
from tools.lianyungang.graphs import Floats, gabriel, nearest
from tools.lianyungang.ground import RIVER_CLASSES
from tools.lianyungang.network_rows import Network, sites, where
from tools.lianyungang.reference import degrees, planar, read_shapes
from tools.lianyungang.road_network import DETOUR, junction, link
from tools.lianyungang.text_tables import Row

PEOPLE_PER_VILLAGE = 9_000
"""Residents for one node below the seat (assumed; a village of the city has about 2,000)."""

FEWEST, MOST = 3, 8
BRIDGE_KM = 0.3
"""Distance between the heads of a bridge (assumed)."""

LAND_SHARE = 0.7
"""Least share of a road that lies on land, unless its township has no other."""


def villages(geography: Geography) -> Network:
    """Return villages and the roads to them and between them."""
    land = shapely.union_all(list(geography.outlines.values()))
    nodes, links = list[Row](), list[Row]()
    groups: list[list[Row]] = []
    for town in geography.mainland:
        count = min(MOST, max(FEWEST, round(town.population / PEOPLE_PER_VILLAGE)))
        spots = sites(geography, town, 1 + count, 7)
        seat = {"id": f"road-{town.code}", "lon": town.lon, "lat": town.lat}
        group = [seat]
        for number, at in enumerate(spots[1:], 1):
            names = (f"{town.name_zh}村居{number}路口", f"{town.name_en}, village junction {number}")
            group.append(junction(f"village-{town.code}-{number}", names, at))
        nodes += group[1:]
        groups.append(group)
        kind = "urban street" if town.urban else "village road"
        links += [road(group[one], group[two], kind) for one, two in kept(land, where(group))]
    return nodes, links + between(land, groups)


def kept(land: shapely.Geometry, points: Floats) -> list[tuple[int, int]]:
    """Return the edges of the Gabriel graph that lie on land or without which a village has no road."""
    edges = gabriel(points)
    dry = {edge for edge in edges if dry_share(land, points[list(edge)]) >= LAND_SHARE}
    reached, found = {0}, list[tuple[int, int]]()
    while len(reached) < len(points):
        ways = [edge for edge in edges if (edge[0] in reached) != (edge[1] in reached)]
        lengths = {edge: float(np.hypot(*(points[edge[0]] - points[edge[1]]))) for edge in ways}
        best = min((edge not in dry, length, edge) for edge, length in lengths.items())[2]
        found.append(best)
        reached |= set(best)
    return sorted(dry | set(found))


def dry_share(land: shapely.Geometry, ends: Floats) -> float:
    """Return the share of a straight line that lies on land."""
    line = shapely.LineString(degrees(ends))
    return float(line.intersection(land).length / line.length)


def between(land: shapely.Geometry, groups: list[list[Row]]) -> list[Row]:
    """Return a road from each village to the nearest of another township, where it lies on land."""
    every = [row for group in groups for row in group]
    owner = np.array([index for index, group in enumerate(groups) for _ in group])
    points = where(every)
    pairs: dict[frozenset[str], Row] = {}
    for index, row in enumerate(every):
        if str(row["id"]).startswith("road-"):
            continue
        others = np.flatnonzero(owner != owner[index])
        other = int(others[nearest(points[others], points[index], 1)[0]])
        if dry_share(land, points[[index, other]]) >= LAND_SHARE:
            key = frozenset((str(row["id"]), str(every[other]["id"])))
            pairs.setdefault(key, road(row, every[other], "rural road"))
    return list(pairs.values())


def road(first: Row, second: Row, kind: str) -> Row:
    """Return one road; its identifier is made of its ends."""
    ends = where([first, second])
    km = float(np.hypot(*(ends[0] - ends[1]))) * DETOUR
    tails = [str(row["id"]).split("-", 1)[1] for row in (first, second)]
    return link(f"lane-{tails[0]}--{tails[1]}", (str(first["id"]), str(second["id"])), km, kind)


def rivers(shared: Path) -> shapely.Geometry:
    """Return the rivers in the local plane."""
    lines = [
        planar(line)
        for properties, line in read_shapes(shared, "water/rivers_wdbii.geojson")
        if float(properties.get("gmt_class", 1)) <= RIVER_CLASSES
    ]
    return shapely.union_all(lines)


def bridged(nodes: list[Row], links: list[Row], shared: Path) -> Network:
    """Return all roads, with a bridge between two heads in the place of each crossing of a river.

    Ramps and expressways are left as they are: they stand on bridges as a whole.
    """
    water, at = rivers(shared), {str(row["id"]): row for row in nodes}
    heads, found = list[Row](), list[Row]()
    for row in links:
        ends = where([at[str(row["from_node"])], at[str(row["to_node"])]])
        length = float(np.hypot(*(ends[1] - ends[0])))
        crossing = shapely.LineString(ends).intersection(water)
        plain = row["link_class"] in {"expressway", "ramp"} or crossing.is_empty or length < 4 * BRIDGE_KM
        if plain:
            found.append(row)
            continue
        first = shapely.get_coordinates(crossing)[0]
        way = float(np.hypot(*(first - ends[0]))) / length
        way = min(max(way, BRIDGE_KM / length), 1.0 - BRIDGE_KM / length)
        step = 0.5 * BRIDGE_KM / length
        number = len(heads) // 2 + 1
        pair = [head(number, side, ends[0] + (way + sign * step) * (ends[1] - ends[0]))
                for side, sign in (("a", -1.0), ("b", 1.0))]  # fmt: skip
        heads += pair
        found += cut(row, pair, (way - step) * float(str(row["length_km"])), (1.0 - way - step), number)
    return nodes + heads, found


def head(number: int, side: str, point: Floats) -> Row:
    """Return the head of a bridge."""
    lon, lat = degrees(point)
    letter = {"a": ("甲", "first"), "b": ("乙", "second")}[side]
    names = (f"模拟桥梁{number:03d}{letter[0]}端", f"Simulated bridge {number:03d}, {letter[1]} head")
    return junction(f"bridge-{number:03d}{side}", names, (round(float(lon), 5), round(float(lat), 5)))


def cut(row: Row, heads: list[Row], before: float, share_after: float, number: int) -> list[Row]:
    """Return a road as two roads and the bridge between them."""
    near, far = str(heads[0]["id"]), str(heads[1]["id"])
    bridge = {**row, "id": f"bridge-{number:03d}", "from_node": near, "to_node": far, "length_km": BRIDGE_KM,
              "name_zh": f"模拟桥梁{number:03d}", "name_en": f"Simulated bridge {number:03d}",
              "fragility": "quake-bridge"}  # fmt: skip
    after = share_after * float(str(row["length_km"]))
    return [
        {**row, "id": f"{row['id']}-a", "to_node": near, "length_km": max(before, 0.1)},
        bridge,
        {**row, "id": f"{row['id']}-b", "from_node": far, "length_km": max(after, 0.1)},
    ]
