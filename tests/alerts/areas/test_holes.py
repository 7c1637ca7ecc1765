"""Polygons with holes as polygons without, however many holes there are."""

import numpy as np
import pytest
import shapely
from shapely import Polygon

from anlan.alerts.areas.holes import without_holes


@pytest.mark.parametrize("order", [1, -1])
def test_a_thousand_holes_in_a_row_are_cut(order: int) -> None:
    """Cut one after the other they would need a call within a call for each; half of them lie on each side instead."""
    west = 119.0 + np.arange(1_000)[::order] * 1e-3
    holes = [shapely.box(one + 2e-4, 34.4, one + 6e-4, 34.45).exterior for one in west.tolist()]
    whole = Polygon(shapely.box(119.0, 34.0, 120.0, 34.8).exterior, holes)
    pieces = without_holes(whole)
    assert len(pieces) == 1_001
    assert not any(one.interiors for one in pieces)
    assert sum(one.area for one in pieces) == pytest.approx(whole.area, rel=1e-9)
