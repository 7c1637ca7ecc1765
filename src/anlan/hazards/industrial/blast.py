"""Blast of an explosion on the ground: pressure by distance, and its effect averaged over a cell.

A cell's intensity is the *equivalent overpressure*: the uniform one that would seriously damage the same share of its
buildings as the blast does. The share follows from the overpressure by `damage`; integrated over the cell it is exact
in the distance, because it depends on the scaled distance only and is tabulated once.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

RANGES = np.array([0.2, 2.9, 23.8, 198.5])
"""Scaled distances between which the pieces of `COEFFICIENTS` hold, m/kg^(1/3)."""

COEFFICIENTS = np.array(
    [
        [7.2106, -2.1069, -0.3229, 0.1117, 0.0685],
        [7.5938, -3.0523, 0.40977, 0.0261, -0.01267],
        [6.0536, -1.4066, 0.0, 0.0, 0.0],
    ]
)
"""ln of the incident overpressure in kPa as a polynomial in ln of the scaled distance in m/kg^(1/3): Swisdak (1994),
Simplified Kingery airblast calculations, 26th DoD Explosives Safety Seminar, table 1, hemispherical surface burst of
TNT, fitted to Kingery and Bulmash (1984), ARBRL-TR-02555."""

MEDIAN_KPA = 17.5
"""Overpressure of a long blast at which half of the buildings are seriously damaged, kPa: probit 5 - 0.26 ln (17,500 Pa
/ P)^8.4 of CPR 16E (1992), Methods for the determination of possible damage ("Green Book"), without its term for the
impulse. Clancey (1972) has half of the brickwork of houses destroyed at 17.2 kPa."""

SPREAD = 1.0 / (0.26 * 8.4)
"""Standard deviation of the logarithm of that overpressure: the same probit."""

TABLE = np.linspace(math.log(RANGES[0]), math.log(RANGES[-1]), 800)
"""ln of the scaled distances at which the damage is tabulated."""

NODES, WEIGHTS = np.polynomial.legendre.leggauss(10)
"""Gauss-Legendre points and weights for the angle along an edge of a cell."""


def overpressure(scaled: FloatArray) -> FloatArray:
    """Incident overpressure of a hemispherical surface burst, kPa.

    Parameters
    ----------
    scaled
        Distance over the cube root of the mass of TNT, m/kg^(1/3), any shape; nearer than 0.2 the pressure at 0.2 is
        returned, farther than 198.5 zero.
    """
    inside = np.clip(scaled, RANGES[0], RANGES[-1])
    piece = np.clip(np.searchsorted(RANGES, inside) - 1, 0, 2)
    power = np.stack([np.log(inside) ** order for order in range(5)])
    value = np.exp(np.einsum("...o,o...->...", COEFFICIENTS[piece], power))
    return np.where(np.asarray(scaled) > RANGES[-1], 0.0, value)


def damage(pressure: FloatArray) -> FloatArray:
    """Share of buildings that are seriously damaged at an overpressure in kPa, above zero."""
    return np.asarray(ndtr(np.log(pressure / MEDIAN_KPA) / SPREAD))


def pressure_of(share: FloatArray) -> FloatArray:
    """Overpressure in kPa at which a share of buildings (0 to 1, ends excluded) is seriously damaged."""
    return np.asarray(MEDIAN_KPA * np.exp(SPREAD * ndtri(share)))


def tail_table() -> FloatArray:
    """Tabulate ln of the integral of share times scaled distance from each distance of `TABLE` outwards."""
    scaled = np.clip(np.exp(TABLE), RANGES[0], RANGES[-1])
    inner = damage(overpressure(scaled)) * scaled**2
    pieces = 0.5 * (inner[1:] + inner[:-1]) * np.diff(TABLE)
    tail = np.concatenate([np.cumsum(pieces[::-1])[::-1], [0.0]])
    return np.asarray(np.log(np.maximum(tail, 1e-300)))


def distance_of(pressure_kpa: float) -> float:
    """Scaled distance at which the overpressure falls to a value, m/kg^(1/3), between those of `RANGES`."""
    scaled = np.clip(np.exp(TABLE), RANGES[0], RANGES[-1])
    return float(np.interp(-np.log(pressure_kpa), -np.log(overpressure(scaled)), scaled))


LOG_TAIL = tail_table()

CENTRE = float(np.exp(LOG_TAIL[0]) + 0.5 * RANGES[0] ** 2)
"""The same integral from the middle of the explosion outwards; nearer than 0.2 everything is damaged."""


@compiled
def tail(scaled: float, table: FloatArray) -> float:
    """Integral of share times scaled distance from a scaled distance outwards, by interpolation of `LOG_TAIL`."""
    if scaled <= RANGES[0]:
        return float(math.exp(table[0]) + 0.5 * (RANGES[0] * RANGES[0] - scaled * scaled))
    place = (math.log(scaled) - TABLE[0]) / (TABLE[1] - TABLE[0])
    if place >= table.size - 1:
        return 0.0
    below = int(place)
    return float(math.exp(table[below] + (place - below) * (table[below + 1] - table[below])))


@compiled
def cell_damage(corners: FloatArray, area: float, scale: float, table: FloatArray, centre: float) -> float:
    """Share of a cell's buildings that are seriously damaged, spread evenly over it.

    The integral over a polygon of a function of the distance is a sum over its edges: the angle under which a piece
    of an edge is seen, times the integral from that edge outwards, taken away for far edges and added for near ones.

    Parameters
    ----------
    corners
        Corners of the cell as seen from the explosion, m, counter-clockwise, (6, 2).
    area
        Area of the cell, m2.
    scale
        Cube root of the mass of TNT, kg^(1/3).
    table, centre
        `LOG_TAIL` and `CENTRE`.
    """
    total, around = 0.0, 0.0
    for corner in range(corners.shape[0]):
        other = (corner + 1) % corners.shape[0]
        x0, y0 = corners[corner, 0], corners[corner, 1]
        dx, dy = corners[other, 0] - x0, corners[other, 1] - y0
        length = math.sqrt(dx * dx + dy * dy)
        if length == 0.0:
            continue
        away = (x0 * dy - y0 * dx) / length
        if abs(away) < 1e-6:
            continue
        start = math.atan((x0 * dx + y0 * dy) / length / away)
        end = math.atan((x0 * dx + y0 * dy + length * length) / length / away)
        around += end - start
        half = 0.5 * (end - start)
        for node in range(NODES.size):
            angle = start + half * (1.0 + NODES[node])
            total -= half * WEIGHTS[node] * tail(abs(away) / math.cos(angle) / scale, table)
    if around > math.pi:
        total += 2.0 * math.pi * centre
    return float(min(max(total * scale * scale / area, 0.0), 1.0))


@compiled
def damages(
    events: NDArray[np.int64], charges: FloatArray, farthest: float, table: FloatArray, centre: float,
    corners: FloatArray, area: FloatArray, middle: FloatArray, reach: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return the share of the buildings of every cell that are seriously damaged, float64 (k, c).

    Parameters
    ----------
    events
        Indices of the events, (k,).
    charges
        Position x, y (m) and cube root of the mass of TNT (kg^(1/3)), (n, 3).
    farthest
        Scaled distance beyond which nothing is counted, m/kg^(1/3).
    table, centre
        `LOG_TAIL` and `CENTRE`.
    corners, area, middle, reach
        See `anlan.hazards.industrial.cell_outlines.Outlines`.
    """
    out = np.zeros((events.size, area.size))
    seen = np.empty((corners.shape[1], 2))
    for row in range(events.size):
        x, y, scale = charges[events[row], 0], charges[events[row], 1], charges[events[row], 2]
        for cell in range(area.size):
            far = farthest * scale + reach[cell]
            east, north = middle[cell, 0] - x, middle[cell, 1] - y
            if abs(east) > far or abs(north) > far or east * east + north * north > far * far:
                continue
            for corner in range(corners.shape[1]):
                seen[corner, 0] = corners[cell, corner, 0] - x
                seen[corner, 1] = corners[cell, corner, 1] - y
            out[row, cell] = cell_damage(seen, area[cell], scale, table, centre)
    return out
