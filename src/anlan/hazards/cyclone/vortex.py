"""The wind and pressure of a vortex at one place, after Holland, compiled."""

import math
from typing import NamedTuple

from anlan.compute.compiled import compiled

EARTH_ROTATION = 7.292e-5
"""Angular velocity of the Earth, rad/s."""

TEN_MINUTES = 0.93
"""Ten-minute over one-minute wind at sea (Harper, Kepert and Ginger 2010, WMO/TD-No. 1555, table 1.1)."""

SURFACE_PROFILE = 2000.0
"""Value of ``holland_profile`` from which on the profile at the surface is taken."""


class Physics(NamedTuple):
    """Numbers that hold for all storms.

    Parameters
    ----------
    profile
        1980 for the gradient wind of Holland (1980), 2008 for the surface wind of Holland (2008).
    density
        Of the air, kg/m3.
    surface
        Surface wind at sea over gradient wind, for the profile of 1980.
    fraction, turn
        Share of the storm's motion that is added to the wind, and its turn, rad.
    inflow
        Angle of the wind inward, rad.
    shape_low, shape_high
        Smallest and largest shape parameter B.
    """

    profile: float
    density: float
    surface: float
    fraction: float
    turn: float
    inflow: float
    shape_low: float
    shape_high: float


@compiled
def coriolis_of(lat: float) -> float:
    """Coriolis parameter without sign, 1/s, at a latitude in degrees."""
    return 2.0 * EARTH_ROTATION * abs(math.sin(math.radians(lat)))


@compiled
def gradient_wind(radius: float, radius_max: float, deficit: float, shape: float, coriolis: float, rho: float) -> float:
    """Gradient wind, m/s.

    Holland (1980), An analytic model of the wind and pressure profiles in hurricanes, Monthly Weather Review 108,
    1212-1218, eq. 5.

    Parameters
    ----------
    radius, radius_max
        Distance from the centre and radius of maximum wind, km.
    deficit
        Ambient minus central pressure, hPa.
    shape
        Holland's B.
    coriolis
        Coriolis parameter without sign, 1/s.
    rho
        Density of the air, kg/m3.
    """
    if radius <= 0.0:
        return 0.0
    ratio = (radius_max / radius) ** shape
    turning = 500.0 * radius * coriolis
    return math.sqrt(100.0 * deficit * shape / rho * ratio * math.exp(-ratio) + turning * turning) - turning


@compiled
def surface_wind(radius: float, radius_max: float, deficit: float, shape: float, rho: float) -> float:
    """One-minute wind at the surface, m/s: cyclostrophic, with a shape that was fitted at the surface.

    Holland, Belanger and Fritz (2010), A revised model for radial profiles of hurricane winds, Monthly Weather Review
    138, 4393-4401, eq. 6 with the exponent x = 0.5, since best tracks give no wind far from the centre.

    Parameters
    ----------
    radius, radius_max, deficit, shape, rho
        As for `gradient_wind`.
    """
    if radius <= 0.0:
        return 0.0
    ratio = (radius_max / radius) ** shape
    return math.sqrt(100.0 * deficit * shape / rho * ratio * math.exp(-ratio))


@compiled
def radius_of_maximum_wind(deficit: float, latitude: float) -> float:
    """Radius of maximum wind, km.

    Vickery and Wadhera (2008), Statistical models of Holland pressure profile parameter and radius to maximum winds
    of hurricanes from flight-level pressure and H*Wind data, JAMC 47, 2497-2517, eq. 11: deficit in hPa, latitude in
    degrees; standard deviation of the logarithm 0.441.
    """
    return math.exp(3.015 - 6.291e-5 * deficit * deficit + 0.0337 * abs(latitude))


@compiled
def holland_shape(radius_max: float, coriolis: float, low: float, high: float) -> float:
    """Holland's B from the radius of maximum wind (km) and the Coriolis parameter (1/s), held within limits.

    Vickery and Wadhera (2008), eq. 23: 1.833 - 0.326 sqrt(f Rmax), Rmax in m.
    """
    return min(max(1.833 - 0.326 * math.sqrt(1000.0 * radius_max * coriolis), low), high)


@compiled
def surface_shape(deficit: float, latitude: float, low: float, high: float) -> float:
    """Holland's b at the surface, held within limits.

    Holland (2008), A revised hurricane pressure-wind model, Monthly Weather Review 136, 3432-3445, eq. 11, without the
    terms of deepening and translation: the motion is added as a vector here, and best tracks six hours apart give no
    deepening. Deficit in hPa, latitude in degrees.
    """
    return min(max(-4.4e-5 * deficit * deficit + 0.01 * deficit - 0.014 * abs(latitude) + 1.0, low), high)


@compiled
def shape_of(physics: Physics, radius_max: float, deficit: float, lat: float) -> float:
    """Return the shape parameter that belongs to the chosen profile."""
    if physics.profile >= SURFACE_PROFILE:
        return surface_shape(deficit, lat, physics.shape_low, physics.shape_high)
    return holland_shape(radius_max, coriolis_of(lat), physics.shape_low, physics.shape_high)


@compiled
def vortex_wind(
    physics: Physics, radius: float, radius_max: float, deficit: float, shape: float, coriolis: float
) -> float:
    """Ten-minute wind at sea, 10 m, of the chosen profile, m/s, without the motion of the storm."""
    if physics.profile >= SURFACE_PROFILE:
        return TEN_MINUTES * surface_wind(radius, radius_max, deficit, shape, physics.density)
    return physics.surface * gradient_wind(radius, radius_max, deficit, shape, coriolis, physics.density)


@compiled
def pressure_drop(radius: float, radius_max: float, deficit: float, shape: float) -> float:
    """Ambient pressure minus the pressure at a distance from the centre, hPa (Holland 1980, eq. 1)."""
    if radius <= 0.0:
        return deficit
    return deficit * (1.0 - math.exp(-((radius_max / radius) ** shape)))


@compiled
def motion_wind(physics: Physics, lat: float, u: float, v: float) -> tuple[float, float]:
    """Wind that the motion of the storm adds, east and north, m/s.

    Lin and Chavas (2012), On hurricane parametric wind and applications in storm surge modeling, JGR 117, D09120.
    """
    turn = 1.0 if lat >= 0.0 else -1.0
    cosine, sine = math.cos(physics.turn), turn * math.sin(physics.turn)
    return physics.fraction * (cosine * u - sine * v), physics.fraction * (sine * u + cosine * v)
