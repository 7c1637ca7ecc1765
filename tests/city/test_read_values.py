"""What is said about a value that cannot be used: its line, its column, what to write instead."""

from pathlib import Path

import pytest

from tests.city.packages import town

BAD_VALUES = {
    "text in a number": (
        "stock.csv",
        ",300,",
        ",many,",
        "stock.csv:2: quantity is 'many', not a number; write a number such as 1200",
    ),
    "not a number": (
        "stock.csv",
        ",300,",
        ",NaN,",
        "stock.csv:2: quantity is 'NaN', not a finite number; leave the cell empty where the value is unknown",
    ),
    "infinite": (
        "stock.csv",
        ",300,",
        ",-inf,",
        "stock.csv:2: quantity is '-inf', not a finite number; leave the cell empty where the value is unknown",
    ),
    "word for unknown": (
        "stock.csv",
        ",300,",
        ",不详,",
        "stock.csv:2: quantity is '不详', not a number; leave the cell empty where the value is unknown",
    ),
    "negative": (
        "stock.csv",
        ",300,",
        ",-3,",
        "stock.csv:2: quantity is -3, below zero; give a value of at least 0, or leave the cell empty where it is "
        "unknown",
    ),
    "above the range": (
        "vulnerability_points.csv",
        "1,0.4",
        "1,40",
        "vulnerability_points.csv:3: mean is 40, outside the allowed range; give a value from 0 to 1",
    ),
    "below the range": (
        "typhoon_tracks.csv",
        ",970",
        ",97",
        "typhoon_tracks.csv:2: pressure_hpa is 97, outside the allowed range; give a value from 850 to 1030",
    ),
    "fraction in whole numbers": (
        "places.csv",
        ",200,",
        ",200.5,",
        "places.csv:3: beds is 200.5, not a whole number; round it",
    ),
    "separators of thousands": (
        "stock.csv",
        ",300,",
        ',"12,300",',
        "stock.csv:2: quantity is '12,300', with separators of thousands; write 12300",
    ),
    "full-width digits": (
        "stock.csv",
        ",300,",
        ",３００,",
        "stock.csv:2: quantity is '３００', not in the plain form of a number; write 300",
    ),
    "unit that converts": (
        "links.csv",
        "water-2,1.9",
        "water-2,1900 m",
        "links.csv:3: length_km is '1900 m', a number with a unit; write 1.9; the column is in km",
    ),
    "Chinese unit that converts": (
        "links.csv",
        "water-2,1.9",
        "water-2,1.9公里",
        "links.csv:3: length_km is '1.9公里', a number with a unit; write 1.9; the column is in km",
    ),
    "unit of another quantity": (
        "links.csv",
        "water-2,1.9",
        "water-2,19 min",
        "links.csv:3: length_km is '19 min', a number with a unit; write the number alone, in km",
    ),
    "percentage": (
        "vulnerability_points.csv",
        "1,0.4",
        "1,40%",
        "vulnerability_points.csv:3: mean is '40%', a number with a unit; write 0.4; the column is in 1",
    ),
    "choice close to one": (
        "nodes.csv",
        "power-1,power",
        "power-1,powr",
        "nodes.csv:2: network is 'powr', which is not in its list; did you mean power?",
    ),
    "choice like none": (
        "nodes.csv",
        "power,source",
        "power,生产",
        "nodes.csv:2: role is '生产', which is not in its list; use one of source, junction, supply",
    ),
    "choice like none of many": (
        "places.csv",
        "医院,hospital",
        "医院,医院",
        "places.csv:3: kind is '医院', which is not in its list; use one of hospital, clinic, emergency_centre, "
        "blood_bank, school, care_home, shelter, assembly_point, ... (docs/city-package.md lists all)",
    ),
    "required value empty": (
        "stock.csv",
        ",300,",
        ",,",
        "stock.csv:2: quantity is empty and required; give a value such as 1200",
    ),
    "date in another form": (
        "stock.csv",
        "2030-01-31",
        "31/1/2030",
        "stock.csv:2: expires is '31/1/2030', not a date; write it as 2026-01-31",
    ),
    "day that does not exist": (
        "stock.csv",
        "2030-01-31",
        "2030-02-31",
        "stock.csv:2: expires is '2030-02-31', not a date; write it as 2026-01-31",
    ),
    "time without zone": (
        "typhoon_tracks.csv",
        "T12:00Z",
        "T12:00",
        "typhoon_tracks.csv:2: time is '2012-08-02T12:00', without a zone; give it in UTC with a trailing Z, such as "
        "2012-08-02T12:00Z",
    ),
    "time in another form": (
        "typhoon_tracks.csv",
        "2012-08-02T12:00Z",
        "2 Aug 2012 12h",
        "typhoon_tracks.csv:2: time is '2 Aug 2012 12h', not a time; write it as 2012-08-02T12:00Z",
    ),
    "code made a number by a spreadsheet": (
        "places.csv",
        "119.115,34.53,west",
        "119.115,34.53,3.20707E+11",
        "places.csv:3: area is '3.20707E+11': a spreadsheet has turned the code into a number; format the column as "
        "text and enter the code again",
    ),
    "flag in another word": (
        "items.csv",
        "id,name_zh,group,unit,price\ntent-12,帐篷,shelter,piece,1200",
        "id,name_zh,group,unit,consumed\ntent-12,帐篷,shelter,piece,是",
        "items.csv:2: consumed is '是'; write true or false",
    ),
}


@pytest.mark.parametrize("kind", BAD_VALUES)
def test_a_bad_value_is_named_with_its_line_and_remedy(tmp_path: Path, kind: str) -> None:
    """One bad value gives one problem, at its line, with what to write instead."""
    file, old, new, sentence = BAD_VALUES[kind]
    package = town()
    if kind == "flag in another word":
        package.files[file] = package.files[file].replace(",2\n", ",\n")
    assert package.change(file, old, new).said(tmp_path) == [sentence]


@pytest.mark.parametrize("bad", ["8830a1cc5bffff", "8830a1cc5bffffg", "800000000000000", "8fffffffffffff0", "613345"])
def test_a_bad_cell_is_named(tmp_path: Path, bad: str) -> None:
    """Text that is no H3 cell is refused, and what depends on the cells is not judged."""
    package = town()
    cell = package.files["cells.csv"].splitlines()[1].split(",")[0]
    package.change("cells.csv", cell, bad).change("dependencies.csv", cell, "east")
    assert package.said(tmp_path) == [
        f"cells.csv:2: h3 is '{bad}', not an H3 cell; write its 15 hexadecimal digits, such as 8830a1cc5bfffff"
    ]


def test_a_cell_of_another_resolution_is_named(tmp_path: Path) -> None:
    """A cell of resolution 7 in a city of resolution 8 says both resolutions."""
    package = town()
    cell = package.files["cells.csv"].splitlines()[1].split(",")[0]
    package.change("dependencies.csv", cell, "east").change("cells.csv", cell, "87308404affffff")
    assert package.said(tmp_path) == [
        "cells.csv:2: h3 is '87308404affffff', an H3 cell of resolution 7; use cells of resolution 8 as city.toml says"
    ]
