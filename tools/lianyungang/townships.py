"""Populations of the townships: invented, adding up to the published totals."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from anlan.city.grid import round_to_total
from tools.lianyungang.reference import read_rows

PERSONS_PER_VILLAGE = 2000.0
"""Residents of a village, assumed; only the proportion to `PERSONS_PER_COMMITTEE` matters."""

PERSONS_PER_COMMITTEE = 5400.0
"""Residents of an urban committee, assumed: what the total of Haizhou leaves for its committees after its villages."""

SEAT_FACTOR = {"320722001000": 2.0, "320723100000": 1.4, "320724100000": 1.4}
"""Seats of counties whose urban committees the list of villages does not tell apart, assumed."""

ISLAND_FACTOR = {"320703200000": 0.02}
"""Qiansandao: three village committees whose people live almost all ashore, assumed."""

PUBLISHED_GROUPS = (
    (("320703009000", "320703010000", "320703011000"), 90_248),
    (("320703012000",), 42_124),
)
"""Lianyun's census bulletin counts the development zone and the Xuwei new area: townships and their residents."""

CENSUS_2000 = {
    "320703002000": "连云港镇",
    "320703003000": "连岛镇",
    "320703005000": "云山乡",
    "320703007000": "宿城乡",
    "320703008000": "高公岛乡",
    "320706001000": "海州街道",
    "320706002000": "幸福路街道",
    "320706003000": "朐阳街道",
    "320706004000": "洪门街道",
    "320706100000": "新坝镇",
    "320706101000": "锦屏镇",
}
"""Townships whose predecessor of about the same ground has a count in the census of 2000."""


def district_populations(shared: Path) -> dict[str, int]:
    """Return the census population of every district."""
    rows = read_rows(shared, "population/census2020.csv")
    districts = [row for row in rows if row["adcode"] != "320700" and "+" not in row["adcode"]]
    return {row["adcode"]: round(float(row["population"])) for row in districts}


def township_populations(shared: Path) -> dict[str, int]:
    """Return a population for every township; each district's and each published group's total is exact.

    The weight of a township is what its villages and urban committees suggest; where the census of 2000 has its
    predecessor, the geometric mean of that and the count.
    """
    townships = read_rows(shared, "admin/townships.csv")
    weights = {row["mca_code"]: weight(row) for row in townships}
    counts = read_rows(shared, "population/township_census2000_partial.csv")
    before = {row["township"]: float(row["population"]) for row in counts}
    for code, name in CENSUS_2000.items():
        weights[code] = float(np.sqrt(weights[code] * before[name]))
    result: dict[str, int] = {}
    for district, total in district_populations(shared).items():
        codes = [row["mca_code"] for row in townships if row["adcode"] == district]
        result.update(divide(total, codes, weights))
    return result


def weight(row: Mapping[str, str]) -> float:
    """Return the residents that the counts of villages and urban committees suggest for a township."""
    urban = float(row["n_urban_committees"] or 0)
    villages = float(row["n_villages"]) - urban
    factor = SEAT_FACTOR.get(row["mca_code"], 1.0) * ISLAND_FACTOR.get(row["mca_code"], 1.0)
    return factor * (PERSONS_PER_VILLAGE * villages + PERSONS_PER_COMMITTEE * urban)


def divide(total: int, codes: list[str], weights: Mapping[str, float]) -> dict[str, int]:
    """Divide a district's population among its townships, published groups first."""
    result: dict[str, int] = {}
    for group, persons in PUBLISHED_GROUPS:
        if group[0] in codes:
            parts = round_to_total(np.array([weights[code] for code in group]), persons)
            result.update(zip(group, map(int, parts), strict=True))
    rest = [code for code in codes if code not in result]
    parts = round_to_total(np.array([weights[code] for code in rest]), total - sum(result.values()))
    return {**result, **dict(zip(rest, map(int, parts), strict=True))}
