"""The vortex at one place, by hand."""

import math

import pytest

from anlan.hazards.cyclone.vortex import (
    Physics,
    coriolis_of,
    gradient_wind,
    holland_shape,
    pressure_drop,
    radius_of_maximum_wind,
    shape_of,
    surface_shape,
    surface_wind,
    vortex_wind,
)

RHO = 1.15


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


def test_surface_shape_by_hand() -> None:
    """40 hPa at 35 degrees: -0.0704 + 0.4 - 0.49 + 1 = 0.8396, held between the limits."""
    assert surface_shape(40.0, 35.0, 0.5, 2.5) == pytest.approx(0.8396)
    assert surface_shape(40.0, 35.0, 0.9, 2.5) == 0.9


def test_surface_wind_by_hand() -> None:
    """At the radius of maximum wind it is sqrt(b dp / (e rho)); it falls off more slowly than the gradient wind."""
    largest = math.sqrt(0.84 * 4000.0 / (RHO * math.e))
    assert surface_wind(60.0, 60.0, 40.0, 0.84, RHO) == pytest.approx(largest)
    assert surface_wind(0.0, 60.0, 40.0, 0.84, RHO) == 0.0
    far = surface_wind(300.0, 60.0, 40.0, 0.84, RHO) / largest
    assert far > gradient_wind(300.0, 60.0, 40.0, 1.2, 8e-5, RHO) / gradient_wind(60.0, 60.0, 40.0, 1.2, 8e-5, RHO)


def test_the_profile_is_chosen_by_its_year() -> None:
    """1980 takes B of Vickery and Wadhera and the factor to the surface, 2008 the shape and wind at the surface."""
    old, new = (Physics(year, RHO, 0.84, 0.55, 0.35, 0.35, 0.5, 2.5) for year in (1980.0, 2008.0))
    coriolis = coriolis_of(35.0)
    assert shape_of(old, 60.0, 40.0, 35.0) == holland_shape(60.0, coriolis, 0.5, 2.5)
    assert shape_of(new, 60.0, 40.0, 35.0) == surface_shape(40.0, 35.0, 0.5, 2.5)
    gradient = gradient_wind(90.0, 60.0, 40.0, 1.2, coriolis, RHO)
    assert vortex_wind(old, 90.0, 60.0, 40.0, 1.2, coriolis) == 0.84 * gradient
    assert vortex_wind(new, 90.0, 60.0, 40.0, 0.8, coriolis) == 0.93 * surface_wind(90.0, 60.0, 40.0, 0.8, RHO)


def test_pressure_by_hand() -> None:
    """At the radius of maximum wind the pressure is 1 - 1/e of the deficit below the ambient one; at the centre all."""
    assert pressure_drop(60.0, 60.0, 40.0, 1.2) == pytest.approx(40.0 * (1.0 - math.exp(-1.0)))
    assert pressure_drop(0.0, 60.0, 40.0, 1.2) == 40.0
    assert pressure_drop(5000.0, 60.0, 40.0, 1.2) < 0.25
