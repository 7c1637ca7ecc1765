"""Networks of the city and who depends on them."""

from pathlib import Path

from tools.lianyungang import road_network, utility_networks
from tools.lianyungang.geography import Geography, read_geography, read_table
from tools.lianyungang.road_network import railways, roads
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row
from tools.lianyungang.utility_networks import UTILITIES, power, telecom, water

SOURCES: tuple[Source, ...] = (*road_network.SOURCES, *utility_networks.SOURCES)

USERS: dict[str, tuple[str, ...]] = {
    "hospital": ("power", "water", "telecom"), "clinic": ("power", "water"), "emergency_centre": ("power", "telecom"),
    "blood_bank": ("power",), "care_home": ("power", "water"), "shelter": ("power", "water", "telecom"),
    "government": ("power", "telecom"), "fire_station": ("power", "telecom"), "police_station": ("telecom",),
    "warehouse": ("power",), "factory": ("power", "water"), "market": ("power",), "fuel_station": ("power",),
    "hazard_source": ("power", "water"), "sewage_plant": ("power",), "pump_station": ("power",), "sluice": ("power",),
    "rail_station": ("power", "telecom"),
    "airport": ("power", "water", "telecom"), "port": ("power", "water", "telecom"),
}  # fmt: skip
"""Services that a place of each kind uses."""

WATER_TANK_HOURS = {"hospital": 12.0, "shelter": 24.0, "airport": 12.0}
TELECOM_HOURS = 0.0


def dependencies(geography: Geography, places: list[dict[str, str]], nodes: list[Row]) -> list[Row]:
    """Return who is served by which supply node: townships, places, works and exchanges."""
    reached = {town.code for town in geography.mainland}
    rows: list[Row] = [
        {"user": town.code, "node": f"{network}-{town.code}"}
        for town in geography.mainland
        for network in ("power", "water", "telecom")
    ]
    for place in places:
        if place["area"] in reached:
            rows += [used(place, network) for network in USERS.get(place["kind"], ())]
    area = {place["id"]: place["area"] for place in places}
    for node in nodes:
        needs_power = node["network"] in {"water", "telecom"} and node["role"] != "supply"
        if needs_power:
            town = area[str(node["place"])]
            rows.append({"user": node["id"], "node": f"power-{town}", "backup_hours": node.get("backup_hours", 0)})
        elif node["network"] == "telecom":
            rows.append({"user": node["id"], "node": str(node["id"]).replace("telecom", "power"), "backup_hours": 3})
    return [{**row, "synthetic": True, "source": UTILITIES} for row in rows]


def used(place: dict[str, str], network: str) -> Row:
    """Return one dependency of a place on the supply node of its township."""
    hours = {
        "power": float(place["backup_hours"] or 0.0),
        "water": WATER_TANK_HOURS.get(place["kind"], 2.0),
        "telecom": TELECOM_HOURS,
    }
    return {"user": place["id"], "node": f"{network}-{place['area']}", "backup_hours": hours[network]}


def build(shared: Path, out: Path) -> None:
    """Write nodes, links and dependencies."""
    geography = read_geography(out)
    places = read_table(out, "places")
    stations = [place for place in places if place["kind"] == "rail_station"]
    parts = [
        roads(geography),
        railways(geography, stations),
        power(geography, places),
        water(geography, places),
        telecom(geography, places),
    ]
    nodes = [node for part in parts for node in part[0]]
    write_table(out, "nodes", nodes)
    write_table(out, "links", [link for part in parts for link in part[1]])
    write_table(out, "dependencies", dependencies(geography, places, nodes))
