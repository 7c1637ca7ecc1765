"""Fire following an earthquake: ignitions from shaking, and what they burn when nobody fights them.

For the stages that follow one disaster into the next; no event set is made here.
"""

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.fire.spread import Fabric, buildings_burnt
from anlan.hazards.fire.stock import Stock

FloatArray = NDArray[np.float64]

GRAVITY = 9.80665
"""Standard acceleration of free fall, m/s2."""

MILLION_SQUARE_FEET = 1e6 * 0.3048**2
"""Floor area to which the ignition rate refers, m2."""

QUADRATIC, LINEAR = 0.581895, -0.029444
"""Ignitions per million square feet by PGA in g: Scawthorn 2009, Enhancements in Hazus-MH Fire Following Earthquake,
task 3, updated ignition equation; fitted to 238 data of seven earthquakes in the United States of 1971 to 1994."""

LEAST_INTENSITY = 6.0
"""Below this degree no fire is counted; the relation has its zero at 0.05 g, just below VI."""

REFERENCE_PGA = 0.625
"""PGA at degree VI of GB/T 17742-2008, m/s2; its means 0.63, 1.25, 2.50, 5.00 and 10.00 double with the degree."""

UNFOUGHT_MINUTES = 120.0
"""Time in which nobody fights the fires after an earthquake, minutes: streets are blocked, water mains are broken and
engines are elsewhere; assumption."""


def ground_acceleration(intensity: FloatArray) -> FloatArray:
    """Return the peak ground acceleration of degrees of the Chinese scale, g.

    Parameters
    ----------
    intensity
        Degrees of GB/T 17742, any shape.
    """
    return np.asarray(REFERENCE_PGA * 2.0 ** (np.asarray(intensity, dtype=np.float64) - 6.0) / GRAVITY)


def ignition_rate(acceleration: FloatArray) -> FloatArray:
    """Return the mean number of ignitions per m2 of floor that need the fire service (Scawthorn 2009).

    Parameters
    ----------
    acceleration
        Peak ground acceleration, g, any shape.
    """
    pga = np.asarray(acceleration, dtype=np.float64)
    return np.asarray(np.maximum(QUADRATIC * pga**2 + LINEAR * pga, 0.0) / MILLION_SQUARE_FEET)


def expected_ignitions(intensity: FloatArray, stock: Stock) -> FloatArray:
    """Return the mean number of ignitions in each cell after an earthquake.

    Parameters
    ----------
    intensity
        Degrees of GB/T 17742 in each cell, (c,) or (k, c).
    stock
        Buildings of the cells.
    """
    degrees = np.asarray(intensity, dtype=np.float64)
    rate = np.where(degrees >= LEAST_INTENSITY, ignition_rate(ground_acceleration(degrees)), 0.0)
    return np.asarray(rate * stock.floor_m2)


def expected_burnt_share(
    intensity: FloatArray, stock: Stock, fabric: Fabric, wind: float, minutes: float, combustible: float, passes: float
) -> FloatArray:
    """Return the mean share of each cell's buildings that burn after an earthquake.

    Ignitions fall on buildings at random; an ignition in a dense group of combustible buildings takes the group's
    buildings as far as a free fire comes in the time, another only its own building. Fires of one cell do not meet:
    the share is ``1 - exp(-sum)``.

    Parameters
    ----------
    intensity
        Degrees of GB/T 17742 in each cell, (c,) or (k, c).
    stock
        Buildings of the cells.
    fabric
        Buildings of the dense groups.
    wind
        Wind, m/s.
    minutes
        Time in which nobody fights the fire, counted from the full involvement of its first building.
    combustible
        Share of buildings that stand in such groups, 1.
    passes
        Chance that a fire in a group passes on to its neighbours, 1.

    Returns
    -------
    Shares, 1, of the shape of `intensity`; 0 where there are no buildings.
    """
    taken = buildings_burnt(fabric.side, fabric.gap, fabric.resistant, wind, minutes)
    group = np.minimum(taken, np.maximum(stock.buildings * combustible, 1.0))
    chance = combustible * passes
    each = chance * group + 1.0 - chance
    burnt = expected_ignitions(intensity, stock) * each
    share = np.divide(burnt, stock.buildings, out=np.zeros_like(burnt), where=stock.buildings > 0.0)
    return np.asarray(-np.expm1(-share))


def usual_wind(city: City, otherwise: float) -> float:
    """Return the mean wind of the city's climate, m/s: an earthquake does not choose its weather.

    Parameters
    ----------
    city
        The city, with the winds of ``climate_normals``.
    otherwise
        Wind where these are not known, m/s.
    """
    wind = city.table("climate_normals")["wind_ms"].drop_nulls()
    return float(wind.to_numpy().mean()) if len(wind) else otherwise
