"""Simulated sensors and the rules that turn readings into signals."""

from pathlib import Path

import numpy as np

from tools.lianyungang.geography import Geography, read_geography, read_table, spread, stream
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

SENSORS = "sensors-synthetic"
SIGNALS = "cma-warning-signals"
RESERVOIR = "shilianghe-levels"
GAS = "niosh-idlh"
RULES = "rules-assumption"

RAIN_GAUGES = 36
WIND_GAUGES = 14
LAYER = 131

SOURCES: tuple[Source, ...] = (
    {
        "id": SENSORS,
        "kind": "synthetic",
        "title": "Simulated sensors",
        "licence": "CC0-1.0",
        "method": "36 rain and 14 wind gauges by residents and along the coast, level gauges at sluices, pumping "
        "stations and reservoirs, gas detectors at installations with a toxic gas, one accelerograph a district",
        "seed": SEED,
        "constraint": "Every sensor lies inside the city and belongs to an organisation of the package",
    },
    {
        "id": SIGNALS,
        "kind": "published",
        "title": "China Meteorological Administration, warning signals for rainstorm and typhoon",
        "licence": "facts",
        "note": "Rainstorm: 50 mm in 12, 6 and 3 h, 100 mm in 3 h. Typhoon: mean wind of force 6, 8, 10 and 12, "
        "taken at the lower bounds of the Beaufort scale, 10.8, 17.2, 24.5 and 32.7 m/s. The signals are issued on "
        "forecasts too; the rules see readings only.",
    },
    {
        "id": RESERVOIR,
        "kind": "published",
        "title": "Levels of Shilianghe reservoir from a hydrology page: limit 25.0 m, normal 26.0 m, design 27.65 m, "
        "check 28.0 m",
        "licence": "facts",
    },
    {
        "id": GAS,
        "kind": "published",
        "title": "United States NIOSH, concentrations immediately dangerous to life or health: chlorine 10 ppm, "
        "ammonia 300 ppm, hydrogen sulphide 100 ppm",
        "licence": "public domain",
        "note": "Orange at a tenth of the concentration is judgement.",
    },
    {
        "id": RULES,
        "kind": "assumption",
        "title": "Rules stated by judgement",
        "licence": "facts",
    },
)

GASES = ("chlorine", "ammonia", "hydrogen sulphide")

_RULES = """
rain-blue|rain depth|rain_flood|above|50|mm|43200|blue|cma-warning-signals
rain-yellow|rain depth|rain_flood|above|50|mm|21600|yellow|cma-warning-signals
rain-orange|rain depth|rain_flood|above|50|mm|10800|orange|cma-warning-signals
rain-red|rain depth|rain_flood|above|100|mm|10800|red|cma-warning-signals
wind-blue|mean wind speed|typhoon_wind|above|10.8|m/s|600|blue|cma-warning-signals
wind-yellow|mean wind speed|typhoon_wind|above|17.2|m/s|600|yellow|cma-warning-signals
wind-orange|mean wind speed|typhoon_wind|above|24.5|m/s|600|orange|cma-warning-signals
wind-red|mean wind speed|typhoon_wind|above|32.7|m/s|600|red|cma-warning-signals
chlorine-orange|chlorine|toxic_release|above|1|ppm|60|orange|niosh-idlh
chlorine-red|chlorine|toxic_release|above|10|ppm|0|red|niosh-idlh
ammonia-orange|ammonia|toxic_release|above|30|ppm|60|orange|niosh-idlh
ammonia-red|ammonia|toxic_release|above|300|ppm|0|red|niosh-idlh
hydrogen-sulphide-orange|hydrogen sulphide|toxic_release|above|10|ppm|60|orange|niosh-idlh
hydrogen-sulphide-red|hydrogen sulphide|toxic_release|above|100|ppm|0|red|niosh-idlh
street-water-yellow|street water depth|rain_flood|above|0.15|m|300|yellow|rules-assumption
street-water-orange|street water depth|rain_flood|above|0.27|m|300|orange|rules-assumption
street-water-red|street water depth|rain_flood|above|0.5|m|300|red|rules-assumption
river-rise-orange|water level|river_flood|rise|0.5|m|3600|orange|rules-assumption
acceleration-orange|peak ground acceleration|earthquake|above|0.1|m/s2|0|orange|rules-assumption
acceleration-red|peak ground acceleration|earthquake|above|1|m/s2|0|red|rules-assumption
rain-silence|rain depth|service_outage|silence|0|mm|3600|yellow|rules-assumption
level-silence|water level|service_outage|silence|0|m|3600|yellow|rules-assumption
gas-silence|chlorine|service_outage|silence|0|ppm|300|orange|rules-assumption
"""

_RESERVOIR_RULES = """
shilianghe-yellow|water level|level-res1|river_flood|above|25|m|900|yellow
shilianghe-orange|water level|level-res1|dam_failure|above|26|m|900|orange
shilianghe-red|water level|level-res1|dam_failure|above|27.65|m|900|red
"""

KINDS = {
    "rain": ("雨量站", "rain gauge", "rain depth", "mm", "meteorology", 300, 0.0, 200.0),
    "wind": ("测风站", "wind gauge", "mean wind speed", "m/s", "meteorology", 600, 0.0, 75.0),
    "level": ("水位站", "level gauge", "water level", "m", "hydrology", 300, -5.0, 40.0),
    "street": ("积水监测点", "street water gauge", "street water depth", "m", "drainage-utility", 60, 0.0, 3.0),
    "gas": ("气体探测器", "gas detector", "", "ppm", "emergency-bureau", 10, 0.0, 1000.0),
    "quake": ("强震仪", "accelerograph", "peak ground acceleration", "m/s2", "earthquake-office", 1, 0.0, 20.0),
}
"""Names, quantity, unit, operator, interval in s and range of readings of each kind of sensor."""

COAST = ("320703001000", "320703003000", "320703012000", "320707106000", "320723103000", "320724101000")


def sensor(kind: str, number: int, at: tuple[float, float], area: str | None, **more: object) -> Row:
    """Return one sensor."""
    zh, en, quantity, unit, operator, interval, low, high = KINDS[kind]
    return {
        "id": f"{kind}-{number:03d}",
        "name_zh": f"模拟{zh}{number:03d}",
        "name_en": f"Simulated {en} {number:03d}",
        "quantity": quantity,
        "unit": unit,
        "lon": at[0],
        "lat": at[1],
        "area": area,
        "operator": operator,
        "interval_s": interval,
        "low": low,
        "high": high,
        **more,
        "synthetic": True,
        "source": SENSORS,
    }


def weather(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return rain and wind gauges and accelerographs."""
    towns = geography.mainland
    rain = spread(RAIN_GAUGES, towns)
    wind = [*spread(WIND_GAUGES - len(COAST), towns), *(geography.township(code) for code in COAST)]
    quake = [geography.largest(district, 1)[0] for district in geography.districts]
    return [
        sensor(kind, number, geography.spot(town.code, rng), town.code)
        for kind, group in (("rain", rain), ("wind", wind), ("quake", quake))
        for number, town in enumerate(group, 1)
    ]


def mounted(places: list[dict[str, str]]) -> list[Row]:
    """Return level gauges, street gauges and gas detectors at places."""
    rows: list[Row] = []
    hosts = {
        "level": [place for place in places if place["kind"] == "sluice"],
        "street": [place for place in places if place["kind"] == "pump_station"],
        "gas": [place for place in places if place["kind"] == "hazard_source" and place["substance"] in GASES],
    }
    for kind, group in hosts.items():
        for number, place in enumerate(group, 1):
            at = (float(place["lon"]), float(place["lat"]))
            more: Row = {"place": place["id"]}
            if kind == "gas":
                more["quantity"] = place["substance"]
            rows.append(sensor(kind, number, at, place["area"], **more))
    for number, place in enumerate((place for place in places if place["kind"] == "reservoir"), 1):
        row = sensor("level", number, (float(place["lon"]), float(place["lat"])), place["area"] or None)
        names = {"name_zh": f"{place['name_zh']}模拟水位站", "name_en": f"Simulated level gauge, {place['name_en']}"}
        rows.append({**row, **names, "id": f"level-{place['id']}", "place": place["id"], "operator": "water-bureau"})
    return rows


def rules() -> list[Row]:
    """Return the rules, those limited to one sensor last."""
    header = "id quantity hazard comparison threshold unit window_s colour"
    limited = parse(
        "id quantity sensor hazard comparison threshold unit window_s colour", _RESERVOIR_RULES, source=RESERVOIR
    )
    return parse(f"{header} source", _RULES) + limited


def build(shared: Path, out: Path) -> None:
    """Write sensors and rules."""
    rows = weather(read_geography(out), stream(LAYER)) + mounted(read_table(out, "places"))
    write_table(out, "sensors", rows)
    write_table(out, "sensor_rules", rules())
