"""Power: plants and ties, 500, 220 and 110 kV substations, and the switching stations of 10 kV that serve streets."""

from collections.abc import Sequence

import numpy as np

from tools.lianyungang.geography import Geography, Township, stream
from tools.lianyungang.network_rows import (
    Network,
    Places,
    fed_by,
    housed,
    in_townships,
    join,
    mesh,
    node,
    once,
    to_nearest,
    where,
)
from tools.lianyungang.reference import SEED, degrees
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SOURCE: Source = {
    "id": "power-synthetic",
    "kind": "synthetic",
    "title": "Simulated power network of four voltages",
    "licence": "CC0-1.0",
    "method": "Real plants with their published output; two invented ties to the regional grid. Four substations of "
    "500 kV within 6 km of the means of four groups of the 220 kV substations (Lloyd); plants, ties and 500 kV are "
    "joined by their Gabriel graph with two lines at least to each. Each 500 kV substation feeds the four nearest of "
    "220 kV, which are joined in the same way. One substation of 110 kV for 40,000 residents, one to a township at "
    "least: sub-districts on the two nearest of 220 kV, others on the nearest by one double line, and those of "
    "townships with an even code on a neighbour of 110 kV too. One switching station of 10 kV for 11,000 residents, "
    "two to a township at least, at centres of its residents: sub-districts and seats on the two nearest of 110 kV, "
    "half of the others on one and on the seat's, half on one alone. Lines from a higher voltage to a lower one carry "
    "one way. Capacity of a switching station: its peak load, 1.2 kW a resident; of feeders none; others judged.",
    "seed": SEED,
    "constraint": "Published output of the plants; the loss of any one substation above 10 kV cuts off no "
    "sub-district; no line is overloaded without damage by the DC power flow",
}

TIES = (
    ("power-tie", "西部区域电网联络点(模拟)", "Western tie to the regional grid (simulated)", 118.52, 34.50),
    ("power-tie-2", "南部区域电网联络点(模拟)", "Southern tie to the regional grid (simulated)", 119.36, 34.10),
)
"""Ties to the regional 500 kV grid in the west of Donghai and the south of Guannan, invented."""

OPERATORS = {"npp1": "nuclear-operator"}
"""Operator of a plant; all others belong to `power-generator`."""

KW_PER_PERSON = 1.2
EXTRA_HIGH = 4
"""Substations of 500 kV (assumed: one for about 1.1 million residents)."""

SPREAD_KM = 6.0
PEOPLE_PER_PRIMARY, PEOPLE_PER_SUPPLY = 40_000, 11_000
"""Residents for one substation of 110 kV and one switching station of 10 kV (assumed)."""

LINES: dict[str, Row] = {
    "500 kV line": {"capacity": 2500, "capacity_unit": "MW", "fragility": "wind-line"},
    "220 kV line": {"capacity": 1000, "capacity_unit": "MW", "fragility": "wind-line"},
    "110 kV line": {"capacity": 200, "capacity_unit": "MW", "fragility": "wind-line"},
    "10 kV feeder": {"fragility": "wind-distribution"},
}
"""Capacity (judged, double lines) and fragility by class. Feeders have none: their rings are operated open, where a
model of flow would let power of the whole city pass."""


def line(links: Sequence[Row]) -> list[Row]:
    """Return links with what their class has."""
    return [{**link, **LINES[str(link["link_class"])]} for link in links]


def sources(places: Places) -> list[Row]:
    """Return the real plants in the city, then the ties."""
    plants = [place for place in places if place["kind"] == "power_plant" and place["area"]]
    found = [
        housed("power", "source", plant, capacity=float(plant["output"]), capacity_unit="MW",
               operator=OPERATORS.get(plant["id"], "power-generator"))
        for plant in plants
    ]  # fmt: skip
    for name, zh, en, lon, lat in TIES:
        more = {"capacity": 2000, "capacity_unit": "MW", "operator": "grid-transmission"}
        found.append(node("power", "source", name, (zh, en), (lon, lat), **more))
    return found


def substation(row: Row, mva: float, operator: str) -> Row:
    """Return a node as a substation."""
    return {**row, "capacity": mva, "capacity_unit": "MVA", "fragility": "quake-substation", "operator": operator}


def extra_high(geography: Geography, stations: Sequence[Row]) -> list[Row]:
    """Return the substations of 500 kV near the means of groups of those of 220 kV."""
    rng, points = stream(42), where(stations)
    means = points[[int(index) for index in np.linspace(0, len(points) - 1, EXTRA_HIGH).round()]]
    for _ in range(20):
        own = np.argmin(((points[:, None] - means[None]) ** 2).sum(axis=2), axis=1)
        means = np.array([points[own == group].mean(axis=0) for group in range(EXTRA_HIGH)])
    found = []
    for number, (lon, lat) in enumerate(degrees(means), 1):
        names = (f"模拟500千伏变电站{number:02d}", f"Simulated 500 kV substation {number:02d}")
        at = geography.near(float(lon), float(lat), SPREAD_KM, rng)
        found.append(
            substation(node("power", "junction", f"power-eh-{number:02d}", names, at), 2000, "grid-transmission")
        )
    return found


def backbone(plants: list[Row], extra: list[Row], stations: list[Row]) -> list[Row]:
    """Return the lines of 500 and 220 kV."""
    high = [plant for plant in plants if float(str(plant["capacity"])) > 1000] + extra
    links = mesh(high, "500 kV line")
    for row in extra:
        links += to_nearest(row, stations, 4, "220 kV line")
    links += mesh(stations, "220 kV line")
    for plant in plants:
        if plant not in high:
            links += to_nearest(plant, stations, 3, "220 kV line")
    return links


def primaries(geography: Geography, stations: list[Row]) -> Network:
    """Return the substations of 110 kV and their lines."""
    words = ("power-hv", "110千伏变电站(模拟)", "110 kV substation (simulated)")
    many = in_townships(
        geography, "power", "junction", words, lambda town: max(1, round(town.population / PEOPLE_PER_PRIMARY)), 1
    )
    rows = [substation(row, 100, "power-grid") for *_, row in many]
    tied = [row for (town, *_), row in zip(many, rows, strict=True) if town.urban or int(town.code[8]) % 2 == 0]
    links: list[Row] = []
    for (town, *_), row in zip(many, rows, strict=True):
        links += fed_by(row, stations, 2 if town.urban else 1, "110 kV line")
        if row in tied and not town.urban:
            links += to_nearest(row, tied, 1, "110 kV line")
    return rows, links


def supplies(geography: Geography, stations: list[Row]) -> Network:
    """Return the switching stations of 10 kV and their feeders."""
    words = ("power", "供电点", "power supply")
    many = in_townships(geography, "power", "supply", words, _supplies_of, 2)
    rows = [
        {**row, "capacity": round(town.population / count * KW_PER_PERSON / 1000, 1), "capacity_unit": "MW",
         "fragility": "quake-switchroom", "operator": "power-grid"}
        for town, _, count, row in many
    ]  # fmt: skip
    links: list[Row] = []
    for at, ((town, number, _, _), row) in enumerate(zip(many, rows, strict=True)):
        links += fed_by(row, stations, 2 if town.urban or number == 1 else 1, "10 kV feeder")
        if not town.urban and number > 1 and number % 2 == 0:
            links.append(join(row, rows[at - number + 1], "10 kV feeder"))
    return rows, links


def _supplies_of(town: Township) -> int:
    return max(2, round(town.population / PEOPLE_PER_SUPPLY))


def power(geography: Geography, places: Places) -> Network:
    """Return the nodes and lines of all voltages."""
    plants = sources(places)
    stations = [
        substation(housed("power", "junction", place), 480, "power-grid")
        for place in places
        if place["kind"] == "substation"
    ]
    extra = extra_high(geography, stations)
    high, high_lines = primaries(geography, stations)
    low, low_lines = supplies(geography, high)
    lines = once(backbone(plants, extra, stations) + high_lines + low_lines)
    return plants + extra + stations + high + low, line(lines)
