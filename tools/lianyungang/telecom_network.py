"""Telecom: core sites, exchanges, and groups of base stations whose coverage overlaps."""

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
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SOURCE: Source = {
    "id": "telecom-synthetic",
    "kind": "synthetic",
    "title": "Simulated core sites, exchanges and base stations",
    "licence": "CC0-1.0",
    "method": "Three core sites, any of which can carry the city: the data centre, and two invented ones in other "
    "districts; each on the four nearest exchanges, which are joined by their Gabriel graph with two cables at least "
    "to each. One group of base stations for 6,500 residents, three to a township at least, at centres of its "
    "residents: in sub-districts and at seats on the two nearest exchanges, else on one and on the seat's group, from "
    "exchange to station only. Masts and their power belong to the tower company. Batteries of 3 h, at seats 6 h, in "
    "exchanges 8 h, in core sites 24 h (assumed).",
    "seed": SEED,
    "constraint": "The loss of any one core site or exchange leaves a way from a core site to every group of base "
    "stations of a sub-district",
}

CORES = (
    ("telecom-core-2", "模拟核心机房02", "Simulated core site 02", "320703001000", "telecom-b"),
    ("telecom-core-3", "模拟核心机房03", "Simulated core site 03", "320723001000", "telecom-c"),
)
"""Core sites beside the data centre, with the township at whose seat they stand."""

PEOPLE_PER_STATION = 6_500
"""Residents for one group of base stations (assumed)."""

OPTICAL = {"fragility": "quake-cable"}
AERIAL = {"fragility": "wind-cable"}


def cores(geography: Geography, places: Places) -> list[Row]:
    """Return the core sites."""
    more = {"fragility": "quake-works"}
    found = [
        housed("telecom", "source", place, backup_hours=float(place["backup_hours"]), operator="telecom-a", **more)
        for place in places
        if place["kind"] == "data_centre"
    ]
    for name, zh, en, code, owner in CORES:
        town = geography.township(code)
        at = (round(town.lon - 0.008, 5), round(town.lat + 0.003, 5))
        found.append(node("telecom", "source", name, (zh, en), at, backup_hours=24, operator=owner, **more))
    return found


def stations(geography: Geography, exchanges: list[Row]) -> Network:
    """Return the groups of base stations and their cables."""
    words = ("telecom", "基站群", "base stations")
    many = in_townships(
        geography, "telecom", "supply", words, lambda town: max(3, round(town.population / PEOPLE_PER_STATION)), 4
    )
    more = {"fragility": "wind-mast", "operator": "tower-company"}
    rows = [{**row, "backup_hours": 6 if number == 1 else 3, **more} for _, number, _, row in many]
    links: list[Row] = []
    for at, ((town, number, _, _), row) in enumerate(zip(many, rows, strict=True)):
        links += fed_by(row, exchanges, 2 if town.urban or number == 1 else 1, "access cable", **AERIAL)
        if number > 1 and not town.urban:
            links.append(join(row, rows[at - number + 1], "access cable", **AERIAL))
    return rows, links


def telecom(geography: Geography, places: Places) -> Network:
    """Return core sites, exchanges and base stations with their cables."""
    centre = cores(geography, places)
    exchanges = [
        housed("telecom", "junction", place, backup_hours=float(place["backup_hours"]), fragility="quake-works",
               operator=place["operator"])
        for place in places
        if place["kind"] == "telecom_exchange"
    ]  # fmt: skip
    links = mesh(exchanges, "backbone cable", **OPTICAL)
    for core in centre:
        links += to_nearest(core, exchanges, 4, "backbone cable", **OPTICAL)
    served, cables = stations(geography, exchanges)
    return centre + exchanges + served, once(links + cables)
