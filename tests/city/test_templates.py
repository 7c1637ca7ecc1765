"""A template explains every column and becomes a city when its first files are filled in."""

import csv
import tomllib
from pathlib import Path

import polars as pl
import pytest

from anlan.city import City, check
from anlan.city.declare import Kind, Table
from anlan.city.grid import cover
from anlan.city.tables import SECTIONS, TABLES
from anlan.city.templates import new_package, settings_template, table_template
from anlan.errors import SettingError
from anlan.language import translator
from tests.city.packages import TOWN


def columns_of(table: Table) -> list[str]:
    """Return the declared names of a table's columns."""
    return [column.name for column in table.all_columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_explains_each_column_in_both_languages(table: Table) -> None:
    """Meaning in Chinese and English, unit and example stand above the header, which is the last line."""
    lines = table_template(table).splitlines()
    assert lines[-1].split(",") == columns_of(table)
    assert all(line.startswith("#") for line in lines[:-1])
    said = "\n".join(lines)
    for column in table.all_columns:
        for language in ("zh-Hans", "en"):
            assert f"# {column.name}: {translator(language)(column.meaning)}" in said
        if column.unit and column.unit != "1":
            assert f"unit {column.unit}" in said


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_example_row_fits_the_header(table: Table) -> None:
    """The row that shows how to fill a table has a value for each column, quoted where it holds a comma."""
    example = table_template(table).splitlines()[-2].removeprefix("# ")
    assert next(csv.reader([example])) == [column.example for column in table.all_columns]


def test_every_key_of_the_settings_is_there() -> None:
    """Required keys are set, all others stand as comments that can be switched on as they are."""
    text = settings_template()
    document = tomllib.loads(text)
    assert set(document["city"]) == {column.name for column in SECTIONS[0].columns if column.required}
    switched_on = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line or line[-1:] == "]")
    full = tomllib.loads(switched_on)
    for section in SECTIONS:
        given = full[section.name][0] if section.many else full[section.name]
        assert set(given) == {column.name for column in section.columns}


def test_a_template_without_rows_is_not_yet_a_city(tmp_path: Path) -> None:
    """The check names the tables to be filled, and nothing else is wrong with a new package."""
    new_package(tmp_path / "town", all_tables=True)
    found = [(problem.file, problem.code) for problem in check(tmp_path / "town")]
    assert found == [("areas.csv", "no-rows"), ("cells.csv", "no-rows")]


def test_a_template_becomes_a_city_when_areas_and_cells_are_filled_in(tmp_path: Path) -> None:
    """Two rows of areas and one for each cell, appended below the headers, make a package that loads."""
    folder = tmp_path / "town"
    new_package(folder, all_tables=True)
    coverage = cover([TOWN], 8)
    rows = {
        "areas.csv": [{"code": "town", "name_zh": "小城", "level": "city"}],
        "cells.csv": [
            {"h3": f"{cell:x}", "area": "town", "share": f"{share:.9f}", "population": "10"}
            for cell, share in zip(coverage.cell.tolist(), coverage.share_of_cell.tolist(), strict=True)
        ],
    }
    for file, values in rows.items():
        with (folder / file).open("a", encoding="utf-8", newline="") as stream:
            header = next(columns_of(table) for table in TABLES if table.file == file)
            csv.DictWriter(stream, header, lineterminator="\n").writerows(values)
    city = City.load(folder)
    assert city.cells.population.sum() == 10 * len(coverage)
    assert not city.notices


def test_the_short_template_holds_what_a_planner_begins_with(tmp_path: Path) -> None:
    """Without --all: city.toml, areas, cells and places."""
    files = new_package(tmp_path / "town")
    assert [file.name for file in files] == ["city.toml", "areas.csv", "cells.csv", "places.csv"]


def test_a_template_never_overwrites(tmp_path: Path) -> None:
    """A folder that is not empty is refused, an empty one is used."""
    folder = tmp_path / "town"
    folder.mkdir()
    new_package(folder)
    with pytest.raises(SettingError, match="exists and is not empty"):
        new_package(folder)


def test_examples_have_the_type_of_their_column() -> None:
    """What a template shows can be read by the loader: numbers are numbers and choices are in their list."""
    for table in TABLES:
        for column in table.all_columns:
            if column.kind is Kind.CHOICE:
                assert column.example in column.choices, (table.name, column.name)
            if column.kind in (Kind.NUMBER, Kind.INTEGER) and column.example:
                value = pl.Series([column.example]).cast(pl.Float64)[0]
                assert column.minimum is None or value >= column.minimum, (table.name, column.name)
                assert column.maximum is None or value <= column.maximum, (table.name, column.name)
