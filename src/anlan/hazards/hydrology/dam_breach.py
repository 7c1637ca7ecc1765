"""Outflow of a failing embankment dam and of a release: peak, time and course."""

import numpy as np

from anlan.hazards.hydrology.inertial import GRAVITY, Hydrograph

SHAPE_OF_POOL = 2.0
"""Exponent with which the volume of a reservoir grows with its depth; the levels and storages of Shilianghe reservoir
in 1961 to 1990 (15.7 to 43 thousand ten-thousand m3 at 7.0 to 11.8 m above 15 m) give 1.9."""


def depth_of(share: float, dam_height_m: float) -> float:
    """Return the depth of water behind a dam whose reservoir is filled to a share of its volume, m."""
    return float(dam_height_m * share ** (1.0 / SHAPE_OF_POOL))


def peak_outflow(volume_m3: float, depth_m: float) -> float:
    """Return the peak outflow of a breached embankment dam, m3/s.

    Froehlich (1995), Peak outflow from breached embankment dam, J. Water Resources Planning and Management 121(1),
    90-97: Q = 0.607 V^0.295 h^1.24, fitted to 22 failures; the prediction is good to about a third of an order of
    magnitude (Wahl 2004, Uncertainty of predictions of embankment dam breach parameters, J. Hydraulic Engineering
    130(5), 389-397).

    Parameters
    ----------
    volume_m3
        Water above the bottom of the breach, m3.
    depth_m
        Its depth, m.
    """
    return float(0.607 * volume_m3**0.295 * depth_m**1.24)


def formation_time(volume_m3: float, depth_m: float) -> float:
    """Return the time in which a breach forms, s.

    Froehlich (2008), Embankment dam breach parameters and their uncertainties, J. Hydraulic Engineering 134(12),
    1708-1721: t = 63.2 sqrt(V / (g h^2)), fitted to 74 failures.

    Parameters
    ----------
    volume_m3
        Water above the bottom of the breach, m3.
    depth_m
        Height of the breach, m.
    """
    return float(63.2 * np.sqrt(volume_m3 / (GRAVITY * depth_m * depth_m)))


def breach_hydrograph(volume_m3: float, depth_m: float) -> Hydrograph:
    """Return the outflow of a breach: an even rise to the peak while the breach forms, an even fall, all the water.

    Where the reservoir would be empty before the breach has formed, the peak comes when half the water is gone.

    Parameters
    ----------
    volume_m3, depth_m
        See `peak_outflow`.
    """
    peak = peak_outflow(volume_m3, depth_m)
    end = 2.0 * volume_m3 / peak
    rise = min(formation_time(volume_m3, depth_m), 0.5 * end)
    return Hydrograph(np.array([0.0, rise, end]), np.array([0.0, peak, 0.0]))


def release_hydrograph(volume_m3: float, hours: float) -> Hydrograph:
    """Return a steady release of a volume (m3) over some hours, with gates opened and closed within a tenth of them."""
    end, gate = hours * 3600.0, hours * 360.0
    flow = volume_m3 / (end - gate)
    return Hydrograph(np.array([0.0, gate, end - gate, end]), np.array([0.0, flow, flow, 0.0]))
