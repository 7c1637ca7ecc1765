"""Fire stations, police, shelters, schools, care homes, government and places where crowds gather."""

from pathlib import Path

import numpy as np

from tools.lianyungang.geography import Geography, Township, shares, spread
from tools.lianyungang.place_rows import PLACES, simulated
from tools.lianyungang.reference import SEED, read_rows
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SHELTERS = "shelters-synthetic"
SCHOOLS = "schools-synthetic"

PEOPLE_PER_FIRE_STATION = 100_000
"""Residents to a fire station; a norm of this package, since the building standard speaks of area alone."""

CHEMICAL_STATIONS = (("320703012000", 119.5797, 34.5516), ("320724101000", 119.775, 34.41667))
"""Township and park proxy of the fire stations for chemical parks."""

CENTRAL_SHELTERS = 7
FIXED_SHELTERS = 18
SHELTER_AREA_M2 = 1_256_100
SHELTER_M2_PER_PERSON = 2.3
"""From the earlier published pair: 1.15 km2 for about 500,000 people."""

CENTRAL_SHARE = 0.56
"""Share of the area in central shelters (assumed)."""

NAMED_SHELTERS = {
    "苍梧绿园": ("Cangwu Green Park", "320706008000"),
    "郁洲公园": ("Yuzhou Park", "320706015000"),
    "新浦公园": ("Xinpu Park", "320706006000"),
    "朐阳门广场": ("Quyangmen Square", "320706003000"),
    "海滨公园": ("Haibin Park", "320703001000"),
    "苍梧河滨花园": ("Cangwu Riverside Garden", "320706009000"),
}
"""Published names, an English name and the sub-district in which the position is invented; the first is central."""

PEOPLE_PER_SCHOOL = 8_000
PUPIL_YEARS = 9 / 15
"""Nine school years of the fifteen years of age below 15."""

CHILD_SHARE = 0.1933
OLD_SHARE = 0.2175
"""Shares of residents below 15 and from 60, bulletin 2022."""

CARE_BEDS_PER_OLD = 0.035
"""Beds in homes for a resident from 60 (assumed)."""

EVENTS = (
    ("320706008000", "体育中心", "stadium", 30000), ("320706006000", "商业广场", "shopping square", 12000),
    ("320706012000", "山地景区", "mountain resort", 25000), ("320703003000", "海滨浴场", "beach", 40000),
    ("320703001000", "步行街", "pedestrian street", 15000), ("320707100000", "会展中心", "exhibition centre", 10000),
    ("320722001000", "水晶市场", "crystal market", 18000), ("320723100000", "文化广场", "culture square", 8000),
    ("320724100000", "人民广场", "people's square", 8000),
)  # fmt: skip

SOURCES: tuple[Source, ...] = (
    {
        "id": SHELTERS,
        "kind": "synthetic",
        "title": "Emergency shelters: published counts, sum of area and six names (press 2024); positions invented",
        "licence": "CC0-1.0",
        "method": "7 central shelters, one in each district and two in Haizhou, share 56 % of the area by residents "
        "of the district; 18 fixed shelters share the rest by a random factor between 0.5 and 1.5; people at 2.3 m2 "
        "each (from 1.15 km2 for 500,000 people, published earlier)",
        "seed": SEED,
        "constraint": "25 shelters, 7 central and 18 fixed, with 1,256,100 m2 of effective area in all",
        "note": "Six names are published, all positions are invented.",
    },
    {
        "id": SCHOOLS,
        "kind": "synthetic",
        "title": "Simulated schools of the nine compulsory years",
        "licence": "CC0-1.0",
        "method": "One school for 8,000 residents, shared out over townships; pupils by residents of the township",
        "seed": SEED,
        "constraint": "Pupils add up to nine fifteenths of the residents below 15 (19.33 % of residents)",
    },
)


def fire_stations(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return fire stations by residents of the districts and two at chemical parks."""
    districts = geography.districts
    count = round(geography.population / PEOPLE_PER_FIRE_STATION)
    parts = shares(count, np.array(list(districts.values()), dtype=np.float64))
    rows: list[Row] = []
    for district, number in zip(districts, parts, strict=True):
        for town in spread_once(geography.largest(district, 200), int(number)):
            rows.append(fire_station(geography, len(rows) + 1, town.code, geography.spot(town.code, rng), town.urban))
    for _, lon, lat in CHEMICAL_STATIONS:
        position = geography.near(lon, lat, 1.5, rng)
        code = geography.area_of(*position)
        row = fire_station(geography, len(rows) + 1, str(code), position, True)
        rows.append({**row, "grade": "chemical", "engines": 11, "staff": 60})
    return rows


def spread_once(towns: list[Township], count: int) -> list[Township]:
    """Return the largest townships, beginning again when there are more stations than townships."""
    return [towns[number % len(towns)] for number in range(count)]


def fire_station(geography: Geography, number: int, code: str, position: tuple[float, float], urban: bool) -> Row:
    """Return one fire station; sub-districts have stations of the first class."""
    row = simulated(geography, "fire_station", ("消防站", "fire station"), number, code, position)
    engines, staff, grade = (6, 30, "first class") if urban else (4, 18, "second class")
    extra = {"engines": engines, "staff": staff, "grade": grade, "operator": "fire-rescue", "backup_hours": 12}
    return {**row, **extra}


def police_stations(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return one police station for each township."""
    rows: list[Row] = []
    for number, town in enumerate(geography.townships, 1):
        position = geography.spot(town.code, rng)
        row = simulated(geography, "police_station", ("派出所", "police station"), number, town.code, position)
        rows.append({**row, "staff": 8 + town.population // 5000, "operator": "public-security"})
    return rows


def shelter_sites(geography: Geography, shared: Path) -> list[tuple[str, str, str, bool]]:
    """Return names, township and whether it is central for each of the 25 shelters."""
    names = [row["name_zh"] for row in read_rows(shared, "facilities/shelters.csv")]
    published = [name for name in names if name in NAMED_SHELTERS]
    if sorted(published) != sorted(NAMED_SHELTERS):
        raise ValueError(f"names of shelters have changed: {published}")
    central = [(zh, *NAMED_SHELTERS[zh], True) for zh in list(NAMED_SHELTERS)[:1]]
    fixed = [(zh, *NAMED_SHELTERS[zh], False) for zh in list(NAMED_SHELTERS)[1:]]
    for district in geography.districts:
        town = geography.largest(district, 1)[0]
        central.append((f"模拟中心避难场所{len(central) + 1:02d}", f"Simulated central shelter {len(central) + 1:02d}",
                        town.code, True))  # fmt: skip
    mainland = geography.mainland
    for town in spread(FIXED_SHELTERS - len(fixed), mainland, 2.0):
        number = len(fixed) + 1
        fixed.append((f"模拟固定避难场所{number:02d}", f"Simulated fixed shelter {number:02d}", town.code, False))
    return central + fixed


def shelters(geography: Geography, shared: Path, rng: np.random.Generator) -> list[Row]:
    """Return the 25 shelters; their areas add up to the published sum."""
    sites = shelter_sites(geography, shared)
    districts = geography.districts
    central = np.array([float(districts[code[:6]]) for _, _, code, is_central in sites if is_central])
    fixed = rng.uniform(0.5, 1.5, FIXED_SHELTERS)
    weights = np.concatenate([CENTRAL_SHARE * central / central.sum(), (1 - CENTRAL_SHARE) * fixed / fixed.sum()])
    areas = shares(SHELTER_AREA_M2, weights)
    rows: list[Row] = []
    for number, ((zh, en, code, is_central), area) in enumerate(zip(sites, areas, strict=True), 1):
        row = simulated(geography, "shelter", ("", ""), number, code, geography.spot(code, rng))
        rows.append(
            {
                **row,
                "name_zh": zh,
                "name_en": en,
                "grade": "central" if is_central else "fixed",
                "persons": int(area / SHELTER_M2_PER_PERSON),
                "operator": f"gov-{code[:6]}",
                "note": f"effective area {area} m2; position invented",
                "source": SHELTERS,
            }
        )
    return rows


def schools(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return schools; each township with roads has at least one."""
    towns = geography.mainland
    extra = spread(round(geography.population / PEOPLE_PER_SCHOOL) - len(towns), towns)
    sites = sorted(towns + extra, key=lambda town: town.code)
    counts: dict[str, int] = {}
    for town in sites:
        counts[town.code] = counts.get(town.code, 0) + 1
    weights = np.array([town.population / counts[town.code] for town in sites]) * rng.uniform(0.6, 1.4, len(sites))
    pupils = shares(round(geography.population * CHILD_SHARE * PUPIL_YEARS), weights)
    rows: list[Row] = []
    for number, (town, persons) in enumerate(zip(sites, pupils, strict=True), 1):
        row = simulated(geography, "school", ("学校", "school"), number, town.code, geography.spot(town.code, rng))
        rows.append({**row, "persons": int(persons), "staff": 1 + int(persons) // 14, "source": SCHOOLS})
    return rows


def care_homes(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return one home for older people in each township with roads."""
    towns = geography.mainland
    people = np.array([float(town.population) for town in towns])
    beds = shares(round(geography.population * OLD_SHARE * CARE_BEDS_PER_OLD), people)
    name = ("养老院", "care home")
    rows: list[Row] = []
    for number, (town, count) in enumerate(zip(towns, beds, strict=True), 1):
        row = simulated(geography, "care_home", name, number, town.code, geography.spot(town.code, rng))
        rows.append({**row, "persons": int(count), "staff": 2 + int(count) // 8, "backup_hours": 1})
    return rows


def governments(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return the seats of the six district governments, at invented positions in their largest township."""
    rows: list[Row] = []
    for number, district in enumerate(geography.districts, 1):
        code = geography.largest(district, 1)[0].code
        name = ("区县政府驻地", "district government seat")
        row = simulated(geography, "government", name, number, code, geography.spot(code, rng))
        rows.append({**row, "operator": f"gov-{district}", "staff": 120, "backup_hours": 8})
    return rows


def event_places(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return simulated places where crowds gather."""
    return [
        {
            **simulated(geography, "event_place", (zh, en), number, code, geography.spot(code, rng)),
            "persons": persons,
            "source": PLACES,
        }
        for number, (code, zh, en, persons) in enumerate(EVENTS, 1)
    ]
