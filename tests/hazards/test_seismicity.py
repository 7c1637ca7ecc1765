"""Earthquakes of area sources."""

import numpy as np
import pytest
import shapely

from anlan.hazards.seismicity import Source, magnitudes, points_in, rupture_length, share_at_least

ZONE = shapely.box(118.0, 30.0, 120.0, 40.0)

SOURCE = Source("s", ZONE, 0.04, 0.9, 5.0, 8.0, 15.0, None)


def test_shares_by_hand() -> None:
    """With b = 0.9 from 5 to 8: of M 6 and more there are (10^-0.9 - 10^-2.7) / (1 - 10^-2.7) = 0.12415."""
    shares = share_at_least(np.array([4.0, 5.0, 6.0, 8.0, 9.0]), SOURCE)
    assert shares == pytest.approx([1.0, 1.0, 0.12415, 0.0, 0.0], abs=1e-5)


def test_frequencies_add_up_to_the_rate_and_to_the_law() -> None:
    """200 classes add up to the rate exactly, and those from M 6 to its share."""
    drawn, frequency = magnitudes(SOURCE, 200, np.random.default_rng(1))
    assert frequency.sum() == pytest.approx(0.04, rel=1e-12)
    assert frequency[drawn >= 6.0].sum() == pytest.approx(0.04 * 0.12415, rel=0.05)
    assert (np.diff(drawn) > -0.03).all()
    assert drawn.min() >= 5.0
    assert drawn.max() <= 8.0


def test_points_lie_inside_and_evenly() -> None:
    """All points lie in the polygon, and north of 35 N lies its share of the surface, 0.4829."""
    lon, lat = points_in(SOURCE.polygon, 20_000, np.random.default_rng(1))
    assert shapely.contains_xy(SOURCE.polygon, lon, lat).all()
    sines = np.sin(np.radians([30.0, 35.0, 40.0]))
    assert (lat > 35.0).mean() == pytest.approx((sines[2] - sines[1]) / (sines[2] - sines[0]), abs=0.01)


def test_points_avoid_a_hole() -> None:
    """A zone with a hole has no points in the hole."""
    ring = ZONE.difference(shapely.box(118.2, 31.0, 119.8, 39.0))
    lon, lat = points_in(ring, 500, np.random.default_rng(1))
    assert not shapely.contains_xy(shapely.box(118.2, 31.0, 119.8, 39.0), lon, lat).any()


def test_rupture_length_by_hand() -> None:
    """M 7 breaks 10^(-2.44 + 4.13) = 48.98 km."""
    assert rupture_length(np.array([7.0])) == pytest.approx([48.98], abs=0.01)
