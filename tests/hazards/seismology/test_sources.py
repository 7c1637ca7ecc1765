"""Earthquakes of zones and faults."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from anlan.hazards.plane import Plane
from anlan.hazards.seismology.sources import Source, along, magnitudes, points_in, ruptures, share_at_least

ZONE = shapely.box(118.0, 30.0, 120.0, 40.0)

SOURCE = Source("s", ZONE, 0.04, 0.9, 5.0, 8.0, 15.0, None)

PLANE = Plane(119.0, 35.0)

BENT = shapely.LineString([(119.0, 34.0), (119.0, 35.0), (120.0, 35.0)])
"""One degree north (111.19 km), then one degree east (91.09 km)."""


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
    lon, lat = points_in(ZONE, 20_000, np.random.default_rng(1))
    assert shapely.contains_xy(ZONE, lon, lat).all()
    sines = np.sin(np.radians([30.0, 35.0, 40.0]))
    assert (lat > 35.0).mean() == pytest.approx((sines[2] - sines[1]) / (sines[2] - sines[0]), abs=0.01)


def test_points_avoid_a_hole() -> None:
    """A zone with a hole has no points in the hole."""
    ring = ZONE.difference(shapely.box(118.2, 31.0, 119.8, 39.0))
    lon, lat = points_in(ring, 500, np.random.default_rng(1))
    assert not shapely.contains_xy(shapely.box(118.2, 31.0, 119.8, 39.0), lon, lat).any()


def test_strike_of_a_zone_is_given_or_random() -> None:
    """With a strike all ruptures have it; without one they lie anywhere in the half circle."""
    magnitude = np.full(2000, 6.0)
    fixed = ruptures(replace(SOURCE, strike_deg=20.0), magnitude, np.random.default_rng(1), PLANE)
    free = ruptures(SOURCE, magnitude, np.random.default_rng(1), PLANE)
    assert set(fixed.strike_deg) == {20.0}
    assert free.strike_deg.std() == pytest.approx(180.0 / np.sqrt(12.0), rel=0.05)


def test_a_rupture_lies_on_the_straight_part_of_a_fault() -> None:
    """All ruptures of 20 km whose middle is on the first leg by more than 10 km strike north and lie on 119 E."""
    found = along(BENT, np.full(500, 20.0), np.random.default_rng(1), PLANE)
    first = found.lat < 34.9
    assert found.strike_deg[first] == pytest.approx(0.0, abs=1e-9)
    assert found.lon[first] == pytest.approx(119.0)
    assert found.length_km[first] == pytest.approx(20.0)


def test_ruptures_float_evenly_along_a_fault() -> None:
    """Of ruptures of 2 km the first leg has its share of the length, 111.19 / 202.28."""
    found = along(BENT, np.full(20_000, 2.0), np.random.default_rng(1), PLANE)
    assert (found.lat < 34.995).mean() == pytest.approx(111.19 / 202.28, abs=0.015)


def test_a_rupture_longer_than_its_fault_takes_all_of_it() -> None:
    """1,000 km do not fit on 202: the rupture goes from end to end, as the crow flies."""
    found = along(BENT, np.array([1000.0]), np.random.default_rng(1), PLANE)
    assert found.length_km == pytest.approx([np.hypot(111.19, 91.09)], abs=0.05)
    assert (found.lon[0], found.lat[0]) == pytest.approx((119.5, 34.5))


def test_a_line_makes_a_fault_source() -> None:
    """M 7 (Mw 6.61) breaks 10^(-2.44 + 0.59 * 6.61) = 28.8 km of the line."""
    fault = replace(SOURCE, shape=BENT)
    found = ruptures(fault, np.full(50, 7.0), np.random.default_rng(1), PLANE)
    assert found.length_km.max() == pytest.approx(28.8, abs=0.1)
    assert shapely.distance(BENT.buffer(0.15), shapely.points(found.lon, found.lat)).max() == 0.0
