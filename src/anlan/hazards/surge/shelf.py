"""The rise of the sea over a shelf while a storm passes: the bathystrophic storm tide, compiled.

Source: Bodine (1971), *Storm Surge on the Open Coast: Fundamentals and Simplified Prediction*, Technical Memorandum 35,
U.S. Army Coastal Engineering Research Center, after Freeman, Baer and Jung (1957), The bathystrophic storm tide,
*Journal of Marine Research* 16, 12-22. Along a line from the shore to the edge of the shelf, wind towards the shore
piles the water up, wind along the shore drives a current that the rotation of the Earth turns against the shore or
away from it, and low pressure lifts the sea.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.cyclone.decay import EAST, LAT, NORTH, RADIUS_FACTOR, STEP, StormArrays, U, V, X, Y, deficits
from anlan.hazards.cyclone.vortex import (
    Physics,
    coriolis_of,
    motion_wind,
    pressure_drop,
    radius_of_maximum_wind,
    shape_of,
    vortex_wind,
)

FloatArray = NDArray[np.float64]

GRAVITY = 9.81
"""Acceleration of gravity, m/s2."""

RISE_PER_HPA = 100.0 / (1025.0 * GRAVITY)
"""Rise of sea water (1,025 kg/m3) where the pressure is 1 hPa lower, m."""

STRESS_CALM, STRESS_ROUGH, ROUGH_FROM = 1.1e-6, 2.5e-6, 7.2
"""Coefficients of the stress of wind on water and wind from which waves add to it, m/s (Van Dorn 1953)."""

LEAST_DEPTH = 1.0
"""Depth below which water is not taken to fall by the model, m."""

HOUR = 3600.0

LEVEL, TIDE, SURGE, LARGEST = range(4)
"""Columns of the result of `peaks`."""


class Shelf(NamedTuple):
    """The line along which the surge is computed, from the shore outward.

    Parameters
    ----------
    x, y
        Nodes on the plane, km, (m,).
    width
        Part of the line that each node stands for, m, (m,).
    depth
        Depth below mean sea level, m, (m,).
    out_x, out_y
        Unit vector seaward.
    lat
        Latitude of the shore, degrees.
    stress
        Factor of the stress of the wind.
    friction
        Coefficient of friction at the bottom.
    reach
        Centres farther from the shore are skipped, km.
    """

    x: FloatArray
    y: FloatArray
    width: FloatArray
    depth: FloatArray
    out_x: float
    out_y: float
    lat: float
    stress: float
    friction: float
    reach: float


class TideWaves(NamedTuple):
    """The tide while each event lasts.

    Parameters
    ----------
    amplitude, angle
        Amplitude (m) and angle (rad) of the constituents at the first position, (n, k).
    speed
        Their speeds, rad/h, (k,).
    """

    amplitude: FloatArray
    angle: FloatArray
    speed: FloatArray


@compiled
def kinematic_stress(wind: float) -> float:
    """Stress of wind on water over the density of water, m2/s2 (Van Dorn 1953; Bodine 1971, eqs. 11 and 12)."""
    excess = 1.0 - ROUGH_FROM / wind if wind > ROUGH_FROM else 0.0
    return (STRESS_CALM + STRESS_ROUGH * excess * excess) * wind * wind


@compiled
def tide_at(tide: TideWaves, event: int, hours: float) -> float:
    """Height of the tide above mean sea level, m, some hours after the first position of the event."""
    total = 0.0
    for wave in range(tide.speed.size):
        total += tide.amplitude[event, wave] * math.cos(tide.angle[event, wave] + tide.speed[wave] * hours)
    return total


@compiled
def _force(
    shelf: Shelf,
    physics: Physics,
    centre: tuple[float, float, float],
    deficit: float,
    radius_factor: float,
    motion: tuple[float, float],
    onshore: FloatArray,
    along: FloatArray,
) -> float:
    """Fill in the stress towards the shore and along it (m2/s2) at each node; return the pressure drop there, hPa."""
    x, y, lat = centre
    coriolis = coriolis_of(lat)
    radius_max = radius_of_maximum_wind(deficit, lat) * radius_factor
    shape = shape_of(physics, radius_max, deficit, lat)
    turn = 1.0 if lat >= 0.0 else -1.0
    cosine, sine = turn * math.cos(physics.inflow), math.sin(physics.inflow)
    added = motion_wind(physics, lat, motion[0], motion[1])
    strongest = max(vortex_wind(physics, radius_max, radius_max, deficit, shape, coriolis), 1e-6)
    for node in range(shelf.x.size):
        dx, dy = shelf.x[node] - x, shelf.y[node] - y
        radius = math.sqrt(dx * dx + dy * dy)
        speed = vortex_wind(physics, radius, radius_max, deficit, shape, coriolis)
        pull = speed / radius if radius > 0.0 else 0.0
        share = speed / strongest  # the motion fades with the vortex that carries it
        east = share * added[0] - pull * (cosine * dy + sine * dx)
        north = share * added[1] + pull * (cosine * dx - sine * dy)
        wind = math.sqrt(east * east + north * north)
        force = shelf.stress * kinematic_stress(wind) / wind if wind > 0.0 else 0.0
        onshore[node] = -force * (east * shelf.out_x + north * shelf.out_y)
        along[node] = force * (north * shelf.out_x - east * shelf.out_y)
    away = math.sqrt((shelf.x[0] - x) ** 2 + (shelf.y[0] - y) ** 2)
    return pressure_drop(away, radius_max, deficit, shape)


@compiled
def _setup(
    shelf: Shelf,
    onshore: FloatArray,
    along: FloatArray,
    current: FloatArray,
    level: float,
    coriolis: float,
    step: float,
) -> float:
    """Carry the current along the shore on by one step and return the rise at the shore, m.

    Bodine (1971), eqs. 15, 16 and 24: from the edge of the shelf inward the surface rises with the stress towards the
    shore and with the turning of the current along it; friction holds the current, here implicitly. Positive along the
    shore is to the left of someone who looks out to sea.
    """
    rise = 0.0
    for inward in range(shelf.x.size):
        node = shelf.x.size - 1 - inward
        depth = max(shelf.depth[node] + level + rise, LEAST_DEPTH)
        braked = 1.0 + step * shelf.friction * abs(current[node]) / (depth * depth)
        current[node] = (current[node] + step * along[node]) / braked
        rise += (onshore[node] - coriolis * current[node]) * shelf.width[node] / (GRAVITY * depth)
    return rise


@compiled
def peaks(
    events: NDArray[np.int64], storms: StormArrays, physics: Physics, shelf: Shelf, tide: TideWaves
) -> FloatArray:
    """Return the highest water at the shore in each event.

    Parameters
    ----------
    events
        Event indices, (k,).
    storms, physics
        The storms.
    shelf
        The line from the shore outward.
    tide
        The tide of every event.

    Returns
    -------
    (k, 4): highest level above mean sea level, the tide and the surge at that moment, and the largest surge at any
    moment, m. An event whose centre stays beyond the reach has the level -inf and no surge.
    """
    out = np.zeros((events.size, 4))
    onshore, along, current = np.empty(shelf.x.size), np.empty(shelf.x.size), np.empty(shelf.x.size)
    scratch = np.empty(np.diff(storms.first).max())
    hemisphere = 1.0 if shelf.lat >= 0.0 else -1.0
    coriolis = hemisphere * coriolis_of(shelf.lat)
    for row in range(events.size):
        event = events[row]
        out[row, LEVEL] = -math.inf
        length = deficits(storms, event, scratch)
        begin = storms.first[storms.storm[event]]
        current[:] = 0.0
        hours = 0.0
        for place in range(length):
            at = begin + place
            hours += storms.track[STEP, at]
            x = storms.track[X, at] + storms.change[EAST, event]
            y = storms.track[Y, at] + storms.change[NORTH, event]
            away = math.sqrt((shelf.x[0] - x) ** 2 + (shelf.y[0] - y) ** 2)
            if scratch[place] <= 0.0 or away > shelf.reach:
                continue
            drop = _force(
                shelf, physics, (x, y, storms.track[LAT, at]), scratch[place], storms.change[RADIUS_FACTOR, event],
                (storms.track[U, at], storms.track[V, at]), onshore, along,
            )  # fmt: skip
            height = tide_at(tide, event, hours)
            step = HOUR * storms.track[STEP, at]
            surge = _setup(shelf, onshore, along, current, height, coriolis, step) + RISE_PER_HPA * drop
            if height + surge > out[row, LEVEL]:
                out[row, LEVEL], out[row, TIDE], out[row, SURGE] = height + surge, height, surge
            out[row, LARGEST] = max(out[row, LARGEST], surge)
    return out
