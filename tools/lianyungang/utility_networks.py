"""Power, water and telecom: from plants over substations, works and exchanges to a supply node in each township."""

from collections.abc import Sequence

import numpy as np

from tools.lianyungang.geography import Geography
from tools.lianyungang.graphs import Floats, gabriel, nearest
from tools.lianyungang.places_utilities import WATER_PER_PERSON
from tools.lianyungang.reference import SEED, plane
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

UTILITIES = "utilities-synthetic"

SOURCES: tuple[Source, ...] = (
    {
        "id": UTILITIES,
        "kind": "synthetic",
        "title": "Simulated power, water and telecom networks",
        "licence": "CC0-1.0",
        "method": "Power: each plant and one tie to the regional grid feed the three nearest substations of 220 kV; "
        "substations are joined by their Gabriel graph; each township has a supply node at the nearest substation, "
        "sub-districts at two. Water: each township is supplied by the nearest works of its district, sub-districts by "
        "two; works of a district are joined. Telecom: exchanges are joined by their Gabriel graph, the data centre to "
        "three of them; each township has a node at the nearest exchange. Loads 1.2 kW and 0.2 m3/day a resident.",
        "seed": SEED,
        "constraint": "Every township except the islets is supplied from a source in each network",
    },
)

TIE = (118.52, 34.50)
"""Position of the tie to the regional 500 kV grid in the west of Donghai, invented."""

KW_PER_PERSON = 1.2
LINE_MW = 400

Network = tuple[list[Row], list[Row]]
Places = Sequence[dict[str, str]]


def where(rows: Sequence[Row]) -> Floats:
    """Return positions in the local plane, km (n, 2)."""
    return np.asarray(plane(np.array([[float(str(row["lon"])), float(str(row["lat"]))] for row in rows])), np.float64)


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
        "source": UTILITIES,
        **more,
    }


def housed(network: str, role: str, place: dict[str, str], **more: object) -> Row:
    """Return the node that a place houses."""
    at = (float(place["lon"]), float(place["lat"]))
    names = (place["name_zh"], place["name_en"])
    return node(network, role, f"{network}-{place['id']}", names, at, place=place["id"], **more)


def join(first: Row, second: Row, link_class: str, capacity: float | None, unit: str, fragility: str | None) -> Row:
    """Return the link between two nodes; its identifier is made of theirs."""
    ends = where([first, second])
    return {
        "id": f"{first['id']}--{str(second['id']).split('-', 1)[1]}",
        "from_node": first["id"],
        "to_node": second["id"],
        "link_class": link_class,
        "length_km": max(float(np.hypot(*(ends[0] - ends[1]))) * 1.1, 0.1),
        "capacity": capacity,
        "capacity_unit": unit if capacity else None,
        "fragility": fragility,
        "synthetic": True,
        "source": UTILITIES,
    }


def supply_nodes(geography: Geography, network: str, zh: str, rate: float, unit: str, backup: float = 0.0) -> list[Row]:
    """Return a supply node at the seat of each township."""
    return [
        node(
            network,
            "supply",
            f"{network}-{town.code}",
            (f"{town.name_zh}{zh}", f"{town.name_en}, {network} supply"),
            (town.lon, town.lat),
            capacity=round(town.population * rate, 1) if rate else None,
            capacity_unit=unit or None,
            backup_hours=backup,
        )
        for town in geography.mainland
    ]


def mesh(nodes: list[Row], link_class: str, capacity: float | None, unit: str, fragility: str | None) -> list[Row]:
    """Return the links of the Gabriel graph of some nodes."""
    return [
        join(nodes[first], nodes[second], link_class, capacity, unit, fragility)
        for first, second in gabriel(where(nodes))
    ]


def power(geography: Geography, places: Places) -> Network:
    """Return plants, substations and supply nodes with their lines."""
    plants = [place for place in places if place["kind"] == "power_plant" and place["area"]]
    sources = [
        housed("power", "source", plant, capacity=float(plant["output"]), capacity_unit="MW") for plant in plants
    ]
    names = ("区域电网联络点(模拟)", "Tie to the regional grid (simulated)")
    sources.append(node("power", "source", "power-tie", names, TIE, capacity=3000, capacity_unit="MW"))
    stations = [
        housed("power", "junction", place, capacity=480, capacity_unit="MVA", fragility="quake-substation")
        for place in places
        if place["kind"] == "substation"
    ]
    links = mesh(stations, "220 kV line", LINE_MW, "MW", "wind-line")
    for source in sources:
        share = round(float(str(source["capacity"])) / 2)
        links += [
            join(source, stations[index], "220 kV line", share, "MW", "wind-line")
            for index in nearest(where(stations), where([source])[0], 3)
        ]
    supplies = supply_nodes(geography, "power", "供电点", KW_PER_PERSON / 1000, "MW")
    for town, supply in zip(geography.mainland, supplies, strict=True):
        links += [
            join(supply, stations[index], "110 kV line", 200, "MW", "wind-line")
            for index in nearest(where(stations), where([supply])[0], 2 if town.urban else 1)
        ]
    return sources + stations + supplies, links


def water(geography: Geography, places: Places) -> Network:
    """Return works and supply nodes with their mains."""
    works = [place for place in places if place["kind"] == "water_plant"]
    sources = [
        housed("water", "source", place, capacity=float(place["output"]), capacity_unit="m3/day",
               backup_hours=float(place["backup_hours"]), fragility="quake-works")
        for place in works
    ]  # fmt: skip
    by_district: dict[str, list[Row]] = {}
    for place, source in zip(works, sources, strict=True):
        by_district.setdefault(place["area"][:6], []).append(source)
    links: list[Row] = []
    for group in by_district.values():
        links += mesh(group, "intertie", 20000, "m3/day", None)
    supplies = supply_nodes(geography, "water", "供水点", WATER_PER_PERSON, "m3/day")
    for town, supply in zip(geography.mainland, supplies, strict=True):
        group = by_district[town.district]
        links += [
            join(supply, group[index], "main", None, "", None)
            for index in nearest(where(group), where([supply])[0], 2 if town.urban else 1)
        ]
    return sources + supplies, links


def telecom(geography: Geography, places: Places) -> Network:
    """Return the data centre, exchanges and supply nodes with their cables."""
    centre = [
        housed("telecom", "source", place, backup_hours=float(place["backup_hours"]))
        for place in places
        if place["kind"] == "data_centre"
    ]
    exchanges = [
        housed("telecom", "junction", place, backup_hours=float(place["backup_hours"]), fragility="quake-works")
        for place in places
        if place["kind"] == "telecom_exchange"
    ]
    links = mesh(exchanges, "backbone cable", None, "", None)
    for source in centre:
        links += [
            join(source, exchanges[index], "backbone cable", None, "", None)
            for index in nearest(where(exchanges), where([source])[0], 3)
        ]
    supplies = supply_nodes(geography, "telecom", "基站群", 0.0, "", 3.0)
    for town, supply in zip(geography.mainland, supplies, strict=True):
        links += [
            join(supply, exchanges[index], "access cable", None, "", None)
            for index in nearest(where(exchanges), where([supply])[0], 2 if town.urban else 1)
        ]
    return centre + exchanges + supplies, links
