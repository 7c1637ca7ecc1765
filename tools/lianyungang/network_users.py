"""Who depends on which node: places, nodes of other networks, and cells under several base stations."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import h3
import numpy as np

from tools.lianyungang.geography import Geography, read_table
from tools.lianyungang.graphs import Floats, nearest
from tools.lianyungang.network_rows import where
from tools.lianyungang.reference import SEED, plane
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SOURCE: Source = {
    "id": "users-synthetic",
    "kind": "synthetic",
    "title": "Simulated dependence on networks",
    "licence": "CC0-1.0",
    "method": "Places on the nearest node of each network that their kind uses, on the two nearest of power where "
    "they have two feeds and on the two nearest groups of base stations. Waterworks, sewage works, exchanges and core "
    "sites on the two nearest switching stations, pumps, gate stations and base stations on the nearest. Substations "
    "on the two nearest exchanges for their control, after 168 h in which staff stand in. Cells with 500 residents or "
    "more on the three nearest groups of base stations, those of the countryside on two. All other cells are served "
    "by the nearest supply point of each network. Hours of tanks, generators and batteries judged.",
    "seed": SEED,
    "constraint": "Every user has a node of each network that its kind uses; no user depends on itself",
}

USERS: dict[str, tuple[str, ...]] = {
    "hospital": ("power", "water", "telecom", "sewage"), "clinic": ("power", "water", "telecom"),
    "emergency_centre": ("power", "telecom"), "blood_bank": ("power", "water", "telecom"),
    "care_home": ("power", "water", "telecom"), "shelter": ("power", "water", "telecom"),
    "school": ("power", "water", "telecom"), "government": ("power", "telecom"),
    "fire_station": ("power", "water", "telecom"), "police_station": ("power", "telecom"),
    "warehouse": ("power", "telecom"), "factory": ("power", "water", "gas", "sewage"), "market": ("power", "water"),
    "fuel_station": ("power",), "hazard_source": ("power", "water", "sewage"), "pump_station": ("power",),
    "sluice": ("power",), "bus_station": ("power", "telecom"), "rail_station": ("power", "telecom"),
    "airport": ("power", "water", "telecom"), "port": ("power", "water", "telecom"),
}  # fmt: skip
"""Services that a place of each kind uses."""

TWO_FEEDS = frozenset({
    "hospital", "emergency_centre", "blood_bank", "government", "hazard_source", "rail_station", "airport", "port",
})  # fmt: skip
"""Kinds of places with two feeds of power (assumed)."""

HOURS: dict[str, dict[str, float]] = {
    "water": {"hospital": 12.0, "shelter": 24.0, "airport": 12.0, "hazard_source": 8.0, "fire_station": 24.0},
    "sewage": {"hospital": 168.0, "factory": 12.0, "hazard_source": 24.0},
}
"""Hours of tanks and basins by kind of place."""

OTHER_HOURS = {"water": 2.0, "sewage": 12.0}

CONTROL_HOURS = 168.0
"""Hours that staff at a substation stand in for its control (assumed)."""

CONTROLLED = "quake-substation"
"""Function that marks substations of 110 kV and above."""

FEW = 500
"""Residents of a cell from which its base stations are written down; others have the nearest."""


class Nodes:
    """Nodes that serve others, by network."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows: dict[str, list[Row]] = {}
        for row in rows:
            serves = row["role"] == "supply" or (row["network"] in {"gas", "sewage"} and row["role"] == "junction")
            if serves:
                self._rows.setdefault(str(row["network"]), []).append(row)
        self._rows["exchange"] = [row for row in rows if row["network"] == "telecom" and row["role"] == "junction"]
        self._at: dict[str, Floats] = {name: where(group) for name, group in self._rows.items()}

    def near(self, network: str, lon: float, lat: float, count: int) -> list[str]:
        """Return the nearest serving nodes of a network."""
        point = np.asarray(plane(np.array([[lon, lat]])), np.float64)[0]
        return [str(self._rows[network][index]["id"]) for index in nearest(self._at[network], point, count)]


def of_places(places: Sequence[dict[str, str]], reached: set[str], nodes: Nodes) -> Iterator[Row]:
    """Yield what places in reached townships depend on."""
    for place in places:
        kind = place["kind"]
        for network in USERS.get(kind, ()) if place["area"] in reached else ():
            count = 2 if network == "telecom" or (network == "power" and kind in TWO_FEEDS) else 1
            if network == "power":
                hours = float(place["backup_hours"] or 0.0)
            else:
                hours = HOURS.get(network, {}).get(kind, OTHER_HOURS.get(network, 0.0))
            for node in nodes.near(network, float(place["lon"]), float(place["lat"]), count):
                yield {"user": place["id"], "node": node, "backup_hours": hours}


def of_nodes(rows: Sequence[Row], nodes: Nodes) -> Iterator[Row]:
    """Yield what nodes depend on in other networks."""
    for row in rows:
        at = (float(str(row["lon"])), float(str(row["lat"])))
        if row.get("fragility") == CONTROLLED:
            for node in nodes.near("exchange", *at, 2):
                yield {"user": row["id"], "node": node, "backup_hours": CONTROL_HOURS}
        elif needs_power(row):
            count = 2 if row.get("fragility") == "quake-works" else 1
            for node in nodes.near("power", *at, count):
                yield {"user": row["id"], "node": node, "backup_hours": row.get("backup_hours", 0)}


def needs_power(row: Row) -> bool:
    """Say whether a node has pumps or electronics: supply zones of water and regulators of gas have none."""
    if row["network"] == "telecom":
        return True
    return row["network"] in {"water", "sewage", "gas"} and row.get("fragility") is not None


def of_cells(geography: Geography, out: Path, nodes: Nodes) -> Iterator[Row]:
    """Yield the base stations of well peopled cells."""
    people: dict[str, float] = {}
    urban: dict[str, bool] = {}
    town = {township.code: township.urban for township in geography.townships}
    for row in read_table(out, "cells"):
        people[row["h3"]] = people.get(row["h3"], 0.0) + float(row["population"])
        urban[row["h3"]] = urban.get(row["h3"], False) or town[row["area"]]
    for cell, residents in people.items():
        if residents >= FEW:
            lat, lon = h3.cell_to_latlng(cell)
            for node in nodes.near("telecom", lon, lat, 3 if urban[cell] else 2):
                yield {"user": cell, "node": node}


def dependencies(geography: Geography, places: Sequence[dict[str, str]], rows: Sequence[Row], out: Path) -> list[Row]:
    """Return the rows of the table."""
    nodes = Nodes(rows)
    reached = {town.code for town in geography.mainland}
    found = [*of_places(places, reached, nodes), *of_nodes(rows, nodes), *of_cells(geography, out, nodes)]
    return [{**row, "synthetic": True, "source": SOURCE["id"]} for row in found]
