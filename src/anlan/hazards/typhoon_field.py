"""Wind of a moving vortex on the city's cells: Holland (1980) profile, compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.compiled import compiled

EARTH_ROTATION = 7.292e-5
"""Angular velocity of the Earth, rad/s."""

NODES = 257
"""Nodes at which the radial profile is tabulated between the nearest and the farthest point of the city."""

FloatArray = NDArray[np.float64]


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
def _raise(
    squared: FloatArray,
    cell_x: FloatArray,
    cell_y: FloatArray,
    table: FloatArray,
    near: float,
    scale: float,
    centre_x: float,
    centre_y: float,
    wind_x: float,
    wind_y: float,
    turn: float,
    inflow: float,
) -> None:
    """Raise the squared speed of every cell to that of one position of the centre."""
    last = table.size - 2
    along = math.cos(inflow) * turn
    across = math.sin(inflow)
    for cell in range(squared.size):
        dx = cell_x[cell] - centre_x
        dy = cell_y[cell] - centre_y
        radius = math.sqrt(dx * dx + dy * dy)
        place = (radius - near) * scale
        node = min(int(place), last)
        speed = table[node] + (place - node) * (table[node + 1] - table[node])
        pull = speed / radius if radius > 0.0 else 0.0
        east = wind_x - pull * (along * dy + across * dx)
        north = wind_y + pull * (along * dx - across * dy)
        power = east * east + north * north
        squared[cell] = max(squared[cell], power)


@compiled
def _range(x: float, y: float, box: FloatArray) -> tuple[float, float]:
    """Distance from a point to the nearest and farthest point of a box (west, east, south, north), km."""
    out_x = max(box[0] - x, x - box[1], 0.0)
    out_y = max(box[2] - y, y - box[3], 0.0)
    far_x = max(abs(x - box[0]), abs(x - box[1]))
    far_y = max(abs(y - box[2]), abs(y - box[3]))
    return math.sqrt(out_x * out_x + out_y * out_y), math.sqrt(far_x * far_x + far_y * far_y)


@compiled
def _position(
    squared: FloatArray,
    cell_x: FloatArray,
    cell_y: FloatArray,
    box: FloatArray,
    table: FloatArray,
    physics: FloatArray,
    x: float,
    y: float,
    lat: float,
    deficit: float,
    radius_factor: float,
    u: float,
    v: float,
) -> None:
    """Let one position of the centre act on all cells, unless it cannot reach the threshold there."""
    rho, surface, fraction = physics[0], physics[1], physics[2]
    near, far = _range(x, y, box)
    if near > physics[6]:
        return
    coriolis = 2.0 * EARTH_ROTATION * abs(math.sin(math.radians(lat)))
    radius_max = radius_of_maximum_wind(deficit, lat) * radius_factor
    shape = holland_shape(radius_max, coriolis, physics[7], physics[8])
    strongest = surface * gradient_wind(max(near, radius_max), radius_max, deficit, shape, coriolis, rho)
    if strongest + fraction * math.sqrt(u * u + v * v) < physics[5]:
        return
    turn = 1.0 if lat >= 0.0 else -1.0
    cosine, sine = math.cos(physics[3]), turn * math.sin(physics[3])
    wind_x = fraction * (cosine * u - sine * v)
    wind_y = fraction * (sine * u + cosine * v)
    width = (far - near) / (table.size - 1)
    for node in range(table.size):
        table[node] = surface * gradient_wind(near + node * width, radius_max, deficit, shape, coriolis, rho)
    _raise(squared, cell_x, cell_y, table, near, 1.0 / width, x, y, wind_x, wind_y, turn, physics[4])


@compiled
def footprints(
    events: NDArray[np.int64],
    storm: NDArray[np.int64],
    change: FloatArray,
    first: NDArray[np.int64],
    track: FloatArray,
    cell_x: FloatArray,
    cell_y: FloatArray,
    cell_factor: FloatArray,
    physics: FloatArray,
    limits: FloatArray,
) -> NDArray[np.float32]:
    """Largest 10-minute mean wind of each event at each cell, m/s.

    Parameters
    ----------
    events
        Event indices, (k,).
    storm
        Recorded storm of each event, (n,).
    change
        Rows: displacement east and north (km), deficit factor, radius factor, (4, n).
    first
        Where each storm begins in `track`, (s + 1,).
    track
        Rows: x, y (km), latitude (deg), deficit (hPa), translation east and north (m/s), (6, p).
    cell_x, cell_y
        Cells on the plane, km, (c,).
    cell_factor
        Factor from open sea to the cell's surface, (c,).
    physics
        Air density, surface factor, translation factor, its turn (rad), inflow (rad), threshold (m/s), reach (km),
        smallest and largest B.
    limits
        Smallest and largest pressure deficit, hPa.

    Returns
    -------
    float32 (k, c); below the threshold 0.
    """
    out = np.zeros((events.size, cell_x.size), dtype=np.float32)
    box = np.array([cell_x.min() - 0.001, cell_x.max() + 0.001, cell_y.min() - 0.001, cell_y.max() + 0.001])
    table = np.empty(NODES)
    squared = np.empty(cell_x.size)
    for row in range(events.size):
        event = events[row]
        squared[:] = 0.0
        for at in range(first[storm[event]], first[storm[event] + 1]):
            deficit = min(track[3, at] * change[2, event], limits[1])
            if deficit < limits[0]:
                continue
            x, y = track[0, at] + change[0, event], track[1, at] + change[1, event]
            _position(
                squared, cell_x, cell_y, box, table, physics, x, y, track[2, at], deficit,
                change[3, event], track[4, at], track[5, at],
            )  # fmt: skip
        for cell in range(cell_x.size):
            speed = cell_factor[cell] * math.sqrt(squared[cell])
            if speed >= physics[5]:
                out[row, cell] = speed
    return out
