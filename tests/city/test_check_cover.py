"""Cells lie in the city, in the areas they name, and are given out once."""

from pathlib import Path

import h3
import pytest

from tests.city.packages import EAST, TOWN, cell_rows, town

FAR = "8830a1cc5bfffff"


def test_shares_of_a_cell_make_at_most_one(tmp_path: Path) -> None:
    """A cell cut by the boundary of two districts cannot be in both with more than its surface."""
    package = town()
    cell = next(cell for cell, _, _ in cell_rows() if sum(other == cell for other, _, _ in cell_rows()) == 2)
    lines = package.files["cells.csv"].splitlines()
    first, second = (number for number, line in enumerate(lines) if line.startswith(cell))
    for number, share in ((first, "0.7"), (second, "0.300004")):
        _, area, _, *rest = lines[number].split(",")
        lines[number] = ",".join((cell, area, share, *rest))
    package.files["cells.csv"] = "\n".join(lines) + "\n"
    assert package.said(tmp_path) == [
        f"cells.csv:{first + 1}: the shares of cell {cell} add up to 1.000004; correct the column share: the "
        f"parts of a "
        "cell make at most 1"
    ]
    package.files["cells.csv"] = package.files["cells.csv"].replace(",0.300004,", ",0.300001,")
    assert package.said(tmp_path) == []


@pytest.mark.parametrize("with_polygon", [True, False])
def test_a_cell_outside_the_city_is_named(tmp_path: Path, with_polygon: bool) -> None:
    """A cell that has no point in common with the city's polygon is an error; without a polygon nobody can tell."""
    package = town()
    package.add("cells.csv", f"{FAR},west,1,0,0,0,0,5\n")
    line = package.files["cells.csv"].count("\n")
    if not with_polygon:
        for code in ("town", "west", "east"):
            package.feature(code, None)
    assert (
        package.said(tmp_path)
        == [f"cells.csv:{line}: cell {FAR} lies outside the city; remove its rows, or correct the city's polygon"][
            : 1 if with_polygon else 0
        ]
    )


def test_a_row_whose_area_does_not_touch_the_cell_is_named(tmp_path: Path) -> None:
    """A cell in the far west cannot have a part in the east."""
    package = town()
    cell = h3.latlng_to_cell(34.53, 119.105, 8)
    package.add("cells.csv", f"{cell},east,0,0,0,0,0,5\n")
    line = package.files["cells.csv"].count("\n")
    assert package.said(tmp_path) == [
        f"cells.csv:{line}: cell {cell} does not touch the polygon of area 'east'; correct the area of the row, or the "
        "polygon"
    ]


def test_an_area_without_a_polygon_is_judged_by_its_nearest_ancestor(tmp_path: Path) -> None:
    """A township without a polygon must lie in its district."""
    package = town().add("areas.csv", "east-1,东一,township,east,0\n").feature("east", EAST)
    cell = h3.latlng_to_cell(34.53, 119.105, 8)
    package.files["areas.csv"] = package.files["areas.csv"].replace(
        "east-1,东一,township,east,0", "east-1,东一,township,east,"
    )
    package.add("cells.csv", f"{cell},east-1,0,0,0,0,0,5\n")
    line = package.files["cells.csv"].count("\n")
    assert package.said(tmp_path) == [
        f"cells.csv:{line}: cell {cell} does not touch the polygon of area 'east'; correct the area of the row, or the "
        "polygon"
    ]


def test_a_polygon_simplified_after_gridding_still_touches_its_cells(tmp_path: Path) -> None:
    """Boundaries that moved by ten metres after the cells were cut do not throw cells out."""
    slightly = TOWN.buffer(-0.0001, join_style="mitre")
    package = town().feature("town", slightly).feature("west", None).feature("east", None)
    assert package.said(tmp_path) == []
