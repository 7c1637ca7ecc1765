"""Rows must be unique, point to rows that exist, and say where they come from."""

from pathlib import Path

import pytest

from tests.city.packages import town

REMEDY = "add it there or correct it"


def test_a_duplicate_id_names_both_lines(tmp_path: Path) -> None:
    """The second row with an id names the line of the first."""
    package = town().add("stock.csv", "lot-1,water,,1,\n")
    assert package.said(tmp_path) == [
        "stock.csv:4: id 'lot-1' is already in line 2; remove one of the two rows or correct it"
    ]


def test_a_duplicate_of_several_columns_names_all_of_them(tmp_path: Path) -> None:
    """A key of two columns is a duplicate only when both are equal; a cell is shown as it is written."""
    package = town()
    row = package.files["cells.csv"].splitlines()[1]
    cell, area, *_ = row.split(",")
    package.add("dependencies.csv", "hospital-1,power-2,0.5\nhospital-1,power-1,0.5\n").add("cells.csv", row + "\n")
    line = package.files["cells.csv"].count("\n")
    remedy = "remove one of the two rows or correct it"
    assert [sentence for sentence in package.said(tmp_path) if "already" in sentence] == [
        f"cells.csv:{line}: h3 {cell!r}, area {area!r} is already in line 2; {remedy}",
        f"dependencies.csv:6: user 'hospital-1', node 'power-2' is already in line 2; {remedy}",
    ]


REFERENCES = {
    "item": (
        "stock.csv",
        "lot-1,tent-12",
        "lot-1,tent-13",
        f"stock.csv:2: item 'tent-13' is not in items.csv column id; {REMEDY}",
    ),
    "area": (
        "places.csv",
        "34.53,west",
        "34.53,north",
        f"places.csv:3: area 'north' is not in areas.csv column code; {REMEDY}",
    ),
    "parent": (
        "areas.csv",
        "西区,district,town",
        "西区,district,twon",
        f"areas.csv:3: parent 'twon' is not in areas.csv column code; {REMEDY}",
    ),
    "node": (
        "links.csv",
        "pipe-1,water-1",
        "pipe-1,water-9",
        f"links.csv:3: from_node 'water-9' is not in nodes.csv column id; {REMEDY}",
    ),
    "source": (
        "places.csv",
        "200,survey",
        "200,census",
        "places.csv:3: source 'census' is not the id of a [[sources]] in city.toml; declare it there or correct it",
    ),
    "one of several tables": (
        "dependencies.csv",
        "west,water-2",
        "8830840401ffffe,water-2",
        "dependencies.csv:4: user '8830840401ffffe' is in none of places.csv column id, nodes.csv column id, "
        "areas.csv column code, "
        "cells.csv column h3; add it to one of them or correct it",
    ),
}


@pytest.mark.parametrize("kind", REFERENCES)
def test_a_dangling_reference_names_where_it_should_be(tmp_path: Path, kind: str) -> None:
    """A value that is not found names the file and column in which it was looked for."""
    file, old, new, sentence = REFERENCES[kind]
    assert town().change(file, old, new).said(tmp_path) == [sentence]


def test_a_cell_is_found_in_capital_letters(tmp_path: Path) -> None:
    """Hexadecimal digits mean the same in capitals, in a reference and in the table itself."""
    package = town()
    cell, *_ = package.files["cells.csv"].splitlines()[1].split(",")
    assert package.change("dependencies.csv", cell, cell.upper()).said(tmp_path) == []
    assert package.change("cells.csv", cell, cell.upper()).said(tmp_path) == []


def test_a_reference_into_an_absent_table_dangles(tmp_path: Path) -> None:
    """Stock of an item without a catalogue cannot be understood."""
    assert town().drop("items.csv").said(tmp_path) == [
        f"stock.csv:2: item 'tent-12' is not in items.csv column id; {REMEDY}",
        f"stock.csv:3: item 'water' is not in items.csv column id; {REMEDY}",
    ]


def test_rows_that_could_not_be_read_are_not_called_dangling(tmp_path: Path) -> None:
    """When a row of the catalogue is broken, the stock that names its item is not blamed."""
    package = town().change("items.csv", "water,饮用水,water,L,2", "water,饮用水")
    assert package.codes(tmp_path) == {"ragged-row"}


def test_a_broken_city_toml_does_not_make_every_source_dangle(tmp_path: Path) -> None:
    """While city.toml cannot be read nothing is said about the sources that rows name."""
    assert town().change("city.toml", "[[sources]]", "[[sources]").codes(tmp_path) == {"bad-toml"}


PROVENANCE = {
    "synthetic without a source": (
        "x,真,piece,water,true,",
        "items.csv:4: the row is synthetic and names no source; name the [[sources]] of kind synthetic that "
        "says how it was made",
    ),
    "synthetic from a publication": (
        "x,真,piece,water,true,survey",
        "items.csv:4: the row is synthetic and its source 'survey' is of kind published; name a source of "
        "kind synthetic, or set synthetic to false",
    ),
    "invented and not marked": (
        "x,真,piece,water,,made",
        "items.csv:4: the row is not marked synthetic and its source 'made' is; set synthetic to true, or name "
        "the source it was taken from",
    ),
}


@pytest.mark.parametrize("kind", PROVENANCE)
def test_invented_rows_say_so_and_how(tmp_path: Path, kind: str) -> None:
    """A row is synthetic exactly when its source is."""
    row, sentence = PROVENANCE[kind]
    package = town()
    package.files["items.csv"] = (
        "id,name_zh,unit,group,synthetic,source\ntent-12,帐,piece,shelter,,\nwater,水,L,water,true,made\n"
    )
    assert package.said(tmp_path) == []
    assert package.add("items.csv", row + "\n").said(tmp_path) == [sentence]
