"""Roads over township seats and expressways along the named corridors; railways through named stations."""

from itertools import pairwise

import numpy as np
import shapely

from tools.lianyungang.geography import Geography, Township
from tools.lianyungang.graphs import Edge, gabriel, shortest_path, spanning_tree
from tools.lianyungang.reference import SEED, degrees, plane
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

ROADS = "roads-synthetic"
RAILS = "railways-synthetic"

DETOUR = 1.25
"""Length of a road for a straight line between towns of a plain (assumed)."""

EXPRESS_DETOUR = 1.05
"""The same for expressways and railways (assumed)."""

LAND_SHARE = 0.7
"""Least part of a road that lies on the city's land, unless nothing else joins the town."""

EXIT_KM = 1.5
"""Distance of an expressway exit from the seat that it serves."""

CLASSES = {
    "expressway": (110, 4000), "trunk road": (80, 2400), "county road": (60, 1200), "rural road": (50, 700),
    "urban street": (40, 1600), "ramp": (40, 1200), "village road": (40, 400),
}  # fmt: skip
"""Free speed in km/h and capacity in vehicles an hour and direction by class (assumed)."""

CORRIDORS = (
    ("g15", "G15 沈海高速", "G15 Shenyang-Haikou", (
        "320707101000", "320707102000", "320707108000", "320707111000", "320707114000", "320706103000",
        "320706014000", "320706102000", "320723001000", "320724100000", "320724106000")),
    ("g25", "G25 长深高速", "G25 Changchun-Shenzhen", (
        "320707104000", "320707109000", "320707113000", "320722103000", "320722207000", "320706100000",
        "320723107000", "320723112000", "320724107000")),
    ("g30", "G30 连霍高速", "G30 Lianyungang-Khorgas", (
        "320703001000", "320703010000", "320706012000", "320706103000", "320722207000", "320722101000",
        "320722001000", "320722205000", "320722109000")),
    ("lianyungang-suqian", "连宿高速", "Lianyungang-Suqian expressway", (
        "320703012000", "320723106000", "320723104000", "320723001000", "320723112000")),
)  # fmt: skip
"""Named corridors and the townships that they pass, by general knowledge of their course."""

TOWNS_ON_RAIL = (("lianyun", "连云", "320703002000"), ("baitabu", "白塔埠", "320722101000"),
                 ("taolin", "桃林", "320722109000"), ("zhewang", "柘汪", "320707101000"))  # fmt: skip

RAILWAYS = (
    ("陇海铁路", "Longhai railway", 120, ("lianyun", "sta1", "baitabu", "sta2", "taolin")),
    ("连徐高铁", "Lianyungang-Xuzhou high-speed railway", 350, ("sta1", "sta2", "taolin")),
    ("青盐铁路", "Qingdao-Yancheng railway", 200, ("zhewang", "sta3", "sta1", "sta4")),
    ("连淮扬镇铁路", "Lianyungang-Zhenjiang railway", 250, ("sta4", "sta5")),
)
"""Name, speed in km/h and stations; the speed of the high-speed line is published, the others are assumed."""

SOURCES: tuple[Source, ...] = (
    {
        "id": ROADS,
        "kind": "synthetic",
        "title": "Simulated roads over township seats and along named expressway corridors",
        "licence": "CC0-1.0",
        "method": "Gabriel graph over the seats of the townships without the islets; links that leave the land by more "
        "than 30 % only where nothing else joins the town; shortest paths between district seats are trunk roads. One "
        "village or neighbourhood for 9,000 residents, three to a township at least and eight at most, at centres of "
        "its residents; the Gabriel graph over these and the seat, and over all of them with the nearest village of "
        "another township. Where a road crosses a river of the WDBII lines stands a bridge of 0.3 km between two "
        "heads; an exit 1.5 km from the seat for each township that a corridor passes; lengths 1.25 (roads) and 1.05 "
        "(expressways) times the straight line; speeds and capacities by class, assumed",
        "seed": SEED,
        "constraint": "Connected; named corridors in the order of the districts they pass; a bridge at each crossing",
        "note": "WDBII rivers are 1-3 km off and leave out most canals: there are many more bridges in the city.",
    },
    {
        "id": RAILS,
        "kind": "synthetic",
        "title": "Simulated course of the named railways",
        "licence": "CC0-1.0",
        "method": "Straight lines, times 1.05, between the proxies of stations and named places",
        "seed": SEED,
        "constraint": "Stations in the published order of the Longhai, Lianyungang-Xuzhou, Qingdao-Yancheng and "
        "Lianyungang-Zhenjiang railways",
    },
)


def positions(towns: list[Township]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return seats in the local plane, km (n, 2)."""
    return np.asarray(plane(np.array([[town.lon, town.lat] for town in towns])), dtype=np.float64)


def road_edges(geography: Geography, towns: list[Township]) -> dict[Edge, str]:
    """Return the roads between seats and the class of each."""
    points = positions(towns)
    tree = spanning_tree(points)
    land = shapely.union_all(list(geography.outlines.values()))
    kept = [
        edge for edge in gabriel(points) if edge in tree or on_land(land, towns[edge[0]], towns[edge[1]]) >= LAND_SHARE
    ]
    lengths = {(first, second): float(np.hypot(*(points[first] - points[second]))) for first, second in kept}
    seats = [towns.index(geography.largest(district, 1)[0]) for district in geography.districts]
    trunk = {edge for start in seats for end in seats if start < end for edge in shortest_path(lengths, start, end)}
    classes: dict[Edge, str] = {}
    for edge in kept:
        urban = towns[edge[0]].urban and towns[edge[1]].urban and lengths[edge] < 5.0
        other = "county road" if edge in tree else "rural road"
        classes[edge] = "trunk road" if edge in trunk else "urban street" if urban else other
    return classes


def on_land(land: shapely.Geometry, first: Township, second: Township) -> float:
    """Return the share of the straight line between two seats that lies on land."""
    line = shapely.LineString([(first.lon, first.lat), (second.lon, second.lat)])
    return float(line.intersection(land).length / line.length)


def junction(name: str, names: tuple[str, str], at: tuple[float, float], operator: str = "transport-bureau") -> Row:
    """Return one node of the roads."""
    return {
        "id": name,
        "network": "road",
        "role": "junction",
        "name_zh": names[0],
        "name_en": names[1],
        "lon": at[0],
        "lat": at[1],
        "operator": operator,
        "synthetic": True,
        "source": ROADS,
    }


def link(name: str, nodes: tuple[str, str], km: float, link_class: str) -> Row:
    """Return one road."""
    speed, capacity = CLASSES[link_class]
    return {
        "id": name,
        "from_node": nodes[0],
        "to_node": nodes[1],
        "link_class": link_class,
        "length_km": max(km, 0.1),
        "speed_kmh": speed,
        "capacity": capacity,
        "capacity_unit": "vehicles/h",
        "fragility": "quake-bridge" if link_class in {"expressway", "ramp"} else "flood-road",
        "synthetic": True,
        "source": ROADS,
    }


def roads(geography: Geography) -> tuple[list[Row], list[Row]]:
    """Return nodes and links of the roads, then of the expressways."""
    towns = geography.mainland
    points = positions(towns)
    nodes = [
        junction(f"road-{town.code}", (f"{town.name_zh}路口", f"{town.name_en}, road junction"), (town.lon, town.lat))
        for town in towns
    ]
    links: list[Row] = []
    for (first, second), link_class in sorted(road_edges(geography, towns).items()):
        km = float(np.hypot(*(points[first] - points[second]))) * DETOUR
        ends = (f"road-{towns[first].code}", f"road-{towns[second].code}")
        links.append(link(f"road-{len(links) + 1:04d}", ends, km, link_class))
    for corridor in CORRIDORS:
        more_nodes, more_links = expressway(geography, *corridor)
        nodes += more_nodes
        links += more_links
    return nodes, links


def expressway(
    geography: Geography, name: str, zh: str, en: str, codes: tuple[str, ...]
) -> tuple[list[Row], list[Row]]:
    """Return exits, ramps and carriageway of one corridor."""
    towns = [geography.township(code) for code in codes]
    points = positions(towns)
    course = np.gradient(points, axis=0)
    aside = np.stack([course[:, 1], -course[:, 0]], axis=1) / np.hypot(*course.T)[:, None]
    exits = degrees(points + EXIT_KM * aside)
    nodes: list[Row] = []
    links: list[Row] = []
    for index, (town, (lon, lat)) in enumerate(zip(towns, exits, strict=True)):
        node = f"exit-{name}-{index + 1:02d}"
        names = (f"{zh}{town.name_zh}出口", f"{en}, exit {town.name_en}")
        nodes.append(junction(node, names, (float(lon), float(lat)), "expressway-operator"))
        links.append(link(f"ramp-{name}-{index + 1:02d}", (node, f"road-{town.code}"), EXIT_KM * DETOUR, "ramp"))
        if index:
            km = float(np.hypot(*(points[index] - points[index - 1]))) * EXPRESS_DETOUR
            row = link(f"{name}-{index:02d}", (f"exit-{name}-{index:02d}", node), km, "expressway")
            links.append({**row, "name_zh": zh, "name_en": en})
    return nodes, links


def railways(geography: Geography, stations: list[dict[str, str]]) -> tuple[list[Row], list[Row]]:
    """Return stations and tracks."""
    nodes: dict[str, Row] = {}
    for row in stations:
        names = (row["name_zh"], row["name_en"])
        nodes[row["id"]] = rail_node(row["id"], names, float(row["lon"]), float(row["lat"]), row["id"])
    for name, zh, code in TOWNS_ON_RAIL:
        town = geography.township(code)
        nodes[name] = rail_node(name, (f"{zh}(铁路)", f"{name.title()} (railway)"), town.lon, town.lat, None)
    links: list[Row] = []
    for zh, en, speed, stops in RAILWAYS:
        for first, second in pairwise(stops):
            ends = plane(np.array([[nodes[stop]["lon"], nodes[stop]["lat"]] for stop in (first, second)], dtype=float))
            links.append(
                {
                    "id": f"rail-{len(links) + 1:02d}",
                    "from_node": nodes[first]["id"],
                    "to_node": nodes[second]["id"],
                    "name_zh": zh,
                    "name_en": en,
                    "link_class": "railway",
                    "length_km": float(np.hypot(*(ends[0] - ends[1]))) * EXPRESS_DETOUR,
                    "speed_kmh": speed,
                    "fragility": "quake-bridge",
                    "synthetic": True,
                    "source": RAILS,
                }
            )
    return list(nodes.values()), links


def rail_node(name: str, names: tuple[str, str], lon: float, lat: float, place: str | None) -> Row:
    """Return one station."""
    return {
        "id": f"rail-{name}",
        "network": "rail",
        "role": "junction",
        "name_zh": names[0],
        "name_en": names[1],
        "lon": lon,
        "lat": lat,
        "place": place,
        "operator": "rail-operator",
        "synthetic": True,
        "source": RAILS,
    }
