"""Spread of fire from building to building: the equations of Hamada as the loss model Hazus uses them.

Hamada (1951, On the rate of fire spread, study of disasters, vol. 1; 1975) fitted city fires in Japan. Hazus
Earthquake Model Technical Manual, section "Fire following earthquake", spread, takes them as metres that a fire has
reached downwind, sideways and upwind after t minutes, and corrects them for light winds, at which a fire must be
round. The coefficients were checked against two independent programs; one of them has 1.5 where Hazus and the other
have 1.6 in the time downwind.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled

FloatArray = NDArray[np.float64]

ROUND_WIND = 10.0
"""Wind above which the correction for light winds no longer acts, m/s (Hazus)."""

SPREAD_FACTOR = 1.5
"""Factor of the number of buildings, 1 (Hazus); near pi / 2, which an ellipse would have."""

STEP_MIN = 1.0
"""Step of the race between fire and fire service, minutes."""

LONGEST_MIN = 720.0
"""A fire that nobody stopped has burnt out by then, minutes; stated by judgement."""


class Fabric(NamedTuple):
    """Buildings through which a fire passes.

    Parameters
    ----------
    side
        Mean side of a building, m.
    gap
        Mean distance between buildings, m.
    resistant
        Share of buildings that resist fire, 1.
    """

    side: float
    gap: float
    resistant: float


@compiled
def crossing_times(side: float, gap: float, resistant: float, wind: float) -> tuple[float, float, float]:
    """Return the minutes in which a fire reaches the next building downwind, sideways and upwind.

    Parameters
    ----------
    side, gap, resistant
        As in `Fabric`.
    wind
        Wind, m/s.
    """
    plain, hard = 3.0 + 0.375 * side, 5.0 + 0.625 * side
    reach = (25.0 + 2.5 * wind, 5.0 + 0.25 * wind, 5.0 + 0.2 * wind)
    speed = (1.6 * (1.0 + 0.1 * wind + 0.007 * wind**2), 1.0 + 0.005 * wind**2, 1.0 + 0.002 * wind**2)
    down = ((1.0 - resistant) * (plain + 8.0 * gap / reach[0]) + resistant * (hard + 16.0 * gap / reach[0])) / speed[0]
    beside = ((1.0 - resistant) * (plain + 8.0 * gap / reach[1]) + resistant * (hard + 16.0 * gap / reach[1])) / speed[
        1
    ]
    up = ((1.0 - resistant) * (plain + 8.0 * gap / reach[2]) + resistant * (hard + 16.0 * gap / reach[2])) / speed[2]
    return down, beside, up


@compiled
def extent(side: float, gap: float, resistant: float, wind: float, minutes: float) -> tuple[float, float, float]:
    """Return how far a fire has spread downwind, sideways and upwind, m.

    Parameters
    ----------
    side, gap, resistant
        As in `Fabric`.
    wind
        Wind, m/s.
    minutes
        Time since the first building is fully involved.
    """
    t_down, t_beside, t_up = crossing_times(side, gap, resistant, wind)
    pitch = side + gap
    down = pitch / t_down * minutes
    beside = max(side / 2.0 + gap + pitch / t_beside * (minutes - t_beside), 0.0)
    up = max(side / 2.0 + gap + pitch / t_up * (minutes - t_up), 0.0)
    if wind < ROUND_WIND:
        circle = math.sqrt((down + up) / 2.0 * beside)
        weight = wind / ROUND_WIND
        down, beside, up = (
            down * weight + circle * (1.0 - weight),
            beside * weight + circle * (1.0 - weight),
            up * weight + circle * (1.0 - weight),
        )
    return down, beside, up


@compiled
def buildings_burnt(side: float, gap: float, resistant: float, wind: float, minutes: float) -> float:
    """Return the number of buildings that a fire has taken, one at least.

    Hazus: ``1.5 * density / side**2 * beside * (down + up)``; the density of building, footprint over ground, is
    ``(side / (side + gap))**2`` for the regular grid that the other equations suppose.
    """
    down, beside, up = extent(side, gap, resistant, wind, minutes)
    return max(SPREAD_FACTOR / (side + gap) ** 2 * beside * (down + up), 1.0)


@compiled
def perimeter(down: float, beside: float, up: float) -> float:
    """Return the length of the edge of a fire, m: an ellipse's by Ramanujan's first approximation (1914)."""
    major, minor = (down + up) / 2.0, beside
    return math.pi * (3.0 * (major + minor) - math.sqrt((3.0 * major + minor) * (major + 3.0 * minor)))


@compiled
def fought_fire(
    fabric: FloatArray, wind: float, begin: float, arrival: FloatArray, engines: FloatArray, hold: float, most: float
) -> tuple[float, float]:
    """Follow one fire until engines hold its whole edge, or everything that can burn has burnt.

    Parameters
    ----------
    fabric
        side (m), gap (m), resistant (1), as in `Fabric`.
    wind
        Wind, m/s.
    begin
        Minutes from ignition until the first building is fully involved.
    arrival
        Minutes from ignition until the engines of each station arrive, ascending, (s,).
    engines
        Engines of each station, (s,).
    hold
        Edge that one engine holds, m.
    most
        Buildings that can burn.

    Returns
    -------
    Buildings burnt, one at least unless `most` is less, and minutes of spread; none and 0 where the first engines
    arrive before the building is fully involved.
    """
    if arrival.size and arrival[0] <= begin:
        return 0.0, 0.0
    side, gap, resistant = fabric[0], fabric[1], fabric[2]
    spread, present, held = 0.0, 0, 0.0
    while spread < LONGEST_MIN:
        while present < arrival.size and arrival[present] <= begin + spread:
            held += engines[present] * hold
            present += 1
        down, beside, up = extent(side, gap, resistant, wind, spread)
        if held >= max(perimeter(down, beside, up), 4.0 * side):
            break
        if buildings_burnt(side, gap, resistant, wind, spread) >= most:
            break
        spread += STEP_MIN
    return min(buildings_burnt(side, gap, resistant, wind, spread), most), spread


@compiled
def fought_fires(
    fabric: FloatArray, fires: FloatArray, stations: FloatArray, minutes_per_km: float, hold: float, least: float
) -> FloatArray:
    """Follow many fires; see `fought_fire`.

    Parameters
    ----------
    fabric
        As there.
    fires
        A row for each: position east and north (km), wind (m/s), minutes from ignition to departure of the engines,
        minutes from ignition to full involvement, buildings that can burn, (f, 6).
    stations
        A row for each: position east and north (km), engines that it sends, (s, 3).
    minutes_per_km
        Minutes on the way for a kilometre of straight distance.
    hold
        Edge that one engine holds, m.
    least
        Fires that cannot reach this number of buildings are not followed.

    Returns
    -------
    Buildings burnt, minutes of spread, minutes from ignition to the arrival of the first engines, (f, 3).
    """
    out = np.zeros((fires.shape[0], 3))
    for fire in range(fires.shape[0]):
        x, y, wind, departure, begin, most = fires[fire]
        if most < least:
            continue
        minutes = np.sqrt((stations[:, 0] - x) ** 2 + (stations[:, 1] - y) ** 2) * minutes_per_km + departure
        order = np.argsort(minutes)
        arrival, engines = minutes[order], stations[order, 2]
        out[fire, 0], out[fire, 1] = fought_fire(fabric, wind, begin, arrival, engines, hold, most)
        out[fire, 2] = arrival[0]
    return out
