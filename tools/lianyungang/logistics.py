"""Candidate sites for new bases and the vehicles that can be called up."""

from pathlib import Path

from tools.lianyungang.geography import Geography, read_geography, read_table, stream
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

SITES = "sites-synthetic"
VEHICLES = "vehicles-synthetic"
LAYER = 132

SOURCES: tuple[Source, ...] = (
    {
        "id": SITES,
        "kind": "synthetic",
        "title": "Simulated candidate sites for warehouses, production bases and transfer points",
        "licence": "CC0-1.0",
        "method": "The airport, two ports, four stations and the largest towns beside expressway exits; volumes and "
        "costs by judgement, cost by volume",
        "seed": SEED,
        "constraint": "Every site lies inside the city, at a place of the package or inside a township",
    },
    {
        "id": VEHICLES,
        "kind": "synthetic",
        "title": "Simulated vehicles, boats and aircraft",
        "licence": "CC0-1.0",
        "method": "Fire engines and ambulances as stationed at their places; lorries, buses and others at ratios to "
        "residents: one lorry for 8,000, one coach for 6,000, one tanker for 80,000",
        "seed": SEED,
        "constraint": "Fire engines and ambulances add up to those of the places",
    },
)

_AT_PLACES = """
air1|机场航空中转点|Transfer point at the airport|transfer point|8000|14000000|900000
port1|港口中转基地|Base in the port|transfer point|20000|22000000|1500000
port3|灌河口中转点|Transfer point at the Guan river|transfer point|6000|9000000|600000
sta1|铁路物流基地|Base at the railway station|warehouse|16000|21000000|1300000
sta2|东海铁路基地|Base at Donghaixian station|warehouse|10000|12000000|800000
sta3|赣榆铁路基地|Base at Ganyu station|warehouse|10000|12500000|800000
sta5|灌南铁路基地|Base at Guannan station|warehouse|8000|9500000|650000
warehouse-001|市级储备库扩建|Extension of the city warehouse|warehouse|12000|11000000|700000
"""

_IN_TOWNS = """
320706103000|浦南|Punan|production base|24000|46000000|2600000
320706102000|板浦|Banpu|warehouse|12000|15000000|900000
320703012000|徐圩|Xuwei|production base|20000|42000000|2400000
320707113000|沙河|Shahe|warehouse|9000|10500000|700000
320722101000|白塔埠|Baitabu|production base|18000|34000000|2000000
320723104000|同兴|Tongxing|warehouse|7000|8200000|550000
"""

_GROUPS = """
truck-10t-city|市级运输队|City lorries|truck|reserve-bureau|warehouse-001|60|10000|40|3|55
truck-5t-city|市级轻型车队|City light lorries|truck|reserve-bureau|warehouse-001|45|5000|22|3|55
truck-20t-haulage|货运车队(20吨)|Haulage lorries, 20 t|truck|enterprise-29|bus-station-e29|220|20000|70|2|50
truck-10t-haulage|货运车队(10吨)|Haulage lorries, 10 t|truck|enterprise-29|bus-station-e29|250|10000|42|2|52
coach-45|客运车队|Coaches|bus|enterprise-30|bus-station-e30|620|3000|10|45|60
city-bus-70|城市公交车|City buses|bus|transport-bureau|bus-station-002|146|2000|8|70|35
tanker-10m3|供水车|Water tankers|tanker|water-utility|water-plant-004|57|10000|10|2|45
fuel-tanker|油罐车|Fuel tankers|tanker|enterprise-29|bus-station-e29|24|12000|15|2|45
generator-truck|应急发电车|Generator lorries|generator|power-grid|substation-005|28|0|0|3|50
pump-truck|排涝车|Pump lorries|pump|drainage-utility|pump-station-001|34|0|0|3|45
satellite-car|应急通信车|Communication cars|communication|telecom-a|telecom-exchange-001|12|0|0|4|60
crane-50t|起重机|Cranes|crane|transport-bureau|bus-station-002|26|0|0|2|35
excavator|挖掘机|Excavators|excavator|transport-bureau|bus-station-002|85|0|0|1|30
boat-rescue|冲锋舟队|Rescue boats|boat|fire-rescue|fire-station-001|64|800|4|10|20
boat-sea|海巡船|Patrol ships|ship|maritime|port1|6|20000|60|40|30
helicopter|救援直升机|Rescue helicopters|helicopter|emergency-bureau|air1|2|3500|12|12|220
drone|侦察无人机|Drones|drone|emergency-bureau|warehouse-001|40|10|0.05|0|60
"""


def sites(geography: Geography, places: list[dict[str, str]]) -> list[Row]:
    """Return candidate sites at known places first, then in towns."""
    known = {place["id"]: place for place in places}
    rng = stream(LAYER)
    fields = "name_zh name_en use capacity_m3 fixed_cost yearly_cost"
    rows: list[Row] = []
    for row in parse(f"place {fields}", _AT_PLACES):
        place = known[str(row["place"])]
        rows.append({**row, "lon": float(place["lon"]), "lat": float(place["lat"])})
    for row in parse(f"code {fields}", _IN_TOWNS):
        lon, lat = geography.spot(str(row.pop("code")), rng, edge=True)
        names = {"name_zh": f"{row['name_zh']}候选场址", "name_en": f"Candidate site, {row['name_en']}"}
        rows.append({**row, **names, "lon": lon, "lat": lat})
    return [
        {"id": f"site-{number:02d}", **row, "synthetic": True, "source": SITES} for number, row in enumerate(rows, 1)
    ]


def stationed(places: list[dict[str, str]]) -> list[Row]:
    """Return fire engines at fire stations and ambulances at hospitals and the emergency centre."""
    kinds = {"fire_station": ("fire engine", "消防车", 2000, 6), "hospital": ("ambulance", "救护车", 400, 3),
             "emergency_centre": ("ambulance", "救护车", 400, 3)}  # fmt: skip
    rows: list[Row] = []
    for place in places:
        if place["kind"] in kinds and int(place["engines"] or 0):
            kind, zh, payload, persons = kinds[place["kind"]]
            rows.append(
                {
                    "id": f"{kind.replace(' ', '-')}-{place['id']}",
                    "name_zh": f"{place['name_zh']}{zh}",
                    "name_en": f"{kind.capitalize()}s of {place['name_en'].lower()}",
                    "vehicle_kind": kind,
                    "organisation": place["operator"] or None,
                    "place": place["id"],
                    "count": int(place["engines"]),
                    "payload_kg": payload,
                    "persons": persons,
                    "speed_kmh": 60,
                }
            )
    return rows


def build(shared: Path, out: Path) -> None:
    """Write candidate sites and vehicles."""
    places = read_table(out, "places")
    header = "id name_zh name_en vehicle_kind organisation place count payload_kg volume_m3 persons speed_kmh"
    rows = parse(header, _GROUPS) + stationed(places)
    write_table(out, "candidate_sites", sites(read_geography(out), places))
    write_table(out, "vehicles", [{**row, "synthetic": True, "source": VEHICLES} for row in rows])
