"""Widths of plumes and puffs.

Briggs (1973), Diffusion estimation for small emissions, ATDL contribution 79, doi:10.2172/5118833, for averages of ten
minutes; the coefficients as in Griffiths (1994), Atmospheric Environment 28, 2861-2865, and the user's guide of ISC3,
EPA-454/B-95-003b. Meant for 100 m to 10 km.
"""

import math

import numpy as np

from anlan.compute.compiled import compiled

RURAL, URBAN = 0, 1
"""Ground: open country, built-up."""

ACROSS = np.array([[0.22, 0.16, 0.11, 0.08, 0.06, 0.04], [0.32, 0.32, 0.22, 0.16, 0.11, 0.11]])
"""Factor of the width across the wind, by ground and stability class."""

ACROSS_BEND = np.array([1e-4, 4e-4])
"""Its bend, 1/m, by ground: sigma_y = factor x / sqrt(1 + bend x)."""

UP = np.array([[0.20, 0.12, 0.08, 0.06, 0.03, 0.016], [0.24, 0.24, 0.20, 0.14, 0.08, 0.08]])
"""Factor of the width upwards, by ground and stability class."""

UP_BEND = np.array([[0.0, 0.0, 2e-4, 1.5e-3, 3e-4, 3e-4], [1e-3, 1e-3, 0.0, 3e-4, 1.5e-3, 1.5e-3]])
"""Its bend, 1/m."""

UP_POWER = np.array([[0.0, 0.0, -0.5, -0.5, -1.0, -1.0], [0.5, 0.5, 0.0, -0.5, -0.5, -0.5]])
"""Power of the bend: sigma_z = factor x (1 + bend x)^power."""

ALONG = 0.13
"""sigma_x / x: CPR 14E (2005), Methods for the calculation of physical effects ("Yellow Book"), chapter 4."""

AVERAGE_S = 600.0
"""Averaging time of the widths across the wind, s."""

SHORTEST_S = 18.75
"""Averaging time at which the width is half that of ten minutes, as for a puff (CPR 14E, chapter 4), s."""


@compiled
def sigma_y(distance: float, stability: int, ground: int, seconds: float) -> float:
    """Width across the wind, m.

    Parameters
    ----------
    distance
        Distance from the source along the wind, m.
    stability
        0 for A to 5 for F.
    ground
        `RURAL` or `URBAN`.
    seconds
        Duration of the release; the width grows with its power 0.2 from a puff on (CPR 14E, chapter 4).
    """
    meander = (max(seconds, SHORTEST_S) / AVERAGE_S) ** 0.2
    return float(meander * ACROSS[ground, stability] * distance / math.sqrt(1.0 + ACROSS_BEND[ground] * distance))


@compiled
def sigma_z(distance: float, stability: int, ground: int) -> float:
    """Width upwards, m; see `sigma_y`."""
    bend = (1.0 + UP_BEND[ground, stability] * distance) ** UP_POWER[ground, stability]
    return float(UP[ground, stability] * distance * bend)
