"""Disasters of the past with the numbers by which they can be laid on the city of today.

What is recorded is restated from the entry of ``hazard_history``, the catalogues and the tracks; what is not is said
to be assumed in the row itself.
"""

from pathlib import Path

from tools.lianyungang.sources_hazards import GAZETTEER, JMA, NOAA, PRESS
from tools.lianyungang.table_files import Row, Source, write_table

SOURCES: tuple[Source, ...] = (GAZETTEER, JMA, NOAA, PRESS)

EVENTS: tuple[Row, ...] = (
    {
        "id": "1668-tancheng-earthquake",
        "history": "1668-07-25-earthquake",
        "hazard": "earthquake",
        "name_zh": "1668年郯城地震",
        "name_en": "Tancheng earthquake of 1668",
        "day": "1668-07-25",
        "lon": 118.6,
        "lat": 35.3,
        "magnitude": 8.5,
        "depth_km": 15.0,
        "strike_deg": 15.0,
        "assumption_zh": "深度15公里、破裂方向北偏东15度取自郯庐断裂带震源参数,破裂以震中为中点;均非史载。",
        "assumption_en": (
            "The depth of 15 km and the direction of 15 degrees are those of the Tanlu sources, and the rupture is "
            "centred on the epicentre; none of this is recorded."
        ),
        "source": NOAA["id"],
    },
    {
        "id": "1939-storm-surge",
        "history": "1939-08-30-storm-surge",
        "hazard": "storm_surge",
        "name_zh": "1939年风暴潮",
        "name_en": "Storm surge of 1939",
        "day": "1939-08-30",
        "water_level_m": 4.6,
        "assumption_zh": "港口验潮零点上约7.5米减去当地平均海面2.9米,得高程零点上4.6米;风暴路径未知,无风场。",
        "assumption_en": (
            "About 7.5 m above the zero of the port gauge less its mean sea level of 2.9 m is taken as 4.6 m above the "
            "zero of the heights. The track of the storm is not known, so there is no wind."
        ),
        "source": GAZETTEER["id"],
    },
    {
        "id": "2012-07-rainstorm",
        "history": "2012-07-08-rainstorm",
        "hazard": "rain_flood",
        "name_zh": "2012年7月特大暴雨",
        "name_en": "Rainstorm of July 2012",
        "day": "2012-07-08",
        "rain_mm": 375.0,
        "rain_h": 24.0,
        "assumption_zh": "记载为24小时350至400毫米,取中值,并设全市相同。",
        "assumption_en": (
            "350 to 400 mm in 24 hours are recorded; the middle is taken, and the same for the whole city."
        ),
        "source": PRESS["id"],
    },
    {
        "id": "2012-damrey",
        "history": "2012-08-02-typhoon",
        "hazard": "typhoon_wind",
        "name_zh": "2012年台风“达维”",
        "name_en": "Typhoon Damrey of 2012",
        "day": "2012-08-02",
        "storm": "1210",
        "source": JMA["id"],
    },
    {
        "id": "2017-duigougang-explosion",
        "history": "2017-12-09-chemical-explosion",
        "hazard": "explosion",
        "name_zh": "2017年堆沟港化工园区爆炸",
        "name_en": "Explosion in the Duigougang chemical park of 2017",
        "day": "2017-12-09",
        "time": "2017-12-08T18:20Z",
        "lon": 119.775,
        "lat": 34.41667,
        "tnt_t": 1.0,
        "assumption_zh": "爆炸当量未见记载,设为1吨TNT;位置取园区所在镇,误差3至5公里。",
        "assumption_en": (
            "The size of the explosion is not recorded; 1 t of TNT is assumed. The place is that of the park's town, "
            "3 to 5 km off at most."
        ),
        "source": PRESS["id"],
    },
    {
        "id": "2019-xiangshui-explosion",
        "history": "2019-03-21-chemical-explosion",
        "hazard": "explosion",
        "name_zh": "2019年响水“3·21”爆炸(邻市)",
        "name_en": "Xiangshui explosion of 2019 (neighbouring city)",
        "day": "2019-03-21",
        "time": "2019-03-21T06:48Z",
        "lon": 119.73,
        "lat": 34.33,
        "tnt_t": 260.0,
        "assumption_zh": "260吨TNT为通常引用的量级,本数据包无出处;位置为台网测定震中,实际厂址在灌河对岸的响水县。",
        "assumption_en": (
            "260 t of TNT is the size commonly quoted; this package has no source for it. The place is the epicentre "
            "of the seismic network, to two decimals; the real site is across the Guan river in Xiangshui."
        ),
        "source": PRESS["id"],
    },
)


def build(shared: Path, out: Path) -> None:
    """Write the table; nothing of the reference data in `shared` is read, every row names its source."""
    write_table(out, "past_events", [{**row, "synthetic": False} for row in EVENTS])
