"""The flat map around a city."""

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards.plane import Plane


def test_one_degree_of_latitude() -> None:
    """A degree of latitude is pi / 180 of the Earth's radius, 111.195 km; one of longitude at 60 degrees half."""
    east, north = Plane(10.0, 60.0).xy(np.array([10.0, 11.0]), np.array([61.0, 60.0]))
    assert east == pytest.approx([0.0, 111.195 / 2.0], rel=1e-5)
    assert north == pytest.approx([111.195, 0.0], rel=1e-5)


def test_the_middle_of_the_city_is_the_origin(small_town: City) -> None:
    """The cells lie evenly around the origin."""
    x, y = Plane.around(small_town).xy(small_town.cells.lon, small_town.cells.lat)
    assert x.max() == pytest.approx(-x.min())
    assert y.max() == pytest.approx(-y.min())
