"""Hospitals, health centres, the emergency centre and the blood bank."""

import numpy as np

from tools.lianyungang.geography import Geography, Township, shares, spread
from tools.lianyungang.place_rows import PLACES, simulated
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

HEALTH = "health-places-synthetic"

CLASSES = ((800, 4000, 5), (500, 799, 3), (200, 499, 13), (100, 199, 16), (20, 99, 43))
"""Least beds, most beds and number of hospitals of each published size class, largest class first."""

GRADES = (("tertiary", 6), ("secondary", 26), ("primary", 43), ("", 5))
"""Published hospitals by grade, given out from the largest hospital down; five have none."""

PUBLIC = 25
"""Published public hospitals; the largest are taken to be public."""

JIANGSU_BEDS = 563_000
"""Beds in Jiangsu, 2022 (provincial press)."""

JIANGSU_PEOPLE = 84_748_016
"""Residents of Jiangsu, census 2020."""

HOSPITAL_SHARE = 0.8
"""Share of beds that stand in hospitals; the rest stands in township and community health centres (assumed)."""

LARGE_PARTS = np.array([3.4, 2.7, 2.4, 2.1, 1.9])
"""Relative size of the five hospitals of the largest class (assumed)."""

COMMUNITY_CENTRES = 72
"""Published community health centres; township centres are 91, one for each township and one more."""

TOWNSHIP_NAME = ("乡镇卫生院", "township health centre")
COMMUNITY_NAME = ("社区卫生服务中心", "community health centre")
ICU = {"tertiary": 0.04, "secondary": 0.02}
BACKUP_HOURS = {"tertiary": 24, "secondary": 12, "primary": 4, "": 4}
AMBULANCES = {"tertiary": 8, "secondary": 3, "primary": 1, "": 0}

SOURCES: tuple[Source, ...] = (
    {
        "id": HEALTH,
        "kind": "synthetic",
        "title": "Simulated hospitals and health centres by published counts and size classes (health bulletin 2017)",
        "licence": "CC0-1.0",
        "method": "Beds of the city as its share of Jiangsu by residents (563,000 beds in 2022, census 2020), 80 % "
        "of them in hospitals; beds drawn inside the size classes, the rest of the sum goes to the five largest; "
        "sub-districts weigh four times their residents; intensive-care beds 4 % of tertiary, 2 % of secondary beds",
        "seed": SEED,
        "constraint": "80 hospitals: 43 below 100 beds, 16 of 100-199, 13 of 200-499, 3 of 500-799, 5 from 800; 6 "
        "tertiary, 26 secondary, 43 primary; 91 township and 72 community health centres; 30,555 beds in all",
        "note": "No hospital is a real one; positions are invented.",
    },
)


def total_beds(geography: Geography) -> tuple[int, int]:
    """Return the beds of hospitals and of health centres."""
    total = round(JIANGSU_BEDS * geography.population / JIANGSU_PEOPLE)
    hospitals = round(total * HOSPITAL_SHARE)
    return hospitals, total - hospitals


def hospital_beds(total: int, rng: np.random.Generator) -> list[int]:
    """Return the beds of all hospitals, largest first; the class bounds and the sum hold exactly."""
    smaller: list[int] = []
    for least, most, count in CLASSES[1:]:
        smaller += sorted((int(beds) for beds in rng.integers(least, most + 1, count)), reverse=True)
    least, most, count = CLASSES[0]
    large = [int(beds) for beds in shares(total - sum(smaller), LARGE_PARTS)]
    if not all(least <= beds <= most for beds in large) or len(large) != count:
        raise ValueError(f"the largest hospitals would have {large} beds")
    return large + smaller


def hospital_towns(geography: Geography) -> list[Township]:
    """Return a township for each hospital, size class by size class."""
    mainland = geography.mainland
    large = [geography.largest(district, 1)[0] for district in ("320706", "320707", "320722", "320703")]
    towns = [geography.largest("320706", 2)[1], *large]
    for _, _, count in CLASSES[1:]:
        towns += spread(count, mainland, 4.0)
    return towns


def hospitals(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return the 80 hospitals, largest first."""
    beds = hospital_beds(total_beds(geography)[0], rng)
    grades = [grade for grade, count in GRADES for _ in range(count)]
    rows: list[Row] = []
    for number, (size, grade, town) in enumerate(zip(beds, grades, hospital_towns(geography), strict=True), 1):
        row = simulated(geography, "hospital", ("医院", "hospital"), number, town.code, geography.spot(town.code, rng))
        row |= {
            "grade": grade,
            "beds": size,
            "icu_beds": round(size * ICU.get(grade, 0.0)),
            "staff": round(size * 0.6),
            "engines": AMBULANCES[grade],
            "backup_hours": BACKUP_HOURS[grade],
            "operator": "health-commission" if number <= PUBLIC else None,
            "note": "public" if number <= PUBLIC else "private",
            "source": HEALTH,
        }
        rows.append(row)
    return rows


def clinics(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return a health centre for each township and one more for the largest, then community health centres."""
    biggest = max(geography.townships, key=lambda town: (town.population, town.code))
    towns = [*geography.townships, biggest]
    urban = [town for town in geography.townships if town.urban]
    community = spread(COMMUNITY_CENTRES, urban)
    people = np.array([town.population for town in towns], dtype=np.float64)
    weights = np.concatenate([people, np.full(len(community), people.mean() * 0.15)])
    beds = shares(total_beds(geography)[1], weights)
    rows: list[Row] = []
    for number, (town, count) in enumerate(zip([*towns, *community], beds, strict=True), 1):
        name = TOWNSHIP_NAME if number <= len(towns) else COMMUNITY_NAME
        row = simulated(geography, "clinic", name, number, town.code, geography.spot(town.code, rng))
        grade = "township centre" if number <= len(towns) else "community centre"
        extra = {"grade": grade, "beds": int(count), "staff": 10 + int(count) // 2, "backup_hours": 2, "source": HEALTH}
        rows.append({**row, **extra})
    return rows


def centres(geography: Geography, rng: np.random.Generator) -> list[Row]:
    """Return the emergency medical centre and the blood bank."""
    town = geography.largest("320706", 1)[0].code
    emergency = simulated(
        geography, "emergency_centre", ("急救中心", "emergency centre"), 1, town, geography.spot(town, rng)
    )
    blood = simulated(geography, "blood_bank", ("中心血站", "blood bank"), 1, town, geography.spot(town, rng))
    extra = {"operator": "emergency-medical", "engines": 30, "staff": 80, "backup_hours": 24, "source": HEALTH}
    return [
        {**emergency, **extra},
        {**blood, "operator": "blood-centre", "staff": 60, "backup_hours": 48, "source": PLACES},
    ]
