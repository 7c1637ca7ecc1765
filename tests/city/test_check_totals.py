"""Numbers that a package gives twice must agree exactly."""

from pathlib import Path

from tests.city.packages import cell_rows, town

REMEDY = "correct one of them; totals must agree exactly"
WEST = 10 * sum(area == "west" for _, area, _ in cell_rows())
EAST = 10 * sum(area == "east" for _, area, _ in cell_rows())
TOWN = WEST + EAST


def test_cells_must_add_up_to_every_area_above_them(tmp_path: Path) -> None:
    """One person too many in a cell disturbs its district and the city."""
    package = town().change("cells.csv", ",10,2,5,3", ",11,3,5,3")
    area = "east" if f",{cell_rows()[0][1]}," == ",east," else "west"
    line, total = (4, EAST) if area == "east" else (3, WEST)
    assert package.said(tmp_path) == [
        f"areas.csv:2: population of area 'town' is {TOWN} and its cells add up to {TOWN + 1}; {REMEDY}",
        f"areas.csv:{line}: population of area '{area}' is {total} and its cells add up to {total + 1}; {REMEDY}",
    ]


def test_areas_must_add_up_to_their_parent(tmp_path: Path) -> None:
    """Districts that hold more or fewer people than the city are named at the city's line."""
    for change in (+5, -5):
        package = town().change(
            "areas.csv", f"west,西区,district,town,{WEST}", f"west,西区,district,town,{WEST + change}"
        )
        assert package.said(tmp_path) == [
            f"areas.csv:2: population of area 'town' is {TOWN} and the areas below it add up to "
            f"{TOWN + change}; {REMEDY}",
            f"areas.csv:3: population of area 'west' is {WEST + change} and its cells add up to {WEST}; {REMEDY}",
        ]


def test_unknown_populations_are_not_zero(tmp_path: Path) -> None:
    """Where a district's population is unknown, the others may not exceed the city and need not reach it."""
    package = town().change("areas.csv", f"east,东区,district,town,{EAST}", "east,东区,district,town,")
    assert package.said(tmp_path) == []


def test_townships_need_no_cells_when_cells_name_their_district(tmp_path: Path) -> None:
    """Published township figures may stand beside cells that are known by district only."""
    package = town().add("areas.csv", f"west-1,一镇,township,west,{WEST - 7}\nwest-2,二镇,township,west,7\n")
    assert package.said(tmp_path) == []
    package.change("areas.csv", ",west,7\n", ",west,8\n")
    assert package.said(tmp_path) == [
        f"areas.csv:3: population of area 'west' is {WEST} and the areas below it add up to {WEST + 1}; {REMEDY}"
    ]


def test_an_area_without_cells_cannot_have_people(tmp_path: Path) -> None:
    """A district that no cell names must have population 0."""
    package = town().add("areas.csv", "south,南区,district,town,40\n")
    package.change("areas.csv", f"town,小城,city,,{TOWN}", f"town,小城,city,,{TOWN + 40}")
    package.change("city.toml", f"population = {TOWN}", f"population = {TOWN + 40}")
    assert package.said(tmp_path) == [
        f"areas.csv:2: population of area 'town' is {TOWN + 40} and its cells add up to {TOWN}; {REMEDY}",
        f"areas.csv:5: population of area 'south' is 40 and its cells add up to 0; {REMEDY}",
    ]


def test_city_toml_must_agree_with_the_city(tmp_path: Path) -> None:
    """The population in city.toml is that of the city's area, or of all cells where the area has none."""
    package = town().change("city.toml", f"population = {TOWN}", "population = 4599360")
    assert package.said(tmp_path) == [
        f"city.toml:6: population is 4599360 and areas.csv gives {TOWN} for the city; {REMEDY}"
    ]
    package.change("areas.csv", f"town,小城,city,,{TOWN}", "town,小城,city,,")
    assert package.said(tmp_path) == [f"city.toml:6: population is 4599360 and cells.csv adds up to {TOWN}; {REMEDY}"]


def test_age_groups_must_add_up_to_the_population(tmp_path: Path) -> None:
    """Each row whose three age groups are known is compared with its population."""
    package = town().change("cells.csv", ",10,2,5,3", ",10,2,5,4")
    assert package.said(tmp_path) == [
        "cells.csv:2: the age groups add up to 11 and population is 10; correct one of them"
    ]
    assert package.change("cells.csv", ",10,2,5,4", ",10,2,5,").said(tmp_path) == []
