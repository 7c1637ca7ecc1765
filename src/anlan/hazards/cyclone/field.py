"""Footprints of storms: the largest wind that each cell meets, compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.compiled import compiled
from anlan.hazards.cyclone.decay import EAST, LAT, NORTH, RADIUS_FACTOR, StormArrays, U, V, X, Y, deficits
from anlan.hazards.cyclone.vortex import (
    Physics,
    coriolis_of,
    motion_wind,
    radius_of_maximum_wind,
    shape_of,
    vortex_wind,
)

NODES = 257
"""Nodes at which the radial profile is tabulated between the nearest and the farthest point of the city."""

FloatArray = NDArray[np.float64]


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
    wind: tuple[float, float],
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
        east = wind[0] - pull * (along * dy + across * dx)
        north = wind[1] + pull * (along * dx - across * dy)
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
    physics: Physics,
    bounds: tuple[float, float],
    centre: tuple[float, float, float],
    deficit: float,
    radius_factor: float,
    motion: tuple[float, float],
) -> None:
    """Let one position of the centre act on all cells, unless it cannot reach the threshold there."""
    x, y, lat = centre
    near, far = _range(x, y, box)
    if near > bounds[1]:
        return
    coriolis = coriolis_of(lat)
    radius_max = radius_of_maximum_wind(deficit, lat) * radius_factor
    shape = shape_of(physics, radius_max, deficit, lat)
    strongest = vortex_wind(physics, max(near, radius_max), radius_max, deficit, shape, coriolis)
    if strongest + physics.fraction * math.sqrt(motion[0] ** 2 + motion[1] ** 2) < bounds[0]:
        return
    turn = 1.0 if lat >= 0.0 else -1.0
    wind = motion_wind(physics, lat, motion[0], motion[1])
    width = (far - near) / (table.size - 1)
    for node in range(table.size):
        table[node] = vortex_wind(physics, near + node * width, radius_max, deficit, shape, coriolis)
    _raise(squared, cell_x, cell_y, table, near, 1.0 / width, x, y, wind, turn, physics.inflow)


@compiled
def footprints(
    events: NDArray[np.int64],
    storms: StormArrays,
    physics: Physics,
    cell_x: FloatArray,
    cell_y: FloatArray,
    cell_factor: FloatArray,
    bounds: tuple[float, float],
) -> NDArray[np.float32]:
    """Largest 10-minute mean wind of each event at each cell, m/s.

    Parameters
    ----------
    events
        Event indices, (k,).
    storms
        All events.
    physics
        What holds for all of them.
    cell_x, cell_y
        Cells on the plane, km, (c,).
    cell_factor
        Factor from open sea to the cell's surface, (c,).
    bounds
        Wind below which a cell has none, m/s, and distance beyond which a centre is skipped, km.

    Returns
    -------
    float32 (k, c); below the threshold 0.
    """
    out = np.zeros((events.size, cell_x.size), dtype=np.float32)
    box = np.array([cell_x.min() - 0.001, cell_x.max() + 0.001, cell_y.min() - 0.001, cell_y.max() + 0.001])
    table, squared = np.empty(NODES), np.empty(cell_x.size)
    scratch = np.empty(np.diff(storms.first).max())
    for row in range(events.size):
        event = events[row]
        squared[:] = 0.0
        length = deficits(storms, event, scratch)
        begin = storms.first[storms.storm[event]]
        for place in range(length):
            if scratch[place] <= 0.0:
                continue
            at = begin + place
            x = storms.track[X, at] + storms.change[EAST, event]
            y = storms.track[Y, at] + storms.change[NORTH, event]
            _position(
                squared, cell_x, cell_y, box, table, physics, bounds, (x, y, storms.track[LAT, at]), scratch[place],
                storms.change[RADIUS_FACTOR, event], (storms.track[U, at], storms.track[V, at]),
            )  # fmt: skip
        for cell in range(cell_x.size):
            speed = cell_factor[cell] * math.sqrt(squared[cell])
            if speed >= bounds[0]:
                out[row, cell] = speed
    return out
