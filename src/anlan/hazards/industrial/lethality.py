"""Share of the people of a cell who are killed by a cloud, integrated over the cell.

Across the wind the probit falls as a parabola, Y = Y_0(x) - b n y^2 / (2 sigma_y^2), so that the integral over a chord
of the cell has a form that is tabulated once for all substances; along the wind the cell is cut into slices. A plume
far narrower than a cell thus counts with its true surface.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from anlan.compute.compiled import compiled
from anlan.hazards.industrial.doses import STRETCHES, TIMES
from anlan.hazards.industrial.plume import LIDS, plume, stretch, vertical
from anlan.hazards.industrial.releases import LONGEST_S
from anlan.hazards.industrial.sigmas import ALONG, sigma_y, sigma_z

FloatArray = NDArray[np.float64]

LEAST_PROBIT = 1.0
"""Probit in the middle of the cloud from which on it is followed: 3 in 100,000 are killed."""

DEEP = 5.0
"""Probits below the middle of a cloud at which nobody is counted any more."""

BREATH_M = 1.5
"""Height at which people breathe, m."""

NEAREST_M, NODES = 2.0, 160
"""Where the axis begins (m) and its points, evenly spaced in the logarithm of the distance."""

SLICES = 64
"""Slices of a cell along the wind."""

WIDTHS, FRACTIONS = np.linspace(0.05, 9.0, 180), np.linspace(0.0, 1.0, 201)
"""Axes of the table of chords: q = sqrt(Y_0) and share of the half width sqrt(Y_0) within which anybody is counted."""


def chord_table() -> FloatArray:
    """Tabulate the integral of Phi(q^2 - 5 - q^2 t^2) over t from 0, by q of `WIDTHS` and t of `FRACTIONS`."""
    fine = np.linspace(0.0, 1.0, 8 * (FRACTIONS.size - 1) + 1)
    share = ndtr(WIDTHS[:, None] ** 2 * (1.0 - fine**2) - DEEP)
    steps = 0.5 * (share[:, 1:] + share[:, :-1]) * np.diff(fine)
    whole = np.concatenate([np.zeros((WIDTHS.size, 1)), np.cumsum(steps, axis=1)], axis=1)
    return np.ascontiguousarray(whole[:, ::8])


CHORDS = chord_table()


@dataclass(frozen=True)
class Clouds:
    """Releases of n events as the kernel takes them.

    Parameters
    ----------
    numbers
        float64 (n, 8): position of the source x, y (m); cosine and sine of the direction in which the wind blows;
        wind (m/s); mass (kg); duration (s); share of people out of doors.
    kinds
        int64 (n, 2): substance in the tables of doses, stability class.
    """

    numbers: FloatArray
    kinds: NDArray[np.int64]


@compiled
def _looked_up(value: float, low: float, step: float, table: FloatArray) -> float:
    """Interpolate a table with even steps linearly; constant outside."""
    place = (value - low) / step
    if place <= 0.0:
        return float(table[0])
    if place >= table.size - 1:
        return float(table[table.size - 1])
    below = int(place)
    return float(table[below] + (place - below) * (table[below + 1] - table[below]))


@compiled
def axis(
    distance: float,
    wind: float,
    mass: float,
    seconds: float,
    stability: int,
    ground: int,
    height: float,
    probit: FloatArray,
    log_time: FloatArray,
    log_shelter: FloatArray,
) -> tuple[float, float, float]:
    """Return the probit out of doors and indoors in the middle of the cloud, and its sigma_y (m).

    Parameters
    ----------
    distance
        Distance from the source along the wind, m.
    wind, mass, seconds
        Wind (m/s), mass of the cloud (kg) and duration of the release (s).
    stability, ground, height
        Stability class, ground and height of the source (m).
    probit
        a, b and n.
    log_time, log_shelter
        Rows of `anlan.hazards.industrial.doses.DoseTables`.
    """
    across = sigma_y(distance, stability, ground, seconds)
    upward = vertical(height, BREATH_M, sigma_z(distance, stability, ground), LIDS[stability])
    longer = stretch(distance, wind, seconds)
    highest = 1e6 * plume(mass / seconds, wind, across, upward) * math.erf(longer)
    unit = math.sqrt(2.0) * ALONG * distance / wind
    first, last = math.log(STRETCHES[0]), math.log(STRETCHES[-1])
    if longer > STRETCHES[-1]:
        time = seconds
    else:
        step = (last - first) / (STRETCHES.size - 1)
        time = unit * math.exp(_looked_up(math.log(longer), first, step, log_time))
    time = min(max(time, 1.0), LONGEST_S)
    if highest <= 0.0:
        return -1e9, -1e9, across
    outdoors = probit[0] + probit[1] * (probit[2] * math.log(highest) + math.log(time / 60.0))
    step = math.log(TIMES[-1]) / (TIMES.size - 1)
    indoors = outdoors + probit[1] * _looked_up(math.log(time), 0.0, step, log_shelter)
    return outdoors, indoors, across


@compiled
def half_chord(middle: float, beside: float, narrow: float, chords: FloatArray) -> float:
    """Integral of the share killed from the middle of a cloud to a side, m; odd in `beside`.

    Parameters
    ----------
    middle
        Probit in the middle of the cloud.
    beside
        Distance from the middle, m.
    narrow
        b n / (2 sigma_y^2), 1/m2: how fast the probit falls across the wind.
    chords
        `CHORDS`.
    """
    if middle <= 0.0:
        return 0.0
    reach = math.sqrt(middle / narrow)
    part = min(abs(beside) / reach, 1.0) * (chords.shape[1] - 1)
    place = (math.sqrt(middle) - WIDTHS[0]) / (WIDTHS[1] - WIDTHS[0])
    place = min(max(place, 0.0), chords.shape[0] - 1.000001)
    row, column = int(place), min(int(part), chords.shape[1] - 2)
    down, right = place - row, part - column
    near = chords[row, column] + right * (chords[row, column + 1] - chords[row, column])
    far = chords[row + 1, column] + right * (chords[row + 1, column + 1] - chords[row + 1, column])
    return math.copysign(reach * (near + down * (far - near)), beside)


@compiled
def chord_of(corners: FloatArray, along: float) -> tuple[float, float]:
    """Return where the line x = along enters and leaves a convex polygon, (corners, 2); equal if it misses."""
    low, high = math.inf, -math.inf
    for corner in range(corners.shape[0]):
        other = (corner + 1) % corners.shape[0]
        x0, y0 = corners[corner, 0], corners[corner, 1]
        x1, y1 = corners[other, 0], corners[other, 1]
        if (x0 <= along < x1) or (x1 <= along < x0):
            y = y0 + (y1 - y0) * (along - x0) / (x1 - x0)
            low, high = min(low, y), max(high, y)
    if high < low:
        return 0.0, 0.0
    return low, high


@compiled
def cell_share(
    turned: FloatArray,
    area: float,
    distances: FloatArray,
    levels: FloatArray,
    outside: float,
    steep: float,
    chords: FloatArray,
) -> float:
    """Share of the people of a cell who are killed.

    Parameters
    ----------
    turned
        Corners of the cell, m along and across the wind from the source, (6, 2).
    area
        Area of the cell, m2.
    distances
        First and last distance at which the cloud kills (m), step of the logarithm between the points of its axis.
    levels
        Probit out of doors, indoors and sigma_y at the points of the axis, (3, nodes).
    outside
        Share of people out of doors.
    steep
        b n of the substance.
    chords
        `CHORDS`.
    """
    low, high = max(turned[:, 0].min(), distances[0]), min(turned[:, 0].max(), distances[1])
    if high <= low:
        return 0.0
    width, total = (high - low) / SLICES, 0.0
    for piece in range(SLICES):
        along = low + (piece + 0.5) * width
        enter, leave = chord_of(turned, along)
        if leave <= enter:
            continue
        place = math.log(along / distances[0])
        across = _looked_up(place, 0.0, distances[2], levels[2])
        narrow = steep / (2.0 * across * across)
        open_air = _looked_up(place, 0.0, distances[2], levels[0])
        room = _looked_up(place, 0.0, distances[2], levels[1])
        killed = half_chord(open_air, leave, narrow, chords) - half_chord(open_air, enter, narrow, chords)
        inside = half_chord(room, leave, narrow, chords) - half_chord(room, enter, narrow, chords)
        total += outside * killed + (1.0 - outside) * inside
    return float(min(total * width / area, 1.0))


@compiled
def _axis_of(
    numbers: FloatArray,
    stability: int,
    site: FloatArray,
    probit: FloatArray,
    log_time: FloatArray,
    log_shelter: FloatArray,
    distances: FloatArray,
    levels: FloatArray,
) -> None:
    """Fill the points of one cloud's axis (3, nodes), and where it kills: from, to, step, widest half width.

    `site` is ground, height (m) and reach (m).
    """
    step = math.log(site[2] / NEAREST_M) / (NODES - 1)
    distances[:] = np.array([NEAREST_M, 0.0, step, 0.0])
    for node in range(NODES):
        along = NEAREST_M * math.exp(step * node)
        levels[0, node], levels[1, node], levels[2, node] = axis(
            along, numbers[4], numbers[5], numbers[6], stability, int(site[0]), site[1], probit, log_time, log_shelter
        )
        if levels[0, node] >= LEAST_PROBIT:
            distances[1] = along
            half = levels[2, node] * math.sqrt(2.0 * levels[0, node] / (probit[1] * probit[2]))
            distances[3] = max(distances[3], half)


@compiled
def shares(
    events: NDArray[np.int64],
    numbers: FloatArray,
    kinds: NDArray[np.int64],
    site: FloatArray,
    probits: FloatArray,
    log_time: FloatArray,
    log_shelter: FloatArray,
    chords: FloatArray,
    corners: FloatArray,
    area: FloatArray,
    middle: FloatArray,
    reach: FloatArray,
) -> NDArray[np.float32]:
    """Return the share of the people of every cell who are killed, float32 (k, c).

    Parameters
    ----------
    events
        Indices of the events, (k,).
    numbers, kinds
        See `Clouds`.
    site
        Ground (`RURAL` or `URBAN`), height of the source (m), farthest distance that is looked at (m).
    probits, log_time, log_shelter
        See `anlan.hazards.industrial.doses.DoseTables`.
    chords
        `CHORDS`.
    corners, area, middle, reach
        See `anlan.hazards.industrial.cell_outlines.Outlines`.
    """
    out = np.zeros((events.size, area.size), dtype=np.float32)
    distances, levels = np.empty(4), np.empty((3, NODES))
    turned = np.empty((corners.shape[1], 2))
    for row in range(events.size):
        cloud, kind = numbers[events[row]], kinds[events[row]]
        probit = probits[kind[0]]
        _axis_of(cloud, kind[1], site, probit, log_time[kind[0]], log_shelter[kind[0]], distances, levels)
        if distances[1] <= 0.0:
            continue
        steep = probit[1] * probit[2]
        for cell in range(area.size):
            east, north = middle[cell, 0] - cloud[0], middle[cell, 1] - cloud[1]
            along = east * cloud[2] + north * cloud[3]
            beside = north * cloud[2] - east * cloud[3]
            if along < -reach[cell] or along > distances[1] + reach[cell] or abs(beside) > distances[3] + reach[cell]:
                continue
            for corner in range(corners.shape[1]):
                x, y = corners[cell, corner, 0] - cloud[0], corners[cell, corner, 1] - cloud[1]
                turned[corner, 0] = x * cloud[2] + y * cloud[3]
                turned[corner, 1] = y * cloud[2] - x * cloud[3]
            out[row, cell] = cell_share(turned, area[cell], distances, levels, cloud[7], steep, chords)
    return out
