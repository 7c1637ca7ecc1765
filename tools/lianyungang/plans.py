"""Emergency plans of the city and their tasks with due times."""

from pathlib import Path

from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

PLANS = "plans-assumption"

SOURCES: tuple[Source, ...] = (
    {
        "id": PLANS,
        "kind": "assumption",
        "title": "Emergency plans in the usual form of a prefecture-level city, written for this package",
        "licence": "CC0-1.0",
        "note": "Levels of water are those of Shilianghe reservoir (flood limit 25.0 m, design 27.65 m); all other due "
        "times are judgement.",
    },
)

_PLANS = """
flood-plan|防汛应急预案|Flood plan|rain_flood|flood-command
typhoon-plan|防台风应急预案|Typhoon plan|typhoon_wind|flood-command
earthquake-plan|地震应急预案|Earthquake plan|earthquake|quake-command
chemical-plan|危险化学品事故应急预案|Chemical accident plan|toxic_release|chemical-command
"""

_FLOOD = """
T01|启动会商并发布响应级别|Confer and announce the response level|flood-command|IV|activation_offset|30||
T02|首次报告雨水情|Give the first report on rain and levels|hydrology|IV|activation_offset|20||
T03|滚动报告雨水情|Report rain and levels again and again|hydrology|III|interval|60||
T04|预置排涝泵车和人员|Place pumps and crews in advance|drainage-utility|IV|activation_offset|60||
T05|封闭积水下穿通道|Close flooded underpasses|traffic-police|IV|condition_offset|10||water over 27 cm in an underpass
T06|转移低洼地区人员|Relocate people from low ground|emergency-bureau|II|condition_offset|180||red rainstorm warning
T07|开放避难场所|Open shelters|civil-affairs|III|activation_offset|120||
T08|石梁河水库预泄|Release water from Shilianghe early|water-bureau|III|condition_offset|60||level above 25.0 m
T09|泄洪前通知下游|Warn downstream before a release|water-bureau|IV|gate|||before any release above 500 m3/s
T10|停课停工公告|Announce closing of schools and works|publicity|I|activation_offset|60||
T11|保障医院和泵站供电|Secure power of hospitals and pumps|power-grid|III|activation_offset|90||
T12|调运饮用水和食品|Send drinking water and food|reserve-bureau|III|activation_offset|240||
T13|每日灾情汇总|Sum up losses each day|emergency-bureau|IV|clock||17:00|
T14|维持交通和治安秩序|Keep traffic and order|public-security|IV|continuous|||
T15|灾后消毒和水质检测|Disinfect and test water|disease-control|III|condition_offset|360||water has left the streets
"""

_TYPHOON = """
T01|发布台风预警|Issue the typhoon warning|meteorology|IV|activation_offset|15||
T02|渔船回港|Bring fishing boats to port|agriculture-bureau|IV|activation_offset|720||
T03|确认船上人员上岸|Confirm that crews are ashore|maritime|III|gate|||before wind of force 8 arrives
T04|关闭海滨景区|Close beaches and scenic areas|culture-tourism|IV|activation_offset|180||
T05|加固塔吊和脚手架|Secure cranes and scaffolds|housing-bureau|IV|activation_offset|360||
T06|港口停止作业|Stop work in the port|port-group|III|condition_offset|60||wind above 20.8 m/s
T07|转移沿海危房人员|Relocate people from unsafe homes at the coast|emergency-bureau|II|activation_offset|480||
T08|开放避难场所|Open shelters|civil-affairs|III|activation_offset|180||
T09|停运列车|Stop trains|rail-operator|II|condition_offset|30||wind above 30 m/s
T10|预置抢修队伍|Place repair teams in advance|power-grid|III|activation_offset|360||
T11|滚动通报路径|Report the track again and again|meteorology|III|interval|60||
T12|清理倒伏树木|Clear fallen trees|urban-management|IV|condition_offset|120||wind below 17.2 m/s
T13|每日会商|Confer each day|flood-command|IV|clock||08:30|
T14|持续值守热线|Keep the hotline staffed|emergency-bureau|IV|continuous|||
"""

_EARTHQUAKE = """
T01|速报地震参数|Report the parameters of the earthquake|earthquake-office|IV|event_offset|10||
T02|启动响应|Activate the plan|quake-command|IV|event_offset|30||
T03|出动救援队伍|Send rescue teams|fire-rescue|III|event_offset|15||
T04|首报人员伤亡|Give the first report on casualties|emergency-bureau|III|event_offset|60||
T05|开放应急床位|Open emergency beds|health-commission|III|event_offset|60||
T06|关闭燃气主管|Shut the main gas valves|gas-utility|II|event_offset|20||
T07|检查水库大坝|Inspect dams|water-bureau|III|event_offset|120||
T08|检查危化装置|Inspect chemical plants|emergency-bureau|III|event_offset|120||
T09|打通救援通道|Open routes for rescue|transport-bureau|II|activation_offset|180||
T10|开放避难场所并登记|Open shelters and register people|civil-affairs|III|activation_offset|120||
T11|调运帐篷棉被|Send tents and quilts|reserve-bureau|III|activation_offset|240||
T12|恢复应急通信|Restore emergency communication|telecom-b|II|activation_offset|180||
T13|进入危房前鉴定|Check buildings|housing-bureau|IV|gate|||before anybody returns to a damaged building
T14|滚动发布信息|Inform the public again and again|publicity|III|interval|120||
T15|余震监测|Watch aftershocks|earthquake-office|IV|continuous|||
"""

_CHEMICAL = """
T01|接报并核实|Take the report and check it|emergency-bureau|IV|event_offset|10||
T02|出动化工救援编队|Send the chemical rescue force|fire-rescue|IV|event_offset|5||
T03|划定警戒区|Mark the closed area|public-security|IV|event_offset|20||
T04|关闭上下游阀门|Shut valves up and downstream|emergency-bureau|IV|event_offset|15||
T05|侧风向监测空气|Measure the air|ecology-bureau|IV|activation_offset|30||
T06|下风向疏散或就地避险|Move or shelter people downwind|chemical-command|III|condition_offset|30||gas above the limit
T07|发送手机警报|Send alerts to mobile phones|telecom-c|III|activation_offset|10||
T08|救治中毒人员|Treat poisoned people|health-commission|III|activation_offset|30||
T09|进入热区前检测|Test before entering the hot zone|fire-rescue|IV|gate|||before anybody enters the hot zone
T10|截断排海水口|Close outfalls to the sea|ecology-bureau|III|activation_offset|60||
T11|滚动报告浓度|Report concentrations again and again|ecology-bureau|III|interval|30||
T12|首次信息发布|Inform the public for the first time|publicity|III|event_offset|300||
T13|维持外围交通管制|Keep traffic away|traffic-police|IV|continuous|||
"""


def plans() -> list[Row]:
    """Return the plans."""
    constant = {"area": "320700", "version": "2026", "issued": "2026-03-01", "source": PLANS}
    return parse("id name_zh name_en hazard organisation", _PLANS, **constant)


def tasks() -> list[Row]:
    """Return the tasks of all plans."""
    header = "task name_zh name_en organisation response_level due minutes clock condition"
    tables = {
        "flood-plan": _FLOOD,
        "typhoon-plan": _TYPHOON,
        "earthquake-plan": _EARTHQUAKE,
        "chemical-plan": _CHEMICAL,
    }
    return [row for plan, text in tables.items() for row in parse(header, text, plan=plan, source=PLANS)]


def build(shared: Path, out: Path) -> None:
    """Write plans and their tasks."""
    write_table(out, "plans", plans())
    write_table(out, "plan_tasks", tasks())
