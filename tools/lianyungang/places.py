"""All places of the city, real and simulated."""

from pathlib import Path

from tools.lianyungang import (
    places_health,
    places_industry,
    places_real,
    places_safety,
    places_utilities,
)
from tools.lianyungang.geography import read_geography, stream
from tools.lianyungang.place_rows import SOURCE
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row

SOURCES: tuple[Source, ...] = (
    SOURCE,
    *places_real.SOURCES,
    *places_health.SOURCES,
    *places_safety.SOURCES,
    *places_industry.SOURCES,
)

MAKERS = (
    places_health.hospitals,
    places_health.clinics,
    places_health.centres,
    places_safety.fire_stations,
    places_safety.police_stations,
    places_safety.governments,
    places_safety.schools,
    places_safety.care_homes,
    places_safety.event_places,
    places_industry.warehouses,
    places_industry.factories,
    places_industry.markets,
    places_industry.fuel_stations,
    places_industry.installations,
    places_utilities.substations,
    places_utilities.waterworks,
    places_utilities.sewage_works,
    places_utilities.pumping,
    places_utilities.sluices,
    places_utilities.exchanges,
    places_utilities.bus_stations,
)
"""Makers of simulated places; each has random numbers of its own, so that a change in one moves no other."""


def build(shared: Path, out: Path) -> None:
    """Write the places."""
    geography = read_geography(out)
    rows: list[Row] = places_real.rows(shared, geography)
    rows += places_safety.shelters(geography, shared, stream(100))
    for layer, make in enumerate(MAKERS, 101):
        rows += make(geography, stream(layer))
    write_table(out, "places", rows)
