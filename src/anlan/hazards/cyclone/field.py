"""Footprints of storms: the largest wind that each cell meets, compiled."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
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

TILE = 64
"""Cells that are passed over together where a position of the centre cannot raise any of them; they are neighbours,
since cells come in the order of their H3 numbers."""

SLACK = 1e-9
"""Relative margin of the bounds by which positions and tiles are passed over, far above rounding."""

FloatArray = NDArray[np.float64]


class Tiles(NamedTuple):
    """The cells and their runs of `TILE`.

    Parameters
    ----------
    x, y
        Cells on the plane, km, (c,).
    box
        West, east, south and north end of all cells and then of each run, km, (1 + runs, 4).
    """

    x: FloatArray
    y: FloatArray
    box: FloatArray

    @classmethod
    def of(cls, x: FloatArray, y: FloatArray) -> "Tiles":
        """Bound the cells.

        Parameters
        ----------
        x, y
            Cells on the plane, km, (c,).
        """
        first = np.arange(0, x.size, TILE)
        ends = [np.minimum.reduceat(x, first), np.maximum.reduceat(x, first)]
        ends += [np.minimum.reduceat(y, first), np.maximum.reduceat(y, first)]
        tiles = np.stack(ends, axis=1)
        whole = [x.min() - 0.001, x.max() + 0.001, y.min() - 0.001, y.max() + 0.001]
        return cls(x, y, np.vstack([whole, tiles]))


class Scratch(NamedTuple):
    """Room to work in for one event.

    Parameters
    ----------
    squared, least
        Squared speed of each cell, (c,), and the least of each tile, (runs,), m2/s2.
    table, most
        Wind at the nodes of the profile, and the most from each node outward, (NODES,), m/s.
    """

    squared: FloatArray
    least: FloatArray
    table: FloatArray
    most: FloatArray


@compiled
def _range(x: float, y: float, box: FloatArray, row: int) -> tuple[float, float]:
    """Distance from a point to the nearest and farthest point of a box (west, east, south, north), km."""
    west, east, south, north = box[row, 0], box[row, 1], box[row, 2], box[row, 3]
    out_x = max(west - x, x - east, 0.0)
    out_y = max(south - y, y - north, 0.0)
    far_x = max(abs(x - west), abs(x - east))
    far_y = max(abs(y - south), abs(y - north))
    return math.sqrt(out_x * out_x + out_y * out_y), math.sqrt(far_x * far_x + far_y * far_y)


@compiled
def _raise(
    scratch: Scratch,
    tiles: Tiles,
    tile: int,
    near: float,
    scale: float,
    centre: tuple[float, float],
    wind: tuple[float, float],
    along: float,
    across: float,
) -> None:
    """Raise the squared speed of every cell of a tile to that of one position of the centre."""
    table, squared = scratch.table, scratch.squared
    last = table.size - 2
    least = math.inf
    for cell in range(tile * TILE, min(tile * TILE + TILE, squared.size)):
        dx = tiles.x[cell] - centre[0]
        dy = tiles.y[cell] - centre[1]
        radius = math.sqrt(dx * dx + dy * dy)
        place = (radius - near) * scale
        node = min(int(place), last)
        speed = table[node] + (place - node) * (table[node + 1] - table[node])
        pull = speed / radius if radius > 0.0 else 0.0
        east = wind[0] - pull * (along * dy + across * dx)
        north = wind[1] + pull * (along * dx - across * dy)
        squared[cell] = max(squared[cell], east * east + north * north)
        least = min(least, squared[cell])
    scratch.least[tile] = least


@compiled
def _raise_tiles(
    scratch: Scratch,
    tiles: Tiles,
    near: float,
    scale: float,
    centre: tuple[float, float],
    wind: tuple[float, float],
    along: float,
    across: float,
    floor: float,
) -> None:
    """Let one position act on the tiles where it can raise a cell and bring it above the floor, m/s."""
    added = math.sqrt(wind[0] * wind[0] + wind[1] * wind[1])
    for tile in range(scratch.least.size):
        closest = _range(centre[0], centre[1], tiles.box, tile + 1)[0]
        node = min(max(int((closest - near) * scale * (1.0 - SLACK)), 0), scratch.most.size - 1)
        bound = (scratch.most[node] + added) * (1.0 + SLACK)
        if bound >= floor and bound * bound >= scratch.least[tile]:
            _raise(scratch, tiles, tile, near, scale, centre, wind, along, across)


@compiled
def _profile(
    scratch: Scratch,
    near: float,
    width: float,
    physics: Physics,
    vortex: tuple[float, float, float, float],
    least: float,
) -> None:
    """Tabulate the profile outward from a distance, as far as the wind is not below the least that matters, m/s.

    Beyond the radius of maximum wind it falls, so all further nodes are below that too; there they are left zero.
    """
    radius_max, deficit, shape, coriolis = vortex
    table, most = scratch.table, scratch.most
    filled = 0
    while filled < table.size:
        radius = near + filled * width
        table[filled] = vortex_wind(physics, radius, radius_max, deficit, shape, coriolis)
        filled += 1
        if radius > radius_max and table[filled - 1] < least:
            break
    table[filled:] = 0.0
    highest = 0.0
    for node in range(table.size - 1, -1, -1):
        highest = max(highest, table[node])
        most[node] = highest


@compiled
def _position(
    scratch: Scratch,
    tiles: Tiles,
    physics: Physics,
    bounds: tuple[float, float],
    floor: float,
    centre: tuple[float, float, float],
    deficit: float,
    radius_factor: float,
    motion: tuple[float, float],
) -> None:
    """Let one position of the centre act on all cells, unless it cannot reach the threshold there."""
    x, y, lat = centre
    near, far = _range(x, y, tiles.box, 0)
    if near > bounds[1]:
        return
    coriolis = coriolis_of(lat)
    radius_max = radius_of_maximum_wind(deficit, lat) * radius_factor
    shape = shape_of(physics, radius_max, deficit, lat)
    strongest = vortex_wind(physics, max(near, radius_max), radius_max, deficit, shape, coriolis)
    weakest = max(bounds[0], floor) if near >= radius_max else bounds[0]
    if strongest + physics.fraction * math.sqrt(motion[0] ** 2 + motion[1] ** 2) < weakest:
        return
    wind = motion_wind(physics, lat, motion[0], motion[1])
    width = (far - near) / (NODES - 1)
    least = floor - math.sqrt(wind[0] * wind[0] + wind[1] * wind[1]) * (1.0 + SLACK)
    _profile(scratch, near, width, physics, (radius_max, deficit, shape, coriolis), least)
    turn = 1.0 if lat >= 0.0 else -1.0
    along, across = math.cos(physics.inflow) * turn, math.sin(physics.inflow)
    _raise_tiles(scratch, tiles, near, 1.0 / width, (x, y), wind, along, across, floor)


@compiled
def _event(
    event: int,
    storms: StormArrays,
    physics: Physics,
    bounds: tuple[float, float],
    floor: float,
    tiles: Tiles,
    deficit: FloatArray,
    scratch: Scratch,
) -> None:
    """Put the largest squared speed of one event over the open sea into the scratch.

    The order of the positions does not matter to the largest: the one nearest to the city comes first, so that most
    others are soon below what has been met already.
    """
    scratch.squared[:] = 0.0
    scratch.least[:] = 0.0
    length = deficits(storms, event, deficit)
    begin = storms.first[storms.storm[event]]
    east, north = storms.change[EAST, event], storms.change[NORTH, event]
    nearest, start = math.inf, 0
    for place in range(length):
        x, y = storms.track[X, begin + place] + east, storms.track[Y, begin + place] + north
        away = _range(x, y, tiles.box, 0)[0]
        if away < nearest:
            nearest, start = away, place
    for turn in range(length):
        place = start + turn if turn < length - start else length - 1 - turn
        if deficit[place] <= 0.0:
            continue
        at = begin + place
        x, y = storms.track[X, at] + east, storms.track[Y, at] + north
        _position(
            scratch, tiles, physics, bounds, floor, (x, y, storms.track[LAT, at]), deficit[place],
            storms.change[RADIUS_FACTOR, event], (storms.track[U, at], storms.track[V, at]),
        )  # fmt: skip


@compiled
def footprints(
    events: NDArray[np.int64],
    storms: StormArrays,
    physics: Physics,
    tiles: Tiles,
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
    tiles
        Cells on the plane.
    cell_factor
        Factor from open sea to the cell's surface, (c,).
    bounds
        Wind below which a cell has none, m/s, and distance beyond which a centre is skipped, km.

    Returns
    -------
    float32 (k, c); below the threshold 0.
    """
    out = np.zeros((events.size, tiles.x.size), dtype=np.float32)
    squared, least = np.empty(tiles.x.size), np.empty(tiles.box.shape[0] - 1)
    scratch = Scratch(squared, least, np.empty(NODES), np.empty(NODES))
    deficit = np.empty(np.diff(storms.first).max())
    floor = bounds[0] / max(cell_factor.max(), 1e-9) * (1.0 - SLACK)
    for row in range(events.size):
        _event(events[row], storms, physics, bounds, floor, tiles, deficit, scratch)
        for cell in range(squared.size):
            speed = cell_factor[cell] * math.sqrt(squared[cell])
            if speed >= bounds[0]:
                out[row, cell] = speed
    return out
