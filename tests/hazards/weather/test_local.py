"""Differences between cells."""

from pathlib import Path

import numpy as np
import pytest

from anlan.hazards.weather.local import offsets_of
from tests.hazards.towns import disk, town

CELLS = disk(1)


def test_a_hill_is_cooler_by_the_lapse_rate(tmp_path: Path) -> None:
    """Without a heat island a cell 200 m above the next is 1.3 degC cooler, and the mean resident is at zero."""
    city = town(tmp_path, {}, [0.0, 200.0, 0.0, 0.0, 0.0, 0.0, 0.0], CELLS)
    offset = offsets_of(city, island=0.0)
    assert offset[1] - offset[0] == pytest.approx(-1.3)
    assert offset.mean() == pytest.approx(0.0, abs=1e-12)


def test_a_cell_of_unknown_height_lies_at_the_mean(tmp_path: Path) -> None:
    """Unknown height is neither hill nor plain."""
    city = town(tmp_path, {}, [None, 200.0, 0.0, 100.0, 100.0, 100.0, 100.0], CELLS)
    offset = offsets_of(city, island=0.0)
    assert offset[0] == pytest.approx(offset[3])


def test_dense_cells_are_warmer_by_tenfolds(tmp_path: Path) -> None:
    """Ten times the residents make the stated difference; below 100 residents to the km2 there is none."""
    people = [50, 200, 2000, 4, 8, 200, 200]
    rows = [f"{cell},T,{count},0,1,hand" for cell, count in zip(CELLS, people, strict=True)]
    cells = "\n".join(["h3,area,population,height_m,land_share,source", *rows]) + "\n"
    offset = offsets_of(town(tmp_path, {"cells": cells}, [0.0] * 7, CELLS), island=0.6)
    assert offset[2] - offset[1] == pytest.approx(0.6, abs=1e-3)
    assert offset[3] == offset[4] == offset.min()
    assert np.average(offset, weights=people) == pytest.approx(0.0, abs=1e-12)
