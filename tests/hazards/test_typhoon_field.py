"""The vortex: profile by hand, asymmetry, and the kernel against plain NumPy."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from anlan.hazards.typhoon_field import footprints, gradient_wind, holland_shape, radius_of_maximum_wind

RHO, SURFACE, FRACTION, TURN, INFLOW = 1.15, 0.84, 0.55, math.radians(20.0), math.radians(20.0)

PHYSICS = np.array([RHO, SURFACE, FRACTION, TURN, INFLOW, 10.0, 400.0, 1.0, 2.5])

FloatArray = NDArray[np.float64]


def test_largest_gradient_wind_by_hand() -> None:
    """Without rotation of the Earth the largest wind is sqrt(B dp / (e rho)): 1.3, 4000 Pa, 1.15 give 40.79 m/s."""
    assert gradient_wind(50.0, 50.0, 40.0, 1.3, 0.0, RHO) == pytest.approx(40.79, abs=0.01)
    assert gradient_wind(45.0, 50.0, 40.0, 1.3, 0.0, RHO) < 40.79
    assert gradient_wind(55.0, 50.0, 40.0, 1.3, 0.0, RHO) < 40.79


def test_gradient_wind_with_rotation_by_hand() -> None:
    """At 100 km with f = 1e-4 the turning is 5 m/s: sqrt(1.3 * 4000 / 1.15 * a * exp(-a) + 25) - 5, a = 0.5^1.3."""
    a = 0.5**1.3
    expected = math.sqrt(1.3 * 4000.0 / 1.15 * a * math.exp(-a) + 25.0) - 5.0
    assert gradient_wind(100.0, 50.0, 40.0, 1.3, 1e-4, RHO) == pytest.approx(expected, rel=1e-12)


def test_the_centre_is_calm() -> None:
    """At the centre itself there is no wind."""
    assert gradient_wind(0.0, 50.0, 40.0, 1.3, 1e-4, RHO) == 0.0


def test_radius_of_maximum_wind_by_hand() -> None:
    """50 hPa at 20 degrees: exp(3.015 - 0.157275 + 0.674) = 34.18 km, the same in both hemispheres."""
    assert radius_of_maximum_wind(50.0, 20.0) == pytest.approx(34.18, abs=0.01)
    assert radius_of_maximum_wind(50.0, -20.0) == radius_of_maximum_wind(50.0, 20.0)


def test_shape_by_hand() -> None:
    """With f Rmax = 5e-5 * 40000 = 2: 1.833 - 0.326 * 1.41421 = 1.37197; a huge storm is held at the lower limit."""
    assert holland_shape(40.0, 5e-5, 1.0, 2.5) == pytest.approx(1.37197, abs=1e-5)
    assert holland_shape(300.0, 1e-4, 1.0, 2.5) == 1.0


def one_position(
    x: FloatArray, y: FloatArray, factor: FloatArray, lat: float, u: float, v: float, physics: FloatArray = PHYSICS
) -> FloatArray:
    """Return the footprint of a centre that stands for one moment at the origin with a deficit of 45 hPa."""
    track = np.array([[0.0], [0.0], [lat], [45.0], [u], [v]])
    change = np.array([[0.0], [0.0], [1.0], [1.0]])
    out = footprints(
        np.array([0]), np.array([0]), change, np.array([0, 1]), track, x, y, factor, physics, np.array([1.0, 110.0])
    )
    return np.asarray(out[0], dtype=np.float64)


def vector_sum(x: FloatArray, y: FloatArray, lat: float, u: float, v: float) -> FloatArray:
    """Compute the same in plain NumPy with complex numbers: wind as east + i north."""
    coriolis = 2.0 * 7.292e-5 * abs(math.sin(math.radians(lat)))
    radius_max = math.exp(3.015 - 6.291e-5 * 45.0**2 + 0.0337 * abs(lat))
    shape = 1.833 - 0.326 * math.sqrt(coriolis * radius_max * 1000.0)
    radius = np.hypot(x, y)
    ratio = (radius_max / radius) ** shape
    half = radius * 1000.0 * coriolis / 2.0
    vortex = SURFACE * (np.sqrt(shape * 4500.0 / RHO * ratio * np.exp(-ratio) + half**2) - half)
    hemisphere = 1.0 if lat >= 0.0 else -1.0
    outward = (x + 1j * y) / radius
    # in the north the wind is a quarter turn anticlockwise from outward, and the inflow turns it further inward
    direction = outward * np.exp(1j * hemisphere * (math.pi / 2.0 + INFLOW))
    return np.asarray(np.abs(vortex * direction + FRACTION * (u + 1j * v) * np.exp(1j * hemisphere * TURN)))


@pytest.mark.parametrize("lat", [34.6, -20.0])
def test_kernel_equals_plain_numpy(lat: float) -> None:
    """At 400 places within 150 km the compiled field agrees with vector algebra to 0.05 m/s."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-150.0, 150.0, 400), rng.uniform(-150.0, 150.0, 400)
    wind = one_position(x, y, np.ones(400), lat, -3.0, 6.0)
    expected = vector_sum(x, y, lat, -3.0, 6.0)
    assert wind == pytest.approx(np.where(expected >= PHYSICS[5], expected, 0.0), abs=0.05)


def test_the_right_side_is_stronger_in_the_north() -> None:
    """A storm that moves north blows harder east of its track; south of the equator, west of it."""
    x, y = np.array([60.0, -60.0]), np.zeros(2)
    east, west = one_position(x, y, np.ones(2), 30.0, 0.0, 8.0)
    assert east > west + 4.0
    east, west = one_position(x, y, np.ones(2), -30.0, 0.0, 8.0)
    assert west > east  # moving north is moving toward the equator: the left side is the strong one


def test_land_slows_the_wind_by_its_factor() -> None:
    """The same place on land has 0.8 of the wind at sea."""
    x, y = np.array([60.0, 60.0]), np.zeros(2)
    sea, land = one_position(x, y, np.array([1.0, 0.8]), 30.0, 0.0, 8.0)
    assert land == pytest.approx(0.8 * sea, rel=1e-6)


def test_wind_below_the_threshold_is_zero() -> None:
    """A place just below the threshold has no wind, just above it keeps all of it."""
    x, y = np.array([60.0]), np.zeros(1)
    full = one_position(x, y, np.ones(1), 30.0, 0.0, 0.0)[0]
    for threshold, expected in ((full - 0.01, full), (full + 0.01, 0.0)):
        physics = PHYSICS.copy()
        physics[5] = threshold
        assert one_position(x, y, np.ones(1), 30.0, 0.0, 0.0, physics)[0] == pytest.approx(expected, abs=1e-5)


def test_a_centre_beyond_reach_is_skipped() -> None:
    """Centres farther than the reach have no effect."""
    physics = PHYSICS.copy()
    physics[6] = 50.0
    assert one_position(np.array([60.0]), np.zeros(1), np.ones(1), 30.0, 0.0, 0.0, physics)[0] == 0.0


def test_the_footprint_is_the_largest_over_the_track() -> None:
    """Two positions give at each place the stronger of their winds."""
    x, y = np.linspace(-100.0, 100.0, 21), np.full(21, 5.0)
    track = np.array([[-40.0, 40.0], [0.0, 0.0], [30.0, 30.0], [45.0, 45.0], [5.0, 5.0], [0.0, 0.0]])
    change = np.array([[0.0], [0.0], [1.0], [1.0]])
    both, first, second = (
        footprints(
            np.array([0]), np.array([0]), change, np.array([0, part.shape[1]]), part, x, y, np.ones(21), PHYSICS,
            np.array([1.0, 110.0]),
        )[0]
        for part in (track, np.ascontiguousarray(track[:, :1]), np.ascontiguousarray(track[:, 1:]))
    )  # fmt: skip
    assert np.array_equal(both, np.maximum(first, second))
