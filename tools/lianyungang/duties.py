"""The duty matrix: who leads, supports or is informed, by hazard and phase."""

from pathlib import Path

from tools.lianyungang.duty_tables import BASES, CITY_DUTIES, DISTRICT_DUTIES, GROUP_DUTIES, TOWNSHIP_DUTIES
from tools.lianyungang.geography import read_table
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

DUTIES = "duties-assumption"

SOURCES: tuple[Source, ...] = (
    {
        "id": DUTIES,
        "kind": "assumption",
        "title": "Duties by the chapters of the Emergency Response Law of 2024 and the usual role of each organisation",
        "licence": "facts",
        "note": "The city's own plans say who does what; these rows stand in for them.",
    },
)

INFORMED = ("broadcaster", "newspaper", "red-cross", "finance-bureau", "market-regulation", "culture-tourism")
HAZARDS = ("typhoon_wind", "rain_flood", "earthquake", "toxic_release")


def rows(organisations: list[dict[str, str]]) -> list[Row]:
    """Return all duties; every organisation has at least one."""
    header = "organisation duty hazard phase role basis"
    own = header.removeprefix("organisation ")
    found = parse(header, CITY_DUTIES)
    tables = {"district": DISTRICT_DUTIES, "township": TOWNSHIP_DUTIES, **GROUP_DUTIES}
    for organisation in organisations:
        found += parse(own, tables.get(organisation["kind"], ""), organisation=organisation["id"])
    found += [
        {"organisation": name, "duty": "stand by", "hazard": hazard, "phase": "warning", "role": "inform", "basis": "r"}
        for name in INFORMED
        for hazard in HAZARDS
    ]
    return [{**row, "basis": BASES[str(row["basis"])], "source": DUTIES} for row in found]


def build(shared: Path, out: Path) -> None:
    """Write the duties."""
    write_table(out, "duties", rows(read_table(out, "organisations")))
