"""Real critical facilities, with the uncertainty of their position as published or stated."""

from pathlib import Path

from tools.lianyungang.geography import Geography
from tools.lianyungang.reference import read_rows
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

PUBLISHED = "critical-facilities"
PLANTS = "gppd"
PROXY = "facility-proxies"
INVENTED = "facility-positions-synthetic"

SOURCES: tuple[Source, ...] = (
    {
        "id": PUBLISHED,
        "kind": "published",
        "title": "Critical facilities with published coordinates: Wikipedia pages on Tianwan, Huaguoshan airport and "
        "the city government; OpenFlights; World Port Index",
        "licence": "facts",
    },
    {
        "id": PLANTS,
        "kind": "published",
        "title": "World Resources Institute, Global Power Plant Database, China, about 2018",
        "licence": "CC-BY-4.0",
        "attribution": "Global Power Plant Database, World Resources Institute, CC BY 4.0",
    },
    {
        "id": PROXY,
        "kind": "derived",
        "title": "Real facilities without a published position, at the published seat of the town or county that "
        "bears or hosts them, or at the neighbouring plant",
        "licence": "CC-BY-4.0",
        "attribution": "Positions of seats: GeoNames, CC BY 4.0",
        "note": "The uncertainty is that of the proxy; it reaches 10 km.",
    },
    {
        "id": INVENTED,
        "kind": "synthetic",
        "title": "Real facilities at an invented position",
        "licence": "CC0-1.0",
        "method": "The facility is real; its position is the seat of the township that bears or hosts it, which is "
        "itself invented because no data set gives it",
        "seed": 320700,
        "constraint": "Inside the township that bears or hosts the facility; the uncertainty is written on the row",
    },
)

KINDS = {
    "nuclear_power": "power_plant", "coal_power": "power_plant", "petrochemical_base": "hazard_source",
    "chemical_park": "hazard_source", "chemical_park_closed": "hazard_source", "seaport": "port", "airport": "airport",
    "airport_closed_civil": "airport", "government": "government", "reservoir_large": "reservoir",
    "rail_station": "rail_station",
}  # fmt: skip

OUTPUT_MW = {"NPP1": 6608, "PWR1": 2660, "PWR2": 120, "PWR3": 1320}
GRADES = {"petrochemical_base": "petrochemical base", "chemical_park": "chemical park",
          "chemical_park_closed": "closed chemical park"}  # fmt: skip
OPERATORS = {"PORT1": "port-group", "PORT2": "port-group", "PORT3": "port-group", "AIR1": "airport-operator",
             "GOV1": "city-government"}  # fmt: skip

HOSTS = {
    "RES1": ("320722104000", 3000.0, "at the seat of the town that bears its name; the dam lies up to 8 km away"),
    "RES2": ("320707107000", 3000.0, "at the seat of the town that bears its name"),
    "RES3": ("320722111000", 3000.0, "at the seat of the town that bears its name"),
    "STA2": ("320722001000", 5000.0, "at the seat of the county, which is the station's proxy"),
    "STA3": ("320707100000", 8000.0, "at the seat of the district, which is the station's proxy"),
    "STA4": ("320723100000", 6000.0, "at the seat of the county, which is the station's proxy"),
    "STA5": ("320724100000", 5000.0, "at the seat of the county, which is the station's proxy"),
}
"""Facilities without coordinates: township that stands in, added uncertainty in m and a note."""

NOTES = {
    "CHEM1": "one of seven national bases; 16 Mt/year of refining; 9.6 km fire ring road; the position is a proxy",
    "CHEM2": "8.42 km2 planned; explosion on 2017-12-09 with 10 dead; the position is that of the town",
    "CHEM3": "the position is that of the town",
    "CHEM4": "explosion on 2019-03-21 with 78 dead; closed; the rounded epicentre plots in Guannan, the site lies "
    "across the Guan river in the neighbouring city",
}
"""Notes on chemical parks, which name no firm."""

OUTSIDE = {"CHEM4", "PWR3"}
"""Facilities of the neighbouring city, shown for what they can do to this one."""

RESERVOIR_M3 = {"RES1": 531_000_000, "RES2": 280_000_000}
"""Total volumes, m3: RES1 of the hydrology page, RES2 of an article of the district's water bureau (one copy)."""


def rows(shared: Path, geography: Geography) -> list[Row]:
    """Return the real facilities; none of the published list is left out."""
    facilities = read_rows(shared, "facilities/critical_facilities.csv")
    by_id = {facility["id"]: facility for facility in facilities}
    found = [placed(facility, by_id, geography) for facility in facilities]
    outside = {name.lower() for name in OUTSIDE}
    return [{**row, "area": None if row["id"] in outside else geography.nearest(*where(row))} for row in found]


def where(row: Row) -> tuple[float, float]:
    """Return the position of a place."""
    return float(str(row["lon"])), float(str(row["lat"]))


def placed(facility: dict[str, str], by_id: dict[str, dict[str, str]], geography: Geography) -> Row:
    """Return one facility at its published position or at its proxy."""
    name = facility["id"]
    row: Row = {
        "id": name.lower(),
        "name_zh": facility["name_zh"],
        "name_en": facility["name_en"],
        "kind": KINDS[facility["kind"]],
        "grade": GRADES.get(facility["kind"]),
        "operator": OPERATORS.get(name),
        "output": OUTPUT_MW.get(name),
        "output_unit": "MW" if name in OUTPUT_MW else None,
        "storage_m3": RESERVOIR_M3.get(name),
        "note": NOTES.get(name, facility["attributes"]),
    }
    if facility["lon"]:
        proxy = facility["coord_quality"].startswith("proxy")
        source = PLANTS if name.startswith("PWR") else PROXY if proxy else PUBLISHED
        return {**row, **position(facility), "source": source}
    if name == "PORT2":
        stand_in = position(by_id["CHEM1"])
        return {**row, **stand_in, "coord_uncertainty_m": 8000.0, "source": PROXY}
    if name == "STA1":
        stand_in = position(by_id["GOV1"])
        note = "at the city government, which is the station's proxy"
        return {**row, **stand_in, "coord_uncertainty_m": 6000.0, "note": note, "source": PROXY}
    code, extra, note = HOSTS[name]
    town = geography.township(code)
    return {
        **row,
        "lon": town.lon,
        "lat": town.lat,
        "coord_uncertainty_m": town.uncertainty_m + extra,
        "note": "; ".join(part for part in (facility["attributes"], note) if part),
        "synthetic": town.seat_invented,
        "source": INVENTED if town.seat_invented else PROXY,
    }


def position(facility: dict[str, str]) -> Row:
    """Return the published position of a facility."""
    return {
        "lon": float(facility["lon"]),
        "lat": float(facility["lat"]),
        "coord_uncertainty_m": float(facility["coord_uncertainty_m"]),
    }
