"""Teams that can be sent."""

from pathlib import Path

from tools.lianyungang.geography import read_table
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

TEAMS = "teams-synthetic"

SOURCES: tuple[Source, ...] = (
    {
        "id": TEAMS,
        "kind": "synthetic",
        "title": "Simulated teams on call",
        "licence": "CC0-1.0",
        "method": "One crew for each fire station with two thirds of its largest shift; one medical team for each "
        "tertiary and secondary hospital, one person for forty beds and at least five; one team for each volunteer "
        "organisation; engineering teams by judgement",
        "seed": SEED,
        "constraint": "Every team belongs to an organisation and starts from a place where one is known",
    },
)

SPECIAL = """
engineering-power-1|电力抢修一队|Power repair team 1|power-grid|power repair|60|45
engineering-power-2|电力抢修二队|Power repair team 2|power-grid|power repair|60|60
engineering-power-3|移动发电队|Mobile generator team|power-grid|emergency power|24|60
engineering-water|供水抢修队|Water repair team|water-utility|water repair|40|60
engineering-drain-1|排涝一队|Pumping team 1|drainage-utility|pumping|36|45
engineering-drain-2|排涝二队|Pumping team 2|drainage-utility|pumping|36|60
engineering-gas|燃气抢修队|Gas repair team|gas-utility|gas repair|24|30
engineering-telecom|通信抢修队|Telecom repair team|telecom-a|telecom repair|40|60
engineering-satellite|卫星通信队|Satellite team|telecom-b|back-up communication|12|90
engineering-road-1|公路抢通一队|Road clearing team 1|transport-bureau|road clearing|50|60
engineering-road-2|公路抢通二队|Road clearing team 2|transport-bureau|road clearing|50|90
engineering-dyke|水利抢险队|Dyke repair team|water-bureau|dyke repair|80|90
engineering-tree|市政清障队|Tree and sign clearing team|urban-management|clearing|60|60
engineering-build|房屋鉴定队|Building safety team|housing-bureau|building inspection|30|120
rescue-sea|海上搜救队|Sea rescue team|maritime|sea rescue|40|30
rescue-port|港口救援队|Port rescue team|port-group|port rescue|45|20
rescue-armed-police|武警救援队|Armed police rescue team|armed-police|search and rescue|200|90
rescue-militia|民兵应急连|Militia company|garrison|labour and dykes|120|180
medical-epidemic|防疫消杀队|Disinfection team|disease-control|disinfection|30|120
monitor-air|环境监测队|Air and water monitoring team|ecology-bureau|pollution monitoring|16|45
monitor-quake|地震现场队|Earthquake field team|earthquake-office|intensity survey|10|120
relief-red-cross|红十字救护队|Red Cross first-aid team|red-cross|first aid|40|60
relief-psychology|心理援助队|Psychological aid team|psychology|psychological aid|30|240
relief-radio|业余无线电队|Radio amateur team|radio-amateurs|back-up communication|20|60
relief-disabled|助残转移队|Team for disabled people|disabled-aid|help to leave|35|90
"""


def rows(out: Path) -> list[Row]:
    """Return fire crews, medical teams, volunteers and engineering teams."""
    places = read_table(out, "places")
    found = [crew(place) for place in places if place["kind"] == "fire_station"]
    hospitals = [place for place in places if place["kind"] == "hospital"]
    found += [medical(place) for place in hospitals if place["grade"] in {"tertiary", "secondary"}]
    found += [
        {
            "id": f"team-{group['id']}",
            "name_zh": group["name_zh"],
            "name_en": group["name_en"],
            "organisation": group["id"],
            "capability": "rescue" if "rescue" in group["id"] else "relocation and relief",
            "persons": int(group["staff"]) // 2,
            "ready_minutes": 60 if "rescue" in group["id"] else 120,
        }
        for group in read_table(out, "organisations")
        if group["kind"] == "volunteers"
    ]
    found += parse("id name_zh name_en organisation capability persons ready_minutes", SPECIAL)
    return [{**row, "synthetic": True, "source": TEAMS} for row in found]


def crew(place: dict[str, str]) -> Row:
    """Return the crew of a fire station."""
    chemical = place["grade"] == "chemical"
    return {
        "id": f"team-{place['id']}",
        "name_zh": f"{place['name_zh']}救援队",
        "name_en": f"Crew of {place['name_en'].lower()}",
        "organisation": "fire-rescue",
        "place": place["id"],
        "capability": "chemical rescue" if chemical else "fire and rescue, water rescue",
        "persons": int(place["staff"]) * 2 // 3,
        "ready_minutes": 1,
    }


def medical(place: dict[str, str]) -> Row:
    """Return the medical team of a hospital."""
    return {
        "id": f"team-{place['id']}",
        "name_zh": f"{place['name_zh']}医疗队",
        "name_en": f"Medical team of {place['name_en'].lower()}",
        "organisation": "health-commission",
        "place": place["id"],
        "capability": "medical",
        "persons": max(5, int(place["beds"]) // 40),
        "ready_minutes": 30 if place["grade"] == "tertiary" else 60,
    }


def build(shared: Path, out: Path) -> None:
    """Write the teams."""
    write_table(out, "teams", rows(out))
