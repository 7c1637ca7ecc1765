"""The land mask at places that everybody knows."""

import numpy as np
import pytest

from anlan.hazards.cyclone.land import COLUMNS, ROWS, flags_of, land_mask, on_land


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (119.2, 34.6, True),  # Lianyungang
        (119.9, 34.8, False),  # Haizhou Bay
        (121.0, 36.8, True),  # Shandong peninsula
        (124.0, 35.0, False),  # Yellow Sea
        (127.0, 37.0, True),  # Korea
        (121.0, 24.0, True),  # Taiwan
        (-100.0, 40.0, True),  # Kansas
        (-150.0, 0.0, False),  # Pacific
        (133.0, -25.0, True),  # Australia
    ],
)
def test_known_places(lon: float, lat: float, expected: bool) -> None:
    """Land is land and sea is sea."""
    assert on_land(land_mask(), lon, lat) is expected


def test_the_mask_covers_the_globe() -> None:
    """Rows reach from pole to pole; 28 to 36 % of the squares are land, and it cannot be written to."""
    mask = land_mask()
    assert mask.shape == (ROWS, COLUMNS)
    weight = np.cos(np.radians((np.arange(ROWS) + 0.5) / 4.0 - 90.0))
    share = (mask * weight[:, None]).sum() / (weight.sum() * COLUMNS)
    assert share == pytest.approx(0.29, abs=0.01)
    assert not mask.flags.writeable


def test_longitudes_may_run_past_the_date_line() -> None:
    """190 degrees east is 170 degrees west, and the poles have a row."""
    flags = flags_of(land_mask(), np.array([479.2, 119.2, 0.0]), np.array([34.6, 34.6, -90.0]))
    assert flags.tolist() == [True, True, True]
