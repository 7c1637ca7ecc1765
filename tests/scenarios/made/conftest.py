"""A town that the tests of making scenarios share."""

from pathlib import Path

import pytest

from anlan.city import City
from tests.hazards.towns import ALL_TABLES, disk, town

PAST = """id,history,hazard,name_zh,name_en,day,time,storm,lon,lat,magnitude,depth_km,tnt_t,rain_mm,rain_h,water_level_m,assumption_zh,assumption_en,synthetic,source
quake,,earthquake,地震,Quake,1668-07-25,,,119.2,34.6,6,,,,,,深度未知,The depth is not known.,false,hand
storm,,typhoon_wind,台风,Storm,2000-08-01,,A,,,,,,,,,,,false,hand
surge,,storm_surge,风暴潮,Surge,1939-08-30,,,,,,,,,,4.5,,,false,hand
rain,flood-2012,rain_flood,暴雨,Rain,2012-07-08,,,,,,,,375,24,,,,false,hand
blast,,explosion,爆炸,Blast,2019-03-21,2019-03-21T06:48Z,,119.2,34.6,,,260,,,,,,false,hand
trackless,,typhoon_wind,无路径,No track,1939-08-30,,Z,,,,,,,,,,,false,hand
numberless,,explosion,无当量,No size,2017-12-09,,,119.2,34.6,,,,,,,,,false,hand
unmodelled,,drought,干旱,Drought,1978-03-10,,,,,,,,,,,,,false,hand
"""  # noqa: E501 - one row a line

HISTORY = """id,day,hazard,place,deaths,description,synthetic,source
flood-2012,2012-07-08,rain_flood,city,7,"350 to 400 mm in 24 hours.",false,hand
"""


@pytest.fixture(scope="session")
def coast(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A town of 61 cells at the sea with a record of its past."""
    cells = disk(4)
    heights = [2.0 + 0.1 * (index % 13) for index in range(len(cells))]
    tables = ALL_TABLES | {"past_events": PAST, "hazard_history": HISTORY}
    return town(tmp_path_factory.mktemp("coast"), tables, heights, cells, ages=True)


@pytest.fixture(scope="session")
def messages(shared_data: Path) -> Path:
    """Folder of real public warnings."""
    return shared_data / "cap" / "messages"
