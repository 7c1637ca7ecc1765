"""What a loaded city holds, and that nobody can change it."""

import copy
import pickle
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import Areas, City
from anlan.city.tables import TABLE
from anlan.city.tables.ground import ASSET_CLASSES
from tests.city.packages import cell_rows, town, village


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The town of the tests."""
    return City.load(town().write(tmp_path_factory.mktemp("city") / "town"))


def sent(city: City) -> City:
    """Return the city as another process would receive it."""
    received = pickle.loads(pickle.dumps(city))  # noqa: S301 - our own bytes
    assert isinstance(received, City)
    return received


def test_cells_are_unique_and_ascending(city: City) -> None:
    """Each cell occurs once; rows point to cells and areas."""
    rows = cell_rows()
    cells = city.cells
    assert cells.h3.dtype == np.int64
    assert cells.h3.tolist() == sorted({h3.str_to_int(cell) for cell, _, _ in rows})
    assert [h3.int_to_str(int(cells.h3[index])) for index in cells.row_cell] == [cell for cell, _, _ in rows]
    assert [city.areas.codes[index] for index in cells.row_area] == [area for _, area, _ in rows]
    assert np.allclose(cells.share, [share for _, _, share in rows], atol=1e-9)
    assert len(cells) == len(cells.h3)


def test_cells_lie_where_h3_says(city: City) -> None:
    """Centres and areas are those of the H3 library."""
    cells = city.cells
    for index in (0, len(cells) // 2, len(cells) - 1):
        cell = h3.int_to_str(int(cells.h3[index]))
        assert (cells.lat[index], cells.lon[index]) == h3.cell_to_latlng(cell)
        assert cells.area_km2[index] == h3.cell_area(cell, unit="km^2")


def test_people_and_assets_are_per_row(city: City) -> None:
    """Ten residents in every row; the day equals the night where it is not given; assets default to zero."""
    cells = city.cells
    rows = len(cell_rows())
    assert cells.population.tolist() == [10.0] * rows
    assert cells.population_day.tolist() == [10.0] * rows
    assert cells.assets.shape == (rows, len(ASSET_CLASSES))
    assert not cells.assets.any()
    assert cells.ages is not None
    assert cells.ages.tolist() == [[2.0, 5.0, 3.0]] * rows


def test_ground_is_the_mean_weighted_by_share(tmp_path: Path) -> None:
    """A cell of 0.25 at 8 m and 0.75 at 4 m lies at 5 m; unknown parts are left out, all unknown gives NaN."""
    package = village()
    first, second, third = sorted({cell for cell, _, _ in cell_rows()})[:3]
    package.add("areas.csv", "a,甲,district\nb,乙,district\n")
    package.files["areas.csv"] = "code,name_zh,level,parent\nv,村,city,\na,甲,district,v\nb,乙,district,v\n"
    package.files["cells.csv"] = (
        "h3,area,share,population,height_m,slope_deg,coast_km\n"
        f"{first},a,0.25,1,8,2,\n{first},b,0.75,1,4,,\n{second},a,0.5,1,3,,1\n{third},b,0,1,9,,\n"
    )
    cells = City.load(package.write(tmp_path / "v")).cells
    assert np.array_equal(cells.height_m, [5.0, 3.0, np.nan], equal_nan=True)
    assert np.array_equal(cells.slope_deg, [2.0, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(cells.coast_km, [np.nan, 1.0, np.nan], equal_nan=True)
    assert cells.ages is None


def test_areas_are_a_tree(city: City) -> None:
    """Parents, levels, ancestors and sums of the town's three areas."""
    areas = city.areas
    assert areas.codes == ("town", "west", "east")
    assert areas.names_en == ("小城", "西区", "东区")
    assert areas.parent.tolist() == [-1, 0, 0]
    assert areas.root == 0
    assert areas.depth.tolist() == [0, 1, 1]
    assert areas.children(0).tolist() == [1, 2]
    assert areas.at_level("district").tolist() == [1, 2]
    assert areas.ancestor_at("district").tolist() == [-1, 1, 2]
    assert areas.ancestor_at("city").tolist() == [0, 0, 0]
    assert areas.roll_up([1.0, 2.0, 4.0]).tolist() == [7.0, 2.0, 4.0]
    assert areas.roll_up([[1, 2, 4], [0, 0, 8]]).tolist() == [[7.0, 2.0, 4.0], [8.0, 0.0, 8.0]]


def test_roll_up_refuses_other_lengths(city: City) -> None:
    """Values for another number of areas are an error that says both numbers."""
    with pytest.raises(ValueError, match=r"shape \(2,\); the last axis must have the 3 areas"):
        city.areas.roll_up([1.0, 2.0])


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=60), st.data())
def test_roll_up_gives_the_root_everything(draws: list[float], data: st.DataObject) -> None:
    """In any tree the root holds the sum of all, and every area at least its own."""
    parents = np.array([-1, *(int(draw * number) for number, draw in enumerate(draws[1:], start=1))], dtype=np.int32)
    names = tuple(map(str, range(len(draws))))
    areas = Areas(names, names, names, ("city",) * len(draws), parents)
    own = np.array(data.draw(st.lists(st.integers(0, 1000), min_size=len(draws), max_size=len(draws))), dtype=float)
    sums = areas.roll_up(own)
    assert sums[0] == own.sum()
    assert (sums >= own).all()


def test_nothing_can_be_changed(city: City) -> None:
    """Arrays are read-only, mappings are read-only, attributes cannot be set; also after a copy to a worker."""
    copies: tuple[Any, ...] = (city, sent(city), copy.deepcopy(city))
    for one in copies:
        with pytest.raises(ValueError, match="read-only"):
            one.cells.population[0] = 1.0
        with pytest.raises(ValueError, match="read-only"):
            one.areas.parent[0] = 1
        with pytest.raises(TypeError):
            one.info["name_zh"] = "x"
        with pytest.raises(TypeError):
            one.tables["cells"] = one.tables["areas"]
        with pytest.raises(TypeError):
            one.shapes["areas"]["west"] = None
        with pytest.raises(AttributeError):
            one.checksum = ""


def test_a_city_survives_pickling(city: City) -> None:
    """A worker process sees the same tables, shapes, cells and checksum."""
    assert city.cells.h3.size
    twin = sent(city)
    assert twin.checksum == city.checksum
    assert dict(twin.info) == dict(city.info)
    assert all(twin.tables[name].equals(city.tables[name]) for name in city.tables)
    assert shapely.equals(twin.shapes["areas"]["west"], city.shapes["areas"]["west"])
    assert np.array_equal(twin.cells.row_area, city.cells.row_area)


def test_a_trial_with_other_rows_leaves_the_city_as_it_is(city: City) -> None:
    """One table differs; exposure is shared where it cannot differ, and made anew where it can."""
    cells = city.cells
    trial = city.with_table("stock", city.table("stock").head(0))
    assert trial.table("stock").is_empty()
    assert not city.table("stock").is_empty()
    assert trial.cells is cells
    assert trial.checksum == city.checksum
    fewer = city.with_table("cells", city.table("cells").head(1))
    assert fewer.cells.h3.size == 1


def test_a_trial_keeps_the_columns_of_its_table(city: City) -> None:
    """Rows of another shape are a mistake of the program."""
    with pytest.raises(ValueError, match="table 'stock' has the columns"):
        city.with_table("stock", city.table("areas"))


def test_missing_tables_say_what_they_take_away(city: City) -> None:
    """A table that is absent is listed with what cannot be said without it; one that is there is not."""
    missing = {missing.table: str(missing.without) for missing in city.missing}
    assert missing["teams"] == TABLE["teams"].without
    assert "stock" not in missing
    assert "stock" in city.present
    assert "teams" not in city.present


def test_an_undeclared_table_is_a_key_error(city: City) -> None:
    """A misspelt table name is a mistake of the program, not an empty table."""
    with pytest.raises(KeyError):
        city.table("stocks")
