"""Places of industry and trade: warehouses, factories, markets, hazard installations and fuel."""

import numpy as np

from tools.lianyungang.geography import INVENTED_M, Geography, Township
from tools.lianyungang.organisation_tables import ENTERPRISES
from tools.lianyungang.place_rows import PLACES, simulated
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row, parse

HAZARDS = "hazard-installations-synthetic"
KEY_TOWNSHIPS = 3
"""Townships with a warehouse in each district, by residents."""

CARRIERS = {"road haulage", "coaches"}
"""Products of enterprises whose site is a yard for vehicles."""

MARKETS = 24
FUEL_STATIONS = 40

PARKS = (("徐圩", "Xuwei", 119.5797, 34.5516, 18), ("堆沟港", "Duigougang", 119.775, 34.41667, 12),
         ("燕尾港", "Yanweigang", 119.76667, 34.46667, 10))  # fmt: skip
"""Chemical parks: name, proxy position and simulated installations."""

PARK_RADIUS_KM = 2.0
COLD_STORES = ("320703", "320706", "320707", "320722", "320723", "320724")

SUBSTANCES = """
chlorine         |5
ammonia          |10
ethylene oxide   |10
hydrogen chloride|20
hydrogen sulphide|5
hydrogen fluoride|1
phosgene         |0.3
acrylonitrile    |50
benzene          |50
vinyl chloride   |50
liquefied petroleum gas|50
ethylene         |50
methanol         |500
toluene          |500
styrene          |500
"""
"""Substance and reference quantity in t, in the manner of GB 18218-2018."""

SOURCES: tuple[Source, ...] = (
    {
        "id": HAZARDS,
        "kind": "synthetic",
        "title": "Simulated hazard installations inside the proxies of chemical parks",
        "licence": "CC0-1.0",
        "method": "40 installations within 2 km of the proxy positions of three chemical parks and one cold store with "
        "ammonia in each district; substances in turn; inventory 1 to 30 times a reference quantity in the manner of "
        "GB 18218-2018, log-uniform",
        "seed": SEED,
        "constraint": "On land inside the city; named by number only, never after a real firm",
    },
)


def warehouses(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return the city's warehouse, one for each district and one for each key township, in this order."""
    seats = {district: geography.largest(district, KEY_TOWNSHIPS + 1) for district in geography.districts}
    rows: list[Row] = []
    city = (("市级应急物资储备库", "city warehouse"), "city", 24000, "emergency-bureau", seats["320706"][0])
    levels = [city]
    for district, towns in seats.items():
        name = ("区县应急物资储备库", "district warehouse")
        levels.append((name, "district", 6000, f"gov-{district}", towns[0]))
    for towns in seats.values():
        name = ("乡镇物资储备点", "township store")
        levels.extend((name, "township", 800, f"gov-{town.code}", town) for town in towns[1:])
    for number, (name, grade, volume, operator, town) in enumerate(levels, 1):
        row = simulated(geography, "warehouse", name, number, town.code, geography.spot(town.code, rng))
        rows.append({**row, "grade": grade, "storage_m3": volume, "operator": operator, "backup_hours": 8})
    return rows


def factories(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return one place for each simulated enterprise: factories, and markets or depots of traders."""
    rows: list[Row] = []
    for enterprise in parse("id product_en product_zh area staff", ENTERPRISES):
        number = str(enterprise["id"]).removeprefix("enterprise-")
        product = str(enterprise["product_en"])
        kind = "market" if product.startswith("wholesale") else "bus_station" if product in CARRIERS else "factory"
        town = industrial_town(geography, str(enterprise["area"]), rng)
        lon, lat = geography.spot(town.code, rng, edge=True)
        rows.append(
            {
                "id": f"{kind.replace('_', '-')}-e{number}",
                "name_zh": f"模拟企业{number}厂区({enterprise['product_zh']})",
                "name_en": f"Site of simulated enterprise {number} ({product})",
                "kind": kind,
                "lon": lon,
                "lat": lat,
                "coord_uncertainty_m": INVENTED_M,
                "area": town.code,
                "operator": enterprise["id"],
                "staff": int(str(enterprise["staff"])) // 2,
                "synthetic": True,
                "source": PLACES,
            }
        )
    return rows


def industrial_town(geography: Geography, district: str, rng: np.random.Generator) -> Township:
    """Return one of the five largest townships of a district."""
    towns = geography.largest(district, 5)
    return towns[int(rng.integers(len(towns)))]


def markets(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return supermarkets in the most populous townships of the city."""
    towns = sorted(geography.townships, key=lambda town: (-town.population, town.code))[:MARKETS]
    name = ("超市", "supermarket")
    return [
        {**simulated(geography, "market", name, number, town.code, geography.spot(town.code, rng)), "staff": 60}
        for number, town in enumerate(towns, 1)
    ]


def fuel_stations(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return fuel stations in the most populous townships of the city."""
    towns = sorted(geography.townships, key=lambda town: (-town.population, town.code))[:FUEL_STATIONS]
    name = ("加油站", "fuel station")
    return [
        {**simulated(geography, "fuel_station", name, number, town.code, geography.spot(town.code, rng)),
         "storage_m3": 120, "backup_hours": 2}
        for number, town in enumerate(towns, 1)
    ]  # fmt: skip


def installations(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return simulated hazard installations: in the parks first, then a cold store in each district."""
    substances = parse("name quantity", SUBSTANCES)
    rows: list[Row] = []
    for zh, en, lon, lat, count in PARKS:
        for _ in range(count):
            number = len(rows) + 1
            substance = substances[(number - 1) % len(substances)]
            tonnes = float(str(substance["quantity"])) * float(np.exp(rng.uniform(0.0, np.log(30.0))))
            position = geography.near(lon, lat, PARK_RADIUS_KM, rng)
            rows.append(installation(geography, number, position, str(substance["name"]), tonnes, f"{zh} / {en}"))
    for district in COLD_STORES:
        town = industrial_town(geography, district, rng)
        tonnes = float(rng.uniform(10.0, 40.0))
        position = geography.spot(town.code, rng, edge=True)
        rows.append(installation(geography, len(rows) + 1, position, "ammonia", tonnes, "冷库 / cold store"))
    return rows


def installation(
    geography: Geography, number: int, position: tuple[float, float], substance: str, tonnes: float, where: str
) -> Row:
    """Return one hazard installation that is known by its number only."""
    return {
        "id": f"installation-{number:02d}",
        "name_zh": f"模拟装置{number:02d}",
        "name_en": f"Simulated plant {number:02d}",
        "kind": "hazard_source",
        "lon": position[0],
        "lat": position[1],
        "coord_uncertainty_m": INVENTED_M,
        "area": geography.area_of(*position),
        "grade": "major hazard installation",
        "substance": substance,
        "inventory_t": round(tonnes, 1),
        "staff": 40,
        "note": f"{where}; substance and quantity are invented",
        "synthetic": True,
        "source": HAZARDS,
    }
