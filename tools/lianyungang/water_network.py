"""Water: works, pumping stations and supply zones, district by district."""

from tools.lianyungang.geography import Geography
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
)
from tools.lianyungang.places_utilities import WATER_PER_PERSON
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SOURCE: Source = {
    "id": "water-synthetic",
    "kind": "synthetic",
    "title": "Simulated waterworks, pumping stations and supply zones",
    "licence": "CC0-1.0",
    "method": "Works of a district are joined, those of Lianyun with those of Haizhou too. One pumping station for "
    "90,000 residents, three to a district at least, in the most populous townships, on the two nearest works of the "
    "district and joined with each other. One supply zone for 18,000 residents, one to a township at least, at "
    "centres of its residents: in sub-districts on the two nearest pumping stations, else on one, seats on works too, "
    "from there to the zone only. Loads 0.2 m3/day a resident; capacities of pumps 1.5 times the mean load.",
    "seed": SEED,
    "constraint": "Every supply zone is reached from works of its own district; no works serves a district alone",
}

PEOPLE_PER_PUMP, PEOPLE_PER_ZONE = 90_000, 18_000
"""Residents for one pumping station and one supply zone (assumed)."""

TOGETHER = ("320703", "320706")
"""Districts with one water company: the city proper."""


TRUNK = {"fragility": "quake-main"}
"""Every main breaks in the same way."""


def operator(district: str) -> str:
    """Return the water company of a district."""
    return "water-utility" if district in TOGETHER else f"water-{district}"


def works(places: Places) -> dict[str, list[Row]]:
    """Return the works by district."""
    found: dict[str, list[Row]] = {}
    for place in places:
        if place["kind"] == "water_plant":
            row = housed("water", "source", place, capacity=float(place["output"]), capacity_unit="m3/day",
                         backup_hours=float(place["backup_hours"]), fragility="quake-works",
                         operator=operator(place["area"][:6]))  # fmt: skip
            found.setdefault(place["area"][:6], []).append(row)
    return found


def pumps(geography: Geography) -> dict[str, list[Row]]:
    """Return the pumping stations by district, beside the seats of its largest townships."""
    found: dict[str, list[Row]] = {}
    for district, people in geography.districts.items():
        count = max(3, round(people / PEOPLE_PER_PUMP))
        for number, town in enumerate(geography.largest(district, count), 1):
            at = (round(town.lon + 0.006, 5), round(town.lat - 0.004, 5))
            names = (f"{town.name_zh}给水加压站(模拟)", f"{town.name_en}, water pumping station (simulated)")
            more = {"capacity": round(people * WATER_PER_PERSON * 1.5 / count, -2), "capacity_unit": "m3/day",
                    "backup_hours": 2, "fragility": "quake-pump", "operator": operator(district)}  # fmt: skip
            row = node("water", "junction", f"water-pump-{district}-{number:02d}", names, at, **more)
            found.setdefault(district, []).append(row)
    return found


def zones(geography: Geography, works_of: dict[str, list[Row]], pumps_of: dict[str, list[Row]]) -> Network:
    """Return the supply zones and their mains."""
    words = ("water", "供水分区", "water supply zone")
    many = in_townships(
        geography, "water", "supply", words, lambda town: max(1, round(town.population / PEOPLE_PER_ZONE)), 3
    )
    rows, links = list[Row](), list[Row]()
    for town, number, count, bare in many:
        load = round(town.population / count * WATER_PER_PERSON, 1)
        row = {**bare, "capacity": load, "capacity_unit": "m3/day", "operator": operator(town.district)}
        rows.append(row)
        links += fed_by(row, pumps_of[town.district], 2 if town.urban else 1, "main", **TRUNK)
        if number == 1:
            links += fed_by(row, works_of[town.district], 1, "main", **TRUNK)
        elif not town.urban:
            links.append(join(row, rows[-number], "main", **TRUNK))
    return rows, links


def water(geography: Geography, places: Places) -> Network:
    """Return works, pumping stations and supply zones with their mains."""
    works_of, pumps_of = works(places), pumps(geography)
    links: list[Row] = []
    for district, group in works_of.items():
        links += mesh(group, "intertie", capacity=20000, capacity_unit="m3/day", **TRUNK)
        for pump in pumps_of[district]:
            links += to_nearest(pump, group, 2, "trunk main", **TRUNK)
        links += mesh(pumps_of[district], "trunk main", **TRUNK)
    first, second = (works_of[district] for district in TOGETHER)
    links += to_nearest(first[-1], second, 1, "intertie", capacity=20000, capacity_unit="m3/day", **TRUNK)
    served, mains = zones(geography, works_of, pumps_of)
    nodes = [row for group in (works_of, pumps_of) for rows in group.values() for row in rows]
    return nodes + served, once(links + mains)
