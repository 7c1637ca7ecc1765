"""The field of rain over a city."""

import numpy as np
import pytest

from anlan.hazards.hydrology.rain_field import correlation_root


def test_correlation_by_hand() -> None:
    """Two points a degree of latitude apart, 111.195 km, with a length of 60 km are correlated by exp(-1.85325)."""
    root = correlation_root(np.array([119.0, 119.0]), np.array([34.0, 35.0]), 60.0)
    assert (root @ root.T) == pytest.approx(np.array([[1.0, 0.15673], [0.15673, 1.0]]), abs=1e-4)
    assert root[0, 1] == 0.0
