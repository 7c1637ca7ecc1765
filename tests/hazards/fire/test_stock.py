"""Buildings derived from residents."""

from pathlib import Path

import numpy as np
import pytest

from anlan.hazards.fire.service import USUAL_ENGINES, station_table
from anlan.hazards.fire.stock import stock_of
from tests.hazards.towns import disk, town


def test_buildings_by_hand(tmp_path: Path) -> None:
    """100 residents have 4,000 m2 of floor; between 100 and 1,000 to the km2 houses have 1.5 to 2.5 storeys."""
    city = town(tmp_path, {}, [0.0], disk(0))
    stock = stock_of(city, 40.0, 10.0)
    assert stock.floor_m2.tolist() == [4000.0]
    storeys = 1.5 + np.log10(100.0 / float(city.cells.area_km2[0]) / 100.0)
    assert stock.buildings == pytest.approx([4000.0 / (100.0 * storeys)])


def test_stations_send_a_share_of_their_engines(tmp_path: Path) -> None:
    """A station whose engines are not known has the usual number; other places do not count."""
    places = """id,name_zh,kind,lon,lat,engines,source
one,甲,fire_station,119.2,34.6,6,hand
two,乙,fire_station,119.3,34.6,,hand
school,丙,school,119.2,34.6,,hand
"""
    table = station_table(town(tmp_path, {"places": places}, [0.0], disk(0)), 0.5)
    assert table[:, 2].tolist() == [3.0, USUAL_ENGINES / 2.0]
    assert table[1, 0] - table[0, 0] == pytest.approx(9.15, abs=0.05)
