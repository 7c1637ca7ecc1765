"""Loading a package: everything wrong at once, or a city."""

from pathlib import Path

import pytest

from anlan.city import City, check
from anlan.city.tables import TABLES
from anlan.city.units import DIMENSIONS, dimension_of, factor, split_quantity, written
from anlan.errors import PackageError, Severity
from tests.city.packages import town, village


def test_ten_faults_in_six_files_are_reported_at_once(tmp_path: Path) -> None:
    """A planner sees every fault in one run, in the order of the files and lines."""
    package = town()
    package.change("city.toml", "events = 100", "events = -1")
    package.change("city.toml", 'licence = "CC0-1.0"\n', "")
    package.change("areas.csv", "西区,district", "西区,distrct")
    package.change("cells.csv", ",10,2,5,3,", ",10,2,5,-3,")
    package.change("places.csv", "医院,hospital,119.115", "医院,hospital,119.115E")
    package.change("places.csv", "school-1", "hospital-1")
    package.change("nodes.csv", "power-1,power,source", "power-1,power,")
    package.change("stock.csv", "tent-12", "tent-99")
    package.change("stock.csv", "warehouse-1,5000", "warehouse-9,5000")
    package.change("stock.csv", "2030-01-31", "31.01.2030")
    with pytest.raises(PackageError) as caught:
        City.load(package.write(tmp_path / "town"))
    assert [str(problem) for problem in caught.value.problems] == [
        "city.toml:9: events is -1, outside the allowed range; give a value from 1 to 1000000",
        'city.toml:11: [sources] lacks the required key licence; add licence = "CC-BY-4.0"',
        "areas.csv:3: level is 'distrct', which is not in its list; did you mean district?",
        "cells.csv:2: age_60_plus is -3, below zero; give a value of at least 0, or leave the cell empty where it is "
        "unknown",
        "places.csv:3: lon is '119.115E', a number with a unit; write the number alone, in deg",
        "places.csv:5: id 'hospital-1' is already in line 3; remove one of the two rows or correct it",
        "nodes.csv:2: role is empty and required; give a value such as source",
        "stock.csv:2: expires is '31.01.2030', not a date; write it as 2026-01-31",
        "stock.csv:2: item 'tent-99' is not in items.csv column id; add it there or correct it",
        "stock.csv:3: place 'warehouse-9' is not in places.csv column id; add it there or correct it",
    ]
    assert str(caught.value).startswith("10 problems in the input\n")


def test_notices_do_not_stop_the_work(tmp_path: Path) -> None:
    """A package with notices alone loads and keeps them."""
    package = town().add("extra.csv", "a\n").change("places.csv", "119.115,34.53", "119.2,34.53")
    city = City.load(package.write(tmp_path / "town"))
    assert {notice.code for notice in city.notices} == {"unknown-file", "near-city"}
    assert all(notice.severity is Severity.NOTICE for notice in city.notices)


def test_a_valid_town_has_nothing_to_say(tmp_path: Path) -> None:
    """The package that the other tests break is valid."""
    assert check(town().write(tmp_path / "town")) == ()


def test_the_smallest_village_loads_and_says_what_is_missing(tmp_path: Path) -> None:
    """city.toml, areas and cells are enough; every other table is listed as missing."""
    city = City.load(village().write(tmp_path / "village"))
    assert city.notices == ()
    assert city.present == {"areas", "cells"}
    assert [missing.table for missing in city.missing] == [
        table.name for table in TABLES if table.name not in ("areas", "cells")
    ]
    assert all(str(missing.without) for missing in city.missing)
    assert city.cells.population.sum() == 5 * len(city.cells)


@pytest.mark.parametrize("name", ["lianyungang", "tinytown"])
def test_the_cities_of_the_project_load_without_errors(cities: Path, name: str) -> None:
    """The packages that come with the project hold together; a plant just across the border is all they note."""
    assert [str(problem) for problem in check(cities / name) if problem.code != "near-city"] == []


def test_every_declared_unit_is_known() -> None:
    """A unit in a declaration is in the list of units, or names a column, or is made of one."""
    for table in TABLES:
        columns = {column.name for column in table.all_columns}
        foreign = {"unit", "intensity_unit", "component_unit", "offset_unit", "output_unit", "capacity_unit"}
        for column in table.all_columns:
            known = dimension_of(column.unit) is not None or column.unit.partition("/")[0] in columns | foreign
            assert not column.unit or known, f"{table.name}.{column.name}: {column.unit}"


def test_units_convert() -> None:
    """Factors are between units of one quantity, in both directions, in Chinese and in any capitals."""
    assert factor("km", "m") == 1000.0
    assert factor("万人", "persons") == 10_000.0
    assert factor("万元", "currency") == 10_000.0
    assert factor("KM/H", "m/s") == pytest.approx(1 / 3.6)
    assert factor("kg", "m") is None
    assert factor("m", "capacity_unit") is None
    for spellings in DIMENSIONS.values():
        wanted = next(iter(spellings))
        for one in spellings:
            assert factor(one, wanted) == pytest.approx(spellings[one].factor / spellings[wanted].factor)


def test_quantities_are_split_and_written() -> None:
    """A number and its unit come apart; numbers are written without exponents."""
    assert split_quantity("3.5km") == (3.5, "km")
    assert split_quantity(" -2 万元 ") == (-2.0, "万元")
    assert split_quantity("1,234") is None
    assert split_quantity("abc") is None
    assert [written(value) for value in (3500.0, 0.1, 1e-5, 1e20)] == ["3500", "0.1", "1e-05", "1e+20"]
