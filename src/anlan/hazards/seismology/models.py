"""The branches of the logic tree: what each model says of an event, brought to one form.

Each branch is tabulated for an event at `NODES` distances; between them it is interpolated. What it says holds for
ground of the branch's own reference Vs30; the site term of Boore et al. (2014) carries it to the ground of a cell.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.hazards.seismology import boore_2014, intensity, yu_2013

FloatArray = NDArray[np.float64]

YU, BOORE, XIAO = 0, 1, 2
"""Branches: places in `NAMES`."""

NAMES = ("yu-2013", "boore-2014", "xiao-2011")

WEIGHTS = ("weight_yu_2013", "weight_boore_2014", "weight_xiao_2011")
"""Parameters that hold the weights of the branches, in the order of `NAMES`."""

NODES = 160
FARTHEST_KM = 1000.0
"""Distances at which an event is tabulated: `NODES` from 0 to `FARTHEST_KM`, even in the square root."""

ROOT_STEP = math.sqrt(FARTHEST_KM) / (NODES - 1)
"""Step of the square root of the distance from node to node, km^0.5."""

DISTANCES: FloatArray = np.square(ROOT_STEP * np.arange(NODES, dtype=np.float64))
"""Distances of the nodes, km."""

LONG = 1.0 / np.maximum(DISTANCES, 1e-6) ** 2
"""1 over their squares, 1/km2: the longer axes of the ellipses."""

BY_PGA, BY_PGV, BY_PGV_SHORT, SOFTENING, WITHIN_PGA, WITHIN_PGV, SHORT = range(7)
"""Columns of an event's table: degrees by acceleration, by velocity, and by velocity on the shorter axis, each with the
part between events; what the nonlinear site term is multiplied by; degrees of a standard deviation within the event by
acceleration and velocity; 1 over the square of the shorter axis of the ellipse (1/km2)."""


class Events(NamedTuple):
    """Events, each array (k,): Ms, Mw, depth (km), branch and residual between events in standard deviations."""

    surface: FloatArray
    moment: FloatArray
    depth_km: FloatArray
    model: NDArray[np.int64]
    residual: FloatArray

    def taken(self, chosen: NDArray[np.int64]) -> "Events":
        """Return some of the events; indices of any shape."""
        surface, moment, depth, model, residual = self
        return Events(surface[chosen], moment[chosen], depth[chosen], model[chosen], residual[chosen])


def tables_of(events: Events, values: Mapping[str, float]) -> FloatArray:
    """Tabulate events, (k, NODES, 7); see `BY_PGA` for the columns.

    Parameters
    ----------
    events
        Events.
    values
        Parameters of the hazard.
    """
    tables = np.zeros((events.model.size, NODES, 7))
    for model, fill in ((YU, _yu), (BOORE, _boore), (XIAO, _xiao)):
        here = np.flatnonzero(events.model == model)
        if here.size:
            tables[here] = np.stack(fill(events.taken(here[:, None]), values), axis=2)
    return tables


def reference_vs30(values: Mapping[str, float]) -> FloatArray:
    """Vs30 for which each branch holds, m/s, in the order of `NAMES`."""
    return np.array([values["yu_vs30"], boore_2014.REFERENCE_VS30, values["ipe_vs30"]])


def _yu(events: Events, values: Mapping[str, float]) -> tuple[FloatArray, ...]:
    short = yu_2013.short_radius(events.surface, DISTANCES, events.depth_km)
    long_radius, short_radius = (np.hypot(one, events.depth_km) for one in (DISTANCES, short))
    ln_pga = yu_2013.PGA_LONG.motion(events.surface, long_radius) - math.log(yu_2013.GAL_OF_G)
    ln_pgv = [
        axis.motion(events.surface, radius)
        for axis, radius in ((yu_2013.PGV_LONG, long_radius), (yu_2013.PGV_SHORT, short_radius))
    ]
    between, within = _parts(values)
    shift_pga, shift_pgv = (between * spread * events.residual for spread in (yu_2013.PGA_SPREAD, yu_2013.PGV_SPREAD))
    whole = np.ones_like(ln_pga)
    return (
        intensity.of_pga(ln_pga + shift_pga),
        intensity.of_pgv(ln_pgv[0] + shift_pgv),
        intensity.of_pgv(ln_pgv[1] + shift_pgv),
        _softening(ln_pga, values["yu_vs30"]),
        whole * (within * yu_2013.PGA_SPREAD * intensity.PER_LN_PGA),
        whole * (within * yu_2013.PGV_SPREAD * intensity.PER_LN_PGV),
        1.0 / np.maximum(short, 1e-6) ** 2,
    )


def _boore(events: Events, values: Mapping[str, float]) -> tuple[FloatArray, ...]:
    del values  # nothing in it is left to choose
    pga, pgv = boore_2014.PGA, boore_2014.PGV
    ln_pga, ln_pgv = (boore_2014.rock(one, events.moment, DISTANCES) for one in (pga, pgv))
    by_pga = intensity.of_pga(ln_pga + boore_2014.between(pga, events.moment) * events.residual)
    by_pgv = intensity.of_pgv(ln_pgv + boore_2014.between(pgv, events.moment) * events.residual)
    within_pga, within_pgv = (boore_2014.within(one, events.moment, DISTANCES) for one in (pga, pgv))
    return (
        by_pga, by_pgv, by_pgv, boore_2014.softening(np.exp(ln_pga)),
        intensity.PER_LN_PGA * within_pga, intensity.PER_LN_PGV * within_pgv, np.zeros_like(by_pga),
    )  # fmt: skip


def _xiao(events: Events, values: Mapping[str, float]) -> tuple[FloatArray, ...]:
    mean = intensity.xiao_yu(events.surface, DISTANCES, values)
    between, within = _parts(values)
    degree = mean + between * values["ipe_spread"] * events.residual
    spread = np.full_like(degree, within * values["ipe_spread"])
    ln_pga = np.log(intensity.pga_of(mean))
    return degree, degree, degree, _softening(ln_pga, values["ipe_vs30"]), spread, spread, np.zeros_like(degree)


def _parts(values: Mapping[str, float]) -> tuple[float, float]:
    """Parts of a standard deviation in all that lie between and within events."""
    return math.sqrt(values["between_share"]), math.sqrt(1.0 - values["between_share"])


def _softening(ln_pga_g: FloatArray, vs30: float) -> FloatArray:
    """Return `boore_2014.softening` for motion on ground of a Vs30, brought to its rock by the linear term alone."""
    linear = boore_2014.linear_site(boore_2014.PGA, np.array(vs30))
    return boore_2014.softening(np.exp(ln_pga_g - linear))
