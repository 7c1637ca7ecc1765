"""The methods by which the demonstration city is made and written, on examples small enough to check by hand."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tools.lianyungang.population import controlled
from tools.lianyungang.table_files import write_table
from tools.lianyungang.tiling import power_parts


@given(st.data())
def test_controlled_rounding_keeps_both_margins(data: st.DataObject) -> None:
    """Any table of three columns with whole margins is rounded to whole numbers with the same margins."""
    whole = data.draw(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=30))
    table = np.array(whole, dtype=np.int64)
    persons, columns = table.sum(axis=1), table.sum(axis=0)
    total = max(int(persons.sum()), 1)
    fitted = np.outer(persons, columns) / total
    rounded = controlled(fitted, persons, columns)
    assert (rounded >= 0).all()
    assert (rounded.sum(axis=1) == persons).all()
    assert (rounded.sum(axis=0) == columns).all()


def test_a_power_diagram_of_equal_weights_halves_a_square() -> None:
    """Two seats of one weight share a square along their bisector; a lead of weight moves it."""
    square = shapely.box(0.0, 0.0, 4.0, 2.0)
    seats = np.array([[1.0, 1.0], [3.0, 1.0]])
    even = power_parts(square, seats, np.zeros(2))
    assert [part.area for part in even] == pytest.approx([4.0, 4.0])
    # |x - 1|^2 - 2 = |x - 3|^2 on the line x = 2.5
    ahead = power_parts(square, seats, np.array([2.0, 0.0]))
    assert [part.area for part in ahead] == pytest.approx([5.0, 3.0])


def test_a_table_with_an_undeclared_column_is_refused(tmp_path: Path) -> None:
    """A misspelt column does not reach the package."""
    with pytest.raises(ValueError, match="rain_m"):
        write_table(tmp_path, "climate_normals", [{"month": 1, "rain_m": 14.3}])


def test_a_table_without_a_required_value_is_refused(tmp_path: Path) -> None:
    """A row that lacks what the declaration demands does not reach the package."""
    with pytest.raises(ValueError, match="month is required"):
        write_table(tmp_path, "climate_normals", [{"rain_mm": 14.3}])


def test_empty_columns_are_left_out_and_numbers_are_short(tmp_path: Path) -> None:
    """Files hold what was given, in the declared order, without trailing zeros."""
    row = {"rain_mm": 14.30, "month": 1, "temperature_c": -0.04, "synthetic": False, "source": "a, b"}
    write_table(tmp_path, "climate_normals", [row], {"temperature_c": 1})
    text = (tmp_path / "climate_normals.csv").read_text(encoding="utf-8")
    assert text == 'month,temperature_c,rain_mm,synthetic,source\n1,0,14.3,false,"a, b"\n'
