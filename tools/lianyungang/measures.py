"""Measures of prevention and preparedness, their effect and cost stated by judgement."""

from pathlib import Path

from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

MEASURES = "measures-assumption"
WARNINGS = "warning-assumption"

SOURCES: tuple[Source, ...] = (
    {
        "id": MEASURES,
        "kind": "assumption",
        "title": "Measures with effects and costs stated by judgement; to be replaced by feasibility studies",
        "licence": "facts",
        "note": "Costs are orders of magnitude in yuan of 2024.",
    },
    {
        "id": WARNINGS,
        "kind": "assumption",
        "title": "How early people are warned today and how many act, stated by judgement",
        "licence": "facts",
        "note": "Typhoons and surges are forecast a day and half a day ahead and most people are moved; a cloudburst "
        "leaves half an hour, and fewer act. To be replaced by the records of the warnings that were sent.",
    },
)

_NAMES = """
pumps-haizhou|海州区排涝泵站扩容|Larger pumping stations in Haizhou|drainage-utility
pumps-donghai|东海县排涝泵站新建|New pumping stations in Donghai|water-bureau
sponge-haizhou|海绵城市改造|Sponge city works in Haizhou|housing-bureau
raised-switchgear|配电房防涝改造|Raised switchgear|power-grid
flood-rezoning|低洼地避让|Keeping new homes off low ground|natural-resources
dyke-xinshu|新沭河堤防加固|Stronger dykes on the Xinshu river|water-bureau
roof-retrofit|农房屋面抗风加固|Stronger roofs on rural homes|housing-bureau
tree-trimming|行道树修剪与线路清障|Trimming of trees along lines|urban-management
greenhouse-anchors|温室大棚加固|Anchored greenhouses|agriculture-bureau
quake-schools|学校医院抗震加固|Schools and hospitals made earthquake-safe|housing-bureau
quake-rural|农村危房改造|Replacement of unsafe rural homes|housing-bureau
gas-shutoff|燃气自动切断装置|Automatic gas shut-off|gas-utility
plant-interlocks|化工装置安全联锁升级|Better interlocks in chemical plants|emergency-bureau
park-buffer|化工园区安全缓冲区|Buffer zones around chemical parks|natural-resources
relief-stock|增加救灾物资储备|Larger relief stock|reserve-bureau
production-reserve|产能储备协议|Reserved production capacity|industry-bureau
hospital-power|医院备用电源|Back-up power for hospitals|health-commission
early-warning|预警信息直达|Warnings sent straight to phones|meteorology
volunteer-training|社区志愿者培训|Training of community volunteers|red-cross
fire-readiness|专业救援队常备|Standing rescue teams|fire-rescue
"""

_EFFECTS = """
pumps-haizhou|prevent|rain_flood|320706|intensity||1|0.15|m|420000000|9000000|3|30
pumps-donghai|prevent|rain_flood|320722|intensity||1|0.1|m|180000000|4000000|3|30
sponge-haizhou|prevent|rain_flood|320706|intensity||0.85|0|1|900000000|12000000|6|40
raised-switchgear|prevent|rain_flood||vulnerability|infrastructure|0.8|0|1|150000000|1500000|3|25
flood-rezoning|prevent|rain_flood||exposure||0.95|0|1|60000000|1000000|10|50
dyke-xinshu|prevent|river_flood||frequency||0.6|0|1|650000000|6000000|5|50
roof-retrofit|prevent|typhoon_wind||vulnerability|residential|0.8|0|1|300000000|2000000|5|25
tree-trimming|prevent|typhoon_wind||vulnerability|infrastructure|0.92|0|1|8000000|6000000|1|5
greenhouse-anchors|prevent|typhoon_wind|320722|vulnerability|agriculture|0.9|0|1|45000000|1000000|2|10
quake-schools|prevent|earthquake||vulnerability|commercial|0.9|0|1|1200000000|3000000|6|50
quake-rural|prevent|earthquake||vulnerability|residential|0.75|0|1|2400000000|4000000|8|50
gas-shutoff|prevent|earthquake||vulnerability||0.97|0|1|90000000|3000000|2|15
plant-interlocks|prevent|toxic_release|320703|frequency||0.7|0|1|240000000|8000000|3|15
park-buffer|prevent|toxic_release|320724|exposure||0.7|0|1|380000000|1000000|4|50
relief-stock|prepare|rain_flood||supply||1|30000|persons sheltered|55000000|6000000|1|10
production-reserve|prepare|earthquake||supply||1|20000|L water/h|2000000|5000000|1|5
hospital-power|prepare|typhoon_wind||cascade||1|24|h|70000000|2500000|2|15
early-warning|prepare|rain_flood||lead_time|people|0.45|0.25|h|30000000|5000000|1|10
volunteer-training|baseline|earthquake||capability||1|5000|trained persons|4000000|3000000|1|5
fire-readiness|baseline|earthquake||capability||1|200|rescuers|40000000|38000000|2|20
"""


_FURTHER = """
switchgear-power|raised-switchgear|rain_flood||vulnerability|without_power|0.6
roofs-people|roof-retrofit|typhoon_wind||vulnerability|people|0.9
trees-power|tree-trimming|typhoon_wind||vulnerability|without_power|0.9
schools-people|quake-schools|earthquake||vulnerability|people|0.93
rural-people|quake-rural|earthquake||vulnerability|people|0.8
warning-heat|early-warning|heat_wave||vulnerability|people|0.95
sponge-heat|sponge-haizhou|heat_wave|320706|vulnerability|people|0.98
interlocks-explosion|plant-interlocks|explosion|320703|frequency||0.8
buffer-explosion|park-buffer|explosion|320724|exposure||0.8
"""

# Where the warning comes a day ahead the time is no matter, but more people act on what comes to their own phone. The
# shares are those by which harm falls by a tenth, in a surge by 15 %.
_EARLIER = """
warning-typhoon|early-warning|typhoon_wind||lead_time|people|0.82|0.25|h
warning-surge|early-warning|storm_surge||lead_time|people|0.83|0.25|h
warning-river|early-warning|river_flood||lead_time|people|0.73|0.25|h
"""

_TODAY = """
typhoon_wind|24|0.8
storm_surge|12|0.8
river_flood|6|0.7
rain_flood|0.5|0.4
"""

_RULES = """
sponge-haizhou|requires|pumps-haizhou
roof-retrofit|excludes|quake-rural
"""


def rows() -> list[Row]:
    """Return the measures: names and owner beside effect and cost."""
    header = "id purpose hazard area lever target factor offset offset_unit cost upkeep build_years life_years"
    effects = {row["id"]: row for row in parse(header, _EFFECTS, source=MEASURES)}
    return [{**row, **effects[row["id"]]} for row in parse("id name_zh name_en owner", _NAMES)]


def build(shared: Path, out: Path) -> None:
    """Write the measures, their further effects, what they demand of each other, and how people are warned today."""
    write_table(out, "measures", rows())
    further = parse("id measure hazard area lever target factor", _FURTHER, source=MEASURES)
    further += parse("id measure hazard area lever target factor offset offset_unit", _EARLIER, source=MEASURES)
    write_table(out, "measure_effects", further)
    write_table(out, "measure_rules", parse("measure kind other", _RULES, source=MEASURES))
    write_table(out, "warning_times", parse("hazard hours share", _TODAY, source=WARNINGS))
