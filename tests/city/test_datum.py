"""Conversion between GCJ-02 and WGS 84."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city.datum import gcj02_to_wgs84, in_china, wgs84_to_gcj02

REFERENCE = {
    # WGS 84 lon, lat -> GCJ-02 lon, lat; test values of the project eviltransform
    "Shanghai": (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    "Shenzhen": (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    "Beijing": (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
}

lons = st.floats(73.5, 134.5)
lats = st.floats(18.0, 53.5)


@pytest.mark.parametrize("city", REFERENCE)
def test_published_points_agree(city: str) -> None:
    """Published pairs of points agree to a millimetre in both directions."""
    lon, lat, shifted_lon, shifted_lat = REFERENCE[city]
    assert np.allclose(wgs84_to_gcj02(lon, lat), (shifted_lon, shifted_lat), rtol=0, atol=1e-8)
    assert np.allclose(gcj02_to_wgs84(shifted_lon, shifted_lat), (lon, lat), rtol=0, atol=1e-8)


@given(lons, lats)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    """Inside China the inverse is exact to 1e-7 degrees."""
    back = gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))
    assert np.allclose(back, (lon, lat), rtol=0, atol=1e-7)


@given(lons, lats)
def test_the_shift_is_between_fifty_metres_and_a_kilometre(lon: float, lat: float) -> None:
    """The shift is as large as it is known to be everywhere in China."""
    shifted_lon, shifted_lat = wgs84_to_gcj02(lon, lat)
    metres = 111_195.0 * np.hypot((shifted_lon - lon) * np.cos(np.radians(lat)), shifted_lat - lat)
    assert 20.0 < metres < 1000.0


def test_outside_china_nothing_moves() -> None:
    """Tokyo and New York keep their coordinates; shapes of arrays are kept."""
    lon, lat = np.array([[139.69, -74.01]]), np.array([[35.69, 40.71]])
    for convert in (wgs84_to_gcj02, gcj02_to_wgs84):
        there = convert(lon, lat)
        assert np.array_equal(there[0], lon)
        assert np.array_equal(there[1], lat)
    assert not in_china(lon, lat).any()
