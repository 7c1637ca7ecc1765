"""Concentration near the ground in the middle of a Gaussian plume or puff, reflected by the ground and by a lid."""

import math

import numpy as np

from anlan.compute.compiled import compiled
from anlan.hazards.industrial.sigmas import ALONG

LIDS = np.array([1300.0, 900.0, 850.0, 800.0, 400.0, 100.0])
"""Depth of the mixing layer by stability class, m: Clarke (1979), NRPB-R91, table 1."""

MIXED = 1.6
"""sigma_z over the depth of the layer from which on the gas is mixed through it (Turner 1970, Workbook of atmospheric
dispersion estimates, AP-26, equation 3.5: from there on the difference is below 1 %)."""

IMAGES = 4
"""Reflections at the lid that are counted on either side."""


@compiled
def vertical(height: float, receptor: float, sigma: float, lid: float) -> float:
    """Share of the release in each metre of height, 1/m: Turner (1970), equations 3.1 and 5.8.

    Parameters
    ----------
    height
        Height of the source, m.
    receptor
        Height where people breathe, m.
    sigma
        Width upwards, m.
    lid
        Depth of the mixing layer, m.
    """
    if sigma >= MIXED * lid:
        return 1.0 / lid
    total = 0.0
    for image in range(-IMAGES, IMAGES + 1):
        down = (receptor - height + 2.0 * image * lid) / sigma
        up = (receptor + height + 2.0 * image * lid) / sigma
        total += math.exp(-0.5 * down * down) + math.exp(-0.5 * up * up)
    return total / (math.sqrt(2.0 * math.pi) * sigma)


@compiled
def plume(rate: float, wind: float, across: float, upward: float) -> float:
    """Concentration in the middle of a lasting plume, kg/m3: Turner (1970), equation 3.1.

    Parameters
    ----------
    rate
        Source, kg/s.
    wind
        Wind, m/s.
    across
        sigma_y, m.
    upward
        Result of `vertical`, 1/m.
    """
    return rate * upward / (math.sqrt(2.0 * math.pi) * wind * across)


@compiled
def stretch(distance: float, wind: float, seconds: float) -> float:
    """Length of the cloud over its width along the wind, u T / (2 sqrt(2) sigma_x): 0 for a puff, large for a plume.

    A release of limited duration reaches erf(stretch) of the plume's concentration as its middle passes: Palazzi, De
    Faveri, Fumarola and Ferraiolo (1982), Diffusion from a steady source of short duration, Atmospheric Environment
    16, 2785-2790, with sigma_x as at the middle of the cloud. As the duration goes to zero this is a Gaussian puff.
    """
    return wind * seconds / (2.0 * math.sqrt(2.0) * ALONG * distance)
