"""The shore of a town, the line out to sea and where the tide comes from."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards.plane import Plane
from anlan.hazards.storm_surge import PARAMETERS
from anlan.hazards.surge.coast import has_tide, mean_levels, sea_bearing, shelf_of, shore_cells, tide_of_city
from tests.hazards.towns import ALL_TABLES, disk, town

VALUES = {one.name: one.default for one in PARAMETERS}

CONSTITUENTS = """station,constituent,amplitude_m,phase_deg,source
b,M2,1.5,300,hand
a,M2,1.7,305,hand
a,S2,0.5,340,hand
a,XYZ9,0.1,10,hand
"""


def test_shore_cells_touch_the_coast(small_town: City) -> None:
    """Cells 0.79 km wide whose centre is 0 or 0.4 km from the coast are shore; those at 0.8 km are not."""
    shore = shore_cells(small_town.cells)
    assert np.isin(np.arange(len(small_town.cells)), shore).tolist() == (small_town.cells.coast_km < 0.7).tolist()


@pytest.mark.parametrize(
    ("lon", "lat", "low", "high"),
    [
        (119.4, 34.76, 50.0, 90.0),  # Lianyungang: the Yellow Sea lies east and a little north
        (121.5, 25.2, 315.0, 405.0),  # north coast of Taiwan
        (110.5, 21.2, 90.0, 200.0),  # Zhanjiang
        (-9.2, 38.7, 200.0, 300.0),  # Lisbon
    ],
)
def test_the_sea_lies_where_maps_show_it(lon: float, lat: float, low: float, high: float) -> None:
    """The bearing found from the land mask points out to sea."""
    bearing = sea_bearing(lon, lat)
    assert low <= bearing <= high or low <= bearing + 360.0 <= high


def test_the_line_runs_from_the_shore_to_the_edge_of_the_shelf(small_town: City) -> None:
    """Nodes go seaward at the bearing given, deepen from 3 to 50 m and add up to the length of the shelf."""
    shelf = shelf_of(small_town.cells, Plane.around(small_town), {**VALUES, "sea_bearing_deg": 90.0})
    assert shelf.width.sum() == pytest.approx(200_000.0)
    assert (np.diff(shelf.x) > 0.0).all()
    assert np.ptp(shelf.y) == pytest.approx(0.0, abs=1e-6)
    assert (np.diff(shelf.depth) > 0.0).all()
    assert shelf.depth[0] == pytest.approx(3.0, abs=0.2)
    assert shelf.depth[-1] == pytest.approx(50.0, abs=2.0)


def test_the_tide_comes_from_mean_levels(small_town: City) -> None:
    """High waters of 5 m and 4.2 m over a mean of 3 m: 1.6 m and 0.4 m; gates without them are no tide."""
    assert mean_levels(small_town)["mean sea level"] == 3.0
    tide = tide_of_city(small_town)
    assert tide.amplitude == pytest.approx([1.6, 0.4])


def test_harmonic_constants_come_first(tmp_path: Path) -> None:
    """Of two stations the first by name is taken, and a constituent that is not known is left out."""
    cells = disk(1)
    city = town(tmp_path, ALL_TABLES | {"tide_constituents": CONSTITUENTS}, [2.0] * len(cells), cells)
    tide = tide_of_city(city)
    assert tide.names == ("M2", "S2")
    assert tide.amplitude == pytest.approx([1.7, 0.5])


def test_a_town_without_levels_has_no_tide(bare_town: City) -> None:
    """Nothing is assumed."""
    assert not has_tide(bare_town)
