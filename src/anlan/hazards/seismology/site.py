"""Ground of the cells: shear-wave velocity from the slope of the land."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

VS30 = (180.0, 240.0, 300.0, 360.0, 490.0, 620.0, 760.0)
"""Mean shear-wave velocity of the upper 30 m at the bounds of the classes of slope, m/s."""

ACTIVE = (3.0e-4, 3.5e-3, 0.010, 0.018, 0.05, 0.10, 0.14)
"""Slopes (m/m) at those velocities in active regions: Allen and Wald (2009), BSSA 99, 935-943, table 1."""

STABLE = (2.0e-5, 2.0e-3, 4.0e-3, 7.2e-3, 0.013, 0.018, 0.025)
"""Slopes (m/m) at those velocities in stable regions: Wald and Allen (2007), BSSA 97, 1379-1395, table 2."""


def vs30_of(slope_deg: FloatArray, stable_share: float, unknown: float) -> FloatArray:
    """Vs30 of cells, m/s: between the bounds of a class the logarithm of Vs30 follows that of the slope.

    Parameters
    ----------
    slope_deg
        Slope of the ground, degrees; NaN where not known.
    stable_share
        Weight of the table of stable regions, 0 to 1; the rest is that of active regions.
    unknown
        Vs30 where the slope is not known, m/s.
    """
    known = ~np.isnan(slope_deg)
    slope = np.log(np.maximum(np.tan(np.radians(np.where(known, slope_deg, 0.0))), 1e-9))
    active, stable = (np.exp(np.interp(slope, np.log(table), np.log(VS30))) for table in (ACTIVE, STABLE))
    return np.where(known, stable_share * stable + (1.0 - stable_share) * active, unknown)
