"""The catalogue of supplies: items, kits and what can stand in for what."""

from pathlib import Path

from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

ITEM_SOURCE = "catalogue-assumption"
IEHK_SOURCE = "iehk-2017"

SOURCES: tuple[Source, ...] = (
    {
        "id": ITEM_SOURCE,
        "kind": "assumption",
        "title": "Catalogue of relief items: usual trade weights, volumes, prices and shelf lives, rounded",
        "licence": "facts",
        "note": "Prices are round 2024 wholesale guesses in yuan. Classification codes of GB/T 38565-2020 are left "
        "empty until they can be read from the standard itself.",
    },
    {
        "id": IEHK_SOURCE,
        "kind": "published",
        "title": "WHO, Interagency Emergency Health Kit 2017; UNICEF Supply Division, information note, December 2019",
        "licence": "facts",
        "note": "One full kit serves 10,000 people for about three months: ten basic modules and one supplementary "
        "module; about 1.25 t and 7.15 m3.",
    },
)

_ITEMS = """
drinking-water   |饮用水              |Drinking water             |water   |L   |true |1.05|0.0013|1.6 |365 |dry
domestic-water   |生活用水(水车供应)  |Domestic water by tanker   |water   |L   |true |1   |0.001 |0.02|3   |tank
water-container  |储水桶(20升)        |Water container, 20 L      |water   |piece|false|0.9|0.024 |25  |3650|dry
water-filter     |净水设备(每时2立方米)|Water treatment unit, 2 m3/h|water  |piece|false|180|0.9   |42000|3650|dry
water-tablet     |净水片(每片20升)    |Water tablet for 20 L      |water   |piece|true|0.002|0.00001|0.4|1095|cool
latrine          |移动厕位            |Mobile latrine seat        |water   |seat|false|90  |2.6   |4500|5475|yard
soap             |肥皂                |Soap                       |water   |kg  |true |1.05|0.0015|16  |1095|dry
disinfectant     |含氯消毒剂          |Chlorine disinfectant      |water   |kg  |true |1.1 |0.0016|14  |730 |chemical
ration           |应急口粮(一人一日)  |Emergency ration, one day  |food    |ration|true|0.65|0.0018|28 |720 |dry
hot-meal         |热食(一人一日)      |Hot meals, one day         |food    |ration|true|1.8|0.004 |36  |1   |fresh
rice             |大米                |Rice                       |food    |kg  |true |1.01|0.0014|5   |365 |dry
instant-noodles  |方便面              |Instant noodles            |food    |piece|true|0.12|0.0006|3   |180 |dry
infant-formula   |婴儿配方奶粉        |Infant formula             |food    |kg  |true |1.15|0.003 |180 |540 |cool
tent-12m2        |救灾帐篷(12平方米)  |Relief tent, 12 m2         |shelter |piece|false|45 |0.18  |1300|3650|dry
indoor-place     |室内安置床位(场地)  |Indoor shelter place       |shelter |place|false|  |      |    |    |building
folding-bed      |折叠床              |Folding bed                |shelter |piece|false|9  |0.06  |160 |3650|dry
quilt            |棉被                |Quilt                      |shelter |piece|false|3  |0.02  |110 |2920|dry
sleeping-mat     |防潮垫              |Sleeping mat               |shelter |piece|false|0.8|0.008 |28  |2920|dry
winter-coat      |棉大衣              |Winter coat                |shelter |piece|false|2.2|0.014 |120 |2920|dry
tarpaulin        |防水篷布(4米乘6米)  |Tarpaulin, 4 m by 6 m      |shelter |piece|false|4.5|0.015 |90  |2920|dry
cooking-set      |家庭炊具            |Cooking set                |shelter |set |false|4.8 |0.025 |150 |5475|dry
family-kit       |家庭包              |Family kit                 |shelter |set |false|12  |0.09  |320 |2920|dry
first-aid-kit    |急救包              |First-aid kit              |medical |set |true |1.2 |0.006 |95  |1095|cool
trauma-kit       |重伤救治包          |Kit for one severe injury  |medical |set |true |7.5 |0.03  |1900|730 |cool
infusion-1l      |输液(1升)           |Infusion, 1 L              |medical |piece|true|1.1 |0.0015|9   |730 |cool
dressing-set     |外科敷料包          |Surgical dressing set      |medical |set |true |0.4 |0.003 |48  |1095|cool
splint           |夹板               |Splint                     |medical |piece|true|0.3 |0.002 |35  |1825|dry
red-cells        |红细胞悬液(单位)    |Red cells, unit            |medical |unit|true |0.25|0.0004|230 |35  |cold
hospital-bed     |医院床位            |Hospital bed               |medical |bed |false|    |      |    |    |building
icu-bed          |重症床位            |Intensive-care bed         |medical |bed |false|    |      |    |    |building
stretcher        |担架                |Stretcher                  |medical |piece|false|6.5|0.04  |420 |3650|dry
ambulance        |救护车              |Ambulance                  |medical |vehicle|false| |      |320000|  |yard
iehk             |机构间应急卫生包    |Interagency health kit     |medical |set |true |1250|7.15  |190000|540|cool
iehk-basic       |基础药品模块        |Basic health module        |medical |set |true |38  |0.2   |6500|540 |cool
iehk-supplement  |补充药品模块        |Supplementary health module|medical |set |true |870 |5.15  |125000|540|cool
surgical-mask    |医用外科口罩        |Surgical mask              |protection|piece|true|0.0035|0.00003|0.3|730|dry
body-bag         |遗体袋              |Body bag                   |medical |piece|true|1.6 |0.01  |70  |1825|dry
protective-suit  |防护服              |Protective suit            |protection|piece|true|0.45|0.004|38 |1095|dry
escape-hood      |逃生呼吸器          |Escape hood                |protection|piece|true|0.9 |0.006|160 |1095|dry
rescue-boat      |冲锋舟(10人)        |Rescue boat for ten        |rescue  |piece|false|210|3     |38000|3650|yard
life-jacket      |救生衣              |Life jacket                |rescue  |piece|false|0.9|0.015 |75  |2555|dry
rescue-tool-set  |液压破拆工具组      |Hydraulic rescue tool set  |rescue  |set |false|120 |0.6   |95000|3650|dry
emergency-light  |移动照明灯塔        |Mobile light tower         |power   |piece|false|650|3.5   |46000|3650|yard
generator-30kw   |发电机(30千瓦)      |Generator, 30 kW           |power   |piece|false|720|1.9   |52000|5475|yard
torch            |手电筒              |Torch                      |power   |piece|false|0.25|0.0006|22 |1825|dry
diesel           |柴油                |Diesel                     |power   |L   |true |0.84|0.0011|7.2 |365 |fuel
satellite-phone  |卫星电话            |Satellite phone            |communication|piece|false|0.6|0.003|9000|1825|dry
loudspeaker      |应急广播喇叭        |Public loudspeaker         |communication|piece|false|3|0.02 |600 |3650|dry
sandbag          |沙袋(空袋)          |Sandbag, empty             |flood   |piece|true|0.1 |0.0003|1.2 |1095|dry
flood-pump       |移动排水泵车        |Mobile pump, 1,000 m3/h    |flood   |piece|false|9500|45   |680000|5475|yard
geotextile       |土工布              |Geotextile                 |flood   |m2  |true |0.3 |0.002 |4   |1825|dry
tesk             |创伤与急诊外科包    |Trauma and emergency surgery kit|medical|set|true|||||cool
rescue-team      |搜救队(中型)        |Search and rescue team, medium|teams |team |false| |     |      |    |people
engineer-team    |道路抢通队          |Road-clearing team         |teams   |team |false| |     |      |    |people
outpatient-team  |门诊医疗队(一类)    |Medical team, type 1 fixed |teams   |team |false| |     |      |    |people
inpatient-team   |住院手术医疗队(二类)|Medical team, type 2       |teams   |team |false| |     |      |    |people
relief-worker    |安置点管理人员      |Shelter worker             |teams   |person|false|||     |    |people
translator       |翻译和手语人员      |Translator or sign interpreter|teams |person|false|||   |    |people
bus              |客车(45座)          |Bus with 45 seats          |transport|vehicle|false| |     |450000|   |yard
"""

_KITS = """
family-kit|cooking-set|1
family-kit|water-container|2
family-kit|tarpaulin|1
trauma-kit|infusion-1l|3
trauma-kit|dressing-set|4
trauma-kit|splint|1
"""

_SUBSTITUTES = """
ration|hot-meal|1
ration|instant-noodles|5
ration|rice|0.6
hot-meal|ration|1
drinking-water|water-tablet|0.05
tent-12m2|indoor-place|3.43
indoor-place|tent-12m2|0.2917
quilt|winter-coat|1
folding-bed|sleeping-mat|1
generator-30kw|emergency-light|4
hospital-bed|folding-bed|1
"""


def items() -> list[Row]:
    """Return the rows of the catalogue; kits of the health organisations carry their own source."""
    header = "id name_zh name_en group unit consumed weight_kg volume_m3 price shelf_life_days storage"
    rows = parse(header, _ITEMS, source=ITEM_SOURCE)
    for row in rows:
        if row["id"] == "iehk":
            row["source"] = IEHK_SOURCE
    return rows


def kits() -> list[Row]:
    """Return what kits contain."""
    own = parse("kit item quantity", _KITS, source=ITEM_SOURCE)
    published = parse("kit item quantity", "iehk|iehk-basic|10\niehk|iehk-supplement|1", source=IEHK_SOURCE)
    return own + published


def substitutes() -> list[Row]:
    """Return what can stand in for what; a tent of 12 m2 holds 12 / 3.5 = 3.43 people at the Sphere space."""
    return parse("item substitute ratio", _SUBSTITUTES, source=ITEM_SOURCE)


def build(shared: Path, out: Path) -> None:
    """Write items, kits and substitutes."""
    write_table(out, "items", items())
    write_table(out, "kits", kits())
    write_table(out, "substitutes", substitutes())
