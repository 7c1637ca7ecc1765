"""Organisations: the city's departments, district and township governments, simulated enterprises and groups."""

from pathlib import Path

from tools.lianyungang.division import DISTRICT_NAMES_EN, NAMES_EN
from tools.lianyungang.organisation_tables import CITY_LEVEL, ENTERPRISES
from tools.lianyungang.reference import SEED, read_rows
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

STRUCTURE = "organisations-synthetic"
CITY_CODE = "320700"
DISTRICT_NAMES = {
    "320703": "连云区",
    "320706": "海州区",
    "320707": "赣榆区",
    "320722": "东海县",
    "320723": "灌云县",
    "320724": "灌南县",
}

SOURCES: tuple[Source, ...] = (
    {
        "id": STRUCTURE,
        "kind": "synthetic",
        "title": "Organisations as a Chinese prefecture-level city has them",
        "licence": "CC0-1.0",
        "method": "City departments by the usual structure of a prefecture-level city; one government for each of "
        "the 6 districts and 90 townships; 32 simulated enterprises, one rescue team and one community team of "
        "volunteers for each district and one property manager for each sub-district; no real firm; staff judged.",
        "seed": SEED,
        "constraint": "6 district and 90 township governments with the official names; every parent exists",
        "note": "No personal data: a duty desk is named, never a person.",
    },
)


def districts() -> list[Row]:
    """Return the governments of districts and counties."""
    return [
        {
            "id": f"gov-{code}",
            "name_zh": f"{DISTRICT_NAMES[code]}人民政府",
            "name_en": f"{name} Government",
            "kind": "district",
            "parent": "city-government",
            "area": code,
            "function": "government of the district",
            "staff": 180,
        }
        for code, name in DISTRICT_NAMES_EN.items()
    ]


def townships(rows: list[dict[str, str]]) -> list[Row]:
    """Return township governments and sub-district offices."""
    found: list[Row] = []
    for row in rows:
        code, urban = row["mca_code"], row["type"] == "街道"
        found.append(
            {
                "id": f"gov-{code}",
                "name_zh": f"{row['name_zh']}{'办事处' if urban else '人民政府'}",
                "name_en": f"{NAMES_EN[code]} {'Sub-district Office' if urban else 'Government'}",
                "kind": "township",
                "parent": f"gov-{row['adcode']}",
                "area": code,
                "function": "government of the township",
                "staff": 40 + 2 * int(row["n_villages"]),
            }
        )
    return found


def enterprises() -> list[Row]:
    """Return simulated enterprises; the number in the name says that it is no real firm."""
    found: list[Row] = []
    for row in parse("id product_en product_zh area staff", ENTERPRISES):
        number = str(row["id"]).removeprefix("enterprise-")
        found.append(
            {
                "id": row["id"],
                "name_zh": f"模拟企业{number}({row['product_zh']})",
                "name_en": f"Simulated enterprise {number} ({row['product_en']})",
                "kind": "enterprise",
                "area": row["area"],
                "function": row["product_en"],
                "staff": row["staff"],
            }
        )
    return found


def volunteers() -> list[Row]:
    """Return two volunteer teams for each district: one for rescue and one for the communities."""
    kinds = (("rescue", "救援", "rescue by volunteers", 60), ("community", "社区", "help in the community", 240))
    return [
        {
            "id": f"volunteers-{kind}-{code}",
            "name_zh": f"{DISTRICT_NAMES[code]}模拟志愿{kind_zh}队",
            "name_en": f"Simulated volunteers, {kind}, {DISTRICT_NAMES_EN[code]}",
            "kind": "volunteers",
            "parent": f"gov-{code}",
            "area": code,
            "function": function,
            "staff": staff,
        }
        for code in DISTRICT_NAMES
        for kind, kind_zh, function, staff in kinds
    ]


def property_managers(rows: list[dict[str, str]]) -> list[Row]:
    """Return one simulated property manager for each sub-district."""
    urban = [row["mca_code"] for row in rows if row["type"] == "街道"]
    return [
        {
            "id": f"property-{number:02d}",
            "name_zh": f"模拟物业{number:02d}",
            "name_en": f"Simulated property manager {number:02d}",
            "kind": "property_manager",
            "parent": f"gov-{code}",
            "area": code,
            "function": "property management",
            "staff": 60,
        }
        for number, code in enumerate(urban, 1)
    ]


def rows(shared: Path) -> list[Row]:
    """Return all organisations; each parent stands before its children."""
    names = read_rows(shared, "admin/townships.csv")
    city = parse("id name_zh name_en kind parent function staff", CITY_LEVEL, area=CITY_CODE)
    found = city + districts() + townships(names) + enterprises() + volunteers() + property_managers(names)
    return [{**row, "duty_channel": "duty desk", "synthetic": True, "source": STRUCTURE} for row in found]


def build(shared: Path, out: Path) -> None:
    """Write the organisations."""
    write_table(out, "organisations", rows(shared))
