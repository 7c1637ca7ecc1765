"""Tinytown with three roads, a store, two lorries and a boat: every time can be computed by hand.

The store, the school (Upper Town) and the pump (Lower Town) stand at road junctions. All roads allow 40 km/h: store to
school 10 km (0.25 h), store to pump 20 km (0.5 h), school to pump 30 km (0.75 h). A litre of water weighs 1 kg.
"""

from pathlib import Path

import polars as pl

from anlan.city import City
from anlan.supplies.dispatch import Request
from anlan.supplies.dispatch.requests import Sites
from tests.scenarios.cascade.town import frame, link, town

STORE_SCHOOL, STORE_PUMP, SCHOOL_PUMP = "at-store-at-school", "at-store-at-pump", "at-school-at-pump"


def road_town(cities: Path, *, lorries: int = 2, payload: float = 1000.0) -> City:
    """Return the town."""
    plain = City.load(cities / "tinytown")
    at = {row["id"]: (row["lon"], row["lat"]) for row in plain.table("places").iter_rows(named=True)}
    nodes = [
        {"id": f"at-{place}", "network": "road", "role": "junction", "lon": at[place][0], "lat": at[place][1],
         "backup_hours": 0.0}
        for place in ("store", "school", "pump")
    ]  # fmt: skip
    lengths = (("store", "school", 10.0), ("store", "pump", 20.0), ("school", "pump", 30.0))
    links = [link(f"at-{one}", f"at-{other}", length_km=km, speed_kmh=40.0) for one, other, km in lengths]
    city = town(cities, nodes, links, [])
    items = city.table("items").with_columns(
        weight_kg=pl.Series([1.0, 40.0, 80.0]), volume_m3=pl.Series([0.001, 0.2, 1.0])
    )
    vehicles = [
        {"id": "lorry", "name_zh": "货车", "name_en": "Lorry", "vehicle_kind": "truck", "organisation": "relief",
         "place": "store", "count": lorries, "payload_kg": payload, "volume_m3": 20.0, "speed_kmh": 40.0},
    ]  # fmt: skip
    relief = {"id": "relief", "name_zh": "应急局", "name_en": "Emergency bureau", "kind": "department",
              "duty_channel": "duty desk"}  # fmt: skip
    for table, rows in (("vehicles", vehicles), ("organisations", [relief])):
        city = city.with_table(table, frame(city, table, rows))
    return city.with_table("items", items)


def ask(city: City, place: str, item: str, quantity: float, by: float = 12.0, people: float = 100.0,
        name: str = "", vulnerable: float = 0.0) -> Request:  # fmt: skip
    """Make a request."""
    lon, lat, district = Sites.of(city).at[place]
    return Request(name or f"r-{place}", "relief", place, district, lon, lat, item, quantity, by, people, vulnerable)
