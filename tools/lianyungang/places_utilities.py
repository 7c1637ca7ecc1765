"""Substations, waterworks, sewage works, pumps, sluices, telecom exchanges and the data centre."""

import numpy as np

from tools.lianyungang.geography import Geography, spread
from tools.lianyungang.place_rows import simulated
from tools.lianyungang.text_tables import Row

SUBSTATIONS = 22
"""Substations of 220 kV (assumed: one for about 200,000 residents)."""

WATERWORKS = 16
"""Waterworks (assumed: one for about 290,000 residents, at least two to a district)."""

WATER_PER_PERSON = 0.2
"""Output of the works for a resident served, m3/day (assumed)."""

PUMPS = 24
SLUICES = 12
EXCHANGES = 18
"""Telecom exchanges (assumed: one for about 250,000 residents)."""

COAST = (
    "320703001000", "320703004000", "320703012000", "320706103000", "320707101000", "320707106000", "320707100000",
    "320707112000", "320707113000", "320723103000", "320724101000", "320724109000",
)  # fmt: skip
"""Townships on the coast or at a river mouth; each has a sluice."""


def substations(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return the substations of 220 kV; every district has at least two."""
    codes: list[str] = []
    for district, people in geography.districts.items():
        count = max(2, round(SUBSTATIONS * people / geography.population))
        codes += [town.code for town in geography.largest(district, count)]
    rows: list[Row] = []
    for number, code in enumerate(codes, 1):
        position = geography.spot(code, rng, edge=True)
        row = simulated(geography, "substation", ("220千伏变电站", "220 kV substation"), number, code, position)
        extra = {"operator": "power-grid", "output": 480, "output_unit": "MVA", "grade": "220 kV", "backup_hours": 2}
        rows.append({**row, **extra})
    return rows


def waterworks(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return the waterworks; the output of a district's works serves its residents."""
    rows: list[Row] = []
    for district, people in geography.districts.items():
        count = max(2, round(WATERWORKS * people / geography.population))
        for town in geography.largest(district, count):
            position = geography.spot(town.code, rng, edge=True)
            number = len(rows) + 1
            row = simulated(geography, "water_plant", ("水厂", "waterworks"), number, town.code, position)
            output = round(people * WATER_PER_PERSON / count, -2)
            extra = {"output": output, "output_unit": "m3/day", "storage_m3": round(output * 0.15, -1)}
            rows.append({**row, **extra, "operator": "water-utility", "staff": 18, "backup_hours": 4})
    return rows


def sewage_works(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return one sewage works for each district."""
    rows: list[Row] = []
    for number, (district, people) in enumerate(geography.districts.items(), 1):
        code = geography.largest(district, 2)[1].code
        position = geography.spot(code, rng, edge=True)
        row = simulated(geography, "sewage_plant", ("污水处理厂", "sewage works"), number, code, position)
        extra = {"output": round(people * 0.12, -2), "output_unit": "m3/day", "operator": "drainage-utility"}
        rows.append({**row, **extra, "staff": 20, "backup_hours": 2})
    return rows


def pumping(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return drainage pumping stations, two thirds of them in sub-districts."""
    towns = geography.mainland
    rows: list[Row] = []
    for number, town in enumerate(spread(PUMPS, towns, 4.0), 1):
        position = geography.spot(town.code, rng)
        row = simulated(geography, "pump_station", ("排涝泵站", "pumping station"), number, town.code, position)
        output = float(rng.choice([5.0, 8.0, 12.0, 20.0]))
        extra = {"output": output, "output_unit": "m3/s", "operator": "drainage-utility", "backup_hours": 0}
        rows.append({**row, **extra, "staff": 4})
    return rows


def sluices(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return one sluice in each township on the coast or at a river mouth."""
    rows: list[Row] = []
    for number, code in enumerate(COAST[:SLUICES], 1):
        position = geography.spot(code, rng, edge=True)
        row = simulated(geography, "sluice", ("挡潮闸", "tide gate"), number, code, position)
        output = float(rng.choice([100.0, 300.0, 800.0]))
        extra = {"output": output, "output_unit": "m3/s", "operator": "water-bureau", "backup_hours": 6}
        rows.append({**row, **extra, "staff": 6})
    return rows


def exchanges(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return telecom exchanges of three operators in turn, then the city's data centre."""
    towns = geography.mainland
    rows: list[Row] = []
    for number, town in enumerate(spread(EXCHANGES, towns, 2.0), 1):
        position = geography.spot(town.code, rng)
        row = simulated(geography, "telecom_exchange", ("通信枢纽", "telecom exchange"), number, town.code, position)
        rows.append({**row, "operator": f"telecom-{'abc'[number % 3]}", "backup_hours": 8, "staff": 6})
    code = geography.largest("320706", 1)[0].code
    row = simulated(geography, "data_centre", ("数据中心", "data centre"), 1, code, geography.spot(code, rng))
    rows.append({**row, "operator": "industry-bureau", "backup_hours": 24, "staff": 12})
    return rows


def bus_stations(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return one coach station for each district."""
    rows: list[Row] = []
    for number, district in enumerate(geography.districts, 1):
        code = geography.largest(district, 1)[0].code
        row = simulated(geography, "bus_station", ("客运站", "coach station"), number, code, geography.spot(code, rng))
        rows.append({**row, "operator": "enterprise-30", "persons": 3000, "staff": 30})
    return rows
